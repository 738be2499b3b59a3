"""How fast many résumés go through one task over HTTP, with worker processes, and what is lost when these are killed.

The files are generated (benchmarks.bulk_files), sent as one archive; the server and the workers are the program itself.
Each number of workers has a task of its own; then another task is worked off while a worker is killed every so many
seconds. The reference for speed is one worker, which has a core for itself; server, database and client have the others.
Several workers have all cores, and share them with the rest. /health is asked every 100 ms meanwhile.

Usage: python -m benchmarks.bulk [--count 2000] [--timed 600] [--workers 1,2] [--kill-every 20] [--most-seconds 1800]
"""

from __future__ import annotations

import argparse
import http.client
import json
import logging
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil  # type: ignore[import-untyped]
from sqlalchemy import select

from benchmarks import figures
from benchmarks.bulk_files import DEMO, files, packed
from benchmarks.bulk_processors import PARTS, Cores, between, shared_out, taken
from benchmarks.installation import opened, served
from benchmarks.results import circumstances, table, write_section
from db.bulk import BulkFile
from pipeline import Parts

HOME = Path(__file__).resolve().parents[1]
_LOOK_S = 0.25
_STEPS = ("read", "extract", "embed", "store", "match")
_ENOUGH: Mapping[str, Any] = {
    "RATE_LIMIT_TASKS": "100000/minute",
    "RATE_LIMIT_UPLOADS": "100000/minute",
    "DEMO_DATA": "false",
}


@dataclass
class Run:
    """What was seen of one task."""

    workers: int
    count: int
    kills: int = 0
    seconds: float = 0.0
    counted: int = 0
    upload_seconds: float = 0.0
    longest_pause: float = 0.0
    went_back: int = 0
    health_ms: list[float] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    results: int = 0
    took: dict[str, int] = field(default_factory=dict)
    pss_mb: list[float] = field(default_factory=list)
    parent_mb: float = 0.0
    processor: dict[str, float] = field(default_factory=dict)

    @property
    def per_minute(self) -> float:
        """Résumés a minute, from the first that was ready to the last."""
        return 60 * self.counted / self.seconds if self.seconds else 0.0


