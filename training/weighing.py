"""Learns what each component of a match is worth from labelled pairs; it reads components and asks no matcher for scores.

Weights are at least 0 and sum to 1. They minimise a pairwise logistic loss (Burges et al. 2005) with every job counting the
same, and are pulled towards the current ones. The score they are learnt for is the matcher's: the weighted mean of the
components that the job says something about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import matcher
from records import Match

# So many points of score between two résumés are worth one unit of the logistic curve.
_TEMPERATURE = 0.1
# Strength of the pull towards the current weights: of 0.1, 0.3, 1, 3 and 10 the weakest that loses on no development set by
# more than half a point in cross-validation.
PULL = 3.0
# A component that fewer pairs have data for keeps its weight.
_LEAST_DATA = 0.1

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Parts:
    """The components of n matches.

    Attributes:
        names: The k components, the sections' own left out: those are another profile's.
        scores: (n, k) 0..1.
        has_data: (n, k) 1.0 where the job says something about the component, else 0.0.
    """

    names: tuple[str, ...]
    scores: Numbers
    has_data: Numbers

    def only(self, chosen: NDArray[np.bool_]) -> Parts:
        """Some of the matches."""
        return Parts(self.names, self.scores[chosen], self.has_data[chosen])


def parts_of(matches: Sequence[Match]) -> Parts:
    """The components of matches, in their order."""
    names = tuple(name for name in matcher.COMPONENTS if not name.startswith("section_"))
    rows = [[match.components[name] for name in names] for match in matches]
    scores = np.array([[part.score for part in row] for row in rows], dtype=np.float64)
    return Parts(names, scores, np.array([[float(part.has_data) for part in row] for row in rows]))


def weighed(parts: Parts, weights: Mapping[str, float]) -> Numbers:
    """(n,) the score that the matcher gives with these weights, before it rounds."""
    return _score(parts, np.array([weights.get(name, 0.0) for name in parts.names]))


def learnt(
    parts: Parts, labels: Numbers, jobs: Sequence[str], current: Mapping[str, float], pull: float = PULL
) -> dict[str, float]:
    """Component -> weight, rounded to 0.0001; components that are worth nothing are left out.

    Args:
        parts: Of n pairs.
        labels: (n,) 0..1; only pairs of one job whose labels differ teach anything.
        jobs: (n,) the job of each pair.
        current: The weights to start from and to stay near.
        pull: How much staying near counts.
    """
    from scipy.optimize import minimize

    start = np.array([current.get(name, 0.0) for name in parts.names])
    start = start / start.sum()
    free = parts.has_data.mean(axis=0) >= _LEAST_DATA
    better, worse, share = _comparisons(labels, jobs)
    if not len(better) or free.sum() < 2:
        return _named(parts.names, start)
    problem = _Problem(parts, start, free, better, worse, share, pull)
    found = minimize(
        problem.loss,
        start[free],
        jac=True,
        method="SLSQP",
        bounds=[(0.0, 1.0)] * int(free.sum()),
        constraints={"type": "eq", "fun": lambda moved: moved.sum() - start[free].sum(), "jac": np.ones_like},
        options={"maxiter": 500, "ftol": 1e-9},
    )
    return _named(parts.names, problem.weights(np.clip(found.x, 0.0, 1.0)))


@dataclass(frozen=True, slots=True)
class _Problem:
    """What is minimised: comparisons (rows of the better and the worse, share of the loss) and the pull to ``start``."""

    parts: Parts
    start: Numbers
    free: NDArray[np.bool_]
    better: NDArray[np.int64]
    worse: NDArray[np.int64]
    share: Numbers
    pull: float

    def weights(self, moved: Numbers) -> Numbers:
        """(k,) all weights, the ones that may move among them."""
        weights = self.start.copy()
        weights[self.free] = moved
        return weights

    def loss(self, moved: Numbers) -> tuple[float, Numbers]:
        """The loss and its slope."""
        weights = self.weights(moved)
        scores = _score(self.parts, weights)
        live = np.maximum(self.parts.has_data @ weights, 1e-9)
        slopes = self.parts.has_data * (self.parts.scores - scores[:, None]) / live[:, None]
        margin = (scores[self.better] - scores[self.worse]) / _TEMPERATURE
        doubt = self.share / (1 + np.exp(np.clip(margin, -500, 500))) / _TEMPERATURE
        away = weights - self.start
        value = float(self.share @ np.logaddexp(0.0, -margin) + self.pull * away @ away)
        slope = -(doubt @ (slopes[self.better] - slopes[self.worse])) + 2 * self.pull * away
        return value, slope[self.free]


def _score(parts: Parts, weights: Numbers) -> Numbers:
    """(n,) with weights (k,)."""
    live = parts.has_data @ weights
    found: Numbers = (parts.scores * parts.has_data) @ weights / np.where(live > 0, live, 1.0)
    return found


def _comparisons(labels: Numbers, jobs: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], Numbers]:
    """Rows of the better and the worse of every two résumés of a job, and the part of the loss each comparison is."""
    whose = np.array(jobs)
    found: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for job in sorted(set(jobs)):
        mine = np.flatnonzero(whose == job)
        first, second = np.nonzero(labels[mine][:, None] > labels[mine][None, :])
        if len(first):
            found.append((mine[first], mine[second]))
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    share = np.concatenate([np.full(len(better), 1 / len(better) / len(found)) for better, _ in found])
    return np.concatenate([one[0] for one in found]), np.concatenate([one[1] for one in found]), share


def _named(names: Sequence[str], weights: Numbers) -> dict[str, float]:
    rounded = np.round(weights / weights.sum(), 4)
    rounded[int(rounded.argmax())] += 1 - rounded.sum()
    return {name: round(float(weight), 4) for name, weight in zip(names, rounded, strict=True) if weight > 0}
