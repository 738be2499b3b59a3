"""A job's ranking, or a person's, is brought up to date: what is missing is scored, as much as a request may, the rest counted.

Where much is missing the most promising are scored first (``db.retrieval``): of a job's list those that pass what the list is
narrowed by. Where an organisation has more than ``Parts.score_all_up_to`` nothing but these is ever scored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import BigInteger, Select, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY

import at_hand
import matcher
from cache import MemoryStore
from db import jobs, rankings, resumes, retrieval, wholes
from db.estimates import estimate
from db.jobs import StoredJob
from db.matches import StoredMatch
from db.ranked import Wanted
from db.rankings import Makers
from db.resumes import StoredResume
from db.retrieval import Sought
from db.session import Session
from db.wholes import JobWhole, ResumeWhole
from errors import InvalidFields
from nlp.embeddings import default_embedder
from own_skills import taxonomy_of
from pipeline import Parts
from scoring import MADE_FROM, MadeFrom, Weighing, match_stored, score_stored

AT_ONCE = 1_000
"""So many pairs are scored while somebody waits."""

PROMISING_ABOVE = 2_000
"""Where more pairs than that are missing, those that promise most are scored first."""

MOST_PROMISING = retrieval.MOST
"""So many of them while somebody waits."""

ALL = Wanted()
"""A list that nothing narrows."""

# Of a job's required skills so many are looked for: an ad that names forty means none of them in earnest.
_SKILLS = 5


# Of each organisation whether it is small enough for all to be scored, lists whose most promising were looked for, and people
# for whom no job was left to score.
_SMALL, _LOOKED_FOR, _NONE_LACKING = MemoryStore(), MemoryStore(), MemoryStore()
_FOR_S = 60


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Résumés that a ranking lacks: as many as were asked for, and how many are left beside them.

    They are the newest first, and where ``is_much`` the most promising. ``state`` and ``through`` are what the ranking is
    complete for once these are scored and none is left; ``through`` is None where it is known to be complete already.
    """

    resume_ids: list[int]
    left: int
    state: str
    through: int | None
    is_much: bool = False


@dataclass(frozen=True, slots=True)
class Completed:
    """How many a ranking still lacks, and whether anything was stored.

    ``is_everybody``: all of the organisation are scored in time; else only the most promising ever are, and what is unscored
    is told about right.
    """

    unscored: int
    is_changed: bool
    is_everybody: bool = True

    @property
    def considered(self) -> Literal["all", "most_promising"]:
        """Who is scored, now or later."""
        return "all" if self.is_everybody else "most_promising"


def complete(
    parts: Parts,
    session: Session,
    job: StoredJob,
    weighing: Weighing,
    wanted: Wanted = ALL,
    is_under_way: Callable[[], bool] = lambda: False,
) -> Completed:
    """Scores what a job's ranking lacks: a thousand at most, the newest résumés first, or two hundred where much is missing.

    These two hundred are the most promising of those that pass what the list is narrowed by. Nothing is scored, and no
    résumé looked at, where nothing has changed since the ranking was complete.

    Raises:
        InvalidFields: There is no such profile.
    """
    _refuse_unknown(weighing)
    state = makers_of(session, job.organisation_id).state(session, job)
    seen = rankings.looked_through(session, job.organisation_id, job.id, weighing.variant, state)
    if seen is not None and not seen[1]:
        return Completed(0, False)
    if not is_everybody_scored(parts, session, job.organisation_id):
        made = _score_promising_now_and_then(parts, session, job, weighing, wanted, state)
        return Completed(_about_unscored(session, job, weighing), made > 0, is_everybody=False)
    found = _outstanding(session, job, weighing, AT_ONCE, state, seen)
    if found.is_much:
        made = _score_promising(parts, session, job, weighing, wanted)
        return Completed(found.left + len(found.resume_ids) - made, made > 0)
    if found.left and is_under_way():
        return Completed(found.left + len(found.resume_ids), False)
    if found.resume_ids:
        score(parts, session, job, weighing, found.resume_ids)
    remember(session, job, weighing, found)
    return Completed(found.left, bool(found.resume_ids) or found.through is not None)


def outstanding(session: Session, job: StoredJob, weighing: Weighing, most: int) -> Outstanding:
    """Finds up to so many résumés that a job's ranking lacks; raises InvalidFields when there is no such profile."""
    _refuse_unknown(weighing)
    state = makers_of(session, job.organisation_id).state(session, job)
    seen = rankings.looked_through(session, job.organisation_id, job.id, weighing.variant, state)
    return _outstanding(session, job, weighing, most, state, seen)


