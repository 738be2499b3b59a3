"""How long one new job against many stored résumés takes: the first time, again, over HTTP, and where the time goes.

The reference is whole-document SBERT with stored vectors in the same run: embed the ad's first 256 tokens, read one stored
vector a résumé, take cosines and sort. It explains nothing and stores nothing. Beside wall time stands the processor's,
of this process and the database's together, which other work on the machine moves less.

Usage: python -m benchmarks.ranking [--resumes 1000] [--rounds 5] [--folder DIR] [--profile]
"""

from __future__ import annotations

import argparse
import cProfile
import json
import logging
import os
import pstats
import statistics
import tempfile
import threading
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import psutil  # type: ignore[import-untyped]
from sqlalchemy import func, select
from tqdm import tqdm

import at_hand
import extractors
import matcher
import pipeline
import scoring
from benchmarks import figures
from benchmarks.installation import opened, served
from benchmarks.many_resumes import DEMO, texts
from benchmarks.results import circumstances, table, write_section
from db import matches, packed_vectors, resumes
from db.jobs import StoredJob
from db.people import FIRST_ORGANISATION
from db.resumes import StoredResume
from nlp.embeddings import default_embedder
from pipeline import Owner, Parts, Upload
from posting import ingest_job

OWNER = Owner(FIRST_ORGANISATION)
T = TypeVar("T")


class Clock:
    """Wall time by step; nested steps count for themselves alone, and steps of several threads side by side."""

    def __init__(self) -> None:
        self.rounds: list[dict[str, float]] = []
        self._threads = threading.local()

    def take(self, name: str, work: Callable[[], T]) -> T:
        """Runs ``work`` and adds the time that it took, less what was taken within."""
        steps: list[float] = self._threads.__dict__.setdefault("steps", [])
        began = time.perf_counter()
        steps.append(0.0)
        try:
            return work()
        finally:
            whole, within = time.perf_counter() - began, steps.pop()
            if steps:
                steps[-1] += whole
            if self.rounds:
                self.rounds[-1][name] += whole - within

    def around(self, owner: Any, name: str, step: str) -> None:
        """Makes every call of a function count for a step."""
        real = getattr(owner, name)
        setattr(owner, name, lambda *args, **given: self.take(step, lambda: real(*args, **given)))

    def medians(self) -> dict[str, float]:
        """Milliseconds by step."""
        names = {name for one in self.rounds for name in one}
        return {name: 1000 * statistics.median(one.get(name, 0.0) for one in self.rounds) for name in sorted(names)}


class Times:
    """Seconds of the wall clock and of the processors, by what was done."""

    def __init__(self, database: psutil.Process) -> None:
        self._database = database
        self.seconds: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def take(self, name: str, work: Callable[[], object]) -> None:
        """Runs ``work``."""
        began, busy = time.perf_counter(), self._busy()
        work()
        self.seconds[name].append((time.perf_counter() - began, self._busy() - busy))

    def _busy(self) -> float:
        backends = [one.cpu_times() for one in self._database.children()]
        return float(time.process_time() + sum(one.user + one.system for one in backends))


