"""How long every list and read route takes over HTTP in a large organisation: 100,000 résumés, 1,000 jobs, 1,000,000 matches.

The rows are generated (benchmarks.many_rows), records as long as real ones; the server is the program itself. Each address is
asked many times with other ids, words and pages in turn. The reference in the same run is the health route, which reads
nothing: what HTTP itself costs.

Usage: python -m benchmarks.lists [--resumes 100000] [--jobs 1000] [--each 1000] [--rounds 40] [--folder DIR]
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

from sqlalchemy import select
from tqdm import tqdm

from benchmarks import figures
from benchmarks.installation import opened, served
from benchmarks.many_rows import Size, fill_if_empty
from benchmarks.results import circumstances, table, write_section
from db.matches import StoredMatch
from db.persons import StoredPerson
from pipeline import Parts

V1 = "/api/v1"
WARMING = 2
ADDRESSES = (
    f"{V1}/health",
    f"{V1}/resumes",
    f"{V1}/resumes?page=1000",
    f"{V1}/resumes?sort=name",
    f"{V1}/resumes?sort=experience",
    f"{V1}/resumes?q=person {{number}}",
    f"{V1}/resumes?q=develop",
    f"{V1}/resumes?q=kubernetes nurse",
    f"{V1}/resumes?skill={{skill}}",
    f"{V1}/resumes?skill={{skill}}&country=DE&min_years=3",
    f"{V1}/resumes?city=berlin&language=en",
    f"{V1}/resumes?email=person{{number}}@example.org",
    f"{V1}/resumes?status=failed",
    f"{V1}/resumes?candidate_id=C-{{number}}",
    f"{V1}/resumes/{{resume}}",
    f"{V1}/resumes/{{resume}}/notes",
    f"{V1}/persons",
    f"{V1}/persons?q=person {{number}}",
    f"{V1}/persons/{{person}}",
    f"{V1}/jobs",
    f"{V1}/jobs?q={{skill}}",
    f"{V1}/jobs?status=open&sort=title",
    f"{V1}/jobs?location=berlin",
    f"{V1}/jobs/{{job}}",
    f"{V1}/jobs/{{job}}/candidates",
    f"{V1}/jobs/{{job}}/candidates?page=20",
    f"{V1}/jobs/{{job}}/candidates?status=shortlisted&status=interview",
    f"{V1}/jobs/{{job}}/candidates?skill={{skill}}&min_years=5",
    f"{V1}/jobs/{{job}}/candidates?location=jakarta&min_score=60",
    f"{V1}/jobs/{{job}}/candidates?tag=referred",
    f"{V1}/jobs/{{job}}/candidates/{{candidate}}",
    f"{V1}/matches/{{match}}",
    f"{V1}/matches/{{match}}/notice",
    f"{V1}/matches/{{match}}/report.pdf",
    f"{V1}/matches/{{match}}/feedback",
    f"{V1}/matches/history?match_id={{match}}",
    f"{V1}/matches/history?resume_id={{resume}}",
    f"{V1}/matches/history?job_id={{job}}",
    f"{V1}/audit",
    f"{V1}/audit?who={{number}}",
    f"{V1}/audit?action=downloaded",
    f"{V1}/audit?kind=note",
    f"{V1}/audit?key={{resume}}",
    f"{V1}/audit?key={{job}}&kind=candidate",
    f"{V1}/audit?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z",
    f"{V1}/resumes/{{often}}/matches",
    "/results",
    "/results?job_id={job}",
    "/results?resume_id={resume}",
    "/results?min_score=90&page=50",
    f"{V1}/applications",
    f"{V1}/applications?status=shortlisted",
    f"{V1}/applications?job_id={{job}}",
    f"{V1}/interviews",
    f"{V1}/interviews?upcoming=true",
    f"{V1}/interviews?status=scheduled&from=2020-01-01T00:00:00Z",
    f"{V1}/interviews?job_id={{job}}",
    f"{V1}/interviews?resume_id={{resume}}",
    f"{V1}/interviews?interviewer_id={{number}}",
    f"{V1}/interviews/interviewers",
    f"{V1}/tags",
    f"{V1}/users",
    f"{V1}/invitations",
    f"{V1}/api-keys",
    f"{V1}/webhooks",
    f"{V1}/webhooks/{{webhook}}/deliveries",
    f"{V1}/webhooks/{{webhook}}/deliveries?status=failed",
    f"{V1}/auth/me",
    f"{V1}/jobs/search_and_match?resume_id={{resume}}",
    f"{V1}/saved-searches",
    f"{V1}/saved-searches/{{saved_search}}/found",
    f"{V1}/skills?q=python",
    "/tasks",
    "/tasks/{task}",
    "/tasks/{task}/results?page=10",
    "/tasks/{task}/files",
    f"{V1}/tasks",
    f"{V1}/tasks/{{task}}/results",
    f"{V1}/tasks/{{task}}/files?state=ready",
)
_SKILLS = ("Python", "SQL", "Excel", "Docker", "Welding", "Nursing", "Communication", "Sales")


def main() -> None:
    """Fills, asks, prints and writes the section ``lists``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resumes", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=1_000)
    parser.add_argument("--each", type=int, default=1_000, help="matches of each job")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--folder", type=Path, help="where the database is, and stays for the next run")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as made:
        folder = asked.folder or Path(made)
        with opened(folder) as parts:
            fill_if_empty(parts, Size(asked.resumes, asked.jobs, asked.each))
            samples = samples_of(parts, asked.rounds)
            # Without a worker: it would make vectors of the generated résumés for hours.
            with served(folder, TASK_WORKER="off", RATE_LIMIT_SEARCHES="100000/minute") as (url, _):
                times = measure(url, samples)
    body = report(times, asked.resumes, asked.jobs, asked.jobs * asked.each)
    print(body)
    write_section("lists", body)
    slowest = max(statistics.median(took) for took in times.values())
    figures.keep("python -m benchmarks.lists", {"list p50 ms": slowest})


