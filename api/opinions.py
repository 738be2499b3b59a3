"""Second opinions of a language model over HTTP; who is told what, the story in opinions.py decides."""

from __future__ import annotations

from typing import Any

from flask_openapi.blueprint import APIBlueprint

import opinions
from api.blinding import blind_matches
from api.context import caller, parts, session
from api.documentation import answers
from api.ids import JobPath, job_key, resume_key
from api.opinion_shapes import OpinionsAsked, OpinionsOut
from api.schemas import Blind
from api.wire import match_out, points
from db import jobs, resumes
from db import opinions as kept
from db.matches import StoredMatch
from db.opinions import ModelComment
from opinions import Opinion
from scoring import match_stored

api = APIBlueprint("opinions", __name__, url_prefix="/api/v1/jobs", abp_tags=[{"name": "matches"}])

Out = dict[str, Any]


@api.post("/<job_id>/opinions", responses=answers(OpinionsOut, 200))
def give(path: JobPath, query: Blind, body: OpinionsAsked) -> Out:
    """Ask the language model for a second opinion of up to 50 candidates of a job.

    Its score stands beside match_score and never changes it. The model is told what the résumés show of work, without the
    marks of the person. Where it says nothing that can be used, warnings say why, and the comment is the local engine's.
    Without a configured model the answer is 409.
    """
    job = jobs.get(session(), job_key(path.job_id), caller().organisation_id)
    found = resumes.ready(session(), [resume_key(one) for one in body.resume_ids], job.organisation_id)
    opinions.model_of(parts())
    rows = match_stored(parts(), session(), found, [job])
    people = {row.id: row for row in found}
    shown = [match_out(row, people[row.resume_id], job) for row in rows]
    matched = {out["resume_id"]: out for out in (blind_matches(shown) if query.blind else shown)}
    question = opinions.prepare(parts(), session(), job, found)
    session().commit()  # a model thinks for a minute, and nobody must wait for our rows
    said = opinions.ask(parts(), question)
    told = {f"R{key}": opinion for key, opinion in said.items()}
    return {
        "job_id": f"J{job.id}",
        "items": [_item(matched[key], opinion) for key, opinion in told.items() if key in matched],
        "warnings": [_warning(key, opinion.warning) for key, opinion in told.items() if opinion.warning],
    }


def opinion_of(match: StoredMatch) -> Out:
    """``model_opinion`` of a stored match as a part of it; empty where no model said anything of its two sides as they are.

    Candidates are not shown it: it is told to those who can ask for it.
    """
    row = None if caller().own_only is not None else kept.of_match(session(), match)
    return {} if row is None else {"model_opinion": _opinion(row, True)}


def _item(match: Out, opinion: Opinion) -> Out:
    said = None if opinion.said is None else _opinion(opinion.said, opinion.is_cached)
    return {name: match[name] for name in ("resume_id", "match_id", "match_score")} | {
        "source": "model" if said else "local",
        "comment": said["comment"] if said else match["comments"],
        "model_opinion": said,
    }


def _opinion(row: ModelComment, is_cached: bool) -> Out:
    said = {name: getattr(row, name) for name in ("comment", "reasons", "model", "prompt_version")}
    return {"score": points(row.score), **said, "cached": is_cached}


def _warning(key: str, code: str) -> Out:
    return {"resume_id": key, "code": code, "detail": opinions.WARNINGS[code]}
