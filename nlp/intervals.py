"""Finds the stretch of a text that holds an offset, among stretches in order, without looking at each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable


class Intervals:
    """Half-open stretches [start, end), ascending by start; where two overlap the later one is found first."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = list(spans)
        self._starts = [start for start, _ in self._spans]

    def at(self, offset: int) -> int | None:
        """Index of the stretch that holds the offset, or None."""
        index = bisect_right(self._starts, offset) - 1
        return index if index >= 0 and offset < self._spans[index][1] else None

    def covers(self, start: int, end: int) -> bool:
        """One stretch holds all of [start, end)."""
        index = self.at(start)
        return index is not None and end <= self._spans[index][1]

    def touching(self, start: int, end: int) -> int | None:
        """Index of the first stretch that shares a character with [start, end), or None."""
        index = self.at(start)
        if index is not None:
            return index
        following = bisect_right(self._starts, start)
        return following if following < len(self._spans) and self._starts[following] < end else None
