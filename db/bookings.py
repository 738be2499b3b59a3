"""Booking people for interviews: scheduling, moving, cancelling and ending, one after the other, and who is busy when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.interviews import (
    SAME,
    Cause,
    Interview,
    Interviewer,
    interviewers_of,
    meeting,
    refuse_early,
    refuse_ended,
)
from db.jobs import StoredJob
from errors import Conflict

_CANCELLED, _ERASED = "cancelled interviews", "erased interviews"
_EXCLUDED = "23P01"


@dataclass(frozen=True, slots=True)
class Slot:
    """The time that an interview asks for; ``except_id`` is its own number where it has one already."""

    person_id: int | None
    user_ids: Sequence[int]
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    except_id: int | None


@dataclass(frozen=True, slots=True)
class Erased:
    """An interview that is no more, without whom it was with: its job, when it was to be, and who was to hold it."""

    organisation_id: int
    interview_id: int
    job_id: int
    job_title: str | None
    starts_at: datetime
    time_zone: str
    user_ids: Sequence[int]


def schedule(session: Session, row: Interview, user_ids: Sequence[int]) -> None:
    """Stores an interview and who holds it.

    Args:
        session: The unit of work; it holds the row's résumé, so that its person stays who they are.
        row: Not stored yet.
        user_ids: From ``interviewers_among``.

    Raises:
        Conflict: The candidate or an interviewer has another interview at that time.
    """

    def write() -> None:
        session.add(row)
        session.flush()
        _seat(session, row, user_ids)

    _at_a_free_time(session, _slot(row, {}, user_ids), write, moves=True)


def reschedule(
    session: Session, row: Interview, changes: Mapping[str, object], user_ids: Sequence[int]
) -> frozenset[str]:
    """Changes an interview that is scheduled; returns the columns that changed, and ``interviewers`` where others hold it.

    Args:
        session: The unit of work.
        row: Held until the transaction ends.
        changes: Column -> value.
        user_ids: Who holds it from now on.

    Raises:
        Conflict: It is not scheduled any more, or somebody has another interview at that time.
    """
    refuse_ended(row)
    before = set(interviewers_of(session, [row.id]).get(row.id, ()))
    changed = {name for name, value in changes.items() if getattr(row, name) != value}
    if not changed and before == set(user_ids):
        return frozenset()

    moves = bool(changed & {"starts_at", "ends_at"})

    def write() -> None:
        gone = Interviewer.user_id.not_in(user_ids)
        session.execute(delete(Interviewer).where(Interviewer.interview_id == row.id, gone))
        for name in changed:
            setattr(row, name, changes[name])
        row.is_exempt = row.is_exempt and not moves
        session.flush()
        _seat(session, row, [key for key in user_ids if key not in before])

    _at_a_free_time(session, _slot(row, changes, user_ids), write, moves=moves)
    changed |= {"interviewers"} if before != set(user_ids) else set()
    _changed(session, row, is_told=bool(changed - {"note"}))
    return frozenset(changed)


def cancel(session: Session, row: Interview, why: str | None) -> bool:
    """Cancels an interview, held until the transaction ends; returns False where it is cancelled already.

    Raises:
        Conflict: It has taken place.
    """
    if row.status == "cancelled":
        return False
    refuse_ended(row)
    row.status, row.ended_why, row.ended_cause = "cancelled", why, "staff"
    _changed(session, row, is_told=True)
    return True


def end(session: Session, row: Interview, outcome: Literal["completed", "no_show"], why: str | None) -> bool:
    """Says how an interview went, held until the transaction ends; returns False where that was said before.

    Raises:
        Conflict: Something else was said, it is cancelled, or its time has not come.
    """
    if row.status == outcome:
        return False
    refuse_ended(row)
    refuse_early(row)
    row.status, row.ended_why = outcome, why
    _changed(session, row, is_told=False)
    return True


def cancel_upcoming(
    session: Session, cause: Cause, *, job_id: int, resume_id: int | None = None
) -> list[Interview]:  # fmt: skip
    """Cancels what is still to come of a job, or of one résumé for it; ``cancelled_here`` then knows it.

    What has begun stays scheduled: somebody will say how it went.
    """
    wanted = select(Interview).where(Interview.job_id == job_id, Interview.status == "scheduled")
    wanted = wanted.where(Interview.starts_at > func.now())
    wanted = wanted.where(Interview.resume_id == resume_id) if resume_id is not None else wanted
    held = wanted.order_by(Interview.id).with_for_update().execution_options(populate_existing=True)
    rows = list(session.scalars(held))
    for row in rows:
        row.status, row.ended_cause = "cancelled", cause
        _changed(session, row, is_told=True)
    session.info.setdefault(_CANCELLED, []).extend(rows)
    return rows


def forget_upcoming(session: Session, resume_id: int) -> None:
    """Remembers what is still to come of a résumé that is about to be erased; ``erased_here`` then knows it."""
    wanted = select(Interview, StoredJob.title).join(StoredJob, StoredJob.id == Interview.job_id)
    wanted = wanted.where(Interview.resume_id == resume_id, Interview.status == "scheduled")
    rows = session.execute(wanted.where(Interview.starts_at > func.now())).all()
    holding = interviewers_of(session, [row.id for row, _ in rows])
    found = [
        Erased(row.organisation_id, row.id, row.job_id, title, row.starts_at, row.time_zone, holding.get(row.id, []))
        for row, title in rows
    ]
    session.info.setdefault(_ERASED, []).extend(found)


def erased_here(session: Session) -> list[Erased]:
    """What ``forget_upcoming`` remembered in this session and nobody has asked for yet."""
    found: list[Erased] = session.info.pop(_ERASED, [])
    return found


def cancelled_here(session: Session) -> list[Interview]:
    """What ``cancel_upcoming`` cancelled in this session and nobody has asked for yet."""
    rows: list[Interview] = session.info.pop(_CANCELLED, [])
    return rows


def _slot(row: Interview, changes: Mapping[str, object], user_ids: Sequence[int]) -> Slot:
    now = {name: changes.get(name, getattr(row, name)) for name in ("starts_at", "ends_at", "time_zone")}
    return Slot(row.person_id, user_ids, **now, except_id=row.id)  # type: ignore[arg-type]


def _at_a_free_time(session: Session, slot: Slot, write: Callable[[], None], *, moves: bool) -> None:
    """Writes, and says who is busy where the constraints refuse it."""
    _queue(session, slot)
    # Exempt interviews are outside of the constraint; the candidate cannot be at both all the same.
    if moves and _candidates(session, slot, Interview.is_exempt.is_(True)) is not None:
        raise _taken(session, slot)
    try:
        with session.begin_nested():
            write()
    except IntegrityError as exc:
        if getattr(exc.orig, "pgcode", None) != _EXCLUDED:
            raise
        raise _taken(session, slot) from exc


def _queue(session: Session, slot: Slot) -> None:
    """Has those who book one person come one after the other: two rows that exclude each other would wait in a circle."""
    marks = [f"interviews of person {slot.person_id}", *(f"interviews of user {key}" for key in slot.user_ids)]
    for mark in sorted(marks):
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(mark, 0))))


def _seat(session: Session, row: Interview, user_ids: Sequence[int]) -> None:
    if user_ids:
        same = {name: getattr(row, name) for name in SAME}
        session.execute(insert(Interviewer), [{"interview_id": row.id, "user_id": key} | same for key in user_ids])


def _changed(session: Session, row: Interview, *, is_told: bool) -> None:
    row.version += 1
    row.sequence += is_told
    row.updated_at = datetime.now(UTC)
    session.flush()


def _taken(session: Session, slot: Slot) -> Conflict:
    found = _candidates(session, slot)
    if found is not None:
        return Conflict(f"The candidate has another interview {_said(slot, *found)}; choose another time.")
    held = _interviewers(session, slot)
    if held is not None:
        user_id, *when = held
        return Conflict(
            f"Interviewer {user_id} has another interview {_said(slot, *when)}; choose another time or interviewer."
        )
    # Whoever stood in the way has gone meanwhile.
    return Conflict("Somebody else took this time a moment ago; look at the interviews again and send it once more.")


def _candidates(session: Session, slot: Slot, *also: ColumnElement[bool]) -> tuple[datetime, datetime] | None:
    theirs = (Interview.person_id == slot.person_id) & meeting(Interview, slot.starts_at, slot.ends_at)
    found = select(Interview.starts_at, Interview.ends_at).where(theirs, *also).order_by(Interview.starts_at)
    found = found if slot.except_id is None else found.where(Interview.id != slot.except_id)
    first = session.execute(found.limit(1)).first()
    return (first[0], first[1]) if first else None


def _interviewers(session: Session, slot: Slot) -> tuple[int, datetime, datetime] | None:
    theirs = Interviewer.user_id.in_(slot.user_ids) & meeting(Interviewer, slot.starts_at, slot.ends_at)
    found = select(Interviewer.user_id, Interviewer.starts_at, Interviewer.ends_at).where(theirs)
    found = found if slot.except_id is None else found.where(Interviewer.interview_id != slot.except_id)
    first = session.execute(found.order_by(Interviewer.starts_at).limit(1)).first()
    return (first[0], first[1], first[2]) if first else None


def _said(slot: Slot, starts_at: datetime, ends_at: datetime) -> str:
    zone = ZoneInfo(slot.time_zone)
    begins, ends = (f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in (starts_at, ends_at))
    return f"from {begins} to {ends} ({slot.time_zone})"
