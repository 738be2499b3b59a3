"""How near a whole résumé is to a whole ad, and held titles to the job's, apart from what all résumés and all ads share.

Requirement by requirement says what is met; this says whether somebody works in that line at all. Every résumé is a
little like every ad, because both speak of work: the means of many of each are taken off, and directions in which the
passages of one résumé differ among themselves count less (within-class covariance normalisation, Hatch et al. 2006).
The numbers are learnt for one model by ``training.overall``; vectors of other models are compared as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.model_store import MODEL_NAME
from records import Passage

WEIGHTS = Path(__file__).parent / "weights" / "overall.npz"
Vector = NDArray[np.float64]
Vectors = NDArray[np.float32]
# Parts of a résumé that tell the work; the rest (schools, certificates, languages) counts less.
_OF_WORK = frozenset({"header", "summary", "experience", "skills", "projects"})
_ASIDE = 0.3
# A job's title beside its text and its requirements.
_TITLE_PART = 0.5
# Nearness that counts in full: what recruiters' best pairs reach (development data). Plain cosines start higher.
_FULL, _FULL_TITLES = 0.65, 0.60
_PLAIN_FLOOR, _PLAIN_FULL = 0.15, 0.75
# What is held for a shorter time, and what has no dates, counts as so many months.
_LEAST_MONTHS, _USUAL_MONTHS = 3, 12


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """What is taken off (d,) and the directions that count (d, d); ``full`` is the nearness of the best pairs.

    Attributes:
        passages, held_titles: Means over résumés.
        ads, asked, job_titles: Means over ads: of their texts, of their requirements and duties, of their titles.
        learnt: The numbers are of this model.
    """

    passages: Vector
    held_titles: Vector
    ads: Vector
    asked: Vector
    job_titles: Vector
    turn: Vector
    learnt: bool


@cache
def space_of(model: str, dimensions: int) -> Space:
    """The numbers learnt for a model; for one without, none are taken off and all directions count alike."""
    if model == MODEL_NAME and WEIGHTS.exists():
        with np.load(WEIGHTS) as read:
            means = {name: read[name].astype(np.float64) for name in read.files}
        if means["turn"].shape[0] == dimensions:
            return Space(**means, learnt=True)
    zero = np.zeros(dimensions)
    return Space(zero, zero, zero, zero, zero, np.eye(dimensions), learnt=False)


def of_resume(space: Space, passages: Sequence[Passage], vectors: Vectors) -> Vector:
    """Direction (d,) of a résumé: the mean of its passages, each text once; zero without any."""
    if not passages:
        return np.zeros(len(space.passages))
    first: dict[str, int] = {}
    for at, passage in enumerate(passages):
        first.setdefault(passage.counted, at)
    weights = np.zeros(len(passages))
    for at in first.values():
        weights[at] = 1.0 if passages[at].section in _OF_WORK else _ASIDE
    mean = weights @ vectors.astype(np.float64) / weights.sum()
    return _unit((mean - space.passages) @ space.turn)


def of_ad(space: Space, text: Vectors, asked: Vectors, title: Vectors) -> Vector:
    """Direction (d,) of an ad.

    Args:
        text: Vector of its text, (1, d) or (0, d).
        asked: Vectors of its requirements and duties, (n, d).
        title: Vector of its title, (1, d) or (0, d).
    """
    parts = [(text, space.ads, 1.0), (asked, space.asked, 1.0), (title, space.job_titles, _TITLE_PART)]
    found = np.zeros(len(space.ads))
    for vectors, mean, weight in parts:
        if len(vectors):
            found += weight * _unit(vectors.astype(np.float64).mean(axis=0) - mean)
    return _unit(found @ space.turn)


def nearness(space: Space, ad: Vector, resume: Vector) -> float:
    """0..1 from the two directions; 0 for a side that has none."""
    if ad.shape != resume.shape:
        return 0.0
    return _share(space, float((ad * resume).sum()), _FULL)


def of_titles(space: Space, held: Vectors, months: Sequence[int | None]) -> Vector:
    """Direction (d,) of the titles held (n, d), each by the root of its months; zero without any."""
    if not len(held):
        return np.zeros(len(space.held_titles))
    weights = np.sqrt([max(_LEAST_MONTHS, _USUAL_MONTHS if time is None else time) for time in months])
    return _unit(weights @ held.astype(np.float64) / weights.sum() - space.held_titles)


def of_title(space: Space, wanted: Vectors) -> Vector:
    """Direction (d,) of the title wanted (1, d); zero without one."""
    return _unit(wanted[0].astype(np.float64) - space.job_titles) if len(wanted) else np.zeros(len(space.job_titles))


def titles_nearness(space: Space, held: Vector, wanted: Vector) -> float:
    """0..1: how near the titles held are on the whole to the one wanted, from their directions; 0 for a side without any."""
    if held.shape != wanted.shape or not held.any() or not wanted.any():
        return 0.0
    return _share(space, float((held * wanted).sum()), _FULL_TITLES)


def _share(space: Space, cosine: float, full: float) -> float:
    low, high = (0.0, full) if space.learnt else (_PLAIN_FLOOR, _PLAIN_FULL)
    return round(min(1.0, max(0.0, (cosine - low) / (high - low))), 4)


def _unit(vector: Vector) -> Vector:
    length = float(np.sqrt((vector * vector).sum()))
    return vector / length if length > 1e-9 else vector
