"""Hostile uploads against the program itself: what it answers, what its processes hold meanwhile, and what is left behind.

Our own inputs, hostile names, good files that were damaged, and ../shared/hostile where it stands beside this checkout. Every
25th upload is a good one and must be stored. Limits of rates are lifted; scans are recognised in the background as always.

Usage: python -m benchmarks.hostile [--damaged 200] [--corpus FOLDER]
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import sqlalchemy
from tqdm import tqdm

from benchmarks import figures
from benchmarks.hostile_inputs import GOOD, Input, damaged, inputs
from benchmarks.installation import opened, served
from benchmarks.results import circumstances, table, write_section
from benchmarks.uploads import Answer, asked, upload
from benchmarks.watching import Seen, Watch, look_at, settled, web_process
from db import server

COMMAND = "python -m benchmarks.hostile"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "hostile"
DEMO = Path(__file__).resolve().parents[1] / "demo" / "resumes"
CONTROL_EVERY = 25
SLOW_S = 25.0
_WARMING, _QUIET_S = 40, 300.0
_MOST = "1000000/minute"
_BOMBS = 4


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, how it ended, and what is wrong with that, if anything."""

    group: str
    name: str
    status: int
    seconds: float
    wrong: str = ""


@dataclass(slots=True)
class Swept:
    """Everything a sweep showed."""

    sent: list[Sent] = field(default_factory=list)
    before: Seen | None = None
    after: Seen | None = None
    peak: float = 0.0
    largest_child: float = 0.0
    over_cap: int = 0
    leftovers: list[str] = field(default_factory=list)
    health: Sequence[float] = ()
    forged: tuple[int, int] | None = None


def main() -> int:
    """Sweeps, prints and writes the section ``hostile``; 0 where nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--damaged", type=int, default=200, help="good files that are damaged first")
    parser.add_argument(
        "--corpus", type=Path, help="a folder of malformed files, such as the fuzzing corpus of a parser"
    )
    asked_for = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        swept = sweep(Path(made), asked_for.damaged, asked_for.corpus)
    body = report(swept)
    print(body)
    write_section("hostile", body)
    figures.keep(COMMAND, _figures(swept))
    return 1 if any(one.wrong for one in swept.sent) or swept.leftovers or swept.over_cap else 0


def sweep(folder: Path, damages: int, corpus: Path | None) -> Swept:
    """Starts the program in the folder, sends it everything, and looks at what is left."""
    swept, temporary = Swept(), folder / "tmp"
    temporary.mkdir()
    temporary.chmod(0o711)
    folder.chmod(0o711)
    with opened(folder):
        pass  # makes the database
    lifted = {f"RATE_LIMIT_{name}": _MOST for name in ("UPLOADS", "LOGIN", "ACCOUNT", "TASKS", "GUESTS")}
    with served(folder, folder / "screen", TMPDIR=str(temporary), DEMO_DATA="false", **lifted) as (url, master):
        web = web_process(master)
        originals = sorted(path for path in DEMO.iterdir() if "scan" not in path.name)
        for at in range(_WARMING):
            path = originals[at % len(originals)]
            upload(url, path.name, path.read_bytes())
        upload(url, "short.txt", GOOD)  # what is hardly a text needs words and tables that a résumé does not
        swept.before, known = look_at(web), set(temporary.iterdir())
        with Watch(web) as watch:
            swept.sent += _posted(url, "our own", inputs())
            swept.sent += _posted(url, "damaged", damaged(originals, damages))
            if corpus:
                files = (path for path in sorted(corpus.rglob("*")) if path.is_file())
                swept.sent += _posted(url, "corpus", (Input(path.name, path.read_bytes()) for path in files))
            if SHARED.exists():
                swept.sent += _shared(url, folder)
            swept.health = _health_meanwhile(url)
            # Scans among them are still being recognised.
            if not settled(web, _QUIET_S, swept.before.children):
                swept.leftovers.append("a child of the web process")
        time.sleep(2)
        swept.after, swept.peak = look_at(web), watch.peak
        swept.largest_child, swept.over_cap = watch.largest_child, len(watch.over_cap)
        swept.leftovers += _left(folder, web, known)
        swept.forged = _forged(url, folder) if SHARED.exists() else None
    return swept


def report(swept: Swept) -> str:
    """The section's Markdown."""
    assert swept.before
    assert swept.after
    rows = [_row(group, [one for one in swept.sent if one.group == group]) for group in _groups(swept.sent)]
    wrong = [
        f"- {one.group}, {one.name[:60]}: {one.status}, {one.seconds:.1f} s: {one.wrong}"
        for one in swept.sent
        if one.wrong
    ]
    held = [
        ("resident memory, MiB", f"{swept.before.memory:.0f}", f"{swept.peak:.0f}", f"{swept.after.memory:.0f}"),
        ("descriptors", str(swept.before.descriptors), "", str(swept.after.descriptors)),
        ("threads", str(swept.before.threads), "", str(swept.after.threads)),
    ]  # fmt: skip
    parts = [
        "## Hostile uploads",
        f"`{COMMAND}`: {circumstances()}. One client after the other, limits of rates lifted.",
        table(("inputs", "sent", "answers", "p50 s", "p95 s", "slowest s", "wrong"), rows),
        table(("web process", f"before, after {_WARMING} good uploads", "most", "after"), held),
        f"Largest child: {swept.largest_child:,.0f} MiB; over their cap: {swept.over_cap}. "
        f"Left behind: {', '.join(swept.leftovers) or 'nothing'}.",
    ]
    health = sorted(swept.health)
    parts.append(
        f"/health while {_BOMBS} bombs are read at once: p50 {health[len(health) // 2]:.0f} ms, "
        f"p99 {_p99(health):.0f} ms of {len(health)}. Load of the machine at the end: {os.getloadavg()[0]:.1f}."
    )
    if swept.forged:
        parts.append(f"Forged tokens: {swept.forged[1]} of {swept.forged[0]} accepted.")
    return "\n\n".join([*parts, *(["\n".join(["Wrong:", "", *wrong])] if wrong else [])])


