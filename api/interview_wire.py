"""Interviews as they travel: as JSON for recruiters and for candidates, and as calendar files; it decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response
from sqlalchemy import select

from api import versions
from api.context import caller, parts, session
from api.interview_times import local
from api.moments import moment
from calendar_files import MEDIA_TYPE, NOBODY, Guest, Meeting, calendar_file
from db import interviews
from db.interviews import Interview
from db.people import Organisation, User
from db.resumes import StoredResume
from errors import NotFound

Out = dict[str, Any]


def interviews_out(found: Sequence[Interview]) -> list[Out]:
    """Interviews as recruiters see them, in their order."""
    keys = [row.id for row in found]
    holding, subjects = interviews.held_by_whom(session(), keys), interviews.subjects_of(session(), keys)
    return [
        {
            "interview_id": f"I{row.id}",
            "job_id": f"J{row.job_id}",
            "job_title": subjects[row.id].job_title,
            "resume_id": f"R{row.resume_id}",
            "person_id": f"P{row.person_id}" if row.person_id else None,
            "candidate_name": subjects[row.id].candidate_name,
            **_when(row),
            "interviewers": [{"user_id": key, "full_name": name} for key, name in holding.get(row.id, ())],
            "location": row.location,
            "video_link": row.video_link,
            "note": row.note,
            "ended_why": row.ended_why,
            "cancelled_by": row.ended_cause,
            "sequence": row.sequence,
            "version": row.version,
            "created_by": row.created_by,
            "created_at": moment(row.created_at),
            "updated_at": moment(row.updated_at),
        }
        for row in found
        if row.id in subjects
    ]


def own_interviews_out(found: Sequence[Interview]) -> list[Out]:
    """Interviews as the candidate sees them: without notes, names and what others think."""
    subjects = interviews.subjects_of(session(), [row.id for row in found])
    return [
        {
            "interview_id": f"I{row.id}",
            "job_id": f"J{row.job_id}",
            "job_title": subjects[row.id].job_title,
            "company": subjects[row.id].company,
            **_when(row),
            "location": row.location,
            "video_link": row.video_link,
        }
        for row in found
        if row.id in subjects
    ]


def tagged(row: Interview, status: int = 200) -> tuple[Out, int, dict[str, str]]:
    """An answer about one interview with its ETag."""
    overlaps = [f"I{key}" for key in interviews.overlapping(session(), row)]
    return _one_out(row) | {"overlaps": overlaps}, status, {"ETag": f'"{_tag(row)}"'}


def refuse_stale(row: Interview) -> None:
    """As ``versions.refuse_stale``, of an interview; the row must be held for the change."""
    versions.refuse_stale(_tag(row), f"I{row.id}")


def file_for_staff(row: Interview) -> Response:
    """The calendar file for recruiters: with the candidate, and of colleagues the addresses that the caller may see."""
    shown = _one_out(row)
    holding = [one["user_id"] for one in shown["interviewers"]]
    names = ", ".join(one["full_name"] for one in shown["interviewers"])
    about = [f"Candidate: {shown['candidate_name'] or shown['resume_id']}", f"Interviewers: {names}"]
    title = f"{row.type.capitalize()} interview: {shown['job_title'] or shown['job_id']}"
    # Without the note: some calendars send on to all guests what they import.
    description = "\n".join(about)
    known = _addresses(holding)
    guests = [known[key] for key in holding if key in known]
    return _file(row, title, description, [*guests, *_candidate(row)])


def file_for_candidate(row: Interview) -> Response:
    """The calendar file for the candidate: with themselves and the place, without notes and without colleagues of ours."""
    me, (shown,) = session().get_one(User, caller().user_id), own_interviews_out([row]) or [{}]
    about = ", ".join(part for part in (shown.get("job_title"), shown.get("company")) if part)
    return _file(row, f"Interview: {about or f'J{row.job_id}'}", "", [Guest(me.full_name, me.email)])


def _one_out(row: Interview) -> Out:
    for shown in interviews_out([row]):
        return shown
    raise NotFound("interview", f"I{row.id}")  # its résumé was erased a moment ago


def _file(row: Interview, title: str, description: str, guests: Sequence[Guest]) -> Response:
    ours, mail = session().get_one(Organisation, row.organisation_id), parts().mail
    meeting = Meeting(
        uid=str(row.uid),
        sequence=row.sequence,
        is_cancelled=row.status == "cancelled",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.time_zone,
        title=title,
        created_at=row.created_at,
        updated_at=row.updated_at,
        description=description,
        location=row.location,
        link=row.video_link,
        organiser=Guest(ours.name, (mail.address if mail else "") or NOBODY),
        guests=guests,
    )
    method = "CANCEL" if meeting.is_cancelled else "REQUEST"
    headers = {
        "Content-Disposition": f'attachment; filename="interview-I{row.id}.ics"',
        "X-Content-Type-Options": "nosniff",
    }
    kind = f"{MEDIA_TYPE}; charset=utf-8; method={method}"
    return Response(calendar_file(meeting), content_type=kind, headers=headers)


def _addresses(keys: Sequence[int]) -> Mapping[int, Guest]:
    """Colleagues with their addresses, as far as the caller sees addresses: an admin all, others their own."""
    seen = set(keys) if caller().role == "admin" else set(keys) & {caller().user_id}
    rows = session().execute(select(User.id, User.full_name, User.email).where(User.id.in_(seen))).all()
    return {row.id: Guest(row.full_name, row.email) for row in rows}


def _candidate(row: Interview) -> list[Guest]:
    said = select(StoredResume.name, StoredResume.email).where(StoredResume.id == row.resume_id)
    return [Guest(name or f"R{row.resume_id}", email) for name, email in session().execute(said) if email]


def _when(row: Interview) -> Out:
    return {
        "type": row.type,
        "status": row.status,
        "start": moment(row.starts_at),
        "end": moment(row.ends_at),
        "time_zone": row.time_zone,
        "local_start": local(row.starts_at, row.time_zone),
        "duration_minutes": row.minutes,
    }


def _tag(row: Interview) -> str:
    return f"I{row.id}-{row.version}"
