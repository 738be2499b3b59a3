"""How close the jobs somebody held are to the job on offer: by title, by skills and by what was done there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nlp import dates, titles
from nlp.lexicon import lexicon
from nlp.words import words
from records import ExperienceVerdict, Job, Position, Relevance, Resume

# Cosine of two titles that mean different trades / the same trade (MiniLM; development data).
_APART, _SAME = 0.30, 0.80
# From here on two titles say the same.
_SAME_TITLE = 0.95
# A job as close as this counts in full; below the floor it does not count.
_FULL, _FLOOR = 0.7, 0.25
# Every so many years of not doing a thing halve what it says.
_HALF_LIFE_YEARS = 10.0
# Years that count in full where an ad names a seniority and no number, and where it names neither.
_USUAL_YEARS = {"mid": 2.0, "senior": 5.0, "lead": 6.0, "manager": 5.0, "director": 8.0, "executive": 10.0}
_YEARS = 3.0


@dataclass(frozen=True, slots=True)
class Close:
    """One held job with its closeness 0..1, its months, None where undated, and the two sides of the closeness.

    Attributes:
        title: How like the job's title its own is, 0..1.
        told: How close what was done there is to the ad, 0..1.
    """

    position: Position
    closeness: float
    span: tuple[int, int] | None
    title: float = 0.0
    told: float = 0.0


def title_similarity(cosine: float, held: str, wanted: str) -> float:
    """0..1 from the cosine of the titles' vectors and the words they share."""
    alike, shared = _alike(held, wanted)
    if alike >= _SAME_TITLE:  # "Sr. SWE" and "senior software engineer", "perawat" and "nurse"
        return alike
    scaled = min(1.0, max(0.0, (cosine - _APART) / (_SAME - _APART)))
    return max(scaled, 0.9 * shared) if shared == 1.0 else 0.7 * scaled + 0.3 * shared


@lru_cache(maxsize=65_536)
def _alike(held: str, wanted: str) -> tuple[float, float]:
    """How alike the roles are, and the share of the wanted title's words that the held one has; each 0..1."""
    a, b = title_words(held), title_words(wanted)
    return titles.similarity(held, wanted), len(a & b) / max(1, len(b)) if a and b else 0.0


@cache
def title_words(title: str) -> frozenset[str]:
    """The words that name the trade: without seniority, numbers and stop words."""
    seniority = {
        word.form for phrases in lexicon().tables["seniority"].values() for phrase in phrases for word in words(phrase)
    }
    stops = frozenset().union(*lexicon().stop_words.values())
    keep = {"manager", "director", "assistant", "trainee"}
    forms = (word.form for word in words(re.sub(r"\([^)]{0,300}\)", " ", title)))
    return frozenset(
        f for f in forms if f not in stops and not f.isdigit() and (f not in seniority or f in keep) and len(f) > 1
    )


def close_jobs(
    jobs: Sequence[Position],
    titles: Sequence[float],
    told: Sequence[float],
    job: Job,
    spans: Sequence[tuple[int, int] | None],
) -> list[Close]:
    """Closeness of each held job.

    Args:
        jobs: The résumé's positions.
        titles: Title similarity 0..1 of each.
        told: Similarity 0..1 of each description to the ad.
        job: The job on offer.
        spans: First and last month of each; None where undated.
    """
    wanted = frozenset(skill.id for skill in job.skills if skill.id)
    return [
        Close(position, _closeness(position, title, tale, wanted), span, title, tale)
        for position, title, tale, span in zip(jobs, titles, told, spans, strict=True)
    ]


def relevant_years(found: Sequence[Close]) -> float:
    """Years in jobs that are close; half-close ones count half, overlapping months once."""
    months = 0.0
    covered: list[tuple[int, int]] = []
    for one in sorted(found, key=lambda one: -one.closeness):
        if one.span is None or one.closeness < _FLOOR:
            continue
        before = dates.total_months(covered)
        covered.append(one.span)
        months += (dates.total_months(covered) - before) * min(1.0, one.closeness / _FULL)
    return months / 12


def recency(found: Sequence[Close], as_of: date) -> float:
    """1 while somebody does the work now, halving with every ten years since; 0 without a close job."""
    ends = [one.span[1] for one in found if one.span and one.closeness >= _FLOOR]
    return _faded(max(ends), as_of) if ends else 0.0


def freshness(span: tuple[int, int] | None, as_of: date) -> float:
    """What a title held from one month to another still says, 0.6..1: in full while it is held and without dates, less with the years."""
    return 1.0 if span is None else 0.6 + 0.4 * _faded(span[1], as_of)


def experience_verdict(resume: Resume, job: Job, close: Sequence[Close]) -> ExperienceVerdict:
    """Years wanted against relevant years; the wanted ones are those that the ad names."""
    total = round(resume.total_experience_months / 12, 1)
    relevant = round(min(relevant_years(close), total) if close else 0.0, 1)
    if not any(one.span for one in close) and total and any(one.closeness > 0 for one in close):
        relevant = round(total * max(one.closeness for one in close), 1)
    wanted = job.min_experience_years
    verdict: Literal["meets", "below", "unknown"] = "meets" if relevant >= (wanted or 0.0) else "below"
    return ExperienceVerdict(wanted, total, relevant, verdict if total > 0 else "unknown")


def asks_experience(job: Job) -> bool:
    """The ad names years, or a seniority that takes years."""
    return bool(job.min_experience_years or _USUAL_YEARS.get(job.seniority or ""))


def experience_score(found: ExperienceVerdict, job: Job, close: Sequence[Close], as_of: date) -> float:
    """Relevant years against those wanted, or usual for the job's seniority; a quarter of it by how recent they are."""
    wanted = found.required_years or _USUAL_YEARS.get(job.seniority or "", _YEARS)
    enough = min(1.0, found.relevant_years / wanted)
    dated = any(one.span for one in close)
    return enough * (0.75 + 0.25 * (recency(close, as_of) if dated else 1.0))


def of_jobs(close: Sequence[Close]) -> tuple[Relevance, ...]:
    """Each held job with its closeness and months."""
    return tuple(
        Relevance(
            " at ".join(part for part in (one.position.title, one.position.company) if part),
            one.closeness,
            one.position.months,
            job=round(one.told, 4),
            role=round(one.title, 4),
        )
        for one in close
    )


def cosines(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, m) cosines of unit vectors (n, d) and (m, d).

    Rounded: a matrix product may differ in its last bits with the number of rows, and a score must not depend on who
    else is scored.
    """
    if not len(left) or not len(right):
        return np.zeros((len(left), len(right)), dtype=np.float32)
    table = np.round(left.astype(np.float64) @ right.T.astype(np.float64), 6)
    return table.astype(np.float32)


def _faded(month: int, as_of: date) -> float:
    years: float = max(0, as_of.year * 12 + as_of.month - month) / 12
    return float(0.5 ** (years / _HALF_LIFE_YEARS))


def _closeness(position: Position, title: float, tale: float, wanted: frozenset[str]) -> float:
    overlap = len(wanted & set(position.skills)) / min(len(wanted), 6) if wanted else 0.0
    return round(min(1.0, max(0.6 * title + 0.25 * tale + 0.25 * min(1.0, overlap), 0.95 * title)), 4)
