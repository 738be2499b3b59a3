"""What happens by itself with time: deleted jobs are removed, those past their last day close, and old data goes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from db import audit, idle, invitations, job_failures, job_lists, logins, originals, outbox
from db.audit import Who
from db.resumes import StoredResume
from db.session import Session
from errors import Unavailable
from pipeline import Parts, erase_resume
from posting import forget_ad
from revising import erase_person
from tasks.bulk_removal import remove_expired
from tasks.notifying import tell_of_erased

log = logging.getLogger(__name__)

# Often enough for a job to close in the first hour after its last day; looking costs two index scans.
EVERY_S = 3600.0
PEOPLE_EVERY_S = 86_400.0
# What came of an invitation or a notice is asked for in the first weeks, if at all.
KEPT = timedelta(days=30)
_AT_ONCE = 100
_ENTRIES_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Overtaken:
    """How many jobs were closed or removed for good, and what was removed of people and of what was noted about them."""

    closed: int
    removed: int
    persons: int = 0
    resumes: int = 0
    entries: int = 0
    logins: int = 0
    invitations: int = 0
    notices: int = 0
    tasks: int = 0


def run(parts: Parts, now: datetime | None = None) -> Overtaken:
    """Does all that time does, to jobs and to people.

    Args:
        parts: What the flows work with.
        now: The moment it is; the present one by default. Days end by UTC.
    """
    moment = now or datetime.now(UTC)
    closed, removed = run_jobs(parts, moment)
    persons, resumes = forget_people(parts, moment)
    oldest, over = moment - timedelta(days=parts.audit_retention_days), moment - KEPT
    done = Overtaken(
        closed,
        removed,
        persons,
        resumes,
        _all(parts, lambda session: audit.forget(session, oldest, _ENTRIES_AT_ONCE)),
        _once(parts, lambda session: logins.remove_over(session, moment)),
        _once(parts, lambda session: invitations.remove_over(session, over)),
        _all(parts, lambda session: outbox.remove_old(session, over)),
        remove_expired(parts, moment),
    )
    if persons or resumes or done.entries:
        log.info("people_forgotten", extra={"persons": persons, "resumes": resumes, "entries": done.entries})
    return done


def run_jobs(parts: Parts, moment: datetime) -> tuple[int, int]:
    """Closes jobs whose last day is over and removes those deleted longer ago than ``parts.job_retention_days``.

    Returns:
        How many were closed, and how many removed.
    """
    with parts.database.session() as session:
        closed = job_lists.close_overdue(session, moment.astimezone(UTC).date())
        session.commit()
    removed = _remove_all(parts, moment - timedelta(days=parts.job_retention_days))
    with parts.database.session() as session:
        job_failures.forget(session)
        session.commit()
    if closed or removed:
        log.info("jobs_overtaken", extra={"closed": len(closed), "removed": removed})
    return len(closed), removed


def forget_people(parts: Parts, moment: datetime) -> tuple[int, int]:
    """Erases persons with whom nothing has happened for ``parts.resume_retention_days``, each in a transaction; 0 is never.

    Returns:
        How many persons were erased, and how many résumés, with those of nobody.
    """
    if not parts.resume_retention_days:
        return 0, 0
    before = moment - timedelta(days=parts.resume_retention_days)
    persons = resumes = 0
    for keys in _walk(parts, idle.next_persons):
        with parts.database.session() as session:
            due = idle.idle_persons(session, keys, before)
        for key in due:
            gone = _erase_person(parts, key, before)
            persons, resumes = persons + (gone is not None), resumes + (gone or 0)
    for keys in _walk(parts, partial(idle.idle_resumes, before=before)):
        resumes += sum(_erase_resume(parts, key, before) for key in keys)
    return persons, resumes


def sweep_originals(parts: Parts) -> int:
    """Removes uploaded files that no row speaks of and that are too old to be on their way; returns how many."""
    with parts.database.session() as session:
        return originals.sweep(session, parts.upload_dir)


async def repeat(parts: Parts) -> None:
    """Runs at once, then every hour for jobs and every day for people; a database that is away is waited for.

    Not a periodic task: those defer through the queue's own connector, which is for the sessions of requests.
    """
    people_at = 0.0
    while True:
        try:
            if time.monotonic() >= people_at:
                await asyncio.to_thread(run, parts)
                people_at = time.monotonic() + PEOPLE_EVERY_S
            else:
                await asyncio.to_thread(run_jobs, parts, datetime.now(UTC))
                await asyncio.to_thread(remove_expired, parts, datetime.now(UTC))
            await asyncio.to_thread(sweep_originals, parts)
        except (Unavailable, NoFreeConnection):
            log.warning("retention_put_off")
        await asyncio.sleep(EVERY_S)


def _walk(parts: Parts, ask: Callable[[Session, int], Sequence[int]]) -> Iterator[Sequence[int]]:
    """Goes through keys in order, some at a time; ``ask`` finds those behind a key."""
    last = 0
    while True:
        with parts.database.session() as session:
            keys = ask(session, last)
        if not keys:
            return
        yield keys
        last = keys[-1]


def _once(parts: Parts, remove: Callable[[Session], int]) -> int:
    with parts.database.session() as session:
        gone = remove(session)
        session.commit()
    return gone


def _all(parts: Parts, remove: Callable[[Session], int]) -> int:
    """Removes some at a time, until there are none."""
    total = 0
    while gone := _once(parts, remove):
        total += gone
    return total


def _erase_person(parts: Parts, key: int, before: datetime) -> int | None:
    """Erases a person unless something has happened meanwhile; returns how many résumés there were."""
    with parts.database.session() as session:
        person = idle.hold_idle(session, key, before)
        if person is None:
            return None
        organisation_id = person.organisation_id
        theirs = session.scalars(select(StoredResume.id).where(StoredResume.person_id == key)).all()
        gone = erase_person(parts, session, person)
        tell_of_erased(session)
        audit.note(session, Who(organisation_id, "retention"), "erased", "person", f"P{key}", resume_ids=theirs)
        session.commit()
        return gone


def _erase_resume(parts: Parts, key: int, before: datetime) -> bool:
    with parts.database.session() as session:
        row = idle.hold_resume(session, key, before)
        if row is None:
            return False
        who = Who(row.organisation_id, "retention")
        erase_resume(parts, session, row)
        tell_of_erased(session)
        audit.note(session, who, "erased", "resume", f"R{key}", resume_ids=[key])
        session.commit()
        return True


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
