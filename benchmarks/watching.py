"""Watches a server's processes from outside: memory, descriptors, threads and its children's memory against their caps."""

from __future__ import annotations

import contextlib
import os
import resource
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from documents.limits import DEFAULT_LIMITS

MIB = 1 << 20
_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Seen:
    """The web process at a moment: resident MiB, open descriptors, threads, and how many descendants it has."""

    memory: float
    descriptors: int
    threads: int
    children: int


def web_process(master: psutil.Process) -> psutil.Process:
    """The process that answers: the one that the server forked from itself."""
    asked = master.cmdline()
    return next(one for one in master.children() if one.cmdline() == asked)


def look_at(web: psutil.Process) -> Seen:
    """What the process holds now."""
    with web.oneshot():
        held = web.memory_info().rss / MIB
        return Seen(held, web.num_fds(), web.num_threads(), len(descendants(web.pid)))


class Watch:
    """Peaks while the context is open: the web process's by the kernel's own mark, its children's by twenty looks a second."""

    def __init__(self, web: psutil.Process) -> None:
        self.peak = 0.0
        self.largest_child = 0.0
        self.over_cap: set[int] = set()
        self._web, self._is_over = web, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watch:
        with contextlib.suppress(OSError):  # sets the mark back to what is held now
            Path(f"/proc/{self._web.pid}/clear_refs").write_text("5")
        self._thread.start()
        return self

    def __exit__(self, *ended: object) -> None:
        self._is_over.set()
        self._thread.join()
        status = Path(f"/proc/{self._web.pid}/status").read_text()
        self.peak = next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))

    def _run(self) -> None:
        while not self._is_over.wait(_EVERY_S):
            with contextlib.suppress(psutil.Error):
                for pid, held, cap in _children(self._web):
                    self.largest_child = max(self.largest_child, held / MIB)
                    if held > cap:
                        self.over_cap.add(pid)


def settled(web: psutil.Process, most_s: float, children: int) -> bool:
    """Waits until the web process has no more descendants than it is to have; False where that takes too long."""
    deadline = time.monotonic() + most_s
    while time.monotonic() < deadline:
        if len(descendants(web.pid)) <= children:
            return True
        time.sleep(0.5)
    return False


def descendants(pid: int) -> list[int]:
    """Ids of all below a process; the kernel's own lists, since looking through all processes takes too long here."""
    found = list[int]()
    with contextlib.suppress(OSError):  # a process may end while it is looked at
        for thread in os.listdir(f"/proc/{pid}/task"):
            found += [int(said) for said in Path(f"/proc/{pid}/task/{thread}/children").read_text().split()]
    return [*found, *(below for child in found for below in descendants(child))]


def _children(web: psutil.Process) -> Iterator[tuple[int, int, int]]:
    """Id, resident bytes and cap of each descendant; a reader's address space is its cap, the others have that of scans."""
    for pid in descendants(web.pid):
        with contextlib.suppress(psutil.Error):
            one = psutil.Process(pid)
            space = one.rlimit(resource.RLIMIT_AS)[0]
            cap = space if space == DEFAULT_LIMITS.memory_bytes else DEFAULT_LIMITS.ocr_memory_bytes
            yield pid, one.memory_info().rss, cap
