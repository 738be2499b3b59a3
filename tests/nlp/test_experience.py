"""Work experience: title, employer and dates in the layouts that people use; totals and gaps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from nlp import experience
from nlp.sections import Section
from records import Position

TODAY = date(2026, 1, 15)
Parts = Callable[[str], list[Section]]


def positions(parts: Parts, text: str) -> tuple[Position, ...]:
    return experience.find_positions(parts(text), TODAY, lambda start, end: ())


@pytest.mark.parametrize(
    "lines",
    [
        "Pastry Chef | Rye Bakery | Jan 2019 – Mar 2021",
        "Pastry Chef, Rye Bakery\nJan 2019 – Mar 2021",
        "Pastry Chef at Rye Bakery (01/2019 - 03/2021)",
        "Pastry Chef\nRye Bakery\nJan 2019 – Mar 2021",
        "Rye Bakery\tJan 2019 – Mar 2021\nPastry Chef",
        "Jan 2019 – Mar 2021  Pastry Chef, Rye Bakery",
        "Pastry Chef – Rye Bakery – 2019-01 to 2021-03",
    ],
)
def test_one_job_is_read_in_many_layouts(lines: str, parts: Parts) -> None:
    (job,) = positions(parts, f"Ana Lopez\nExperience\n{lines}\n- Baked 400 loaves a day\n- Trained two apprentices")
    assert (job.title, job.company) == ("Pastry Chef", "Rye Bakery")
    assert (job.start, job.end, job.current, job.months) == ("2019-01", "2021-03", False, 27)
    assert job.description == "Baked 400 loaves a day\nTrained two apprentices"


def test_an_indonesian_job_is_read_the_same_way(parts: Parts) -> None:
    (job,) = positions(
        parts, "Budi Santoso\nPengalaman Kerja\nPerawat ICU | RS Cahaya | Sejak Maret 2020\n- Merawat pasien"
    )
    assert (job.title, job.company, job.start, job.end, job.current) == (
        "Perawat ICU",
        "RS Cahaya",
        "2020-03",
        None,
        True,
    )
    assert job.months == 70


def test_jobs_stay_in_the_order_of_the_document(parts: Parts) -> None:
    found = positions(
        parts,
        "Ana Lopez\nExperience\nHead Baker | Oak Ltd | 2021-04 to Present\n- Runs the night shift\n"
        "Baker | Rye Bakery | 2019-01 to 2021-03\n- Shaped loaves\nApprentice Baker | Mill Inc | 2016-09 to 2018-12",
    )
    assert [job.title for job in found] == ["Head Baker", "Baker", "Apprentice Baker"]
    assert [job.current for job in found] == [True, False, False]


def test_a_date_in_a_story_opens_no_job(parts: Parts) -> None:
    text = "Ana Lopez\nExperience\nBaker | Rye Bakery | 2019-01 to 2021-03\n- Won the county prize for bread in 2020 and again in May 2021"
    assert len(positions(parts, text)) == 1


def test_without_its_section_a_dated_sentence_with_a_role_is_a_job(parts: Parts) -> None:
    (job,) = positions(parts, "Ana Lopez\nRisk analyst, Hansa Bank, 2017 - 2021. Credit models for small firms.")
    assert (job.title, job.company, job.start, job.end) == ("Risk analyst", "Hansa Bank", "2017", "2021")


def test_a_job_tells_the_skills_that_stand_in_it(parts: Parts) -> None:
    text = "Ana Lopez\nExperience\nBaker | Rye Bakery | 2019-01 to 2021-03\n- Sourdough every night\nSkills\nLamination"
    (job,) = experience.find_positions(
        parts(text),
        TODAY,
        lambda start, end: tuple(word for word in ("Sourdough", "Lamination") if word in text[start:end]),
    )
    assert job.skills == ("Sourdough",)


def job(start: str | None, end: str | None = None) -> Position:
    return Position("Baker", "Rye", start=start, end=end, current=start is not None and end is None)


def test_overlapping_jobs_are_counted_once() -> None:
    assert experience.total_months([job("2019-01", "2019-12"), job("2019-07", "2020-06")], [], TODAY) == 18
    assert experience.total_months([job("2019-01", "2019-12"), job("2019-03", "2019-05")], [], TODAY) == 12
    assert experience.total_months([job("2025-01"), job("2025-06", "2025-08")], [], TODAY) == 12


def test_the_years_that_the_profile_states_count_only_without_dated_jobs(parts: Parts) -> None:
    said = parts("Ana Lopez\nSummary\nBaker with seven years of experience")
    assert experience.total_months([job(None)], said, TODAY) == 84
    assert experience.total_months([job("2019-01", "2019-12")], said, TODAY) == 12
    assert experience.total_months([], parts("Ana Lopez"), TODAY) == 0


@pytest.mark.parametrize(
    ("jobs", "gaps"),
    [
        ([job("2019-01", "2019-12"), job("2020-02")], []),
        ([job("2019-01", "2019-12"), job("2020-07")], [("2019-12", "2020-07", 6)]),
        ([job("2019-01", "2019-12")], [("2019-12", "2026-01", 72)]),
        ([job("2019-01", "2020-12"), job("2019-03", "2019-06"), job("2021-01")], []),
        ([], []),
    ],
)
def test_more_than_three_months_without_work_are_a_gap(jobs: list[Position], gaps: list[tuple[str, str, int]]) -> None:
    assert [(gap.after, gap.before, gap.months) for gap in experience.find_gaps(jobs, TODAY)] == gaps


def test_no_experience_is_no_job(parts: Parts) -> None:
    assert positions(parts, "Ana Lopez\nSkills\nSourdough") == ()
