"""Lets threads ask one server in turns, such that it counts no more calls than it allows, however long they are on their way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from connectors.boards.refusals import Late, Spent

_LOOK_S = 0.1
"""How often somebody who waits looks whether the search has ended."""


@dataclass(slots=True)
class _Place:
    under_way: int = 0
    cooling: list[float] = field(default_factory=list)


class Turns:
    """So many turns for each key. One is free again some time after its call ended: the server counts calls when they arrive,
    which is before they end, so a call that begins a whole window after the end of another also arrives a window after it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._places: dict[str, _Place] = {}
        self._changed, self._clock = threading.Condition(), clock

    @contextmanager
    def turn(self, key: str, turns: int, window_s: float, most_wait_s: float, stop: threading.Event) -> Iterator[None]:
        """Waits for a turn and has it until the end of the block.

        Raises:
            Spent: None is free by ``most_wait_s``.
            Late: ``stop`` was set.
        """
        self._take(key, turns, window_s, most_wait_s, stop)
        try:
            yield
        finally:
            with self._changed:
                place = self._places[key]
                place.under_way -= 1
                place.cooling.append(self._clock() + window_s)
                self._changed.notify_all()

    def _take(self, key: str, turns: int, window_s: float, most_wait_s: float, stop: threading.Event) -> None:
        ends_at = self._clock() + most_wait_s
        with self._changed:
            place = self._places.setdefault(key, _Place())
            while True:
                now = self._clock()
                place.cooling = [free_at for free_at in place.cooling if free_at > now]
                if place.under_way + len(place.cooling) < turns:
                    place.under_way += 1
                    return
                # What is under way ends now at the earliest.
                free_at = min(place.cooling, default=now + window_s)
                if free_at > ends_at:
                    raise Spent(free_at - now)
                if stop.is_set():
                    raise Late
                self._changed.wait(min(_LOOK_S, free_at - now))
