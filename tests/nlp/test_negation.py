"""Denials in English and Indonesian, and phrases that only look like one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp.negation import denied_spans, is_denied, optional_spans
from nlp.skills import find_skills
from nlp.taxonomy import Taxonomy


def ids(text: str, taxonomy: Taxonomy) -> list[str]:
    return [found.skill.id for found in find_skills(text, taxonomy)]


@pytest.mark.parametrize(
    "text",
    [
        "I have no experience with Python.",
        "No professional Python experience.",
        "No hands-on Python knowledge.",
        "I have never used Python.",
        "Not familiar with Python",
        "Without any knowledge of Python",
        "I would like to learn Python.",
        "Lack of practical Python experience",
        "I don't have Python experience",
        "Haven't worked with Python or Java",
        "Tidak menguasai Python.",
        "Belum pernah menggunakan Python.",
        "Tanpa pengalaman Python.",
        "Saya tidak memiliki pengalaman di bidang Python",
        "Ingin belajar Python",
        "Never prepared a weld; no welding certificate",
        "Belum berpengalaman dalam perawatan luka",
    ],
)
def test_a_denied_skill_is_not_earned(text: str, trades: Taxonomy) -> None:
    assert ids(text, trades) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No experience with Python but five years of Java", ["java"]),
        ("Tidak menguasai Python, tetapi terbiasa dengan Java.", ["java"]),
        ("No experience with Python. Java every day.", ["java"]),
        ("Never used Python\nWelding of steel frames", ["welding"]),
        ("Not familiar with Python; certified in MIG welding", ["mig-welding"]),
    ],
)
def test_a_denial_ends_with_its_clause(text: str, expected: list[str], trades: Taxonomy) -> None:
    assert ids(text, trades) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Not only Python",
        "No less than 5 years of Python",
        "Python without supervision",
        "Not limited to Python",
        "Tidak hanya Python",
        "Ref No. 12: Python",
    ],
)
def test_phrases_that_only_look_like_a_denial_deny_nothing(text: str, trades: Taxonomy) -> None:
    assert ids(text, trades) == ["python"]


def test_a_denied_stretch_says_where_it_stands() -> None:
    text = "Java. I have never used Python but I know Ruby."
    (span,) = denied_spans(text)
    assert "Python" in text[slice(*span)]
    assert "Ruby" not in text[slice(*span)]
    assert is_denied([span], text.index("Python"), text.index("Python") + 6)
    assert not is_denied([span], 0, 4)


@pytest.mark.parametrize(
    "text", ["A degree is not required", "Experience is not necessary", "Gelar sarjana tidak wajib", "SQL is optional"]
)
def test_an_ad_says_what_it_does_not_want(text: str) -> None:
    assert optional_spans(f"Python is required. {text}.") != []
    assert optional_spans("Python is required.") == []


def test_denials_take_linear_time(is_linear: Callable[..., list[str]]) -> None:
    units = ("no ", "not python\n", "no experience ", "never ", "no a b c ", "without ", ". ", "tidak ", "a ", "a")
    assert is_linear(denied_spans, units) == []
    assert is_linear(optional_spans, units[:3]) == []
