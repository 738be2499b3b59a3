"""Jobs over HTTP: posting ads, listing, showing, changing, deleting, and the candidates for them."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from flask_openapi.blueprint import APIBlueprint

from api import matching
from api.bodies import files, is_form, json_body
from api.context import caller, owner, parts, session
from api.documentation import accepts, answers
from api.ids import JobPath, job_key
from api.job_posting import MEDIA_TYPE, JobPosting, job_posting_out
from api.job_shapes import JobList, JobOut, JobsOut
from api.limits import uploads_limit
from api.paging import page_of
from api.schemas import JobChange, JobQuery, JobText, JobView
from api.wire import job_out, same_out
from db import jobs
from db.jobs import StoredJob
from pipeline import Upload
from posting import JobFields, correct_job, ingest_job, revise_job, same_ads

root = APIBlueprint("root_jobs", __name__, abp_tags=[{"name": "quick verbs"}])
api = APIBlueprint("jobs", __name__, url_prefix="/api/v1/jobs", abp_tags=[{"name": "jobs"}])


@root.post("/uploadJD", request_body=accepts(JobText, files=("file",)), responses=answers(JobOut | JobsOut, 201))
@uploads_limit
def upload() -> tuple[dict[str, Any], int]:
    """Upload a job ad: a file, text, or its parts; cached says that the same ad was read before."""
    if not is_form():
        return _take(*_stated(json_body(JobText)))
    given = files("file", "jd", what="job ad")
    if len(given) == 1:
        return _take(given[0], JobFields())
    taken, refused = matching.each(given, lambda one: _take(one, JobFields())[0])
    return {"results": taken, "errors": refused}, 201


@api.post("", responses=answers(JobOut, 201))
def create(body: JobText) -> tuple[dict[str, Any], int]:
    """Post a job from its text or its parts."""
    return _take(*_stated(body))


@api.get("", responses=answers(JobList, 200))
def index(query: JobQuery) -> dict[str, Any]:
    """List jobs, newest first."""
    rows = jobs.visible(caller().organisation_id)
    rows = rows.where(StoredJob.industry.icontains(query.industry, autoescape=True)) if query.industry else rows
    rows = jobs.containing(rows, query.q) if query.q else rows
    return page_of(session(), rows, query, job_out)


@api.get("/<job_id>", responses=answers(JobOut, 200, linked=JobPosting))
def show(path: JobPath, query: JobView) -> dict[str, Any] | Response:
    """Show a job with the text of its ad; format=jsonld gives it as a JobPosting of schema.org for web pages."""
    row = _mine(path)
    return _as_posting(row) if query.format == "jsonld" else _shown(row, with_text=True)


@api.put("/<job_id>", responses=answers(JobOut, 200))
@api.patch("/<job_id>", responses=answers(JobOut, 200))
def change(path: JobPath, body: JobChange) -> dict[str, Any]:
    """Change a job; matches are made anew when they are next asked for.

    Changed parts have the ad read again. Corrections say what holds in place of what was read, also over later readings;
    null in one of them means that the ad is silent on it, and reset takes corrections back.
    """
    row, said = _mine(path, to_change=True), body.model_dump(exclude_unset=True, exclude={"corrections"})
    is_open = said.pop("is_open", None)
    row.is_open = row.is_open if is_open is None else is_open
    if said:
        _revise(row, row.given | said)
    if body.corrections:
        correct_job(row, body.corrections.fields(), body.corrections.reset)
    session().commit()
    return _shown(row, with_text=True)


@api.delete("/<job_id>", responses={204: None})
def delete(path: JobPath) -> tuple[str, int]:
    """Delete a job and its matches."""
    session().delete(_mine(path, to_change=True))
    session().commit()
    return "", 204


def _mine(path: JobPath, *, to_change: bool = False) -> StoredJob:
    return jobs.get(session(), job_key(path.job_id), caller().organisation_id, to_change=to_change)


def _stated(body: JobText) -> tuple[Upload, JobFields]:
    text = "\n\n".join(part for part in (body.text, body.description) if part)
    fields = JobFields(body.title, body.company, body.location, body.requirements, tuple(body.skills_required))
    # An ad may consist of its fields alone; the title is then its text.
    return Upload.of_text(text or body.title or body.requirements or ""), fields


def _take(upload: Upload, fields: JobFields) -> tuple[dict[str, Any], int]:
    row, is_cached = ingest_job(parts(), session(), owner(), upload, fields)
    session().commit()
    return _shown(row, cached=is_cached), 201


def _shown(row: StoredJob, *, cached: bool = False, with_text: bool = False) -> dict[str, Any]:
    return job_out(row, cached, with_text) | same_out(same_ads(session(), row))


def _revise(row: StoredJob, stated: dict[str, Any]) -> None:
    revise_job(parts(), row, Upload.of_text(stated["text"] or ""), JobFields.of(stated))


def _as_posting(row: StoredJob) -> Response:
    # Pages hold it inside a script element, which "</script>" in any text would end.
    told = current_app.json.dumps(job_posting_out(row.job, f"J{row.id}", row.created_at)).replace("<", "\\u003c")
    return Response(told, mimetype=MEDIA_TYPE, headers={"X-Content-Type-Options": "nosniff"})
