"""Links phrases that name a skill in other words to the skills that they may mean, by sentence embeddings.

The skills' vectors are made once and kept on disk by name, so that a changed taxonomy costs its new names only. Figures are of
job-ad sentences whose ESCO skills people marked (``benchmarks/skills.py``).
"""

from __future__ import annotations

import hashlib
import io
import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from nlp.embeddings import Embedder, Vectors
from nlp.taxonomy import Skill, Taxonomy
from nlp.whole_files import write_whole

_AT_ONCE = 256
_KEPT_EVERY = 10  # batches: what is made survives a restart
_BETWEEN = "\x1f"
# Of a catalogue's skill so many other names count, so much each.
_MOST_OTHERS, _OTHERS, _MOST_WORDS = 4, 0.6, 8
_TAXONOMIES = 4
# A phrase this close to a skill's name says it in other words, a single word only if it is nearly the name; below, it is
# a suggestion. Of the links in forty ads from 0.8 up, one in six was wrong, most of them of single words.
_SAME, _SAME_WORD = 0.82, 0.93
_SUGGESTIONS = 10
_LEAST_WHOLE = 0.45
_WHOLE = 0.5
# Log odds that a suggestion is right, fitted on the ten best of each sentence: of the closest phrase and the whole text.
_CLOSEST_WEIGHT, _WHOLE_WEIGHT, _BASE = 5.4, 3.0, -7.7


@dataclass(frozen=True, slots=True)
class Link:
    """A skill that a phrase may mean: the number of the phrase (None for the text as a whole) and the chance 0..1."""

    skill: Skill
    phrase: int | None
    chance: float


class Linker:
    """Finds the skills of one taxonomy whose names are closest to phrases."""

    def __init__(self, skills: Sequence[Skill], vectors: Vectors, embedder: Embedder) -> None:
        """Takes the skills with one unit vector each, shape (skills, dimensions), as ``SkillVectors`` makes them."""
        self._skills, self._vectors, self._embedder = skills, vectors, embedder
        self._sources = np.array([skill.uri is not None for skill in skills])
        self.knows_catalogue = bool(self._sources.any())

    def same(self, phrases: Sequence[str]) -> list[Link]:
        """For each phrase the skill that it names in other words, where there is one."""
        found = []
        for number, close in enumerate(self._closeness(phrases)):
            best = int(close.argmax())
            if close[best] >= (_SAME if " " in phrases[number] else _SAME_WORD):
                found.append(Link(self._skills[best], number, round(float(close[best]), 2)))
        return found

    def suggestions(self, text: str, phrases: Sequence[str]) -> list[Link]:
        """Up to ten skills of public catalogues that a sentence may mean, best first.

        The chance of each is that of being right, from 0.01; a text without phrases must be close to a skill as a whole.
        """
        whole = self._closeness([text])[0]
        close = self._closeness(phrases) if phrases else whole[None, :]
        if not phrases and whole.max() < _LEAST_WHOLE:
            return []
        best = np.where(self._sources, close.max(axis=0), -1.0)
        found = []
        for at in np.argsort(-(best + _WHOLE * whole), kind="stable")[:_SUGGESTIONS]:
            odds = _CLOSEST_WEIGHT * best[at] + _WHOLE_WEIGHT * whole[at] + _BASE
            number = int(close[:, at].argmax()) if phrases else None
            found.append(Link(self._skills[at], number, max(0.01, round(float(1 / (1 + np.exp(-odds))), 2))))
        return found

    def _closeness(self, texts: Sequence[str]) -> Vectors:
        """Cosines (texts, skills)."""
        closeness: Vectors = self._embedder.embed(texts) @ self._vectors.T
        return closeness


