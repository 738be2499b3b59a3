"""Searches of job boards that nobody waits for: stale answers are asked for again, more ads are matched, imports looked after."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate import JobContext, RetryStrategy
from sqlalchemy import select, text
from sqlalchemy.exc import TimeoutError as NoFreeConnection

import hearing
import job_search
from connectors.boards.posting import Query
from db import board_answers, found_postings
from db.board_answers import BoardAnswer, Place
from db.found_postings import ImportedPosting
from db.session import Session
from db.stored import from_plain, to_plain
from errors import AppError, Unavailable
from job_search import Wanted
from pipeline import Parts
from posting_import import close_gone
from tasks import saved_runs
from tasks.queue import SEARCHES, queue

log = logging.getLogger(__name__)

LOOK_EVERY_S = 60.0
IMPORTS_EVERY_S = 3600.0
LOOKED_AFTER = timedelta(hours=24)
"""So often it is looked whether imported postings are still there."""
KEPT = timedelta(days=14)
"""So long answers, postings and readings are kept that nobody asks for."""
_MOST_AT_ONCE = 200
_BEHIND_SCANS = -5
_NAME = "search_again"
_AGAIN = RetryStrategy(max_attempts=3, exponential_wait=3, retry_exceptions=[Unavailable])
_WAITING = text("""
    select true from procrastinate_jobs
    where task_name = :task and status = 'todo' and args = cast(:args as jsonb) limit 1
""")


def defer(session: Session, wanted: Wanted) -> None:
    """Has a search made again soon, unless that waits already; only if the session's transaction holds."""
    said = _said(wanted)
    if session.scalar(_WAITING, {"task": _NAME, "args": json.dumps(said)}) is None:
        search_again.configure(connection=session.connection(), priority=_BEHIND_SCANS).defer(**said)


@queue.task(name=_NAME, queue=SEARCHES, pass_context=True, retry=_AGAIN)
def search_again(context: JobContext, /, **said: Any) -> None:
    """Asks boards whose answers are stale, and matches as many ads as ever are."""
    make_again(context.additional_context["parts"], from_plain(Wanted, said))


def make_again(parts: Parts, wanted: Wanted) -> None:
    """The same, here and now; a résumé that is gone meanwhile needs no search."""
    try:
        job_search.find(parts, wanted, count=0, refresh=hearing.FRESH, is_deep=True)
    except Unavailable:
        raise
    except AppError as exc:
        log.info("search_not_made_again", extra={"code": exc.code})


def look_after_imports(parts: Parts, now: datetime | None = None) -> list[int]:
    """Asks the boards of imported postings once a day, and closes jobs whose postings are gone; returns their numbers."""
    moment = now or datetime.now(UTC)
    asked: dict[tuple[int, bytes], set[Place]] = defaultdict(set)
    with parts.database.session() as session:
        due = select(ImportedPosting).where(ImportedPosting.looked_at < moment - LOOKED_AFTER)
        rows = session.scalars(due.order_by(ImportedPosting.looked_at).limit(_MOST_AT_ONCE)).all()
        for row in rows:
            row.looked_at = moment
            asked[row.organisation_id, row.query_key].add((row.board, row.source))
        session.commit()
    return [key for (of, query_key), places in sorted(asked.items()) for key in _look(parts, of, query_key, places)]


async def repeat(parts: Parts) -> None:
    """Has due searches made every minute, and every hour looks after imports and clears; a database that is away is waited for."""
    hour_at = 0.0
    while True:
        with contextlib.suppress(Unavailable, NoFreeConnection):
            await asyncio.to_thread(saved_runs.defer_due, parts)
            if time.monotonic() >= hour_at:
                await asyncio.to_thread(look_after_imports, parts)
                await asyncio.to_thread(clear, parts)
                hour_at = time.monotonic() + IMPORTS_EVERY_S
        await asyncio.sleep(LOOK_EVERY_S)


def clear(parts: Parts, now: datetime | None = None) -> int:
    """Removes what was kept of searches and nobody asked for since; says how many rows."""
    before = (now or datetime.now(UTC)) - KEPT
    with parts.database.session() as session:
        gone = board_answers.forget(session, before) + found_postings.forget(session, before)
        session.commit()
    return gone


def _look(parts: Parts, organisation_id: int, query_key: bytes, places: set[Place]) -> list[int]:
    with parts.database.session() as session:
        mine = (BoardAnswer.organisation_id == organisation_id) & (BoardAnswer.query_key == query_key)
        said = session.scalar(select(BoardAnswer.query).where(mine).limit(1))
        if said is None:
            return []
        boards = hearing.boards_of(parts, session, organisation_id)
        found = hearing.standing(parts, session, organisation_id, boards, from_plain(Query, said))
    told = hearing.ask(parts, organisation_id, found, sorted(places & set(found.places)))
    with parts.database.session() as session:
        closed = close_gone(session, organisation_id, found, [one.heard for one in told])
        session.commit()
    return closed


def _said(wanted: Wanted) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(wanted)
    for name in ("experience", "remote", "job_types"):
        plain["query"][name] = sorted(plain["query"][name])
    return plain
