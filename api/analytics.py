"""Figures over HTTP, as JSON, tables and charts, for recruiters and admins of one organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Response
from flask_openapi.blueprint import APIBlueprint
from pydantic import BaseModel

from api.analytics_charts import chart_of
from api.analytics_figures import ALL, Question
from api.analytics_shapes import (
    AgreementOut,
    FiguresQuery,
    FunnelOut,
    OverviewOut,
    ReportOut,
    ReportQuery,
    ScoresOut,
    ScoresQuery,
    SkillsOut,
    SourcesOut,
    StaysOut,
    TimeToHireOut,
)
from api.documentation import answers
from api.paging import csv_of
from statuses import STATUSES

api = APIBlueprint("analytics", __name__, url_prefix="/api/v1/analytics", abp_tags=[{"name": "analytics"}])

SVG = "image/svg+xml"
_STAGE = ("status", "count", "open", "median_days", "p90_days")
_HIRES = ("job_id", "title", "hires", "median_days", "p90_days")
_SKILL = ("skill", "required", "preferred", "wanted", "at_hand", "share_of_jobs", "share_of_resumes", "gap")
_AGREEMENT = ("job_id", "title", "chosen", "rejected", "pairs", "agreement", "too_few")
COLUMNS: Mapping[str, Sequence[str]] = {
    "overview": ("figure", "value"),
    "funnel": ("status", "entered", "reached", "now", "share", "conversion"),
    "time_in_stage": _STAGE,
    "time_to_hire": _HIRES,
    "scores": ("low", "high", "matches", "chosen", "rejected"),
    "skills": _SKILL,
    "sources": ("source", "applications", "share", *STATUSES),
    "agreement": _AGREEMENT,
}
_ROWS = {"funnel": "stages", "time_in_stage": "stages", "time_to_hire": "jobs", "scores": "buckets"}
_ROWS |= {"skills": "skills", "agreement": "jobs"}


def _answers(model: type[BaseModel]) -> Any:
    found = answers(model, 200, csv=True)
    found[200]["content"][SVG] = {"schema": {"type": "string"}}
    return found


@api.get("/overview", responses=_answers(OverviewOut))
def overview(query: FiguresQuery) -> dict[str, Any] | Response:
    """Show jobs, résumés, candidates, hires and interviews at a glance; the chart shows applications and hires over time.

    Jobs and résumés are those that came up in the period, candidates those whose row was made in it, hires those made in
    it, interviews those that take place in it. Of one job, the résumés are those of its candidates.
    """
    return _shown("overview", query)


@api.get("/funnel", responses=_answers(FunnelOut))
def funnel(query: FiguresQuery) -> dict[str, Any] | Response:
    """Show how many candidates ever came to each status, how many are there now, and the share that went on.

    Of candidates whose row was made in the period. Who skipped a stage on the way to a hire has reached it, too; entered
    counts those alone who were in it.
    """
    return _shown("funnel", query)


@api.get("/time-in-stage", responses=_answers(StaysOut))
def time_in_stage(query: FiguresQuery) -> dict[str, Any] | Response:
    """Show how long candidates stay in each status, in days: the median, and what nine in ten do not exceed.

    Of stays that began in the period. Stays that go on count up to now, and open says how many they are. Nobody waits in
    hired, rejected or withdrawn: of these only stays that ended count.
    """
    return _shown("time_in_stage", query)


@api.get("/time-to-hire", responses=_answers(TimeToHireOut))
def time_to_hire(query: FiguresQuery) -> dict[str, Any] | Response:
    """Show how long the hires of the period took, from a candidate's first row to the hire, in all and by job."""
    return _shown("time_to_hire", query)


@api.get("/scores", responses=_answers(ScoresOut))
def scores(query: ScoresQuery) -> dict[str, Any] | Response:
    """Show how match scores are spread in steps of five points, beside those of people who were chosen or rejected.

    Of matches made in the period. Chosen is who was ever shortlisted or further, rejected who is rejected without that.
    """
    return _shown("scores", query, query.profile)


@api.get("/skills", responses=_answers(SkillsOut))
def skills(query: FiguresQuery) -> dict[str, Any] | Response:
    """Show skills that jobs want against skills that résumés show, the widest gap first.

    Of jobs that are or were open and of résumés, both as they came up in the period. Of one job: what it wants against
    the résumés of its candidates whose row was made in the period.
    """
    return _shown("skills", query)


@api.get("/sources", responses=_answers(SourcesOut))
def sources(query: FiguresQuery) -> dict[str, Any] | Response:
    """Show who made the candidates' rows of the period, they themselves or staff, and how far those are."""
    return _shown("sources", query)


@api.get("/agreement", responses=_answers(AgreementOut))
def agreement(query: ScoresQuery) -> dict[str, Any] | Response:
    """Show how far scores and what recruiters decide agree: how often a chosen candidate has a higher score than a rejected one.

    Only candidates of the same job are compared, scores as they are shown, and equal ones count half. Of candidates whose
    row was made in the period, and what people said of matches in it. Of fewer than twenty pairs nothing is said.
    """
    return _shown("agreement", query, query.profile)


@api.get("/report", responses=answers(ReportOut, 200))
def report(query: ReportQuery) -> dict[str, Any]:
    """Show all figures of a job and a period in one answer."""
    asked = Question.of(query, query.profile)
    return asked.about() | {name: figures(asked) for name, figures in ALL.items()}


def _shown(name: str, query: FiguresQuery, profile: str = "balanced") -> dict[str, Any] | Response:
    told = ALL[name](Question.of(query, profile))
    file = f"{name.replace('_', '-')}{'-' + told['job_id'] if told['job_id'] else ''}"
    if query.format == "csv":
        return csv_of(_table(name, told), COLUMNS[name], f"{file}.csv")
    if query.format == "svg":
        headers = {"Content-Disposition": f'inline; filename="{file}.svg"', "X-Content-Type-Options": "nosniff"}
        # Opened by itself it is a document: nothing in it may run.
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
        return Response(chart_of(name, told), mimetype=SVG, headers=headers)
    return told


def _table(name: str, told: Mapping[str, Any]) -> Iterable[Mapping[str, object]]:
    if name == "overview":
        return _glance(told)
    if name == "sources":
        return [row | row["statuses"] for row in told["sources"]]
    rows: list[dict[str, Any]] = list(told[_ROWS[name]])
    if name in ("time_to_hire", "agreement") and not told["job_id"]:
        return [{**told, "job_id": told["job_id"] or "all", "title": None}, *rows]
    return rows


def _glance(told: Mapping[str, Any]) -> list[dict[str, object]]:
    names = ("jobs", "open_jobs", "resumes", "applications", "hires", "median_days_to_hire")
    rows: list[dict[str, object]] = [{"figure": name, "value": told[name]} for name in names]
    rows += [{"figure": f"candidates {status}", "value": number} for status, number in told["candidates"].items()]
    return rows + [{"figure": f"interviews {status}", "value": number} for status, number in told["interviews"].items()]