class SkillVectors:
    """Vectors of skills by one embedding model, in a file of a folder.

    A skill's vector is that of its name; of a skill of a public catalogue, whose labels are long and many, it is the unit
    mean of the preferred name and a few others (recall@10 0.64 instead of 0.59).
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        """Takes the folder, which may be new, and the model."""
        model = hashlib.sha256(embedder.identity.encode()).hexdigest()[:8]
        self._path, self._embedder = folder / f"skill-names-{model}.npz", embedder
        self._lock = threading.Lock()
        self._known: dict[str, int] = {}
        self._vectors: Vectors = np.zeros((0, embedder.dimensions), np.float32)
        self._stamp = 0
        self._linkers: OrderedDict[str, Linker] = OrderedDict()

    def linker(self, taxonomy: Taxonomy) -> Linker | None:
        """The linker of a taxonomy; None until all but a few of its names have vectors."""
        with self._lock:
            if taxonomy.version in self._linkers:
                return self._linkers[taxonomy.version]
            self._read()
            missing = [said for said in _all_said(taxonomy) if said not in self._known]
            if len(missing) > _AT_ONCE:
                return None
            # An organisation's own few go into its linker alone: what is kept belongs to everybody.
            known = self._known | {said: len(self._known) + at for at, said in enumerate(missing)}
            vectors = np.vstack([self._vectors, self._made(missing)])
            made = Linker(taxonomy.skills, vectors[[known[_said(skill)] for skill in taxonomy.skills]], self._embedder)
            self._linkers[taxonomy.version] = made
            while len(self._linkers) > _TAXONOMIES:
                self._linkers.popitem(last=False)
            return made

    def prepare(self, taxonomy: Taxonomy, told: Callable[[int, int], None] = lambda done, total: None) -> int:
        """Makes the vectors that are missing and keeps them; ``told(done, total)`` hears of the progress.

        Returns:
            How many were missing.
        """
        with self._lock:
            self._read()
            missing = [said for said in _all_said(taxonomy) if said not in self._known]
        for start in range(0, len(missing), _AT_ONCE):
            some = missing[start : start + _AT_ONCE]
            made = self._made(some)
            with self._lock:
                self._add(some, made)
            told(min(len(missing), start + _AT_ONCE), len(missing))
            if start + _AT_ONCE >= len(missing) or (start // _AT_ONCE) % _KEPT_EVERY == _KEPT_EVERY - 1:
                self._keep()
        return len(missing)

    def _made(self, said: Sequence[str]) -> Vectors:
        """Unit vectors (said, dimensions)."""
        names = [one.split(_BETWEEN) for one in said]
        vectors = self._embedder.embed([name for some in names for name in some])
        firsts = np.cumsum([0, *(len(some) for some in names)])
        sums = [vectors[a] + _OTHERS * vectors[a + 1 : b].sum(axis=0) for a, b in itertools.pairwise(firsts)]
        made = np.array(sums, np.float32).reshape(len(said), self._embedder.dimensions)
        lengths = np.linalg.norm(made, axis=1, keepdims=True)
        unit: Vectors = (made / np.where(lengths > 0, lengths, 1)).astype(np.float32)
        return unit

    def _add(self, said: Sequence[str], vectors: Vectors) -> None:
        fresh = [at for at, one in enumerate(said) if one not in self._known]
        if fresh:
            self._known |= {said[at]: len(self._known) + place for place, at in enumerate(fresh)}
            self._vectors = np.vstack([self._vectors, vectors[fresh]])

    def _read(self) -> None:
        """Takes in what another process may have kept meanwhile."""
        try:
            stamp = self._path.stat().st_mtime_ns
            if stamp == self._stamp:
                return
            with np.load(self._path) as kept:
                names, vectors = kept["names"].tobytes().decode().split("\n"), kept["vectors"].astype(np.float32)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return  # none yet, or a broken one: it is made anew
        if vectors.shape == (len(names), self._embedder.dimensions):
            self._stamp = stamp
            self._add(names, vectors)

    def _keep(self) -> None:
        """Writes all vectors; the file is there whole or not at all."""
        file = io.BytesIO()
        with self._lock:
            names = np.frombuffer("\n".join(self._known).encode(), np.uint8)
            vectors = self._vectors.astype(np.float16)
        np.savez(file, names=names, vectors=vectors)
        write_whole(self._path, file.getvalue())
        self._stamp = self._path.stat().st_mtime_ns


def _all_said(taxonomy: Taxonomy) -> Iterable[str]:
    return dict.fromkeys(_said(skill) for skill in taxonomy.skills)


def _said(skill: Skill) -> str:
    """The names that a skill's vector is made of."""
    others = [name for name in skill.aliases if name.count(" ") < _MOST_WORDS] if skill.uri else []
    return _BETWEEN.join([skill.name, *others[:_MOST_OTHERS]])


def default_linker(taxonomy: Taxonomy) -> Linker | None:
    """The linker of this process; None where no entry point has asked for one or its vectors are not made yet."""
    return _given[0]().linker(taxonomy) if _given else None


def set_default_vectors(find: Callable[[], SkillVectors] | None) -> None:
    """Hands this process its skill vectors; None takes them back."""
    _given[:] = [] if find is None else [find]


def prepare_default(taxonomy: Taxonomy, told: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Makes the vectors of a taxonomy's names for this process and all that share its folder; returns how many."""
    return _given[0]().prepare(taxonomy, told) if _given else 0


_given: list[Callable[[], SkillVectors]] = []
