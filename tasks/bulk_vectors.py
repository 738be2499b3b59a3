"""Vectors of texts that résumés of other steps said a moment ago, by checksums; it keeps no text, and nothing for long.

Titles, degrees and employers come again from résumé to résumé: a vector depends on its text alone, so it need not be made
again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping

from db import packed_vectors
from db.packed_vectors import Half

MOST = 16_000
"""Of each half: together about 30 MB of vectors of 384 numbers."""
HELD_S = 15.0
"""Half of the time after which nothing is left of a text that no other résumé said, such as one of an erased person."""

Name = tuple[str, bytes]


class Lately:
    """Two halves: what is asked for or comes anew is in the young one, and the old one goes after a while.

    Safe to share between threads.
    """

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        """Starts empty."""
        self._most, self._clock, self._lock = most, clock, threading.Lock()
        self._young: dict[Name, Half] = {}
        self._old: dict[Name, Half] = {}
        self._since = clock()

    def known(self, model: str, texts: Iterable[str]) -> dict[str, Half]:
        """Those of the texts whose vectors (d,) by this model are still held."""
        names = {text: (model, packed_vectors.key(text)) for text in texts}
        with self._lock:
            self._turn()
            found = {}
            for text, name in names.items():
                held = self._young.get(name, self._old.get(name))
                if held is not None:
                    found[text] = self._young[name] = held
            return found

    def hold(self, model: str, made: Mapping[str, Half]) -> None:
        """Holds vectors (d,) that were made for texts."""
        with self._lock:
            self._young |= {(model, packed_vectors.key(text)): vector.copy() for text, vector in made.items()}
            self._turn()

    def drop_old(self) -> None:
        """Drops what nobody has said again; to be called now and then while nothing is read."""
        with self._lock:
            self._turn()

    def __len__(self) -> int:
        return len(self._young.keys() | self._old.keys())

    def _turn(self) -> None:
        age = self._clock() - self._since
        if age >= HELD_S or len(self._young) > self._most:
            self._old, self._young = ({} if age >= 2 * HELD_S else self._young), {}
            self._since = self._clock()


LATELY = Lately()
"""That of this process."""
