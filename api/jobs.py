"""Jobs over HTTP: posting ads, listing, showing, changing and deleting; moves, export and import have rooms of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from flask import Response, current_app
from flask_openapi.blueprint import APIBlueprint

from api import matching
from api.bodies import files, form_fields, is_form, json_body
from api.context import caller, owner, parts, session
from api.documentation import accepts, answers
from api.ids import JobPath
from api.interview_notices import tell_of_cancelled
from api.job_posting import MEDIA_TYPE, JobPosting, job_posting_out
from api.job_rows import listed, one, one_to_change
from api.job_schemas import JobChange, JobForm, JobQuery, JobText, JobView
from api.job_shapes import JobList, JobOut, JobsOut
from api.job_versions import tag, tagged, unchanged
from api.limits import uploads_limit
from api.paging import page_of
from api.wire import job_out, same_out
from db import bookings
from db.jobs import StoredJob
from errors import InvalidFields
from pipeline import Upload
from posting import (
    JobFields,
    Standing,
    correct_job,
    embed_job,
    ingest_job,
    is_over,
    move_job,
    revise_job,
    same_ads,
)

root = APIBlueprint("root_jobs", __name__, abp_tags=[{"name": "quick verbs"}])
api = APIBlueprint("jobs", __name__, url_prefix="/api/v1/jobs", abp_tags=[{"name": "jobs"}])

Answer = tuple[dict[str, Any], int, dict[str, str]]


@root.post(
    "/uploadJD",
    request_body=accepts(JobText, files=("file",), fields=JobForm),
    responses=answers(JobOut | JobsOut, 201),
)
@uploads_limit
def upload() -> Answer | tuple[dict[str, Any], int]:
    """Upload a job ad: a file, text, or its parts; cached says that the same ad was read before."""
    if not is_form():
        body = json_body(JobText)
        return _take(_upload(body), _fields(body), _standing(body))
    given, form = files("file", "jd", what="job ad"), form_fields(JobForm)
    fields, standing = JobFields(form.title, form.company, form.location), _standing(form)
    if len(given) == 1:
        return _take(given[0], fields, standing)
    taken, refused = matching.each(given, lambda one: _take(one, fields, standing)[0])
    return {"results": taken, "errors": refused}, 201


@api.post("", responses=answers(JobOut, 201))
def create(body: JobText) -> Answer:
    """Post a job from its text or its parts; with status draft candidates do not see it yet."""
    return _take(_upload(body), _fields(body), _standing(body))


@api.get("", responses=answers(JobList, 200))
def index(query: JobQuery) -> dict[str, Any]:
    """List jobs, newest first; candidates see those that are open."""
    return page_of(session(), listed(query), query, job_out)


@api.get("/<job_id>", responses=answers(JobOut, 200, linked=JobPosting) | {304: None})
def show(path: JobPath, query: JobView) -> Answer | Response:
    """Show a job with the text of its ad; format=jsonld gives it as a JobPosting of schema.org for web pages.

    The ETag names its version: send it in If-None-Match to learn whether it changed, in If-Match to change no other.
    """
    row = one(path)
    if nothing_new := unchanged(row):
        return nothing_new
    return _as_posting(row) if query.format == "jsonld" else tagged(row, _shown(row, with_text=True))


@api.put("/<job_id>", responses=answers(JobOut, 200))
@api.patch("/<job_id>", responses=answers(JobOut, 200))
def change(path: JobPath, body: JobChange) -> Answer:
    """Change a job, with If-Match only in the version it names (else 412); matches are made anew when they are next asked for.

    Changed parts have the ad read again. Corrections say what holds in place of what was read, also over later readings;
    null in one of them means that the ad is silent on it, and reset takes corrections back.
    """
    row = one_to_change(path)
    # One write for one change, so that it counts as one.
    with session().no_autoflush:
        _set(row, body)
    embed_job(parts(), session(), row)
    session().commit()
    return tagged(row, _shown(row, with_text=True))


@api.delete("/<job_id>", responses={204: None})
def delete(path: JobPath) -> tuple[str, int]:
    """Delete a job, with If-Match only in the version it names; it can be restored until the retention time is over.

    Its interviews that are still to come are cancelled, and stay so when it is restored.
    """
    row = one_to_change(path)
    row.deleted_at = datetime.now(UTC)
    bookings.cancel_upcoming(session(), "job_deleted", job_id=row.id)
    tell_of_cancelled()
    session().commit()
    return "", 204


def _upload(body: JobText) -> Upload:
    text = "\n\n".join(part for part in (body.text, body.description) if part)
    # An ad may consist of its fields alone; the title is then its text.
    return Upload.of_text(text or body.title or body.requirements or "")


def _fields(body: JobText) -> JobFields:
    return JobFields(body.title, body.company, body.location, body.requirements, tuple(body.skills_required))


def _standing(body: JobText | JobForm) -> Standing:
    closes_on = _last_day(body.closes_on)
    if body.status == "open":
        _refuse_over(closes_on)
    return Standing(body.status, closes_on, {"industry": body.industry} if body.industry else {})


def _last_day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _refuse_over(closes_on: date | None) -> None:
    if is_over(closes_on):
        detail = "the day is over; send a later one, or null, for a job that is open"
        raise InvalidFields(f"closes_on: {detail}.", ({"field": "closes_on", "detail": detail},))


def _take(upload: Upload, fields: JobFields, standing: Standing) -> Answer:
    row, is_cached = ingest_job(parts(), session(), owner(), upload, fields, standing)
    session().commit()
    return tagged(row, _shown(row, cached=is_cached), 201)


def _shown(row: StoredJob, *, cached: bool = False, with_text: bool = False) -> dict[str, Any]:
    same = [found for found in same_ads(session(), row) if caller().role != "candidate" or found[0].is_open]
    return job_out(row, cached, with_text) | same_out(same)


def _set(row: StoredJob, body: JobChange) -> None:
    aside = {"corrections", "is_open", "status", "closes_on", "industry"}
    if said := body.model_dump(exclude_unset=True, exclude=aside):
        stated = row.given | said
        revise_job(parts(), row, Upload.of_text(stated["text"] or ""), JobFields.of(stated))
    fields, reset = (body.corrections.fields(), {*body.corrections.reset}) if body.corrections else ({}, set())
    if "industry" in body.model_fields_set:
        fields |= {"industry": body.industry} if body.industry else {}
        reset |= set() if body.industry else {"industry"}
    if fields or reset:
        correct_job(row, fields, reset)
    if "closes_on" in body.model_fields_set:
        row.closes_on = _last_day(body.closes_on)
    if body.wanted_status:
        move_job(row, body.wanted_status)
    if row.is_open and "closes_on" in body.model_fields_set:
        _refuse_over(row.closes_on)


def _as_posting(row: StoredJob) -> Response:
    # Pages hold it inside a script element, which "</script>" in any text would end.
    posting = job_posting_out(row.job, f"J{row.id}", row.created_at, row.closes_on)
    told = current_app.json.dumps(posting).replace("<", "\\u003c")
    headers = {"X-Content-Type-Options": "nosniff", "ETag": f'"{tag(row)}"'}
    return Response(told, mimetype=MEDIA_TYPE, headers=headers)
