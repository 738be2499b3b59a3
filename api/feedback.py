"""Feedback over HTTP: what recruiters say of a match; it is kept for people and for training, and moves no score by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask_openapi.blueprint import APIBlueprint

from api.context import caller, session
from api.documentation import answers
from api.feedback_shapes import FeedbackGiven, FeedbackList, FeedbackOut, ShownSkill
from api.ids import MatchPath, match_key
from api.paging import page_of
from api.schemas import Page
from api.wire import points
from db import feedback, matches
from db.feedback import MatchFeedback
from errors import InvalidFields
from nlp.taxonomy import Taxonomy, key_of
from own_skills import taxonomy_of

api = APIBlueprint("feedback", __name__, url_prefix="/api/v1/matches", abp_tags=[{"name": "matches"}])


@api.post("/<match_id>/feedback", responses=answers(FeedbackOut, 201))
def give(path: MatchPath, body: FeedbackGiven) -> tuple[dict[str, Any], int]:
    """Say what you think of a match: agree, disagree, or which skills it got wrong.

    Everybody has one opinion of a match: sending again replaces it. The score and the versions of the match at that
    moment are kept with it.
    """
    mine = caller().organisation_id
    match = feedback.match_to_judge(session(), match_key(path.match_id), mine)
    said = {
        "verdict": body.verdict,
        "corrected_skills": _corrections(body.corrected_skills, taxonomy_of(session(), mine)),
        "grade": body.grade,
        "comment": body.comment or None,
    }
    row = feedback.keep(session(), match, caller().user_id, said)
    session().commit()
    return _feedback_out(row), 201


@api.get("/<match_id>/feedback", responses=answers(FeedbackList, 200))
def index(path: MatchPath, query: Page) -> dict[str, Any]:
    """List what was said of a match, newest first."""
    match = matches.get(session(), match_key(path.match_id), caller().organisation_id)
    return page_of(session(), feedback.of_match(match.id), query, _feedback_out)


def _corrections(said: Sequence[ShownSkill], known: Taxonomy) -> list[dict[str, Any]]:
    """Each skill once, under its own name where the taxonomy has it; raises InvalidFields where one is said both ways."""
    found: dict[str, dict[str, Any]] = {}
    for number, one in enumerate(said):
        entries = known.index.get(key_of(one.skill), ())
        skill = known.by_id.get(one.skill) or (entries[0].skill if entries else None)
        key, name = (skill.id, skill.name) if skill else (one.skill.lower(), one.skill)
        shown = {"skill": name, "id": skill.id if skill else None, "shown": one.shown}
        if found.setdefault(key, shown)["shown"] is not one.shown:
            detail = "this skill is said to be shown and not to be shown; say it once"
            where = f"corrected_skills.{number}.skill"
            raise InvalidFields(f"{where}: {detail}.", ({"field": where, "detail": detail},))
    return list(found.values())


def _feedback_out(row: MatchFeedback) -> dict[str, Any]:
    return {
        "feedback_id": f"F{row.id}",
        "match_id": f"M{row.match_id}",
        "user_id": row.user_id,
        "verdict": row.verdict,
        "corrected_skills": row.corrected_skills,
        "grade": row.grade,
        "comment": row.comment,
        "match_score": points(row.score),
        "basis": row.basis,
        **row.versions,
        "created_at": _moment(row.created_at),
        "updated_at": _moment(row.updated_at),
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
