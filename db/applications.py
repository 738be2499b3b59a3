"""Candidates of jobs: how far each is, and every move with who made it and when; what is legal the table of statuses knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, cast

from sqlalchemy import (
    CheckConstraint,
    FetchedValue,
    ForeignKey,
    Index,
    Select,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db import bookings
from db.jobs import StoredJob
from db.people import Organisation, User
from db.resumes import StoredResume
from db.tables import Table, created, row_id
from errors import Conflict, NotFound
from statuses import FIRST, STATUSES, Status, is_legal, refusal

BY_CANDIDATE, BY_STAFF = "candidate", "staff"
_KNOWN = ", ".join(f"'{status}'" for status in STATUSES)


class Application(Table):
    """How far the person of a résumé is with a job; no row means pending, and that nobody did anything yet.

    ``source`` says who made the row, ``applied_at`` when the person themselves last applied: None when they never did.
    """

    __tablename__ = "applications"
    __table_args__ = (
        UniqueConstraint("job_id", "resume_id"),
        CheckConstraint(f"status in ({_KNOWN})", name="ck_applications_status"),
        Index("ix_applications_job_id_status", "job_id", "status"),
        Index("ix_applications_organisation_id_created_at", "organisation_id", "created_at", "id"),
        Index("ix_applications_organisation_id_status", "organisation_id", "status", "created_at", "id"),
    )
    id: Mapped[int] = row_id(start=901)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    job_id: Mapped[int] = mapped_column(ForeignKey(StoredJob.id, ondelete="CASCADE"))
    resume_id: Mapped[int] = mapped_column(ForeignKey(StoredResume.id, ondelete="CASCADE"), index=True)
    status: Mapped[str] = mapped_column(String(16), default=FIRST, server_default=FIRST)
    source: Mapped[str] = mapped_column(String(16))
    applied_at: Mapped[datetime | None]
    status_since: Mapped[datetime] = created()
    created_at: Mapped[datetime] = created()
    updated_at: Mapped[datetime] = created()
    # A bit for each status that it ever had, in their order; a trigger keeps it.
    reached: Mapped[int] = mapped_column(
        SmallInteger, server_default="1", server_onupdate=FetchedValue(), deferred=True
    )

    came_from: ClassVar[Status | None] = None
    """Where this session's last move of it came from; None when it made none."""

    @property
    def present(self) -> Status:
        """The status, as the table of moves knows it."""
        return cast(Status, self.status)


class ApplicationMove(Table):
    """One move from a status to another; ``via`` says in whose name: user, api_key, service or local."""

    __tablename__ = "application_moves"
    id: Mapped[int] = row_id()
    application_id: Mapped[int] = mapped_column(ForeignKey(Application.id, ondelete="CASCADE"), index=True)
    from_status: Mapped[str] = mapped_column(String(16))
    to_status: Mapped[str] = mapped_column(String(16))
    note: Mapped[str | None] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"), index=True)
    via: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = created()
    # Whose application of which job it is, and when it came to the status that it leaves: a trigger says so.
    organisation_id: Mapped[int] = mapped_column(server_default=FetchedValue(), deferred=True)
    job_id: Mapped[int] = mapped_column(server_default=FetchedValue(), deferred=True)
    entered_at: Mapped[datetime] = mapped_column(server_default=FetchedValue(), deferred=True)


@dataclass(frozen=True, slots=True)
class Mover:
    """In whose name something is done."""

    user_id: int | None
    via: str


def move(
    session: Session,
    job: StoredJob,
    resume_id: int,
    to: Status,
    by: Mover,
    note: str | None,
    expected: str | None = None,
) -> Application | None:
    """Moves a candidate of a job to a status; moves at once come one after the other.

    Args:
        session: The unit of work.
        job: The job, of the caller's organisation.
        resume_id: A résumé of the same organisation, held by ``hold_resume``.
        to: The wanted status; the present one again changes nothing and adds no history.
        by: Who moves.
        note: Why, for the history.
        expected: The status that the caller believes to be the present one.

    Returns:
        The row; None when the candidate is pending, has no row and needs none.

    Raises:
        Conflict: The move is not legal, or the present status is another than expected.
    """
    row = of_pair(session, job.id, resume_id, to_change=True)
    before: Status = row.present if row else FIRST
    if expected is not None and before != expected:
        raise Conflict(f"The candidate is {before}, not {expected}; read the list again and repeat the move.")
    if before == to:
        return row
    _refuse_illegal(before, to)
    if row is None:
        row = _made(session, job, resume_id, BY_STAFF)
        before = row.present
        if before == to:  # somebody else made the same move meanwhile
            return row
        _refuse_illegal(before, to)
    _move(session, row, to, by, note)
    return row


def apply(session: Session, job: StoredJob, resume: StoredResume, by: Mover) -> tuple[Application, bool]:
    """Has a person apply for a job; applying again is the same application, and after a withdrawal it is pending again.

    Somebody whom staff had turned down before they ever applied is pending, too. The person is held meanwhile, so that two résumés of theirs sent at once end as one application.

    Returns:
        The row and whether the person had not applied with it before.

    Raises:
        Conflict: The person applied with another résumé; the sentence names the application.
    """
    session.execute(select(User.id).where(User.id == resume.owner_id).with_for_update(key_share=True))
    other = session.scalars(_others_of_person(job.id, resume).limit(1)).first()
    if other is not None:
        raise Conflict(
            f"You applied for this job already with résumé R{other.resume_id}: application A{other.id}; "
            "withdraw it before you apply with another résumé."
        )
    row = _made(session, job, resume.id, BY_CANDIDATE)
    is_new = row.applied_at is None
    # What staff decided before somebody applied was not about an application, and the applicant never heard of it.
    if row.status == "withdrawn" or (is_new and row.status == "rejected"):
        _move(session, row, FIRST, by, None)
        row.applied_at = func.now()
    elif is_new:
        row.applied_at = row.updated_at = func.now()
    session.flush()
    session.refresh(row)
    return row, is_new


