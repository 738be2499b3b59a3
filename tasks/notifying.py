"""Telling people and programs what happened, soon and at least once; wording belongs to notices, sending to connectors.

What is to be told stands in the outbox with the caller's transaction; the queue only wakes who sends. E-mails are one lane and
each webhook is another: a receiver that is slow or away keeps its own lane waiting. A notice is taken for some minutes before it
is sent. Whoever dies in between leaves it to be sent again, under the same name; nothing is lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from procrastinate import JobContext, RetryStrategy
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.orm import Session

from db import bookings, outbox, webhooks
from db.outbox import Notice, Outcome
from errors import Unavailable
from notices.events import Event, Recipient
from pipeline import Parts
from tasks import deliveries, letters
from tasks.queue import NOTICES, queue

log = logging.getLogger(__name__)

HAS_MAIL = "has_mail"
"""In ``Session.info``: there is a mail server; without one no e-mails are put into the outbox."""
AT_ONCE = 20
OVERDUE = timedelta(minutes=1)
WORK_S = 60.0
"""After so long a lane goes to the end of the queue."""
TRUSTED_S = 200.0
"""So long after they were taken notices may still be sent: well before somebody else takes them."""
Send = Callable[[Parts, Sequence[Notice]], Iterator[tuple[Notice, Outcome]]]

_NAME = "deliver_notices"
_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=[Unavailable])
_WAITING = text("""
    select true from procrastinate_jobs where task_name = :task and status = 'todo'
    and args ->> 'webhook_id' is not distinct from cast(:webhook_id as text)
    and (scheduled_at is null or scheduled_at <= :at) limit 1
""")


def tell(session: Session, event: Event) -> None:
    """Has an event told soon, by e-mail and by webhooks, only if the session's transaction holds."""
    tell_all(session, [event])


def tell_all(session: Session, events: Sequence[Event]) -> None:
    """The same for many events, in a few statements however many there are."""
    rows: list[dict[str, Any]] = []
    for organisation_id in dict.fromkeys(event.organisation_id for event in events):
        mine = [event for event in events if event.organisation_id == organisation_id]
        wanting = webhooks.subscribed(session, organisation_id, list(dict.fromkeys(event.kind for event in mine)))
        for event in mine:
            if session.info.get(HAS_MAIL):
                rows += [_row(event, to=recipient) for recipient in dict.fromkeys(event.to)]
            if not event.people_only:
                rows += [_row(event, webhook_id=key) for key, kinds in wanting if event.kind in kinds]
    outbox.put(session, rows)
    for lane in dict.fromkeys(row["webhook_id"] for row in rows):
        defer(session, lane)


def tell_of_erased(session: Session) -> None:
    """Tells interviewers, and programs, of interviews that went with what this transaction erased; called before it commits."""
    for one in bookings.erased_here(session):
        local = one.starts_at.astimezone(ZoneInfo(one.time_zone)).isoformat(timespec="seconds")
        about = {
            "interview_id": f"I{one.interview_id}",
            "job_id": f"J{one.job_id}",
            "job_title": one.job_title,
            "status": "cancelled",
            "local_start": local,
            "time_zone": one.time_zone,
            "cancelled_by": "erased",
        }
        to = [Recipient(key) for key in one.user_ids]
        tell(session, Event("interview.cancelled", one.organisation_id, about, to))


def defer(session: Session, webhook_id: int | None, at: datetime | None = None) -> None:
    """Has a lane worked off, now or at a moment, only if the session's transaction holds."""
    deliver.configure(connection=session.connection(), schedule_at=at).defer(webhook_id=webhook_id)


@queue.task(name=_NAME, queue=NOTICES, pass_context=True, retry=_AGAIN)
def deliver(context: JobContext, webhook_id: int | None = None) -> None:
    """Sends what is due of one lane: a webhook's, or the one of all e-mails."""
    send_due(context.additional_context["parts"], webhook_id)


def send_due(parts: Parts, webhook_id: int | None) -> None:
    """Sends what is due of one lane, for a minute at most, and has the rest sent when it is due."""
    send: Send = letters.send if webhook_id is None else deliveries.send
    end, goes_on = time.monotonic() + WORK_S, True
    while goes_on and time.monotonic() < end:
        with parts.database.session() as session:
            rows = outbox.claim(session, webhook_id, AT_ONCE)
            session.commit()
        goes_on = bool(rows) and _send(parts, rows, send)
    with parts.database.session() as session:
        _wake_again(session, webhook_id)
        session.commit()


def wake_overdue(parts: Parts) -> None:
    """Has lanes worked off that nobody is at although something is long due, whatever ended who was to do it."""
    with parts.database.session() as session:
        for lane in outbox.overdue_lanes(session, datetime.now(UTC) - OVERDUE):
            _wake_again(session, lane)
        session.commit()


async def repeat(parts: Parts) -> None:
    """Looks for overdue lanes every minute; a database that is away is waited for."""
    while True:
        with contextlib.suppress(Unavailable, NoFreeConnection):
            await asyncio.to_thread(wake_overdue, parts)
        await asyncio.sleep(OVERDUE.total_seconds())


def _send(parts: Parts, rows: Sequence[Notice], send: Send) -> bool:
    """Sends some notices, each marked as soon as it is; says whether the receiver is there for more."""
    end, left, is_away = time.monotonic() + TRUSTED_S, {row.id: row for row in rows}, False
    with closing(send(parts, rows)) as results:  # type: ignore[type-var]
        for row, outcome in results:
            with parts.database.session() as session:
                outbox.mark(session, row, outcome, random.random())
                session.commit()
            log.info(
                "notice",
                extra={"notice": row.id, "event": row.kind, "status": outcome.status, "problem": outcome.problem},
            )
            del left[row.id]
            is_away = is_away or outcome.is_away
            if time.monotonic() > end:
                break
    if left:
        with parts.database.session() as session:
            outbox.give_back(session, list(left.values()))
            session.commit()
    return not is_away


def _wake_again(session: Session, webhook_id: int | None) -> None:
    """Defers once for what waits, also for what somebody took who may have died."""
    at = outbox.next_due(session, webhook_id)
    said = {"task": _NAME, "webhook_id": None if webhook_id is None else str(webhook_id), "at": at}
    if at is not None and session.scalar(_WAITING, said) is None:
        defer(session, webhook_id, at)


def _row(event: Event, to: Recipient | None = None, webhook_id: int | None = None) -> dict[str, Any]:
    return {
        "organisation_id": event.organisation_id,
        "kind": event.kind,
        "about": dict(event.about),
        "webhook_id": webhook_id,
        "user_id": to.user_id if to else None,
        "resume_id": (to.resume_id if to else None) or _resume_key(event),
        "invitation_id": to.invitation_id if to else None,
    }


def _resume_key(event: Event) -> int | None:
    """The résumé that it is about: erasing that takes the notice along."""
    said = event.about.get("resume_id")
    return int(str(said).removeprefix("R")) if said else None
