"""Which cores the workers may use beside the rest, and what each part of the program took of them; it knows no speed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

PARTS = ("worker", "reading", "Postgres", "server")
_READS = "documents.worker"


@dataclass(frozen=True, slots=True)
class Cores:
    """Numbers of cores: those of a worker that is measured alone, and those of the server, the database and the client."""

    alone: frozenset[int]
    rest: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        """Those of several workers, who share them with the rest."""
        return self.alone | self.rest


def shared_out() -> Cores:
    """The last core for one worker alone, the others for the rest; where there is one core, everybody has that."""
    found = sorted(os.sched_getaffinity(0))
    return Cores(frozenset(found[-1:]), frozenset(found[:-1] or found))


def taken(crew: psutil.Process, server: psutil.Process, folder: Path) -> dict[str, float]:
    """Seconds of processor that each of ``PARTS`` took since it was started, with what it started."""
    postgres = psutil.Process(int((folder / "var" / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0]))
    workers: list[psutil.Process] = []
    reading: list[psutil.Process] = []
    for process in (crew, *crew.children(recursive=True)):
        with suppress(psutil.Error):
            (reading if _READS in process.cmdline() else workers).append(process)
    # The children in which documents are read are short-lived: their time is in that of the process that forks them.
    all_of = {"worker": workers, "reading": reading}
    all_of |= {"Postgres": [postgres, *postgres.children()], "server": [server, *server.children(recursive=True)]}
    return {part: _seconds(all_of[part]) for part in PARTS}


def between(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """What was taken from one moment to another."""
    return {part: after[part] - before[part] for part in PARTS}


def _seconds(processes: Iterable[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        with suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total