def _outstanding(
    session: Session, job: StoredJob, weighing: Weighing, most: int, state: str, seen: tuple[int, bool] | None
) -> Outstanding:
    makers = makers_of(session, job.organisation_id)
    since, is_behind = seen or (None, True)
    if not is_behind:
        return Outstanding([], 0, state, None)
    # Before the résumés are selected: what is stored meanwhile has a later number, and is looked at next time.
    through = rankings.horizon(session)
    missing = rankings.missing(job, weighing.variant, makers, since)
    keys = list(session.scalars(missing.limit(max(most, PROMISING_ABOVE) + 1)))
    is_much = len(keys) > PROMISING_ABOVE
    left = _counted(session, missing) - most if is_much else max(0, len(keys) - most)
    keys = _promising_of(session, job, missing, most) if is_much else keys[:most]
    return Outstanding(keys, left, state, None if through == since else through, is_much)


def score(parts: Parts, session: Session, job: StoredJob, weighing: Weighing, resume_ids: list[int]) -> None:
    """Scores résumés for a job; those erased meanwhile are left out."""
    ready = resumes.all_ready(job.organisation_id).order_by(None).with_only_columns(*MADE_FROM)
    mine = StoredResume.id == func.any(cast(list(resume_ids), ARRAY(BigInteger)))
    score_stored(parts, session, [MadeFrom(*row) for row in session.execute(ready.where(mine))], job, weighing)


def remember(session: Session, job: StoredJob, weighing: Weighing, found: Outstanding) -> None:
    """Notes that a ranking is complete, if what was outstanding was all and is scored now."""
    if not found.left and found.through is not None:
        rankings.keep(session, job.id, weighing.variant, found.state, found.through)


def complete_jobs(
    parts: Parts, session: Session, resume: StoredResume, weighing: Weighing, most: int = AT_ONCE
) -> Completed:
    """Scores the open jobs that a person's ranking lacks, newest first, up to so many; of too many the most promising.

    Where none was lacking a moment ago and no job has changed since, none is looked for: for a minute, since a change that takes
    long may bear an earlier time than it is seen at.
    """
    makers, changed = makers_of(session, resume.organisation_id), jobs.last_change(session, resume.organisation_id)
    said = (str(session.get_bind()), resume.id, resume.sha256, resume.versions, weighing.variant, makers, changed)
    state = hashlib.sha256(repr(said).encode()).hexdigest()
    if _NONE_LACKING.get(state) is not None:
        return Completed(0, False)
    missing = rankings.missing_jobs(resume, weighing.variant, makers)
    keys = list(session.scalars(missing.limit(max(most, PROMISING_ABOVE) + 1)))
    if not keys:
        _NONE_LACKING.put(state, "none", _FOR_S)
    left, is_everybody = max(0, len(keys) - most), True
    keys, is_much = keys[:most], len(keys) > PROMISING_ABOVE
    if is_much:
        unscored = _counted(session, missing)
        is_everybody = unscored <= parts.score_all_up_to
        keys = _promising_jobs(parts, session, resume, missing, is_everybody)
        left = unscored - len(keys)
    if keys:
        wanted = jobs.several(session, keys, resume.organisation_id)
        match_stored(parts, session, [resume], wanted, weighing)
    return Completed(left, bool(keys), is_everybody)


def promising(parts: Parts, session: Session, job: StoredJob) -> list[int]:
    """The ids of the most promising résumés for a job, best first."""
    return retrieval.people(session, sought_for(parts, session, job), (), MOST_PROMISING)


def is_everybody_scored(parts: Parts, session: Session, organisation_id: int) -> bool:
    """Says whether an organisation is small enough for all its résumés to be scored for a job."""
    most = parts.score_all_up_to
    key = f"{session.get_bind()} {organisation_id} {most}"
    if (known := _SMALL.get(key)) is not None:
        return known == "small"
    ready = resumes.all_ready(organisation_id).order_by(None).with_only_columns(StoredResume.id)
    expected = estimate(session, ready)
    is_close = most / 2 <= expected <= 2 * most
    is_small = (_counted(session, ready.limit(most + 1)) if is_close else expected) <= most
    _SMALL.put(key, "small" if is_small else "large", _FOR_S)
    return is_small


