"""The impact ratio over HTTP: how evenly a job's ranking treats groups that the client names; groups are never kept or logged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from flask import Response
from flask_openapi.blueprint import APIBlueprint
from pydantic import BaseModel, Field, StringConstraints

from api.context import caller, parts, session
from api.documentation import answers
from api.ids import Id, job_key, resume_key
from api.job_corrections import Exact
from api.paging import csv_of
from api.schemas import Asked
from api.shapes import Score, Share
from api.wire import points
from db import jobs, resumes
from errors import InvalidFields
from nlp.impact_ratio import GroupImpact, Impact, Judged, impact_of, median_score, notes_on
from scoring import Weighing, match_stored

api = APIBlueprint("impact_ratio", __name__, url_prefix="/api/v1/analytics", abp_tags=[{"name": "analytics"}])

MOST_PEOPLE, MOST_GROUPS = 10_000, 100
Group = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]


class ImpactQuestion(Exact):
    """A job, and the group of each résumé as the client knows it."""

    job_id: Id
    groups: Annotated[dict[Id, Group], Field(min_length=2, max_length=MOST_PEOPLE)] = Field(
        description="Résumé id: group, at least two groups.", examples=[{"R101": "A", "R102": "B"}]
    )
    selected: Annotated[list[Id], Field(max_length=MOST_PEOPLE)] | None = Field(
        None, description="Résumés that were selected, of those in groups; without it, those that reach the threshold."
    )
    threshold: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] | None = Field(
        None, description="Score from which a résumé counts as selected; without it, the median score of the sample."
    )
    profile: Annotated[str, StringConstraints(max_length=40)] = "balanced"


class ImpactView(Asked):
    """How to show it."""

    format: Literal["json", "csv"] = "json"


class GroupImpactOut(BaseModel):
    """How a group fares beside the most favoured one, being selected and (``scoring_``) scoring above the median."""

    group: str
    size: int
    share: Share
    selected: int
    selection_rate: Share
    impact_ratio: Share | None
    below_four_fifths: bool
    p_value: Share
    above_median: int
    scoring_rate: Share
    scoring_impact_ratio: Share | None
    scoring_below_four_fifths: bool
    scoring_p_value: Share
    small: bool = Field(description="Under 2 % of the sample or fewer than 5 people.")
    notes: list[str]


class ImpactOut(BaseModel):
    """Selection rates, scoring rates and impact ratios by group."""

    job_id: str
    profile: str
    size: int
    selected: int
    median_score: Annotated[float, Field(ge=0, le=100)]
    threshold: Score | None
    most_selected: str
    highest_scoring: str
    groups: list[GroupImpactOut]


CSV_COLUMNS = tuple(GroupImpactOut.model_fields)


@api.post("/impact-ratio", responses=answers(ImpactOut, 200, csv=True))
def compare(query: ImpactView, body: ImpactQuestion) -> dict[str, Any] | Response:
    """Compare how groups of people fare in the ranking for a job; format=csv downloads the groups.

    You say who belongs to which group: no group is kept. Rates and ratios are those of New York City's Local Law 144:
    selection rate and scoring rate (scores above the median of the sample) by those of the most favoured group, flagged
    below four fifths. The p-values are two-sided, by Fisher's exact test.
    """
    groups = _groups(body)
    scores = _scores(body, list(groups))
    chosen = _selected(body, scores)
    found = impact_of([Judged(groups[key], score, key in chosen) for key, score in scores.items()])
    out = _impact_out(body, found, len(scores), len(chosen))
    if query.format == "csv":
        return csv_of(out["groups"], CSV_COLUMNS, f"impact-ratio-{out['job_id']}.csv")
    return out


def _groups(body: ImpactQuestion) -> dict[int, str]:
    """The group of each résumé by its key; raises InvalidFields where one has two, or there are too few or many."""
    found: dict[int, str] = {}
    for said, group in body.groups.items():
        if found.setdefault(resume_key(said), group) != group:
            raise _invalid("groups", f"the résumé R{resume_key(said)} is named twice, in different groups")
    if not 2 <= len(set(found.values())) <= MOST_GROUPS:
        raise _invalid("groups", f"name 2 to {MOST_GROUPS} groups: a ratio compares one with another")
    return found


def _scores(body: ImpactQuestion, keys: Sequence[int]) -> dict[int, float]:
    """Points 0-100 by the résumé's key; what was not matched with the job yet is matched now."""
    mine = caller().organisation_id
    job = jobs.get(session(), job_key(body.job_id), mine)
    found = resumes.ready(session(), keys, mine)
    rows = match_stored(parts(), session(), found, [job], Weighing(body.profile))
    session().commit()
    return {row.resume_id: points(row.score) for row in rows}


def _selected(body: ImpactQuestion, scores: Mapping[int, float]) -> set[int]:
    if body.selected is None:
        bar = median_score(list(scores.values())) if body.threshold is None else body.threshold
        return {key for key, score in scores.items() if score >= bar}
    if body.threshold is not None:
        raise _invalid("threshold", "send selected or threshold, not both")
    chosen = {resume_key(said) for said in body.selected}
    if strange := sorted(chosen - scores.keys()):
        raise _invalid("selected", f"R{strange[0]} has no group; selected are some of the résumés in groups")
    return chosen


def _impact_out(body: ImpactQuestion, found: Impact, size: int, selected: int) -> dict[str, Any]:
    bar = found.median_score if body.threshold is None else body.threshold
    return {
        "job_id": f"J{job_key(body.job_id)}",
        "profile": body.profile,
        "size": size,
        "selected": selected,
        "median_score": round(found.median_score, 2),
        "threshold": round(bar, 2) if body.selected is None else None,
        "most_selected": found.most_selected,
        "highest_scoring": found.highest_scoring,
        "groups": [_group_out(one, found) for one in found.groups],
    }


def _group_out(one: GroupImpact, found: Impact) -> dict[str, Any]:
    return {
        "group": one.group,
        "size": one.size,
        "share": round(one.share, 4),
        "selected": one.selected.count,
        "selection_rate": round(one.selected.rate, 4),
        "impact_ratio": _rounded(one.selected.impact_ratio),
        "below_four_fifths": one.selected.below_four_fifths,
        "p_value": round(one.selected.p_value, 4),
        "above_median": one.scoring.count,
        "scoring_rate": round(one.scoring.rate, 4),
        "scoring_impact_ratio": _rounded(one.scoring.impact_ratio),
        "scoring_below_four_fifths": one.scoring.below_four_fifths,
        "scoring_p_value": round(one.scoring.p_value, 4),
        "small": one.is_small,
        "notes": list(notes_on(one, found)),
    }


def _rounded(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio, 4)


def _invalid(field: str, detail: str) -> InvalidFields:
    return InvalidFields(f"{field}: {detail}.", ({"field": field, "detail": detail},))
