"""The terms of a job: kind of employment, working mode, place, days, openings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp import ad_terms
from nlp.sections import Section
from nlp.statements import sorted_out, statements

Ad = Callable[[str], list[Section]]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Location: Leeds\nElectrician", "Leeds"),
        ("Head Baker\nRye Bakery Ltd | Austin, TX", "Austin, TX"),
        ("Perawat ICU\nLokasi kerja: Surabaya, Jawa Timur", "Surabaya, Jawa Timur"),
        ("Photographer\nYou will be based on-site in Canggu, Bali, and shoot.", "Canggu, Bali"),
        ("Head Baker\nWe bake bread every day.", None),
        ("Developer - Remote (EU)\nTidewheel GmbH, Berlin", "Berlin"),
        ("Head Baker\nRowan Ltd, Leeds", "Leeds"),
        ("Head Baker\nInterested in Sales? In Excel?", None),
    ],
)
def test_the_place_of_work_is_found(text: str, place: str | None, ad: Ad) -> None:
    found = ad_terms.find_locations(ad(text), None, text)
    assert [fact.value.text for fact in found] == ([place] if place else [])


def test_a_city_that_employs_is_the_place() -> None:
    found = ad_terms.find_locations([], "City of Leeds", "The City of Leeds pays.")
    assert [fact.value.text for fact in found] == ["Leeds"]


@pytest.mark.parametrize(
    ("text", "mode"),
    [("Fully remote", "remote"), ("Hybrid, two days remote", "hybrid"), ("Work on-site in Leeds", "on-site"), ("Kerja dari rumah", "remote"),
     ("remotely plausible", None), ("Travel to remote areas", None)],
)  # fmt: skip
def test_the_working_mode(text: str, mode: str | None, ad: Ad) -> None:
    found = ad_terms.find_remote(statements(ad(f"Head Baker\n{text}")))
    assert (found.value if found else None) == mode


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Full-time, day shift", "full-time"),
        ("Karyawan tetap", "full-time"),
        ("Paruh waktu", "part-time"),
        ("Fixed-term contract", "contract"),
        ("Job Types: Full-time, Contract", "full-time"),
        ("Employment type: Contract", "contract"),
        ("Status: Magang", "internship"),
        ("Two years of full-time paid experience", None),
        ("You will draft contracts", None),
        ("You will not be a full-time employee", None),
        ("bread", None),
    ],
)
def test_the_kind_of_employment(text: str, kind: str | None, ad: Ad) -> None:
    parts = ad(f"Head Baker\n{text}")
    found = ad_terms.find_employment_type(parts, sorted_out(statements(parts)))
    assert (found.value if found else None) == kind


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Closing date: 26 May 2023", "2023-05-26"),
        ("Applications must be received by THURSDAY, APRIL 27, 2017.", "2017-04-27"),
        ("Apply from 8:00 a.m. Tuesday, June 27, 2017 to 11:59 p.m., Thursday, June 29, 2017.", "2017-06-29"),
        ("Kirim lamaran paling lambat 5 Maret 2024", "2024-03-05"),
        ("We were founded on May 1, 1990.", None),
    ],
)
def test_the_last_day_to_apply(text: str, day: str | None, ad: Ad) -> None:
    parts = ad(f"Head Baker\nHow to apply\n{text}")
    found = ad_terms.find_deadline(parts, statements(parts))
    assert (found.value if found else None) == day


@pytest.mark.parametrize(
    ("text", "start"),
    [("Tanggal mulai kerja: 01 October 2023", "2023-10-01"), ("Start date: immediately", "immediately"),
     ("Immediate joiners welcome", "immediately"), ("Start baking", None)],
)  # fmt: skip
def test_the_first_day_of_work(text: str, start: str | None, ad: Ad) -> None:
    parts = ad(f"Head Baker\n{text}")
    found = ad_terms.find_start(parts, statements(parts))
    assert (found.value if found else None) == start


@pytest.mark.parametrize(
    ("text", "openings"),
    [("Number of vacancies: 3", 3), ("Required No.: 2 (Two)", 2), ("We have two (2) openings", 2), ("Counselor X3", 3), ("Butuh 5 orang", 5),
     ("A team of bakers", None), ("You lead a team of 3 persons", None), ("5 years", None)],
)  # fmt: skip
def test_how_many_are_wanted(text: str, openings: int | None, ad: Ad) -> None:
    found = ad_terms.find_openings(ad(f"Head Baker\n{text}"), "Head Baker", f"Head Baker\n{text}")
    assert (found.value if found else None) == openings


def test_looking_for_places_and_openings_takes_linear_time(is_linear: Callable[..., list[str]]) -> None:
    assert is_linear(lambda text: ad_terms.find_locations([], None, text), ("in A ", "di A, ", "based in ")) == []
    assert is_linear(lambda text: ad_terms.find_openings([], None, text), ("2 a ", "two (2) ", "x2 ")) == []
