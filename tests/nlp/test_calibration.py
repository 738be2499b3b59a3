"""The learnt numbers: weights that sum to one and a probability that never falls as the score rises."""

from __future__ import annotations

from nlp import calibration


def test_the_balanced_weights_sum_to_one_and_none_is_negative() -> None:
    weights = calibration.balanced_weights()
    assert abs(sum(weights.values()) - 1.0) < 1e-9
    assert all(weight >= 0 for weight in weights.values())


def test_a_higher_score_is_never_a_less_likely_fit() -> None:
    curve = [calibration.fit_probability(score / 1000) for score in range(1001)]
    assert curve == sorted(curve)
    assert 0.0 <= curve[0] < 0.5 < curve[-1] <= 1.0


def test_the_learnt_numbers_have_a_name() -> None:
    assert calibration.version()
