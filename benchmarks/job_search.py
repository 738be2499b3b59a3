"""How long a search of seven job boards with 700 ads takes: cold, for another résumé, and warm.

The boards are local and in a process of their own (tests.connectors.board_server, ads put together from the demo's), the
application answers in this process. Cold is with nothing kept of boards, ads and rankings, and a loaded model. How good the
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
from typing import Any

from flask import Flask
from sqlalchemy import text

import job_search
import settings as configuration
from app_main import create_app
from benchmarks import figures
from benchmarks.board_town import town
from benchmarks.results import circumstances, table, write_section
from commands import DEMO
from connectors.boards.asking import Asking
from connectors.boards.breaker import Breaker
from connectors.boards.posting import Query
from connectors.boards.registry import Boards
from connectors.outbound import Outbound
from db import server
from db.schema import migrate
from tests.connectors.board_server import WHOLE

SEARCH = "/api/v1/jobs/search_and_match"
KEPT = "board_answers, found_postings, posting_readings, kept_rankings"


def main() -> None:
    """Searches, prints and writes the section ``job search``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=100, help="ads of each board")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--check", action="store_true", help="match all ads fully, too")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    with town(asked.each) as bases, tempfile.TemporaryDirectory() as folder:
        app = _application(Path(folder), bases)
        people = [_uploaded(app, name) for name in ("resume", "other")]
        times, last = _measure(app, bases, people, asked.rounds)
        good = _agreement(app, people[0]) if asked.check else None
        app.extensions["parts"].database.close()
    body = report(times, last, good, asked.rounds)
    print(body)
    write_section("job search", body)
    middle = {name: statistics.median(took) for name, took in times.items()}
    figures.keep("python -m benchmarks.job_search", {f"job search {name} ms": took for name, took in middle.items()})


def report(times: Mapping[str, list[float]], last: Mapping[str, Any], good: str | None, rounds: int) -> str:
    """The section's Markdown."""
    rows = [(name, f"{statistics.median(took):.0f}", f"{max(took):.0f}") for name, took in times.items()]
    found = last["considered"]
    return "\n\n".join(
        [
            "## Searching seven job boards",
            f"`python -m benchmarks.job_search`: {circumstances()}, load {os.getloadavg()[0]:.1f}. "
            f"{found['postings']} postings on seven local boards, {rounds} rounds; the limits are 2,000 ms cold and 150 ms warm.",
            table(("search", "p50 ms", "slowest ms"), rows),
            f"A cold search considered all {found['jobs']} jobs and matched {found['matched']} of them fully; up to "
            f"{job_search.MOST_MATCHED} are in the background." + (f" {good}" if good else ""),
        ]
    )


def _application(folder: Path, bases: Mapping[str, str]) -> Flask:
    url = server.start(folder / "postgres")
    migrate(url)
    chosen = configuration.load(
        _env_file=None, database_url=url, demo_data=False, rate_limit_searches="100000/minute",
        upload_dir=folder / "uploads", jd_cache_file=folder / "jd.json",
    )  # fmt: skip
    app = create_app(chosen)
    _forget(app, bases)
    return app


def _forget(app: Flask, bases: Mapping[str, str]) -> None:
    """Nothing is kept of boards, ads and rankings."""
    web = Outbound(frozenset(base.removeprefix("http://") for base in bases.values()))
    boards = Boards({name: () if name in WHOLE else ("acme",) for name in bases}, bases=bases)
    asking = Asking(web, breaker=Breaker(failures=50))
    parts = replace(app.extensions["parts"], boards=boards, web=web, asking=asking)
    app.extensions["parts"] = parts
    with parts.database.session() as session:
        session.execute(text(f"truncate {KEPT}"))
        session.commit()


def _uploaded(app: Flask, name: str) -> str:
    text_of = next(iter(sorted((DEMO / "resumes").glob("*.txt")))).read_text("utf-8")
    answer = app.test_client().post("/uploadResume", json={"text": f"{text_of}\n{name}"})
    return str(answer.get_json()["resume_id"])


def _measure(
    app: Flask, bases: Mapping[str, str], people: list[str], rounds: int
) -> tuple[dict[str, list[float]], Mapping[str, Any]]:
    times: dict[str, list[float]] = {"cold": [], "cold, processor time": [], "for another résumé": [], "warm": []}
    last: Mapping[str, Any] = {}
    for number in range(rounds + 1):  # the first warms the model up
        _forget(app, bases)
        busy = time.process_time()
        took, found = _asked(app, people[0])
        busy = 1000 * (time.process_time() - busy)
        other, _ = _asked(app, people[1])
        warm = [_asked(app, people[0])[0] for _ in range(5)]
        if number:
            last = found
            times["cold"].append(took)
            times["cold, processor time"].append(busy)
            times["for another résumé"].append(other)
            times["warm"] += warm
    return times, last


def _asked(app: Flask, resume_id: str) -> tuple[float, Mapping[str, Any]]:
    client = app.test_client()
    began = time.perf_counter()
    answer = client.get(SEARCH, query_string={"resume_id": resume_id})
    took = 1000 * (time.perf_counter() - began)
    found: Mapping[str, Any] = answer.get_json()
    assert answer.status_code == 200, found
    assert not found["warnings"], found["warnings"]
    return took, found


def _agreement(app: Flask, resume_id: str) -> str:
    """How many of the really best ten are among those that a search matches fully."""
    parts, before = app.extensions["parts"], job_search.MOST_MATCHED
    wanted = job_search.Wanted(1, int(resume_id[1:]), Query())
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
