"""Asks many boards at once and tells what each found as it comes; one that fails is a result, and all end in time."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from connectors.boards.asking import Asking
from connectors.boards.board import Board
from connectors.boards.filters import passing
from connectors.boards.posting import Posting, Query
from connectors.boards.refusals import Late, Problem
from errors import AppError

log = logging.getLogger(__name__)

DEADLINE_S = 8.0
AT_ONCE = 8
_TO_SPARE_S = 0.2
"""Boards end so much before the whole, so that what they found by then is still told."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one source of a board gave.

    Attributes:
        board: Its name.
        source: The company, feed or page; empty for a board that is a whole.
        postings: Those that are looked for, also when something went wrong after them.
        problem: What went wrong, None when all is well.
        took_s: Seconds from the beginning of the search.
    """

    board: str
    source: str
    postings: tuple[Posting, ...]
    problem: Problem | None
    took_s: float


def search(
    boards: Iterable[Board], query: Query, asking: Asking, *, at_once: int = AT_ONCE, deadline_s: float = DEADLINE_S
) -> Iterator[Heard]:
    """Asks every source of some boards, ``at_once`` of them at a time, and yields each answer as it comes.

    Each source yields exactly once. Who stops listening ends the search. No error is raised; a source that has not answered
    by ``deadline_s`` is yielded with the problem ``board_late``.
    """
    return _Search(boards, query, asking, deadline_s).heard(at_once)


class _Search:
    def __init__(self, boards: Iterable[Board], query: Query, asking: Asking, deadline_s: float) -> None:
        self._query, self._asking = query, asking
        self._errands = _in_turn([[(board, source) for source in board.sources] for board in boards])
        self._began = time.monotonic()
        self._ends_at = self._began + deadline_s
        self._stop = threading.Event()
        self._waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._told: queue.SimpleQueue[tuple[int, Heard]] = queue.SimpleQueue()

    def heard(self, at_once: int) -> Iterator[Heard]:
        missing = dict(enumerate(self._errands))
        for place in missing:
            self._waiting.put(place)
        try:
            for _ in range(min(max(1, at_once), len(missing))):
                threading.Thread(target=self._work, name="job-boards", daemon=True).start()
            while missing:
                try:
                    place, found = self._told.get(timeout=max(0.0, self._ends_at - time.monotonic()))
                except queue.Empty:
                    break
                del missing[place]
                yield found
            for board, source in missing.values():
                yield self._made(board, source, (), Problem.of(Late()))
        finally:
            self._stop.set()

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                place = self._waiting.get_nowait()
            except queue.Empty:
                return
            board, source = self._errands[place]
            self._told.put((place, self._asked(board, source)))

    def _asked(self, board: Board, source: str) -> Heard:
        found: list[Posting] = []
        problem: Problem | None = None
        try:
            reader = self._asking.reader(board, self._ends_at - _TO_SPARE_S, self._stop)
            for posting in passing(board.postings(source, self._query, reader), self._query, board.pushes):
                found.append(posting)
                if len(found) >= self._query.limit or self._stop.is_set():
                    break
        except AppError as exc:
            problem = Problem.of(exc)
        # What a stranger's answer can make of our own code must not end the search of all others.
        except Exception as exc:
            log.exception("board_failed", extra={"board": board.name})
            problem = Problem("board_failed", "The board's answer could not be read.", type(exc).__name__)
        return self._made(board, source, tuple(found), problem)

    def _made(self, board: Board, source: str, found: tuple[Posting, ...], problem: Problem | None) -> Heard:
        return Heard(board.name, source, found, problem, time.monotonic() - self._began)


def _in_turn(listed: Sequence[Sequence[tuple[Board, str]]]) -> list[tuple[Board, str]]:
    """The first source of each board, then the second of each: a board with many companies keeps nobody waiting."""
    longest = max(map(len, listed), default=0)
    return [sources[place] for place in range(longest) for sources in listed if place < len(sources)]
