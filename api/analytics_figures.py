"""Figures as they travel: shares, days and points rounded, ids with letters; how they are counted db.analytics knows."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from api.analytics_shapes import Period
from api.context import caller, session
from api.ids import job_key
from api.moments import moment
from db import jobs
from db.analytics import candidates, overview, scores, skills, sums
from db.analytics.candidates import WAY, Day
from db.analytics.scope import Scope
from db.analytics.scores import FEWEST_PAIRS, WIDTH, Agreement
from errors import InvalidFields
from statuses import STATUSES
from tasks import counting

MOST_ROWS = 1_000
"""So many jobs or skills are told of, those that matter most; their number in all stands beside."""
# Sums older than this are counted anew, and those that are older still not read: nobody counts any more.
_FRESH, _USABLE = timedelta(minutes=5), timedelta(days=1)
_STEPS_SHOWN = 32


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: of which organisation, job and days, by which weighing."""

    scope: Scope
    profile: str = "balanced"

    @classmethod
    def of(cls, said: Period, profile: str = "balanced") -> Question:
        """Reads a query; raises InvalidFields for days in the wrong order, and NotFound for a job that is not the caller's."""
        if said.first and said.last and said.last < said.first:
            detail = "send a last day that is not before the first"
            raise InvalidFields(f"to: {detail}.", ({"field": "to", "detail": detail},))
        mine = caller().organisation_id
        job = jobs.get(session(), job_key(said.job_id), mine).id if said.job_id else None
        return cls(Scope(mine, job, said.first, said.last), profile)

    def about(self, as_of: datetime | None = None) -> dict[str, Any]:
        """What every answer says of itself."""
        scope = self.scope
        return {
            "job_id": f"J{scope.job_id}" if scope.job_id else None,
            "from": scope.first.isoformat() if scope.first else None,
            "to": scope.last.isoformat() if scope.last else None,
            "as_of": moment(as_of or datetime.now(UTC)),
        }


def overview_of(asked: Question) -> dict[str, Any]:
    """Everything at a glance, and what began and ended well over time."""
    glance = overview.glance(session(), asked.scope)
    hires, _, _ = candidates.hires(session(), asked.scope, 0)
    days, now = candidates.days(session(), asked.scope)
    step, over_time = _over_time(days)
    return asked.about() | {
        "jobs": glance.jobs,
        "open_jobs": glance.open_jobs,
        "resumes": glance.resumes,
        "applications": sum(now.values()),
        "candidates": dict(now),
        "hires": hires.count if hires else 0,
        "median_days_to_hire": _days(hires.median_days) if hires else None,
        "interviews": dict(glance.interviews),
        "step": step,
        "over_time": over_time,
    }


def funnel_of(asked: Question) -> dict[str, Any]:
    """Every status with who reached it, and the share of the stage before."""
    stages = candidates.funnel(session(), asked.scope)
    reached = {one.status: one.reached for one in stages}
    before = {after: reached[stage] for stage, after in itertools.pairwise(WAY)}
    whole = reached[WAY[0]]
    shown = [
        {
            "status": one.status,
            "entered": one.entered,
            "reached": one.reached,
            "now": one.now,
            "share": _share(one.reached, whole),
            "conversion": _share(one.reached, before[one.status]) if one.status in before else None,
        }
        for one in stages
    ]
    return asked.about() | {"candidates": whole, "stages": shown}


def stays_of(asked: Question) -> dict[str, Any]:
    """How long candidates stay in each status."""
    shown = [
        {
            "status": one.status,
            "count": one.count,
            "open": one.open,
            "median_days": _days(one.median_days),
            "p90_days": _days(one.p90_days),
        }
        for one in candidates.stays(session(), asked.scope)
    ]
    return asked.about() | {"stages": shown}


def hires_of(asked: Question) -> dict[str, Any]:
    """How long hires took, in all and by job."""
    whole, by_job, number = candidates.hires(session(), asked.scope, MOST_ROWS)
    shown = [
        {
            "job_id": f"J{one.job_id}",
            "title": one.title,
            "hires": one.count,
            "median_days": _days(one.median_days),
            "p90_days": _days(one.p90_days),
        }
        for one in by_job
    ]
    return asked.about() | {
        "hires": whole.count if whole else 0,
        "median_days": _days(whole.median_days) if whole else None,
        "p90_days": _days(whole.p90_days) if whole else None,
        "jobs": shown,
        "jobs_total": number,
    }


def scores_of(asked: Question) -> dict[str, Any]:
    """How scores are spread."""
    made = _sums_made(asked.scope, sums.has_many_matches)
    found = scores.distribution(session(), asked.scope, asked.profile, summed=made is not None)
    shown = [
        {
            "low": one.low,
            "high": one.low + WIDTH,
            "matches": one.matches,
            "chosen": one.chosen,
            "rejected": one.rejected,
        }
        for one in found
    ]
    totals = {name: sum(one[name] for one in shown) for name in ("matches", "chosen", "rejected")}
    return asked.about(made) | {"profile": asked.profile} | totals | {"buckets": shown}


