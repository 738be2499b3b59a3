"""Figures of a ranking: order, separation and calibration, with intervals over jobs; how scores are made it does not know.

Scores, labels and probabilities are arrays (n,) of 0..1; ``jobs`` (n,) names the job of each. Equal scores are never lucky:
in a pair they are half right, in nDCG they share their gains.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.labelled_pairs import FIT

THRESHOLDS = tuple(round(0.3 + 0.1 * step, 1) for step in range(7))
DRAWS = 2000
_TOP = 10
_BINS = 10
# nDCG's gain is 2^grade - 1 with grades 0..4 (Järvelin and Kekäläinen 2002; Burges et al. 2005).
_GRADES = 4

Numbers = NDArray[np.float64]
Measure = Callable[[Numbers, Numbers], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio of sums over jobs, so that whole jobs can be drawn again.

    Attributes:
        numerators, denominators: (jobs,) each job's part; a job that says nothing has denominator 0.
    """

    numerators: Numbers
    denominators: Numbers

    @property
    def value(self) -> float | None:
        """The figure over all jobs; None where no job says anything."""
        return _ratio(self.numerators.sum(), self.denominators.sum())

    def drawn(self, seed: int) -> Numbers:
        """(DRAWS,) the figure over jobs drawn with replacement; the same seed draws the same jobs."""
        jobs = len(self.numerators)
        if not jobs:
            return np.full(DRAWS, np.nan)
        picks = np.random.default_rng(seed).multinomial(jobs, np.full(jobs, 1 / jobs), DRAWS)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(picks @ self.numerators / (picks @ self.denominators), dtype=np.float64)

    def told(self, seed: int) -> dict[str, Any]:
        """``value``, ``low`` and ``high`` (95 %, bootstrap over jobs) and how many jobs."""
        return {"value": _rounded(self.value), **_ends(self.drawn(seed)), "jobs": int((self.denominators > 0).sum())}


def difference(new: Figure, old: Figure, seed: int) -> dict[str, Any]:
    """New less old over the same jobs, with the interval of the paired bootstrap."""
    gain = None if new.value is None or old.value is None else new.value - old.value
    return {"value": _rounded(gain), **_ends(new.drawn(seed) - old.drawn(seed))}


def pairwise(scores: Numbers, labels: Numbers) -> tuple[float, int]:
    """(right, total) over the pairs of one job whose labels differ."""
    first, second = np.triu_indices(len(scores), 1)
    apart = labels[first] != labels[second]
    alike = np.sign(scores[first] - scores[second]) * np.sign(labels[first] - labels[second])
    return float(((alike + 1) / 2)[apart].sum()), int(apart.sum())


def ndcg(scores: Numbers, labels: Numbers) -> tuple[float, float]:
    """(nDCG@10, 1) of one job; (0, 0) where nobody fits at all or nobody is compared."""
    from sklearn.metrics import ndcg_score

    gains = 2.0 ** (_GRADES * labels) - 1
    if len(gains) < 2 or not gains.any():
        return 0.0, 0.0
    return float(ndcg_score(gains[None], scores[None], k=_TOP)), 1.0


def spearman(scores: Numbers, labels: Numbers) -> tuple[float, float]:
    """(rank correlation, 1) of one job; (0, 0) where all labels are the same."""
    from scipy.stats import spearmanr

    if len(set(labels)) < 2:
        return 0.0, 0.0
    return (float(spearmanr(scores, labels).statistic), 1.0) if len(set(scores)) > 1 else (0.0, 1.0)


RANKING: dict[str, Measure] = {"pairwise": pairwise, "ndcg@10": ndcg, "spearman": spearman}


def over_jobs(measure: Measure, scores: Numbers, labels: Numbers, jobs: Sequence[str]) -> Figure:
    """A measure of each job's ranking, jobs in the order of their keys."""
    whose = np.array(jobs)
    parts = [measure(scores[whose == job], labels[whose == job]) for job in sorted(set(jobs))]
    numerators, denominators = np.array(parts, dtype=np.float64).reshape(-1, 2).T
    return Figure(numerators, denominators)


def by_threshold(scores: Numbers, labels: Numbers) -> list[dict[str, float]]:
    """Precision, recall and F1 of calling a pair a fit from each threshold on."""
    from sklearn.metrics import precision_recall_fscore_support

    rows = []
    for threshold in THRESHOLDS:
        called = scores >= threshold
        found = precision_recall_fscore_support(labels >= FIT, called, average="binary", zero_division=0.0)
        precision, recall, f1 = (round(float(value), 4) for value in found[:3])
        rows.append(
            {"threshold": threshold, "precision": precision, "recall": recall, "f1": f1, "called": int(called.sum())}
        )
    return rows


def auc(scores: Numbers, labels: Numbers) -> float | None:
    """Area under the ROC curve over all pairs; None where all pairs are fits or none is."""
    from sklearn.metrics import roc_auc_score

    fits = labels >= FIT
    return round(float(roc_auc_score(fits, scores)), 4) if len(set(fits)) == 2 else None


def reliability(probabilities: Numbers, labels: Numbers) -> dict[str, Any]:
    """Brier score, expected calibration error and the ten bins of equal width behind it (Naeini et al. 2015)."""
    from sklearn.metrics import brier_score_loss

    fits = (labels >= FIT).astype(np.float64)
    placed = np.minimum((probabilities * _BINS).astype(np.int64), _BINS - 1)
    bins = [
        {"from": number / _BINS, "to": (number + 1) / _BINS, "n": int((placed == number).sum()),
         "said": round(float(probabilities[placed == number].mean()), 4), "observed": round(float(fits[placed == number].mean()), 4)}
        for number in sorted(set(placed.tolist()))
    ]  # fmt: skip
    error = sum(one["n"] * abs(one["said"] - one["observed"]) for one in bins) / len(fits)
    return {
        "brier": round(float(brier_score_loss(fits, probabilities, pos_label=1.0)), 4),
        "brier_constant": round(float(fits.mean() * (1 - fits.mean())), 4),
        "ece": round(error, 4),
        "bins": bins,
    }


def _ratio(numerator: float, denominator: float) -> float | None:
    return float(numerator / denominator) if denominator else None


def _ends(drawn: Numbers) -> dict[str, float | None]:
    known = drawn[np.isfinite(drawn)]
    if not len(known):
        return {"low": None, "high": None}
    low, high = np.percentile(known, [2.5, 97.5])
    return {"low": round(float(low), 4), "high": round(float(high), 4)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
