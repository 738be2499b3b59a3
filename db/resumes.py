"""Stored résumés: their rows, the rules of the rows and their selects; it does not read documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Select, String, Text, UniqueConstraint, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from db.people import Organisation, User
from db.stored import from_json, from_plain, to_plain
from db.tables import Table, created, row_id
from errors import NotFound
from records import Resume


class StoredResume(Table):
    """One résumé of one organisation. ``record`` is None until it is read (``processing``) or when it cannot be."""

    __tablename__ = "resumes"
    __table_args__ = (UniqueConstraint("organisation_id", "sha256"),)
    id: Mapped[int] = row_id(start=101)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(127))
    size: Mapped[int]
    as_of: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(16))
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    name: Mapped[str | None] = mapped_column(Text)
    candidate_id: Mapped[str | None] = mapped_column(String(64))
    versions: Mapped[str] = mapped_column(String(80), default="", server_default="")
    record: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime] = created()

    @property
    def resume(self) -> Resume:
        """What the résumé says; only for rows that are ready."""
        return from_plain(Resume, self.record)

    def read(self, resume: Resume) -> None:
        """Takes what was read from the file and makes the row ready."""
        self.record, self.name, self.status, self.failure = to_plain(resume), resume.name, "ready", None
        self.versions = f"{resume.extractor_version}/{resume.taxonomy_version}"

    def fail(self, code: str, detail: str) -> None:
        """Says why nothing could be read."""
        self.status, self.failure = "failed", {"code": code, "detail": detail}


# A transaction's number and the place of the row's version; the moment of the insert tells databases apart.
_REVISION = literal_column("resumes.xmin::text || resumes.ctid::text || resumes.created_at::text", Text)


def add(session: Session, **values: Any) -> tuple[StoredResume, bool]:
    """Stores a résumé unless the organisation has these bytes already.

    Returns:
        The row and whether it is new. An upload of the same bytes in another request is waited for.
    """
    new = insert(StoredResume).values(**values).on_conflict_do_nothing().returning(StoredResume)
    row = session.scalars(new).one_or_none()
    if row is not None:
        return row, True
    same = (StoredResume.organisation_id == values["organisation_id"]) & (StoredResume.sha256 == values["sha256"])
    return session.scalars(select(StoredResume).where(same)).one(), False


def by_content(session: Session, organisation_id: int, sha256: str) -> StoredResume | None:
    """Finds the organisation's résumé with these bytes."""
    mine = (StoredResume.organisation_id == organisation_id) & (StoredResume.sha256 == sha256)
    return session.scalars(select(StoredResume).where(mine)).one_or_none()


def get(session: Session, key: int, organisation_id: int, owner_id: int | None = None) -> StoredResume:
    """Finds one of the organisation's résumés; with ``owner_id``, one that this user uploaded.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    row = session.scalars(visible(organisation_id, owner_id).where(StoredResume.id == key)).one_or_none()
    if row is None:
        raise NotFound("résumé", f"R{key}")
    return row


def ready(session: Session, keys: Sequence[int], organisation_id: int) -> list[StoredResume]:
    """Finds several résumés that can be matched, in the order asked for.

    Raises:
        NotFound: One of them does not exist or was not read (yet).
    """
    mine = all_ready(organisation_id).where(StoredResume.id.in_(keys))
    found = {row.id: row for row in session.scalars(mine)}
    for key in keys:
        if key not in found:
            raise NotFound("résumé that is ready", f"R{key}")
    return [found[key] for key in dict.fromkeys(keys)]


def all_ready(organisation_id: int) -> Select[StoredResume]:
    """Selects the organisation's résumés that can be matched, without their records: those are long."""
    mine = visible(organisation_id).where(StoredResume.status == "ready")
    return mine.options(defer(StoredResume.record))


def records_of(session: Session, keys: Sequence[int]) -> dict[int, Resume]:
    """Reads what several résumés say, by their ids."""
    text = cast(StoredResume.record, Text)
    rows = session.execute(select(StoredResume.id, text).where(StoredResume.id.in_(keys)))
    return {key: from_json(Resume, record) for key, record in rows}


@dataclass(frozen=True, slots=True)
class Revised:
    """What a résumé says, the revision of its row and the characters that its record takes in the database."""

    revision: str
    size: int
    resume: Resume


def revisions(session: Session, keys: Sequence[int]) -> dict[int, str]:
    """Names the present state of several rows; every change of a row gives it another revision, in any database."""
    rows = session.execute(select(StoredResume.id, _REVISION).where(StoredResume.id.in_(keys)))
    return {row[0]: row[1] for row in rows}


def revised_records_of(session: Session, keys: Sequence[int]) -> dict[int, Revised]:
    """Reads what several résumés say with the revision that says so."""
    text = cast(StoredResume.record, Text)
    rows = session.execute(select(StoredResume.id, _REVISION, text).where(StoredResume.id.in_(keys)))
    return {key: Revised(revision, len(record), from_json(Resume, record)) for key, revision, record in rows}


def visible(organisation_id: int, owner_id: int | None = None) -> Select[StoredResume]:
    """Selects the organisation's résumés, newest first."""
    mine = select(StoredResume).where(StoredResume.organisation_id == organisation_id)
    if owner_id is not None:
        mine = mine.where(StoredResume.owner_id == owner_id)
    return mine.order_by(StoredResume.id.desc())


def containing(rows: Select[StoredResume], words: str) -> Select[StoredResume]:
    """Narrows a select to résumés whose name, file name or a skill's name contains the words."""
    skills = cast(func.jsonb_path_query_array(StoredResume.record, "$.skills[*].name"), Text)
    columns = (StoredResume.name, StoredResume.filename, skills)
    return rows.where(or_(*(column.icontains(words, autoescape=True) for column in columns)))


def any_stored(session: Session) -> bool:
    """Says whether any organisation has a résumé."""
    return session.scalar(select(StoredResume.id).limit(1)) is not None
