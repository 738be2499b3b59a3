"""The webhooks of the outbox: what they carry, how it is signed (Standard Webhooks), and what an answer means."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from connectors.outbound import Answer, NoAnswer, Refused
from db import webhooks
from db.outbox import DELIVERED, Notice, Outcome
from db.webhooks import Webhook
from derived_secrets import derived
from notices.events import TEST
from pipeline import Parts

PREFIX = "whsec_"
_MOST_WAIT_S = 3_600.0
_GONE = "The receiver answered that it is gone (410); give another url, then set is_active to true."


class _Off(Exception):
    """The webhook takes nothing; the reason is one word."""


def send(parts: Parts, rows: Sequence[Notice]) -> Iterator[tuple[Notice, Outcome]]:
    """Sends deliveries of one webhook, one after the other; when it does not answer that holds for all that are left."""
    left = list(rows)
    while left:
        outcome = _send(parts, left[0])
        yield left.pop(0), outcome
        if outcome.is_away:
            for row in left:
                yield row, outcome
            return


def _send(parts: Parts, row: Notice) -> Outcome:
    assert row.webhook_id is not None, "only deliveries come here"
    try:
        url, secrets = _where(parts, row, row.webhook_id)
        body = body_of(row)
        answer = parts.web.post(url, body, headers_of(row, body, secrets, int(time.time())))
    except _Off as exc:
        return Outcome("failed", str(exc), is_final=True)
    except Refused as exc:
        outcome = Outcome("failed", exc.code, is_final=True)
    except NoAnswer as exc:
        outcome = Outcome("failed", exc.problem, is_away=True)
    else:
        outcome = _judged(answer)
    _note(parts, row.webhook_id, outcome)
    return outcome


def body_of(row: Notice) -> bytes:
    """What a receiver reads: the kind, when it happened, and ids; every attempt sends the same bytes."""
    said = {
        "type": row.kind,
        "timestamp": row.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "data": row.about,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def headers_of(row: Notice, body: bytes, secrets: Sequence[bytes], at: int) -> Mapping[str, str]:
    """Standard Webhooks' headers: ``webhook-id`` is the same at every attempt, the timestamp is the attempt's.

    ``webhook-signature`` holds one signature for each secret: HMAC-SHA256 over id, timestamp and body.
    """
    key = f"msg_{row.key.hex}"
    signed = f"{key}.{at}.".encode() + body
    signatures = (base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode() for secret in secrets)
    return {
        "webhook-id": key,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
        "Content-Type": "application/json",
    }


def shown(secret: bytes) -> str:
    """A secret as receivers are given it."""
    return PREFIX + base64.b64encode(secret).decode()


def _where(parts: Parts, row: Notice, key: int) -> tuple[str, list[bytes]]:
    """Where it goes and what it is signed with; for a day after a change with the former secret, too."""
    with parts.database.session() as session:
        webhook = session.get(Webhook, key)
    if webhook is None or not (webhook.is_active or row.kind == TEST):
        raise _Off("webhook_off")
    secret = derived(parts.secret_key, "webhook", webhook.secret_nonce)
    if webhooks.checksum(secret) != webhook.secret_sha256:  # the installation has another key now
        raise _Off("secret_lost")
    secrets = [secret]
    if webhook.former_nonce and webhook.former_until and webhook.former_until > datetime.now(UTC):
        secrets.append(derived(parts.secret_key, "webhook", webhook.former_nonce))
    return webhook.url, secrets


def _judged(answer: Answer) -> Outcome:
    if 200 <= answer.status < 300:
        return Outcome("delivered", answer_code=answer.status)
    if answer.status == 410:
        return Outcome("failed", "gone", answer.status, is_final=True)
    said = answer.headers.get("retry-after", "")
    wait_s = min(float(said), _MOST_WAIT_S) if said.isascii() and said.isdecimal() and len(said) < 8 else 0.0
    problem = "redirect" if 300 <= answer.status < 400 else "answer"
    return Outcome("failed", problem, answer.status, wait_s=wait_s)


def _note(parts: Parts, key: int, outcome: Outcome) -> None:
    with parts.database.session() as session:
        if outcome.status == DELIVERED.status:
            webhooks.note_success(session, key)
        elif outcome.problem == "gone":
            webhooks.switch_off(session, key, _GONE)
        else:
            webhooks.note_failure(session, key)
        session.commit()