def main() -> None:
    """Runs the tasks, prints and writes the section ``bulk``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--workers", default="1,2", help="numbers of worker processes, one task for each")
    parser.add_argument("--timed", type=int, default=600, help="files of each task whose time is measured")
    parser.add_argument("--kill-every", type=float, default=20.0, help="seconds between two kills; 0 kills nobody")
    parser.add_argument("--most-seconds", type=float, default=1_800.0, help="for each task")
    parser.add_argument("--no-write", action="store_true", help="print only")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    runs = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        cores = shared_out()
        os.sched_setaffinity(0, cores.rest)  # what is started from here on has them too, but for the workers
        with opened(folder) as parts, served(folder, TASK_WORKER="off", **_ENOUGH) as (url, server):
            place = Place(folder, url, server, cores)
            timed = min(asked.timed, asked.count)
            plans = [(int(said), 0.0, timed) for said in asked.workers.split(",") if said]
            plans += [(2, asked.kill_every, asked.count)] if asked.kill_every else []
            for seed, (workers, kill_every, count) in enumerate(plans, 1):
                run = measure(parts, place, count, workers, kill_every, seed, asked.most_seconds)
                print(
                    run.workers, run.files, f"{run.per_minute:.0f}/min", run.kills, run.took, run.processor, flush=True
                )
                runs.append(run)
    body = report(runs)
    print(body)
    if not asked.no_write:
        write_section("bulk", body)
        _keep(runs)


@dataclass(frozen=True, slots=True)
class Place:
    """An installation that is served, and the cores that it is to use."""

    folder: Path
    url: str
    server: psutil.Process
    cores: Cores


def measure(
    parts: Parts, place: Place, count: int, workers: int, kill_every: float, seed: int, most_s: float
) -> Run:  # fmt: skip
    """One task from the upload to its end, or as far as it comes in so many seconds."""
    run, url = Run(workers, count), place.url
    task, token = _created(url)
    began = time.perf_counter()
    sent = _send(url, token, packed(files(count, seed)))
    run.upload_seconds = time.perf_counter() - began
    assert len(sent["accepted"]) == count, sent["rejected"][:3]
    ad = (DEMO / "jobs" / "backend-developer-id.txt").read_text()
    _call(url, "POST", "/process_task", token, {"job_description": ad})
    over = threading.Event()
    beside = threading.Thread(target=_watch_health, args=(url, over, run.health_ms), daemon=True)
    with _crew(place, workers) as crew:
        beside.start()
        _follow(place, task, token, run, crew, kill_every, most_s)
        _weigh(crew, run)
        over.set()
        beside.join()
    run.results = _call(url, "GET", f"/tasks/{task}/results", token)["total"]
    run.took = _took(parts, int(task[1:]))
    return run


def _follow(
    place: Place, task: str, token: str, run: Run, crew: psutil.Process, kill_every: float, most_s: float
) -> None:  # fmt: skip
    """Looks how far the task is until it ends; kills a worker every so many seconds."""
    began, first, last, done, share = time.monotonic(), 0.0, time.monotonic(), 0, 0.0
    busy: dict[str, float] = {}
    next_kill = began + kill_every
    while time.monotonic() - began < most_s:
        shown = _call(place.url, "GET", f"/tasks/{task}", token)
        now = time.monotonic()
        run.went_back += shown["done"] < done or shown["share"] < share
        if shown["done"] > done:
            if not first:
                busy = taken(crew, place.server, place.folder)
            else:
                run.longest_pause = max(run.longest_pause, now - last)
                run.counted += shown["done"] - done
            first, last, done, share = first or now, now, shown["done"], shown["share"]
        run.files = shown["files"]
        if shown["status"] == "done":
            break
        if kill_every and now >= next_kill:
            run.kills += _kill_one(crew, run.kills)
            next_kill = now + kill_every
        time.sleep(_LOOK_S)
    run.seconds = last - first
    if busy and not run.kills:
        run.processor = between(busy, taken(crew, place.server, place.folder))


def _kill_one(crew: psutil.Process, turn: int) -> bool:
    """Kills one worker by SIGKILL; the crew starts another."""
    workers = _workers(crew)
    if workers:
        workers[turn % len(workers)].send_signal(signal.SIGKILL)
    return bool(workers)


def _workers(crew: psutil.Process) -> list[Any]:
    """The forked copies; the processes in which they read documents are children of theirs."""
    return sorted(crew.children(), key=lambda process: process.pid)


@contextmanager
def _crew(place: Place, count: int) -> Iterator[psutil.Process]:
    """The workers: one has the core that nobody else has, several have all cores."""
    given = {"DATA_DIR": str(place.folder / "var"), "UPLOAD_DIR": str(place.folder / "uploads"), "LOG_LEVEL": "WARNING"}
    command = [sys.executable, "app_main.py", "worker", "--processes", str(count), "--threads", "1"]
    mine = place.cores.alone if count == 1 else place.cores.all
    started = psutil.Popen(
        command, cwd=HOME, env=os.environ | given, stdout=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, mine),
    )  # fmt: skip
    with started as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def _weigh(crew: psutil.Process, run: Run) -> None:
    """Proportional memory of each worker: what several share counts for each in part."""
    run.pss_mb = [_pss_mb(one.pid) for one in (_workers(crew) if run.workers > 1 else [crew])]
    run.parent_mb = _pss_mb(crew.pid) if run.workers > 1 else 0.0


def _pss_mb(pid: int) -> float:
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(row.split()[1]) / 1024 for row in rows if row.startswith("Pss:")), 0.0)


def _watch_health(url: str, over: threading.Event, found: list[float]) -> None:
    place = urlsplit(url)
    with closing(http.client.HTTPConnection(str(place.hostname), place.port, timeout=30)) as connection:
        while not over.wait(0.1):
            began = time.perf_counter()
            connection.request("GET", "/api/v1/health")
            connection.getresponse().read()
            found.append(1000 * (time.perf_counter() - began))


def _took(parts: Parts, task_id: int) -> dict[str, int]:
    with parts.database.session() as session:
        rows = session.scalars(select(BulkFile.took).where(BulkFile.task_id == task_id)).all()
    return {step: sum(row.get(step, 0) for row in rows) for step in _STEPS}


def _created(url: str) -> tuple[str, str]:
    made = _call(url, "POST", "/create_task", "", {"name": "benchmark"})
    return made["task_id"], made["token"]


def _send(url: str, token: str, archive: bytes) -> Any:
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="all.zip"\r\n\r\n'
    return _call(url, "POST", "/upload_files", token, head + archive + b"\r\n--b--\r\n")


def _call(url: str, verb: str, path: str, token: str, body: object = None) -> Any:
    place, headers = urlsplit(url), {"Authorization": f"Bearer {token}"} if token else {}
    data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
    headers |= {"Content-Type": "multipart/form-data; boundary=b" if isinstance(body, bytes) else "application/json"}
    with closing(http.client.HTTPConnection(str(place.hostname), place.port, timeout=300)) as connection:
        connection.request(verb, path, data, headers)
        answer = connection.getresponse()
        said = answer.read()
        assert answer.status < 300, (path, answer.status, said[:300])
        return json.loads(said)


def _keep(runs: Sequence[Run]) -> None:
    speeds = {run.workers: run.per_minute for run in runs if not run.kills}
    values = {"bulk a minute a core": speeds[1]} if 1 in speeds else {}
    values |= {"two workers to one": speeds[2] / speeds[1]} if {1, 2} <= speeds.keys() and speeds[1] else {}
    asked = sorted(ms for run in runs if run.kills for ms in run.health_ms)
    values |= {"health p99 ms": asked[int(0.99 * (len(asked) - 1))]} if asked else {}
    figures.keep("python -m benchmarks.bulk", values)


def report(runs: Sequence[Run]) -> str:
    """The section's Markdown."""
    head = (
        "workers", "killed", "files", "lost", "résumés a minute", "a minute and worker", "to one worker",
        "a minute of processor", "longest pause s", "progress went back", "/health p50 ms", "p99 ms", "memory of a worker MB (PSS)",
    )  # fmt: skip
    one = next((run.per_minute for run in runs if run.workers == 1 and not run.kills), 0.0)
    rows = [_row(run, one) for run in runs]
    shares = [_shares(run) for run in runs]
    count, upload = runs[-1].count, ", ".join(f"{run.upload_seconds:.1f}" for run in runs)
    return "\n\n".join(
        [
            f"## Bulk: {count:,} résumés through one task",
            f"`python -m benchmarks.bulk --count {count}`: {circumstances()}, load {os.getloadavg()[1]:.1f}. Text, Word and PDF, "
            "no sentence twice; workers embed with one thread each. One worker has a core for itself, with what reads documents "
            "for it; server, database and client share the other. Two workers have both cores and share them with all the "
            "rest, so that they cannot come to twice as many. From the first résumé that was ready to the last; by "
            "processor: minutes that the workers were given, whatever else ran. Upload and checks of the archive: "
            f"{upload} s.",
            table(head, rows),
            "Where the workers' time goes:",
            table(("workers", "killed", "ms a résumé", *_STEPS), shares),
            "Processor time of the parts of the program, ms a résumé:",
            table(("workers", *PARTS, "together"), [_by_part(run) for run in runs if run.processor]),
        ]
    )