def sought_for(parts: Parts, session: Session, job: StoredJob) -> Sought:
    """What to look for in résumés for a job: its direction and the skills that it requires."""
    whole = at_hand.whole_of_job(parts.database, session, job)
    return Sought(job.organisation_id, whole.space, whole.direction, job.required_skills[:_SKILLS])


def makers_of(session: Session, organisation_id: int) -> Makers:
    """What an organisation's matches are made by at present."""
    taxonomy = taxonomy_of(session, organisation_id)
    return Makers(matcher.MATCHER_VERSION, default_embedder().identity, taxonomy.version)


def _score_promising_now_and_then(
    parts: Parts, session: Session, job: StoredJob, weighing: Weighing, wanted: Wanted, state: str
) -> int:
    """Scores the most promising, but looks for new ones at most once a minute for each list that is asked for."""
    key = hashlib.sha256(f"{state} {job.id} {weighing.variant} {wanted!r}".encode()).hexdigest()
    if _LOOKED_FOR.get(key) is not None:
        return 0
    made = _score_promising(parts, session, job, weighing, wanted)
    _LOOKED_FOR.put(key, "done", _FOR_S)
    return made


def _score_promising(parts: Parts, session: Session, job: StoredJob, weighing: Weighing, wanted: Wanted) -> int:
    """Scores those of the most promising that are not; returns how many these are."""
    asked = retrieval.of_candidates(job, wanted)
    keys = retrieval.people(session, sought_for(parts, session, job), asked, MOST_PROMISING)
    missing = rankings.missing(job, weighing.variant, makers_of(session, job.organisation_id))
    keys = list(session.scalars(missing.where(StoredResume.id.in_(keys))))
    if keys:
        score(parts, session, job, weighing, keys)
    return len(keys)


def _promising_of(session: Session, job: StoredJob, missing: Select[int], most: int) -> list[int]:
    """The nearest of the résumés that are missing; where the job has no vector of the whole yet, the newest."""
    space = at_hand.present_space()
    direction = wholes.known(session, JobWhole, space, [job.id]).get(job.id)
    if direction is None:
        return list(session.scalars(missing.limit(most)))
    sought = Sought(job.organisation_id, space, direction)
    same = (ResumeWhole.resume_id == StoredResume.id) & (ResumeWhole.space == space)
    near = retrieval.by_nearness(ResumeWhole, sought).nulls_last()
    ordered = missing.outerjoin(ResumeWhole, same).order_by(None).order_by(near, StoredResume.id.desc())
    return list(session.scalars(ordered.limit(most)))


def _promising_jobs(
    parts: Parts, session: Session, resume: StoredResume, missing: Select[int], is_everybody: bool
) -> list[int]:
    space = at_hand.present_space()
    direction = wholes.known(session, ResumeWhole, space, [resume.id]).get(resume.id)
    if direction is None:  # the background has not come to it yet
        return list(session.scalars(missing.limit(MOST_PROMISING)))
    sought = Sought(resume.organisation_id, space, direction, resume.skill_names)
    if not is_everybody:
        near = retrieval.openings(session, sought, MOST_PROMISING)
        return list(session.scalars(missing.where(StoredJob.id.in_(near))))
    same = (JobWhole.job_id == StoredJob.id) & (JobWhole.space == space)
    ordered = missing.outerjoin(JobWhole, same).order_by(None)
    far = retrieval.by_nearness(JobWhole, sought).nulls_last()
    return list(session.scalars(ordered.order_by(far, StoredJob.id.desc()).limit(MOST_PROMISING)))


def _about_unscored(session: Session, job: StoredJob, weighing: Weighing) -> int:
    """How many of very many résumés have no match with a job, by the planner's guess of how many there are."""
    ready = resumes.all_ready(job.organisation_id).order_by(None).with_only_columns(StoredResume.id)
    same = (StoredMatch.job_id == job.id) & (StoredMatch.variant == weighing.variant)
    return max(0, estimate(session, ready) - _counted(session, select(StoredMatch.id).where(same)))


def _refuse_unknown(weighing: Weighing) -> None:
    if weighing.weights is None and weighing.profile not in matcher.PROFILES:
        known = ", ".join(matcher.PROFILES)
        raise InvalidFields(f"There is no profile {weighing.profile!r}; use one of {known}.")


def _counted(session: Session, rows: Select[int]) -> int:
    return session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
