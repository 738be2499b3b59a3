"""Dates: every spelling that people use, ranges and open ends, and months that are counted once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import dates

TODAY = date(2026, 1, 15)


def spoken(text: str) -> list[tuple[str | None, str | None, bool]]:
    return [(found.first, found.last, found.current) for found in dates.find_ranges(text)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Jan 2019 – Mar 2021", "2019-01", "2021-03"),
        ("January 2019 to March 2021", "2019-01", "2021-03"),
        ("Sept. 2019 - Oct. 2020", "2019-09", "2020-10"),
        ("03/2019 - 11/2021", "2019-03", "2021-11"),
        ("09.2018 – 03.2020", "2018-09", "2020-03"),
        ("2016-09 to 2018-02", "2016-09", "2018-02"),
        ("1 March 2015 to 30 June 2016", "2015-03", "2016-06"),
        ("14/03/2019 - 20/04/2019", "2019-03", "2019-04"),
        ("03/14/2019 - 04/20/2019", "2019-03", "2019-04"),
        ("Aug '17 - Jun '19", "2017-08", "2019-06"),
        ("Aug2016-May2018", "2016-08", "2018-05"),
        ("2013-2016", "2013", "2016"),
        ("2017/18", "2017", "2018"),
        ("1999-2001", "1999", "2001"),
        ("Feb 2020 through Mar 2021", "2020-02", "2021-03"),
        ("Oktober 2018 s/d April 2021", "2018-10", "2021-04"),
        ("Agustus 2017 hingga Februari 2020", "2017-08", "2020-02"),
        ("Mei 2019 sampai Desember 2019", "2019-05", "2019-12"),
    ],
)
def test_a_range_is_read_in_any_spelling(text: str, first: str, last: str) -> None:
    assert spoken(text) == [(first, last, False)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Jan 2019 – Present", "2019-01"),
        ("03/2019 - now", "2019-03"),
        ("May 2018 to date", "2018-05"),
        ("Since 2020", "2020"),
        ("from May 2018", "2018-05"),
        ("2019 -", "2019"),
        ("2018 onwards", "2018"),
        ("Q1 2022 — Present", "2022-01"),
        ("Sejak Maret 2020", "2020-03"),
        ("Mei 2021 - Sekarang", "2021-05"),
        ("2020 – saat ini", "2020"),
        ("September 2023 s/d saat ini", "2023-09"),
    ],
)
def test_a_range_that_goes_on_has_no_end(text: str, first: str) -> None:
    assert spoken(text) == [(first, None, True)]


@pytest.mark.parametrize(
    ("text", "first"),
    [("Q3 2021", "2021-07"), ("2021 Q3", "2021-07"), ("March 2016", "2016-03"),
     ("Juli 2021", "2021-07"), ("2019-03-14", "2019-03"), ("1987", "1987")],
)  # fmt: skip
def test_a_single_date_is_a_point(text: str, first: str) -> None:
    assert spoken(text) == [(first, None, False)]
    assert dates.find_ranges(text)[0].is_point


@pytest.mark.parametrize(
    "text", ["555 0123", "3.14", "12345", "Room 2019A", "Present", "24/7", "ISO 9001", "BS 7671", "v2.0.1"]
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert dates.find_ranges(text) == []


def test_two_ranges_on_a_line_are_two() -> None:
    assert spoken("Dec 2019 – Nov 2020; Jan 2021 – Mar 2021") == [
        ("2019-12", "2020-11", False),
        ("2021-01", "2021-03", False),
    ]


def test_a_range_says_where_it_stands() -> None:
    text = "Baker, Oak & Rye (Jan 2019 – Mar 2021), Bristol"
    found = dates.find_ranges(text)[0]
    assert text[found.start : found.end] == "Jan 2019 – Mar 2021"


def test_masking_blanks_dates_and_keeps_every_offset() -> None:
    text = "01/2019 - 03/2021  call 312-555-0148"
    masked = dates.mask(text)
    assert len(masked) == len(text)
    assert masked.strip() == "call 312-555-0148"


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2019-01", "2019-03", 3),
        ("2019-05", "2019-05", 1),
        ("2016", "2018", 24),
        ("2018", "2018", 6),
        ("2019-01", "2021-01", 25),
    ],
)
def test_a_span_counts_its_months_whole(first: str, last: str, months: int) -> None:
    span = dates.month_span(first, last, False, TODAY)
    assert span is not None
    assert span[1] - span[0] == months


def test_present_means_the_day_that_is_given() -> None:
    span = dates.month_span("2025-01", None, True, TODAY)
    assert span is not None
    assert span[1] - span[0] == 12
    assert dates.month_span("2025-01", None, True, date(2025, 7, 1)) == (span[0], span[0] + 6)


@pytest.mark.parametrize(("first", "last"), [(None, "2019"), ("2021-05", "2019-01"), ("2045", "2048")])
def test_a_span_that_cannot_be_is_none(first: str | None, last: str) -> None:
    assert dates.month_span(first, last, False, TODAY) is None


def test_overlapping_and_touching_spans_are_joined() -> None:
    assert dates.union([(10, 20), (15, 25), (25, 30), (40, 41)]) == [(10, 30), (40, 41)]
    assert dates.total_months([(10, 20), (15, 25), (25, 30), (40, 41)]) == 21


spans = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 60)).map(lambda pair: (pair[0], sum(pair))), max_size=12)


@given(spans)
@settings(max_examples=60, deadline=None)
def test_each_month_is_counted_once_however_the_spans_overlap(found: list[tuple[int, int]]) -> None:
    assert dates.total_months(found) == len({month for begin, end in found for month in range(begin, end)})


@given(st.integers(1950, 2049), st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_a_written_month_is_read_back(year: int, month: int) -> None:
    text = date(year, month, 1).strftime("%B %Y")
    assert spoken(text) == [(f"{year}-{month:02d}", None, False)]
    assert dates.iso_month(year * 12 + month) == f"{year}-{month:02d}"


def test_finding_and_masking_dates_takes_linear_time(is_linear: Callable[..., list[str]]) -> None:
    units = ("2019 ", "2019-", "2019", "Jan ", "Jan 2019 - ", "since ", "1 ", "1/", "1-", "’19 ", "Q1 ", "a", "- ")
    assert is_linear(dates.find_ranges, units) == []
    assert is_linear(dates.mask, ("2019 ", "Jan 2019 - ")) == []


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Juli – Desember 2022", "2022-07", "2022-12"),
        ("June–August 2016", "2016-06", "2016-08"),
        ("Summer 2016", "2016-06", "2016-08"),
        ("Fall 2014", "2014-09", "2014-11"),
    ],
)
def test_a_year_named_once_and_a_season_are_ranges(text: str, first: str, last: str) -> None:
    assert spoken(text) == [(first, last, False)]
