"""Interviews over HTTP: scheduling, listing, moving, cancelling, their outcome and their calendar files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Response
from flask_openapi.blueprint import APIBlueprint
from sqlalchemy import Select

from api.candidate_wire import mover
from api.context import caller, session
from api.documentation import answers
from api.ids import interview_key, job_key, resume_key, user_key
from api.interview_notices import tell_of, tell_of_change, tell_of_move
from api.interview_shapes import (
    CancellationGiven,
    ColleagueList,
    InterviewChange,
    InterviewDetail,
    InterviewGiven,
    InterviewList,
    InterviewPath,
    InterviewQuery,
    OutcomeGiven,
)
from api.interview_times import asked_moment, start_of, zone_of
from api.interview_wire import file_for_staff, interviews_out, refuse_stale, tagged
from api.paging import page_of, rows_of
from api.schemas import Page
from calendar_files import MEDIA_TYPE
from db import applications, bookings, interviews, jobs, people, resumes
from db.interviews import Interview
from db.jobs import StoredJob
from db.people import User
from db.resumes import StoredResume
from errors import Conflict, InvalidFields
from statuses import ENDED, FIRST, Status

api = APIBlueprint("interviews", __name__, url_prefix="/api/v1/interviews", abp_tags=[{"name": "interviews"}])

Answer = tuple[dict[str, Any], int, dict[str, str]]
CALENDAR_FILE: Any = {200: {"description": "OK", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}
_CLEARED = ("location", "video_link", "note")


@api.post("", responses=answers(InterviewDetail, 201))
def create(body: InterviewGiven) -> Answer:
    """Schedule an interview with a candidate who is shortlisted or at interviews; who was shortlisted then is at interviews.

    409 where the candidate (with whichever résumé) or an interviewer has another interview at that time: detail says who and
    when. Interviews that follow each other do not meet.
    """
    starts_at, zone = start_of(body.start, body.time_zone)
    job, resume = _job(body.job_id), _resume(body.resume_id)
    holding = interviews.interviewers_among(session(), body.interviewer_ids, job.organisation_id)
    before = _bring_to_interviews(job, resume)
    row = Interview(
        organisation_id=job.organisation_id,
        job_id=job.id,
        resume_id=resume.id,
        person_id=resume.person_id,
        created_by=caller().user_id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=body.duration_minutes),
        time_zone=zone,
        type=body.type,
        location=body.location,
        video_link=body.video_link,
        note=body.note or None,
    )
    bookings.schedule(session(), row, holding)
    if before != "interview":
        tell_of_move(row, before)
    tell_of("interview.scheduled", row)
    session().commit()
    return tagged(row, 201)


@api.get("", responses=answers(InterviewList, 200))
def index(query: InterviewQuery) -> dict[str, Any]:
    """List interviews, soonest first; upcoming=true leaves out what is over, cancelled or has begun."""
    found, about = rows_of(session(), _wanted(query), query)
    return {"items": interviews_out(found)} | about


@api.get("/interviewers", responses=answers(ColleagueList, 200))
def interviewers(query: Page) -> dict[str, Any]:
    """List the colleagues who may hold interviews, with the numbers that interviewer_ids takes."""
    rows = people.visible(caller().organisation_id).where(User.role.in_(interviews.INTERVIEWING_ROLES), User.is_active)
    return page_of(session(), rows, query, lambda row: {"user_id": row.id, "full_name": row.full_name})


@api.get("/<interview_id>", responses=answers(InterviewDetail, 200))
def show(path: InterviewPath) -> Answer:
    """Show an interview; its ETag, sent in If-Match, changes no other version."""
    return tagged(_one(path))


@api.patch("/<interview_id>", responses=answers(InterviewDetail, 200))
def change(path: InterviewPath, body: InterviewChange) -> Answer:
    """Move an interview to another time, place or to other interviewers, with If-Match only in the version it names (else 412).

    Only one that is scheduled is changed; 409 where somebody has another interview at the new time, as when scheduling.
    """
    known = _one(path)
    # Candidates come before their interviews, as where a move cancels these: two at once never wait in a circle.
    applications.of_pair(session(), known.job_id, known.resume_id, to_change=True)
    row = _held(path)
    changes = _changes(row, body)
    before = interviews.interviewers_of(session(), [row.id]).get(row.id, [])
    said = body.interviewer_ids if "interviewer_ids" in body.model_fields_set else before
    holding = before if set(said) == set(before) else _interviewers(said, before, row.organisation_id)
    _refuse_reviving(row, changes)
    changed = bookings.reschedule(session(), row, changes, holding)
    tell_of_change(row, changed, before, holding)
    session().commit()
    return tagged(row)


@api.post("/<interview_id>/cancel", responses=answers(InterviewDetail, 200))
def cancel(path: InterviewPath, body: CancellationGiven) -> Answer:
    """Cancel an interview, which frees its time; cancelled again it stays as it is. One that took place answers 409."""
    row = _held(path)
    if bookings.cancel(session(), row, body.reason or None):
        tell_of("interview.cancelled", row)
    session().commit()
    return tagged(row)


@api.post("/<interview_id>/outcome", responses=answers(InterviewDetail, 200))
def end(path: InterviewPath, body: OutcomeGiven) -> Answer:
    """Say how an interview went, from its beginning on: completed, or no_show where the candidate did not come."""
    row = _held(path)
    if bookings.end(session(), row, body.outcome, body.note or None):
        tell_of("interview.completed", row)
    session().commit()
    return tagged(row)


@api.get("/<interview_id>/calendar.ics", responses=CALENDAR_FILE)
def calendar_file(path: InterviewPath) -> Response:
    """Download an interview for a calendar; its UID stays, SEQUENCE grows, and one that is cancelled says so."""
    return file_for_staff(_one(path))


def _one(path: InterviewPath) -> Interview:
    return interviews.get(session(), interview_key(path.interview_id), caller().organisation_id)


def _held(path: InterviewPath) -> Interview:
    key = interview_key(path.interview_id)
    row = interviews.get(session(), key, caller().organisation_id, to_change=True)
    refuse_stale(row)
    return row


def _job(said: str) -> StoredJob:
    # Held so that nobody deletes it meanwhile; many may schedule at once.
    key, mine = job_key(said), jobs.visible(caller().organisation_id)
    job: StoredJob = jobs.one_of(session(), mine.with_for_update(read=True), key)
    return job


def _resume(said: str) -> StoredResume:
    """The résumé, held first, so that its person is who they are until the interview is stored."""
    key, mine = resume_key(said), caller().organisation_id
    applications.hold_resume(session(), key, mine)
    row = resumes.get(session(), key, mine)
    if row.status != "ready" or row.person_id is None:
        raise Conflict(f"Résumé R{row.id} is {row.status}; schedule an interview when it is ready.")
    return row


def _bring_to_interviews(job: StoredJob, resume: StoredResume) -> Status:
    """Moves a candidate who is shortlisted on and returns where they were; raises Conflict for one who is elsewhere."""
    row = applications.of_pair(session(), job.id, resume.id, to_change=True)
    status: Status = row.present if row else FIRST
    if status in ENDED:
        raise Conflict(f"The candidate is {status}; there are no interviews with them for this job any more.")
    if status == "offer":
        raise Conflict("The candidate has an offer; move them back to interview before you schedule another one.")
    if status not in ("shortlisted", "interview"):
        raise Conflict(f"The candidate is {status}; move them to shortlisted before you schedule an interview.")
    applications.move(session(), job, resume.id, "interview", mover(), None)
    return status


def _refuse_reviving(row: Interview, changes: Mapping[str, Any]) -> None:
    """Raises Conflict where the time of an interview would move although its candidate is out, or its job deleted."""
    if row.status != "scheduled" or changes.get("starts_at", row.starts_at) == row.starts_at:
        return
    jobs.one_of(session(), jobs.visible(row.organisation_id), row.job_id)
    standing = applications.of_pair(session(), row.job_id, row.resume_id)
    status: Status = standing.present if standing else FIRST
    if status not in ("shortlisted", "interview", "offer"):
        raise Conflict(f"The candidate is {status}; cancel the interview instead of moving it.")


def _interviewers(said: list[int], before: list[int], organisation_id: int) -> list[int]:
    """Who holds it from now on; who held it already may stay, whatever became of their account."""
    new = [key for key in said if key not in before]
    interviews.interviewers_among(session(), new, organisation_id)
    return sorted(set(said))


def _changes(row: Interview, body: InterviewChange) -> dict[str, Any]:
    given = body.model_fields_set
    changes: dict[str, Any] = {name: getattr(body, name) or None for name in _CLEARED if name in given}
    changes |= {"type": body.type} if "type" in given else {}
    starts_at, minutes = row.starts_at, body.duration_minutes if "duration_minutes" in given else row.minutes
    if "time_zone" in given:
        changes["time_zone"] = zone_of(body.time_zone).key
    if "start" in given:
        starts_at, changes["time_zone"] = start_of(body.start, changes.get("time_zone", row.time_zone))
    return changes | {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes)}


def _wanted(query: InterviewQuery) -> Select[Interview]:
    mine = caller().organisation_id
    rows = interviews.visible(mine)
    if query.job_id:
        rows = rows.where(Interview.job_id == jobs.get(session(), job_key(query.job_id), mine).id)
    if query.resume_id:
        rows = rows.where(Interview.resume_id == resumes.get(session(), resume_key(query.resume_id), mine).id)
    holder = _holder(query)
    rows = interviews.held_by(rows, holder) if holder is not None else rows
    rows = rows.where(Interview.status.in_(query.status)) if query.status else rows
    rows = interviews.upcoming(rows) if query.upcoming else rows
    rows = rows.where(Interview.starts_at >= asked_moment(query.since, "from")) if query.since else rows
    return rows.where(Interview.starts_at < asked_moment(query.until, "to")) if query.until else rows


def _holder(query: InterviewQuery) -> int | None:
    if query.mine and query.interviewer_id:
        raise InvalidFields("Send mine or interviewer_id, not both.")
    if query.mine and caller().user_id is None:
        raise InvalidFields("mine: this is for users who logged in; a program sends interviewer_id.")
    return user_key(query.interviewer_id) if query.interviewer_id else caller().user_id if query.mine else None
