"""Candidates for a job over HTTP: who is ranked where."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_openapi.blueprint import APIBlueprint

from api import matching
from api.blinding import blind_matches
from api.context import caller, parts, session
from api.documentation import answers
from api.ids import JobPath, job_key
from api.matches import CSV_COLUMNS
from api.paging import csv_of, page_in
from api.schemas import CandidateQuery
from api.shapes import MatchList
from api.wire import points
from db import jobs, resumes
from pipeline import Weighing, match_stored

api = APIBlueprint("candidates", __name__, url_prefix="/api/v1/jobs", abp_tags=[{"name": "candidates"}])


@api.get("/<job_id>/candidates", responses=answers(MatchList, 200, csv=True))
def index(path: JobPath, query: CandidateQuery) -> dict[str, Any] | Response:
    """Rank all résumés for a job, best first; format=csv downloads them all."""
    job = jobs.get(session(), job_key(path.job_id), caller().organisation_id)
    found = session().scalars(resumes.all_ready(job.organisation_id)).all()
    ranked = match_stored(parts(), session(), found, [job], Weighing(query.profile))
    session().commit()
    rows = [
        row
        for row in ranked
        if points(row.score) >= (query.min_score or 0) and (query.skill is None or _has(row.record, query.skill))
    ]
    if query.format == "csv":
        shown = matching.shown(rows, found, [job])
        return csv_of(blind_matches(shown) if query.blind else shown, CSV_COLUMNS, f"candidates-J{job.id}.csv")
    page = page_in(rows, query, lambda row: matching.shown([row], found, [job])[0])
    return page | {"items": blind_matches(page["items"])} if query.blind else page


def _has(record: dict[str, Any], skill: str | None) -> bool:
    return skill is None or skill.lower() in {name.lower() for name in record["matched_skills"]}