def judged(one: Input, answer: Answer) -> str:
    """What is wrong with an answer; nothing where it is a stored résumé or a clean refusal, as the input deserves."""
    if answer.status == 0:
        return "connection broke"
    if answer.status >= 500:
        return "5xx"
    if answer.seconds > SLOW_S:
        return "slow"
    if answer.status >= 400 and not answer.code:
        return "refused without a code"
    if answer.status in (401, 403, 429):
        return "not judged: access or rate"
    is_read = 200 <= answer.status < 300
    return "" if one.outcome == "either" or is_read == (one.outcome == "read") else f"was to be {one.outcome}"


def _posted(url: str, group: str, files: Iterable[Input]) -> Iterator[Sent]:
    for number, one in enumerate(tqdm(list(files), desc=group), 1):
        answer = upload(url, one.name, one.data)
        yield Sent(group, one.name, answer.status, answer.seconds, judged(one, answer))
        if number % CONTROL_EVERY == 0:
            answer = upload(url, "good.txt", GOOD)
            yield Sent(group, "good upload", answer.status, answer.seconds, judged(Input("", GOOD, "read"), answer))


def _shared(url: str, folder: Path) -> Iterator[Sent]:
    """Has the shared set made and sent by its own scripts, and takes over what they say; its file names are sent by us."""
    made, told = folder / "hostile", folder / "told.csv"
    subprocess.run([sys.executable, str(SHARED / "make_hostile.py"), str(made)], check=True, stdout=subprocess.DEVNULL)
    command = [
        sys.executable,
        str(SHARED / "post_all.py"),
        f"{url}/uploadResume",
        "--dir",
        str(made),
        "--out",
        str(told),
    ]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    with told.open(newline="") as file:
        for row in csv.DictReader(file):
            status = int(row["status"]) if row["status"].isdigit() else 0
            yield Sent("shared", row["name"], status, float(row["seconds"]), row["failure"])
    names = json.loads((made / "names" / "filenames.json").read_text("utf-8"))
    yield from _posted(url, "shared names", (Input(name, GOOD, "either") for name in names))


