"""Labelled pairs that are read once and scored in several ways, by the matcher alone: the number on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

import extractors
import matcher
from nlp.embeddings import Embedder
from records import Document, Job, Match, Resume
from training.labelled_pairs import Pair, key_of, labels_of

Numbers = NDArray[np.float64]
Vectors = NDArray[np.float32]


class Panel:
    """Pairs with their résumés and jobs as the product reads them.

    Attributes:
        pairs: In the order given.
        labels: (n,) 0..1.
        jobs: (n,) the key of each pair's job.
    """

    def __init__(self, pairs: Sequence[Pair], embedder: Embedder, as_of: str) -> None:
        """Reads every résumé and every job once; ``as_of`` is for pairs that name no day."""
        self.pairs = tuple(pairs)
        self.labels = labels_of(pairs)
        self.jobs = [pair.job_key for pair in pairs]
        self._embed = Remembered(embedder)
        self._as_of = as_of
        self._resumes: dict[tuple[str, str], Resume] = {}
        self._read_jobs: dict[str, Job] = {}
        for pair in tqdm(self.pairs, desc="Reading résumés and jobs", disable=None):
            self._read(pair)

    def matches(self, profile: str = "balanced", weights: Mapping[str, float] | None = None) -> list[Match]:
        """The match of each pair, in the order of the pairs."""
        found: dict[int, Match] = {}
        by_job: dict[str, list[int]] = {}
        for at, job in enumerate(self.jobs):
            by_job.setdefault(job, []).append(at)
        for job, places in tqdm(by_job.items(), desc="Scoring jobs", leave=False, disable=None):
            resumes = [self.resume(self.pairs[at]) for at in places]
            ranked = matcher.rank(resumes, self._read_jobs[job], profile=profile, weights=weights, embed=self._embed)
            found |= {places[one.index]: one.match for one in ranked}
        return [found[at] for at in range(len(self.pairs))]

    def scores(self, profile: str = "balanced", weights: Mapping[str, float] | None = None) -> Numbers:
        """(n,) match scores 0..1."""
        return scores_of(self.matches(profile, weights))

    def part(self, chosen: Sequence[int]) -> Panel:
        """Some of the pairs, which need not be read or embedded again."""
        other = copy(self)
        other.pairs, other.labels = tuple(self.pairs[at] for at in chosen), self.labels[list(chosen)]
        other.jobs = [self.jobs[at] for at in chosen]
        return other

    def with_embedder(self, embedder: Embedder) -> Panel:
        """The same pairs, compared by another model."""
        other = copy(self)
        other._embed = Remembered(embedder)
        return other

    def resume(self, pair: Pair) -> Resume:
        """What the pair's résumé says."""
        return self._resumes[key_of(pair.resume_text), pair.as_of or self._as_of]

    def job(self, pair: Pair) -> Job:
        """What the pair's ad asks."""
        return self._read_jobs[pair.job_key]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(n, d) unit vectors; a text is embedded once."""
        return self._embed(texts)

    def _read(self, pair: Pair) -> None:
        day = pair.as_of or self._as_of
        resume = (key_of(pair.resume_text), day)
        if resume not in self._resumes:
            document = _document(pair.resume, pair.resume_text)
            self._resumes[resume] = extractors.extract_resume(document, as_of=date.fromisoformat(day))
        if pair.job_key not in self._read_jobs:
            self._read_jobs[pair.job_key] = extractors.extract_job(_document(pair.job, pair.job_text))


class Remembered:
    """An embedder that embeds each text once."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self._known: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """(n, d) unit vectors in the order of the texts."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= dict(zip(new, self.embedder.embed(new), strict=True))
        rows = [self._known[text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.embedder.dimensions), dtype=np.float32)


def scores_of(matches: Sequence[Match]) -> Numbers:
    """(n,) match scores 0..1."""
    return np.array([match.match_score for match in matches], dtype=np.float64)


def _document(read: Document | None, text: str) -> Document:
    return read or extractors.read_text(text)
