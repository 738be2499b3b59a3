"""Jobs and studies of text that has lost its lines."""

from __future__ import annotations

from datetime import date

import pytest

import extractors
from nlp import entity_tagger, tagged_entries
from records import Resume

FLAT = (
    "Philippa Marsh  14 Quarry Lane, Columbus, OH 43004  philippa.marsh@example.com    OBJECTIVE  A warehouse position "
    "with room to grow.    PROFESSIONAL EXPERIENCE  Warehouse Supervisor, Larkfield Freight Inc., Columbus, OH  "
    "March 2016 - Present  Plan the shifts of twelve people and check what leaves the dock.  Forklift Operator, "
    "Dunmore Storage Company, Dayton, OH  June 2012 - February 2016  Moved pallets and counted stock every week.    "
    "EDUCATION  Bachelor of Science in Business Administration  Kestrel State University, Dayton, OH, 2012"
)


@pytest.fixture(scope="module")
def flat() -> Resume:
    return extractors.extract_resume(extractors.read_text(FLAT), as_of=date(2026, 1, 15))


def test_jobs_of_a_text_without_lines_have_title_employer_and_dates(flat: Resume) -> None:
    assert [(job.title, job.company, job.start, job.end, job.current) for job in flat.experience] == [
        ("Warehouse Supervisor", "Larkfield Freight Inc.", "2016-03", None, True),
        ("Forklift Operator", "Dunmore Storage Company", "2012-06", "2016-02", False),
    ]


def test_the_study_of_a_text_without_lines_has_degree_school_and_level(flat: Resume) -> None:
    (study,) = flat.education
    assert (study.institution, study.level) == ("Kestrel State University", "bachelor")
    assert study.degree
    assert study.degree.startswith("Bachelor of Science")


def test_every_tagged_value_stands_in_the_text(flat: Resume) -> None:
    values = [value for job in flat.experience for value in (job.title, job.company)]
    assert all(value is None or value in FLAT for value in values)


def test_the_tagger_is_asked_only_where_typography_is_lost_and_its_language_is_written() -> None:
    plain = extractors.read_text("Philippa Marsh\nWarehouse Supervisor")
    assert tagged_entries.is_needed(plain, "en")
    assert not tagged_entries.is_needed(plain, "id")
    heading = extractors.read(b"<html><h1>Philippa Marsh</h1><p>Warehouse Supervisor</p>", "cv.html")
    assert not tagged_entries.is_needed(heading, "en")


def test_an_empty_belief_and_a_text_of_marks_give_no_spans() -> None:
    document = extractors.read_text("--- 2019 ---")
    assert entity_tagger.tag(document, [], {}) == []
