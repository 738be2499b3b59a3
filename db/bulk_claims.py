"""Who is at which file: steps of workers take files for as long as they live, and what a dead one had taken is free at once.

A step holds an advisory lock of the database while it works, in a transaction of its own; when its process dies the
connection ends, and the lock with it. A file that names a step without a lock is nobody's.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from db.bulk import UNDER_WAY, BulkFile, BulkTask, FileState
from db.session import Database
from errors import AppError

MOST_ATTEMPTS = 2
"""A file at whose reading so many workers died is left alone."""
_MOST_MATCHED = 4
"""As many for matching, where several files are in the same danger; from the second time on each is matched alone."""
_POISON = "Reading this file ended the program twice, so it is left alone; send a simpler version, or its text."
# All guests together have one turn, though each is an organisation; who was served keeps that when the task is done.
_NEXT_TASK = text("""
    with lately as (
        select case when is_guest then 0 else organisation_id end as whose, max(served_at) as theirs
        from bulk_tasks where served_at > now() - interval '1 hour' group by 1
    ), fit as (
        select t.id, t.served_at, case when t.is_guest then 0 else t.organisation_id end as whose
        from bulk_tasks t
        where t.status in ('open', 'processing') and (
            exists (select 1 from bulk_files f where f.task_id = t.id and f.state = 'waiting')
            or t.status = 'processing' and exists (
                select 1 from bulk_files f where f.task_id = t.id and f.state = 'read' and f.lease is null))
    )
    select id from fit left join lately using (whose) order by theirs nulls first, served_at nulls first, id limit 1
""")
_ABANDONED = text("select distinct lease from bulk_files where lease is not null limit 200")
_TRY = text("select pg_try_advisory_xact_lock(:lease)")
_HOLD = text("select pg_advisory_xact_lock(:lease)")
_IS_POISON = "(state = 'reading' and attempts >= :most or state = 'read' and attempts >= :most_matched)"
_FREE = text(f"""
    update bulk_files set lease = null,
        state = case when {_IS_POISON} then 'failed' when state = 'reading' then 'waiting' else state end,
        code = case when {_IS_POISON} then 'too_complex' else code end,
        detail = case when {_IS_POISON} then :poison else detail end,
        done_at = case when {_IS_POISON} then now() else done_at end
    where lease = :lease
""")
# In one message to the server, and not made anew for each file: both count where it is done for every file.
_BEGIN = text("""
    set local synchronous_commit = off;
    update bulk_files set attempts = attempts + 1, started_at = now() where id = :id and lease = :lease returning id
""")
_LIMITS = {"most": MOST_ATTEMPTS, "most_matched": _MOST_MATCHED, "poison": _POISON}
_ENDED = text("""
    select t.id from bulk_tasks t where t.status = 'processing' and not exists (
        select 1 from bulk_files f where f.task_id = t.id and f.state in ('waiting', 'reading', 'read')) limit 100