def main() -> None:
    """Measures, prints and writes the section ``ranking``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resumes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where the database is, and stays for the next run")
    parser.add_argument("--profile", action="store_true", help="print the functions that take longest, write nothing")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as made, opened(asked.folder or Path(made)) as parts:
        folder = asked.folder or Path(made)
        _fill(parts, asked.resumes)
        if asked.profile:
            return _profile(parts, asked.resumes)
        measured = measure(parts, asked.resumes, asked.rounds, folder)
        body = report(measured, asked.resumes)
    print(body)
    write_section("ranking", body)
    if asked.resumes == 1000:
        seconds = {name: statistics.median(wall for wall, _ in taken) for name, taken in measured["times"].items()}
        figures.keep(
            "python -m benchmarks.ranking",
            {"rank new s": seconds["http first"], "rank again s": seconds["http again"]},
            {"rank new s": seconds["reference"], "rank again s": seconds["reference"]},
        )


def measure(parts: Parts, count: int, rounds: int, folder: Path) -> dict[str, Any]:
    """Times of every step, and the memory in MiB that the processes hold before and after."""
    clock, times = Clock(), Times(_postmaster(folder))
    _watch(clock)
    vectors = _reference_vectors(count, folder)
    held = [_resident_mib(os.getpid())]
    with parts.database.session() as session:  # the first answer after a start, with nothing at hand
        first = _new_job(parts, session, 0)
        times.take("cold", lambda: _rank(parts, session, count, first))
    for number in tqdm(range(1, rounds + 1), desc="rounds"):
        with parts.database.session() as session:
            job, told = _new_job(parts, session, number), clock.rounds
            told.append(defaultdict(float))
            times.take("first", lambda: clock.take("the rest", lambda: _rank(parts, session, count, job)))  # noqa: B023
        clock.rounds = []
        with parts.database.session() as session:
            again = session.get_one(StoredJob, job.id)
            times.take("again", lambda: _rank(parts, session, count, again))  # noqa: B023
        times.take("reference", lambda: _reference(again.job.text, vectors))  # noqa: B023
        clock.rounds = told
    held.append(_resident_mib(os.getpid()))
    with served(folder) as (url, process):
        for number in tqdm(range(rounds + 1), desc="over HTTP"):
            with parts.database.session() as session:
                key = _new_job(parts, session, number).id
            times.take("http first" if number else "http cold", lambda: _post(url, key))  # noqa: B023
            times.take("http again", lambda: _post(url, key))  # noqa: B023
        held.append(max(_resident_mib(one.pid) for one in process.children(recursive=True)))
    return {"times": times.seconds, "steps": clock.medians(), "memory": held}


def report(found: dict[str, Any], count: int) -> str:
    """The section's Markdown."""
    names = {
        "cold": "first answer after a start",
        "first": "a new job",
        "again": "the same job again",
        "http cold": "first answer of a server, a page of 20",
        "http first": "a new job, over HTTP, a page of 20",
        "http again": "the same job again, over HTTP",
        "reference": "whole-document SBERT cosine, stored vectors",
    }
    rows = []
    for key, said in names.items():
        walls, busy = zip(*found["times"][key], strict=True)
        alone = "" if key.startswith("http") else f"{1000 * statistics.median(busy):.0f}"
        rows.append((said, f"{1000 * statistics.median(walls):.0f}", f"{1000 * max(walls):.0f}", alone))
    before, after, served = found["memory"]
    return "\n\n".join(
        [
            f"## One job against {count:,} stored résumés",
            f"`python -m benchmarks.ranking`: {circumstances()}",
            table((f"1 job x {count:,} résumés, every one explained", "median ms", "longest ms", "processor ms"), rows),
            "Where the wall time of a new job goes (what two threads do side by side counts twice):",
            table(("step", "median ms"), [(name, f"{ms:.0f}") for name, ms in found["steps"].items()]),
            f"Resident memory: {before:.0f} MiB before the first match, {after:.0f} MiB after the last; of a web worker "
            f"that answered the same {served:.0f} MiB. Other programs ran: load {os.getloadavg()[1]:.1f} on "
            f"{os.cpu_count()} cores.",
        ]
    )


def _postmaster(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "var" / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0]))


def _fill(parts: Parts, count: int) -> None:
    """Takes résumés through the flow of an upload until there are enough."""
    with parts.database.session() as session:
        present = session.scalar(select(func.count()).select_from(StoredResume)) or 0
        missing = list(texts(count))[present:]
        for text in tqdm(missing, desc="résumés", disable=not missing):
            pipeline.ingest_resume(parts, session, OWNER, Upload.of_text(text))
            session.commit()


def _rank(parts: Parts, session: Any, count: int, job: StoredJob) -> Sequence[Any]:
    found = session.scalars(resumes.all_ready(OWNER.organisation_id)).all()
    assert len(found) == count
    rows = scoring.match_stored(parts, session, found, [job])
    session.commit()
    return rows


def _new_job(parts: Parts, session: Any, number: int) -> StoredJob:
    files = sorted((DEMO / "jobs").iterdir())
    ad = extractors.read(files[number % len(files)].read_bytes(), files[number % len(files)].name).text
    row, _ = ingest_job(parts, session, OWNER, Upload.of_text(f"{ad}\n- Reference {time.time_ns()}"))
    session.commit()
    return row


def _post(url: str, job_id: int) -> None:
    body = json.dumps({"job_ids": [f"J{job_id}"]}).encode()
    request = urllib.request.Request(f"{url}/match", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        assert len(json.load(answer)["results"]) == 20


def _reference_vectors(count: int, folder: Path) -> Path:
    path = folder / f"whole-{count}.npy"
    if not path.exists():
        np.save(path, default_embedder().embed(list(texts(count))).astype(np.float16))
    return path


def _reference(ad: str, vectors: Path) -> Any:
    return np.argsort(-(np.load(vectors).astype(np.float32) @ default_embedder().embed([ad])[0]))


def _resident_mib(process: int) -> float:
    return float(psutil.Process(process).memory_info().rss) / (1 << 20)


def _watch(clock: Clock) -> None:
    clock.around(packed_vectors, "known", "reading vectors")
    clock.around(packed_vectors, "keep", "writing vectors")
    clock.around(resumes, "revisions", "reading records")
    clock.around(resumes, "revised_records_of", "reading records")
    clock.around(at_hand, "finding", "reading vectors")
    clock.around(matcher, "rank", "scoring")
    clock.around(matches, "stored", "reading matches")
    clock.around(matches, "keep", "writing matches, beside scoring")
    clock.around(default_embedder(), "embed", "embedding the ad")


def _profile(parts: Parts, count: int) -> None:
    with parts.database.session() as session:
        _rank(parts, session, count, _new_job(parts, session, 0))
        job, profile = _new_job(parts, session, 1), cProfile.Profile()
        profile.runcall(_rank, parts, session, count, job)
    pstats.Stats(profile).sort_stats("tottime").print_stats(45)
    pstats.Stats(profile).sort_stats("cumtime").print_stats(45)


if __name__ == "__main__":
    main()
