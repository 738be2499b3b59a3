"""Several worker processes that share one copy of what they need: it is loaded once, then the process is forked.

The parent only looks after them: one that dies is replaced, and when it is told to stop, all are.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import time
from collections.abc import Callable
from typing import NoReturn

log = logging.getLogger(__name__)

_PAUSE_S = 1.0
"""A process that ends at once, as without a database, is not started again a thousand times a second."""
_PATIENCE_S = 19.0


def run_several(count: int, work: Callable[[], None]) -> None:
    """Has so many forked copies of this process do the work, until it is told to stop; then waits for them.

    What is loaded before is shared as long as nobody writes to it. This process must have no thread of its own.
    """
    gc.collect()
    gc.freeze()  # else the first look for garbage would touch, and so copy, every page
    _Crew(work).look_after(count)


class _Crew:
    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._children: dict[int, float] = {}
        self._is_stopping = False

    def look_after(self, count: int) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self._is_stopping:
            while len(self._children) < count and not self._is_stopping:
                self._start()
            self._bury_next()
        self._end()

    def _start(self) -> None:
        child = os.fork()
        if child == 0:
            self._become_worker()
        self._children[child] = time.monotonic()

    def _become_worker(self) -> NoReturn:
        code = 1
        try:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            self._work()
            code = 0
        except BaseException as exc:
            log.error("worker_failed", extra={"error": type(exc).__name__})
        finally:
            os._exit(code)

    def _bury_next(self) -> None:
        """Waits until a process ends, and a while more where it had just begun."""
        try:
            child, status = os.wait()
        except (ChildProcessError, InterruptedError):
            return
        began = self._children.pop(child, 0.0)
        if not self._is_stopping:
            log.warning("worker_ended", extra={"status": status})
            time.sleep(_PAUSE_S if time.monotonic() - began < _PAUSE_S else 0.0)

    def _stop(self, number: int, frame: object) -> None:
        self._is_stopping = True
        self._tell(signal.SIGTERM)

    def _tell(self, number: int) -> None:
        for child in list(self._children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, number)

    def _end(self) -> None:
        self._tell(signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE_S
        while self._children and time.monotonic() < deadline:
            with contextlib.suppress(ChildProcessError):
                child, _ = os.waitpid(-1, os.WNOHANG)
                self._children.pop(child, None)
            time.sleep(0.05)
        self._tell(signal.SIGKILL)
