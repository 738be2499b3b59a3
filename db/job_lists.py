"""Lists of jobs: what narrows one, how it is sorted, and which jobs time has overtaken; the rows themselves db.jobs knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from db.jobs import StoredJob, containing
from db.matches import StoredMatch

Sort = Literal["newest", "title", "updated"]
_MATCHES_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Filter:
    """What jobs must have; None does not ask. ``places`` are cities in lower case and country codes."""

    words: str | None = None
    industry: str | None = None
    status: str | None = None
    places: Sequence[str] | None = None
    remote: str | None = None
    employment_type: str | None = None


def narrowed(rows: Select[StoredJob], by: Filter) -> Select[StoredJob]:
    """Narrows a select to the jobs that have all that is asked for; an industry may be the beginning of one."""
    rows = containing(rows, by.words) if by.words else rows
    for column, value in (
        (StoredJob.status, by.status),
        (StoredJob.remote, by.remote),
        (StoredJob.employment_type, by.employment_type),
    ):
        rows = rows.where(column == value) if value else rows
    if by.industry:
        rows = rows.where(StoredJob.industry_key.startswith(by.industry.strip().lower(), autoescape=True))
    return rows if by.places is None else rows.where(StoredJob.places.contains(list(by.places)))


def in_order(rows: Select[StoredJob], sort: Sort) -> Select[StoredJob]:
    """Sorts a select: newest first, by title, or the last changed first."""
    order: dict[Sort, tuple[Any, ...]] = {
        "newest": (StoredJob.id.desc(),),
        "title": (StoredJob.title_key, StoredJob.id),
        "updated": (StoredJob.updated_at.desc(), StoredJob.id.desc()),
    }
    return rows.order_by(None).order_by(*order[sort])


def close_overdue(session: Session, today: date) -> list[int]:
    """Closes open jobs whose last day is before today; returns which."""
    is_over = (StoredJob.status == "open") & (StoredJob.closes_on < today) & StoredJob.deleted_at.is_(None)
    changes = {"status": "closed", "closed_at": func.now(), "version": StoredJob.version + 1}
    return list(session.scalars(update(StoredJob).where(is_over).values(changes).returning(StoredJob.id)))


def deleted_before(session: Session, moment: datetime, most: int) -> list[int]:
    """Finds up to so many jobs that were deleted before a moment, of any organisation."""
    return list(session.scalars(select(StoredJob.id).where(StoredJob.deleted_at < moment).limit(most)))


def remove_matches(session: Session, job_id: int) -> int:
    """Removes some of a job's matches, with their histories; returns how many, 0 when none is left."""
    some = select(StoredMatch.id).where(StoredMatch.job_id == job_id).limit(_MATCHES_AT_ONCE)
    gone = session.scalars(delete(StoredMatch).where(StoredMatch.id.in_(some)).returning(StoredMatch.id))
    return len(gone.all())


def due(session: Session, job_id: int, moment: datetime) -> StoredJob | None:
    """Finds a job that was deleted before a moment, held until the transaction ends; None when it is not (any more)."""
    is_due = (StoredJob.id == job_id) & (StoredJob.deleted_at < moment)
    return session.scalars(select(StoredJob).where(is_due).with_for_update()).one_or_none()
