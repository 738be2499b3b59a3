"""Keyword similarity: TF-IDF cosine whose IDF comes from a fixed, versioned corpus and never from the batch."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.lexicon import lexicon
from nlp.words import words
from records import Terms

WEIGHTS = Path(__file__).parent / "weights" / "idf.json"
# A term that so many documents of the corpus hold is an ordinary word, for spelling.
_ORDINARY = 3


@dataclass(frozen=True, slots=True)
class Query:
    """A text that many others are compared with: IDF times weight of each of its terms, and the length of its vector."""

    factors: Mapping[str, float]
    length: float


def keyword_score(resume: str, job: str) -> float:
    """Cosine similarity 0..1 of the two texts."""
    return cosine(query(job), counted(resume))


def counted(text: str) -> Terms:
    """The terms of the corpus that stand in the text."""
    known = _idf()
    counts = dict(Counter(term for term in terms(text) if term in known))
    return Terms(counts, _length(counts), corpus_version())


def query(text: str) -> Query:
    """The text ready to be compared."""
    found, known = counted(text), _idf()
    return Query({term: known[term] * _weight(term, count) for term, count in found.counts.items()}, found.length)


def cosine(asked: Query, shown: Terms) -> float:
    """Cosine 0..1 of two texts, sublinear TF (1 + ln n) x fixed IDF; 0 for a text without terms."""
    lengths = asked.length * (shown.length if shown.corpus == corpus_version() else _length(shown.counts))
    counts = shown.counts
    # In the order of the query: a sum of floats depends on it.
    both = sum(factor * _sublinear(counts[term]) for term, factor in asked.factors.items() if term in counts)
    return both / lengths if lengths else 0.0


def terms(text: str) -> list[str]:
    """The normal forms that count: no stop words, no numbers, at least two characters."""
    stops = _stop_forms()
    return [
        word.form for word in words(text) if len(word.form) > 1 and not word.form.isdigit() and word.form not in stops
    ]


@cache
def ordinary_words() -> frozenset[str]:
    """Normal forms that are common enough not to be misspellings."""
    return frozenset(term for term, count in _weights().items() if count >= _ORDINARY) | _stop_forms()


@cache
def corpus_version() -> str:
    """Names the corpus behind the IDF; part of the matcher's version."""
    return str(json.loads(WEIGHTS.read_text("utf-8"))["version"])


@cache
def _stop_forms() -> frozenset[str]:
    return frozenset(word.form for stops in lexicon().stop_words.values() for stop in stops for word in words(stop))


@cache
def _weights() -> dict[str, int]:
    """Term -> number of documents of the corpus that hold it."""
    counts: dict[str, int] = json.loads(WEIGHTS.read_text("utf-8"))["document_frequency"]
    return counts


@cache
def _idf() -> dict[str, float]:
    """Smoothed IDF, ln((1 + N) / (1 + df)) + 1, as scikit-learn defines it."""
    total = json.loads(WEIGHTS.read_text("utf-8"))["documents"]
    return {term: math.log((1 + total) / (1 + count)) + 1 for term, count in _weights().items()}


@cache
def _sublinear(count: int) -> float:
    return 1.0 + math.log(count)


def _weight(term: str, count: int) -> float:
    return _sublinear(count) * _idf().get(term, 0.0)


def _length(found: Mapping[str, int]) -> float:
    return math.sqrt(sum(_weight(term, count) ** 2 for term, count in found.items()))