def skills_of(asked: Question) -> dict[str, Any]:
    """Skills wanted against skills at hand."""
    made = _sums_made(asked.scope, sums.has_many_resumes)
    found = skills.gaps(session(), asked.scope, MOST_ROWS, summed=made is not None)
    shown = []
    for one in found.skills:
        wanted = one.required + one.preferred
        of_jobs, of_resumes = _share(wanted, found.jobs) or 0.0, _share(one.at_hand, found.resumes)
        shown.append(
            {
                "skill": one.skill,
                "required": one.required,
                "preferred": one.preferred,
                "wanted": wanted,
                "at_hand": one.at_hand,
                "share_of_jobs": of_jobs,
                "share_of_resumes": of_resumes,
                "gap": round(wanted / found.jobs - (one.at_hand / found.resumes if found.resumes else 0), 4),
            }
        )
    about = {"jobs": found.jobs, "resumes": found.resumes, "skills": shown, "skills_total": found.wanted}
    return asked.about(made) | about


def sources_of(asked: Question) -> dict[str, Any]:
    """Where candidates come from."""
    found = candidates.sources(session(), asked.scope)
    whole = sum(sum(one.values()) for one in found.values())
    shown = [
        {
            "source": source,
            "applications": sum(counted.values()),
            "share": _share(sum(counted.values()), whole),
            "statuses": {status: counted[status] for status in STATUSES},
        }
        for source, counted in found.items()
    ]
    return asked.about() | {"applications": whole, "sources": shown}


def agreement_of(asked: Question) -> dict[str, Any]:
    """How far scores and decisions agree."""
    made = _sums_made(asked.scope, sums.has_many_matches)
    whole, by_job, number = scores.agreement(session(), asked.scope, asked.profile, MOST_ROWS, summed=made is not None)
    said = scores.opinions(session(), asked.scope, asked.profile)
    agree, disagree = said.get("agree", 0), said.get("disagree", 0)
    opinions = {"agree": agree, "disagree": disagree, "corrected": said.get("corrected", 0)}
    shown = [{"job_id": f"J{one.job_id}", "title": one.title} | _agreement(one) for one in by_job]
    about = (
        {"profile": asked.profile} | _agreement(whole) | {"fewest_pairs": FEWEST_PAIRS, "in_words": _in_words(whole)}
    )
    opinions_out = opinions | {"share_agreeing": _share(agree, agree + disagree)}
    return asked.about(made) | about | {"jobs": shown, "jobs_total": number, "feedback": opinions_out}


ALL: dict[str, Callable[[Question], dict[str, Any]]] = {
    "overview": overview_of,
    "funnel": funnel_of,
    "time_in_stage": stays_of,
    "time_to_hire": hires_of,
    "scores": scores_of,
    "skills": skills_of,
    "sources": sources_of,
    "agreement": agreement_of,
}


def _sums_made(scope: Scope, has_many: Callable[[Any, int], bool]) -> datetime | None:
    """When the sums to read were counted; None where rows are counted now, as those of one job and of few always are."""
    if scope.job_id is not None or not has_many(session(), scope.organisation_id):
        return None
    made = sums.made_at(session(), scope.organisation_id)
    age = datetime.now(UTC) - made if made else None
    if age is None or age > _FRESH:
        counting.defer(session(), scope.organisation_id)
        session().commit()
    return made if age is not None and age <= _USABLE else None


def _agreement(one: Agreement) -> dict[str, Any]:
    share = None if one.share is None else round(one.share, 4)
    counts = {"chosen": one.chosen, "rejected": one.rejected, "pairs": one.pairs}
    return counts | {"agreement": share, "too_few": share is None}


def _in_words(one: Agreement) -> str:
    if one.share is None:
        return f"Too few to say: {one.pairs} pairs of a chosen and a rejected candidate, and at least {FEWEST_PAIRS} are needed."
    return (
        f"Of two candidates of a job of whom one was chosen and one rejected, the chosen one has the higher score in "
        f"{100 * one.share:.0f} of 100 cases ({one.pairs:,} pairs; 50 of 100 is chance)."
    )


def _over_time(found: Sequence[Day]) -> tuple[str, list[dict[str, Any]]]:
    """Days put together in steps, none left out between the first and the last, and how long the steps are."""
    if not found:
        return "day", []
    long = (found[-1].day - found[0].day).days
    step = "day" if long < _STEPS_SHOWN else "week" if long < 366 else "month"
    counts: dict[date, list[int]] = {}
    start, last = _start(found[0].day, step), found[-1].day
    while start <= last:
        counts[start] = [0, 0]
        start = _start(start + timedelta(days={"day": 1, "week": 7, "month": 32}[step]), step)
    for one in found:
        counted = counts[_start(one.day, step)]
        counted[0] += one.applications
        counted[1] += one.hires
    shown = [{"start": day.isoformat(), "applications": made, "hires": hired} for day, (made, hired) in counts.items()]
    return step, shown


def _start(day: date, step: str) -> date:
    if step == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if step == "week" else day


def _days(number: float) -> float:
    return round(max(0.0, number), 2)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
