"""Requirement by requirement: status, evidence and what follows from them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from nlp import verdicts
from nlp.coverage import Credit
from records import (
    EducationVerdict,
    Evidence,
    ExperienceVerdict,
    Job,
    JobSkill,
    LanguageSkill,
    Passage,
    Position,
    Requirement,
    RequirementVerdict,
    Resume,
    SkillHit,
    Study,
)

AXES = np.eye(4, dtype=np.float32)


def near(axis: int, cosine: float) -> NDArray[np.float32]:
    """A unit vector with that cosine to one axis and none to the other two."""
    vector = np.zeros(4, dtype=np.float32)
    vector[axis], vector[3] = cosine, np.sqrt(1 - cosine**2)
    return vector


def resume(*sections: str, **parts: object) -> Resume:
    passages = tuple(Passage(f"passage {at}", name, 10 * at, 10 * at + 9) for at, name in enumerate(sections))
    return Resume("", "2026-01-15", "1", "1", passages=passages, **parts)  # type: ignore[arg-type]


def job(*needs: Requirement, **parts: object) -> Job:
    return Job("", "1", "1", requirements=needs, **parts)  # type: ignore[arg-type]


def need(text: str, kind: str = "other", **parts: object) -> Requirement:
    return Requirement(text, kind, parts.pop("importance", "required"), **parts)  # type: ignore[arg-type]


def compared(wanted: Job, person: Resume, *cosines: float) -> verdicts.Evidence:
    """Each passage has the given cosine to the first requirement and none to the others."""
    rows = np.stack([near(0, cosine) for cosine in cosines]) if cosines else np.zeros((0, 4), np.float32)
    return verdicts.compare(asked(wanted), person.passages, rows, verdicts.inside(person.passages))


def asked(wanted: Job) -> verdicts.Asked:
    units = [one.text for one in wanted.requirements]
    return verdicts.asked(wanted, units, AXES[: len(units)])


def judged(
    wanted: Job, person: Resume, *cosines: float, credits: tuple[Credit, ...] = (), years: tuple[float, float] = (0, 0),
    education: EducationVerdict | None = None,
) -> tuple[RequirementVerdict, ...]:  # fmt: skip
    total, relevant = years
    person = replace(person, skills=tuple(one.has for one in credits if one.has))
    wanted = replace(wanted, skills=tuple(one.wanted for one in credits))
    return verdicts.judge(
        asked(wanted), compared(wanted, person, *cosines), credits, ExperienceVerdict(None, total, relevant, "meets"),
        education or EducationVerdict(None, None, (), (), "unknown"), person, verdicts.Mentions(person),
    )  # fmt: skip


def test_each_requirement_is_answered_by_its_closest_passage() -> None:
    found = compared(job(need("a"), need("b")), resume("experience", "skills"), 0.3, 0.8)
    assert found.best[0] == 1
    assert found.similarity == pytest.approx((0.8, 0.0), abs=1e-3)
    assert 0.0 < found.semantic < 1.0
    assert found.sections["skills"] > found.sections["experience"]


def test_a_required_thing_weighs_more_than_a_preferred_one() -> None:
    person = resume("experience")
    required = compared(job(need("a"), need("b", importance="preferred")), person, 0.8)
    preferred = compared(job(need("a", importance="preferred"), need("b")), person, 0.8)
    assert required.semantic > preferred.semantic


def test_without_passages_everything_is_unknown() -> None:
    wanted = job(need("a"), need("b", "licence"))
    assert compared(wanted, resume()).semantic == 0.0
    assert [(one.status, one.evidence, one.similarity) for one in judged(wanted, resume())] == [
        ("unknown", None, None)
    ] * 2


@pytest.mark.parametrize(("cosine", "status"), [(0.9, "met"), (0.1, "missing")])
def test_a_plain_requirement_is_met_by_meaning(cosine: float, status: str) -> None:
    (found,) = judged(job(need("a")), resume("experience"), cosine)
    assert found.status == status
    assert (found.evidence is not None) == (status == "met")


@pytest.mark.parametrize(
    ("total", "relevant", "status"),
    [(6, 5, "met"), (6, 4, "met"), (6, 2, "partly"), (6, 1, "missing"), (0, 0, "unknown")],
)
def test_years_are_met_in_part_or_not(total: float, relevant: float, status: str) -> None:
    wanted = job(need("4 years at the oven", "experience", min_years=4.0))
    (found,) = judged(wanted, resume("experience"), 0.1, years=(total, relevant))
    assert found.status == status


@pytest.mark.parametrize(("word", "status"), [("meets", "met"), ("below", "partly"), ("unknown", "unknown")])
def test_education_follows_its_own_verdict(word: str, status: str) -> None:
    level = None if word == "unknown" else "bachelor"
    person = resume("education", education=(Study("Jaca University", "BA", "bachelor"),))
    verdict = EducationVerdict("bachelor", level, (), (), word)  # type: ignore[arg-type]
    (found,) = judged(job(need("A degree", "education")), person, 0.1, education=verdict)
    assert found.status == status


def credit(skill: str, share: float, any_of: int | None = None) -> Credit:
    wanted = JobSkill(skill, skill, "technique", "required", (Evidence(skill, "requirements", 0, 1),), any_of)
    held = (
        SkillHit(skill, skill, "technique", 0.98, "exact", (Evidence(f"my {skill}", "skills", 0, 1),))
        if share
        else None
    )
    return Credit(wanted, held, share, "same" if share else "", 0.5)


@pytest.mark.parametrize(
    ("shares", "any_of", "status"),
    [((1.0, 1.0), None, "met"), ((1.0, 0.0), None, "partly"), ((0.0, 0.0), None, "missing"), ((1.0, 0.0), 1, "met")],
)
def test_skills_of_a_requirement_are_met_together_or_as_alternatives(
    shares: tuple[float, float], any_of: int | None, status: str
) -> None:
    wanted = job(need("bread and pastry", "skill", skills=("bread", "pastry")))
    found = judged(
        wanted, resume("skills"), 0.1, credits=(credit("bread", shares[0], any_of), credit("pastry", shares[1], any_of))
    )
    assert found[0].status == status
    assert found[0].evidence == ("my bread" if shares[0] else None)


def test_only_hard_and_required_things_knock_out() -> None:
    verdict = {"evidence": None, "section": None, "similarity": None}
    found = [
        RequirementVerdict("licence", "licence", "required", "missing", **verdict),
        RequirementVerdict("years", "experience", "required", "unknown", **verdict),
        RequirementVerdict("plus", "licence", "preferred", "missing", **verdict),
        RequirementVerdict("degree", "education", "required", "met", **verdict),
        RequirementVerdict("bread", "skill", "required", "missing", **verdict),
    ]
    wanted = job(*(need(one.text, one.kind) for one in found))
    assert verdicts.knockouts(found, wanted) == ("licence", "years")


def test_of_alternatives_one_is_enough_and_an_open_place_is_no_knockout() -> None:
    verdict = {"evidence": None, "section": None, "similarity": None}
    found = [
        RequirementVerdict("diploma", "education", "required", "missing", **verdict),
        RequirementVerdict("years", "experience", "required", "met", **verdict),
        RequirementVerdict("travel", "location", "required", "unknown", **verdict),
        RequirementVerdict("Leeds", "location", "required", "missing", **verdict),
    ]
    alternatives = [replace(need(one.text, one.kind), any_of=1) for one in found[:2]]
    wanted = job(*alternatives, *(need(one.text, one.kind) for one in found[2:]))
    assert verdicts.knockouts(found, wanted) == ("Leeds",)


def test_the_language_that_a_resume_is_written_in_counts_as_shown() -> None:
    wanted = job(languages=(LanguageSkill("en"), LanguageSkill("de")))
    assert verdicts.language_score(resume("summary"), wanted) == 0.5
    assert verdicts.language_score(resume("summary", languages=(LanguageSkill("de"),)), wanted) == 1.0
    assert verdicts.language_score(resume(), wanted) == 0.0


def test_certificates_are_counted_by_their_credit() -> None:
    wanted = job(certifications=("acls", "bls"))
    assert verdicts.certificate_score([credit("acls", 1.0), credit("bls", 0.0), credit("bread", 1.0)], wanted) == 0.5


def test_a_missing_skill_earns_part_by_meaning_and_never_all() -> None:
    missing = credit("bread", 0.0)
    said = replace(missing.wanted, evidence=(Evidence("bread", "requirements", 0, 5),))
    wanted = job(need("bread every day", "skill", skills=("bread",)), skills=(said,))
    near, far = (
        verdicts.with_meaning([missing], asked(wanted), compared(wanted, resume("experience"), cosine))[0]
        for cosine in (0.9, 0.2)
    )
    assert (far.share, far.why) == (0.0, "")
    assert (near.share, near.why) == (0.5, "semantic")


def test_what_asks_for_schooling_is_looked_for_in_the_education_alone() -> None:
    wanted = job(need("a"), need("degree", "education"))
    found = compared(wanted, resume("experience", "education"), 0.9, 0.0)
    assert found.sections["experience"] > 0.9
    assert found.sections["education"] == 0.0
    assert "education" not in compared(job(need("a")), resume("education"), 0.9).sections


def test_the_story_of_a_job_is_told_by_its_own_passages() -> None:
    told = (Position("Baker", "Rye", description="passage 0"), Position("Baker", "Rye", description="other"))
    person = resume("experience", "skills", experience=told)
    own, none = verdicts.told_similarities(
        person, verdicts.entries_of(person), compared(job(need("a")), person, 0.9, 0.9)
    )
    assert own > 0.5
    assert none == 0.0
