from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import extractors
from nlp.corrected_resume import FIELDS, corrected, unknown_skills
from nlp.taxonomy import default_taxonomy
from records import Resume

CV = """Ann Lee
ann.lee@example.org | +1 415 555 0123 | Berlin, Germany

Experience
Backend Developer, Acme GmbH
Jan 2019 - Dec 2020
- Built REST APIs in Python and Flask on PostgreSQL
Junior Developer, Beta AG
Jan 2015 - Dec 2016
- Wrote Java services

Education
BSc Computer Science, Test University, 2014

Skills
Python, Flask, PostgreSQL, Java
"""


@pytest.fixture(scope="module")
def read() -> Resume:
    return extractors.extract_resume(extractors.read_text(CV), as_of=date(2026, 1, 31))


def say(resume: Resume, **said: Any) -> Resume:
    return corrected(resume, said, default_taxonomy())


def test_no_corrections_leave_the_reading(read: Resume) -> None:
    assert say(read) == read


def test_each_field_can_be_silent(read: Resume) -> None:
    silent = say(read, **dict.fromkeys(FIELDS))
    for name in FIELDS:
        assert not getattr(silent, name), name
    assert silent.needs_review == ()
    assert silent.confidence == {}
    assert (silent.text, silent.passages, silent.terms) == (read.text, read.passages, read.terms)


def test_what_is_left_out_of_a_known_entry_stays_as_read(read: Resume) -> None:
    first = read.experience[0]
    for changed in ({"start": "2018-01"}, {"title": "Lead"}, {"company": "Acme"}):
        said = {"title": first.title, "company": first.company, "start": first.start} | changed
        made = say(read, experience=[said]).experience[0]
        assert (made.description, made.skills, made.end) == (first.description, first.skills, first.end)
    other = say(read, experience=[{"title": "Lead", "company": "Acme", "start": first.start}]).experience[0]
    assert (other.description, other.end) == ("", None)
    same = say(read, experience=[{"title": first.title, "company": first.company, "location": "Bonn"}]).experience[0]
    assert (same.start, same.end, same.description, same.skills) == (
        first.start,
        first.end,
        first.description,
        first.skills,
    )
    assert same.location == "Bonn"


def test_the_years_of_a_skill_follow_the_jobs(read: Resume) -> None:
    before = next(hit for hit in read.skills if hit.id == "python")
    jobs = [{"title": job.title, "company": job.company} for job in read.experience]
    jobs[0] |= {"start": read.experience[0].start, "end": "2024-12"}
    after = next(hit for hit in say(read, experience=jobs).skills if hit.id == "python")
    assert before.years is not None
    assert after.years == before.years + 4
    assert after.last_used == "2024-12"
    kept = say(read, experience=jobs, skills=[{"name": "Python", "years": 1}])
    assert kept.skills[0].years == 1


def test_a_skill_that_is_not_listed_any_more_is_in_no_entry(read: Resume) -> None:
    made = say(read, skills=[{"name": "Java"}])
    assert [hit.name for hit in made.skills] == ["Java"]
    assert {key for job in made.experience for key in job.skills} <= {"java"}


def test_a_skill_that_an_entry_names_is_listed_with_the_others(read: Resume) -> None:
    made = say(read, experience=[{"title": "Welder", "skills": ["rust"], "start": "2020-01", "end": "2020-12"}])
    rust = next(hit for hit in made.skills if hit.id == "rust")
    assert (rust.years, rust.evidence) == (1.0, ())


def test_a_skill_named_twice_is_one(read: Resume) -> None:
    assert len(say(read, skills=[{"name": "postgres"}, {"id": "postgresql"}, {"name": "PostgreSQL"}]).skills) == 1


def test_only_a_person_who_looked_is_certain(read: Resume) -> None:
    made = say(read, name="Anna Leigh", experience=None)
    assert made.confidence["name"] == 1.0
    assert "experience" not in made.confidence
    assert made.confidence["skills"] == read.confidence["skills"]
    assert "experience" not in made.needs_review


def test_unknown_skills_are_named_by_their_place() -> None:
    said = {
        "skills": [{"name": "anything"}, {"id": "nothing-like-it"}],
        "experience": [{"skills": ["python", "xyzzy-1"]}],
    }
    assert unknown_skills(said, default_taxonomy()) == ["skills.1.id", "experience.0.skills.1"]
