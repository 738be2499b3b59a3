"""Lines that a page or a mail program broke are whole again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from documents import reading
from nlp.wrapped_lines import joined


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("You bake bread\nand sell it.", ["You bake bread and sell it."]),
        ("- Experience with\n  Python\n- Teamwork", ["- Experience with Python", "- Teamwork"]),
        ("Leeds | £70,000 –\n£85,000 a year", ["Leeds | £70,000 – £85,000 a year"]),
        ("Requirements:\n- bread\n- butter", ["Requirements:", "- bread", "- butter"]),
        ("Head Baker\nRye & Oak", ["Head Baker", "Rye & Oak"]),
        ("You bake bread\n\nand sell it.", ["You bake bread", "and sell it."]),
    ],
)
def test_a_line_that_goes_on_is_joined(text: str, lines: list[str]) -> None:
    document = reading.read_text(text)
    found = joined(document.lines)
    assert [" ".join(line.text.split()) for line in found] == lines
    assert all(document.text[line.start : line.start + len(line.text)].split() == line.text.split() for line in found)


def test_joining_takes_linear_time(is_linear: Callable[..., list[str]]) -> None:
    assert is_linear(lambda text: joined(reading.read_text(text).lines), ("ab\n", "a,\n", "  a\n")) == []
