"""Ranks the occupations of an imported catalogue for an ad, and says what skills usually belong to one; imports nothing."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from errors import DamagedDocument
from nlp.imported_occupations import FILE, OccupationIndex, kept
from nlp.occupation_labels import LabelVectors
from nlp.occupation_signs import NAMES, Embed, Floats, Signs
from records import Occupation

log = logging.getLogger(__name__)

WEIGHTS = Path(__file__).parent / "weights" / "occupations.json"
SKILLS = Path(__file__).parent / "weights" / "occupation_skills.json"
LOOK_EVERY_S = 1.0
_GROUP_DIGITS = 4
_NOTHING_SAID = 1e-6

Weights = Mapping[str, Mapping[str, float]]


class Occupations:
    """The occupations of one catalogue; nothing in it changes after it is made."""

    def __init__(self, index: OccupationIndex, labels: Floats | None = None, weights: Weights | None = None) -> None:
        """Takes an index, unit vectors of its labels (occupations, dimensions) and weights of the signs; None: the learnt."""
        self._index, self._signs = index, Signs(index, labels)
        self._weights = {
            kind: np.array([signs.get(name, 0.0) for name in NAMES], np.float64)
            for kind, signs in (weights or learnt()).items()
        }

    def rank(self, title: str, text: str = "", limit: int = 5, *, embed: Embed | None = None) -> list[Occupation]:
        """The likeliest occupations of an ad, best first; of equals the lower code first.

        Args:
            title: As the ad writes it.
            text: The ad; what it asks and does counts as far as ``occupation_signs.MOST_TEXT``.
            limit: How many at most; fewer, even none, where neither title nor text says anything.
            embed: Texts -> unit vectors of the model that made the labels' vectors; used where these are made.

        Returns:
            With the chance 0..1 that the code is the one that a person would give; all codes' chances sum to 1.
        """
        signs = self._signs.of(title, text, embed)
        if signs[:, : NAMES.index("depth")].max(initial=0.0) < _NOTHING_SAID:
            return []
        chances = self._chances(signs, kind_of(text, embed if self._signs.has_labels else None))
        best = np.argsort(-chances, kind="stable")[:limit]
        return [Occupation(self._index.codes[at], self._index.labels[at], round(float(chances[at]), 3)) for at in best]

    def signs(self, title: str, text: str = "", embed: Embed | None = None) -> Floats:
        """What ``rank`` weighs, (occupations, ``len(NAMES)``), in the order of ``codes``; for learning the weights."""
        return self._signs.of(title, text, embed)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all occupations, in order."""
        return self._index.codes

    def skills_of(self, code: str) -> tuple[str, ...]:
        """Ids of our skills that usually belong to an occupation, the most telling first; empty where none were learnt.

        A code that too few ads were about has the skills of the next one above it, up to its ISCO group.
        """
        return skills_of(code)

    def _chances(self, signs: Floats, kind: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        odds = (signs.astype(np.float64) * self._weights[kind]).sum(axis=1)
        shares = np.exp(odds - odds.max())
        found: np.ndarray[Any, np.dtype[np.float64]] = np.round(shares / shares.sum(), 6)
        return found


def kind_of(text: str, embed: Embed | None) -> str:
    """Which weights count: those for whole ads or for titles alone, with the labels' vectors or without."""
    return ("ad" if text.strip() else "title") + ("" if embed is None else "_embedded")


def skills_of(code: str) -> tuple[str, ...]:
    """See ``Occupations.skills_of``; needs no catalogue."""
    known = _skills()
    while code:
        if code in known:
            return known[code]
        code = code.rpartition(".")[0]
    return ()


@cache
def learnt() -> Weights:
    """The weights of the signs by the kind of ad: ``ad``, ``title``, ``ad_embedded``, ``title_embedded``."""
    weights: Weights = json.loads(WEIGHTS.read_text("utf-8"))["weights"]
    return weights


@cache
def _skills() -> dict[str, tuple[str, ...]]:
    read = json.loads(SKILLS.read_text("utf-8"))["skills"]
    return {code: tuple(found) for code, found in read.items()}


class KeptOccupations:
    """The occupations in a folder of imports; another import is noticed without a restart."""

    def __init__(self, folder: Path, vectors: Callable[[], LabelVectors] | None = None) -> None:
        """Takes the folder and, where ads may be embedded, the way to the labels' vectors."""
        self._path, self._vectors = folder / FILE, vectors
        self._lock = threading.Lock()
        self._current: Occupations | None = None
        self._signature: object = None
        self._look_at = 0.0

    def __call__(self) -> Occupations | None:
        """The newest ones; None where nothing is imported.

        Looks at the files once a second at most, and while one thread reads another import the others go on.
        """
        if time.monotonic() >= self._look_at and self._lock.acquire(blocking=self._current is None):
            try:
                if time.monotonic() >= self._look_at:
                    self._look()
            finally:
                self._lock.release()
        return self._current

    def prepare(self, told: Callable[[int, int], None] = lambda done, total: None) -> int:
        """Makes the labels' vectors that are missing; returns how many were."""
        if self._vectors is None or not self._path.is_file():
            return 0
        return self._vectors().prepare(kept(self._path).labels, told)

    def _look(self) -> None:
        vectors = self._vectors() if self._vectors else None
        signature = _state(self._path), _state(vectors.path) if vectors else None
        if signature != self._signature:
            self._current, self._signature = self._read(vectors), signature
        self._look_at = time.monotonic() + LOOK_EVERY_S

    def _read(self, vectors: LabelVectors | None) -> Occupations | None:
        try:
            index = kept(self._path)
        except FileNotFoundError:
            return None
        except (DamagedDocument, OSError) as exc:
            log.warning("occupations_import_broken", extra={"file": self._path.name, "error": type(exc).__name__})
            return None
        return Occupations(index, vectors.of(index.labels) if vectors else None)


def default_occupations() -> Occupations | None:
    """The occupations of this process; None where no entry point has named a folder or nothing is imported into it."""
    return _given[0]() if _given else None


def set_default_occupations(find: Callable[[], Occupations | None] | None) -> None:
    """Hands this process the way to its occupations, which is asked each time; None takes it back."""
    _given[:] = [] if find is None else [find]


_given: list[Callable[[], Occupations | None]] = []


def _state(path: Path) -> object:
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size, about.st_ino
