"""Rates, impact ratios and tests of chance, checked by hand, by properties and against another implementation."""

from __future__ import annotations

import random
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.impact_ratio import GroupImpact, Impact, Judged, impact_of, is_small, notes_on


def sample(**groups: tuple[int, int]) -> list[Judged]:
    """Groups as name = (size, selected); the selected score 2, the others 1."""
    return [
        Judged(name, 2.0 if number < selected else 1.0, number < selected)
        for name, (size, selected) in groups.items()
        for number in range(size)
    ]


def by_name(found: Impact) -> dict[str, GroupImpact]:
    return {one.group: one for one in found.groups}


def test_the_example_of_the_uniform_guidelines() -> None:
    # 48 of 80 and 12 of 40: 60 % and 30 %, half as often, below four fifths.
    found = impact_of(sample(white=(80, 48), black=(40, 12)))
    white, black = by_name(found)["white"], by_name(found)["black"]
    assert (white.selected.rate, black.selected.rate) == (0.6, 0.3)
    assert (white.selected.impact_ratio, black.selected.impact_ratio) == (1.0, 0.5)
    assert (white.selected.below_four_fifths, black.selected.below_four_fifths) == (False, True)
    assert found.most_selected == "white"
    assert white.selected.p_value == 1.0
    assert black.selected.p_value == pytest.approx(by_all_tables(48, 80, 12, 40))
    assert black.selected.p_value < 0.005


def test_exactly_four_fifths_is_not_below() -> None:
    # In binary fractions 0.8 x 0.7 is less than 0.56 by a hair.
    found = by_name(impact_of(sample(a=(10, 7), b=(100, 56), c=(1000, 559))))
    assert not found["b"].selected.below_four_fifths
    assert found["c"].selected.below_four_fifths


def test_scoring_counts_those_strictly_above_the_median_of_all() -> None:
    scores = {"a": [90.0, 80.0, 70.0], "b": [70.0, 70.0, 10.0, 95.0]}
    people = [Judged(group, score, False) for group, values in scores.items() for score in values]
    found = impact_of(people)
    assert found.median_score == 70.0
    assert {one.group: one.scoring.count for one in found.groups} == {"a": 2, "b": 1}
    assert by_name(found)["b"].scoring.impact_ratio == pytest.approx((1 / 4) / (2 / 3))
    assert found.highest_scoring == "a"


def test_where_nobody_is_selected_there_is_no_ratio_and_nobody_is_accused() -> None:
    found = impact_of(sample(a=(10, 0), b=(6, 0)))
    for one in found.groups:
        assert (one.selected.impact_ratio, one.selected.below_four_fifths) == (None, False)
        assert (one.selected.rate, one.selected.p_value) == (0.0, 1.0)
        assert any("nothing to compare" in note for note in notes_on(one, found))


def test_of_equal_rates_the_larger_group_is_compared_with_then_the_first_by_name() -> None:
    assert impact_of(sample(b=(10, 5), a=(20, 10), c=(4, 1))).most_selected == "a"
    assert impact_of(sample(b=(10, 5), a=(10, 5))).most_selected == "a"


@pytest.mark.parametrize(
    ("size", "of", "small"),
    [(4, 20, True), (5, 20, False), (5, 250, False), (5, 251, True), (19, 1000, True), (20, 1000, False)],
)
def test_small_is_under_two_per_cent_or_under_five_people(size: int, of: int, small: bool) -> None:
    assert is_small(size, of) is small


def test_the_notes_say_in_plain_words_what_the_figures_mean() -> None:
    found = impact_of(sample(a=(80, 48), b=(40, 12), c=(3, 3)))
    a, b, c = (" ".join(notes_on(one, found)) for one in found.groups)
    assert "compared with it" in c
    assert "Small: 3 of the sample (2.4 %)" in c
    assert "0.30 times as often as 'c', below four fifths" in b
    assert "small itself" in b
    assert "0.60 times" in a
    even = impact_of(sample(a=(80, 38), b=(80, 37)))
    assert [notes_on(one, even) for one in even.groups][1] == ()


