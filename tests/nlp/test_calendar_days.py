"""Days as ads write them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp.calendar_days import find_days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("by THURSDAY, APRIL 27, 2017.", ["2017-04-27"]),
        ("before September 4th, 2022", ["2022-09-04"]),
        ("7 June 2023", ["2023-06-07"]),
        ("1st of Oct. 2023", ["2023-10-01"]),
        ("Tanggal 01 Oktober 2023", ["2023-10-01"]),
        ("antes del 20 de junio de 2024", ["2024-06-20"]),
        ("20/06/2024", ["2024-06-20"]),
        ("06/20/2024", ["2024-06-20"]),
        ("2024-06-20", ["2024-06-20"]),
        ("20.06.24", ["2024-06-20"]),
        ("from May 1, 2024 to May 3, 2024", ["2024-05-01", "2024-05-03"]),
        ("31/02/2024", []),
        ("May 2019, version 1.5.2, 555-0143", []),
    ],
)
def test_days_are_read(text: str, days: list[str]) -> None:
    assert [day.iso for day in find_days(text)] == days


def test_looking_for_days_takes_linear_time(is_linear: Callable[..., list[str]]) -> None:
    assert is_linear(find_days, ("1/", "1 ", "May ", "May 1 ", "1 May ", "2024-", "1.1.")) == []
