"""Stored jobs: their rows, the rules of the rows and their selects; it does not read ads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, Text, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.people import Organisation
from db.stored import from_plain, to_plain
from db.tables import Table, created, row_id
from errors import NotFound
from records import Job


class StoredJob(Table):
    """One job of one organisation. ``given`` are the fields that came beside the description, ``sha256`` is over both."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_organisation_id_sha256", "organisation_id", "sha256"),)
    id: Mapped[int] = row_id(start=201)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    sha256: Mapped[str] = mapped_column(String(64))
    filename: Mapped[str] = mapped_column(String(255), default="")
    title: Mapped[str | None] = mapped_column(Text)
    company: Mapped[str | None] = mapped_column(Text)
    industry: Mapped[str | None] = mapped_column(Text)
    versions: Mapped[str] = mapped_column(String(80))
    is_open: Mapped[bool] = mapped_column(default=True)
    given: Mapped[dict[str, Any]] = mapped_column(JSONB)
    record: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = created()
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())

    @property
    def job(self) -> Job:
        """What the ad says."""
        return from_plain(Job, self.record)

    def read(self, job: Job, sha256: str, given: dict[str, Any]) -> None:
        """Takes what was read from the ad."""
        self.record, self.sha256, self.given = to_plain(job), sha256, given
        self.title, self.company, self.industry = job.title, job.company, job.industry
        self.versions = f"{job.extractor_version}/{job.taxonomy_version}"


def add(session: Session, organisation_id: int, job: Job, sha256: str, given: dict[str, Any], name: str) -> StoredJob:
    """Stores a job; the same ad may be posted again as another job."""
    row = StoredJob(organisation_id=organisation_id, filename=name)
    row.read(job, sha256, given)
    session.add(row)
    session.flush()
    return row


def by_content(session: Session, organisation_id: int, sha256: str) -> StoredJob | None:
    """Finds the organisation's newest job with this content."""
    mine = visible(organisation_id).where(StoredJob.sha256 == sha256)
    return session.scalars(mine.limit(1)).one_or_none()


def get(session: Session, key: int, organisation_id: int) -> StoredJob:
    """Finds one of the organisation's jobs; raises NotFound when there is none or it is somebody else's."""
    row = session.scalars(visible(organisation_id).where(StoredJob.id == key)).one_or_none()
    if row is None:
        raise NotFound("job", f"J{key}")
    return row


def several(session: Session, keys: Sequence[int], organisation_id: int) -> list[StoredJob]:
    """Finds several jobs in the order asked for; raises NotFound for the first that is missing."""
    found = {row.id: row for row in session.scalars(visible(organisation_id).where(StoredJob.id.in_(keys)))}
    for key in keys:
        if key not in found:
            raise NotFound("job", f"J{key}")
    return [found[key] for key in dict.fromkeys(keys)]


def visible(organisation_id: int) -> Select[StoredJob]:
    """Selects the organisation's jobs, newest first."""
    return select(StoredJob).where(StoredJob.organisation_id == organisation_id).order_by(StoredJob.id.desc())


def open_ones(organisation_id: int) -> Select[StoredJob]:
    """Selects the organisation's jobs that still take candidates, newest first."""
    return visible(organisation_id).where(StoredJob.is_open)


def containing(rows: Select[StoredJob], words: str) -> Select[StoredJob]:
    """Narrows a select to jobs whose title, company or a skill's name contains the words."""
    skills = cast(func.jsonb_path_query_array(StoredJob.record, "$.skills[*].name"), Text)
    columns = (StoredJob.title, StoredJob.company, skills)
    return rows.where(or_(*(column.icontains(words, autoescape=True) for column in columns)))


def any_stored(session: Session) -> bool:
    """Says whether any organisation has a job."""
    return session.scalar(select(StoredJob.id).limit(1)) is not None
