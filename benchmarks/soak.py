"""Mixed load on the program itself for a given time, 5 % of it hostile: memory, descriptors, threads, errors and p99 over time.

Several clients upload résumés and ads, match, rank, read lists and the health of the server; now and then one sends something
hostile. What grows in the second half of the time is said apart: the first half is taken for warming up.

Usage: python -m benchmarks.soak [--minutes 10] [--clients 4]
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]

from benchmarks import figures
from benchmarks.bulk_files import files
from benchmarks.hostile import SLOW_S
from benchmarks.hostile_inputs import Input, inputs
from benchmarks.installation import opened, served
from benchmarks.results import circumstances, table, write_section
from benchmarks.uploads import Answer, asked, upload
from benchmarks.watching import Seen, Watch, look_at, web_process
from charts import Series, lines

COMMAND = "python -m benchmarks.soak"
DEMO = Path(__file__).resolve().parents[1] / "demo"
PICTURE = Path(__file__).resolve().parents[1] / "docs" / "soak.svg"
INTERVALS = 10
HOSTILE = 0.05
GROWTH_MIB = 64
_WARMING = 40
_JSON = {"Content-Type": "application/json"}
_MOST = "1000000/minute"


@dataclass(frozen=True, slots=True)
class Done:
    """One request: when it ended, how long it took, its kind and whether something was wrong with it."""

    at: float
    seconds: float
    kind: str
    wrong: str = ""


@dataclass(slots=True)
class Load:
    """What the clients share: what was stored so far, and what became of every request."""

    url: str
    ends: float
    people: list[str] = field(default_factory=list)
    jobs: list[str] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, kind: str, answer: Answer, wrong: str) -> None:
        """Notes the end of a request."""
        with self.lock:
            self.done.append(Done(time.monotonic(), answer.seconds, kind, wrong))


@dataclass(frozen=True, slots=True)
class Interval:
    """What an interval showed; seconds are p50 and p99 of what was not hostile, ``health`` the p99 of /health in ms."""

    minute: float
    requests: int
    errors: int
    p50: float
    p99: float
    health: float
    seen: Seen


def main() -> int:
    """Runs the load, prints and writes the section ``soak`` and its picture; 0 where nothing failed and nothing grew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--clients", type=int, default=4)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        found, done, peak = run(Path(made), 60 * chosen.minutes, chosen.clients)
    body = report(found, done, peak, chosen.minutes, chosen.clients)
    print(body)
    write_section("soak", body)
    PICTURE.write_text(picture(found), encoding="utf-8")
    grown = growth(found)
    figures.keep(
        f"{COMMAND} --minutes {chosen.minutes:g}",
        {"soak growth MiB": grown, "soak errors": sum(bool(one.wrong) for one in done),
         "soak p99 s": max(one.p99 for one in found), "soak minutes": chosen.minutes},
    )  # fmt: skip
    return 1 if grown > GROWTH_MIB or any(one.wrong for one in done) else 0


def run(folder: Path, seconds: float, clients: int) -> tuple[list[Interval], list[Done], float]:
    """Serves from the folder and loads it; the intervals, every request, and the web process's most MiB."""
    folder.chmod(0o711)
    with opened(folder):
        pass  # makes the database
    lifted = {f"RATE_LIMIT_{name}": _MOST for name in ("UPLOADS", "TASKS", "SEARCHES")}
    with served(folder, DEMO_DATA="false", **lifted) as (url, master):
        web, load = web_process(master), Load(url, 0)
        made = list(itertools.islice(files(2000), max(_WARMING, int(seconds))))
        _start_with(load, made[:_WARMING])
        load.done.clear()
        load.ends = time.monotonic() + seconds
        threads = [threading.Thread(target=_client, args=(load, made, seed), daemon=True) for seed in range(clients)]
        with Watch(web) as watch:
            for thread in threads:
                thread.start()
            found = list(_intervals(load, web, seconds / INTERVALS))
            for thread in threads:
                thread.join()
        return found, load.done, watch.peak


def growth(found: Sequence[Interval]) -> float:
    """MiB that the web process grew by after the first half: its least in the last third above its least before."""
    half = len(found) // 2
    return max(0.0, min(one.seen.memory for one in found[-3:]) - min(one.seen.memory for one in found[: half + 1][-3:]))


