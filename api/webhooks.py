"""Webhooks over HTTP: making, changing and trying them, and what became of their deliveries; sending is done elsewhere."""

from __future__ import annotations

from typing import Any

from flask_openapi.blueprint import APIBlueprint
from sqlalchemy import func

import connectors.outbound
from api.context import caller, parts, session
from api.documentation import answers
from api.ids import DeliveryPath, WebhookPath, delivery_key, webhook_key
from api.moments import moment
from api.paging import page_of
from api.schemas import Page
from api.webhook_shapes import (
    DeliveryList,
    DeliveryOut,
    DeliveryQuery,
    NewWebhook,
    WebhookChange,
    WebhookList,
    WebhookOut,
)
from db import outbox, webhooks
from db.outbox import Notice
from db.webhooks import FORMER_LASTS, Webhook
from derived_secrets import derived, nonce
from errors import Conflict, InvalidFields
from notices.events import TEST
from tasks import notifying
from tasks.deliveries import shown

api = APIBlueprint("webhooks", __name__, url_prefix="/api/v1", abp_tags=[{"name": "webhooks"}])


@api.post("/webhooks", responses=answers(WebhookOut, 201))
def create(body: NewWebhook) -> tuple[dict[str, Any], int]:
    """Make a webhook: events of the organisation are sent to its url, signed; the secret is shown this once."""
    mine = caller()
    row = Webhook(
        organisation_id=mine.organisation_id, url=_url(body.url), events=list(body.events), description=body.description,
        created_by=mine.user_id,
    )  # fmt: skip
    secret = _new_secret(row)
    webhooks.add(session(), row)
    session().commit()
    return _shown(row) | {"secret": secret}, 201


@api.get("/webhooks", responses=answers(WebhookList, 200))
def index(query: Page) -> dict[str, Any]:
    """List the organisation's webhooks, the newest first; their secrets are not shown."""
    return page_of(session(), webhooks.visible(caller().organisation_id), query, _shown)


@api.get("/webhooks/<webhook_id>", responses=answers(WebhookOut, 200))
def show(path: WebhookPath) -> dict[str, Any]:
    """Show a webhook."""
    return _shown(_webhook(path))


@api.patch("/webhooks/<webhook_id>", responses=answers(WebhookOut, 200))
def change(path: WebhookPath, body: WebhookChange) -> dict[str, Any]:
    """Change a webhook; one that was switched off by itself goes on with is_active true."""
    row, said = _webhook(path, to_change=True), body.model_dump(exclude_unset=True)
    if body.url:
        row.url = _url(body.url)
    if body.events:
        row.events = list(body.events)
    if "description" in said:
        row.description = body.description
    if body.is_active:
        row.resume()
    elif body.is_active is False:
        row.is_active = False
    session().commit()
    return _shown(row)


@api.delete("/webhooks/<webhook_id>", responses={204: None})
def remove(path: WebhookPath) -> tuple[str, int]:
    """Delete a webhook with its deliveries; what is waiting is not sent any more."""
    session().delete(_webhook(path, to_change=True))
    session().commit()
    return "", 204


@api.post("/webhooks/<webhook_id>/rotate-secret", responses=answers(WebhookOut, 200))
def replace_secret(path: WebhookPath) -> dict[str, Any]:
    """Replace the secret; the new one is shown this once. For a day both sign, so that receivers can change over."""
    row = _webhook(path, to_change=True)
    row.former_nonce, row.former_until = row.secret_nonce, func.now() + FORMER_LASTS
    secret = _new_secret(row)
    session().commit()
    return _shown(row) | {"secret": secret}


@api.post("/webhooks/<webhook_id>/test", responses=answers(DeliveryOut, 200))
def attempt(path: WebhookPath) -> dict[str, Any]:
    """Send an event webhook.test, also to a webhook that is switched off; the delivery says what became of it."""
    webhook = _webhook(path)
    about = {"webhook_id": f"W{webhook.id}"}
    row = Notice(organisation_id=webhook.organisation_id, kind=TEST, about=about, webhook_id=webhook.id)
    session().add(row)
    session().flush()
    notifying.defer(session(), webhook.id)
    session().commit()
    session().refresh(row)
    return _delivery_out(row)


@api.get("/webhooks/<webhook_id>/deliveries", responses=answers(DeliveryList, 200))
def deliveries(path: WebhookPath, query: DeliveryQuery) -> dict[str, Any]:
    """List what was sent or is to be sent to a webhook, the newest first; what is done with is kept for 30 days."""
    return page_of(session(), outbox.of_webhook(_webhook(path).id, query.status), query, _delivery_out)


@api.post("/deliveries/<delivery_id>/retry", responses=answers(DeliveryOut, 200))
def retry(path: DeliveryPath) -> dict[str, Any]:
    """Send a delivery again now, under the same message_id, whatever became of it; 409 while its webhook is switched off."""
    row = outbox.delivery(session(), delivery_key(path.delivery_id), caller().organisation_id)
    webhook = session().get(Webhook, row.webhook_id)
    if webhook is not None and not webhook.is_active and row.kind != TEST:
        raise Conflict("The webhook is switched off; set its is_active to true first.")
    outbox.send_again(session(), row)
    notifying.defer(session(), row.webhook_id)
    session().commit()
    return _delivery_out(row)


def _webhook(path: WebhookPath, *, to_change: bool = False) -> Webhook:
    return webhooks.get(session(), webhook_key(path.webhook_id), caller().organisation_id, to_change=to_change)


def _url(said: str) -> str:
    try:
        parts().web.check(said)
    except connectors.outbound.Refused as exc:
        raise InvalidFields(f"url: {exc.detail}", ({"field": "url", "detail": exc.detail},)) from exc
    return said


def _new_secret(row: Webhook) -> str:
    made_from = nonce()
    secret = derived(parts().secret_key, "webhook", made_from)
    row.take_secret(made_from, secret)
    return shown(secret)


def _shown(row: Webhook) -> dict[str, Any]:
    return {
        "webhook_id": f"W{row.id}",
        "url": row.url,
        "events": list(row.events),
        "description": row.description,
        "is_active": row.is_active,
        "disabled_reason": row.disabled_reason,
        "failing_since": moment(row.failing_since),
        "last_delivered_at": moment(row.last_delivered_at),
        "created_at": moment(row.created_at),
    }


def _delivery_out(row: Notice) -> dict[str, Any]:
    return {
        "delivery_id": f"D{row.id}",
        "webhook_id": f"W{row.webhook_id}",
        "message_id": f"msg_{row.key.hex}",
        "event": row.kind,
        "data": row.about,
        "status": row.status,
        "attempts": row.attempts,
        "answer_code": row.answer_code,
        "problem": row.problem,
        "next_attempt_at": moment(row.next_at) if row.status == "pending" else None,
        "created_at": moment(row.created_at),
        "done_at": moment(row.done_at),
    }
