"""Knows what the words of a job title weigh and how close they are, learnt from public lists of titles; reads no title apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.lexicon import lexicon
from nlp.phrases import phrase_pattern
from nlp.words import normal

WEIGHTS = Path(__file__).parent / "weights" / "title_words.npz"
OF = frozenset({"of", "for", "de", "du", "untuk"})
# Share of the plain overlap of words beside that of their meanings, and what unlike heads take off at most; chosen on
# tests/nlp/title_pairs.json among a handful, all within 0.02 of each other.
_OVERLAP, _HEADS = 0.15, 0.3
# The same words in another order ("manager marketing"), and the most that other words may say.
_TURNED, _MOST = 0.97, 0.95

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Said:
    """A role as compared: its words in one normal form, each once, and the one that names the role."""

    head: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TitleWords:
    """What was learnt of words: position, weight 0..1 and a unit vector each, (words, dimensions)."""

    places: Mapping[str, int]
    weights: Vector
    vectors: NDArray[np.int8]


def said_of(role: str, head_at: int) -> Said | None:
    """A role as it is compared, "front end developer" and "pengembang frontend" alike; None without a word that says anything.

    Args:
        role: In lower case, abbreviations written out.
        head_at: Offset of a character of the word that names the role.
    """
    same, found, head = _synonyms(), dict[str, None](), ""
    for part in _parts().finditer(role):
        written = same.get(_unhyphened(part[0]), part[0])
        forms = [word if "-" in word else normal(word) for word in written.split()]
        if part.start() <= head_at < part.end():
            head = forms[-1]
        found |= dict.fromkeys(form for form in forms if form not in OF and form not in _stops())
    return Said(head, tuple(found)) if found else None


@lru_cache(maxsize=65_536)
def alike(one: Said, other: Said) -> float:
    """How alike two roles are, 0..1: by the occupations that their words name, by the words they share and by their heads."""
    if set(one.words) == set(other.words):
        return 1.0 if one.head == other.head else _TURNED
    shared = (_covered(one.words, other.words) + _covered(other.words, one.words)) / 2
    close = (1 - _OVERLAP) * cosine(one.words, other.words) + _OVERLAP * shared
    return round(min(_MOST, close * (1 - _HEADS + _HEADS * _of_heads(one.head, other.head))), 4)


def cosine(one: Iterable[str], other: Iterable[str]) -> float:
    """Of the weighted sums of two lists of words, 0..1; a word that is not known is like itself alone."""
    (known, unknown), (others, unknown_others) = _summed(tuple(one)), _summed(tuple(other))
    both = float(known @ others) + sum(weight_of(word) ** 2 for word in unknown & unknown_others)
    lengths = _length(known, unknown) * _length(others, unknown_others)
    return min(1.0, max(0.0, both / lengths)) if lengths else 0.0


@lru_cache(maxsize=16_384)
def _summed(words: tuple[str, ...]) -> tuple[Vector, frozenset[str]]:
    learnt = _learnt()
    total = np.zeros(learnt.vectors.shape[1], np.float32)
    for word in words:
        if word in learnt.places:
            total += _vector(word) * weight_of(word)
    return total, frozenset(word for word in words if word not in learnt.places)


def _length(known: Vector, unknown: frozenset[str]) -> float:
    return float(np.sqrt(known @ known + sum(weight_of(word) ** 2 for word in unknown)))


def _covered(words: Iterable[str], by: Iterable[str]) -> float:
    """The share of the words' weight that the others have, too."""
    total = sum(map(weight_of, words))
    return sum(weight_of(word) for word in words if word in by) / total if total else 0.0


def _of_heads(one: str, other: str) -> float:
    if one == other:
        return 1.0
    known = _learnt().places
    return max(0.0, float(_vector(one) @ _vector(other))) if one in known and other in known else 0.0


def vector_of(word: str) -> Vector | None:
    """Unit vector (dimensions,) of a word; None for one that no list knows."""
    return _vector(word) if word in _learnt().places else None


def dimensions() -> int:
    """The length of the vectors."""
    return int(_learnt().vectors.shape[1])


def _vector(word: str) -> Vector:
    learnt = _learnt()
    row = learnt.vectors[learnt.places[word]].astype(np.float32)
    unit: Vector = row / np.sqrt(row @ row)
    return unit


def weight_of(word: str) -> float:
    """0..1: little for "manager", much for "pharmacist"; a word that no list knows is rare and says much."""
    learnt = _learnt()
    return float(learnt.weights[learnt.places[word]]) if word in learnt.places else 1.0


@cache
def _parts() -> re.Pattern[str]:
    """Matches "front end" and "chef" of "front end chef", a synonym as a whole; matches no mark. A list, or one word."""
    return re.compile(rf"{phrase_pattern(tuple(_synonyms())).pattern}|\.net\b|[^\W_]+(?:['-][^\W_]+)*(?:\+\+|#)?")


@cache
def _synonyms() -> dict[str, str]:
    return {_unhyphened(phrase): key for phrase, key in lexicon().phrase_keys("title_synonyms").items()}


def _unhyphened(phrase: str) -> str:
    return phrase.replace("-", " ")


@cache
def _stops() -> frozenset[str]:
    """Of the languages that the vectors were learnt with: another one's would take words out of them."""
    stops = lexicon().stop_words
    return stops["en"] | stops["id"]


@cache
def _learnt() -> TitleWords:
    with np.load(WEIGHTS) as kept:
        words = kept["words"].tobytes().decode().split("\n")
        weights = kept["weights"].astype(np.float32) / 100
        return TitleWords({word: at for at, word in enumerate(words)}, weights, kept["vectors"])
