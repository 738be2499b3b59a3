"""Keyword similarity: TF-IDF cosine whose IDF comes from a fixed, versioned corpus and never from the batch."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from nlp.lexicon import lexicon
from nlp.words import words
from records import Terms

WEIGHTS = Path(__file__).parent / "weights" / "idf.json"
# A term that so many documents of the corpus hold is an ordinary word, for spelling.
_ORDINARY = 3


def keyword_score(resume: str, job: str) -> float:
    """Cosine similarity 0..1 of the two texts."""
    return cosine(counted(resume), counted(job))


def counted(text: str) -> Terms:
    """The terms of the corpus that stand in the text."""
    known = _idf()
    counts = dict(Counter(term for term in terms(text) if term in known))
    return Terms(counts, _length(counts), corpus_version())


def cosine(one: Terms, other: Terms) -> float:
    """Cosine 0..1 of two texts, sublinear TF (1 + ln n) x fixed IDF; 0 for a text without terms."""
    lengths = _own_length(one) * _own_length(other)
    shared = one.counts.keys() & other.counts.keys()
    # In one order: a sum of floats depends on it.
    both = sum(_weight(term, one.counts[term]) * _weight(term, other.counts[term]) for term in sorted(shared))
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


@lru_cache(maxsize=65_536)
def _weight(term: str, count: int) -> float:
    return (1.0 + math.log(count)) * _idf().get(term, 0.0)


def _own_length(found: Terms) -> float:
    return found.length if found.corpus == corpus_version() else _length(found.counts)


def _length(found: Mapping[str, int]) -> float:
    return math.sqrt(sum(_weight(term, count) ** 2 for term, count in found.items()))