def _left(folder: Path, web: psutil.Process, known: set[Path]) -> list[str]:
    """Temporary files, uploads without a row, and files where only a hostile name could have put them."""
    found = [f"temporary {path.name}" for path in (folder / "tmp").iterdir() if path not in known]
    readers = (path for path in known if path.name.startswith("documents-"))
    found += [f"temporary {path.name}" for reader in readers for path in reader.glob("*")]
    engine = sqlalchemy.create_engine(server.start(folder / "var" / "postgres"))
    with engine.connect() as connection:
        rows = set(connection.scalars(sqlalchemy.text("select sha256 from resumes")))
    engine.dispose()
    stored = [path for path in (folder / "uploads").rglob("*") if path.is_file()]
    found += [f"upload {path.name[:12]}" for path in stored if path.name not in rows]
    found += [str(path) for path in (Path("/tmp/slipped"), Path("/tmp/zip_slip_evil")) if path.exists()]
    return found + ([] if web.is_running() else ["the web process was replaced"])


def _health_meanwhile(url: str) -> list[float]:
    """Milliseconds of /health, one request after the other, while readers are busy with as much as they may be."""
    bomb = next(one for one in inputs() if one.name == "bomb.pdf")
    with ThreadPoolExecutor(_BOMBS) as threads:
        sent = [threads.submit(upload, url, f"{number}.pdf", bomb.data) for number in range(_BOMBS)]
        took = list[float]()
        while not all(one.done() for one in sent):
            took.append(1000 * asked(url, "GET", "/api/v1/health").seconds)
            time.sleep(0.02)
    return took


def _p99(values: Sequence[float]) -> float:
    return values[int(0.99 * (len(values) - 1))]


def _forged(url: str, folder: Path) -> tuple[int, int]:
    """How many variants of a good token were tried, and how many opened a door."""
    said = {"email": "boss@example.org", "password": "correct horse battery", "full_name": "B", "company_name": "A"}
    headers = {"Content-Type": "application/json"}
    answer = asked(url, "POST", "/api/v1/auth/register", json.dumps(said).encode(), headers)
    token = json.loads(answer.body)["access_token"]
    assert asked(url, "GET", "/api/v1/auth/me", token=token).status == 200, (
        "the test proves nothing: a good token is refused"
    )
    command = [
        sys.executable,
        str(SHARED / "make_hostile.py"),
        str(folder / "forged"),
        "--only",
        "none",
        "--jwt",
        token,
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    lines = (folder / "forged" / "jwt.jsonl").read_text("utf-8").splitlines()
    variants = [str(json.loads(line)["token"]) for line in lines]
    # Line breaks and signs beyond Latin-1 cannot be sent in a header at all.
    sent = [one.encode("latin-1", "ignore").decode("latin-1").replace("\0", "") for one in variants]
    forged = [one for one in sent if one != token]
    return len(forged), sum(asked(url, "GET", "/api/v1/auth/me", token=one or "-").status < 400 for one in forged)


def _groups(sent: Sequence[Sent]) -> list[str]:
    return list(dict.fromkeys(one.group for one in sent))


def _row(group: str, sent: Sequence[Sent]) -> tuple[str, ...]:
    took = sorted(one.seconds for one in sent)
    answers = Counter(one.status for one in sent)
    said = ", ".join(f"{status or 'closed'}: {count}" for status, count in sorted(answers.items()))
    times = (f"{took[len(took) // 2]:.2f}", f"{took[int(0.95 * (len(took) - 1))]:.2f}", f"{took[-1]:.1f}")
    return group, str(len(sent)), said, *times, str(sum(bool(one.wrong) for one in sent))


def _figures(swept: Swept) -> dict[str, float]:
    assert swept.before
    assert swept.after
    took = sorted(one.seconds for one in swept.sent)
    found: dict[str, float] = {
        "hostile sent": len(swept.sent),
        "hostile 5xx": sum(one.status >= 500 for one in swept.sent),
        "hostile wrong": sum(bool(one.wrong) for one in swept.sent),
        "hostile slowest s": took[-1],
        "hostile p95 s": took[int(0.95 * (len(took) - 1))],
        "hostile growth MiB": max(swept.peak, swept.after.memory) - swept.before.memory,
        "hostile over cap": swept.over_cap,
        "hostile left": len(swept.leftovers),
        "hostile health p99 ms": _p99(sorted(swept.health)),
    }
    return found | ({"forged tokens accepted": swept.forged[1]} if swept.forged else {})


if __name__ == "__main__":
    sys.exit(main())
