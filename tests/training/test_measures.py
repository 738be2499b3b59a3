"""Figures: known values of small rankings, and intervals over jobs."""

from __future__ import annotations

import numpy as np
import pytest

from training import measures
from training.measures import RANKING, Figure, difference, over_jobs

LABELS = np.array([1.0, 0.5, 0.0])


def test_a_perfect_order_is_one_and_equal_scores_are_never_lucky() -> None:
    for name, measure in RANKING.items():
        top, base = measure(np.array([0.9, 0.5, 0.1]), LABELS)
        assert top / base == pytest.approx(1.0), name
    assert measures.pairwise(np.array([0.5, 0.5, 0.5]), LABELS) == (1.5, 3)
    ordered, _ = measures.ndcg(np.array([0.5, 0.5, 0.5]), LABELS)
    # Gains 15, 3 and 0: every place gets their mean, 6.
    discount = 1 / np.log2([2, 3, 4])
    assert ordered == pytest.approx(6 * discount.sum() / (15 * discount[0] + 3 * discount[1]))


def test_jobs_without_anything_to_order_say_nothing() -> None:
    scores, labels = np.array([0.1, 0.9, 0.4]), np.array([0.0, 1.0, 0.0])
    figure = over_jobs(measures.pairwise, scores, labels, ["a", "a", "b"])
    assert (figure.value, figure.told(0)["jobs"]) == (1.0, 1)
    assert over_jobs(measures.pairwise, scores[:0], labels[:0], []).told(0)["value"] is None
    assert over_jobs(measures.pairwise, scores[:1], labels[:1], ["a"]).told(0)["value"] is None


def test_the_interval_holds_the_value_and_is_the_same_for_the_same_seed() -> None:
    figure = Figure(np.array([1.0, 0.0, 1.0, 1.0, 0.0, 1.0]), np.ones(6))
    told = figure.told(4)
    assert told["low"] < told["value"] < told["high"]
    assert told == figure.told(4)
    assert difference(figure, figure, 4) == {"value": 0.0, "low": 0.0, "high": 0.0}


def test_thresholds_and_separation() -> None:
    scores, labels = np.array([0.9, 0.65, 0.4, 0.2]), np.array([1.0, 0.0, 0.75, 0.0])
    at = {row["threshold"]: row for row in measures.by_threshold(scores, labels)}
    assert sorted(at) == [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    assert (at[0.3]["precision"], at[0.3]["recall"], at[0.3]["f1"]) == (0.6667, 1.0, 0.8)
    assert (at[0.9]["precision"], at[0.9]["recall"], at[0.9]["called"]) == (1.0, 0.5, 1)
    assert measures.auc(scores, labels) == 0.75
    assert measures.auc(scores, np.zeros(4)) is None


def test_reliability_counts_what_was_said_against_what_was_seen() -> None:
    found = measures.reliability(np.array([0.8, 0.8, 0.8, 0.8, 0.0, 1.0]), np.array([1.0, 1.0, 1.0, 0.0, 0.0, 1.0]))
    assert [one["n"] for one in found["bins"]] == [1, 4, 1]
    assert found["ece"] == pytest.approx(4 / 6 * 0.05, abs=1e-4)
    assert found["brier"] == pytest.approx((3 * 0.04 + 0.64) / 6, abs=1e-4)
