"""A job's ranking is brought up to date: what is missing is scored, as much as a request may, and the rest is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Select, func, select

import matcher
from db import jobs, rankings, resumes
from db.jobs import StoredJob
from db.rankings import Makers
from db.resumes import StoredResume
from db.session import Session
from errors import InvalidFields
from nlp.embeddings import default_embedder
from own_skills import taxonomy_of
from pipeline import Parts, Weighing, match_stored

AT_ONCE = 1_000
"""So many pairs are scored while somebody waits."""


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Résumés that a ranking lacks, newest first: as many as were asked for, and how many are left beside them.

    ``state`` and ``through`` are what the ranking is complete for once these are scored and none is left; ``through``
    is None where it is known to be complete already.
    """

    resume_ids: list[int]
    left: int
    state: str
    through: int | None


@dataclass(frozen=True, slots=True)
class Completed:
    """How many résumés a ranking still lacks, and whether anything was stored."""

    unscored: int
    is_changed: bool


def complete(
    parts: Parts, session: Session, job: StoredJob, weighing: Weighing, is_under_way: Callable[[], bool] = lambda: False
) -> Completed:
    """Scores what a job's ranking lacks, a thousand at most, the newest résumés first.

    Nothing is scored, and no résumé looked at, where nothing has changed since the ranking was complete; nor where so
    much is missing that others are at it.

    Raises:
        InvalidFields: There is no such profile.
    """
    found = outstanding(session, job, weighing, AT_ONCE)
    if found.left and is_under_way():
        return Completed(found.left + len(found.resume_ids), False)
    if found.resume_ids:
        score(parts, session, job, weighing, found.resume_ids)
    remember(session, job, weighing, found)
    return Completed(found.left, bool(found.resume_ids) or found.through is not None)


def outstanding(session: Session, job: StoredJob, weighing: Weighing, most: int) -> Outstanding:
    """Finds up to so many résumés that a job's ranking lacks; raises InvalidFields when there is no such profile."""
    if weighing.weights is None and weighing.profile not in matcher.PROFILES:
        known = ", ".join(matcher.PROFILES)
        raise InvalidFields(f"There is no profile {weighing.profile!r}; use one of {known}.")
    makers = makers_of(session, job.organisation_id)
    state = makers.state(session, job)
    seen = rankings.looked_through(session, job.organisation_id, job.id, weighing.variant, state)
    since, is_behind = seen or (None, True)
    if not is_behind:
        return Outstanding([], 0, state, None)
    # Before the résumés are selected: what is stored meanwhile has a later number, and is looked at next time.
    through = rankings.horizon(session)
    missing = rankings.missing(job, weighing.variant, makers, since)
    keys = list(session.scalars(missing.limit(most + 1)))
    left = _counted(session, missing) - most if len(keys) > most else 0
    return Outstanding(keys[:most], left, state, None if through == since else through)


def score(parts: Parts, session: Session, job: StoredJob, weighing: Weighing, resume_ids: list[int]) -> None:
    """Scores résumés for a job; those erased meanwhile are left out."""
    rows = session.scalars(resumes.all_ready(job.organisation_id).where(StoredResume.id.in_(resume_ids)))
    match_stored(parts, session, rows.all(), [job], weighing)


def remember(session: Session, job: StoredJob, weighing: Weighing, found: Outstanding) -> None:
    """Notes that a ranking is complete, if what was outstanding was all and is scored now."""
    if not found.left and found.through is not None:
        rankings.keep(session, job.id, weighing.variant, found.state, found.through)


def complete_jobs(
    parts: Parts, session: Session, resume: StoredResume, weighing: Weighing, most: int = AT_ONCE
) -> Completed:
    """Scores the open jobs that a person's ranking lacks, newest first, up to so many."""
    missing = rankings.missing_jobs(resume, weighing.variant, makers_of(session, resume.organisation_id))
    keys = list(session.scalars(missing.limit(most + 1)))
    if keys:
        wanted = jobs.several(session, keys[:most], resume.organisation_id)
        match_stored(parts, session, [resume], wanted, weighing)
    return Completed(_counted(session, missing) if len(keys) > most else 0, bool(keys))


def makers_of(session: Session, organisation_id: int) -> Makers:
    """What an organisation's matches are made by at present."""
    taxonomy = taxonomy_of(session, organisation_id)
    return Makers(matcher.MATCHER_VERSION, default_embedder().identity, taxonomy.version)


def _counted(session: Session, rows: Select[int]) -> int:
    return session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