def test_notes_tell_chance_from_what_is_unlikely_to_be_chance() -> None:
    found = impact_of(sample(a=(10, 6), b=(10, 4)))
    assert "chance alone may explain" in " ".join(notes_on(by_name(found)["b"], found))
    found = impact_of(sample(a=(100, 60), b=(100, 40)))
    assert "unlikely to be chance" in " ".join(notes_on(by_name(found)["b"], found))


people = st.builds(Judged, st.sampled_from("abcd"), st.integers(0, 20).map(float), st.booleans())


@given(st.lists(people, min_size=1, max_size=60))
def test_figures_hang_together_and_do_not_depend_on_the_order(found: list[Judged]) -> None:
    impact = impact_of(found)
    assert impact == impact_of(found[::-1])
    assert sum(one.size for one in impact.groups) == len(found)
    assert sum(one.selected.count for one in impact.groups) == sum(one.is_selected for one in found)
    assert sum(one.share for one in impact.groups) == pytest.approx(1.0)
    # No more than half of a sample is above its median.
    assert sum(one.scoring.count for one in impact.groups) <= len(found) / 2
    for one in impact.groups:
        for outcome in (one.selected, one.scoring):
            assert 0.0 <= outcome.rate <= 1.0
            assert 0.0 < outcome.p_value <= 1.0 + 1e-9
            assert outcome.impact_ratio is None or 0.0 <= outcome.impact_ratio <= 1.0
        assert all(note.endswith(".") for note in notes_on(one, impact))


@pytest.mark.parametrize("seed", range(25))
def test_rates_and_ratios_are_those_of_another_implementation(seed: int) -> None:
    metrics = pytest.importorskip("fairlearn.metrics", reason="fairlearn, a development dependency, is absent")
    chance = random.Random(seed)
    names = "abcdef"[: chance.randint(2, 6)]
    found = [Judged(chance.choice(names), round(chance.gauss(60, 15), 1), chance.random() < 0.4) for _ in range(200)]
    impact, groups = impact_of(found), [one.group for one in found]
    for picked, outcomes in (
        ([one.is_selected for one in found], {one.group: one.selected for one in impact.groups}),
        ([one.score > impact.median_score for one in found], {one.group: one.scoring for one in impact.groups}),
    ):
        frame = metrics.MetricFrame(
            metrics=metrics.selection_rate, y_true=picked, y_pred=picked, sensitive_features=groups
        )
        assert {name: outcome.rate for name, outcome in outcomes.items()} == pytest.approx(frame.by_group.to_dict())
        ratios = {name: rate / frame.by_group.max() for name, rate in frame.by_group.items()}
        assert {name: outcome.impact_ratio for name, outcome in outcomes.items()} == pytest.approx(ratios)
        least = min(ratio for outcome in outcomes.values() if (ratio := outcome.impact_ratio) is not None)
        assert least == pytest.approx(metrics.demographic_parity_ratio(picked, picked, sensitive_features=groups))


def test_chance_is_reckoned_as_fisher_did() -> None:
    # The lady tasting tea with all eight cups right: 2 of 70 tables are as extreme.
    found = by_name(impact_of(sample(milk=(4, 4), tea=(4, 0))))
    assert found["tea"].selected.p_value == pytest.approx(2 / 70) == by_all_tables(4, 4, 0, 4)
    chance = random.Random(0)
    for _ in range(40):
        one, other = chance.randint(1, 40), chance.randint(1, 40)
        a, b = chance.randint(0, one), chance.randint(0, other)
        groups = impact_of(sample(a=(one, a), b=(other, b)))
        p = min(group.selected.p_value for group in groups.groups)
        assert p == pytest.approx(by_all_tables(a, one, b, other))


def by_all_tables(a: int, one: int, b: int, other: int) -> float:
    """The share of tables with the same margins that are no more likely than this one."""
    ways = [comb(one, x) * comb(other, a + b - x) for x in range(max(0, a + b - other), min(one, a + b) + 1)]
    this = comb(one, a) * comb(other, b)
    return sum(way for way in ways if way <= this) / sum(ways)
