"""The stored matches of a job as a ranked list, narrowed by what recruiters ask; every part of it reads an index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Text, and_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, load_only

from db import jobs, persons
from db.applications import Application
from db.jobs import StoredJob
from db.matches import StoredMatch
from db.persons import StoredPerson
from db.rankings import Makers
from db.resumes import StoredResume
from db.tags import ResumeTag
from db.words import words_of
from statuses import FIRST

# What is shown as 80.0 is at least 80: scores are shown to 0.1.
_HALF_STEP = 0.0005


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which candidates: everything that is said must hold, of statuses and tags one each.

    Scores are 0-100 as shown, years of experience; ``skills`` are names in lower case, ``place`` a city in lower case
    or a country's code, ``name`` words of the person's name.
    """

    min_score: float | None = None
    max_score: float | None = None
    statuses: Sequence[str] = ()
    skills: Sequence[str] = ()
    min_years: float | None = None
    max_years: float | None = None
    city: str | None = None
    country: str | None = None
    tags: Sequence[str] = ()
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A match, what is shown of its résumé, how far the person is, and their tags."""

    match: StoredMatch
    resume: StoredResume
    application: Application | None
    tags: Sequence[str]


_TAGS = func.array(
    select(ResumeTag.tag).where(ResumeTag.resume_id == StoredResume.id).order_by(ResumeTag.tag).scalar_subquery(),
    type_=ARRAY(Text),
)
_CANDIDATES = (
    select(StoredMatch, StoredResume, Application, _TAGS)
    .join(StoredResume, StoredResume.id == StoredMatch.resume_id)
    .outerjoin(
        Application, and_(Application.job_id == StoredMatch.job_id, Application.resume_id == StoredMatch.resume_id)
    )
)
_NAMES = (StoredResume.name, StoredResume.candidate_id, StoredResume.person_id)
_CONTACT = (
    *(StoredResume.email, StoredResume.phone, StoredResume.city, StoredResume.country),
    *(StoredResume.experience_months, StoredResume.skill_names),
)


def candidates(session: Session, match_ids: Sequence[int], *, with_contact: bool = False) -> list[Candidate]:
    """Reads matches with what is shown beside them, in the order asked for; those that are gone are left out.

    Args:
        session: The unit of work.
        match_ids: Their numbers.
        with_contact: Read how to reach the person, too, with years and skills.
    """
    shown = load_only(*_NAMES, *_CONTACT) if with_contact else load_only(*_NAMES)
    rows = session.execute(_CANDIDATES.options(shown).where(StoredMatch.id.in_(match_ids)))
    found = {row[0].id: Candidate(*row) for row in rows}
    return [found[key] for key in match_ids if key in found]


def ranked(job: StoredJob, variant: str, wanted: Wanted, makers: Makers | None = None) -> Select[StoredMatch]:
    """Selects the matches of a job with résumés that are ready, best first; the older résumé first of two with one score.

    Args:
        job: The job.
        variant: The way of weighing.
        wanted: Which candidates.
        makers: Only matches that are up to date by these; None when all are known to be.
    """
    rows = select(StoredMatch).where(StoredMatch.job_id == job.id, StoredMatch.variant == variant)
    rows = rows.where(*_by_score(wanted))
    about = conditions(job.organisation_id, wanted)
    if about or makers:
        rows = rows.join(StoredResume, StoredResume.id == StoredMatch.resume_id).where(StoredResume.status == "ready")
        rows = rows.where(*about)
        rows = rows.where(StoredMatch.basis == makers.basis(job=job)) if makers else rows
    else:
        # Few are not ready, and they have an index of their own: cheaper than looking at every résumé of the ranking.
        mine = (StoredResume.organisation_id == job.organisation_id) & (StoredResume.status != "ready")
        rows = rows.where(~exists().where(mine, StoredResume.id == StoredMatch.resume_id))
    rows = _with_status(rows, job.id, wanted.statuses)
    if wanted.tags:
        rows = rows.where(exists().where(_tagged(job.organisation_id, wanted.tags)))
    return rows.order_by(StoredMatch.score.desc(), StoredMatch.resume_id)


def _by_score(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = []
    if wanted.min_score is not None:
        found.append(StoredMatch.score >= wanted.min_score / 100 - _HALF_STEP)
    if wanted.max_score is not None:
        found.append(StoredMatch.score < wanted.max_score / 100 + _HALF_STEP)
    return found


def conditions(organisation_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What must hold of the columns of a résumé's own row for it to be wanted."""
    found: list[ColumnElement[bool]] = []
    if wanted.skills:
        found.append(StoredResume.skill_names.contains(list(wanted.skills)))
    if wanted.min_years is not None:
        found.append(StoredResume.experience_months >= wanted.min_years * 12)
    if wanted.max_years is not None:
        found.append(StoredResume.experience_months <= wanted.max_years * 12)
    places = [StoredResume.city == wanted.city] if wanted.city else []
    places += [StoredResume.country == wanted.country] if wanted.country else []
    found += [or_(*places)] if places else []
    return found + (_named(organisation_id, wanted.name) if wanted.name else [])


def _named(organisation_id: int, said: str) -> list[ColumnElement[bool]]:
    """The words are looked up among the words of persons, which are few for each, and must begin words of the name."""
    people = persons.containing(persons.visible(organisation_id), said).order_by(None)
    begun = [StoredResume.name.op("~*")(r"\m" + re.escape(word)) for word in words_of(said)]
    return [StoredResume.person_id.in_(people.with_only_columns(StoredPerson.id)), *begun]


def _with_status(rows: Select[StoredMatch], job_id: int, statuses: Sequence[str]) -> Select[StoredMatch]:
    if not statuses:
        return rows
    pair = and_(Application.job_id == job_id, Application.resume_id == StoredMatch.resume_id)
    if FIRST in statuses:  # also those of whom no row speaks
        return rows.where(~exists().where(pair, Application.status.not_in(statuses)))
    return rows.join(Application, pair).where(Application.status.in_(statuses))


def _tagged(organisation_id: int, tags: Sequence[str]) -> ColumnElement[bool]:
    mine = ResumeTag.organisation_id == organisation_id
    return and_(mine, ResumeTag.resume_id == StoredMatch.resume_id, ResumeTag.tag.in_(tags))


def ranked_jobs(resume: StoredResume, variant: str, makers: Makers | None = None) -> Select[StoredMatch]:
    """Selects the matches of a résumé with open jobs, best first; the newer job first of two with one score."""
    rows = select(StoredMatch).where(StoredMatch.resume_id == resume.id, StoredMatch.variant == variant)
    rows = rows.join(StoredJob, StoredJob.id == StoredMatch.job_id)
    still_open = jobs.open_ones(resume.organisation_id).order_by(None).with_only_columns(StoredJob.id)
    rows = rows.where(StoredMatch.job_id.in_(still_open))
    rows = rows.where(StoredMatch.basis == makers.basis(resume=resume)) if makers else rows
    return rows.order_by(StoredMatch.score.desc(), StoredMatch.job_id.desc())
