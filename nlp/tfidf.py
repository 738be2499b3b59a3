"""Keyword similarity: TF-IDF cosine whose IDF comes from a fixed, versioned corpus and never from the batch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.lexicon import lexicon
from nlp.words import words

WEIGHTS = Path(__file__).parent / "weights" / "idf.json"
# A term that so many documents of the corpus hold is an ordinary word, for spelling.
_ORDINARY = 3


def keyword_vectors(texts: Sequence[str]) -> Any:
    """Sparse matrix (n, terms), rows of unit length (zero for a text without known terms), sublinear TF x fixed IDF."""
    return vectorizer().transform(texts)


def keyword_score(resume: str, job: str) -> float:
    """Cosine similarity 0..1 of the two texts."""
    return float((keyword_vectors([resume]) @ _transposed(job)).toarray()[0, 0])


@lru_cache(maxsize=64)
def _transposed(text: str) -> Any:
    """Column (terms, 1) of a job ad, which is compared with many résumés in turn."""
    return keyword_vectors([text]).T


@cache
def vectorizer() -> Any:
    """scikit-learn's vectorizer with the vocabulary and IDF of the weights file."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # a second and a half of every start, if at the top

    weights = _weights()
    made = TfidfVectorizer(analyzer=terms, sublinear_tf=True, vocabulary=list(weights), dtype=np.float64)
    made.idf_ = _idf(list(weights.values()))
    return made


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


def _idf(counts: Sequence[int]) -> NDArray[np.float64]:
    """Smoothed IDF, ln((1 + N) / (1 + df)) + 1, as scikit-learn defines it."""
    total = json.loads(WEIGHTS.read_text("utf-8"))["documents"]
    idf: NDArray[np.float64] = np.log((1 + total) / (1 + np.array(counts, dtype=np.float64))) + 1
    return idf
