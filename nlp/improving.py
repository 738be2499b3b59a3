"""What would raise a score: the things that an ad asks and a résumé does not show, with what each is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nlp.coverage import Credit
from records import Component, EducationVerdict, ExperienceVerdict, Job, Raise, Resume

_MOST = 8
# Less is shown as 0.0 points.
_LEAST = 0.0005


def would_raise(
    components: Mapping[str, Component],
    open_credits: Sequence[Credit],
    experience: ExperienceVerdict,
    education: EducationVerdict,
    resume: Resume,
    job: Job,
) -> tuple[Raise, ...]:
    """At most eight things with the points 0..1 that showing each in full would add at least, most first.

    Args:
        components: The parts of the score as weighed.
        open_credits: Wanted skills that are missing or shown in part, those of satisfied alternatives left out.
    """
    gains = [
        *_skills(open_credits, components["skills"]),
        *_years(experience, components["experience"]),
        *_degree(education, components["education"]),
        *_languages(resume, job, components["languages"]),
        *_certificates(open_credits, job, components["certifications"]),
    ]
    best: dict[tuple[str, str], Raise] = {}
    for gain in gains:
        known = best.get((gain.kind, gain.skill))
        if gain.points >= _LEAST and (known is None or gain.points > known.points):
            best[gain.kind, gain.skill] = gain
    return tuple(sorted(best.values(), key=lambda gain: -gain.points)[:_MOST])


def _skills(credits: Sequence[Credit], part: Component) -> list[Raise]:
    """Of all skills those that are worth most, more than are shown: two of them may be one."""
    worth = [(1.0 - credit.share) * credit.weight * part.weight for credit in credits]
    first = sorted(range(len(worth)), key=worth.__getitem__, reverse=True)[: 2 * _MOST]
    return [Raise(credits[at].wanted.name, round(worth[at], 4)) for at in sorted(first)]


def _years(found: ExperienceVerdict, part: Component) -> list[Raise]:
    if not found.required_years or found.verdict == "meets":
        return []
    return [Raise(f"{found.required_years:g} years", _rest(part), "experience")]


def _degree(found: EducationVerdict, part: Component) -> list[Raise]:
    return [Raise(found.required_level, _rest(part), "education")] if found.required_level and part.score < 1 else []


def _languages(resume: Resume, job: Job, part: Component) -> list[Raise]:
    have = {one.language for one in resume.languages} | {resume.language}
    each = round(part.weight / max(1, len(job.languages)), 4)
    return [Raise(one.language, each, "language") for one in job.languages if one.language not in have]


def _certificates(open_credits: Sequence[Credit], job: Job, part: Component) -> list[Raise]:
    each = part.weight / max(1, len(job.certifications))
    return [
        Raise(credit.wanted.name, round((1.0 - credit.share) * each, 4), "certification")
        for credit in open_credits
        if credit.wanted.name in job.certifications
    ]


def _rest(part: Component) -> float:
    return round((1.0 - part.score) * part.weight, 4)
