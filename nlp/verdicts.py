"""Requirement by requirement: the passage that answers it, how close it is, and what follows from that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import mul
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.coverage import Credit
from records import (
    EducationVerdict,
    ExperienceVerdict,
    Importance,
    Job,
    Passage,
    Relevance,
    Requirement,
    RequirementStatus,
    RequirementVerdict,
    Resume,
    SkillHit,
)

Vectors = NDArray[np.float32]
Told = Mapping[str, tuple[str, str]]
# Cosine of a requirement and an unrelated / a fully answering passage (MiniLM; development data).
_UNRELATED, _ANSWERED = 0.20, 0.65
_MET, _PARTLY = 0.60, 0.45
# A missing skill whose requirement a passage answers in other words earns up to this share.
_MEANING_CREDIT = 0.5
_MEANING_FROM = 0.50
_DUTY_WEIGHT, _PREFERRED_WEIGHT = 0.7, 0.5
# A passage is known again in an entry by its first characters; a project that shows so many asked skills shows enough.
_ENOUGH_TO_KNOW = 40
_SKILLS_OF_A_PROJECT = 4
_OF_SCHOOLING = frozenset({"education", "licence"})
_SECTION_OF = {"skills": ("skills", "certifications", "languages"), "experience": ("experience", "projects", "summary", "header"),
               "education": ("education", "certifications")}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a job asks, ready to be compared with many résumés.

    Attributes:
        units: The job's requirements and duties.
        vectors: Their unit vectors (n, d).
        weights: What each counts.
        apart: Section that a profile compares apart -> numbers of the units that are looked for in it: in the education
            those that ask for a degree, a field or a licence, elsewhere the others; a section without units is absent.
        naming: Name of a skill -> numbers of the units that name it.
        needs: Each requirement with the number of its unit and the numbers of the job's skills that it names.
    """

    units: tuple[str, ...]
    vectors: NDArray[np.float64]
    weights: tuple[float, ...]
    apart: Mapping[str, Apart]
    naming: Mapping[str, tuple[int, ...]]
    needs: tuple[tuple[Requirement, int, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Apart:
    """Units that a profile compares apart: their numbers and what each counts."""

    numbers: NDArray[np.intp]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The comparison of a job's units with a résumé's passages.

    Attributes:
        units: The job's requirements and duties.
        best: Index of the best passage per unit; -1 without passages.
        similarity: Cosine -1..1 of each unit and its best passage.
        semantic: Weighted mean 0..1 of the scaled similarities.
        sections: The same against the passages of one section alone, by section; one that the job asks nothing of is absent.
        by_passage: Best scaled similarity 0..1 of each passage to any unit.
    """

    units: tuple[str, ...]
    best: tuple[int, ...]
    similarity: tuple[float, ...]
    semantic: float
    sections: Mapping[str, float]
    by_passage: tuple[float, ...]
    passages: tuple[Passage, ...]


def asked(job: Job, units: Sequence[str], vectors: Vectors) -> Asked:
    """The units with their unit vectors (n, d), in order."""
    by_text = {need.text: need for need in reversed(job.requirements)}
    needs = [by_text.get(unit) for unit in units]
    schooling = [need is not None and need.kind in _OF_SCHOOLING for need in needs]
    apart = {
        name: tuple(at for at, is_one in enumerate(schooling) if is_one == (name == "education"))
        for name in _SECTION_OF
    }
    lowered = [unit.lower() for unit in units]
    unit_of = {unit: number for number, unit in enumerate(units)}
    skill_of = {skill.id: number for number, skill in enumerate(job.skills)}
    naming = {skill.name: _naming([piece.text.lower() for piece in skill.evidence], lowered) for skill in job.skills}
    return Asked(
        units=tuple(units),
        vectors=vectors.astype(np.float64),
        weights=tuple(map(_unit_weight, needs)),
        apart={
            name: Apart(np.array(numbers, dtype=np.intp), tuple(_unit_weight(needs[at]) for at in numbers))
            for name, numbers in apart.items()
            if numbers
        },
        naming=naming,
        needs=tuple(
            (need, unit_of[need.text], tuple(skill_of[skill] for skill in need.skills if skill in skill_of))
            for need in job.requirements
        ),
    )


def inside(passages: Sequence[Passage]) -> dict[str, NDArray[np.intp]]:
    """For each section that a profile compares apart, the numbers of the passages that stand in it."""
    return {
        name: np.array([at for at, passage in enumerate(passages) if passage.section in sections], dtype=np.intp)
        for name, sections in _SECTION_OF.items()
    }


class Mentions(dict[str, tuple[str, str]]):
    """For each skill with evidence, by its id or else its name: the passage that shows it, and the section.

    Looked for when it is first asked for: a job asks for few of the skills that a résumé shows.
    """

    def __init__(self, resume: Resume) -> None:
        self._resume = resume
        self._hits = {_key(hit): hit for hit in reversed(resume.skills) if hit.evidence}

    def __missing__(self, key: str) -> tuple[str, str]:
        found = self[key] = _passage_of(self._hits[key], self._resume)
        return found


def entries_of(resume: Resume) -> tuple[int | None, ...]:
    """For each passage the number of the held job it tells of, or None."""
    found: list[int | None] = []
    at, told = 0, [job.description for job in resume.experience]
    for passage in resume.passages:
        start = passage.text[:_ENOUGH_TO_KNOW]
        # Passages follow each other as the jobs do: mostly the next one is of the same job.
        order = (*range(at, len(told)), *range(at)) if passage.section == "experience" else ()
        own = next((number for number in order if start in told[number]), None)
        at = at if own is None else own
        found.append(own)
    return tuple(found)


def compare(
    wanted: Asked, passages: Sequence[Passage], vectors: NDArray[Any], inside: Mapping[str, NDArray[np.intp]]
) -> Evidence:
    """Every unit against every passage, whose unit vectors are (p, d)."""
    units = wanted.units
    # Rounded, so that nothing hangs on the last bits of a product whose summands another machine may take in another order.
    table = np.round(wanted.vectors @ vectors.astype(np.float64).T, 6) if units and len(vectors) else np.zeros((0, 0))
    if not table.size:
        none = dict.fromkeys(wanted.apart, 0.0)
        return Evidence(units, (-1,) * len(units), (0.0,) * len(units), 0.0, none, (), tuple(passages))
    # Scaled once: it keeps the order, so that the most of what is scaled is the most, scaled.
    scaled = _scaled(table)
    return Evidence(
        units=units,
        best=tuple(table.argmax(axis=1).tolist()),
        similarity=tuple([round(value, 4) for value in _most(table, 1).tolist()]),
        semantic=_mean(_most(scaled, 1), wanted.weights),
        sections=_sections(scaled, inside, wanted),
        by_passage=tuple(_most(scaled, 0).tolist()),
        passages=tuple(passages),
    )


def with_meaning(credits: Sequence[Credit], wanted: Asked, evidence: Evidence) -> list[Credit]:
    """Missing skills whose own requirement is answered in other words get part of the credit."""
    return [_by_meaning(one, wanted, evidence) if one.share < _MEANING_CREDIT else one for one in credits]


def judge(
    wanted: Asked, evidence: Evidence, credits: Sequence[Credit], experience: ExperienceVerdict,
    education: EducationVerdict, resume: Resume, told: Told,
) -> tuple[RequirementVerdict, ...]:  # fmt: skip
    """A status with its evidence for each requirement of the job, in the ad's order.

    ``credits`` are of the job's skills, in its order; ``told`` are the résumé's ``Mentions``.
    """
    return tuple(
        [
            _verdict(need, unit, evidence, [credits[at] for at in skills], experience, education, resume, told)
            for need, unit, skills in wanted.needs
        ]
    )


def knockouts(found: Sequence[RequirementVerdict], job: Job) -> tuple[str, ...]:
    """Required licences, languages, places and years that are not shown: reported apart from relevance.

    Of alternatives one is enough; a place that the résumé leaves open ("willing to travel") is none.
    """
    hard = {"licence", "language", "location", "experience", "education"}
    enough = {
        need.any_of for need, one in zip(job.requirements, found, strict=True) if one.status in {"met", "partly"}
    } - {None}
    return tuple(
        one.text
        for need, one in zip(job.requirements, found, strict=True)
        if one.importance == "required"
        and one.kind in hard
        and need.any_of not in enough
        and (one.status == "missing" or (one.status == "unknown" and one.kind != "location"))
    )


def language_score(resume: Resume, job: Job) -> float:
    """Share of the asked languages that the résumé shows; the one it is written in counts as shown."""
    have = {skill.language for skill in resume.languages} | ({resume.language} if resume.passages else set())
    return sum(skill.language in have for skill in job.languages) / max(1, len(job.languages))


def certificate_score(credits: Sequence[Credit], job: Job) -> float:
    """Share of the asked certificates and licences that are shown."""
    wanted = [credit for credit in credits if credit.wanted.name in job.certifications]
    return sum(credit.share for credit in wanted) / max(1, len(wanted))


def told_similarities(resume: Resume, entry: Sequence[int | None], evidence: Evidence) -> list[float]:
    """0..1 for each held job: the mean of the three passages of it that are closest to the ad."""
    found: list[list[float]] = [[] for _ in resume.experience]
    for own, score in zip(entry, evidence.by_passage, strict=False):
        if own is not None:
            found[own].append(score)
    return [sum(sorted(scores)[-3:]) / min(3, len(scores)) if scores else 0.0 for scores in found]


def project_relevance(resume: Resume, evidence: Evidence, job: Job) -> tuple[Relevance, ...]:
    """Each project with its closest passage to the ad, and the share of the ad's skills it shows."""
    told = [
        (passage.text[:_ENOUGH_TO_KNOW], score)
        for passage, score in zip(resume.passages, evidence.by_passage, strict=False)
        if passage.section == "projects"
    ]
    wanted = [skill.name.lower() for skill in job.skills]
    found = []
    for project in resume.projects:
        said = project.lower()
        near = max((score for text, score in told if text in project), default=0.0)
        shown = sum(name in said for name in wanted) / min(len(wanted), _SKILLS_OF_A_PROJECT) if wanted else 0.0
        score = round(min(1.0, max(near, 0.6 * near + 0.4 * min(1.0, shown))), 4)
        found.append(Relevance(project.split("\n")[0][:80], score, job=round(near, 4)))
    return tuple(found)


def _unit_weight(need: Requirement | None) -> float:
    if need is None:
        return _DUTY_WEIGHT
    return 1.0 if need.importance == "required" else _PREFERRED_WEIGHT


def _scaled(cosine: NDArray[np.float64]) -> NDArray[np.float64]:
    """0 for unrelated, 1 for answered."""
    found = cosine - _UNRELATED
    found /= _ANSWERED - _UNRELATED
    np.maximum(0.0, found, out=found)
    return np.minimum(1.0, found, out=found)


def _mean(scaled: NDArray[np.float64], weights: Sequence[float]) -> float:
    """Weighted mean 0..1 of scaled similarities; the sum runs in their order, as it does on every machine."""
    total = sum(weights)
    return round(sum(map(mul, scaled.tolist(), weights)) / total, 4) if total else 0.0


def _sections(scaled: NDArray[np.float64], inside: Mapping[str, NDArray[np.intp]], wanted: Asked) -> dict[str, float]:
    """The mean of the units of a section, each with the closest passage that stands there."""
    return {
        name: _mean(_most(scaled.take(inside[name], axis=1), 1).take(apart.numbers), apart.weights)
        if len(inside[name])
        else 0.0
        for name, apart in wanted.apart.items()
    }


# Without the checks of ``max``, which take longer than the numbers of one pair.
_most = np.maximum.reduce


def _naming(said: Sequence[str], lowered: Sequence[str]) -> tuple[int, ...]:
    return tuple(number for number, unit in enumerate(lowered) if any(word in unit for word in said))


def _by_meaning(credit: Credit, wanted: Asked, evidence: Evidence) -> Credit:
    closest = max([evidence.similarity[unit] for unit in wanted.naming[credit.wanted.name]], default=0.0)
    if closest < _MEANING_FROM:
        return credit
    share = round(_MEANING_CREDIT * min(1.0, (closest - _UNRELATED) / (_ANSWERED - _UNRELATED)), 4)
    return replace(credit, share=share, why="semantic") if share > credit.share else credit


def _verdict(
    need: Requirement, unit: int, evidence: Evidence, credits: Sequence[Credit], experience: ExperienceVerdict,
    education: EducationVerdict, resume: Resume, told: Told,
) -> RequirementVerdict:  # fmt: skip
    passage = resume.passages[evidence.best[unit]] if evidence.best[unit] >= 0 else None
    similarity = evidence.similarity[unit]
    status, own = _status(need, similarity, credits, experience, education, resume, told)
    text, section = (
        own if own else (passage.text, passage.section) if passage and similarity >= _PARTLY else (None, None)
    )
    importance: Importance = need.importance
    return RequirementVerdict(need.text, need.kind, importance, status, text, section, similarity if passage else None)


def _status(
    need: Requirement, similarity: float, credits: Sequence[Credit], experience: ExperienceVerdict,
    education: EducationVerdict, resume: Resume, told: Told,
) -> tuple[RequirementStatus, tuple[str, str] | None]:  # fmt: skip
    """The status and the evidence of its own kind, or None for the closest passage."""
    if not resume.passages:
        return "unknown", None
    if need.kind == "experience" and need.min_years:
        shown = f"{experience.relevant_years:g} relevant of {experience.candidate_years:g} years"
        status: RequirementStatus = (
            "unknown" if not experience.candidate_years
            else "met" if experience.relevant_years >= need.min_years
            else "partly" if experience.relevant_years >= need.min_years / 2 else "missing"
        )  # fmt: skip
        return status, (shown, "experience") if experience.candidate_years else None
    if need.kind == "education" and education.required_level:
        study = next((study for study in resume.education if study.level == education.candidate_level), None)
        met: RequirementStatus = {"meets": "met", "below": "partly", "unknown": "unknown"}[education.verdict]  # type: ignore[assignment]
        return met, (study.degree or "", "education") if study else None
    if need.skills:
        return _skill_status(credits, similarity, told)
    return ("met" if similarity >= _MET else "partly" if similarity >= _PARTLY else "missing"), None


def _skill_status(
    credits: Sequence[Credit], similarity: float, told: Told
) -> tuple[RequirementStatus, tuple[str, str] | None]:
    if len(credits) == 1:  # as of most requirements
        share, best = credits[0].share, credits[0].has
        own = told[_key(best)] if best and best.evidence else None
    else:
        groups: dict[object, float] = {}
        for credit in credits:
            key = ("any", credit.wanted.any_of) if credit.wanted.any_of is not None else credit.wanted.id
            groups[key] = max(credit.share, groups.get(key, 0.0))
        share = sum(groups.values()) / len(groups) if groups else 0.0
        shown = [credit for credit in credits if credit.has and credit.has.evidence]
        best = max(shown, key=_share_of).has if shown else None
        own = told[_key(best)] if best else None
    if share >= 0.8:
        return "met", own
    return ("partly" if share >= 0.25 or similarity >= _MET else "missing"), own


def _share_of(credit: Credit) -> float:
    return credit.share


def _key(hit: SkillHit) -> str:
    return hit.id or hit.name


def _passage_of(hit: SkillHit, resume: Resume) -> tuple[str, str]:
    """The passage around the first mention outside a bare list, with its section; else the mention itself."""
    listed: Passage | None = None
    for piece in hit.evidence:
        at, said = piece.start, piece.text.lower()
        for passage in resume.passages:
            if passage.start <= at < passage.end and said in passage.text.lower():
                if passage.section != "skills":
                    return passage.text, passage.section
                listed = listed or passage
    told = listed or hit.evidence[0]
    return told.text, told.section
