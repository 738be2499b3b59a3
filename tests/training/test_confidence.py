"""Fitting confidences: what is often right is trusted, nothing is certain, and nobody is measured on themselves."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from nlp.confidence import FIELDS
from training import confidence
from training.confidence import DIRECTIONS


def rows(people: int = 200, *, field: str = "email", files: int = 1) -> Iterator[dict[str, Any]]:
    """Addresses that are right nine times in ten, and one time in ten where they are glued."""
    chance = random.Random(7)
    for person in range(people):
        glued = person % 4 == 0
        for _ in range(files):
            right = chance.random() < (0.1 if glued else 0.9)
            signs = {**dict.fromkeys(DIRECTIONS[field], 0.0), **({"glued": float(glued)} if field == "email" else {})}
            yield {"person": f"p{person}", "source": "files", "field": field, "signs": signs, "right": float(right)}


def email(found: list[dict[str, Any]]) -> confidence.Judged:
    return confidence.gathered(found, "email")


def test_a_confidence_is_the_share_that_was_right() -> None:
    curve = confidence.fit(email([*rows()]))
    assert curve.at({"glued": 0.0, "ocr": 0.0}) == pytest.approx(0.9, abs=0.06)
    assert curve.at({"glued": 1.0, "ocr": 0.0}) == pytest.approx(0.1, abs=0.12)


def test_luck_makes_nothing_certain() -> None:
    lucky = [{**row, "right": 1.0} for row in rows(20)]
    assert 0.9 < confidence.fit(email(lucky)).at({"glued": 0.0, "ocr": 0.0}) < 0.98


def test_a_sign_never_points_the_wrong_way() -> None:
    perverse = [{**row, "right": row["signs"]["glued"]} for row in rows()]
    assert confidence.fit(email(perverse)).weights["glued"] == 0.0


def test_a_sign_that_no_value_shows_still_counts_against_it() -> None:
    assert confidence.fit(email(rows())).weights["ocr"] < -1


def test_the_files_of_one_person_count_as_one() -> None:
    once, often = email([*rows(40)]), email([*rows(40, files=5)])
    assert once.weight.sum() == pytest.approx(often.weight.sum()) == pytest.approx(40)


def test_a_share_counts_in_part() -> None:
    half = [{**row, "right": 0.5} for row in rows()]
    assert confidence.fit(email(half)).at({"glued": 0.0, "ocr": 0.0}) == pytest.approx(0.5, abs=0.02)


def test_nobody_is_measured_on_their_own_files() -> None:
    """A person's own rows can be turned round without changing what the folds say of that person."""
    found = [*rows(50)]
    before = confidence.unseen(email(found))
    turned = [{**row, "right": 1 - row["right"]} if row["person"] == "p3" else row for row in found]
    after = confidence.unseen(email(turned))
    mine = [at for at, row in enumerate(found) if row["person"] == "p3"]
    assert np.array_equal(before[mine], after[mine])
    assert not np.array_equal(before, after)


def test_the_order_of_the_rows_does_not_matter() -> None:
    found = [*rows(60)]
    curve, turned = confidence.fit(email(found)), confidence.fit(email(found[::-1]))
    assert curve.weights == pytest.approx(turned.weights, abs=0.01)
    assert curve.intercept == pytest.approx(turned.intercept, abs=0.01)


def test_the_weights_say_how_they_were_measured() -> None:
    everything = [row for field in FIELDS for row in rows(field=field)]
    learnt = confidence.fitted(everything)
    assert set(learnt["curves"]) == set(learnt["measured"]) == set(FIELDS)
    figures = learnt["measured"]["email"]
    assert figures["n"] == figures["people"] == sum(part["n"] for part in figures["bins"]) == 200
    value, low, high = figures["brier"]
    assert low <= value <= high < figures["brier_constant"]
    assert figures["ece"][0] < 0.1
    assert figures["caught"] > 0.5 > figures["flagged"]


def test_a_field_that_is_never_wrong_gets_no_learnt_bound() -> None:
    always = [{**row, "right": 1.0} for field in FIELDS for row in rows(40, field=field)]
    learnt = confidence.fitted(always)
    assert {curve["review_below"] for curve in learnt["curves"].values()} == {0.5}


def test_a_missing_field_is_said() -> None:
    with pytest.raises(SystemExit, match="phone"):
        confidence.fitted([row for field in FIELDS if field != "phone" for row in rows(10, field=field)])
