"""Interviews: when, of whom, by whom; the database refuses two at one time for one person. Booking is db.bookings' business."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    false,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.jobs import StoredJob
from db.people import Organisation, User
from db.persons import StoredPerson
from db.resumes import StoredResume
from db.tables import Table, created, row_id
from errors import Conflict, InvalidFields, NotFound

Type = Literal["phone", "video", "onsite", "technical"]
Status = Literal["scheduled", "completed", "no_show", "cancelled"]
Cause = Literal["staff", "rejected", "withdrawn", "hired", "job_deleted"]

STATUSES: tuple[Status, ...] = get_args(Status)
INTERVIEWING_ROLES = ("admin", "recruiter")
EARLY = timedelta(minutes=15)
"""So long before its time an interview may begin, and so long ago one may be said to have begun when it is scheduled."""

SAME = ("status", "starts_at", "ends_at")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _one_at_a_time(name: str, key: str, where: str) -> ExcludeConstraint:
    """Refuses a second row of one key that meets a first in time; gist holds no numbers, so a number is its own range."""
    who: ColumnElement[Any] = literal_column(f"int8range({key}, {key}, '[]')")
    when: ColumnElement[Any] = literal_column("tstzrange(starts_at, ends_at)")
    return ExcludeConstraint((who, "&&"), (when, "&&"), name=name, using="gist", where=text(where))


class Interview(Table):
    """One interview of the person of a résumé for a job.

    ``time_zone`` is the IANA name in which people agreed on the time. ``sequence`` grows when guests must hear of a change,
    ``version`` with every change. ``ended_why`` are somebody's words on the outcome or the cancellation, ``ended_cause`` says
    what cancelled it. ``person_id`` follows the résumé by a trigger; ``is_exempt`` is set by it where two persons turned out to
    be one and their interviews meet.
    """

    __tablename__ = "interviews"
    __table_args__ = (
        UniqueConstraint("id", *SAME),
        CheckConstraint(f"type in ({_listed(get_args(Type))})", name="ck_interviews_type"),
        CheckConstraint(f"status in ({_listed(STATUSES)})", name="ck_interviews_status"),
        CheckConstraint("starts_at < ends_at", name="ck_interviews_times"),
        Index("ix_interviews_organisation_id_starts_at", "organisation_id", "starts_at", "id"),
        Index("ix_interviews_organisation_id_status", "organisation_id", "status", "starts_at", "id"),
        Index("ix_interviews_job_id", "job_id", "starts_at", "id"),
        Index("ix_interviews_resume_id", "resume_id", "starts_at", "id"),
        Index("ix_interviews_person_id", "person_id", "starts_at", "id"),
        _one_at_a_time(
            "ex_interviews_candidate", "person_id", "status = 'scheduled' and person_id is not null and not is_exempt"
        ),
    )
    id: Mapped[int] = row_id(start=505)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    job_id: Mapped[int] = mapped_column(ForeignKey(StoredJob.id, ondelete="CASCADE"))
    resume_id: Mapped[int] = mapped_column(ForeignKey(StoredResume.id, ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey(StoredPerson.id, ondelete="SET NULL"))
    created_by: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"), index=True)
    uid: Mapped[uuid.UUID] = mapped_column(Uuid, server_default=func.gen_random_uuid())
    type: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), default="scheduled", server_default="scheduled")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(64))
    location: Mapped[str | None] = mapped_column(Text)
    video_link: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    ended_why: Mapped[str | None] = mapped_column(Text)
    ended_cause: Mapped[str | None] = mapped_column(String(16))
    is_exempt: Mapped[bool] = mapped_column(server_default=false())
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime] = created()
    updated_at: Mapped[datetime] = created()

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    def has_begun(self) -> bool:
        """Its time has come, or is about to."""
        return self.starts_at <= datetime.now(UTC) + EARLY


class Interviewer(Table):
    """Who holds an interview; its status and times stand here, too, for the constraint, and follow by the key."""

    __tablename__ = "interview_interviewers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["interview_id", *SAME],
            [f"interviews.{name}" for name in ("id", *SAME)],
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        Index("ix_interview_interviewers_user_id", "user_id", "starts_at"),
        _one_at_a_time("ex_interview_interviewers_user", "user_id", "status = 'scheduled'"),
    )
    interview_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), primary_key=True)
    status: Mapped[str] = mapped_column(String(16))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Subject:
    """What an interview is about: the job and the candidate by their names."""

    job_title: str | None = None
    company: str | None = None
    candidate_name: str | None = None


def get(
    session: Session, key: int, organisation_id: int, owner_id: int | None = None, *, to_change: bool = False
) -> Interview:
    """Finds one of the organisation's interviews; with ``owner_id``, one with a résumé of this user.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    wanted = visible(organisation_id, owner_id).where(Interview.id == key)
    if to_change:
        wanted = wanted.with_for_update(of=Interview).execution_options(populate_existing=True)
    row = session.scalars(wanted).one_or_none()
    if row is None:
        raise NotFound("interview", f"I{key}")
    return row


