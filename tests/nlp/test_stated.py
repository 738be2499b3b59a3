from __future__ import annotations

from datetime import date

import pytest

from nlp import stated
from records import LanguageSkill, Place, Position, Resume, Stated, Study

TODAY = date(2026, 1, 15)


def job(start: str | None, end: str | None, current: bool = False) -> Position:
    (found,) = stated.positions_of(
        Stated(experience=(Position("Cook", "Inn", start=start, end=end, current=current),)), TODAY, lambda words: ()
    )
    return found


@pytest.mark.parametrize(
    ("start", "end", "current", "expected"),
    [
        ("2019-03-14", "2021-02", False, ("2019-03-14", "2021-02", False, 24)),
        ("2019", "2021", False, ("2019", "2021", False, 24)),
        ("2024-01", None, True, ("2024-01", None, True, 24)),
        ("2024-01", "Present", False, ("2024-01", None, True, 24)),
        ("Maret 2020", "sekarang", False, ("2020-03", None, True, 70)),
        ("2019-03-14T09:00:00Z", "03/2019", False, ("2019-03-14", "2019-03", False, 1)),
        ("2019-03", "unknown", False, ("2019-03", "2019-03", False, 1)),
        ("2019-13", None, True, ("2019", None, True, 78)),
        ("soon", None, True, (None, None, False, None)),
        (None, "2019", False, (None, "2019", False, None)),
        ("2021", "2019", False, ("2021", "2019", False, None)),
    ],
)
def test_dates_become_ours_and_months_follow(
    start: str | None, end: str | None, current: bool, expected: tuple[object, ...]
) -> None:
    found = job(start, end, current)
    assert (found.start, found.end, found.current, found.months) == expected


def test_the_skills_of_a_job_are_looked_for_in_its_own_words() -> None:
    told = Stated(experience=(Position("Cook", "Inn", description="Ran the grill"), Position("Clerk", None)))
    found = stated.positions_of(told, TODAY, lambda words: (words,))
    assert [one.skills for one in found] == [("Cook\nInn\nRan the grill",), ("Clerk",)]


def test_a_degree_gives_its_level_and_an_end_that_goes_on_is_none() -> None:
    told = Stated(education=(Study("X", "Bachelor", field="Law", end="2014"), Study("Y", "Course", end="present")))
    assert [(one.level, one.end) for one in stated.studies_of(told)] == [("bachelor", "2014"), (None, None)]


def test_contact_data_that_cannot_be_is_left_out() -> None:
    told = Stated(name="Al Roe", email="nobody", phone="123", links=("https://a.example", "not a link", "plain"))
    found = stated.contact_of(told, "en")
    assert (found.name, found.email, found.phone, found.links) == ("Al Roe", None, None, ("https://a.example",))


def test_a_phone_is_read_as_one_of_the_stated_country() -> None:
    told = Stated(phone="0812-3055-0147", location=Place("Solo, Indonesia", "Solo", None, "Indonesia"))
    found = stated.contact_of(told, "en")
    assert (found.phone, found.phone_valid) == ("+6281230550147", True)
    assert found.place == Place("Solo, Indonesia", "Solo", None, "ID")


def test_languages_get_their_code_and_level_and_unknown_ones_keep_their_words() -> None:
    told = Stated(languages=(LanguageSkill("Bahasa Inggris", "Fasih"), LanguageSkill("Klingon", "Warrior")))
    found = stated.outright(Resume("", "2026-01-15", "1", "1"), told)
    assert found.languages == (LanguageSkill("en", "fluent"), LanguageSkill("klingon", "warrior"))