def report(found: Sequence[Interval], done: Sequence[Done], peak: float, minutes: float, clients: int) -> str:
    """The section's Markdown."""
    rows = [
        (f"{one.minute:.1f}", str(one.requests), str(one.errors), f"{one.p50:.2f}", f"{one.p99:.2f}", f"{one.health:.0f}",
         f"{one.seen.memory:.0f}", str(one.seen.descriptors), str(one.seen.threads), str(one.seen.children))
        for one in found
    ]  # fmt: skip
    kinds = {kind: sum(one.kind == kind for one in done) for kind in sorted({one.kind for one in done})}
    head = (
        "minute",
        "requests",
        "errors",
        "p50 s",
        "p99 s",
        "/health p99 ms",
        "memory MiB",
        "descriptors",
        "threads",
        "children",
    )
    wrong = sorted({f"{one.kind}: {one.wrong}" for one in done if one.wrong})
    parts = [
        "## Mixed load over time",
        f"`{COMMAND} --minutes {minutes:g} --clients {clients}`: {circumstances()}. {len(done):,} requests: "
        + ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        + ". Seconds are of what is not hostile.\n\n![Memory and threads over time](../docs/soak.svg)",
        table(head, rows),
        f"Growth after the first half: {growth(found):.0f} MiB; most at any moment: {peak:.0f} MiB.",
    ]
    return "\n\n".join([*parts, *(f"- {one}" for one in wrong)])


def picture(found: Sequence[Interval]) -> str:
    """Memory by the minute."""
    memory = Series("resident memory, MiB", [round(one.seen.memory) for one in found])
    descriptors = Series("descriptors", [one.seen.descriptors for one in found])
    told = f"From {memory.values[0]:.0f} to {memory.values[-1]:.0f} MiB, from {descriptors.values[0]} to {descriptors.values[-1]} descriptors."
    return lines(
        "The web process under mixed load", told, [f"{one.minute:.1f}" for one in found], [memory, descriptors]
    )


def _intervals(load: Load, web: psutil.Process, long: float) -> list[Interval]:
    began, found = time.monotonic(), list[Interval]()
    for number in range(INTERVALS):
        time.sleep(max(0.0, began + (number + 1) * long - time.monotonic()))
        with load.lock:
            part = [one for one in load.done if began + number * long <= one.at < began + (number + 1) * long]
        good = [one.seconds for one in part if one.kind != "hostile"]
        health = [1000 * one.seconds for one in part if one.kind == "health"]
        errors = sum(bool(one.wrong) for one in part)
        times = (_share(good, 0.5), _share(good, 0.99), _share(health, 0.99))
        found.append(Interval((number + 1) * long / 60, len(part), errors, *times, look_at(web)))
    return found


def _share(values: Sequence[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))] if values else 0.0


def _start_with(load: Load, made: Sequence[tuple[str, bytes]]) -> None:
    for path in sorted((DEMO / "jobs").iterdir())[:4]:
        if path.suffix == ".txt":
            _post_ad(load, path.read_text("utf-8"))
    for one in made:
        _upload_person(load, one)


def _client(load: Load, made: Sequence[tuple[str, bytes]], seed: int) -> None:
    chance, bad = random.Random(seed), inputs()
    steps = ("upload", "upload", "match", "rank", "list", "search", "read", "health", "health")
    while time.monotonic() < load.ends:
        if chance.random() < HOSTILE:
            _send_hostile(load, chance.choice(bad))
            continue
        match chance.choice(steps):
            case "upload":
                _upload_person(load, chance.choice(made))
            case "match":
                said = {"resume_id": chance.choice(load.people), "job_id": chance.choice(load.jobs)}
                _ask(load, "match", "POST", "/match", said)
            case "rank":
                _ask(load, "rank", "GET", f"/api/v1/jobs/{chance.choice(load.jobs)}/candidates")
            case "list":
                _ask(load, "list", "GET", f"/api/v1/resumes?page={chance.randrange(1, 4)}")
            case "search":
                _ask(load, "search", "GET", f"/api/v1/resumes?q={quote(chance.choice(('Python', 'nurse', 'Berlin')))}")
            case "read":
                _ask(load, "read", "GET", f"/api/v1/resumes/{chance.choice(load.people)}")
            case _:
                _ask(load, "health", "GET", "/api/v1/health")


def _upload_person(load: Load, one: tuple[str, bytes]) -> None:
    answer = upload(load.url, *one)
    load.keep("upload", answer, _wrong(answer))
    if answer.status in (200, 201):
        load.people.append(str(json.loads(answer.body)["resume_id"]))


def _post_ad(load: Load, text: str) -> None:
    answer = asked(load.url, "POST", "/uploadJD", json.dumps({"text": text}).encode(), _JSON)
    load.jobs.append(str(json.loads(answer.body)["job_id"]))


def _ask(load: Load, kind: str, verb: str, path: str, said: Mapping[str, object] | None = None) -> None:
    answer = asked(load.url, verb, path, json.dumps(said).encode() if said else b"", _JSON if said else None)
    load.keep(kind, answer, _wrong(answer))


def _send_hostile(load: Load, one: Input) -> None:
    answer = upload(load.url, one.name, one.data)
    broken = answer.status == 0 or answer.status >= 500
    slow = answer.seconds > SLOW_S
    load.keep("hostile", answer, f"{one.name}: {answer.status}" if broken else f"{one.name}: slow" if slow else "")


def _wrong(answer: Answer) -> str:
    return "" if 200 <= answer.status < 300 else f"{answer.status or 'closed'} {answer.code}"


if __name__ == "__main__":
    sys.exit(main())
