"""Tasks of many résumés are worked off in short steps: each takes files of whose turn it is, reads them and matches them.

There is one step waiting as long as files wait, and whoever begins it has the next one wait: so any number of workers
share a task, and an organisation with few files is not kept waiting by one with thousands.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Sequence

from procrastinate import JobContext, RetryStrategy
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from db import bulk, bulk_claims, jobs, resumes
from db.bulk import BulkFile, BulkTask
from db.bulk_claims import Claimed
from db.resumes import StoredResume
from db.session import Session
from errors import AppError, NotFound, Unavailable
from pipeline import Parts
from scoring import Weighing, match_stored
from tasks.bulk_reading import Desk, NotReadHere, Read, fail_all, read, store
from tasks.bulk_vectors import LATELY
from tasks.queue import BULK, queue

log = logging.getLogger(__name__)

STEP_S = 1.0
"""No file is begun later; what was read by then is embedded, stored and matched, which takes as long again."""
MOST_READ = 16
MOST_MATCHED = 100
LOOK_EVERY_S = 1.0
STOPPING = "stopping"
"""In the context of a job: an event that is set when the worker is to end soon."""

_BEHIND_SCANS = -5
_NAME = "bulk_step"
_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=[Unavailable])
_WAITING = text("""
    select true from procrastinate_jobs where queue_name = :queue and task_name = :task and status = 'todo' limit 1
""")
# A fault of the program that ends every step would else end one each second.
_FAILED_LATELY = text("""
    select true from job_failures f join procrastinate_jobs j on j.id = f.queued_id
    where j.task_name = :task and f.at > now() - interval '30 seconds' limit 1
""")


def wake(session: Session) -> bool:
    """Has a step wait, unless one does; only if the session's transaction holds."""
    if session.scalar(_WAITING, {"queue": BULK, "task": _NAME}) is not None:
        return False
    take_step.configure(connection=session.connection(), priority=_BEHIND_SCANS).defer()
    return True


@queue.task(name=_NAME, queue=BULK, pass_context=True, retry=_AGAIN)
def take_step(context: JobContext) -> None:
    """Does about two seconds of work for whose turn it is."""
    given = context.additional_context
    work_off_some(given["parts"], given.get(STOPPING) or threading.Event())


def work_off_some(parts: Parts, stopping: threading.Event) -> bool:
    """Takes some files and does what is to be done with them; says whether there were any."""
    with bulk_claims.at_work(parts.database) as lease:
        with parts.database.session() as session:
            claimed = bulk_claims.claim(session, lease, MOST_READ, MOST_MATCHED)
            if claimed is not None:
                session.flush()
                wake(session)
            session.commit()
        if claimed is None:
            return False
        work_off(parts, claimed, lease, stopping)
    return True


def work_off(parts: Parts, claimed: Claimed, lease: int, stopping: threading.Event) -> None:
    """Reads and matches what a step has taken; what it does not come to is given back."""
    desk, end, begun = Desk(parts, claimed.organisation_id, lease), time.monotonic() + STEP_S, None
    try:
        if not claimed.is_to_match:
            found: list[Read] = []
            desk.look_up(claimed.files)
            for file in claimed.files:
                if stopping.is_set() or time.monotonic() > end:
                    break
                begun = file.id
                found += [one for one in [read(desk, file)] if one is not None]
                begun = None
            store(desk, found)
        _match(desk, claimed)
    finally:
        with parts.database.session() as session:
            bulk_claims.give_back(session, lease, begun)
            if bulk_claims.is_any_left(session):
                wake(session)
            session.commit()
        with parts.database.session() as session:
            bulk.finish(session, claimed.task_id)
            session.commit()


def look_around(parts: Parts) -> None:
    """Frees what dead workers had taken, has a step wait where files do, and ends tasks that are over."""
    with parts.database.session() as session:
        bulk_claims.free_abandoned(session)
        session.commit()
    with parts.database.session() as session:
        if session.scalar(_FAILED_LATELY, {"task": _NAME}) is None and bulk_claims.is_any_left(session):
            wake(session)
            session.commit()
        over = bulk_claims.ended(session)
    for key in over:
        with parts.database.session() as session:
            bulk.finish(session, key)
            session.commit()


async def repeat(parts: Parts) -> None:
    """Looks around every second; a database that is away is waited for."""
    while True:
        LATELY.drop_old()
        with contextlib.suppress(Unavailable, NoFreeConnection):
            await asyncio.to_thread(look_around, parts)
        await asyncio.sleep(LOOK_EVERY_S)


def _match(desk: Desk, claimed: Claimed) -> None:
    """Matches what the step has read, all at once, if the task is to be matched yet."""
    with desk.parts.database.session() as session:
        bulk_claims.begin_matching(session, desk.lease)
        session.commit()
        task = session.get(BulkTask, claimed.task_id, populate_existing=True)
        files = bulk_claims.read_by(session, desk.lease)
    if task is None or task.status != "processing" or not files:
        return
    try:
        _match_some(desk, task, files)
    except Unavailable:
        raise
    except NotFound:
        gone = "The job was deleted before this résumé was matched with it; the résumé itself is stored."
        fail_all(desk, files, NotFoundLater(gone))
    except Exception as exc:
        log.error("bulk_match_failed", extra={"task": task.id, "error": type(exc).__name__})
        _match_each(desk, task, files)


class NotFoundLater(AppError):
    """What was there when the task began is gone."""

    code = "not_found"


def _match_each(desk: Desk, task: BulkTask, files: Sequence[BulkFile]) -> None:
    """One after the other: one that cannot be matched does not lose the others."""
    for file in files:
        try:
            _match_some(desk, task, [file])
        except Unavailable:
            raise
        except Exception as exc:
            log.error("bulk_file_failed", extra={"file": file.id, "error": type(exc).__name__})
            fail_all(
                desk, [file], NotReadHere("Something went wrong here while this résumé was matched; match it again.")
            )


def _match_some(desk: Desk, task: BulkTask, files: Sequence[BulkFile]) -> None:
    keys = sorted({file.resume_id for file in files if file.resume_id is not None})
    began = time.perf_counter()
    with desk.parts.database.session() as session:
        job = jobs.get(session, task.job_id or 0, task.organisation_id)
        ready = resumes.all_ready(task.organisation_id).where(StoredResume.id.in_(keys))
        match_stored(desk.parts, session, session.scalars(ready).all(), [job], Weighing(task.profile))
        each = round(1000 * (time.perf_counter() - began) / len(files))
        bulk_claims.mark_ready(session, [file.id for file in files], desk.lease, {"match": each})
        session.commit()
