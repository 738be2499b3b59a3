"""Tasks of many résumés and their files: the rows, how far they are, and their selects; reading and claiming are elsewhere."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Select,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    false,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.api_keys import ApiKey
from db.jobs import StoredJob
from db.people import Organisation, User
from db.resumes import StoredResume
from db.tables import Table, created, row_id
from errors import Conflict, NotFound

TaskStatus = Literal["open", "processing", "done", "cancelled"]
FileState = Literal["waiting", "reading", "read", "ready", "failed", "cancelled", "erased"]
UNFINISHED: tuple[FileState, ...] = ("waiting", "reading", "read")
FILE_STATES: tuple[FileState, ...] = (*UNFINISHED, "ready", "failed", "cancelled", "erased")
UNDER_WAY: tuple[TaskStatus, ...] = ("open", "processing")
_UNDER_WAY = "status in ('open', 'processing')"


class BulkTask(Table):
    """Many résumés that are read and matched together; of its token only a checksum is stored.

    ``served_at`` is when a worker last took files of it. A guest's task is the only one of an organisation of its own.
    """

    __tablename__ = "bulk_tasks"
    __table_args__ = (
        CheckConstraint("status in ('open', 'processing', 'done', 'cancelled')", name="ck_bulk_tasks_status"),
        Index("ix_bulk_tasks_organisation_id_id", "organisation_id", "id"),
        Index("ix_bulk_tasks_under_way", "status", "id", postgresql_where=text(_UNDER_WAY)),
    )
    id: Mapped[int] = row_id(start=404)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    name: Mapped[str | None] = mapped_column(String(300))
    role: Mapped[str | None] = mapped_column(String(300))
    status: Mapped[TaskStatus] = mapped_column(String(16), default="open", server_default="open")
    is_guest: Mapped[bool] = mapped_column(default=False, server_default=false())
    token_nonce: Mapped[bytes] = mapped_column(LargeBinary(16))
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_by: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"), index=True)
    api_key_id: Mapped[int | None] = mapped_column(ForeignKey(ApiKey.id, ondelete="SET NULL"), index=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey(StoredJob.id, ondelete="SET NULL"), index=True)
    profile: Mapped[str] = mapped_column(String(40), default="balanced", server_default="balanced")
    created_at: Mapped[datetime] = created()
    expires_at: Mapped[datetime] = mapped_column(index=True)
    started_at: Mapped[datetime | None]
    served_at: Mapped[datetime | None] = mapped_column(index=True)
    done_at: Mapped[datetime | None]


class BulkFile(Table):
    """One file of a task and what became of it: the résumé it was read as, or ``code`` and ``detail`` say why not.

    ``lease`` names the worker's step that is at it. ``upload`` counts the requests that brought files. ``took`` holds
    milliseconds by what was done. Of somebody who was erased nothing is left but the row.
    """

    __tablename__ = "bulk_files"
    __table_args__ = (
        UniqueConstraint("task_id", "position", name="uq_bulk_files_task_id"),
        CheckConstraint(f"state in ({', '.join(repr(state) for state in FILE_STATES)})", name="ck_bulk_files_state"),
        Index("ix_bulk_files_task_id_state_position", "task_id", "state", "position"),
        Index("ix_bulk_files_resume_id_task_id", "resume_id", "task_id"),
        Index("ix_bulk_files_lease", "lease", postgresql_where=text("lease is not null")),
    )
    id: Mapped[int] = row_id()
    task_id: Mapped[int] = mapped_column(ForeignKey(BulkTask.id, ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    upload: Mapped[int] = mapped_column(Integer)
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    state: Mapped[FileState] = mapped_column(String(16), default="waiting", server_default="waiting")
    is_rejected: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_scan: Mapped[bool] = mapped_column(default=False, server_default=false())
    code: Mapped[str | None] = mapped_column(String(40))
    detail: Mapped[str | None] = mapped_column(Text)
    resume_id: Mapped[int | None] = mapped_column(ForeignKey(StoredResume.id, ondelete="SET NULL"))
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    lease: Mapped[int | None]
    took: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'::jsonb"))
    started_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that came; ``code`` says why it was refused, None that it waits to be read."""

    filename: str
    sha256: str = ""
    size: int = 0
    code: str | None = None
    detail: str | None = None


