"""Applications over HTTP as recruiters see them, over all jobs; moving them on is the business of api.candidates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask_openapi.blueprint import APIBlueprint
from sqlalchemy import select
from sqlalchemy.orm import defer

from api.application_shapes import ApplicationDetail, ApplicationList, ApplicationQuery
from api.candidate_wire import moves_out, person_out
from api.context import caller, session
from api.documentation import answers
from api.ids import ApplicationPath, application_key, job_key
from api.moments import moment
from api.paging import rows_of
from db import applications, jobs
from db.applications import Application
from db.jobs import StoredJob
from db.resumes import StoredResume
from errors import InvalidFields

api = APIBlueprint("applications", __name__, url_prefix="/api/v1/applications", abp_tags=[{"name": "applications"}])


@api.get("", responses=answers(ApplicationList, 200))
def index(query: ApplicationQuery) -> dict[str, Any]:
    """List who is how far with which job, newest first: everybody who applied or whom somebody moved on."""
    rows = applications.visible(caller().organisation_id)
    if query.status:
        rows = rows.where(Application.status.in_(query.status))
    if query.job_id:
        job = jobs.get(session(), job_key(query.job_id), caller().organisation_id)
        rows = rows.where(Application.job_id == job.id)
    if query.since:
        rows = rows.where(Application.created_at >= _moment(query.since))
    found, about = rows_of(session(), rows, query)
    return {"items": _shown(found)} | about


def _moment(said: datetime) -> datetime:
    """In UTC, which a time without a zone is taken for: the database takes no zone of sixteen hours."""
    try:
        return said.astimezone(UTC) if said.tzinfo else said.replace(tzinfo=UTC)
    except OverflowError:
        detail = "send a time of this era, such as 2027-03-31T12:00:00Z"
        raise InvalidFields(f"since: {detail}.", ({"field": "since", "detail": detail},)) from None


@api.get("/<application_id>", responses=answers(ApplicationDetail, 200))
def show(path: ApplicationPath) -> dict[str, Any]:
    """Show an application with its history."""
    row = applications.get(session(), application_key(path.application_id), caller().organisation_id)
    return _shown([row])[0] | {"history": moves_out(applications.history(session(), row.id))}


def _shown(found: Sequence[Application]) -> list[dict[str, Any]]:
    people = select(StoredResume).where(StoredResume.id.in_({row.resume_id for row in found}))
    persons = {row.id: row for row in session().scalars(people.options(defer(StoredResume.record)))}
    asked = select(StoredJob.id, StoredJob.title).where(StoredJob.id.in_({row.job_id for row in found}))
    titles = {row.id: row.title for row in session().execute(asked)}
    return [
        {
            "application_id": f"A{row.id}",
            "job_id": f"J{row.job_id}",
            "job_title": titles.get(row.job_id),
            "resume_id": f"R{row.resume_id}",
            "person_id": person_out(persons[row.resume_id]),
            "candidate_name": persons[row.resume_id].name,
            "status": row.status,
            "status_since": moment(row.status_since),
            "source": row.source,
            "applied_at": moment(row.applied_at),
            "created_at": moment(row.created_at),
        }
        for row in found
        if row.resume_id in persons
    ]
