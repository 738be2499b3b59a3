"""What each component counts: weights that somebody gives, what becomes of those without data, what an ad suggests."""

from __future__ import annotations

import math
from collections.abc import Mapping

from errors import InvalidFields
from records import Component, Job

COMPONENTS = (
    "skills", "experience", "education", "semantic", "overall", "keyword", "title", "location", "languages",
    "certifications", "section_skills", "section_experience", "section_education",
)  # fmt: skip
# From so many years on experience counts more than usually, from so many skills on skills do; below it is the other way.
_MANY_YEARS, _FEW_YEARS = 5.0, 2.0
_MANY_SKILLS, _FEW_SKILLS = 8, 3
_MORE, _LESS = 1.5, 0.6
_HIGH_DEGREES = frozenset({"master", "doctorate"})
_MOST_TIMES = 4.0


def checked(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights that sum to 1, without zeros, in the order of COMPONENTS.

    Raises:
        InvalidFields: An unknown component, a weight that is no number of at least 0, or nothing but zeros.
    """
    unknown = sorted(set(weights) - set(COMPONENTS))
    if unknown:
        raise InvalidFields(f"Unknown components {', '.join(unknown)}; use {', '.join(COMPONENTS)}.")
    total = sum(weights.values())
    if not all(math.isfinite(value) and value >= 0 for value in weights.values()) or not total > 0:
        raise InvalidFields("Weights must be finite numbers of at least 0 and not all zero.")
    return {name: weights[name] / total for name in COMPONENTS if weights.get(name)}


def weighed(scores: Mapping[str, tuple[float, bool]], weights: Mapping[str, float]) -> dict[str, Component]:
    """Component -> score, weight and contribution; weights of what the job says nothing about go to the rest, in proportion.

    Args:
        scores: Component -> (score 0..1, whether the job says something about it).
        weights: Component -> weight; they sum to 1.
    """
    live = sum(weight for name, weight in weights.items() if scores[name][1])
    found: dict[str, Component] = {}
    for name, (score, has_data) in scores.items():
        weight = weights.get(name, 0.0) / live if has_data and live else 0.0
        score, weight = round(score, 4), round(weight, 4)
        found[name] = Component(score, weight, has_data, round(score * weight, 6) if weight else 0.0)
    return found


def suggested(job: Job, usual: Mapping[str, float], has_data: Mapping[str, bool]) -> dict[str, float]:
    """The usual weights bent towards what this ad stresses; they sum to 1, components without data left out.

    Many years, many skills, a high degree, licences and languages that it requires weigh more than usually; few years and
    few skills less.
    """
    bent = {name: weight * _stress(name, job) for name, weight in usual.items() if has_data.get(name)}
    total = sum(bent.values())
    return {name: round(weight / total, 3) for name, weight in bent.items() if weight} if total else {}


def _stress(name: str, job: Job) -> float:
    if name == "experience":
        return _more_or_less(job.min_experience_years or 0.0, _FEW_YEARS, _MANY_YEARS)
    if name == "skills":
        return _more_or_less(len(job.skills), _FEW_SKILLS, _MANY_SKILLS)
    if name in {"semantic", "overall"} and len(job.skills) < _FEW_SKILLS:
        return _MORE
    if name == "education":
        return 2.0 if job.education_level in _HIGH_DEGREES else _LESS if job.experience_instead else 1.0
    if name == "certifications":
        return min(_MOST_TIMES, 1.0 + sum(need.kind == "licence" for need in job.requirements))
    if name == "languages":
        return min(_MOST_TIMES, 1.0 + len(job.languages))
    return _MORE if name == "location" and job.remote == "on-site" else 1.0


def _more_or_less(value: float, few: float, many: float) -> float:
    return _MORE if value >= many else _LESS if value < few else 1.0
