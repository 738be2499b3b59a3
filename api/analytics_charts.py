"""Which chart shows which figure, and what it says to whoever does not see it; how it is drawn charts knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from charts import LONGEST_NAME, Series, Stage, bars, cut, funnel, histogram, lines
from statuses import STATUSES

_SHOWN = 20
"""So many jobs or skills fit a picture; the others are in the table."""


def chart_of(name: str, told: Mapping[str, Any]) -> str:
    """The picture of one kind of figures, as SVG."""
    return _CHARTS[name](told)


def _overview(told: Mapping[str, Any]) -> str:
    rows, step = told["over_time"], told["step"]
    series = [Series(name, [row[name] for row in rows]) for name in ("applications", "hires")]
    described = f"{told['applications']:,} applications and {told['hires']:,} hires, by {step}."
    return lines(_title(f"Applications and hires by {step}", told), described, [row["start"] for row in rows], series)


def _funnel(told: Mapping[str, Any]) -> str:
    stages, before = [], ""
    for row in told["stages"]:
        is_on_way = row["conversion"] is not None
        note = f"{100 * row['conversion']:.0f} % of {before}" if is_on_way else ""
        stages.append(Stage(row["status"], row["reached"], row["now"], note))
        before = row["status"]
    described = f"Of {told['candidates']:,} candidates: " + _listed(f"{one.reached:,} {one.name}" for one in stages)
    return funnel(_title("How far candidates came", told), described, stages)


def _stays(told: Mapping[str, Any]) -> str:
    rows = told["stages"]
    series = [Series("median", [r["median_days"] for r in rows]), Series("nine in ten", [r["p90_days"] for r in rows])]
    described = "Days in each status, by median: " + _listed(f"{row['status']} {row['median_days']:g}" for row in rows)
    labels = [f"{row['status']} ({row['open']:,} go on)" if row["open"] else row["status"] for row in rows]
    return bars(_title("Days in each status", told), described, labels, series)


def _hires(told: Mapping[str, Any]) -> str:
    rows = told["jobs"][:_SHOWN]
    whole = [] if told["median_days"] is None or told["job_id"] else [(f"all jobs ({told['hires']:,})", told)]
    shown = [*whole, *((_named(row, row["hires"]), row) for row in rows)]
    series = [
        Series("median", [row["median_days"] for _, row in shown]),
        Series("nine in ten", [row["p90_days"] for _, row in shown]),
    ]
    described = f"{told['hires']:,} hires; the median took {told['median_days'] or 0:g} days."
    return bars(_title("Days to hire", told), described, [label for label, _ in shown], series)


def _scores(told: Mapping[str, Any]) -> str:
    rows = told["buckets"]
    names = {"matches": "all matches", "chosen": "shortlisted or further", "rejected": "rejected"}
    series = [Series(said, [row[name] for row in rows]) for name, said in names.items()]
    described = f"{told['matches']:,} matches in steps of five points, {told['chosen']:,} of chosen people, {told['rejected']:,} of rejected ones."
    return histogram(_title("Match scores", told), described, [row["low"] for row in rows], 5, series)


def _skills(told: Mapping[str, Any]) -> str:
    rows = told["skills"][:_SHOWN]
    series = [
        Series("of jobs want it", [round(100 * row["share_of_jobs"], 1) for row in rows]),
        Series("of résumés show it", [round(100 * (row["share_of_resumes"] or 0), 1) for row in rows]),
    ]
    described = f"{told['jobs']:,} jobs against {told['resumes']:,} résumés; the widest gaps: " + _listed(
        row["skill"] for row in rows[:5]
    )
    return bars(_title("Skills wanted and at hand", told), described, [row["skill"] for row in rows], series, unit=" %")


def _sources(told: Mapping[str, Any]) -> str:
    rows = told["sources"]
    series = [Series(status, [row["statuses"][status] for row in rows]) for status in STATUSES]
    described = "Candidates by source: " + _listed(f"{row['source']} {row['applications']:,}" for row in rows)
    return bars(
        _title("Where candidates come from", told), described, [r["source"] for r in rows], series, stacked=True
    )


def _agreement(told: Mapping[str, Any]) -> str:
    rows = [row for row in told["jobs"] if not row["too_few"]][:_SHOWN]
    whole = [] if told["too_few"] or told["job_id"] else [(f"all jobs ({told['pairs']:,} pairs)", told["agreement"])]
    shown = [*whole, *((_named(row, row["pairs"]), row["agreement"]) for row in rows)]
    series = [Series("chosen above rejected", [round(100 * share, 1) for _, share in shown])]
    return bars(_title("Chosen above rejected", told), told["in_words"], [name for name, _ in shown], series, unit=" %")


_CHARTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "overview": _overview,
    "funnel": _funnel,
    "time_in_stage": _stays,
    "time_to_hire": _hires,
    "scores": _scores,
    "skills": _skills,
    "sources": _sources,
    "agreement": _agreement,
}


def _named(row: Mapping[str, Any], number: int) -> str:
    """A job's title, cut so that the number behind it is seen."""
    behind = f" ({number:,})"
    return cut(row["title"] or row["job_id"], LONGEST_NAME - len(behind)) + behind


def _title(said: str, told: Mapping[str, Any]) -> str:
    days = [f"{word} {told[word]}" for word in ("from", "to") if told[word]]
    return ", ".join([said, *([told["job_id"]] if told["job_id"] else []), *([" ".join(days)] if days else [])])


def _listed(said: Any) -> str:
    found = list(said)
    return (", ".join(found) if found else "none") + "."