def visible(organisation_id: int, owner_id: int | None = None) -> Select[Interview]:
    """Selects the organisation's interviews, soonest first; with ``owner_id``, those with résumés of this user."""
    mine = select(Interview).where(Interview.organisation_id == organisation_id)
    if owner_id is not None:
        mine = mine.join(StoredResume, StoredResume.id == Interview.resume_id).where(StoredResume.owner_id == owner_id)
    return mine.order_by(Interview.starts_at, Interview.id)


def upcoming(rows: Select[Interview]) -> Select[Interview]:
    """Narrows a select to what is scheduled and still to come."""
    return rows.where(Interview.status == "scheduled", Interview.starts_at > func.now())


def held_by(rows: Select[Interview], user_id: int) -> Select[Interview]:
    """Narrows a select to what one user holds."""
    return rows.join(Interviewer, Interviewer.interview_id == Interview.id).where(Interviewer.user_id == user_id)


def interviewers_of(session: Session, keys: Iterable[int]) -> dict[int, list[int]]:
    """Who holds each of several interviews, by the interviews' numbers."""
    rows = select(Interviewer.interview_id, Interviewer.user_id).where(Interviewer.interview_id.in_(set(keys)))
    found: dict[int, list[int]] = {}
    for key, user_id in session.execute(rows.order_by(Interviewer.interview_id, Interviewer.user_id)):
        found.setdefault(key, []).append(user_id)
    return found


def held_by_whom(session: Session, keys: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """(number, full name) of those who hold each of several interviews, by the interviews' numbers."""
    rows = select(Interviewer.interview_id, User.id, User.full_name).join(User, User.id == Interviewer.user_id)
    rows = rows.where(Interviewer.interview_id.in_(set(keys))).order_by(Interviewer.interview_id, User.id)
    found: dict[int, list[tuple[int, str]]] = {}
    for key, user_id, name in session.execute(rows):
        found.setdefault(key, []).append((user_id, name))
    return found


def subjects_of(session: Session, keys: Iterable[int]) -> dict[int, Subject]:
    """What several interviews are about, by their numbers, in one query."""
    said = select(Interview.id, StoredJob.title, StoredJob.company, StoredResume.name)
    rows = said.join(StoredJob, StoredJob.id == Interview.job_id).join(
        StoredResume, StoredResume.id == Interview.resume_id
    )
    return {key: Subject(*about) for key, *about in session.execute(rows.where(Interview.id.in_(set(keys))))}


def interviewers_among(session: Session, user_ids: Sequence[int], organisation_id: int) -> list[int]:
    """The users who shall hold an interview, in the order of their numbers.

    Raises:
        InvalidFields: One of them is no active recruiter or admin of the organisation.
    """
    wanted = sorted(set(user_ids))
    ours = select(User.id).where(User.organisation_id == organisation_id, User.id.in_(wanted))
    # Held, so that nobody erases them meanwhile.
    held = ours.where(User.role.in_(INTERVIEWING_ROLES), User.is_active).with_for_update(read=True, key_share=True)
    known = set(session.scalars(held))
    if strange := [key for key in wanted if key not in known]:
        named = ", ".join(map(str, strange))
        detail = f"there is no active recruiter or admin {named} in the organisation; look at /api/v1/interviews/interviewers"
        raise InvalidFields(f"interviewer_ids: {detail}.", ({"field": "interviewer_ids", "detail": detail},))
    return wanted


def overlapping(session: Session, row: Interview) -> list[int]:
    """The other interviews of the candidate, whatever their résumé, that meet this one in time."""
    if row.status != "scheduled" or row.person_id is None:
        return []
    theirs = (Interview.person_id == row.person_id) & (Interview.id != row.id)
    return list(
        session.scalars(
            select(Interview.id).where(theirs, meeting(Interview, row.starts_at, row.ends_at)).order_by(Interview.id)
        )
    )


def refuse_ended(row: Interview) -> None:
    """Raises Conflict unless the interview is still scheduled."""
    if row.status != "scheduled":
        said = {"completed": "has taken place", "no_show": "was missed", "cancelled": "is cancelled"}[row.status]
        raise Conflict(f"Interview I{row.id} {said}; schedule another one.")


def refuse_early(row: Interview) -> None:
    """Raises Conflict unless the interview's time has come."""
    if not row.has_begun():
        when = row.starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        raise Conflict(f"Interview I{row.id} begins at {when}; wait until then, or reschedule it first.")


def meeting(
    table: type[Interview] | type[Interviewer], starts_at: datetime, ends_at: datetime
) -> ColumnElement[bool]:  # fmt: skip
    """The condition that a row is scheduled and meets a time; who ends when another begins does not meet it."""
    return and_(table.status == "scheduled", table.starts_at < ends_at, table.ends_at > starts_at)