def visible(organisation_id: int) -> Select[BulkTask]:
    """Selects an organisation's tasks, the newest first."""
    return select(BulkTask).where(BulkTask.organisation_id == organisation_id).order_by(BulkTask.id.desc())


def get(session: Session, key: int, organisation_id: int, *, to_change: bool = False) -> BulkTask:
    """Finds a task of the organisation; raises NotFound for any other. ``to_change`` holds it until the transaction ends."""
    wanted = visible(organisation_id).where(BulkTask.id == key)
    wanted = wanted.with_for_update().execution_options(populate_existing=True) if to_change else wanted
    row = session.scalars(wanted).one_or_none()
    if row is None:
        raise NotFound("task", f"T{key}")
    return row


def of_token(session: Session, key: int, token: str) -> BulkTask | None:
    """Finds the task of a token that is good now: whoever made the task may still come in, and with the key they used."""
    row = session.get(BulkTask, key)
    if row is None or not hmac.compare_digest(row.token_sha256, checksum(token)):
        return None
    maker = session.get(User, row.created_by) if row.created_by else None
    with_key = session.get(ApiKey, row.api_key_id) if row.api_key_id else None
    has_ended = (maker is not None and not maker.is_active) or (with_key is not None and not with_key.is_good)
    return row if row.expires_at > datetime.now(UTC) and not has_ended else None


