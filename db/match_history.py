"""Former versions of matches: what they said before another version, another text or another ad replaced them."""

from __future__ import annotations

from sqlalchemy import Index, Select, func, select
from sqlalchemy.orm import Session

from db import jobs, matches
from db.jobs import StoredJob
from db.matches import ReplacedMatch, StoredMatch
from errors import NotFound

# The table's other columns and its first index stand in db.matches.
Index("ix_match_history_match_id_id", ReplacedMatch.match_id, ReplacedMatch.id)
Index("ix_match_history_job_id_id", ReplacedMatch.job_id, ReplacedMatch.id)


def visible(
    organisation_id: int, match_id: int | None = None, resume_id: int | None = None, job_id: int | None = None
) -> Select[ReplacedMatch]:
    """Selects former versions of the organisation's matches, the last replaced first: of a match, a résumé, a job."""
    if job_id is not None and match_id is None and resume_id is None:
        # A job has many matches, and most of them were never made anew.
        job = jobs.visible(organisation_id).order_by(None).with_only_columns(StoredJob.id).where(StoredJob.id == job_id)
        rows = select(ReplacedMatch).where(ReplacedMatch.job_id == job_id, job.exists())
        return rows.order_by(ReplacedMatch.id.desc())
    mine = matches.visible(organisation_id).order_by(None).with_only_columns(StoredMatch.id)
    mine = mine if match_id is None else mine.where(StoredMatch.id == match_id)
    mine = mine if resume_id is None else mine.where(StoredMatch.resume_id == resume_id)
    mine = mine if job_id is None else mine.where(StoredMatch.job_id == job_id)
    rows = select(ReplacedMatch).where(ReplacedMatch.match_id.in_(mine))
    return rows.order_by(ReplacedMatch.id.desc())


def numbers(session: Session, match_ids: list[int]) -> dict[int, int]:
    """The number of each former version of several matches, by its id; 1 is the oldest version of its match."""
    of_match = func.row_number().over(partition_by=ReplacedMatch.match_id, order_by=ReplacedMatch.id)
    rows = select(ReplacedMatch.id, of_match).where(ReplacedMatch.match_id.in_(match_ids))
    return {row[0]: row[1] for row in session.execute(rows)}


def present(session: Session, match_ids: list[int]) -> dict[int, StoredMatch]:
    """The matches that former versions belong to, without their records."""
    few = select(StoredMatch.id, StoredMatch.job_id, StoredMatch.resume_id, StoredMatch.variant)
    rows = session.execute(few.where(StoredMatch.id.in_(match_ids)))
    return {row[0]: StoredMatch(id=row[0], job_id=row[1], resume_id=row[2], variant=row[3]) for row in rows}


def get(session: Session, row: StoredMatch, number: int) -> ReplacedMatch:
    """Finds a former version of a match by its number, from 1 for the oldest; raises NotFound when there is none."""
    theirs = select(ReplacedMatch).where(ReplacedMatch.match_id == row.id).order_by(ReplacedMatch.id)
    found = session.scalars(theirs.offset(number - 1).limit(1)).one_or_none()
    if found is None:
        raise NotFound(f"former version of match M{row.id}", str(number))
    return found
