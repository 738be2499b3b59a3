"""Stored jobs: their rows, the rules of the rows and their selects; it does not read ads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Text,
    bindparam,
    cast,
    false,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSQUERY, TSVECTOR
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from db.people import Organisation
from db.stored import from_plain, to_plain
from db.tables import Table, created, row_id
from db.words import vector_of, words_of
from errors import NotFound
from records import Job

Status = Literal["draft", "open", "closed"]

_HALF = 32
_MOST_ALIKE = 20
# As much of a title or an industry is compared; an index holds no endless line.
_COMPARED = 100
_KEPT = text("deleted_at is null")


class StoredJob(Table):
    """One job of one organisation.

    ``given`` are the fields that came beside the description, and what somebody corrected. ``sha256`` names all of it: of
    a job with corrections the first half is that of the ad alone. ``version`` counts the changes; a change of a row that
    somebody else has changed since fails. ``published_at`` and ``closed_at`` are of the last time.

    ``title_key``, ``industry_key``, ``places`` (cities in lower case and country codes), ``remote``, ``employment_type``,
    ``seniority`` and ``search`` are what jobs are found by; they follow the record, as do ``required_skills`` and
    ``preferred_skills``, names in lower case, which are counted.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("status in ('draft', 'open', 'closed')", name="ck_jobs_status"),
        Index("ix_jobs_organisation_id_id", "organisation_id", "id", postgresql_where=_KEPT),
        Index("ix_jobs_organisation_id_status_id", "organisation_id", "status", "id", postgresql_where=_KEPT),
        Index("ix_jobs_organisation_id_remote_id", "organisation_id", "remote", "id", postgresql_where=_KEPT),
        Index(
            "ix_jobs_organisation_id_employment_type_id",
            "organisation_id",
            "employment_type",
            "id",
            postgresql_where=_KEPT,
        ),
        Index(
            "ix_jobs_organisation_id_industry_key_id",
            "organisation_id",
            "industry_key",
            "id",
            postgresql_where=_KEPT,
            postgresql_ops={"industry_key": "text_pattern_ops"},
        ),
        Index("ix_jobs_organisation_id_title_key_id", "organisation_id", "title_key", "id", postgresql_where=_KEPT),
        Index("ix_jobs_organisation_id_updated_at_id", "organisation_id", "updated_at", "id", postgresql_where=_KEPT),
        Index("ix_jobs_deleted", "organisation_id", "id", postgresql_where=text("deleted_at is not null")),
        Index("ix_jobs_closes_on", "closes_on", postgresql_where=text("status = 'open' and deleted_at is null")),
        Index("ix_jobs_places", "places", postgresql_using="gin"),
        Index("ix_jobs_search", "search", postgresql_using="gin"),
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
    status: Mapped[str] = mapped_column(String(8), default="open", server_default="open")
    version: Mapped[int] = mapped_column(server_default="1")
    closes_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    title_key: Mapped[str | None] = mapped_column(String(_COMPARED))
    industry_key: Mapped[str | None] = mapped_column(String(_COMPARED))
    places: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    remote: Mapped[str | None] = mapped_column(String(16))
    employment_type: Mapped[str | None] = mapped_column(String(40))
    seniority: Mapped[str | None] = mapped_column(String(40))
    search: Mapped[str | None] = mapped_column(TSVECTOR, deferred=True)
    required_skills: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}", deferred=True)
    preferred_skills: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}", deferred=True)
    source_link: Mapped[str | None] = mapped_column(Text)
    given: Mapped[dict[str, Any]] = mapped_column(JSONB)
    record: Mapped[dict[str, Any]] = mapped_column(JSONB)
    likeness: Mapped[list[int] | None] = mapped_column(ARRAY(Integer), deferred=True)
    likeness_bands: Mapped[list[int] | None] = mapped_column(ARRAY(Integer), deferred=True)
    created_at: Mapped[datetime] = created()
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @hybrid_property
    def is_open(self) -> bool:
        """It takes candidates."""
        return self.status == "open"

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
        self.title_key, self.industry_key = _key(job.title), _key(job.industry)
        self.remote, self.employment_type, self.seniority = job.remote, job.employment_type, job.seniority
        self.places = _places(job)
        self.search = vector_of([job.title, job.company, job.industry, *(one.name for one in job.skills), job.text])
        required = {_whole(one.name) for one in job.skills if one.importance == "required"}
        self.required_skills = sorted(required)
        self.preferred_skills = sorted({_whole(one.name) for one in job.skills} - required)

    def become(self, status: Status) -> None:
        """Takes a status; says when it opened or closed, and nothing where it is what it was."""
        if status == self.status and (self.published_at or self.closed_at or status == "draft"):
            return
        now = datetime.now(UTC)
        self.published_at = now if status == "open" else self.published_at
        self.closed_at = now if status == "closed" else None
        self.status = status

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


