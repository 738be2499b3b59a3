"""The candidate's own side over HTTP: who they are, their résumés, jobs that suit them, and their applications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_openapi.blueprint import APIBlueprint
from sqlalchemy import select
from sqlalchemy.orm import defer

import ranking
from api import announcing
from api.application_shapes import (
    ApplicationGiven,
    OwnApplicationList,
    OwnApplicationOut,
    ProfileChange,
    ProfileOut,
    RecommendedList,
    RecommendedQuery,
)
from api.candidate_wire import mover
from api.context import caller, parts, session
from api.documentation import answers
from api.ids import ApplicationPath, JobPath, application_key, job_key, resume_key
from api.interview_notices import tell_of_cancelled
from api.limits import apply_limit
from api.moments import moment
from api.paging import page_of, rows_of
from api.schemas import Page
from api.shapes import ResumeList
from api.wire import match_out, resume_out
from db import applications, jobs, resumes
from db.applications import Application
from db.jobs import StoredJob
from db.matches import StoredMatch
from db.people import User
from db.ranked import ranked_jobs
from db.resumes import StoredResume
from errors import Conflict, Forbidden, InvalidFields, NotFound
from scoring import Weighing

api = APIBlueprint("me", __name__, url_prefix="/api/v1", abp_tags=[{"name": "candidate's own"}])

_SAID = ("phone", "location", "headline", "open_to_remote")


@api.before_request
def _admit() -> None:
    """Lets in candidates alone: recruiters and programs have no résumé of their own to apply with."""
    if request.method != "OPTIONS" and caller().own_only is None:
        raise Forbidden("This is for candidates; log in as one.")


@api.get("/me/profile", responses=answers(ProfileOut, 200))
def profile() -> dict[str, Any]:
    """Show what you say of yourself."""
    return _profile_out(_me())


@api.patch("/me/profile", responses=answers(ProfileOut, 200))
def change_profile(body: ProfileChange) -> dict[str, Any]:
    """Change what you say of yourself; whatever is left out stays, and null takes it away."""
    said, user = body.model_dump(exclude_unset=True), _me(to_change=True)
    user.full_name = said.pop("full_name", user.full_name)
    user.profile = {name: value for name, value in (user.profile | said).items() if value is not None}
    session().commit()
    return _profile_out(user)


@api.get("/me/resumes", responses=answers(ResumeList, 200))
def own_resumes(query: Page) -> dict[str, Any]:
    """List your résumés, newest first."""
    return page_of(session(), resumes.visible(caller().organisation_id, caller().own_only), query, resume_out)


@api.get("/me/recommended", responses=answers(RecommendedList, 200))
def recommended(query: RecommendedQuery) -> dict[str, Any]:
    """Rank the open jobs for you, by your newest résumé or another one; up to a thousand jobs are matched at once."""
    resume, weighing = _resume(query.resume_id), Weighing()
    done = ranking.complete_jobs(parts(), session(), resume, weighing)
    if done.is_changed:
        session().commit()
    makers = ranking.makers_of(session(), resume.organisation_id) if done.unscored else None
    rows = ranked_jobs(resume, weighing.variant, makers)
    found, about = rows_of(session(), rows, query, is_narrow=True)
    said = {"resume_id": f"R{resume.id}", "unscored": done.unscored, "considered": done.considered}
    return {"items": _recommended_out(found, resume)} | about | said


@api.post("/jobs/<job_id>/apply", responses=answers(OwnApplicationOut, 200, 201))
@apply_limit
def apply(path: JobPath, body: ApplicationGiven) -> tuple[dict[str, Any], int]:
    """Apply for an open job with a résumé of yours: 201 the first time, 200 again; after a withdrawal you may, too.

    Everybody applies once for a job: with another résumé it answers 409 and names the application that there is.
    """
    job = _open_job(path)
    resume = _held(body.resume_id)
    row, is_new = applications.apply(session(), job, resume, mover())
    if is_new or row.came_from is not None:
        announcing.tell_applied(job, row)
    session().commit()
    return _applications_out([row])[0], 201 if is_new else 200


@api.get("/me/applications", responses=answers(OwnApplicationList, 200))
def own_applications(query: Page) -> dict[str, Any]:
    """List your applications, newest first."""
    rows = applications.visible(caller().organisation_id, caller().own_only)
    found, about = rows_of(session(), rows, query)
    return {"items": _applications_out(found)} | about


@api.post("/applications/<application_id>/withdraw", responses=answers(OwnApplicationOut, 200))
@apply_limit
def withdraw(path: ApplicationPath) -> dict[str, Any]:
    """Withdraw an application of yours; 409 when it is decided already."""
    key, mine = application_key(path.application_id), caller().organisation_id
    row = applications.get(session(), key, mine, caller().own_only, to_change=True)
    row = applications.withdraw(session(), row, mover())
    if row.came_from is not None:
        announcing.tell_withdrawn(session().get_one(StoredJob, row.job_id, options=[defer(StoredJob.record)]), row)
    tell_of_cancelled()
    session().commit()
    return _applications_out([row])[0]


def _me(*, to_change: bool = False) -> User:
    wanted = select(User).where(User.id == caller().user_id)
    return session().scalars(wanted.with_for_update(key_share=True) if to_change else wanted).one()


def _profile_out(user: User) -> dict[str, Any]:
    said = {name: user.profile.get(name) for name in _SAID} | {"links": user.profile.get("links", [])}
    return {"user_id": user.id, "email": user.email, "full_name": user.full_name} | said


def _open_job(path: JobPath) -> StoredJob:
    key = job_key(path.job_id)
    # Held so that nobody closes it meanwhile; many may apply at once.
    wanted = jobs.visible(caller().organisation_id).where(StoredJob.id == key, StoredJob.status != "draft")
    job = session().scalars(wanted.with_for_update(read=True)).one_or_none()
    if job is None:
        raise NotFound("job", f"J{key}")
    if not job.is_open:
        raise Conflict("This job takes no applications any more; look for others at /api/v1/me/recommended.")
    return job


def _held(said: str) -> StoredResume:
    key, mine = resume_key(said), caller().organisation_id
    row = _ready(resumes.get(session(), key, mine, caller().own_only))
    applications.hold_resume(session(), key, mine)
    return row


def _resume(said: str | None) -> StoredResume:
    mine = caller().organisation_id
    if said:
        return _ready(resumes.get(session(), resume_key(said), mine, caller().own_only))
    own = resumes.visible(mine, caller().own_only).where(StoredResume.status == "ready")
    row = session().scalars(own.options(defer(StoredResume.record)).limit(1)).first()
    if row is None:
        raise InvalidFields("You have no résumé that is ready; upload one at /api/v1/resumes/upload.")
    return row


def _ready(row: StoredResume) -> StoredResume:
    if row.status != "ready":
        raise InvalidFields(f"Résumé R{row.id} is {row.status}; only one that is ready can be used.")
    return row


def _recommended_out(found: Sequence[StoredMatch], resume: StoredResume) -> list[dict[str, Any]]:
    keys = [row.job_id for row in found]
    wanted = {job.id: job for job in session().scalars(select(StoredJob).where(StoredJob.id.in_(keys)))}
    applied = applications.of_resume(session(), resume.id, keys)
    names = ("match_score", "grade", "matched_skills", "missing_skills", "would_raise")
    shown = []
    for row in (row for row in found if row.job_id in wanted):
        job, standing, match = wanted[row.job_id], applied.get(row.job_id), match_out(row, resume, wanted[row.job_id])
        # What recruiters noted down of somebody who did not apply is theirs.
        is_own = standing is not None and standing.applied_at is not None
        shown.append(
            {"job_id": f"J{job.id}", "job_title": job.title, "company": job.company}
            | {name: job.record.get(name) for name in ("location", "remote")}
            | {name: match[name] for name in names}
            | {"application_id": f"A{standing.id}" if standing and is_own else None}
            | {"status": standing.status if standing and is_own else None}
        )
    return shown


def _applications_out(found: Sequence[Application]) -> list[dict[str, Any]]:
    asked = select(StoredJob).where(StoredJob.id.in_({row.job_id for row in found}))
    wanted = {job.id: job for job in session().scalars(asked.options(defer(StoredJob.record)))}
    return [
        {
            "application_id": f"A{row.id}",
            "job_id": f"J{row.job_id}",
            "job_title": wanted[row.job_id].title,
            "company": wanted[row.job_id].company,
            "job_is_open": wanted[row.job_id].is_open,
            "resume_id": f"R{row.resume_id}",
            "status": row.status,
            "status_since": moment(row.status_since),
            "applied_at": moment(row.applied_at),
        }
        for row in found
        if row.job_id in wanted
    ]
