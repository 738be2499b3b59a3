from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from db.stored import to_plain
from nlp.corrected import FIELDS, corrected, unknown_skills
from nlp.taxonomy import Taxonomy, own_taxonomy
from records import Evidence, Job, JobContact, JobSkill, LanguageSkill, Occupation, Place, Requirement, Salary

AD = "Senior Backend Developer\nPython and Flask, 5+ years. Kubernetes. English. PMP."


def piece(words: str) -> Evidence:
    start = AD.index(words)
    return Evidence(words, "requirements", start, start + len(words))


JOB = Job(
    AD,
    "1",
    "1",
    title="Senior Backend Developer",
    role="backend developer",
    seniority="senior",
    location=Place("Berlin", "Berlin", None, "DE"),
    locations=(Place("Berlin", "Berlin", None, "DE"), Place("Riga", "Riga", None, "LV")),
    salary=Salary(50_000, 60_000, "EUR", "year"),
    skills=(
        JobSkill("python", "Python", "programming-language", "required", (piece("Python"),), None, 5.0),
        JobSkill("flask", "Flask", "web-framework", "required", (piece("Flask"),)),
        JobSkill("kubernetes", "Kubernetes", "software", "required", (piece("Kubernetes"),)),
        JobSkill("english", "English", "language", "required", (piece("English"),)),
        JobSkill("pmp", "PMP", "certification", "required", (piece("PMP"),)),
    ),
    requirements=(
        Requirement("Python and Flask, 5+ years", "experience", "required", ("python", "flask"), 5.0),
        Requirement("Kubernetes", "skill", "required", ("kubernetes",), None, None, piece("Kubernetes")),
    ),
    responsibilities=("Run services",),
    occupations=(Occupation("2512.4", "software developer", 0.9),),
    min_experience_years=5.0,
    education_level="bachelor",
    experience_instead=True,
    languages=(LanguageSkill("en", "fluent"),),
    certifications=("PMP",),
    evidence={"salary": piece("Python"), "title": piece("Senior Backend Developer")},
)


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return own_taxonomy()


def ids(job: Job) -> list[str | None]:
    return [skill.id for skill in job.skills]


def test_every_field_of_the_reading_but_what_is_found_out_can_be_corrected() -> None:
    found_out = {
        "text",
        "extractor_version",
        "taxonomy_version",
        "language",
        "occupations",
        "boilerplate",
        "evidence",
        "warnings",
    }
    assert set(FIELDS) == {field.name for field in fields(Job)} - found_out


def test_no_correction_changes_nothing(taxonomy: Taxonomy) -> None:
    assert corrected(JOB, {}, taxonomy) == JOB


def test_the_same_words_twice_are_two_requirements(taxonomy: Taxonomy) -> None:
    twice = (Requirement("Degree", "education", "required"), Requirement("Degree", "education", "preferred", (), 2.0))
    job = replace(JOB, requirements=twice)
    assert corrected(job, {"requirements": to_plain(job)["requirements"]}, taxonomy).requirements == twice


def test_a_place_is_looked_up_by_its_text_alone(taxonomy: Taxonomy) -> None:
    said = {"text": "Oslo, Norway"}
    assert corrected(JOB, {"location": said}, taxonomy).location == Place("Oslo, Norway", "Oslo", None, "NO")
    assert corrected(JOB, {"location": said | {"city": None}}, taxonomy).location == Place("Oslo, Norway")


def test_sending_back_what_was_read_changes_no_fact(taxonomy: Taxonomy) -> None:
    plain = to_plain(JOB)
    made = corrected(JOB, {name: plain[name] for name in FIELDS}, taxonomy)
    assert made == replace(JOB, evidence={}, occupations=())


@pytest.mark.parametrize(
    ("field", "said", "made"),
    [
        ("company", "Acme", "Acme"),
        ("salary", {"min": 40, "currency": "USD", "period": "hour"}, Salary(40, None, "USD", "hour")),
        ("contact", {"email": "jobs@example.org"}, JobContact(email="jobs@example.org")),
        ("languages", [{"language": "de"}], (LanguageSkill("de"),)),
        ("benefits", ["Free lunch"], ("Free lunch",)),
        ("deadline", "2027-03-31", "2027-03-31"),
        ("experience_instead", False, False),
    ],
)
def test_a_correction_stands_in_place_of_what_was_read(taxonomy: Taxonomy, field: str, said: Any, made: Any) -> None:
    assert getattr(corrected(JOB, {field: said}, taxonomy), field) == made


@pytest.mark.parametrize("field", FIELDS)
def test_null_says_that_the_ad_is_silent(taxonomy: Taxonomy, field: str) -> None:
    silent = getattr(Job("", "", ""), field)
    assert getattr(corrected(JOB, {field: None}, taxonomy), field) == silent


def test_a_corrected_field_has_no_passage_any_more(taxonomy: Taxonomy) -> None:
    assert corrected(JOB, {"salary": None}, taxonomy).evidence.keys() == {"title"}


