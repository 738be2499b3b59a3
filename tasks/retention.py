"""What happens to jobs by itself with time: the deleted ones are removed, and those past their last day close."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import TimeoutError as NoFreeConnection

from db import job_lists
from errors import Unavailable
from pipeline import Parts
from posting import forget_ad

log = logging.getLogger(__name__)

# Often enough for a job to close in the first hour after its last day; looking costs two index scans.
EVERY_S = 3600.0
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Overtaken:
    """How many jobs were closed, and how many removed for good."""

    closed: int
    removed: int


def run(parts: Parts, now: datetime | None = None) -> Overtaken:
    """Closes jobs whose last day is over and removes those deleted longer ago than ``parts.job_retention_days``.

    Args:
        parts: What the flows work with.
        now: The moment it is; the present one by default. Days end by UTC.
    """
    moment = now or datetime.now(UTC)
    with parts.database.session() as session:
        closed = job_lists.close_overdue(session, moment.astimezone(UTC).date())
        session.commit()
    removed = _remove_all(parts, moment - timedelta(days=parts.job_retention_days))
    if closed or removed:
        log.info("jobs_overtaken", extra={"closed": len(closed), "removed": removed})
    return Overtaken(len(closed), removed)


async def repeat(parts: Parts) -> None:
    """Runs at once and then every hour; a database that is away is waited for.

    Not a periodic task: those defer through the queue's own connector, which is for the sessions of requests.
    """
    while True:
        try:
            await asyncio.to_thread(run, parts)
        except (Unavailable, NoFreeConnection):
            log.warning("retention_put_off")
        await asyncio.sleep(EVERY_S)


def _remove_all(parts: Parts, before: datetime) -> int:
    removed = 0
    while True:
        with parts.database.session() as session:
            due = job_lists.deleted_before(session, before, _AT_ONCE)
        if not due:
            return removed
        removed += sum(_remove(parts, key, before) for key in due)


def _remove(parts: Parts, job_id: int, before: datetime) -> bool:
    """Removes a job in transactions that are short: its matches may be a hundred thousand."""
    while True:
        with parts.database.session() as session:
            row = job_lists.due(session, job_id, before)
            if row is None:  # restored meanwhile, or removed by another worker
                return False
            if job_lists.remove_matches(session, job_id):
                session.commit()
                continue
            forget_ad(parts, session, row)
            session.delete(row)
            session.commit()
            return True