""")


@dataclass(frozen=True, slots=True)
class Claimed:
    """Files of one task that a step has taken, to be read or, read already, to be matched."""

    task_id: int
    organisation_id: int
    job_id: int | None
    profile: str
    files: Sequence[BulkFile]

    @property
    def is_to_match(self) -> bool:
        """They are read already."""
        return bool(self.files) and self.files[0].state == "read"


@contextmanager
def at_work(database: Database) -> Iterator[int]:
    """The name of a step, for as long as the with block lasts and this process lives."""
    lease = secrets.randbits(62)
    with database.session() as session:
        session.execute(_HOLD, {"lease": lease})
        yield lease


def claim(session: Session, lease: int, most_read: int, most_matched: int) -> Claimed | None:
    """Takes files of the organisation whose turn it is: the one that was served longest ago; None when nothing waits.

    A scan is taken by itself, since it takes long.
    """
    key = session.scalar(_NEXT_TASK)
    task = session.get(BulkTask, key, populate_existing=True) if key is not None else None
    if task is None:
        return None
    # The task before its files, as everywhere: two at once never wait in a circle.
    session.execute(update(BulkTask).where(BulkTask.id == task.id).values(served_at=func.clock_timestamp()))
    session.refresh(task)
    files = _take(session, task, lease, "read", most_matched) if task.status == "processing" else []
    files = files or (_take(session, task, lease, "waiting", most_read) if task.status in UNDER_WAY else [])
    return Claimed(task.id, task.organisation_id, task.job_id, task.profile, files)


def is_any_left(session: Session) -> bool:
    """Says whether some file waits for a step."""
    return session.scalar(_NEXT_TASK) is not None


def begin(session: Session, file_id: int, lease: int) -> bool:
    """Notes that reading a file begins: if it ends the process, that is known. False where the file is not ours any more."""
    return session.execute(_BEGIN, {"id": file_id, "lease": lease}).one_or_none() is not None


def survive(session: Session, file_ids: Sequence[int], lease: int) -> None:
    """Notes that reading these files has not ended the process: what comes now is no danger."""
    session.execute(text("set local synchronous_commit = off"))
    mine = (BulkFile.lease == lease) & BulkFile.id.in_(file_ids) & (BulkFile.attempts > 0)
    session.execute(update(BulkFile).where(mine).values(attempts=BulkFile.attempts - 1))


def hold(session: Session, file_id: int, lease: int) -> BulkFile | None:
    """The file, held until the transaction ends, if the step still has it: not cancelled, erased or taken for dead."""
    mine = select(BulkFile).where(BulkFile.id == file_id, BulkFile.lease == lease)
    return session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one_or_none()


def mark_read(session: Session, row: BulkFile, resume_id: int, took: Mapping[str, int]) -> None:
    """Says as which résumé a file that is held was read; the step keeps it until it is matched."""
    row.state, row.resume_id, row.took, row.attempts = "read", resume_id, {**row.took, **took}, 0
    session.flush()


def mark_failed(session: Session, row: BulkFile, error: AppError) -> None:
    """Says why a file that is held has no result."""
    row.state, row.code, row.detail, row.lease = "failed", error.code, error.detail, None
    row.done_at = func.now()
    session.flush()


def mark_scan(session: Session, row: BulkFile) -> None:
    """Puts a file back that needs character recognition."""
    row.state, row.is_scan, row.lease, row.attempts = "waiting", True, None, 0
    session.flush()


def read_by(session: Session, lease: int) -> list[BulkFile]:
    """The files of a step that are read."""
    mine = select(BulkFile).where(BulkFile.lease == lease, BulkFile.state == "read").order_by(BulkFile.position)
    return list(session.scalars(mine.execution_options(populate_existing=True)))


def mark_ready(session: Session, file_ids: Sequence[int], lease: int, took: Mapping[str, int]) -> None:
    """Says that what a step read is matched; what is the step's no more stays as it is."""
    mine = (BulkFile.lease == lease) & BulkFile.id.in_(file_ids) & (BulkFile.state == "read")
    values: dict[str, Any] = {"state": "ready", "lease": None, "done_at": func.now()}
    session.execute(update(BulkFile).where(mine).values(**values, took=BulkFile.took.op("||")(dict(took))))


def begin_matching(session: Session, lease: int) -> None:
    """Notes that matching what a step has read begins: if it ends the process, that is known."""
    mine = (BulkFile.lease == lease) & (BulkFile.state == "read")
    session.execute(update(BulkFile).where(mine).values(attempts=BulkFile.attempts + 1))


def give_back(session: Session, lease: int, begun: int | None = None) -> None:
    """Gives back what a step that lives has taken and not ended; the file that it had begun is not to blame."""
    mine = BulkFile.lease == lease
    session.execute(update(BulkFile).where(mine, BulkFile.id == begun).values(attempts=BulkFile.attempts - 1))
    session.execute(update(BulkFile).where(mine, BulkFile.state == "reading").values(state="waiting", lease=None))
    session.execute(update(BulkFile).where(mine).values(lease=None))


def free_abandoned(session: Session) -> None:
    """Frees the files of steps whose process has died; a file at which two have died has failed."""
    for lease in session.scalars(_ABANDONED).all():
        if session.scalar(_TRY, {"lease": lease}):
            session.execute(_FREE, {"lease": lease} | _LIMITS)


def ended(session: Session) -> list[int]:
    """Tasks that are over but do not say so, because whoever ended their last file died."""
    return list(session.scalars(_ENDED))


def _take(session: Session, task: BulkTask, lease: int, state: FileState, most: int) -> list[BulkFile]:
    # What is slow or was in danger before is taken by itself.
    apart = BulkFile.is_scan if state == "waiting" else BulkFile.attempts >= MOST_ATTEMPTS
    free = select(BulkFile.id, apart).where(BulkFile.task_id == task.id, BulkFile.state == state)
    free = free.where(BulkFile.lease.is_(None)).order_by(BulkFile.position).limit(most)
    found = session.execute(free.with_for_update(skip_locked=True)).all()
    keys = [key for key, is_alone in found if not is_alone] or [key for key, _ in found[:1]]
    now = "reading" if state == "waiting" else state
    taken = update(BulkFile).where(BulkFile.id.in_(keys)).values(state=now, lease=lease)
    rows = session.scalars(taken.returning(BulkFile), execution_options={"populate_existing": True}).all()
    return sorted(rows, key=lambda row: row.position)
