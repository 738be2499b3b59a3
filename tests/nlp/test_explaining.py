"""Explaining: facts become sentences, in each language, and nothing else does."""

from __future__ import annotations

import json
from string import Formatter

import pytest

from nlp.coverage import Credit
from nlp.distance import SCORES
from nlp.explaining import SENTENCES, Facts, comments, languages, strengths, told
from records import EducationLevel, EducationVerdict, ExperienceVerdict, Importance, JobSkill, SkillHit

YEARS = ExperienceVerdict(None, 0.0, 0.0, "unknown")
SCHOOL = EducationVerdict(None, None, (), (), "unknown")


def credit(name: str, share: float, importance: Importance = "required", years: float | None = None) -> Credit:
    has = SkillHit(name.lower(), name, "tool", 0.9, "exact", (), years=years, last_used="2025-06") if share else None
    return Credit(JobSkill(name.lower(), name, "tool", importance, ()), has, share, "same" if share else "", 0.25)


@pytest.mark.parametrize(
    ("where", "language", "sentence"),
    [
        ("commuting", "en", "Lives within 50 km of the job."),
        ("commuting", "id", "Tinggal dalam jarak 50 km dari tempat kerja."),
        ("remote-elsewhere", "en", "Lives outside the area from which this remote job can be done."),
        ("unknown", "en", ""),
        ("remote-ok", "id", ""),
    ],
)
def test_the_place_gets_its_sentence(where: str, language: str, sentence: str) -> None:
    assert comments(Facts((), YEARS, SCHOOL, where=where), language) == sentence


@pytest.mark.parametrize("language", languages())
def test_no_verdict_is_without_words(language: str) -> None:
    for where in SCORES:
        assert comments(Facts((), YEARS, SCHOOL, where=where), language) or where in {"unknown", "remote-ok"}


def test_every_language_says_the_same_things_with_the_same_blanks() -> None:
    files = {code: json.loads((SENTENCES / f"{code}.json").read_text("utf-8")) for code in languages()}
    english = files["en"]
    for code, file in files.items():
        assert file.keys() == english.keys(), code
        for key, sentence in file.items():
            assert _blanks(sentence) == _blanks(english[key]), (code, key)


def test_what_is_shown_what_stands_in_and_what_is_missing_is_said_in_this_order() -> None:
    related = Credit(
        JobSkill("pg", "PostgreSQL", "tool", "required", ()), credit("MySQL", 1.0).has, 0.5, "related", 0.25
    )
    facts = Facts(
        (credit("Python", 1.0, years=6.0), related, credit("Terraform", 0.0), credit("Redis", 0.0, "preferred")),
        ExperienceVerdict(5.0, 6.5, 6.5, "meets"),
        EducationVerdict("master", "bachelor", (), (), "below"),
        title=("Backend Developer", 0.8),
        knockouts=("RN licence.",),
    )
    assert comments(facts, "en") == (
        "Shows Python. MySQL may stand in for PostgreSQL. No evidence of Terraform, required here. Has worked as Backend "
        "Developer, close to this job. 6.5 years of relevant experience meet the 5 asked for. Education (bachelor's "
        "degree) is below the master's degree asked for. To settle first: RN licence."
    )
    assert "6,5 tahun pengalaman relevan memenuhi 5 tahun" in comments(facts, "id")
    assert comments(facts, "xx") == comments(facts, "en")


def test_an_empty_resume_has_one_sentence() -> None:
    facts = Facts((credit("Python", 0.0),), YEARS, SCHOOL, empty=True)
    assert {code: one.comments for code, one in told(facts).items()} == {
        "en": "Nothing in the résumé backs this job's requirements.",
        "id": "Tidak ada isi resume yang mendukung persyaratan lowongan ini.",
    }


def test_strengths_are_the_skills_of_most_years() -> None:
    shown = [credit("Redis", 1.0), credit("Python", 1.0, years=6.0), credit("SQL", 0.5)]
    assert strengths(shown, "en") == ("Python for 6 years, latest 2025", "Redis")


@pytest.mark.parametrize("level", EducationLevel.__args__)
@pytest.mark.parametrize("language", languages())
def test_every_level_of_education_has_a_name(language: str, level: EducationLevel) -> None:
    assert comments(Facts((), YEARS, EducationVerdict(level, None, (), (), "unknown")), language)


def _blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}