def withdraw(session: Session, row: Application, by: Mover) -> Application:
    """Withdraws an application; raises Conflict where that is not legal any more. Withdrawn again changes nothing."""
    if row.present != "withdrawn":
        _refuse_illegal(row.present, "withdrawn")
        _move(session, row, "withdrawn", by, None)
    return row


def of_pair(session: Session, job_id: int, resume_id: int, *, to_change: bool = False) -> Application | None:
    """Finds the row of a candidate of a job; ``to_change`` holds it until the transaction ends."""
    wanted = select(Application).where(Application.job_id == job_id, Application.resume_id == resume_id)
    wanted = wanted.with_for_update(key_share=True).execution_options(populate_existing=True) if to_change else wanted
    return session.scalars(wanted).one_or_none()


def get(
    session: Session, key: int, organisation_id: int, owner_id: int | None = None, *, to_change: bool = False
) -> Application:
    """Finds one of the organisation's rows; with ``owner_id``, an application that this user made.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    wanted = visible(organisation_id, owner_id).where(Application.id == key)
    if to_change:
        wanted = wanted.with_for_update(key_share=True, of=Application).execution_options(populate_existing=True)
    row = session.scalars(wanted).one_or_none()
    if row is None:
        raise NotFound("application", f"A{key}")
    return row


def visible(organisation_id: int, owner_id: int | None = None) -> Select[Application]:
    """Selects the organisation's rows, newest first; with ``owner_id``, what this user applied for themselves."""
    mine = select(Application).where(Application.organisation_id == organisation_id)
    if owner_id is not None:
        mine = mine.join(StoredResume, StoredResume.id == Application.resume_id)
        mine = mine.where(StoredResume.owner_id == owner_id, Application.applied_at.is_not(None))
    return mine.order_by(Application.created_at.desc(), Application.id.desc())


def of_job(session: Session, job_id: int, resume_ids: Sequence[int]) -> dict[int, Application]:
    """The rows of several candidates of a job, by résumé; those without any are left out."""
    rows = select(Application).where(Application.job_id == job_id, Application.resume_id.in_(resume_ids))
    return {row.resume_id: row for row in session.scalars(rows)}


def of_resume(session: Session, resume_id: int, job_ids: Sequence[int]) -> dict[int, Application]:
    """The rows of a résumé with several jobs, by job; those without any are left out."""
    rows = select(Application).where(Application.resume_id == resume_id, Application.job_id.in_(job_ids))
    return {row.job_id: row for row in session.scalars(rows)}


def history(session: Session, application_id: int) -> list[ApplicationMove]:
    """Every move of a candidate of a job, oldest first."""
    rows = select(ApplicationMove).where(ApplicationMove.application_id == application_id)
    return list(session.scalars(rows.order_by(ApplicationMove.id)))


def hold_resume(session: Session, key: int, organisation_id: int) -> int:
    """Makes sure that a résumé of the organisation is there, and stays until the transaction ends.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    mine = select(StoredResume.id).where(StoredResume.organisation_id == organisation_id, StoredResume.id == key)
    found = session.scalar(mine.with_for_update(read=True, key_share=True))
    if found is None:
        raise NotFound("résumé", f"R{key}")
    return found


def _made(session: Session, job: StoredJob, resume_id: int, source: str) -> Application:
    """The row of a candidate, held; made when there was none. Who comes second waits for the first."""
    values = {"organisation_id": job.organisation_id, "job_id": job.id, "resume_id": resume_id, "source": source}
    session.execute(insert(Application).values(**values, status=FIRST).on_conflict_do_nothing())
    row = of_pair(session, job.id, resume_id, to_change=True)
    if row is None:  # a row goes with its job or its résumé alone, and these are held
        raise NotFound("résumé", f"R{resume_id}")
    return row


def _move(session: Session, row: Application, to: Status, by: Mover, note: str | None) -> None:
    done = ApplicationMove(
        application_id=row.id, from_status=row.status, to_status=to, note=note, user_id=by.user_id, via=by.via
    )
    session.add(done)
    # Not the start of the transaction: it may have waited for another move.
    now = func.clock_timestamp()
    done.at = row.status_since = row.updated_at = now
    came_from = row.present
    row.status = to
    session.flush()
    session.refresh(row)
    row.came_from = came_from  # type: ignore[misc]
    if to == "hired" or to == "rejected" or to == "withdrawn":
        bookings.cancel_upcoming(session, to, job_id=row.job_id, resume_id=row.resume_id)


def _refuse_illegal(before: Status, to: Status) -> None:
    if not is_legal(before, to):
        raise Conflict(refusal(before, to))


def _others_of_person(job_id: int, resume: StoredResume) -> Select[Application]:
    same = StoredResume.owner_id == resume.owner_id
    if resume.person_id is not None:
        same = or_(same, StoredResume.person_id == resume.person_id)
    rows = select(Application).join(StoredResume, StoredResume.id == Application.resume_id)
    rows = rows.where(Application.job_id == job_id, Application.resume_id != resume.id, same)
    return rows.where(Application.applied_at.is_not(None), Application.status != "withdrawn")
