"""Improving: what is missing has its worth, and what is shown has none."""

from __future__ import annotations

from nlp.coverage import Credit
from nlp.improving import would_raise
from records import Component, EducationVerdict, ExperienceVerdict, Job, JobSkill, LanguageSkill, Raise, Resume

NAMES = ("skills", "experience", "education", "languages", "certifications")
RESUME = Resume("", "2026-01-15", "1", "1", languages=(LanguageSkill("es"),))
MET = ExperienceVerdict(3.0, 5.0, 5.0, "meets")
SCHOOLED = EducationVerdict("bachelor", "bachelor", (), (), "meets")


def parts(**scores: float) -> dict[str, Component]:
    return {name: Component(scores.get(name, 1.0), 0.2, True, 0.2 * scores.get(name, 1.0)) for name in NAMES}


def credit(name: str, share: float, weight: float = 0.5) -> Credit:
    return Credit(JobSkill(name, name, "tool", "required", ()), None, share, "", weight)


def test_nothing_is_missing_where_everything_is_shown() -> None:
    assert would_raise(parts(), [], MET, SCHOOLED, RESUME, Job("", "1", "1")) == ()


def test_each_thing_is_worth_its_share_of_its_component() -> None:
    job = Job(
        "",
        "1",
        "1",
        languages=(LanguageSkill("en"), LanguageSkill("fr"), LanguageSkill("es")),
        certifications=("ACLS",),
    )
    found = would_raise(
        parts(experience=0.25, education=0.5),
        [credit("Python", 0.5), credit("ACLS", 0.0, 0.1)],
        ExperienceVerdict(3.0, 1.0, 1.0, "below"),
        EducationVerdict("master", "bachelor", (), (), "below"),
        RESUME,
        job,
    )
    assert set(found) == {
        Raise("ACLS", 0.2, "certification"),
        Raise("3 years", 0.15, "experience"),
        Raise("master", 0.1, "education"),
        Raise("fr", 0.0667, "language"),
        Raise("Python", 0.05, "skill"),
        Raise("ACLS", 0.02, "skill"),
    }
    assert [gain.points for gain in found] == sorted((gain.points for gain in found), reverse=True)


def test_the_list_is_short() -> None:
    many = [credit(f"skill {at}", 0.0, 0.05) for at in range(20)]
    assert len(would_raise(parts(), many, MET, SCHOOLED, RESUME, Job("", "1", "1"))) == 8
