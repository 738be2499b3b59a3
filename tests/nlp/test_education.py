"""Education: entries with their parts, the level of a phrase and what an ad asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from nlp import asked_education, education
from nlp.sections import Section
from records import Position, Study

TODAY = date(2026, 1, 15)
Parts = Callable[[str], list[Section]]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("B.Sc. Computer Science", "bachelor"),
        ("BA in History", "bachelor"),
        ("Bachelor of Nursing", "bachelor"),
        ("MBA", "master"),
        ("Master of Science in Statistics", "master"),
        ("PhD in Physics", "doctorate"),
        ("Associate of Applied Science in Logistics", "associate"),
        ("Diploma in Nursing", "vocational"),
        ("Apprenticeship as a joiner", "vocational"),
        ("Secondary school", "secondary"),
        ("S1 Keperawatan", "bachelor"),
        ("Sarjana Hukum", "bachelor"),
        ("Magister Manajemen", "master"),
        ("S2 Teknik Sipil", "master"),
        ("D3 Akuntansi", "associate"),
        ("SMA", "secondary"),
        ("be a good person", None),
        ("worked as a nurse", None),
        ("", None),
        (None, None),
    ],
)
def test_a_degree_has_its_level(text: str | None, level: str | None) -> None:
    assert education.level_of(text) == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Bachelor's or Master's degree", "bachelor"),
        ("Master's or PhD in Chemistry", "master"),
        ("High school diploma", "secondary"),
        ("Pendidikan minimal D3 atau S1 Keperawatan", "associate"),
        ("Minimal lulusan SMK", "vocational"),
        ("SMA/SMK sederajat", "secondary"),
        ("BS, Master’s in computer science", "bachelor"),
        ("Master's or Ph.D. degree in Chemistry", "master"),
        ("EC2, ELB, AutoScaling, S3", None),
        ("such as D3.js", None),
        ("master diverse web technologies", None),
        ("Proficient in MS Office", None),
        ("Friendly and punctual", None),
    ],
)
def test_an_ad_asks_for_the_lowest_level_it_accepts(text: str, level: str | None) -> None:
    assert asked_education.asked_level(text) == level


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Bachelor's degree in Computer Science, Statistics or a related field", ("Computer Science", "Statistics")),
        (
            "Pendidikan minimal S1 Teknik Informatika, Ilmu Komputer atau jurusan terkait",
            ("Teknik Informatika", "Ilmu Komputer"),
        ),
        ("S1 Keperawatan", ("Keperawatan",)),
        ("Degree required", ()),
        ("Degree in Civil Engineering and 4 years on road projects", ("Civil Engineering",)),
        ("S1 Akuntansi wajib", ("Akuntansi",)),
        ("Bachelor's degree in Fine Arts and Design preferred", ("Fine Arts and Design",)),
    ],
)
def test_the_fields_an_ad_accepts_are_parted(text: str, fields: tuple[str, ...]) -> None:
    assert asked_education.fields_of_study(text) == fields


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "Master of Science in Statistics, Prairie State University, 2017 - 2019",
            Study(
                "Prairie State University", "Master of Science in Statistics", "master", "Statistics", "2017", "2019"
            ),
        ),
        (
            "Licking University\nB.S. in Accounting\nMay 2014\nGPA: 3.8/4.0",
            Study("Licking University", "B.S. in Accounting", "bachelor", "Accounting", None, "2014-05", "3.8/4.0"),
        ),
        (
            "Universitas Parahita | S1 Teknik Informatika | 2014 - 2018 | IPK 3,71",
            Study(
                "Universitas Parahita",
                "S1 Teknik Informatika",
                "bachelor",
                "Teknik Informatika",
                "2014",
                "2018",
                "3,71",
            ),
        ),
    ],
)
def test_an_entry_has_its_parts(lines: str, expected: Study, parts: Parts) -> None:
    assert education.find_studies(parts(f"Ana Lopez\nEducation\n{lines}")) == (expected,)


def test_two_degrees_are_two_entries(parts: Parts) -> None:
    found = education.find_studies(
        parts(
            "Ana Lopez\nEducation\nPhD in Chemistry, Jaca University, 2012 - 2016\n"
            "Bachelor of Science in Chemistry, Ebro College, 2008 - 2012"
        )
    )
    assert [(study.level, study.institution, study.end) for study in found] == [
        ("doctorate", "Jaca University", "2016"),
        ("bachelor", "Ebro College", "2012"),
    ]
    assert education.highest_level(found) == "doctorate"


def test_without_its_section_a_degree_in_the_profile_counts(parts: Parts) -> None:
    (study,) = education.find_studies(parts("Ana Lopez\nData analyst. B.Sc. Computer Science, 2017."))
    assert (study.level, study.end) == ("bachelor", "2017")


def test_no_education_is_no_level() -> None:
    assert education.highest_level(()) is None


def job(start: str, end: str | None) -> Position:
    return Position("Baker", "Rye", start=start, end=end, current=end is None)


def study(start: str | None, end: str) -> Study:
    return Study("Jaca University", "BA", "bachelor", None, start, end)


@pytest.mark.parametrize(
    ("studies", "jobs", "months"),
    [
        ([study("2014-09", "2018-06")], [job("2018-09", None)], 2),
        ([study("2014-09", "2018-06")], [job("2016-01", "2017-01"), job("2019-07", None)], 12),
        ([study("2014-09", "2018-06")], [], None),
        ([], [job("2018-09", None)], None),
    ],
)
def test_the_way_from_school_to_work_is_counted_in_months(
    studies: list[Study], jobs: list[Position], months: int | None
) -> None:
    assert education.first_job_gap(studies, jobs, TODAY) == months


def test_a_long_stretch_between_two_schools_is_a_gap() -> None:
    found = education.find_gaps([study("2010-09", "2013-06"), study("2015-09", "2017-06")], TODAY)
    assert [(gap.after, gap.before, gap.months) for gap in found] == [("2013-06", "2015-09", 26)]
    assert education.find_gaps([study("2010-09", "2013-06"), study("2013-09", "2017-06")], TODAY) == ()


@pytest.mark.parametrize(
    "line",
    [
        "BSc Physics, University of Leeds, 2014 - 2016, did not graduate",
        "BSc Physics, University of Leeds, 2014 - 2016 (not completed)",
        "BSc Physics, University of Leeds, 2014 - 2016, unfinished",
        "BSc Physics, University of Leeds, 2014 - 2016\nDid not graduate",
    ],
)
def test_an_unfinished_study_has_no_level(line: str, parts: Parts) -> None:
    (study,) = education.find_studies(parts(f"Ana Lopez\nEducation\n{line}"))
    assert (study.degree, study.level, study.end) == ("BSc Physics", None, "2016")


@pytest.mark.parametrize(
    "line",
    [
        "No bachelor's degree in a technical subject",
        "Belum SMA atau SMK",
        "Did not finish the degree in law",
        "Neither a PharmD nor a Bachelor of Pharmacy",
        "Bukan lulusan S1 Akuntansi",
        "Tidak memiliki ijazah D3 Kebidanan",
    ],
)
def test_a_denied_degree_is_none(line: str, parts: Parts) -> None:
    assert education.find_studies(parts(f"Ana Lopez\nEducation\n{line}")) == ()
    (study,) = education.find_studies(parts(f"Ana Lopez\nEducation\nMSc Chemistry, Yale University, 2012\n{line}"))
    assert study.level == "master"