def test_skills_go_by_id_name_or_alias_and_keep_what_was_read_of_them(taxonomy: Taxonomy) -> None:
    said = [
        {"name": "python", "importance": "preferred"},
        {"id": "docker"},
        {"name": "k8s"},
        {"name": "Frobnication", "min_years": 2.0},
    ]
    made = corrected(JOB, {"skills": said}, taxonomy).skills
    assert [(one.id, one.name, one.importance) for one in made] == [
        ("python", "Python", "preferred"),
        ("docker", "Docker", "required"),
        ("kubernetes", "Kubernetes", "required"),
        (None, "Frobnication", "required"),
    ]
    assert made[0].evidence == (piece("Python"),)
    assert (made[0].min_years, made[3].min_years) == (5.0, 2.0)


def test_a_skill_named_twice_is_one(taxonomy: Taxonomy) -> None:
    said = [{"name": "k8s"}, {"name": "Kubernetes"}, {"name": "Frobnication"}, {"name": "frobnication"}]
    assert ids(corrected(JOB, {"skills": said}, taxonomy)) == ["kubernetes", None]


def test_a_removed_skill_leaves_the_requirements(taxonomy: Taxonomy) -> None:
    made = corrected(JOB, {"skills": [{"id": "python"}, {"id": "kubernetes"}]}, taxonomy)
    assert [need.skills for need in made.requirements] == [("python",), ("kubernetes",)]
    assert made.certifications == ()


def test_a_requirement_is_as_important_as_its_skills_were_made(taxonomy: Taxonomy) -> None:
    said = [{"id": skill.id, "importance": "preferred" if skill.id == "kubernetes" else None} for skill in JOB.skills]
    made = corrected(JOB, {"skills": said}, taxonomy)
    assert [need.importance for need in made.requirements] == ["required", "preferred"]


def test_corrected_years_are_those_of_the_requirement_that_asks_for_them(taxonomy: Taxonomy) -> None:
    made = corrected(JOB, {"min_experience_years": 2.0}, taxonomy)
    assert [need.min_years for need in made.requirements] == [2.0, None]
    assert corrected(JOB, {"min_experience_years": None}, taxonomy).requirements[0].min_years is None


def test_requirements_with_the_words_of_the_ad_keep_what_was_read(taxonomy: Taxonomy) -> None:
    said = [
        {"text": "Kubernetes", "importance": "preferred"},
        {"text": "Python in production"},
        {"text": "Docker", "skills": ["docker"]},
    ]
    made = corrected(JOB, {"requirements": said}, taxonomy)
    assert made.requirements == (
        Requirement("Kubernetes", "skill", "preferred", ("kubernetes",), None, None, piece("Kubernetes")),
        Requirement("Python in production", "skill", "required", ("python",)),
        Requirement("Docker", "skill", "required", ("docker",)),
    )
    assert ids(made) == [*ids(JOB), "docker"]


def test_a_certificate_that_is_asked_for_is_a_skill_and_a_waived_one_is_none(taxonomy: Taxonomy) -> None:
    made = corrected(JOB, {"certifications": ["CKA", "Badge of Merit"]}, taxonomy)
    assert "pmp" not in ids(made)
    assert {skill.name for skill in made.skills} >= set(made.certifications)
    assert made.skills[-1] == JobSkill(None, "Badge of Merit", "certification", "required", ())


def test_a_language_that_is_not_asked_for_is_no_skill(taxonomy: Taxonomy) -> None:
    assert "english" not in ids(corrected(JOB, {"languages": []}, taxonomy))


def test_the_first_of_the_places_is_the_place(taxonomy: Taxonomy) -> None:
    moved = corrected(JOB, {"location": {"text": "Oslo, Norway"}}, taxonomy)
    assert [place.country for place in moved.locations] == ["NO", "LV"]
    assert moved.location == moved.locations[0]
    assert corrected(JOB, {"locations": [{"text": "Riga", "country": "LV"}]}, taxonomy).location == Place(
        "Riga", country="LV"
    )
    assert corrected(JOB, {"location": None}, taxonomy).locations == ()


def test_role_and_level_follow_from_the_title(taxonomy: Taxonomy) -> None:
    made = corrected(JOB, {"title": "Junior Data Engineer"}, taxonomy)
    assert (made.role, made.seniority, made.occupations) == ("data engineer", "junior", ())
    assert corrected(JOB, {"title": "Data Engineer"}, taxonomy).seniority is None
    assert corrected(JOB, {"title": "Data Engineer", "seniority": "lead"}, taxonomy).seniority == "lead"


def test_ids_and_names_that_must_be_known_are_named(taxonomy: Taxonomy) -> None:
    said = {
        "skills": [{"id": "no-such"}, {"name": "Frobnication"}],
        "requirements": [{"text": "x", "skills": ["k8s", "Frobnication"]}],
    }
    assert unknown_skills(said, taxonomy) == ["skills.0.id", "requirements.0.skills.1"]
