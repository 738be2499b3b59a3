"""How long a search of seven job boards with 700 ads takes: cold, for another résumé, and warm.

The boards are local and in a process of their own (tests.connectors.board_server, ads put together from the demo's), the
search is made in this process, without HTTP. Cold is with nothing kept of boards, ads and rankings, and a loaded model. How good the
order is that decides what is matched fully says --check: all 700 ads are matched, which takes minutes.

Usage: python -m benchmarks.job_search [--each 100] [--rounds 5] [--check]
"""

from __future__ import annotations

import argparse
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

import job_search
from benchmarks import figures
from benchmarks.board_town import DEMO, town
from benchmarks.installation import opened
from benchmarks.results import circumstances, table, write_section
from connectors.boards.asking import Asking
from connectors.boards.breaker import Breaker
from connectors.boards.posting import Query
from connectors.boards.registry import Boards
from connectors.outbound import Outbound
from db.people import FIRST_ORGANISATION
from job_search import Answer, Wanted
from pipeline import Owner, Parts, Upload, ingest_resume

WHOLE = ("remotive", "arbeitnow")
KEPT = "board_answers, found_postings, posting_readings, kept_rankings"


def main() -> None:
    """Searches, prints and writes the section ``job search``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=100, help="ads of each board")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--check", action="store_true", help="match all ads fully, too")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    with town(asked.each) as bases, tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as parts:
        parts = _without_answers(parts, bases)
        people = [_uploaded(parts, name) for name in ("resume", "other")]
        times, last = _measure(parts, bases, people, asked.rounds)
        good = _agreement(parts, people[0]) if asked.check else None
    body = report(times, last, good, asked.rounds)
    print(body)
    write_section("job search", body)
    middle = {name: statistics.median(took) for name, took in times.items()}
    figures.keep("python -m benchmarks.job_search", {f"job search {name} ms": took for name, took in middle.items()})


def report(times: Mapping[str, list[float]], last: Answer, good: str | None, rounds: int) -> str:
    """The section's Markdown."""
    rows = [(name, f"{statistics.median(took):.0f}", f"{max(took):.0f}") for name, took in times.items()]
    found = last.considered
    return "\n\n".join(
        [
            "## Searching seven job boards",
            f"`python -m benchmarks.job_search`: {circumstances()}, load {os.getloadavg()[0]:.1f}. "
            f"{found.found} postings on seven local boards, {rounds} rounds; the limits are 2,000 ms cold and 150 ms warm.",
            table(("search", "p50 ms", "slowest ms"), rows),
            f"A cold search considered all {found.jobs} jobs and matched {found.matched} of them fully; up to "
            f"{job_search.MOST_MATCHED} are in the background." + (f" {good}" if good else ""),
        ]
    )


def _without_answers(parts: Parts, bases: Mapping[str, str]) -> Parts:
    """The parts with these boards; nothing is kept of boards, ads and rankings."""
    web = Outbound(frozenset(base.removeprefix("http://") for base in bases.values()))
    boards = Boards({name: () if name in WHOLE else ("acme",) for name in bases}, bases=bases)
    with parts.database.session() as session:
        session.execute(text(f"truncate {KEPT}"))
        session.commit()
    return replace(parts, boards=boards, web=web, asking=Asking(web, breaker=Breaker(failures=50)))


def _uploaded(parts: Parts, name: str) -> int:
    said = sorted((DEMO / "resumes").glob("*.txt"))[0].read_text("utf-8")
    with parts.database.session() as session:
        row, _ = ingest_resume(parts, session, Owner(FIRST_ORGANISATION), Upload.of_text(f"{said}\n{name}"))
        session.commit()
        return row.id


def _measure(
    parts: Parts, bases: Mapping[str, str], people: list[int], rounds: int
) -> tuple[dict[str, list[float]], Answer]:
    times: dict[str, list[float]] = {"cold": [], "cold, processor time": [], "for another résumé": [], "warm": []}
    for number in range(rounds + 1):  # the first warms the model up
        parts = _without_answers(parts, bases)
        busy = time.process_time()
        took, last = _asked(parts, people[0])
        busy = 1000 * (time.process_time() - busy)
        other, _ = _asked(parts, people[1])
        warm = [_asked(parts, people[0])[0] for _ in range(5)]
        if number:
            times["cold"].append(took)
            times["cold, processor time"].append(busy)
            times["for another résumé"].append(other)
            times["warm"] += warm
    return times, last


def _asked(parts: Parts, resume_id: int) -> tuple[float, Answer]:
    began = time.perf_counter()
    found = job_search.find(parts, Wanted(FIRST_ORGANISATION, resume_id, Query()))
    took = 1000 * (time.perf_counter() - began)
    assert not found.warnings, found.warnings
    return took, found


def _agreement(parts: Parts, resume_id: int) -> str:
    """How many of the really best ten are among those that a search matches fully."""
    before, wanted = job_search.MOST_MATCHED, Wanted(FIRST_ORGANISATION, resume_id, Query())
    chosen = {one.posting_id for one in job_search.find(parts, wanted, count=before, is_deep=True).items}
    job_search.MOST_MATCHED = 10_000
    with parts.database.session() as session:
        session.execute(text("truncate kept_rankings"))
        session.commit()
    best = [one.posting_id for one in job_search.find(parts, wanted, count=10, is_deep=True).items]
    job_search.MOST_MATCHED = before
    return f"Of the ten best of all jobs, all matched fully, {len(chosen & set(best))} are among these {before}."


if __name__ == "__main__":
    main()
