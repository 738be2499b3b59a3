"""Ways to score résumés against a job ad: the product's engine and the usual baselines; none of them learns from labels.

Each takes the same résumés as the product read them, so that only the scoring differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

import extractors
import matcher
from nlp import sentences
from records import Resume

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
# A sentence of fewer characters asks nothing ("1.", "a)").
_SHORTEST = 3


class Way(Protocol):
    """A way to score; ``name`` tells it apart in a table."""

    @property
    def name(self) -> str:
        """As a table names it."""

    def scores(self, ad: str, resumes: Sequence[Resume]) -> list[float]:
        """A number for each résumé, in their order; more is better."""


class Engine:
    """The product's matcher with one profile; scores are rounded as on the screen, so ties are real."""

    def __init__(self, profile: str, embed: Embed) -> None:
        self.name, self._profile, self._embed = f"Shortlist, {profile}", profile, embed

    def scores(self, ad: str, resumes: Sequence[Resume]) -> list[float]:
        """Match scores, 0..1."""
        job = extractors.extract_job(extractors.read_text(ad))
        found = matcher.rank(resumes, job, profile=self._profile, embed=self._embed)
        return [one.match.match_score for one in sorted(found, key=lambda one: one.index)]


class Keywords:
    """TF-IDF cosine of whole texts, by scikit-learn with the settings of the shared scorer's baseline."""

    name = "TF-IDF"

    def __init__(self, corpus: Iterable[str]) -> None:
        """Fits the IDF on ``corpus``, never on what is compared; raises ValueError where no word is in two texts."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._vectorizer: Any = TfidfVectorizer(
            sublinear_tf=True, stop_words="english", ngram_range=(1, 2), min_df=2, strip_accents="unicode"
        ).fit(corpus)
        self._rows: dict[str, Any] = {}

    def scores(self, ad: str, resumes: Sequence[Resume]) -> list[float]:
        """Cosines, 0..1."""
        asked = self._vectorizer.transform([ad]).T
        return [float((self._row(resume.text) @ asked).toarray()[0, 0]) for resume in resumes]

    def _row(self, text: str) -> Any:
        """The same résumés meet many ads; each is cut into words once."""
        if text not in self._rows:
            self._rows[text] = self._vectorizer.transform([text])
        return self._rows[text]


class WholeDocument:
    """Cosine of two vectors, one a document; the model reads its first 256 tokens."""

    name = "SBERT, whole document"

    def __init__(self, embed: Embed) -> None:
        self._embed = embed

    def scores(self, ad: str, resumes: Sequence[Resume]) -> list[float]:
        """Cosines, -1..1."""
        vectors = self._embed([ad, *(resume.text for resume in resumes)])
        return [float(one) for one in vectors[1:] @ vectors[0]]


class BestPassages:
    """Mean over the ad's sentences of the closest passage of the résumé."""

    name = "SBERT, best passage"

    def __init__(self, embed: Embed) -> None:
        self._embed = embed

    def scores(self, ad: str, resumes: Sequence[Resume]) -> list[float]:
        """Means of cosines, -1..1; 0 for a résumé without passages."""
        asked = self._embed(said(ad))
        return [best_passages(asked, self._embed([one.text for one in resume.passages])) for resume in resumes]


def said(ad: str) -> list[str]:
    """The sentences of an ad, line by line, each once."""
    parts = (line[start:end].strip() for line in ad.splitlines() for start, end in sentences.spans(line))
    return list(dict.fromkeys(part for part in parts if len(part) >= _SHORTEST))


def best_passages(asked: Vectors, shown: Vectors) -> float:
    """Mean of the best cosine of each asked sentence (n, d) among the shown ones (m, d); 0 where either is empty."""
    return float((asked @ shown.T).max(axis=1).mean()) if len(asked) and len(shown) else 0.0