def checksum(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


def guest_organisation(session: Session) -> int:
    """Makes an organisation for one guest's task."""
    made = insert(Organisation).values(name="Guest").returning(Organisation.id)
    return session.execute(made).scalar_one()


def room(session: Session, row: BulkTask, most: int) -> tuple[int, int]:
    """How many more files a task takes, and how many bytes those have that it was given.

    Raises:
        Conflict: The task has ended, or has as many files as ``most``.
    """
    _refuse_ended(row)
    asked = select(func.count(), func.coalesce(func.sum(BulkFile.size), 0)).where(BulkFile.task_id == row.id)
    count, size = session.execute(asked).one()
    if count >= most:
        raise full(row.id, count, most)
    return most - int(count), int(size)


def full(task_id: int, count: int, most: int) -> Conflict:
    """Says that a task takes no more files."""
    return Conflict(f"Task T{task_id} has {count} files and takes {most} at most; create another task for the rest.")


def add_files(
    session: Session, row: BulkTask, given: Sequence[NewFile], most: int, most_bytes: int | None = None
) -> int:
    """Adds files to a task that is held; returns the number of this upload.

    Raises:
        Conflict: The task has ended, or would have more files than ``most``, or more bytes than ``most_bytes``.
    """
    _, before = room(session, row, most + 1)
    if most_bytes is not None and before + sum(one.size for one in given) > most_bytes:
        raise Conflict(f"Task T{row.id} takes {most_bytes // 2**20} MB at most; create another task for the rest.")
    last = select(func.coalesce(func.max(BulkFile.position), 0), func.coalesce(func.max(BulkFile.upload), 0))
    count, upload = session.execute(last.where(BulkFile.task_id == row.id)).one()
    if count + len(given) > most:
        raise full(row.id, int(count), most)
    rows = [_values(row.id, int(count) + at, int(upload) + 1, one) for at, one in enumerate(given, 1)]
    if rows:
        session.execute(insert(BulkFile.__table__), rows)  # type: ignore[arg-type]
    return int(upload) + 1


def _refuse_ended(row: BulkTask) -> None:
    if row.status not in UNDER_WAY:
        raise Conflict(f"Task T{row.id} is {row.status}; create another task for more files.")


def _values(task_id: int, position: int, upload: int, one: NewFile) -> dict[str, Any]:
    values = {"task_id": task_id, "position": position, "upload": upload, "filename": one.filename}
    values |= {"sha256": one.sha256, "size": one.size, "code": one.code, "detail": one.detail}
    is_refused = one.code is not None
    values |= {"state": "failed" if is_refused else "waiting", "is_rejected": is_refused}
    return values | {"done_at": datetime.now(UTC) if is_refused else None}


def files_of(task_id: int, states: Sequence[str] = ()) -> Select[BulkFile]:
    """Selects a task's files in the order they came."""
    rows = select(BulkFile).where(BulkFile.task_id == task_id).order_by(BulkFile.position)
    return rows.where(BulkFile.state.in_(states)) if states else rows


def counts(session: Session, task_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many files of each task are in which state; every state is named."""
    found: dict[int, dict[str, int]] = {key: dict.fromkeys(FILE_STATES, 0) for key in task_ids}
    asked = select(BulkFile.task_id, BulkFile.state, func.count()).where(BulkFile.task_id.in_(task_ids))
    for key, state, count in session.execute(asked.group_by(BulkFile.task_id, BulkFile.state)):
        found[key][state] = count
    return found


def recent_rate(session: Session, task_id: int) -> tuple[int, float]:
    """How many files were finished lately, and the seconds they took."""
    lately = select(BulkFile.done_at).where(BulkFile.task_id == task_id, BulkFile.done_at.is_not(None))
    lately = lately.where(~BulkFile.is_rejected, BulkFile.done_at > func.now() - text("interval '60 seconds'"))
    moments = lately.subquery()
    count, first = session.execute(select(func.count(), func.min(moments.c.done_at)).select_from(moments)).one()
    return int(count), (datetime.now(UTC) - first).total_seconds() if first else 0.0


def start(session: Session, row: BulkTask, job_id: int, profile: str) -> None:
    """Has a task that is held matched with a job.

    Raises:
        Conflict: It has ended, is matched with another job, or has no files.
    """
    if row.status == "processing" and (row.job_id, row.profile) == (job_id, profile):
        return
    if row.status != "open":
        raise Conflict(f"Task T{row.id} is {row.status}; create another task to match with another job.")
    if session.scalar(select(BulkFile.id).where(BulkFile.task_id == row.id).limit(1)) is None:
        raise Conflict(f"Task T{row.id} has no files; send them to /upload_files first.")
    row.status, row.job_id, row.profile, row.started_at = "processing", job_id, profile, datetime.now(UTC)
    session.flush()


def cancel(session: Session, row: BulkTask) -> list[str]:
    """Ends a task that is held: what is read stays, the rest is not read any more; returns the checksums of that."""
    if row.status not in UNDER_WAY:
        return []
    row.status, row.done_at = "cancelled", datetime.now(UTC)
    session.flush()
    mine = (BulkFile.task_id == row.id) & BulkFile.state.in_(UNFINISHED)
    values: Mapping[str, Any] = {"state": "cancelled", "done_at": func.now(), "lease": None}
    gone = session.execute(update(BulkFile).where(mine).values(values).returning(BulkFile.sha256, BulkFile.resume_id))
    return sorted({sha256 for sha256, resume_id in gone if resume_id is None and sha256})


def finish(session: Session, task_id: int) -> bool:
    """Ends a task all of whose files are done; to be asked after the transaction that ended the last of them."""
    held = select(BulkTask).where(BulkTask.id == task_id).with_for_update().execution_options(populate_existing=True)
    row = session.scalars(held).one_or_none()
    if row is None or row.status != "processing":
        return False
    # After the wait for the lock: within the statement that waits, what was added meanwhile would not be seen.
    left = select(BulkFile.id).where(BulkFile.task_id == task_id, BulkFile.state.in_(UNFINISHED)).limit(1)
    if session.scalar(left) is not None:
        return False
    row.status, row.done_at = "done", datetime.now(UTC)
    session.flush()
    return True


def unwanted(session: Session, organisation_id: int, sha256s: Sequence[str]) -> list[str]:
    """Those of some checksums that no résumé of the organisation is of and no file waits to be read for."""
    if not sha256s:
        return []
    read = select(StoredResume.sha256).where(
        StoredResume.organisation_id == organisation_id, StoredResume.sha256.in_(sha256s)
    )
    waits = select(BulkFile.sha256).join(BulkTask, BulkTask.id == BulkFile.task_id)
    waits = waits.where(BulkTask.organisation_id == organisation_id, BulkFile.sha256.in_(sha256s))
    kept = {*session.scalars(read), *session.scalars(waits.where(BulkFile.state.in_(UNFINISHED)))}
    return [one for one in sha256s if one not in kept]


def expired(session: Session, moment: datetime, most: int) -> list[BulkTask]:
    """Some tasks whose time is over."""
    over = select(BulkTask).where(BulkTask.expires_at < moment).order_by(BulkTask.expires_at).limit(most)
    return list(session.scalars(over))
