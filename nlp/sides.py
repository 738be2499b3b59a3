"""The two sides of a match, each made ready once: an ad to meet many résumés, a résumé to meet many ads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp import coverage, overall, relevance, tfidf, verdicts
from nlp.compared import compared, compared_title, terms_of
from nlp.experience import span_of
from nlp.taxonomy import Taxonomy
from records import Job, Resume, SkillHit, Terms

# The model reads 256 tokens; so much text holds them.
_GIST_CHARACTERS = 2_000
_LONGEST = 10

Vectors = NDArray[Any]
Embed = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """A job with all that is the same for every résumé.

    Attributes:
        model: Identity of the embedding model.
        skills: Its skills with what may stand in for them.
        asked: Its requirements and duties with their vectors.
        title: Vector of its title, (1, d) or (0, d).
        direction: Where the whole ad points, (d,).
        title_direction: Where its title points, (d,).
        keywords: The words of its title, requirements and duties.
    """

    job: Job
    model: str
    taxonomy: Taxonomy
    skills: coverage.Sought
    asked: verdicts.Asked
    title: Vectors
    fields: tuple[str, ...]
    field_vectors: Vectors
    space: overall.Space
    direction: overall.Vector
    title_direction: overall.Vector
    keywords: tfidf.Query


@dataclass(frozen=True, slots=True)
class HeldTitle:
    """A title that somebody held, as written and as compared, with its months; None for a headline or without dates."""

    written: str
    compared: str
    months: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """A résumé with all that is the same for every job.

    Attributes:
        passages: Vectors of its passages, (p, d).
        entry: For each passage the number of the held job it tells of, or None.
        inside: Section that a profile compares apart -> numbers of the passages that stand in it.
        titles, title_vectors: Held titles, the headline last, and their vectors (t, d).
        fields, field_vectors: Fields of study as compared, and their vectors (f, d).
        spans: First and last month of each held job; None where undated.
        direction: Where the whole résumé points, (d,).
        held_direction: Where the titles point together, (d,); the headline counts where there are no others.
        fresh: Title of a position -> what it still says, 0.6..1.
        skills: Its skills by id.
        longest: Ids of the ten skills that were used longest.
        mentions: For each skill the passage that shows it, and the section.
    """

    resume: Resume
    as_of: date
    passages: Vectors
    entry: tuple[int | None, ...]
    inside: Mapping[str, NDArray[np.intp]]
    titles: tuple[HeldTitle, ...]
    title_vectors: Vectors
    fields: tuple[str, ...]
    field_vectors: Vectors
    spans: tuple[tuple[int, int] | None, ...]
    direction: overall.Vector
    held_direction: overall.Vector
    fresh: Mapping[str | None, float]
    skills: Mapping[str, SkillHit]
    longest: tuple[str, ...]
    mentions: verdicts.Mentions
    terms: Terms


def texts_of_job(job: Job) -> tuple[str, ...]:
    """The texts of a job whose vectors matching needs, each once."""
    return _once([*asked_of(job), *titles_of(job), *gist_of(job), *_fields(job.education_fields, job.language)])


def texts_of_resume(resume: Resume) -> tuple[str, ...]:
    """The texts of a résumé whose vectors matching needs, each once."""
    fields = _fields([study.field for study in resume.education], resume.language)
    return _once([*(one.counted for one in resume.passages), *(one.compared for one in held_titles(resume)), *fields])


def wanted(job: Job, embed: Embed, model: str, taxonomy: Taxonomy) -> Wanted:
    """The job made ready.

    Args:
        embed: Texts of ``texts_of_job`` -> vectors (n, d).
        model: Identity of the model that they are of.
    """
    asked, title = embed(asked_of(job)), embed(titles_of(job))
    fields = tuple(_fields(job.education_fields, job.language))
    gist = embed(gist_of(job))
    space = overall.space_of(model, _dimensions(asked, title, gist))
    return Wanted(
        job=job,
        model=model,
        taxonomy=taxonomy,
        skills=coverage.sought(job.skills, taxonomy),
        asked=verdicts.asked(job, _units(job), asked),
        title=title,
        fields=fields,
        field_vectors=embed(fields),
        space=space,
        direction=overall.of_ad(space, gist, asked, title),
        title_direction=overall.of_title(space, title),
        keywords=tfidf.query("\n".join([*titles_of(job), *asked_of(job)]) or compared(job.text, job.language)),
    )


def person(resume: Resume, embed: Embed, model: str) -> Person:
    """The résumé made ready.

    Args:
        embed: Texts of ``texts_of_resume`` -> vectors (n, d).
        model: Identity of the model that they are of.
    """
    passages = embed([one.counted for one in resume.passages])
    titles = tuple(held_titles(resume))
    fields = tuple(_fields([study.field for study in resume.education], resume.language))
    as_of = date.fromisoformat(resume.as_of)
    space = overall.space_of(model, _dimensions(passages))
    spans = tuple(span_of(position, as_of) for position in resume.experience)
    title_vectors = embed([one.compared for one in titles])
    dated = zip(reversed(resume.experience), reversed(spans), strict=True)
    fresh = {position.title: relevance.freshness(span, as_of) for position, span in dated}
    line = [at for at, one in enumerate(titles) if one.written in fresh] or list(range(len(titles)))
    return Person(
        resume=resume,
        as_of=as_of,
        passages=passages,
        entry=verdicts.entries_of(resume),
        inside=verdicts.inside(resume.passages),
        titles=titles,
        title_vectors=title_vectors,
        fields=fields,
        field_vectors=embed(fields),
        spans=spans,
        direction=overall.of_resume(space, resume.passages, passages),
        held_direction=overall.of_titles(space, title_vectors[line], [titles[at].months for at in line]),
        fresh=fresh,
        skills={hit.id: hit for hit in resume.skills if hit.id},
        longest=_longest(resume),
        mentions=verdicts.Mentions(resume),
        terms=resume.terms or terms_of(resume.passages),
    )


def held_titles(resume: Resume) -> list[HeldTitle]:
    """The title of each position, then the headline where no position has it."""
    titles = [(job.title, job.months) for job in resume.experience if job.title]
    if resume.headline and resume.headline not in {title for title, _ in titles}:
        titles.append((resume.headline, None))
    return [HeldTitle(title, compared_title(title, resume.language), months) for title, months in titles]


def asked_of(job: Job) -> list[str]:
    """What is looked for by meaning, as it is compared: requirements, then duties."""
    return [compared(unit, job.language) for unit in _units(job)]


def titles_of(job: Job) -> list[str]:
    """The job's title as it is compared, or nothing."""
    return [compared(job.title, job.language)] if job.title else []


def gist_of(job: Job) -> list[str]:
    """What the ad says first, as it is compared, or nothing."""
    return [compared(" ".join(job.text.split())[:_GIST_CHARACTERS], job.language)] if job.text.strip() else []


def _units(job: Job) -> list[str]:
    """What is looked for in the résumé by meaning: the requirements, then the duties, each once."""
    return list(_once([need.text for need in job.requirements] + list(job.responsibilities)))


def _fields(named: Iterable[str | None], language: str) -> list[str]:
    return [compared_title(field, language) for field in named if field]


def _longest(resume: Resume) -> tuple[str, ...]:
    known = [(hit.id, hit.years or 0.0) for hit in resume.skills if hit.id]
    return tuple(name for name, _ in sorted(known, key=lambda one: -one[1])[:_LONGEST])


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _dimensions(*vectors: Vectors) -> int:
    return max(int(one.shape[1]) for one in vectors)
