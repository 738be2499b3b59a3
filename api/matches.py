"""Matches over HTTP: matching by ids, files or texts, and the stored results."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response, request
from flask_openapi.blueprint import APIBlueprint
from sqlalchemy import Select

import ranking
from api import matching
from api.blinding import blind_match, blind_matches, blind_verdicts
from api.bodies import files, form_fields, is_form, json_body
from api.context import caller, owner, parts, session
from api.documentation import accepts, answers
from api.ids import MatchPath, job_key, match_key, resume_key
from api.limits import uploads_limit
from api.matching import shown
from api.opinions import opinion_of
from api.paging import CSV_ROWS, csv_of, keys_of
from api.schemas import Blind, CandidateMatch, MatchForm, MatchRequest, ResultQuery
from api.shapes import MatchesOut, MatchList, MatchOut
from api.wire import match_out, unstored_match_out
from db import jobs, matches, resumes
from db.jobs import StoredJob
from db.matches import StoredMatch
from db.resumes import StoredResume
from errors import InvalidFields
from extractors import extract_resume, read_text
from nlp.blinding import Blindfold
from own_skills import taxonomy_of
from pipeline import Candidate, Upload, ingest_resume
from posting import job_of, parse_job
from records import Job
from scoring import Weighing, match_stored, match_texts

root = APIBlueprint("root_matches", __name__, abp_tags=[{"name": "quick verbs"}])
api = APIBlueprint("matches", __name__, url_prefix="/api/v1", abp_tags=[{"name": "matches"}])

MAX_PAIRS = 1_000
CSV_COLUMNS = (
    "match_id", "resume_id", "candidate_name", "job_id", "job_title", "match_score", "grade", "profile",
    "matched_skills", "missing_skills", "comments", "created_at",
)  # fmt: skip
_BODY = accepts(MatchRequest, files=("resume", "jd"), fields=MatchForm)
_EITHER_BODY = accepts(MatchRequest | CandidateMatch, files=("resume", "jd"), fields=MatchForm)


@root.post("/match", request_body=_BODY, responses=answers(MatchesOut, 200))
@uploads_limit
def create(query: Blind) -> dict[str, Any]:
    """Match résumés with jobs, best first: stored ones by their ids, files, or texts.

    Leave one side out to match all open jobs or all résumés, page by page; of very many résumés only the most promising are
    matched: considered says so. With store false texts leave no trace.
    """
    return _match(query.blind)


@api.post("/match", endpoint="create", request_body=_EITHER_BODY, responses=answers(MatchesOut | MatchOut, 200))
@uploads_limit
def create_versioned(query: Blind) -> dict[str, Any]:
    """Match a candidate's text with a job; takes everything that /match takes, too.

    With cv_text the answer is one match, by the profile sections_40_40_20 if none is named.
    """
    sent = None if is_form() else request.get_json(silent=True)
    if isinstance(sent, dict) and "cv_text" in sent:
        found = _match_candidate(json_body(CandidateMatch))
        return blind_matches([found])[0] if query.blind else found
    return _match(query.blind)


@root.get("/results/<match_id>", responses=answers(MatchOut, 200))
@api.get("/matches/<match_id>", responses=answers(MatchOut, 200))
def show(path: MatchPath, query: Blind) -> dict[str, Any]:
    """Show a stored match; with blind true the marks of the person are masked."""
    row = matches.get(session(), match_key(path.match_id), caller().organisation_id, caller().own_only)
    found = matching.named([row.id])
    return (blind_matches(found) if query.blind else found)[0] | opinion_of(row)


@root.get("/results", responses=answers(MatchList, 200, csv=True))
def index(query: ResultQuery) -> dict[str, Any] | Response:
    """List stored matches, best first; format=csv downloads them all."""
    mine, own = caller().organisation_id, caller().own_only
    is_of_job = bool(query.job_id) and own is None
    rows = matches.of_job(mine, job_key(query.job_id or "")) if is_of_job else matches.visible(mine, own)
    rows = _narrowed(rows, query)
    if query.format == "csv":
        keys = rows.with_only_columns(StoredMatch.id, maintain_column_froms=True)
        found = matching.named(session().scalars(keys.limit(CSV_ROWS)).all())
        return csv_of(blind_matches(found) if query.blind else found, CSV_COLUMNS, "matches.csv")
    some, about = keys_of(session(), rows, query, is_narrow=bool(query.job_id or query.resume_id))
    found = matching.named(some)
    return {"items": blind_matches(found) if query.blind else found} | about


def _narrowed(rows: Select[StoredMatch], query: ResultQuery) -> Select[StoredMatch]:
    if query.resume_id:
        rows = rows.where(StoredMatch.resume_id == resume_key(query.resume_id))
    if query.job_id:
        rows = rows.where(StoredMatch.job_id == job_key(query.job_id))
    if query.min_score is not None:
        # What is shown as 80.0 is at least 80: the wire rounds to 0.1.
        rows = rows.where(StoredMatch.score >= query.min_score / 100 - 0.0005)
    return rows


def _match(blind: bool) -> dict[str, Any]:
    body = None if is_form() else json_body(MatchRequest)
    answer = _match_asked(body) if body else _match_files()
    if not blind:
        return answer
    text = body.resume_text if body and not body.store else None
    shown = blind_matches(answer["results"]) if text is None else _blind_unstored(answer["results"], text)
    return answer | {"results": shown} | ({"errors": blind_verdicts(answer["errors"])} if "errors" in answer else {})


def _blind_unstored(found: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    if not text.strip():
        return found
    fold = Blindfold(extract_resume(read_text(text), as_of=date.today()))
    return [blind_match(out, fold) for out in found]


def _match_candidate(body: CandidateMatch) -> dict[str, Any]:
    job = jobs.get(session(), job_key(body.job_id), caller().organisation_id)
    upload = Upload.of_text(body.cv_text)
    row, _ = ingest_resume(parts(), session(), owner(), upload, Candidate(body.candidate_name, body.candidate_id))
    found = matching.matched(row, job, Weighing(body.profile, body.weights))
    session().commit()
    return match_out(found, row, job)


def _match_files() -> dict[str, Any]:
    weighing = Weighing(form_fields(MatchForm).profile)
    cvs, ads = files("resume", "resumes", what="résumé"), files("jd", "job", "jds", what="job ad")
    _refuse_too_many(len(cvs), len(ads))
    found, bad_cvs = matching.each(cvs, _kept)
    wanted, bad_ads = matching.each(ads, lambda upload: job_of(parts(), session(), owner(), upload))
    return _stored_answer(found, wanted, weighing) | {"errors": bad_cvs + bad_ads}


def _kept(upload: Upload) -> StoredResume:
    """A résumé that is stored at once: what storing one holds, the next one would wait for with it."""
    row, _ = ingest_resume(parts(), session(), owner(), upload)
    session().commit()
    return row


def _match_asked(body: MatchRequest) -> dict[str, Any]:
    weighing = Weighing(body.profile, body.weights)
    if not body.store:
        return _match_unstored(body, weighing)
    if not (_resume_keys(body) or body.resume_text or _job_keys(body) or body.job_text):
        raise InvalidFields("Name at least one side: resume_ids, resume_text, job_ids or job_text.")
    names_people = bool(_resume_keys(body) or body.resume_text is not None)
    if not names_people and not ranking.is_everybody_scored(parts(), session(), caller().organisation_id):
        return _promising_answer(_jobs_asked(body), weighing, body.page or 1, body.limit or 20)
    found, wanted = _resumes_asked(body), _jobs_asked(body)
    if _names_both_sides(body):
        _refuse_too_many(len(found), len(wanted))
        return _stored_answer(found, wanted, weighing)
    return _paged_answer(found, wanted, weighing, body.page or 1, body.limit or 20) | {"considered": "all"}


def _match_unstored(body: MatchRequest, weighing: Weighing) -> dict[str, Any]:
    if body.resume_text is None or not (body.job_text or _job_keys(body)):
        raise InvalidFields("With store false send resume_text and job_text (or job_id).")
    known = taxonomy_of(session(), caller().organisation_id)
    wanted: list[Job] = [row.job for row in _jobs_asked(body)] if _job_keys(body) else []
    if body.job_text:
        wanted.append(
            parse_job(parts(), Upload.of_text(body.job_text), taxonomy=known, of=caller().organisation_id).job
        )
    found = [unstored_match_out(match_texts(parts(), body.resume_text, job, weighing, known)) for job in wanted]
    return {"count": len(found), "results": sorted(found, key=lambda out: -out["match_score"])}


def _names_both_sides(body: MatchRequest) -> bool:
    return bool((_resume_keys(body) or body.resume_text) and (_job_keys(body) or body.job_text))


def _resume_keys(body: MatchRequest) -> list[int]:
    said = [*(body.resume_ids or []), *([body.resume_id] if body.resume_id else [])]
    return [resume_key(one) for one in said]


def _job_keys(body: MatchRequest) -> list[int]:
    said = [*(body.job_ids or []), *([body.job_id] if body.job_id else [])]
    return [job_key(one) for one in said]


def _resumes_asked(body: MatchRequest) -> list[StoredResume]:
    found = resumes.ready(session(), _resume_keys(body), caller().organisation_id)
    if body.resume_text is not None:
        upload = Upload.of_text(body.resume_text)
        found.append(ingest_resume(parts(), session(), owner(), upload, Candidate(body.candidate_name))[0])
    return found or list(session().scalars(resumes.all_ready(caller().organisation_id)))


def _jobs_asked(body: MatchRequest) -> list[StoredJob]:
    wanted = jobs.several(session(), _job_keys(body), caller().organisation_id)
    if body.job_text is not None and body.store:
        wanted.append(job_of(parts(), session(), owner(), Upload.of_text(body.job_text)))
    return wanted or list(session().scalars(jobs.open_ones(caller().organisation_id)))


def _refuse_too_many(found: int, wanted: int) -> None:
    if found * wanted > MAX_PAIRS:
        raise InvalidFields(
            f"{found} résumés and {wanted} jobs are {found * wanted} pairs; ask for {MAX_PAIRS} at most."
        )


def _stored_answer(found: Sequence[StoredResume], wanted: Sequence[StoredJob], weighing: Weighing) -> dict[str, Any]:
    rows = match_stored(parts(), session(), found, wanted, weighing)
    session().commit()
    return {"count": len(rows), "results": shown(rows, found, wanted)}


def _promising_answer(wanted: Sequence[StoredJob], weighing: Weighing, page: int, limit: int) -> dict[str, Any]:
    """Each job with the résumés that promise most: there are too many to match all of them."""
    if len(wanted) * ranking.MOST_PROMISING > MAX_PAIRS:
        raise InvalidFields(f"Ask for {MAX_PAIRS // ranking.MOST_PROMISING} jobs at most: there are very many résumés.")
    mine, rows, people = resumes.all_ready(caller().organisation_id), list[StoredMatch](), dict[int, StoredResume]()
    for job in wanted:
        keys = ranking.promising(parts(), session(), job)
        found = session().scalars(mine.where(StoredResume.id.in_(keys))).all()
        rows += match_stored(parts(), session(), found, [job], weighing)
        people |= {row.id: row for row in found}
    session().commit()
    rows.sort(key=lambda row: (-row.score, row.resume_id, row.job_id))
    results = shown(rows[(page - 1) * limit : page * limit], list(people.values()), wanted)
    about = {"page": page, "limit": limit, "total": len(rows), "considered": "most_promising"}
    return {"count": len(results), "results": results} | about


def _paged_answer(
    found: Sequence[StoredResume], wanted: Sequence[StoredJob], weighing: Weighing, page: int, limit: int
) -> dict[str, Any]:
    rows = match_stored(parts(), session(), found, wanted, weighing)
    session().commit()
    results = shown(rows[(page - 1) * limit : page * limit], found, wanted)
    return {"count": len(results), "results": results, "page": page, "limit": limit, "total": len(rows)}
