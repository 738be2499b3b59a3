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
S = TypeVar("S")

# Fewer things are done before a copy is made.
LEAST = 60
MOST_COPIES = 3
# A copy that has not answered so long after this process was done with its own part is given up.
PATIENCE_SECONDS = 5.0
_LONGEST_SECONDS = 120
# Of a copy's part: this process also makes the copies, reads their answers and lets other threads run.
OWN_SHARE = 0.8
_LENGTH_BYTES = 8


def mapped(work: Callable[[Sequence[T]], list[R]], things: Sequence[T], *, copies: int | None = None) -> list[R]:
    """The results of ``work`` for all things, in order; ``work`` gives one for each.

    Args:
        work: Computes, and nothing else; its results can be pickled.
        things: What to work on.
        copies: Processes beside this one; one less than there are processors by default.
    """
    return read_and_mapped(_as_they_are, work, things, copies=copies)


def read_and_mapped(
    read: Callable[[Sequence[S]], Sequence[T]],
    work: Callable[[Sequence[T]], list[R]],
    names: Sequence[S],
    *,
    own_share: float = OWN_SHARE,
    copies: int | None = None,
) -> list[R]:
    """The same for things that have to be read: this process reads each part before its copy is made, its own part last.

    Args:
        read: Gives the thing of each name, in order.
        work: As above.
        names: Of what to work on.
        own_share: Of a copy's part, how much this process takes; it also reads, while the copies work.
        copies: As above.
    """
    count = _copies(len(names)) if copies is None else copies
    if count < 1:
        return work(read(names))
    size = math.ceil(len(names) / (count + own_share))
    rest = max(1, len(names) - count * size)
    own, *others = [names[:rest], *(names[at : at + size] for at in range(rest, len(names), size))]
    asked: list[Sequence[T]] = []
    waiting: list[tuple[int, int] | None] = []
    try:
        for part in others:
            asked.append(read(part))
            waiting.append(_start(work, asked[-1]))
        found = work(read(own))
        deadline = time.monotonic() + PATIENCE_SECONDS
        for things in asked:
            copy = waiting.pop(0)
            answer = _answer(*copy, deadline) if copy else None
            found += work(things) if answer is None else pickle.loads(answer)
        return found
    finally:
        for copy in filter(None, waiting):  # the work failed here, as it does there
            _answer(*copy, 0.0)


def _as_they_are(things: Sequence[T]) -> Sequence[T]:
    return things


def _copies(count: int) -> int:
    if not sys.platform.startswith("linux"):
        return 0
    return min(MOST_COPIES, len(os.sched_getaffinity(0)) - 1, count // LEAST)


def _start(work: Callable[[Sequence[T]], list[R]], part: Sequence[T]) -> tuple[int, int] | None:
    """Number of the new process, and where its answer comes; None where no more processes or pipes are to be had."""
    try:
        reading, writing = os.pipe()
    except OSError:
        return None
    try:
        child = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return None
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
