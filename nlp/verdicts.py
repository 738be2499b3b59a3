"""Requirement by requirement: the passage that answers it, how close it is, and what follows from that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nlp.coverage import Credit
from nlp.relevance import cosines
from records import (
    EducationVerdict,
    ExperienceVerdict,
    Importance,
    Job,
    Passage,
    Position,
    Relevance,
    Requirement,
    RequirementStatus,
    RequirementVerdict,
    Resume,
    SkillHit,
)

Vectors = NDArray[np.float32]
# Cosine of a requirement and an unrelated / a fully answering passage (MiniLM; development data).
_UNRELATED, _ANSWERED = 0.20, 0.65
_MET, _PARTLY = 0.60, 0.45
# A missing skill whose requirement a passage answers in other words earns up to this share.
_MEANING_CREDIT = 0.5
_MEANING_FROM = 0.50
_DUTY_WEIGHT, _PREFERRED_WEIGHT = 0.7, 0.5
_SECTION_OF = {"skills": ("skills", "certifications", "languages"), "experience": ("experience", "projects", "summary", "header"),
               "education": ("education", "certifications")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """The comparison of a job's units with a résumé's passages.

    Attributes:
        units: The job's requirements and duties.
        best: Index of the best passage per unit; -1 without passages.
        similarity: Cosine -1..1 of each unit and its best passage.
        semantic: Weighted mean 0..1 of the scaled similarities.
        sections: The same against the passages of one section alone, by section.
        by_passage: Best scaled similarity 0..1 of each passage to any unit.
    """

    units: tuple[str, ...]
    best: tuple[int, ...]
    similarity: tuple[float, ...]
    semantic: float
    sections: Mapping[str, float]
    by_passage: tuple[float, ...]
    passages: tuple[Passage, ...]


def compare(
    job: Job, resume: Resume, units: Sequence[str], unit_vectors: Vectors, passage_vectors: Vectors
) -> Evidence:
    """Every unit against every passage: (u, d) and (p, d) unit vectors."""
    table = cosines(unit_vectors, passage_vectors)
    weights = np.array([_unit_weight(unit, job) for unit in units])
    empty = not table.size
    best = tuple(int(at) for at in table.argmax(axis=1)) if not empty else tuple(-1 for _ in units)
    similarity = (
        tuple(round(float(value), 4) for value in table.max(axis=1)) if not empty else tuple(0.0 for _ in units)
    )
    return Evidence(
        units=tuple(units),
        best=best,
        similarity=similarity,
        semantic=_mean(np.array(similarity), weights),
        sections={name: _section(table, resume.passages, names, weights) for name, names in _SECTION_OF.items()},
        by_passage=tuple(float(v) for v in _scaled(table.max(axis=0))) if not empty else (),
        passages=resume.passages,
    )


def with_meaning(credits: Sequence[Credit], evidence: Evidence) -> list[Credit]:
    """Missing skills whose own requirement is answered in other words get part of the credit."""
    return [_by_meaning(credit, evidence) if credit.share < _MEANING_CREDIT else credit for credit in credits]


def judge(
    job: Job, evidence: Evidence, credits: Sequence[Credit], experience: ExperienceVerdict, education: EducationVerdict,
    where: str, resume: Resume,
) -> tuple[RequirementVerdict, ...]:  # fmt: skip
    """A status with its evidence for each requirement of the job, in the ad's order."""
    by_id = {credit.wanted.id: credit for credit in credits}
    at = {unit: number for number, unit in enumerate(evidence.units)}
    return tuple(
        _verdict(need, at[need.text], evidence, by_id, experience, education, where, resume)
        for need in job.requirements
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


def told_similarity(position: Position, resume: Resume, evidence: Evidence) -> float:
    """0..1: the mean of the three passages of a held job that are closest to the ad."""
    told = [
        score
        for passage, score in zip(resume.passages, evidence.by_passage, strict=False)
        if passage.section == "experience" and passage.text[:40] in position.description
    ]
    return float(np.mean(sorted(told)[-3:])) if told else 0.0


def project_relevance(resume: Resume, evidence: Evidence) -> tuple[Relevance, ...]:
    """Each project with its closest passage to the ad."""
    return tuple(
        Relevance(project.split("\n")[0][:80], round(max((s for p, s in zip(resume.passages, evidence.by_passage, strict=False)
                  if p.section == "projects" and p.text[:40] in project), default=0.0), 4))
        for project in resume.projects
    )  # fmt: skip


def _unit_weight(unit: str, job: Job) -> float:
    need = next((need for need in job.requirements if need.text == unit), None)
    if need is None:
        return _DUTY_WEIGHT
    return 1.0 if need.importance == "required" else _PREFERRED_WEIGHT


def _scaled(cosine: NDArray[np.float32] | NDArray[np.float64]) -> NDArray[np.float64]:
    """0 for unrelated, 1 for answered."""
    return np.clip((np.asarray(cosine, dtype=np.float64) - _UNRELATED) / (_ANSWERED - _UNRELATED), 0.0, 1.0)


def _mean(similarity: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    return round(float((_scaled(similarity) * weights).sum() / weights.sum()), 4) if len(weights) else 0.0


def _section(table: Vectors, passages: Sequence[Passage], names: Sequence[str], weights: NDArray[np.float64]) -> float:
    inside = [number for number, passage in enumerate(passages) if passage.section in names]
    return _mean(table[:, inside].max(axis=1), weights) if inside and table.size else 0.0


def _by_meaning(credit: Credit, evidence: Evidence) -> Credit:
    said = {piece.text.lower() for piece in credit.wanted.evidence}
    for unit, similarity in zip(evidence.units, evidence.similarity, strict=True):
        if similarity >= _MEANING_FROM and any(word in unit.lower() for word in said):
            share = _MEANING_CREDIT * float(_scaled(np.array([similarity]))[0])
            if share > credit.share:
                credit = replace(credit, share=round(share, 4), why="semantic")
    return credit


def _verdict(
    need: Requirement, unit: int, evidence: Evidence, by_id: Mapping[str | None, Credit], experience: ExperienceVerdict,
    education: EducationVerdict, where: str, resume: Resume,
) -> RequirementVerdict:  # fmt: skip
    passage = resume.passages[evidence.best[unit]] if evidence.best[unit] >= 0 else None
    similarity = evidence.similarity[unit]
    status, own = _status(need, similarity, by_id, experience, education, resume)
    text, section = (
        own if own else (passage.text, passage.section) if passage and similarity >= _PARTLY else (None, None)
    )
    importance: Importance = need.importance
    return RequirementVerdict(need.text, need.kind, importance, status, text, section, similarity if passage else None)


def _status(
    need: Requirement, similarity: float, by_id: Mapping[str | None, Credit], experience: ExperienceVerdict,
    education: EducationVerdict, resume: Resume,
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
        return _skill_status([by_id[skill] for skill in need.skills if skill in by_id], similarity, resume)
    return ("met" if similarity >= _MET else "partly" if similarity >= _PARTLY else "missing"), None


def _skill_status(
    credits: Sequence[Credit], similarity: float, resume: Resume
) -> tuple[RequirementStatus, tuple[str, str] | None]:
    groups: dict[object, float] = {}
    for credit in credits:
        key = ("any", credit.wanted.any_of) if credit.wanted.any_of is not None else credit.wanted.id
        groups[key] = max(credit.share, groups.get(key, 0.0))
    share = sum(groups.values()) / len(groups) if groups else 0.0
    shown = next(
        (credit.has for credit in sorted(credits, key=lambda one: -one.share) if credit.has and credit.has.evidence),
        None,
    )
    own = _passage_of(shown, resume) if shown else None
    if share >= 0.8:
        return "met", own
    return ("partly" if share >= 0.25 or similarity >= _MET else "missing"), own


def _passage_of(hit: SkillHit, resume: Resume) -> tuple[str, str]:
    """The passage around the first mention outside a bare list, with its section; else the mention itself."""
    around = [
        passage
        for piece in hit.evidence
        for passage in resume.passages
        if passage.start <= piece.start < passage.end and piece.text.lower() in passage.text.lower()
    ]
    told = next((passage for passage in around if passage.section != "skills"), around[0] if around else None)
    return (told.text, told.section) if told else (hit.evidence[0].text, hit.evidence[0].section)
