"""Scorecards over HTTP: each interviewer writes their own and sees others' when it is written."""

from __future__ import annotations

from typing import Annotated, Any

from flask_openapi.blueprint import APIBlueprint
from pydantic import BaseModel, Field, StringConstraints, model_validator

from api.candidate_wire import names_of
from api.context import caller, session
from api.documentation import answers
from api.ids import interview_key
from api.interview_shapes import InterviewPath, Note
from api.job_corrections import Exact, Words
from api.moments import moment
from db import interviews, scorecards
from db.interviews import Interview
from db.scorecards import Recommendation, Scorecard

api = APIBlueprint("scorecards", __name__, url_prefix="/api/v1/interviews", abp_tags=[{"name": "interviews"}])

MOST_CRITERIA = 30
MOST_SHOWN = 100


class CriterionGiven(Exact):
    """One thing that was looked at."""

    name: Annotated[Words, StringConstraints(max_length=100)]
    score: Annotated[int, Field(ge=1, le=5, description="From 1, the worst, to 5.")]
    comment: Note | None = None


class ScorecardGiven(Exact):
    """What you found."""

    criteria: Annotated[list[CriterionGiven], Field(min_length=1, max_length=MOST_CRITERIA)]
    recommendation: Recommendation
    comment: Note | None = None

    @model_validator(mode="after")
    def _names_each_once(self) -> ScorecardGiven:
        if len({one.name.casefold() for one in self.criteria}) < len(self.criteria):
            raise ValueError("send each criterion once")
        return self


class CriterionOut(BaseModel):
    """One thing that was looked at."""

    name: str
    score: int
    comment: str | None


class ScorecardOut(BaseModel):
    """What one interviewer found."""

    interview_id: str
    user_id: int | None
    full_name: str | None
    criteria: list[CriterionOut]
    recommendation: Recommendation
    comment: str | None
    created_at: str
    updated_at: str


class ScorecardsOut(BaseModel):
    """Scorecards of an interview, oldest first; ``hidden`` ones you see when you have written yours."""

    items: list[ScorecardOut]
    hidden: int


@api.get("/<interview_id>/scorecards", responses=answers(ScorecardsOut, 200))
def index(path: InterviewPath) -> dict[str, Any]:
    """Show the scorecards of an interview: an interviewer sees others' when their own is written, admins see all."""
    row = _one(path)
    found = session().scalars(scorecards.of_interview(row.id).limit(MOST_SHOWN)).all()
    seen = found if _sees_all(row, found) else [one for one in found if one.user_id == caller().user_id]
    return {"items": _shown(seen), "hidden": len(found) - len(seen)}


@api.put("/<interview_id>/scorecards", responses=answers(ScorecardOut, 200, 201))
def keep(path: InterviewPath, body: ScorecardGiven) -> tuple[dict[str, Any], int]:
    """Write your scorecard of an interview that you hold, from its beginning on; again, it takes the place of the first."""
    row, is_new = scorecards.keep(session(), _one(path, to_change=True), caller().user_id, body.model_dump())
    session().commit()
    return _shown([row])[0], 201 if is_new else 200


def _one(path: InterviewPath, *, to_change: bool = False) -> Interview:
    key = interview_key(path.interview_id)
    return interviews.get(session(), key, caller().organisation_id, to_change=to_change)


def _sees_all(row: Interview, found: Any) -> bool:
    if caller().role == "admin" or any(one.user_id == caller().user_id for one in found):
        return True
    # Who holds no interview with the candidate has no judgement that others' could sway.
    return not scorecards.is_interviewer(session(), row.id, caller().user_id)


def _shown(found: Any) -> list[dict[str, Any]]:
    rows: list[Scorecard] = list(found)
    names = names_of(row.user_id for row in rows)
    return [
        {
            "interview_id": f"I{row.interview_id}",
            "user_id": row.user_id,
            "full_name": names.get(row.user_id),
            "criteria": row.criteria,
            "recommendation": row.recommendation,
            "comment": row.comment,
            "created_at": moment(row.created_at),
            "updated_at": moment(row.updated_at),
        }
        for row in rows
    ]
