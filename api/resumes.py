"""Résumés over HTTP: uploading, listing, showing, downloading, erasing, and the jobs that suit them."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, send_file
from flask_openapi.blueprint import APIBlueprint

import ranking
from api import matching
from api.blinding import blind_matches, blinded
from api.bodies import clean_name, files, form_fields, is_form, json_body
from api.context import caller, owner, parts, session
from api.documentation import accepts, answers
from api.ids import ResumePath, resume_key
from api.json_resume import MEDIA_TYPE, JsonResume, json_resume_out
from api.limits import uploads_limit
from api.paging import keys_of, rows_of
from api.resume_search import ResumeQuery, narrowed, snippet, wanted
from api.resume_wire import headers_of, one_out, refuse_if_changed, resumes_out
from api.schemas import Blind, BlindPage, ResumeForm, ResumeText, ResumeView
from api.shapes import ResumeList, ResumeOut, ResumesOut, SuitableList
from api.wire import match_out
from db import resumes
from db.jobs import StoredJob
from db.ranked import ranked_jobs
from db.resumes import StoredResume
from errors import Forbidden, InvalidFields, NoText, NotFound
from own_skills import taxonomy_of
from pipeline import Candidate, Upload, erase_resume, ingest_resume, keep_scan, original_path
from scoring import Weighing
from tasks import reading
from tasks.notifying import tell_of_erased

root = APIBlueprint("root_resumes", __name__, abp_tags=[{"name": "quick verbs"}])
api = APIBlueprint("resumes", __name__, url_prefix="/api/v1/resumes", abp_tags=[{"name": "résumés"}])

_BODY = accepts(ResumeText, files=("file",), fields=ResumeForm)


@root.post("/uploadResume", request_body=_BODY, responses=answers(ResumeOut | ResumesOut, 200, 201, 202))
@api.post("/upload", request_body=_BODY, responses=answers(ResumeOut | ResumesOut, 200, 201, 202))
@uploads_limit
def upload() -> tuple[dict[str, Any], int]:
    """Upload résumés: one file, several, or text; bytes that are known already answer 200 with the known id.

    With job_id each is matched with that job at once. A scan answers 202 and is read in the background: its status
    becomes ready or failed. Several files get a verdict each: {results, errors}.
    """
    if not is_form():
        body = json_body(ResumeText)
        text = Upload.of_text(body.text, clean_name(body.filename))
        return _take(text, body.candidate_name, body.job_id)
    given = files("file", "resume", what="résumé")
    fields = form_fields(ResumeForm)
    if len(given) == 1:
        return _take(given[0], fields.candidate_name, fields.job_id)
    return _take_several(given, fields.job_id)


@api.get("", responses=answers(ResumeList, 200))
def index(query: ResumeQuery) -> dict[str, Any]:
    """List résumés, newest first unless sorted otherwise, that fulfil all that is asked.

    Skills are found by their aliases, too ("postgres" for PostgreSQL). Where q is asked for, snippet shows the place in
    the text; a blind reader gets none.
    """
    mine = resumes.visible(caller().organisation_id, caller().own_only)
    taxonomy = taxonomy_of(session(), caller().organisation_id)
    rows = narrowed(mine, query, taxonomy)
    if query.blind:  # what is masked is found in the whole record
        found, about = rows_of(session(), rows, query)
        return {"items": resumes_out(found, blind=True)} | about
    is_cited = bool(query.q and query.q.strip())
    keys, about = keys_of(session(), rows, query)
    found = resumes.listed(session(), keys, with_text=is_cited)
    shown = resumes_out(found)
    if query.q and is_cited:
        asked = wanted(query.q, taxonomy)
        for row, out in zip(found, shown, strict=True):
            out["snippet"] = snippet(row.record["text"], asked) if row.record else None
    return {"items": shown} | about


@api.get("/<resume_id>", responses=answers(ResumeOut | JsonResume, 200))
def show(path: ResumePath, query: ResumeView) -> tuple[dict[str, Any], int, dict[str, str]] | Response:
    """Show a résumé with its visible text in reading order; format=jsonresume downloads it as JSON Resume.

    With blind true the marks of the person are masked: a run of █ as long as the text it covers, so that offsets hold.
    Skills, employers, schools, titles and months of work stay; dates of education are left out. The ETag names the
    state of the résumé, for If-Match.
    """
    row = _mine(path)
    if query.format == "jsonresume":
        return _as_json_resume(row, query.blind)
    return one_out(row, blind=query.blind, with_text=True), 200, headers_of(row)


@api.get("/<resume_id>/file", responses={200: {"content": {"application/octet-stream": {}}}})
def original(path: ResumePath, query: Blind) -> Response:
    """Download the file as it was uploaded; there is no blind form of it."""
    row = _mine(path)
    if query.blind:
        raise Forbidden("The original shows who it is about; read the résumé itself with blind=true instead.")
    place = original_path(parts(), row)
    if not place.is_file():
        raise NotFound("file of résumé", f"R{row.id}")
    response = send_file(
        place, "application/octet-stream", as_attachment=True, download_name=row.filename or f"R{row.id}.txt"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@api.get("/<resume_id>/matches", responses=answers(SuitableList, 200))
def suitable_jobs(path: ResumePath, query: BlindPage) -> dict[str, Any]:
    """Rank the open jobs for one person."""
    row, weighing = _ready(_mine(path)), Weighing()
    done = ranking.complete_jobs(parts(), session(), row, weighing)
    if done.is_changed:
        session().commit()
    makers = ranking.makers_of(session(), row.organisation_id) if done.unscored else None
    some, about = keys_of(session(), ranked_jobs(row, weighing.variant, makers), query, is_narrow=True)
    found = matching.named(some)
    found = blind_matches(found) if query.blind else found
    return {"items": found} | about | {"unscored": done.unscored, "considered": done.considered}


@api.delete("/<resume_id>", responses={204: None})
def erase(path: ResumePath) -> tuple[str, int]:
    """Erase a résumé: row, file, vectors, matches and caches, and the person with their last one."""
    row = _mine(path, to_change=True)
    refuse_if_changed(row)
    erase_resume(parts(), session(), row)
    tell_of_erased(session())
    session().commit()
    return "", 204


def _mine(path: ResumePath, *, to_change: bool = False) -> StoredResume:
    own = (caller().organisation_id, caller().own_only)
    return resumes.get(session(), resume_key(path.resume_id), *own, to_change=to_change)


def _as_json_resume(row: StoredResume, blind: bool) -> Response:
    told = json_resume_out(blinded(_ready(row)) if blind else _ready(row).resume, row.created_at)
    headers = {
        "Content-Disposition": f'attachment; filename="R{row.id}.resume.json"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(current_app.json.dumps(told), mimetype=MEDIA_TYPE, headers=headers)


def _ready(row: StoredResume) -> StoredResume:
    if row.status != "ready":
        raise InvalidFields(
            f"Résumé R{row.id} is {row.status}; only résumés that are ready can be matched or exported."
        )
    return row


def _take(given: Upload, name: str | None, job_id: str | None) -> tuple[dict[str, Any], int]:
    job = matching.job_to_match(job_id)
    try:
        row, is_new = ingest_resume(parts(), session(), owner(), given, Candidate(name), whole=True)
    except NoText as exc:
        if not getattr(exc, "scanned", False):
            raise
        return _read_later(given, name, job)
    out = one_out(row)
    if job is not None and row.status == "ready":
        out["match"] = match_out(matching.matched(row, job, Weighing()), row, job)
    elif job is not None and row.status == "processing":
        reading.defer(session(), row.id, job.id)
    session().commit()
    return out, 202 if row.status == "processing" else 201 if is_new else 200


def _read_later(given: Upload, name: str | None, job: StoredJob | None) -> tuple[dict[str, Any], int]:
    row = keep_scan(parts(), session(), owner(), given, Candidate(name))
    out = one_out(row)
    reading.defer(session(), row.id, job.id if job else None)
    session().commit()
    return out, 202


def _take_several(given: list[Upload], job_id: str | None) -> tuple[dict[str, Any], int]:
    taken, refused = matching.each(given, lambda upload: _take(upload, None, job_id)[0])
    return {"results": taken, "errors": refused}, 201
