"""Work on many things by several processors: forked copies of this process take a part each and send their results back.

A copy has everything that this process holds in memory without reading or sending it. It must only compute: it takes no
lock, opens no connection, and is gone as soon as it has answered. What a copy does not answer in time is done here.
"""

from __future__ import annotations

import contextlib
import gc
import math
import os
import pickle
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Fewer things are done before a copy is made.
LEAST = 60
MOST_COPIES = 3
# A copy that has not answered so long after this process was done with its own part is given up.
PATIENCE_SECONDS = 5.0
_LONGEST_SECONDS = 120
# Of a copy's part: this process also makes the copies, reads their answers and lets other threads run.
_OWN_SHARE = 0.8
_LENGTH_BYTES = 8


def mapped(work: Callable[[Sequence[T]], list[R]], things: Sequence[T], *, copies: int | None = None) -> list[R]:
    """The results of ``work`` for all things, in order; ``work`` gives one for each.

    Args:
        work: Computes, and nothing else; its results can be pickled.
        things: What to work on.
        copies: Processes beside this one; one less than there are processors by default.
    """
    count = _copies(len(things)) if copies is None else copies
    if count < 1:
        return work(things)
    size = math.ceil(len(things) / (count + _OWN_SHARE))
    rest = max(1, len(things) - count * size)
    own, *others = [things[:rest], *(things[at : at + size] for at in range(rest, len(things), size))]
    waiting: list[tuple[int, int]] = []
    try:
        with contextlib.suppress(OSError):  # no more processes or pipes are to be had: the rest is done here
            for part in others:
                waiting.append(_start(work, part))
        found = work(own)
        deadline = time.monotonic() + PATIENCE_SECONDS
        for part in others:
            answer = _answer(*waiting.pop(0), deadline) if waiting else None
            found += work(part) if answer is None else pickle.loads(answer)
        return found
    finally:
        for child, pipe in waiting:  # the work failed here, as it does there
            _answer(child, pipe, 0.0)


def _copies(count: int) -> int:
    if not sys.platform.startswith("linux"):
        return 0
    return min(MOST_COPIES, len(os.sched_getaffinity(0)) - 1, count // LEAST)


def _start(work: Callable[[Sequence[T]], list[R]], part: Sequence[T]) -> tuple[int, int]:
    """Number of the new process, and where its answer comes."""
    reading, writing = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        raise
    if child:
        os.close(writing)
        return child, reading
    code = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        signal.alarm(_LONGEST_SECONDS)  # whatever becomes of the process that asked
        gc.disable()  # it would look through all that the process holds, for the moment that the copy lives
        os.close(reading)
        answer = pickle.dumps(work(part), pickle.HIGHEST_PROTOCOL)
        # How long it is, too: a copy that another thread makes meanwhile keeps this end of the pipe open for a while.
        _send(writing, len(answer).to_bytes(_LENGTH_BYTES) + answer)
        code = 0
    finally:
        os._exit(code)  # no handler, no buffer and no connection of the other process is touched


def _send(pipe: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]


def _answer(child: int, pipe: int, deadline: float) -> bytes | None:
    """What the copy sent, or None when it failed or is late; it is gone afterwards."""
    try:
        length = _received(pipe, _LENGTH_BYTES, deadline)
        answer = _received(pipe, int.from_bytes(length), deadline) if length else None
    finally:
        os.close(pipe)
    if answer is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return answer


def _received(pipe: int, length: int, deadline: float) -> bytes | None:
    """So many bytes; None when the pipe ends before, or nothing comes until then."""
    parts: list[bytes] = []
    while length > 0:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        part = os.read(pipe, min(length, 1 << 20)) if ready else b""
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
