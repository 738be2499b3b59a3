"""Jobs that running sentences tell, and sentences that tell none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from nlp.experience import find_positions, total_months
from nlp.sections import Section
from nlp.told_jobs import find_told, is_a_telling, without_employer
from records import Position

TODAY = date(2026, 11, 1)
Parts = Callable[[str], list[Section]]


def jobs(text: str, parts: Parts) -> list[Position]:
    return list(find_positions(parts(f"Ana Lopez\n{text}"), TODAY, lambda start, end: ()))


@pytest.mark.parametrize(
    ("text", "title", "company", "months"),
    [
        ("Worked as a licensed plumber for nine years with Harding & Sons in Leeds.", "licensed plumber", "Harding & Sons", 108),
        ("Nine years as a certified public accountant.", "certified public accountant", None, 108),
        ("I worked as a commis for two years at Osteria Lume.", "commis", "Osteria Lume", 24),
        ("From 2018 to 2023 I was a staff nurse at Saint Mary Hospital.", "staff nurse", "Saint Mary Hospital", 60),
        ("Saya bekerja sebagai perawat di RS Harapan sejak 2017.", "perawat", "RS Harapan", 112),
        ("Saya bertugas di RSU Kasih Ibu sebagai petugas lab selama 3 tahun.", "petugas lab", "RSU Kasih Ibu", 36),
        ("Perawat ruang intensif RSUD Kota, 2017 - sekarang.", "Perawat ruang intensif", "RSUD Kota", 112),
        ("Employed as a welder in Leeds from 2012 to 2016.", "welder", None, 48),
        ("I am Ana, cook for eleven years.", "cook", None, 132),
    ],
)  # fmt: skip
def test_a_sentence_tells_a_job(text: str, title: str, company: str | None, months: int, parts: Parts) -> None:
    (job,) = jobs(text, parts)
    assert (job.title, job.company, job.months) == (title, company, months)


def test_one_sentence_may_tell_two_jobs(parts: Parts) -> None:
    found = jobs("Sous chef at Osteria Lume since 2016, before that four years as a commis at Trattoria Sole.", parts)
    assert [(job.title, job.company, job.start, job.months) for job in found] == [
        ("Sous chef", "Osteria Lume", "2016", 124),
        ("commis", "Trattoria Sole", None, 48),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "I have never worked as a data engineer for two years.",
        "I would like to become a chef for many years to come.",
        "We worked as a team for three years.",
        "Three years of evening classes and a lot of patience.",
        "Worked as a plumber.",
        "Belum pernah bekerja sebagai perawat sejak 2017.",
        "I am not a nurse, whatever they said in 2019 - 2020.",
    ],
)
def test_a_sentence_without_job_or_time_tells_none(text: str, parts: Parts) -> None:
    assert jobs(text, parts) == []


def test_dated_entries_go_before_what_is_told(parts: Parts) -> None:
    (job,) = jobs("I worked as a cook for nine years.\nExperience\nBaker, Rye Bakery, 2019 - 2021\n- Baked", parts)
    assert job.title == "Baker"


def test_a_length_of_time_counts_where_no_dates_are(parts: Parts) -> None:
    sections = parts("Ana Lopez\nNine years as a certified public accountant.")
    assert total_months(find_told(sections, TODAY, lambda a, b: ()), sections, TODAY) == 108


def test_a_long_text_or_one_with_a_part_for_jobs_is_no_telling(parts: Parts) -> None:
    assert is_a_telling(parts("Ana Lopez\nI worked as a cook for nine years."))
    assert not is_a_telling(parts("Ana Lopez\nExperience\nCook, Lume, 2019 - 2021"))
    assert not is_a_telling(parts("Ana Lopez\n" + "I cooked for guests every day. " * 60))


def test_a_denied_title_heads_no_entry(parts: Parts) -> None:
    text = "Experience\nNever worked as a data engineer\nMeter Reader, Yorkshire Utilities, 2019 - 2026\n- Read meters"
    assert "data engineer" not in str(jobs(text, parts))


def test_an_employer_behind_the_role_is_parted_from_it() -> None:
    assert without_employer("Staf gudang PT Maju Jaya") == ("Staf gudang", "PT Maju Jaya")
    assert without_employer("Bank teller") == ("Bank teller", None)


def test_telling_takes_linear_time(is_linear: Callable[..., list[str]], parts: Parts) -> None:
    units = ("worked as a ", "nine years as a ", "cook for 9 years, ", "A b ")
    assert is_linear(lambda text: find_told(parts(text), TODAY, lambda a, b: ()), units) == []
