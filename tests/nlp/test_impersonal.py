"""What a score may read of a résumé: no private line, no gender, no school, and every word of the work."""

from __future__ import annotations

from datetime import date

import pytest

import extractors
from nlp import impersonal, markers, sections
from records import Passage, Study


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("She leads her team", "He leads his team"),
        ("Chairwoman of the board", "Chairman of the board"),
        ("chairperson of the board", "chair of the board"),
        ("Head Waitress", "Head Waiter"),
        ("Reported to Mrs. Lane", "Reported to Mr Lane"),
        ("A mother of two", "A father of two"),
        ("Karyawati teladan, putri daerah", "Karyawan teladan, putra daerah"),
        ("melapor kepada Ibu Hadi", "melapor kepada Bapak Hadi"),
        ("ibu dua anak", "bapak dua anak"),
        ("mahasiswi magang", "mahasiswa magang"),
    ],
)
def test_one_gender_reads_as_the_other(one: str, other: str) -> None:
    assert impersonal.neutral(one).lower() == impersonal.neutral(other).lower()


@pytest.mark.parametrize(
    "text",
    ["Kesehatan ibu dan anak", "Kelas Ibu Hamil", "HER2 receptor", "MS Office", "Mother and baby unit", "Ibu Kota", "Foremast", "Here"],
)  # fmt: skip
def test_words_of_a_trade_stay_what_they_are(text: str) -> None:
    assert impersonal.neutral(text) == text


@pytest.mark.parametrize(
    ("line", "is_private"),
    [
        ("Agama : Islam", True),
        ("Status: Belum menikah", True),
        ("Married, two children", True),
        ("Born 4 May 1985 in Leeds", True),
        ("Photo: enclosed", True),
        ("Foto: terlampir", True),
        ("Nationality: British", True),
        ("34 years old", True),
        ("Backend Developer", False),
        ("Married couples counselling", False),
        ("E-mail: ann@example.org", False),
        ("Leeds, UK | 07700 900318", False),
        ("", False),
    ],
)
def test_a_line_of_private_facts_is_told_from_others(line: str, is_private: bool) -> None:
    assert markers.is_private(line) is is_private


CV = """Ann Lee
ann.lee@example.org | Leeds, UK
Date of birth
4 May 1985
Nationality: Indonesian

Experience
Nurse, Acme Care, Leeds
2019 - 2024
- Weight: cut the boxes by 30 %
- Age: taught from 5 to 12

Education
BSc Nursing, School of Python and Excel, Leeds, 2018
"""


def test_private_lines_are_left_out_and_work_is_not() -> None:
    parts = sections.split(extractors.read_text(CV))
    shown = "\n".join(section.text for section in impersonal.without_private_lines(parts))
    for gone in ("Date of birth", "4 May 1985", "Nationality"):
        assert gone not in shown
    for kept in ("Ann Lee", "Leeds, UK", "Weight: cut", "Age: taught", "BSc Nursing"):
        assert kept in shown
    spans = impersonal.private_spans(parts)
    assert [CV[start:end] for start, end in sorted(spans)] == ["Date of birth", "4 May 1985", "Nationality: Indonesian"]
    left = impersonal.without_lines(extractors.read_text(CV), spans)
    assert all(CV[line.start : line.start + len(line.text)] == line.text for line in left.lines)
    assert "4 May 1985" not in "\n".join(line.text for line in left.lines)


def test_the_name_of_a_school_shows_no_skill_and_counts_for_nothing() -> None:
    parts = sections.split(extractors.read_text(CV))
    studies = [Study("School of Python and Excel", "BSc Nursing")]
    assert [CV[start:end] for start, end in impersonal.school_spans(parts, studies)] == ["School of Python and Excel"]
    passage = Passage("BSc Nursing, School of Python and Excel, Leeds, 2018", "education", 0, 10)
    assert impersonal.counted(passage, ("School of Python and Excel",)) == "BSc Nursing, , Leeds, 2018"
    alone = Passage("School of Python and Excel", "education", 0, 10)
    assert impersonal.counted(alone, ("School of Python and Excel",)) == "–"


def test_an_age_in_a_profile_does_not_count_and_one_in_the_work_does() -> None:
    profile = Passage("A 38-year-old nurse, mother of two", "summary", 0, 10)
    assert impersonal.counted(profile) == "A nurse, two"
    work = Passage("Taught 5 year old children", "experience", 0, 10)
    assert impersonal.counted(work) == "Taught 5 year old children"


def test_every_passage_of_a_resume_has_its_text_to_count() -> None:
    resume = extractors.extract_resume(extractors.read_text(CV), as_of=date(2026, 1, 15))
    counted = impersonal.counted_texts(resume)
    assert len(counted) == len(resume.passages) > 0
    assert all(counted)
