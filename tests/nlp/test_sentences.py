"""Where sentences end, and where they only seem to."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.sentences import spans


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Built apps. Used Node.js daily. Shipped v3.5 now.",
            ["Built apps.", "Used Node.js daily.", "Shipped v3.5 now."],
        ),
        ("Dr. Smith led it. Then e.g. Python.", ["Dr. Smith led it.", "Then e.g. Python."]),
        ("Worked at Rye Inc. Austin. Left in Dec. 2019", ["Worked at Rye Inc. Austin.", "Left in Dec. 2019"]),
        (
            "Merawat pasien. Menulis laporan; Mengawasi shift",
            ["Merawat pasien.", "Menulis laporan;", "Mengawasi shift"],
        ),
        ("one • two • three", ["one", "two", "three"]),
        ("no end", ["no end"]),
        ("", []),
        ("   ", []),
    ],
)
def test_a_text_is_cut_into_its_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end].strip() for start, end in spans(text)] == sentences


@given(st.text(st.sampled_from("aB1. ;!•\n"), max_size=60))
@settings(max_examples=80, deadline=None)
def test_sentences_stand_in_order_and_lose_no_letter(text: str) -> None:
    found = spans(text)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(found))
    kept = "".join(text[start:end] for start, end in found)
    assert [char for char in kept if char.isalnum()] == [char for char in text if char.isalnum()]


def test_sentences_take_linear_time(is_linear: Callable[..., list[str]]) -> None:
    assert is_linear(spans, (". ", "a. ", "a.", "A. B", "• ", "a", "Dr. ", "a; B ")) == []
