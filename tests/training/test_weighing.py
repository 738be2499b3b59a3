"""Learning weights: the score is the matcher's, what tells people apart gains, and what is seldom known stays."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import extractors
import matcher
from nlp.calibration import balanced_weights
from training.labelled_pairs import Pair
from training.weighing import Parts, learnt, parts_of, weighed

JOBS = [f"job {at // 10}" for at in range(60)]


def noise(columns: int = 3) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.random.default_rng(0).random((60, columns))


def test_the_score_is_the_matchers(pairs: list[Pair]) -> None:
    day = date(2026, 1, 15)
    resumes = [extractors.extract_resume(extractors.read_text(pair.resume_text), as_of=day) for pair in pairs[:6]]
    job = extractors.extract_job(extractors.read_text(pairs[0].job_text))
    for weights in (dict(balanced_weights()), {"title": 3.0, "semantic": 1.0, "location": 2.0}):
        matches = [matcher.match(resume, job, weights=weights) for resume in resumes]
        parts = parts_of(matches)
        # The matcher rounds components and weights to 0.0001 and the score to 0.001.
        assert weighed(parts, weights) == pytest.approx([one.match_score for one in matches], abs=0.001)


def test_the_component_that_orders_people_gains_weight() -> None:
    scores = noise()
    parts = Parts(("skills", "title", "keyword"), scores, np.ones_like(scores))
    weights = learnt(parts, scores[:, 1], JOBS, {"skills": 0.5, "title": 0.25, "keyword": 0.25}, pull=0.1)
    assert weights["title"] > 0.6
    assert sum(weights.values()) == pytest.approx(1.0)
    assert min(weights.values()) >= 0


def test_a_component_that_is_seldom_known_keeps_its_weight() -> None:
    scores = noise()
    has_data = np.ones_like(scores)
    has_data[5:, 0] = 0.0
    parts = Parts(("languages", "title", "keyword"), scores, has_data)
    weights = learnt(parts, scores[:, 1], JOBS, {"languages": 0.2, "title": 0.4, "keyword": 0.4}, pull=0.0)
    assert weights["languages"] == 0.2
    assert weights["title"] > 0.7


def test_without_a_comparison_nothing_changes() -> None:
    scores = noise()
    parts = Parts(("skills", "title", "keyword"), scores, np.ones_like(scores))
    current = {"skills": 0.5, "title": 0.3, "keyword": 0.2}
    assert learnt(parts, np.zeros(60), JOBS, current) == current


def test_a_strong_pull_keeps_the_current_weights() -> None:
    scores = noise()
    parts = Parts(("skills", "title", "keyword"), scores, np.ones_like(scores))
    current = {"skills": 0.5, "title": 0.3, "keyword": 0.2}
    assert learnt(parts, scores[:, 1], JOBS, current, pull=1e6) == pytest.approx(current, abs=0.001)
