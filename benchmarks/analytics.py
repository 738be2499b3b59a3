"""How long every figure takes over HTTP in a large organisation: 1,000,000 matches, 100,000 résumés, 100,000 status changes.

The rows are generated (benchmarks.many_rows); candidates then take legal ways through the statuses, over five hundred days.
Sums are counted once before, as the queue does it for whoever asks, and how long that takes is told. Each address is asked
many times, in turn with the others. The reference in the same run is the health route, which reads nothing.

Usage: python -m benchmarks.analytics [--resumes 100000] [--jobs 1000] [--each 1000] [--changes 100000] [--rounds 20] [--folder DIR]
"""

from __future__ import annotations

import argparse
import http.client
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy
from sqlalchemy import select, text
from tqdm import tqdm

from benchmarks import figures
from benchmarks.installation import opened, served
from benchmarks.many_rows import Size, fill_if_empty
from benchmarks.results import circumstances, table, write_section
from db.analytics import sums
from db.applications import ApplicationMove
from db.jobs import StoredJob
from db.people import FIRST_ORGANISATION
from pipeline import Parts

V1 = "/api/v1"
FIGURES = ("overview", "funnel", "time-in-stage", "time-to-hire", "scores", "skills", "sources", "agreement")
QUESTIONS = ("", "?from={first}&to={last}", "?job_id={job}")
ADDRESSES = (
    f"{V1}/health",
    *(f"{V1}/analytics/{figure}{question}" for figure in FIGURES for question in QUESTIONS),
    f"{V1}/analytics/report?job_id={{job}}",
    f"{V1}/analytics/scores?format=svg",
    f"{V1}/analytics/agreement?format=csv",
)
WARMING = 2
LIMIT_MS = 300

# Ways through the statuses, each legal; whoever has none of them is pending.
_WAYS = """
    create temporary table ways as select * from (values
        (0, array['pending', 'reviewed']), (1, array['pending', 'rejected']),
        (2, array['pending', 'reviewed', 'rejected']), (3, array['pending', 'reviewed', 'shortlisted']),
        (4, array['pending', 'shortlisted', 'interview']), (5, array['pending', 'withdrawn']),
        (6, array['pending', 'reviewed', 'shortlisted', 'interview', 'rejected']),
        (7, array['pending', 'reviewed', 'shortlisted', 'interview', 'offer', 'hired']),
        (8, array['pending', 'rejected', 'reviewed', 'shortlisted', 'interview', 'offer'])) way (n, statuses)
"""
_OF_A_WAY = 23 / 9
_ROWS = (
    _WAYS,
    """create temporary table taken as
        select id, n, statuses, now() - (10 + abs(hashint8(id)) % 500) * interval '1 day' as began
        from applications left join ways on n = abs(hashint8(id + 2)) % cast(:ways as int)""",
    "truncate application_moves",
    """update applications set created_at = began, reached = 1, status_since = began, status = 'pending',
        source = case when abs(hashint8(applications.id + 1)) % 3 = 0 then 'candidate' else 'staff' end
        from taken where taken.id = applications.id""",
    """insert into application_moves (application_id, from_status, to_status, via, at)
        select id, statuses[k], statuses[k + 1], 'local',
            began + (now() - began) * (k - 0.9 * (abs(hashint8(id * 8 + k)) % 100) / 100.0) / cardinality(statuses)
        from taken cross join generate_series(1, cardinality(statuses) - 1) k where n is not null order by id, k""",
    """update applications set status = to_status, status_since = at from application_moves moved
        where moved.application_id = applications.id and not exists (
            select from application_moves later where later.application_id = moved.application_id and later.id > moved.id)""",
    # As the trigger would have it, had each status been stored in turn.
    """update applications set reached = ever from (
            select application_id, 1 | bit_or(1 << (array_position(array['pending', 'reviewed', 'shortlisted', 'interview',
                'offer', 'hired', 'rejected', 'withdrawn'], to_status::text) - 1)) as ever
            from application_moves group by 1) known where application_id = applications.id""",
)


