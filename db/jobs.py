"""Stored jobs: their rows, the rules of the rows and their selects; it does not read ads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Select, String, Text, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.people import Organisation
from db.stored import from_plain, to_plain
from db.tables import Table, created, row_id
from errors import NotFound
from records import Job

_HALF = 32
_MOST_ALIKE = 20


class StoredJob(Table):
    """One job of one organisation.

    ``given`` are the fields that came beside the description, and what somebody corrected. ``sha256`` names all of it: of
    a job with corrections the first half is that of the ad alone.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_organisation_id_sha256", "organisation_id", "sha256"),
        Index("ix_jobs_likeness_bands", "likeness_bands", postgresql_using="gin"),
    )
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
    likeness: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    likeness_bands: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    created_at: Mapped[datetime] = created()
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())

    @property
    def job(self) -> Job:
        """What the ad says, corrected where somebody did."""
        return from_plain(Job, self.record)

    @property
    def reading(self) -> Job:
        """What the ad says as it was read, before anybody corrected it."""
        return from_plain(Job, self._read["record"] | {"text": self.record["text"]})

    @property
    def corrections(self) -> dict[str, Any]:
        """Field -> what somebody says in place of what was read."""
        return dict(self.given.get("corrections", {}))

    @property
    def _read(self) -> dict[str, Any]:
        return self.given.get("uncorrected") or {"record": self.record, "sha256": self.sha256}

    def read(self, job: Job, sha256: str, given: dict[str, Any]) -> None:
        """Takes what was read from the ad."""
        self.record, self.sha256, self.given = to_plain(job), sha256, given
        self.title, self.company, self.industry = job.title, job.company, job.industry
        self.versions = f"{job.extractor_version}/{job.taxonomy_version}"

    def compare_by(self, signature: Sequence[int], bands: Sequence[int]) -> None:
        """Takes what ``alike`` compares: a signature of the ad's words and the bands that index it."""
        self.likeness, self.likeness_bands = list(signature), list(bands)

    def correct(self, corrected: Job, corrections: dict[str, Any]) -> None:
        """Takes corrections and what they make of the reading, which is kept beside; none of them brings it back."""
        reading, sha256 = self.reading, self._read["sha256"]
        given = {name: value for name, value in self.given.items() if name not in ("corrections", "uncorrected")}
        if not corrections:
            return self.read(reading, sha256, given)
        record = {name: value for name, value in to_plain(reading).items() if name != "text"}
        said = hashlib.sha256(json.dumps(corrections, sort_keys=True).encode()).hexdigest()
        given |= {"corrections": corrections, "uncorrected": {"record": record, "sha256": sha256}}
        self.read(corrected, sha256[:_HALF] + said[:_HALF], given)


def add(session: Session, organisation_id: int, job: Job, sha256: str, given: dict[str, Any], name: str) -> StoredJob:
    """Stores a job; the same ad may be posted again as another job."""
    row = StoredJob(organisation_id=organisation_id, filename=name)
    row.read(job, sha256, given)
    session.add(row)
    session.flush()
    return row


def alike(
    session: Session, organisation_id: int, signature: Sequence[int], bands: Sequence[int], except_id: int, least: float
) -> list[tuple[StoredJob, float]]:
    """Finds the organisation's jobs of which at least a share ``least`` of the signature is the same, most alike first.

    At most twenty, the newer of two first; jobs that share none of the ``bands`` are not looked at.
    """
    if not signature:
        return []
    values = func.unnest(StoredJob.likeness, cast(list(signature), ARRAY(Integer))).table_valued("mine", "theirs")
    pairs = values.render_derived()
    equal = select(func.count()).select_from(pairs).where(pairs.c.mine == pairs.c.theirs).scalar_subquery()
    share = equal / float(len(signature))
    others = visible(organisation_id).where(StoredJob.likeness_bands.overlap(list(bands)), StoredJob.id != except_id)
    found = others.add_columns(share).where(share >= least).order_by(None).order_by(share.desc(), StoredJob.id.desc())
    return [(row, float(value)) for row, value in session.execute(found.limit(_MOST_ALIKE))]


def by_content(session: Session, organisation_id: int, sha256: str) -> StoredJob | None:
    """Finds the organisation's newest job with this content, whatever somebody corrected of its reading."""
    half = sha256[:_HALF]
    mine = visible(organisation_id).where(StoredJob.sha256.between(half + "0" * _HALF, half + "f" * _HALF))
    return session.scalars(mine.limit(1)).one_or_none()


def get(session: Session, key: int, organisation_id: int, *, to_change: bool = False) -> StoredJob:
    """Finds one of the organisation's jobs; raises NotFound when there is none or it is somebody else's.

    Args:
        session: The unit of work.
        key: Its number.
        organisation_id: Whose it must be.
        to_change: Hold it until the transaction ends, so that changes at once come one after the other.
    """
    wanted = visible(organisation_id).where(StoredJob.id == key)
    row = session.scalars(wanted.with_for_update() if to_change else wanted).one_or_none()
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
