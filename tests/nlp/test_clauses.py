"""What a wish or a waiver inside a statement is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp.clauses import preferred_span, waived_spans


def wished(text: str) -> str:
    begin, end = preferred_span(text)
    return text[begin:end].strip(" ,;")


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("Python is a plus", "Python is a plus"),
        ("Java, Python and Scala are a plus", "Java, Python and Scala are a plus"),
        ("A forklift licence is required, reach truck would be an advantage", "reach truck would be an advantage"),
        ("Xero essential, Sage desirable", "Sage desirable"),
        ("MS Excel; KoBo is an asset", "KoBo is an asset"),
        ("SIM C, lebih disukai punya SIM A", "lebih disukai punya SIM A"),
        ("Wajib S2 Farmasi, lulusan S3 lebih diutamakan", "lulusan S3 lebih diutamakan"),
        ("Two years in a bakery, preferably in retail", "preferably in retail"),
        ("Preferred knowledge of Python", "Preferred knowledge of Python"),
        ("Bachelor's (Preferred)", "Bachelor's (Preferred"),
        ("Python every day", ""),
    ],
)
def test_a_wish_is_for_its_own_clause(text: str, only: str) -> None:
    assert wished(text) == only


@pytest.mark.parametrize(
    ("text", "waived"),
    [
        ("A degree is not required", ["A degree is not required"]),
        ("No degree required", ["No degree required"]),
        ("No previous warehouse experience necessary", ["No previous warehouse experience necessary"]),
        ("Knives are essential, a diploma is not required", ["a diploma is not required"]),
        ("A degree is essential; an MBA is preferred but not required", []),
        ("A diploma is not required, but recommended", []),
        ("Python every day", []),
    ],
)
def test_only_the_clause_that_waives_is_waived(text: str, waived: list[str]) -> None:
    assert [text[begin:end].strip(" ,;") for begin, end in waived_spans(text)] == waived


def test_looking_for_wishes_takes_linear_time(is_linear: Callable[..., list[str]]) -> None:
    units = ("preferably, ", "is a plus, ", "not required, ", "no a b c ", "(", "; ", "and preferred ")
    assert is_linear(preferred_span, units) == []
    assert is_linear(waived_spans, units) == []
