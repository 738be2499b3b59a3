"""Every filter lets some postings pass and others not; what is not stated counts as it is said in ``filters``."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.boards.filters import passes, passing
from connectors.boards.posting import Pay, Posting, Query
from connectors.boards.wording import job_types_in, levels_in, places_in, workplace_in

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NURSE = Posting(
    "ashby", "1", "https://a.example/1", "Staff Nurse", "Blue Harbour Clinic GmbH", "Berlin, Germany", description="Care for patients. Java helps."
)  # fmt: skip


def finds(query: Query, **stated: Any) -> bool:
    return passes(replace(NURSE, **stated), query, NOW)


def test_no_filter_lets_everything_pass() -> None:
    assert finds(Query())
    assert list(passing([NURSE, replace(NURSE, title="Cook")], Query(), now=NOW)) == [
        NURSE,
        replace(NURSE, title="Cook"),
    ]


@pytest.mark.parametrize(
    "keywords", ["nurse", "NURSES", "nurse patients", '"staff nurse"', "care blue", "java", "patient"]
)
def test_words_that_all_occur_are_found(keywords: str) -> None:
    assert finds(Query(keywords))


@pytest.mark.parametrize("keywords", ["cook", "nurse cook", '"nurse staff"', "javascript", "nur", "jav"])
def test_words_that_do_not_all_occur_are_not_found(keywords: str) -> None:
    assert not finds(Query(keywords))


def test_words_with_signs_are_words_of_their_own() -> None:
    assert finds(Query("c++"), title="C++ Developer")
    assert finds(Query("c#"), title="C# Developer")
    assert not finds(Query("c++"), title="C Developer")
    assert finds(Query("pflegekräfte"), title="Pflegekrafte")
    assert finds(Query("résumé"), title="Resume writer")


@pytest.mark.parametrize(("location", "there", "found"), [
    ("Berlin", "Berlin, Germany", True), ("berlin, germany", "Berlin", True), ("Germany", "Berlin, Deutschland", True), ("Munich", "München, DE", True),
    ("Berlin", "Hamburg; Berlin", True), ("Berlin", "Remote - Berlin", True), ("Berlin", "Worldwide", True), ("York", "New York, NY", True),
    ("Berlin", "Hamburg, Germany", False), ("Berlin, Germany", "Munich, Germany", False), ("Germany", "Vienna, Austria", False), ("Berlin", "", False),
    ("Bandung", "Bandung, ID", True), ("Indonesia", "Bandung, ID", True), ("remote", "Remote", True), ("remote", "Berlin", False),
])  # fmt: skip
def test_places_are_compared_by_the_nearest(location: str, there: str, found: bool) -> None:
    assert finds(Query(location=location), location=there) is found


def test_a_remote_job_of_the_whole_country_is_found_by_a_town_in_it() -> None:
    assert finds(Query(location="Berlin, Germany"), location="Germany", remote="remote")
    assert not finds(Query(location="Berlin, Germany"), location="Germany")


@pytest.mark.parametrize(("level", "title", "stated", "found"), [
    (1, "Marketing Intern", None, True), (1, "Werkstudent Logistik (m/w/d)", None, True), (1, "Magang Akuntansi", None, True), (1, "Internal Auditor", None, False),
    (2, "Junior Cook", None, True), (2, "Senior Cook", None, False), (2, "Cook", "Entry level", True), (3, "Cook", "Associate", True), (3, "Cook", "Director", False),
    (4, "Senior Cook", None, True), (4, "Cook", "Mid-Senior Level", True), (4, "Junior Cook", None, False), (4, "Cook", None, True), (1, "Cook", None, False),
    (5, "Director of Sales", None, True), (5, "Kepala Dapur", None, True), (5, "Bereichsleiter Vertrieb", None, True), (5, "Cook", None, False),
    (6, "Chief Financial Officer", None, True), (6, "VP Sales", None, True), (6, "Account Executive", None, False), (6, "Cook", "Executive", True), (6, "Cook", None, False),
])  # fmt: skip
def test_levels_are_read_from_what_is_stated_else_from_the_title(
    level: int, title: str, stated: str | None, found: bool
) -> None:
    assert finds(Query(experience=frozenset({level})), title=title, experience=stated) is found


@pytest.mark.parametrize(("asked", "stated", "found"), [
    (1, {"remote": "on-site"}, True), (1, {}, True), (1, {"remote": "remote"}, False), (1, {"location": "Remote"}, False), (1, {"remote": "hybrid"}, False),
    (2, {"remote": "remote"}, True), (2, {"location": "Anywhere (Remote)"}, True), (2, {"title": "Nurse, Homeoffice"}, True), (2, {"location": "jarak jauh"}, True),
    (2, {}, False), (2, {"remote": "on-site"}, False), (2, {"title": "Nurse (no remote)"}, False), (2, {"remote": "hybrid"}, False),
    (3, {"remote": "hybrid"}, True), (3, {"location": "Hybrid Remote"}, True), (3, {}, False), (3, {"remote": "remote"}, False),
])  # fmt: skip
def test_workplaces_are_told_apart(asked: int, stated: dict[str, Any], found: bool) -> None:
    assert finds(Query(remote=frozenset({asked})), **stated) is found


@pytest.mark.parametrize(("code", "stated", "found"), [
    ("F", "Full-time", True), ("F", "FULL_TIME", True), ("F", "Vollzeit", True), ("F", "Penuh waktu", True), ("F", "Festanstellung", True), ("F", None, True), ("F", "Part-time", False),
    ("P", "part_time", True), ("P", "Teilzeit", True), ("P", "Minijob", True), ("P", "Paruh Waktu", True), ("P", "Full-time", False), ("P", None, False),
    ("C", "Contractor", True), ("C", "Freiberuflich", True), ("C", "Kontrak", True), ("C", "Freelance", True), ("C", "Full-time", False),
    ("T", "Temporary", True), ("T", "befristet", True), ("T", "Musiman", True), ("T", "unbefristet", False), ("T", "Full-time", False),
    ("I", "Internship", True), ("I", "Praktikum", True), ("I", "Magang", True), ("I", "Full-time", False), ("F", "Full-time, Internship", False),
    ("V", "Volunteer", True), ("V", "Ehrenamt", True), ("V", "Sukarelawan", True), ("V", "Full-time", False),
])  # fmt: skip
def test_kinds_of_employment_are_known_in_three_languages(code: str, stated: str | None, found: bool) -> None:
    assert finds(Query(job_types=frozenset({code})), employment_type=stated) is found


def test_an_internship_of_whole_days_is_no_full_time_job() -> None:
    assert not finds(Query(job_types=frozenset("F")), title="Nursing Intern", employment_type="Full-time")
    assert finds(Query(job_types=frozenset("FI")), title="Nursing Intern", employment_type="Full-time")


@pytest.mark.parametrize(("pay", "found"), [
    (Pay(50_000, 60_000, "EUR", "year"), True), (Pay(50_000, 54_000, "EUR", "year"), False), (Pay(4_600, None, "EUR", "month"), True), (Pay(4_000, None, "EUR", "month"), False),
    (Pay(None, 30, "USD", "hour"), True), (Pay(20, 25, "USD", "hour"), False), (Pay(60_000, None, None, None), True), (Pay(40_000, None, None, None), False), (None, True),
    (Pay(1_100, None, "EUR", "week"), True), (Pay(220, None, "EUR", "day"), True), (Pay(200, None, "EUR", "day"), False),
])  # fmt: skip
def test_pay_is_compared_by_the_year(pay: Pay | None, found: bool) -> None:
    assert finds(Query(salary_min=55_000), salary=pay) is found


@pytest.mark.parametrize(
    ("ago", "found"),
    [
        (timedelta(days=6, hours=23), True),
        (timedelta(days=7, seconds=1), False),
        (None, False),
        (timedelta(days=-1), True),
    ],
)
def test_old_postings_and_those_without_a_date_are_left_out(ago: timedelta | None, found: bool) -> None:
    assert finds(Query(posted_within_days=7), posted_at=None if ago is None else NOW - ago) is found


@pytest.mark.parametrize(("excluded", "found"), [
    ("Blue Harbour Clinic", False), ("blue harbour", False), ("BLUE HARBOUR CLINIC AG", False), ("Blue", False), ("Harbour Blue", True), ("Clin", True), ("", True), ("GmbH", True),
])  # fmt: skip
def test_companies_are_left_out_with_and_without_their_legal_form(excluded: str, found: bool) -> None:
    assert finds(Query(exclude_companies=("Nordwind", excluded))) is found


@pytest.mark.parametrize(
    ("excluded", "found"),
    [("patients", False), ("Java helps", False), ("script", True), ("patient", True), ("", True), ("staff", False)],
)
def test_words_are_left_out(excluded: str, found: bool) -> None:
    assert finds(Query(exclude_keywords=("cook", excluded))) is found


def test_what_a_board_sorts_out_itself_is_not_sorted_out_again() -> None:
    query = Query("cook", remote=frozenset({2}))
    assert list(passing([NURSE], query, {"keywords", "remote"}, NOW)) == [NURSE]
    assert list(passing([NURSE], query, {"keywords"}, NOW)) == []
    assert list(passing([NURSE], Query("cook", exclude_companies=("Blue Harbour",)), {"keywords"}, NOW)) == []


def test_filters_are_all_asked() -> None:
    query = Query("nurse", "Berlin", frozenset({4}), frozenset({1}), frozenset("F"), 10, 7, ("Nordwind",), ("cook",))
    assert finds(query, posted_at=NOW)
    for wrong in ({"title": "Cook"}, {"location": "Leeds"}, {"experience": "Director"}, {"remote": "remote"}, {"employment_type": "Magang"},
                  {"salary": Pay(1, 2, None, "year")}, {"posted_at": None}, {"company": "Nordwind AG"}, {"description": "cook patients"}):  # fmt: skip
        assert not finds(query, **{"posted_at": NOW} | wrong), wrong


def test_words_are_understood_alone() -> None:
    assert workplace_in("Berlin") is None
    assert job_types_in("") == frozenset()
    assert levels_in("Cook") == frozenset()
    assert places_in("Remote, USA") == ["united states"]
