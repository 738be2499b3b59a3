"""Two to five candidates of a job beside each other over HTTP; the scores are those of their matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_openapi.blueprint import APIBlueprint

from api.blinding import blind_matches
from api.candidate_shapes import CandidatesCompared, CompareQuery
from api.candidate_wire import person_out
from api.context import caller, parts, session
from api.documentation import answers
from api.ids import JobPath, job_key, resume_key
from api.wire import match_out
from db import applications, jobs, resumes
from errors import InvalidFields
from records import Job
from scoring import Weighing, match_stored
from statuses import FIRST

api = APIBlueprint("comparison", __name__, url_prefix="/api/v1/jobs", abp_tags=[{"name": "candidates"}])

FEWEST, MOST = 2, 5
_UNKNOWN = {"status": "unknown", "evidence": None, "section": None}
Out = dict[str, Any]


@api.get("/<job_id>/candidates/compare", responses=answers(CandidatesCompared, 200))
def show(path: JobPath, query: CompareQuery) -> Out:
    """Lay two to five candidates of a job beside each other, best first: scores, and what each shows of what is asked."""
    job = jobs.get(session(), job_key(path.job_id), caller().organisation_id)
    found = resumes.ready(session(), _keys(query.resume_ids), job.organisation_id)
    people = {row.id: row for row in found}
    rows = match_stored(parts(), session(), found, [job], Weighing(query.profile))
    session().commit()
    shown = [match_out(row, people[row.resume_id], job) for row in rows]
    shown = blind_matches(shown) if query.blind else shown
    standing = applications.of_job(session(), job.id, list(people))
    status = {f"R{key}": standing[key].status if key in standing else FIRST for key in people}
    persons = {f"R{key}": person_out(row) for key, row in people.items()}
    return {
        "job_id": f"J{job.id}",
        "job_title": job.title,
        "profile": query.profile,
        "candidates": [_candidate(one) | _about(one["resume_id"], status, persons) for one in shown],
        "requirements": _requirements(shown),
        "skills": _skills(job.job, shown),
    }


def _keys(said: str) -> list[int]:
    keys = list(dict.fromkeys(resume_key(one) for one in said.split(",") if one.strip()))
    if not FEWEST <= len(keys) <= MOST:
        raise InvalidFields(
            f"Name {FEWEST} to {MOST} different résumés, such as resume_ids=R101,R102; these are {len(keys)}.",
            ({"field": "resume_ids", "detail": f"{FEWEST} to {MOST} different ids, parted by commas"},),
        )
    return keys


def _about(resume_id: str, status: Mapping[str, str], persons: Mapping[str, str | None]) -> Out:
    return {"resume_id": resume_id, "person_id": persons[resume_id], "status": status[resume_id]}


def _candidate(one: Out) -> Out:
    experience, education = one["experience"], one["education"]
    return {
        **{name: one[name] for name in ("candidate_name", "match_score", "grade", "fit_probability", "would_raise")},
        "components": {name: part["score"] for name, part in one["components"].items()},
        "candidate_years": experience["candidate_years"],
        "relevant_years": experience["relevant_years"],
        "education_level": education["candidate_level"],
        "education_verdict": education["verdict"],
    }


def _requirements(shown: Sequence[Out]) -> list[Out]:
    """A row for each requirement in the order of the ad; the same words asked twice are two rows."""
    rows: dict[tuple[str, int], Out] = {}
    for one in shown:
        seen: dict[str, int] = {}
        for verdict in one["requirements"]:
            number = seen[verdict["text"]] = seen.get(verdict["text"], 0) + 1
            row = {name: verdict[name] for name in ("text", "kind", "importance")}
            row |= {"candidates": {other["resume_id"]: dict(_UNKNOWN) for other in shown}}
            kept = rows.setdefault((verdict["text"], number), row)
            kept["candidates"][one["resume_id"]] = {name: verdict[name] for name in ("status", "evidence", "section")}
    return list(rows.values())


def _skills(job: Job, shown: Sequence[Out]) -> list[Out]:
    """A row for each skill that the ad names and the matches speak of, required ones first."""
    asked = {
        skill.name: skill.importance for skill in sorted(job.skills, key=lambda skill: skill.importance != "required")
    }
    cells = {one["resume_id"]: _skill_cells(one) for one in shown}
    spoken = {name for of_one in cells.values() for name in of_one}
    missing = {"status": "missing", "has": None, "credit": None}
    return [
        {
            "skill": name,
            "importance": importance,
            "candidates": {key: of_one.get(name, missing) for key, of_one in cells.items()},
        }
        for name, importance in asked.items()
        if name in spoken
    ]


def _skill_cells(one: Out) -> dict[str, Out]:
    cells: dict[str, Out] = {name: {"status": "missing", "has": None, "credit": None} for name in one["missing_skills"]}
    for part in one["partial_skills"]:
        cells[part["wanted"]] = {"status": "partial", "has": part["has"], "credit": part["credit"]}
    return cells | {name: {"status": "matched", "has": None, "credit": None} for name in one["matched_skills"]}
