"""Sections: headings by their words and their type, in English and Indonesian, and none where there is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from documents import reading
from nlp.sections import Section, entries_of, heading_of, headline, split, text_of
from records import Document, Line

Parts = Callable[[str], list[Section]]


def names(found: list[Section]) -> list[str]:
    return [section.name for section in found]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("EXPERIENCE", "experience"),
        ("Work History", "experience"),
        ("— SKILLS —", "skills"),
        ("Education:", "education"),
        ("## Certifications", "certifications"),
        ("S K I L L S", "skills"),
        ("Skills & Abilities", "skills"),
        ("My Technical Skills", "skills"),
        ("Licences and tickets", "certifications"),
        ("CONTACT", "header"),
        ("About me", "summary"),
        ("PENGALAMAN KERJA", "experience"),
        ("Pendidikan", "education"),
        ("Keahlian", "skills"),
        ("Bahasa", "languages"),
        ("Sertifikasi", "certifications"),
    ],
)
def test_a_heading_is_known_by_its_words(heading: str, name: str) -> None:
    assert heading_of(heading) == name


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe",
        "Five years of experience in shipping and in handling of goods",
        "Python, SQL, Docker",
        "",
        "2019 - 2021",
        "Responsible for the training of two apprentices at the bench",
    ],
)
def test_other_lines_are_no_headings(text: str) -> None:
    assert heading_of(text) is None


@pytest.mark.parametrize(
    ("heading", "name"),
    [("What you'll do", "responsibilities"), ("Nice to have", "preferred"), ("Qualifications", "requirements"),
     ("Benefits", "benefits"), ("About us", "company"), ("KUALIFIKASI", "requirements"), ("Tanggung Jawab", "responsibilities"),
     ("LEBIH DISUKAI", "preferred")],
)  # fmt: skip
def test_headings_of_an_ad_are_known(heading: str, name: str) -> None:
    assert heading_of(heading, "job") == name


def test_sections_hold_every_line_that_is_no_heading_in_order(parts: Parts) -> None:
    lines = ["Ana Lopez", "ana@example.org", "Experience", "Baker, Rye & Co", "2019 - 2021", "Skills", "Sourdough"]
    found = parts("\n".join(lines))
    assert names(found) == ["header", "experience", "skills"]
    assert [line.text for section in found for line in section.lines] == [
        line for line in lines if line not in {"Experience", "Skills"}
    ]


def test_the_order_of_sections_is_kept(parts: Parts) -> None:
    assert names(parts("Ana Lopez\nSkills\nSourdough\nEducation\nRye College\nExperience\nBaker")) == [
        "header", "skills", "education", "experience",
    ]  # fmt: skip


def test_a_heading_may_share_its_line_with_its_text(parts: Parts) -> None:
    found = parts("Ana Lopez\nLanguages: Spanish, English\nSkills: Sourdough, lamination")
    assert names(found) == ["header", "languages", "skills"]
    assert text_of(found, "skills") == "Sourdough, lamination"


def test_a_label_inside_a_job_opens_no_section(parts: Parts) -> None:
    found = parts("Experience\nBaker, Rye & Co, 2019 - 2021\nResponsibilities: ran the ovens")
    assert names(found) == ["experience"]


def test_a_line_keeps_its_place_in_the_document_after_a_label_is_cut() -> None:
    document = reading.read_text("Ana Lopez\nSkills: Sourdough")
    line = split(document)[-1].lines[0]
    assert document.text[line.start : line.start + len(line.text)] == line.text == "Sourdough"


def test_an_unknown_heading_in_the_type_of_the_known_ones_opens_a_section_of_its_own() -> None:
    rows = [("Ana Lopez", 20.0), ("Experience", 14.0), ("Baker at Rye", 10.0), ("Skills", 14.0), ("Sourdough", 10.0),
            ("Philosophy of bread", 14.0), ("Time is an ingredient", 10.0)]  # fmt: skip
    lines, at = [], 0
    for text, size in rows:
        lines.append(Line(text, at, size=size))
        at += len(text) + 1
    found = split(Document("\n".join(text for text, _ in rows), tuple(lines)))
    assert names(found) == ["header", "experience", "skills", "other"]


def test_without_headings_everything_is_header(parts: Parts) -> None:
    assert names(parts("Ana Lopez bakes bread.\nShe lives in Jaca.")) == ["header"]


def test_a_missing_section_has_no_text(parts: Parts) -> None:
    assert text_of(parts("Ana Lopez"), "awards") is None


def test_projects_are_parted_at_their_titles(parts: Parts) -> None:
    found = parts(
        "Ana Lopez\nProjects\nTide Clock\n- Shows the tide\n- Runs on a coin cell\nSeed Library\n- Lends seeds"
    )
    assert [entry.split("\n")[0] for entry in entries_of(found, "projects")] == ["Tide Clock", "Seed Library"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Lopez\nPastry Chef\nana@example.org", "Pastry Chef"),
        ("Budi Santoso\nPerawat ICU\nSurabaya", "Perawat ICU"),
        ("Ana Lopez\nana@example.org", None),
    ],
)
def test_the_headline_names_the_trade(text: str, expected: str | None, parts: Parts) -> None:
    assert headline(parts(text), text.split("\n")[0]) == expected


def test_cutting_takes_linear_time(is_linear: Callable[..., list[str]]) -> None:
    units = ("A ", "- ", "Skills: ", "x: ", ":", "a\n", "Skills\n", "S K ")
    assert is_linear(lambda text: split(reading.read_text(text)), units) == []


def test_what_an_employer_says_of_itself_is_set_aside_by_its_heading() -> None:
    assert heading_of("About Halyard Cargo", "job") == "company"
    assert heading_of("Tentang Lontar Digital", "job") == "company"
    assert heading_of("About us", "job") == "company"