def main() -> None:
    """Fills, asks, prints and writes the section ``analytics``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resumes", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=1_000)
    parser.add_argument("--each", type=int, default=1_000, help="matches of each job")
    parser.add_argument("--changes", type=int, default=100_000, help="about so many changes of a status")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--folder", type=Path, help="where the database is, and stays for the next run")
    parser.add_argument("--dry", action="store_true", help="print and leave the page of results as it is")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as made:
        folder = asked.folder or Path(made)
        with opened(folder) as parts:
            fill_if_empty(parts, Size(asked.resumes, asked.jobs, asked.each))
            changes = _walked(parts, asked.changes)
            counting_s = _counted(parts)
            samples = _samples(parts, asked.rounds)
            # Without a worker: it would make vectors of the generated résumés for hours.
            with served(folder, TASK_WORKER="off") as (url, _):
                times = measure(url, samples)
    body = report(times, asked, changes, counting_s)
    print(body)
    if not asked.dry:
        write_section("analytics", body)
        slowest = max(statistics.median(took) for took in times.values())
        figures.keep("python -m benchmarks.analytics", {"analytics p50 ms": slowest})


def measure(url: str, samples: Sequence[dict[str, str]]) -> dict[str, list[float]]:
    """Milliseconds of each answer by address; every answer must be 200. The first rounds warm caches and are not counted."""
    found: dict[str, list[float]] = {address: [] for address in ADDRESSES}
    place = urlsplit(url)
    with closing(http.client.HTTPConnection(str(place.hostname), place.port, timeout=120)) as connection:
        for number, sample in enumerate(tqdm([*samples[:WARMING], *samples], desc="rounds")):
            for address in ADDRESSES:
                began = time.perf_counter()
                connection.request("GET", address.format(**sample))
                answer = connection.getresponse()
                body = answer.read()
                took = 1000 * (time.perf_counter() - began)
                assert answer.status == 200, (address, answer.status, body[:300])
                if number >= WARMING:
                    found[address].append(took)
    return found


def report(times: dict[str, list[float]], asked: argparse.Namespace, changes: int, counting_s: float) -> str:
    """The section's Markdown."""
    rows = list(_rows(times))
    over = [address for address in times if statistics.median(times[address]) > LIMIT_MS]
    verdict = f"over it: {', '.join(over)}" if over else "none is over it"
    return "\n\n".join(
        [
            f"## Figures of {asked.resumes:,} résumés, {asked.jobs:,} jobs, {asked.jobs * asked.each:,} matches, {changes:,} status changes",
            f"`python -m benchmarks.analytics`: {circumstances()}, load {os.getloadavg()[1]:.1f}. Over HTTP, one client, "
            f"{asked.rounds} rounds; the limit is a median of {LIMIT_MS} ms: {verdict}. Counting the sums in the background took "
            f"{counting_s:.1f} s.",
            table(("address", "p50 ms", "p95 ms", "p50 to /health"), rows),
        ]
    )


def _rows(times: dict[str, list[float]]) -> Iterator[tuple[str, str, str, str]]:
    least = statistics.median(times[f"{V1}/health"])
    for address in sorted(times, key=lambda one: -statistics.median(times[one])):
        took = sorted(times[address])
        middle = statistics.median(took)
        yield f"`{address}`", f"{middle:.1f}", f"{took[int(0.95 * (len(took) - 1))]:.1f}", f"{middle / least:.1f}"


def _walked(parts: Parts, changes: int) -> int:
    """Has candidates walk through the statuses, unless there are about so many changes already; says how many there are."""
    with parts.database.session() as session:
        number = session.scalar(text("select count(*) from applications")) or 0
        # A move that begins where another one ended is none of many_rows.
        known = session.scalar(text("select count(*) from application_moves where from_status = 'interview'")) or 0
        present = session.scalar(select(sqlalchemy.func.count(ApplicationMove.id))) or 0
    if known and abs(present - changes) < changes / 5:
        return present
    # Not the program's own engine: it gives up on a statement that takes long.
    engine = sqlalchemy.create_engine(parts.database.engine.url)
    with engine.begin() as connection:
        for statement in _ROWS:
            given = {"ways": max(9, round(9 * _OF_A_WAY * number / changes))} if ":ways" in statement else {}
            connection.execute(text(statement), given)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as alone:
        alone.execute(text("vacuum analyze"))
    engine.dispose()
    with parts.database.session() as session:
        return session.scalar(select(sqlalchemy.func.count(ApplicationMove.id))) or 0


def _counted(parts: Parts) -> float:
    began = time.perf_counter()
    with parts.database.session() as session:
        for _ in sums.count_anew(session, FIRST_ORGANISATION):
            session.commit()
    return time.perf_counter() - began


def _samples(parts: Parts, count: int) -> list[dict[str, str]]:
    """Values for the names in the addresses: another job and half a year each time, the same in each run."""
    with parts.database.session() as session:
        jobs = session.scalars(select(StoredJob.id).where(StoredJob.id % 37 == 0).order_by(StoredJob.id)).all()
        today = session.execute(text("select current_date")).scalar_one()
    days = [
        (today.fromordinal(today.toordinal() - 400 + at), today.fromordinal(today.toordinal() - 200 + at))
        for at in range(count)
    ]
    return [
        {"job": f"J{jobs[at % len(jobs)]}", "first": first.isoformat(), "last": last.isoformat()}
        for at, (first, last) in enumerate(days)
    ]


if __name__ == "__main__":
    main()