def samples_of(parts: Parts, count: int) -> list[dict[str, str]]:
    """Values for the names in the addresses: other rows and words each time, the same in each run.

    ``often`` is one of two résumés: its jobs are ranked when they are first asked for, and read from then on.
    """
    with parts.database.session() as session:
        pairs = session.execute(
            select(StoredMatch.id, StoredMatch.job_id, StoredMatch.resume_id)
            .where(StoredMatch.id % 997 == 0)
            .limit(count)
        ).all()
        persons = session.scalars(select(StoredPerson.id).where(StoredPerson.id % 1009 == 0).limit(count)).all()
    return [
        {
            "match": f"M{pair[0]}",
            "webhook": f"W{601 + at % 2}",
            "saved_search": f"S{1201 + at % 2}",
            "job": f"J{pair[1]}",
            "candidate": f"R{pair[2]}",
            "resume": f"R{pair[2]}",
            "often": f"R{pairs[at % 2][2]}",
            "person": f"P{persons[at % len(persons)]}",
            "number": str(1 + at * 7),
            "task": "T404",
            "skill": _SKILLS[at % len(_SKILLS)],
        }
        for at, pair in enumerate(pairs)
    ]


def measure(url: str, samples: Sequence[dict[str, str]]) -> dict[str, list[float]]:
    """Milliseconds of each answer by address, the addresses in turn; every answer must be 200.

    The first rounds warm caches and are not counted.
    """
    found: dict[str, list[float]] = {address: [] for address in ADDRESSES}
    place = urlsplit(url)
    with closing(http.client.HTTPConnection(str(place.hostname), place.port, timeout=120)) as connection:
        for number, sample in enumerate(tqdm([*samples[:2], *samples], desc="rounds")):
            for address in ADDRESSES:
                began = time.perf_counter()
                connection.request("GET", address.format(**sample).replace(" ", "%20"))
                answer = connection.getresponse()
                body = answer.read()
                took = 1000 * (time.perf_counter() - began)
                assert answer.status == 200, (address, answer.status, body[:300])
                if number >= WARMING:
                    found[address].append(took)
    return found


def report(times: dict[str, list[float]], people: int, ads: int, pairs: int) -> str:
    """The section's Markdown."""
    slowest = sorted(times, key=lambda address: -statistics.median(times[address]))
    rows = list(_rows(times, slowest))
    return "\n\n".join(
        [
            f"## Lists and reads with {people:,} résumés, {ads:,} jobs, {pairs:,} matches",
            f"`python -m benchmarks.lists`: {circumstances()}, load {os.getloadavg()[1]:.1f}. Over HTTP, one client, "
            f"{len(times[slowest[0]])} rounds; the limit is a median of 30 ms.",
            table(("address", "p50 ms", "p95 ms", "p50 to /health"), rows),
        ]
    )


def _rows(times: dict[str, list[float]], order: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
    least = statistics.median(times[f"{V1}/health"])
    for address in order:
        took = sorted(times[address])
        middle = statistics.median(took)
        yield f"`{address}`", f"{middle:.1f}", f"{took[int(0.95 * (len(took) - 1))]:.1f}", f"{middle / least:.1f}"


if __name__ == "__main__":
    main()
