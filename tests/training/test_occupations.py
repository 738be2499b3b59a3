"""Learning occupations: which signs count, whose ads are kept apart, and which skills tell an occupation."""

from __future__ import annotations

import numpy as np
import pytest

from nlp.occupation_signs import NAMES
from training.occupation_skills import Told, counted, learnt
from training.occupations import fit, folds


def test_a_sign_that_tells_the_right_occupation_weighs_more_than_one_that_does_not() -> None:
    chance = np.random.default_rng(1)
    signs = chance.random((80, 12, len(NAMES)))
    right = chance.integers(0, 12, 80)
    signs[np.arange(80), right, NAMES.index("words")] += 1.0
    weights = fit(signs, right)
    others = [abs(weight) for name, weight in weights.items() if name != "words"]
    assert weights["words"] > 2.0
    assert weights["words"] > 2 * max(others)


def test_more_penalty_means_smaller_weights() -> None:
    chance = np.random.default_rng(2)
    signs, right = chance.random((40, 6, len(NAMES))), np.zeros(40, np.int64)
    signs[:, 0, 0] += 1.0
    assert fit(signs, right, ridge=10.0)["words"] < fit(signs, right, ridge=0.1)["words"]


def test_ads_of_one_title_are_in_one_fold_and_every_ad_is_in_one() -> None:
    titles = [f"Title {at % 7}" for at in range(30)] + ["title 3", " Title  3 "]
    found = folds(titles, 3)
    assert sorted(row for fold in found for row in fold) == list(range(32))
    for fold in found:
        assert {" ".join(titles[row].lower().split()) for row in fold}.isdisjoint(
            " ".join(titles[row].lower().split()) for row in range(32) if row not in fold
        )


def told(count: int, *skills: str) -> list[Told]:
    return [Told("t", "", frozenset(skills))] * count


def test_a_skill_belongs_to_the_occupation_whose_texts_name_it_much_oftener() -> None:
    texts = told(6, "accounting", "email") + told(20, "email", "nursing")
    counts = counted(texts, [{"2411.1": 1.0}] * 6 + [{"2221.2": 1.0}] * 20)
    found = learnt(counts)
    assert found["2411"] == ["accounting"]
    assert "email" not in found["2411"]
    assert "nursing" not in found["2411"]


def test_a_text_counts_as_far_as_its_occupation_is_likely() -> None:
    texts = told(2, "welding") + told(40, "email")
    unlikely = learnt(counted(texts, [{"7212.3": 0.2}] * 2 + [{"4110.1": 1.0}] * 40))
    likely = learnt(counted(texts, [{"7212.3": 1.0}] * 2 + [{"4110.1": 1.0}] * 40))
    assert "7212" not in unlikely
    assert likely["7212"] == ["welding"]


def test_a_text_without_skills_dilutes_nothing() -> None:
    texts = told(4, "welding") + told(40, "email") + told(400)
    found = learnt(counted(texts, [{"7212.3": 1.0}] * 4 + [{"4110.1": 1.0}] * 40 + [{"7212.3": 1.0}] * 400))
    assert found["7212"] == ["welding"]
    assert counted(told(3), [{"7212.3": 1.0}] * 3) == {}
    with pytest.raises(ValueError, match="shorter"):
        counted(told(2, "welding"), [{"7212.3": 1.0}])
