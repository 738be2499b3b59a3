"""Saved searches are made when they are due, and new matches are told once; how a search is made job_search knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate import JobContext, RetryStrategy
from sqlalchemy import select

import job_search
from connectors.boards.posting import Query
from db import saved_searches
from db.saved_searches import SavedFinding, SavedSearch
from db.session import Session
from errors import AppError, Unavailable
from job_search import Shown, Wanted
from notices.events import Event, Recipient
from pipeline import Parts
from tasks.notifying import tell
from tasks.queue import SEARCHES, queue

AT_ONCE = 20
CLAIMED = timedelta(minutes=30)
"""So long a search that is due is left to whoever took it."""
MOST_NOTED = 200
_BEHIND_SCANS = -5
_AGAIN = RetryStrategy(max_attempts=3, exponential_wait=3, retry_exceptions=[Unavailable])


def defer_due(parts: Parts, now: datetime | None = None) -> int:
    """Has saved searches made whose time has come; says how many."""
    moment = now or datetime.now(UTC)
    with parts.database.session() as session:
        keys = saved_searches.due(session, moment, AT_ONCE)
        held = select(SavedSearch).where(SavedSearch.id.in_(keys), SavedSearch.is_active, SavedSearch.next_at <= moment)
        rows = session.scalars(held.with_for_update(skip_locked=True)).all()
        for row in rows:
            row.next_at = moment + CLAIMED
            task = make.configure(connection=session.connection(), priority=_BEHIND_SCANS)
            task.defer(saved_search_id=row.id, resume_id=row.resume_id)
        session.commit()
    return len(rows)


@queue.task(name="make_saved_search", queue=SEARCHES, pass_context=True, retry=_AGAIN)
def make(context: JobContext, saved_search_id: int, resume_id: int) -> None:
    """Makes a saved search; one that is gone or switched off meanwhile is none."""
    run(context.additional_context["parts"], saved_search_id)


def run(parts: Parts, key: int) -> int:
    """Makes a saved search now, notes what it found, and tells of what is new; says how many were told."""
    began = datetime.now(UTC)
    with parts.database.session() as session:
        row = session.get(SavedSearch, key)
        if row is None or not row.is_active:
            return 0
        wanted = Wanted(row.organisation_id, row.resume_id, query_of(row.query), tuple(row.query["sources"]))
        older = timedelta(hours=row.interval_hours - 1)
    try:
        items = job_search.find(parts, wanted, count=MOST_NOTED, refresh=older, is_deep=True).items
    except Unavailable:
        raise
    except AppError:  # its résumé is being read anew, or its board was switched off: next time it may be there again
        items = []
    with parts.database.session() as session:
        told = _note(session, key, items, began)
        session.commit()
    return told


def query_of(said: Mapping[str, Any]) -> Query:
    """The query of a saved search."""
    return Query(
        keywords=said["keywords"],
        location=said["location"],
        experience=frozenset(said["experience"]),
        remote=frozenset(said["remote"]),
        job_types=frozenset(said["job_type"]),
        salary_min=said["salary_min"],
        posted_within_days=said["posted_within"],
        exclude_companies=tuple(said["exclude_companies"]),
        exclude_keywords=tuple(said["exclude_keywords"]),
    )


def _note(session: Session, key: int, items: Sequence[Shown], now: datetime) -> int:
    """Notes what was found under a lock, so that two runs at once tell of nothing twice."""
    held = select(SavedSearch).where(SavedSearch.id == key).with_for_update(key_share=True)
    search = session.scalars(held.execution_options(populate_existing=True)).one_or_none()
    if search is None:
        return 0
    search.last_run_at, search.next_at = now, now + timedelta(hours=search.interval_hours)
    by_name = {name: row for row in session.scalars(saved_searches.findings(key)) for name in row.names}
    new = []
    for item in items:
        names = job_search.names_of(item)
        row = next((by_name[name] for name in names if name in by_name), None)
        if row is None:
            row = SavedFinding(saved_search_id=key, token=item.posting_id, names=[], about={}, first_seen=now)
            session.add(row)
        row.names = sorted({*row.names, *names})
        row.about = {name: item.posting[name] for name in ("title", "company", "url")}
        row.last_seen = now
        row.score = row.score if item.score is None else round(100 * item.score, 1)
        by_name |= dict.fromkeys(row.names, row)
        if row.told_at is None and item.score is not None and row.score is not None and row.score >= search.min_score:
            row.told_at = now
            new.append(row)
    if new and (search.by_email or search.by_webhook):
        _tell(session, search, sorted(new, key=lambda one: (-(one.score or 0.0), one.token)))
    return len(new)


def _tell(session: Session, search: SavedSearch, new: Sequence[SavedFinding]) -> None:
    best = new[0]
    about = {
        "saved_search_id": f"S{search.id}",
        "resume_id": f"R{search.resume_id}",
        "new_matches": len(new),
        "job_title": best.about["title"],
        "company": best.about["company"],
        "link": best.about["url"],
        "best_score": best.score,
        "posting_ids": ",".join(row.token for row in new),
    }
    is_mailed = search.by_email and search.created_by is not None
    to = [Recipient(search.created_by, search.resume_id)] if is_mailed else []
    tell(
        session,
        Event("search.matches_found", search.organisation_id, about, to, people_only=not search.by_webhook),
    )
