"""Who is told what of interviews: interviewers and the candidate; how it is worded and sent is the business of notices."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal

from sqlalchemy import select

from api.context import session
from api.interview_times import local
from api.moments import moment
from db import applications, bookings, interviews
from db.interviews import Interview
from db.jobs import StoredJob
from db.resumes import StoredResume
from notices.events import Event, Recipient
from tasks.notifying import tell

_OF_A_MOVE = ("job_id", "job_title", "resume_id", "application_id")
About = dict[str, str | int | float | bool | None]
Kind = Literal["interview.scheduled", "interview.rescheduled", "interview.cancelled", "interview.completed"]


def tell_of(kind: Kind, row: Interview) -> None:
    """Tells interviewers and the candidate what became of an interview, once the transaction holds.

    Of one that was missed programs alone hear.
    """
    holding = interviews.interviewers_of(session(), [row.id]).get(row.id, [])
    to = [] if row.status == "no_show" else [_candidate(row), *_users(row, holding)]
    tell(session(), Event(kind, row.organisation_id, _about(row), to))


def tell_of_change(row: Interview, changed: Collection[str], before: Iterable[int], holding: Iterable[int]) -> None:
    """Tells of an interview that was changed: programs once, and people what it means for them.

    Who is taken off hears that it is cancelled, who joins that it is scheduled, all others of another time or place; of
    nothing else that changed.

    Args:
        row: As it is now.
        changed: From ``bookings.reschedule``.
        before: Users who held it until now.
        holding: Users who hold it.
    """
    if not set(changed) - {"note"}:
        return
    former, present = set(before), set(holding)
    about = _about(row) | {"is_moved": bool(set(changed) & {"starts_at", "ends_at", "time_zone"})}
    matters = bool(set(changed) - {"note", "interviewers"})
    staying = [_candidate(row), *_users(row, former & present)] if matters else []
    tell(session(), Event("interview.rescheduled", row.organisation_id, about, staying))
    _tell_some("interview.cancelled", row, about | {"is_taken_off": True}, former - present)
    _tell_some("interview.scheduled", row, about, present - former)


def tell_of_move(row: Interview, before: str) -> None:
    """Tells programs that a candidate came to interviews by being asked to one; people hear of the interview itself."""
    about = {name: value for name, value in _about(row).items() if name in _OF_A_MOVE}
    said = about | {"status": "interview", "status_from": before}
    tell(session(), Event("application.status_changed", row.organisation_id, said))


def tell_of_cancelled() -> None:
    """Tells of interviews that a move or the end of a job cancelled in this request; called before it commits."""
    for row in bookings.cancelled_here(session()):
        tell_of("interview.cancelled", row)


def _about(row: Interview) -> About:
    application = applications.of_pair(session(), row.job_id, row.resume_id)
    return {
        "interview_id": f"I{row.id}",
        "job_id": f"J{row.job_id}",
        "job_title": session().scalar(select(StoredJob.title).where(StoredJob.id == row.job_id)),
        "resume_id": f"R{row.resume_id}",
        "application_id": f"A{application.id}" if application else None,
        "type": row.type,
        "status": row.status,
        "start": moment(row.starts_at),
        "end": moment(row.ends_at),
        "time_zone": row.time_zone,
        "local_start": local(row.starts_at, row.time_zone),
        "duration_minutes": row.minutes,
        "cancelled_by": row.ended_cause,
    }


def _tell_some(kind: Kind, row: Interview, about: About, who: Collection[int]) -> None:
    if who:
        tell(session(), Event(kind, row.organisation_id, about, _users(row, who), people_only=True))


def _users(row: Interview, keys: Iterable[int]) -> list[Recipient]:
    return [Recipient(key, row.resume_id) for key in sorted(keys)]


def _candidate(row: Interview) -> Recipient:
    owner = select(StoredResume.owner_id).where(StoredResume.id == row.resume_id)
    return Recipient(session().scalar(owner), row.resume_id)
