"""Who is told what of interviews: interviewers and the candidate; how it is worded and sent is the business of notices."""

from __future__ import annotations

from collections.abc import Iterable
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
Kind = Literal["interview.scheduled", "interview.rescheduled", "interview.cancelled", "interview.completed"]


def tell_of(kind: Kind, row: Interview, also: Iterable[int] = ()) -> None:
    """Tells interviewers and the candidate what became of an interview, once the transaction holds.

    Of one that was missed programs alone hear.

    Args:
        kind: What happened.
        row: As it is now.
        also: Users who held it until now.
    """
    to: list[Recipient] = []
    if row.status != "no_show":
        holding = {*interviews.interviewers_of(session(), [row.id]).get(row.id, ()), *also}
        to = [_candidate(row), *(Recipient(key, row.resume_id) for key in sorted(holding))]
    tell(session(), Event(kind, row.organisation_id, _about(row), to))


def tell_of_move(row: Interview, before: str) -> None:
    """Tells programs that a candidate came to interviews by being asked to one; people hear of the interview itself."""
    about = {name: value for name, value in _about(row).items() if name in _OF_A_MOVE}
    said = about | {"status": "interview", "status_from": before}
    tell(session(), Event("application.status_changed", row.organisation_id, said))


def tell_of_cancelled() -> None:
    """Tells of interviews that a move or the end of a job cancelled in this request; called before it commits."""
    for row in bookings.cancelled_here(session()):
        tell_of("interview.cancelled", row)


def _about(row: Interview) -> dict[str, str | int | float | bool | None]:
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


def _candidate(row: Interview) -> Recipient:
    owner = select(StoredResume.owner_id).where(StoredResume.id == row.resume_id)
    return Recipient(session().scalar(owner), row.resume_id)