def add(
    session: Session,
    organisation_id: int,
    job: Job,
    sha256: str,
    given: dict[str, Any],
    name: str,
    *,
    status: Status = "open",
    closes_on: date | None = None,
    source_link: str | None = None,
    likeness: tuple[Sequence[int], Sequence[int]] | None = None,
    corrected: tuple[Job, dict[str, Any]] | None = None,
) -> StoredJob:
    """Stores a job; the same ad may be posted again as another job.

    Args:
        session: The unit of work.
        organisation_id: Whose it is.
        job: What was read from the ad.
        sha256: Names the content.
        given: What came beside the description, with its text.
        name: Of the file.
        status: How it begins.
        closes_on: Its last day.
        source_link: Where it was found.
        likeness: What ``StoredJob.compare_by`` takes.
        corrected: What ``StoredJob.correct`` takes.
    """
    row = StoredJob(organisation_id=organisation_id, filename=name, closes_on=closes_on, source_link=source_link)
    row.read(job, sha256, given)
    if corrected:
        row.correct(*corrected)
    row.become(status)
    if likeness:
        row.compare_by(*likeness)
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


def get(
    session: Session, key: int, organisation_id: int, *, to_change: bool = False, is_brief: bool = False
) -> StoredJob:
    """Finds one of the organisation's jobs; raises NotFound when there is none or it is somebody else's.

    Args:
        session: The unit of work.
        key: Its number.
        organisation_id: Whose it must be.
        to_change: Hold it until the transaction ends, so that changes at once come one after the other.
        is_brief: What the ad says is read when it is looked at.
    """
    if to_change:
        return one_of(session, visible(organisation_id), key, to_change=True)
    asked = {"organisation": organisation_id, "key": key}
    row = session.scalars(_ONE_BRIEFLY if is_brief else _ONE, asked).one_or_none()
    if row is None:
        raise NotFound("job", f"J{key}")
    return row


def one_of(session: Session, rows: Select[StoredJob], key: int, *, to_change: bool = False) -> StoredJob:
    """Finds one job among those of a select, as ``get`` does; raises NotFound when it is not among them."""
    wanted = rows.where(StoredJob.id == key)
    if to_change:
        # What was read before the wait for somebody else's change is not what it is now.
        # Not against rows that refer to it, such as its vectors.
        wanted = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    row = session.scalars(wanted).one_or_none()
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


def visible(organisation_id: int | BindParameter[int]) -> Select[StoredJob]:
    """Selects the organisation's jobs that nobody has deleted, newest first."""
    mine = (StoredJob.organisation_id == organisation_id) & StoredJob.deleted_at.is_(None)
    return select(StoredJob).where(mine).order_by(StoredJob.id.desc())


def deleted(organisation_id: int) -> Select[StoredJob]:
    """Selects the organisation's deleted jobs, newest first."""
    mine = (StoredJob.organisation_id == organisation_id) & StoredJob.deleted_at.is_not(None)
    return select(StoredJob).where(mine).order_by(StoredJob.id.desc())


# Every request about a job begins with one of these; they are put together once.
_ONE = visible(bindparam("organisation", type_=Integer)).where(StoredJob.id == bindparam("key"))
_ONE_BRIEFLY = _ONE.options(defer(StoredJob.record), defer(StoredJob.given))


_LAST_CHANGE = select(func.max(StoredJob.updated_at)).where(
    StoredJob.organisation_id == bindparam("organisation"), StoredJob.deleted_at.is_(None)
)


def last_change(session: Session, organisation_id: int) -> datetime | None:
    """When one of the organisation's jobs was changed or made last; None where there is none."""
    return session.scalar(_LAST_CHANGE, {"organisation": organisation_id})


def open_ones(organisation_id: int) -> Select[StoredJob]:
    """Selects the organisation's jobs that still take candidates, newest first."""
    return visible(organisation_id).where(StoredJob.status == "open")


def containing(rows: Select[StoredJob], words: str) -> Select[StoredJob]:
    """Narrows a select to jobs with all of the words, or words that begin so, in title, company, industry, skills or text."""
    # Words hold neither quotes nor backslashes; "c++" and "c#" are whole as they stand.
    wanted = [f"'{word}'" + ("" if word[-1] in "+#" else ":*") for word in words_of(words)]
    if not wanted:
        return rows.where(false())
    return rows.where(StoredJob.search.op("@@")(cast(literal(" & ".join(wanted), Text), TSQUERY)))


def any_stored(session: Session) -> bool:
    """Says whether any organisation has a job."""
    return session.scalar(select(StoredJob.id).limit(1)) is not None


def _key(said: str | None) -> str | None:
    return said.strip().lower()[:_COMPARED] if said else None


def _whole(name: str) -> str:
    """A name in lower case as Postgres can hold it, as résumés have theirs."""
    return name.lower().replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _places(job: Job) -> list[str]:
    known = (job.locations or (job.location,)) if job.location else job.locations
    cities = [place.city.lower() for place in known if place and place.city]
    return sorted({*cities, *(place.country for place in known if place and place.country)})
