"""Lengths of time in figures and words, English and Indonesian."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp.years import find_durations


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("5+ years", [5]),
        ("10 + years", [10]),
        ("at least two years", [2]),
        ("two (2) years", [2]),
        ("3-5 yrs", [3]),
        ("Three to five years", [3]),
        ("over 10 years' experience", [10]),
        ("1.5 years", [1.5]),
        ("2,5 tahun", [2.5]),
        ("18 months", [1.5]),
        ("24 bulan", [2]),
        ("minimal 1 tahun", [1]),
        ("pengalaman 2-3 tahun", [2]),
        ("lima tahun", [5]),
        ("3 years of Java and 6 months of Kotlin", [3, 0.5]),
        ("year 5", []),
        ("2019 years", []),
        ("99 years", []),
        ("$5 years", []),
        ("5 people", []),
        ("", []),
    ],
)
def test_a_duration_is_its_lower_end_in_years(text: str, years: list[float]) -> None:
    assert [found.years for found in find_durations(text)] == years


def test_a_duration_says_where_it_stands() -> None:
    text = "Wants 3-5 years at sea"
    (found,) = find_durations(text)
    assert text[found.start : found.end] == "3-5 years"


def test_durations_take_linear_time(is_linear: Callable[..., list[str]]) -> None:
    assert is_linear(find_durations, ("5 - ", "1 ", "five ", "5 years ", "1,1", "5 (5) ", "a")) == []