def _row(run: Run, one: float) -> tuple[str, ...]:
    health = sorted(run.health_ms) or [0.0]
    lost = run.count - run.files.get("ready", 0)
    pss = f"{statistics.mean(run.pss_mb):.0f}" if run.pss_mb else ""
    of_workers = run.processor.get("worker", 0.0) + run.processor.get("reading", 0.0)
    return (
        str(run.workers), str(run.kills), f"{run.count:,}", str(lost), f"{run.per_minute:.0f}",
        f"{run.per_minute / run.workers:.0f}", f"{run.per_minute / one:.2f}" if one else "",
        f"{60 * run.counted / of_workers:.0f}" if of_workers > 0 else "",
        f"{run.longest_pause:.1f}",
        str(run.went_back), f"{statistics.median(health):.1f}", f"{health[int(0.99 * (len(health) - 1))]:.1f}",
        pss + (f" and parent {run.parent_mb:.0f}" if run.parent_mb else ""),
    )  # fmt: skip


def _by_part(run: Run) -> tuple[str, ...]:
    each = [1000 * run.processor[part] / max(1, run.counted) for part in PARTS]
    return (str(run.workers), *(f"{one:.0f}" for one in each), f"{sum(each):.0f}")


def _shares(run: Run) -> tuple[str, ...]:
    total = sum(run.took.values()) or 1
    ready = run.files.get("ready", 0) or 1
    shares = [f"{100 * run.took.get(step, 0) / total:.0f} %" for step in _STEPS]
    return (str(run.workers), str(run.kills), f"{total / ready:.0f}", *shares)


if __name__ == "__main__":
    main()
