"""Stored résumés: their rows, the rules of the rows and their selects; it does not read documents."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    cast,
    false,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR, insert
from sqlalchemy.orm import Mapped, Session, defer, load_only, mapped_column
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.types import TypeEngine

from db.people import Organisation, User
from db.persons import StoredPerson
from db.stored import from_json, from_plain, to_plain
from db.tables import Table, created, row_id
from db.words import query_of, vector_of, words_of
from errors import NotFound
from records import Resume

_NAME_OF_CORRECTIONS = 16
_LONGEST_NAME, _LONGEST_EMAIL, _LONGEST_CITY, _LONGEST_LANGUAGE = 300, 320, 100, 8
# Matches "+14155550123"; not "0415 5550123". Linear.
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# Matches "DE"; not "Germany". Linear.
_COUNTRY = re.compile(r"[A-Z]{2}")


class StoredResume(Table):
    """One résumé of one organisation. ``record`` is None until it is read (``processing``) or when it cannot be.

    ``owner_id`` names the candidate whose own it is; of what staff uploaded it is None, and ``owner_key`` 0. The key stays
    when the candidate's account goes: the same bytes are one row for staff and one for each candidate, so that nobody learns
    from an upload what others have sent.

    ``corrections`` are what somebody says in place of what was read, ``reading`` then is what was read, without its text.
    The other columns are what résumés are found by; they follow the record.
    """

    __tablename__ = "resumes"
    __table_args__ = (
        UniqueConstraint("organisation_id", "sha256", "owner_key"),
        Index("ix_resumes_organisation_id_id", "organisation_id", "id"),
        Index("ix_resumes_organisation_id_email", "organisation_id", "email"),
        Index("ix_resumes_organisation_id_phone", "organisation_id", "phone"),
        Index("ix_resumes_organisation_id_name_id", "organisation_id", "name", "id"),
        Index("ix_resumes_organisation_id_status_id", "organisation_id", "status", "id"),
        Index("ix_resumes_organisation_id_language_id", "organisation_id", "language", "id"),
        Index("ix_resumes_organisation_id_country_city", "organisation_id", "country", "city"),
        Index("ix_resumes_organisation_id_city", "organisation_id", "city", "language", "id"),
        Index("ix_resumes_organisation_id_candidate_id", "organisation_id", "candidate_id"),
        Index(
            "ix_resumes_organisation_id_experience_months_id",
            "organisation_id",
            text("experience_months desc nulls last"),
            "id",
        ),
        Index("ix_resumes_skill_names", "skill_names", postgresql_using="gin"),
        Index("ix_resumes_search", "search", postgresql_using="gin"),
        Index("ix_resumes_organisation_id_changed_xid", "organisation_id", "changed_xid"),
        Index("ix_resumes_not_ready", "organisation_id", "id", postgresql_where=text("status <> 'ready'")),
    )
    id: Mapped[int] = row_id(start=101)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"), index=True)
    owner_key: Mapped[int] = mapped_column(default=0, server_default="0")
    person_id: Mapped[int | None] = mapped_column(ForeignKey(StoredPerson.id, ondelete="SET NULL"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(127))
    size: Mapped[int]
    as_of: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(16))
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    name: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(String(_LONGEST_EMAIL))
    phone: Mapped[str | None] = mapped_column(String(20))
    candidate_id: Mapped[str | None] = mapped_column(String(64))
    skill_names: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    experience_months: Mapped[int | None]
    city: Mapped[str | None] = mapped_column(String(_LONGEST_CITY))
    country: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str | None] = mapped_column(String(_LONGEST_LANGUAGE))
    search: Mapped[str | None] = mapped_column(TSVECTOR, deferred=True)
    versions: Mapped[str] = mapped_column(String(80), default="", server_default="")
    record: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    reading: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True), deferred=True)
    corrections: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    # The transaction that last changed what a score depends on; a trigger sets it anew.
    changed_xid: Mapped[int] = mapped_column(server_default=text("(pg_current_xact_id()::text::bigint)"))
    created_at: Mapped[datetime] = created()

    @property
    def resume(self) -> Resume:
        """What the résumé says, corrected where somebody did; only for rows that are ready."""
        return from_plain(Resume, self.record)

    @property
    def uncorrected(self) -> Resume:
        """What the résumé says as it was read, before anybody corrected it; only for rows that are ready."""
        assert self.record is not None, "only a résumé that was read has a reading"
        return from_plain(Resume, (self.reading or self.record) | {"text": self.record["text"]})

    @property
    def content(self) -> str:
        """Names the bytes that it was read from; what somebody corrected of the reading ``versions`` names."""
        return self.sha256

    def read(self, resume: Resume) -> None:
        """Takes what was read from the file and makes the row ready; corrections are laid over by ``correct``."""
        self.status, self.failure, self.reading, self.corrections = "ready", None, None, {}
        self._say(resume)

    def correct(self, corrected: Resume, corrections: dict[str, Any]) -> None:
        """Takes corrections and what they make of the reading, which is kept beside; none of them brings it back."""
        reading = self.uncorrected
        if not corrections:
            return self.read(reading)
        self.reading = {name: value for name, value in to_plain(reading).items() if name != "text"}
        self.corrections = corrections
        return self._say(corrected)

    def replace(self, *, sha256: str, filename: str, media_type: str, size: int, as_of: date) -> None:
        """Takes another file in place of the one it was read from; until that is read there is nothing to show."""
        self.sha256, self.filename, self.media_type, self.size, self.as_of = sha256, filename, media_type, size, as_of
        self.status, self.failure, self.record, self.reading = "processing", None, None, None
        self.name = self.email = self.phone = self.city = self.country = self.language = None
        self.skill_names, self.experience_months, self.search = [], None, vector_of([filename])

    def fail(self, code: str, detail: str) -> None:
        """Says why nothing could be read."""
        self.status, self.failure = "failed", {"code": code, "detail": detail}

    def _say(self, resume: Resume) -> None:
        """The record, and the columns that follow it: the same as migration 0009 makes for rows of before."""
        place, phone = resume.location, resume.phone or ""
        country = (place.country if place else None) or ""
        self.record = to_plain(resume)
        # Whatever is made from the record, such as a match, is made anew when somebody corrects it.
        self.versions = "/".join([resume.extractor_version, resume.taxonomy_version, *self._named_corrections()])
        self.name = _held(resume.name, _LONGEST_NAME)
        self.email = _held((resume.email or "").lower(), _LONGEST_EMAIL)
        self.phone = phone if _E164.fullmatch(phone) else None
        self.skill_names = sorted({_held(hit.name.lower(), None) or "" for hit in resume.skills})
        self.experience_months = resume.total_experience_months
        self.city = _held(((place.city if place else None) or "").lower(), _LONGEST_CITY)
        self.country = country if _COUNTRY.fullmatch(country) else None
        self.language = _held(resume.language, _LONGEST_LANGUAGE)
        self.search = vector_of([resume.name, self.filename, *(hit.name for hit in resume.skills), resume.text])

    def _named_corrections(self) -> list[str]:
        said = json.dumps(self.corrections, sort_keys=True).encode()
        return [hashlib.sha256(said).hexdigest()[:_NAME_OF_CORRECTIONS]] if self.corrections else []


def _held(said: str | None, longest: int | None) -> str | None:
    """A text as Postgres can hold it: without U+0000 and lone surrogates; None for none."""
    return (said or "").replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")[:longest] or None


_HOLD = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")
# A transaction's number and the place of the row's version; the moment of the insert tells databases apart.
_REVISION = literal_column("resumes.xmin::text || resumes.ctid::text || resumes.created_at::text", Text)


def add(session: Session, **values: Any) -> tuple[StoredResume, bool]:
    """Stores a résumé unless its owner, a candidate or the organisation's staff, has these bytes already.

    Returns:
        The row and whether it is new. An upload of the same bytes in another request is waited for.
    """
    organisation_id, sha256, owner_id = values["organisation_id"], values["sha256"], values.get("owner_id")
    hold_original(session, organisation_id, sha256)
    values |= {"owner_key": owner_id or 0, "search": vector_of([values["filename"]])}
    new = insert(StoredResume).values(**values).on_conflict_do_nothing().returning(StoredResume)
    row = session.scalars(new).one_or_none()
    if row is not None:
        return row, True
    known = by_content(session, organisation_id, sha256, owner_id)
    assert known is not None, "whoever stored these bytes first has committed them"
    return known, False


def hold_original(session: Session, organisation_id: int, sha256: str) -> None:
    """Waits until nobody else stores or erases these bytes in the organisation, until the transaction ends.

    The file is one for all rows of these bytes: who undoes an upload must not take away what somebody else has
    meanwhile come to rely on.
    """
    session.execute(_HOLD, {"name": f"original {organisation_id} {sha256}"})


def others_rely_on(session: Session, row: StoredResume) -> bool:
    """Says whether another row of the organisation is of the same bytes."""
    same = (StoredResume.organisation_id == row.organisation_id) & (StoredResume.sha256 == row.sha256)
    return session.scalar(select(StoredResume.id).where(same, StoredResume.id != row.id).limit(1)) is not None


def by_content(session: Session, organisation_id: int, sha256: str, owner_id: int | None = None) -> StoredResume | None:
    """Finds the résumé with these bytes: the candidate's own, or, without ``owner_id``, the staff's."""
    return by_contents(session, organisation_id, [sha256], owner_id).get(sha256)


def by_contents(
    session: Session, organisation_id: int, sha256s: Sequence[str], owner_id: int | None = None
) -> dict[str, StoredResume]:
    """Finds the résumés with some bytes by these: the candidate's own, or, without ``owner_id``, the staff's."""
    mine = (StoredResume.organisation_id == organisation_id) & (StoredResume.owner_key == (owner_id or 0))
    rows = session.scalars(select(StoredResume).where(mine, StoredResume.sha256.in_(sha256s)))
    return {row.sha256: row for row in rows}


def get(
    session: Session, key: int, organisation_id: int, owner_id: int | None = None, *, to_change: bool = False
) -> StoredResume:
    """Finds one of the organisation's résumés; with ``owner_id``, one that this user uploaded.

    Args:
        session: The unit of work.
        key: Its number.
        organisation_id: Whose it must be.
        owner_id: The candidate whose own it must be.
        to_change: Hold it until the transaction ends, so that changes at once come one after the other.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    wanted = visible(organisation_id, owner_id).where(StoredResume.id == key)
    wanted = wanted.with_for_update().execution_options(populate_existing=True) if to_change else wanted
    row = session.scalars(wanted).one_or_none()
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


_FOR_MATCHING = (
    StoredResume.organisation_id,
    StoredResume.owner_id,
    StoredResume.sha256,
    StoredResume.as_of,
    StoredResume.status,
    StoredResume.name,
    StoredResume.candidate_id,
    StoredResume.versions,
)


def all_ready(organisation_id: int) -> Select[StoredResume]:
    """Selects the organisation's résumés that can be matched, with no more than matching needs: records are long."""
    return briefly(visible(organisation_id).where(StoredResume.status == "ready"))


def briefly(rows: Select[StoredResume]) -> Select[StoredResume]:
    """Narrows what is read of résumés to what matching needs."""
    return rows.options(load_only(*_FOR_MATCHING))


def records_of(session: Session, keys: Sequence[int]) -> dict[int, Resume]:
    """Reads what several résumés say, by their ids; those that are not read, or read anew just now, are left out."""
    text = cast(StoredResume.record, Text)
    read = StoredResume.id.in_(keys) & StoredResume.record.is_not(None)
    rows = session.execute(select(StoredResume.id, text).where(read))
    return {key: from_json(Resume, record) for key, record in rows}


def readings_of(session: Session, keys: Sequence[int]) -> dict[int, Resume]:
    """Reads what those of several résumés that somebody corrected said before, by their ids."""
    whole = StoredResume.reading.op("||")(func.jsonb_build_object("text", StoredResume.record["text"]))
    mine = StoredResume.id.in_(keys) & StoredResume.reading.is_not(None)
    rows = session.execute(select(StoredResume.id, cast(whole, Text)).where(mine))
    return {key: from_json(Resume, record) for key, record in rows}


def listed(session: Session, keys: Sequence[int], *, with_text: bool = False) -> list[StoredResume]:
    """Reads several rows for a list, in the order asked for; those that are gone are left out.

    Their records lack what no list shows, which is half of them: passages, terms and, unless asked for, the text.
    """
    shown = _WITH_TEXT if with_text else _WITHOUT_TEXT
    found = {}
    for row, record in session.execute(shown.where(StoredResume.id.in_(keys))):
        set_committed_value(row, "record", record)
        found[row.id] = row
    return [found[key] for key in keys if key in found]


def _lean(*names: str) -> Select[StoredResume, Any]:
    kind: TypeEngine[Any] = JSONB(none_as_null=True)
    lean: ColumnElement[Any] = StoredResume.record.op("-", return_type=kind)(cast(list(names), ARRAY(Text)))
    return select(StoredResume, lean).options(defer(StoredResume.record))


_WITH_TEXT, _WITHOUT_TEXT = _lean("passages", "terms"), _lean("passages", "terms", "text")


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
    rows = revised_texts_of(session, keys)
    return {key: Revised(revision, len(record), from_json(Resume, record)) for key, revision, record in rows}


def revised_texts_of(session: Session, keys: Sequence[int]) -> list[tuple[int, str, str]]:
    """Reads the records of those of several résumés that have one, as they are written: id, revision and JSON."""
    text = cast(StoredResume.record, Text)
    asked = select(StoredResume.id, _REVISION, text).where(StoredResume.id.in_(keys))
    return [(row[0], row[1], row[2]) for row in session.execute(asked.where(StoredResume.record.is_not(None)))]


def visible(organisation_id: int, owner_id: int | None = None) -> Select[StoredResume]:
    """Selects the organisation's résumés, newest first."""
    mine = select(StoredResume).where(StoredResume.organisation_id == organisation_id)
    if owner_id is not None:
        mine = mine.where(StoredResume.owner_id == owner_id)
    return mine.order_by(StoredResume.id.desc())


def containing(rows: Select[StoredResume], words: str) -> Select[StoredResume]:
    """Narrows a select to résumés with all the words in name, file name, skills or text; the last may be a beginning."""
    return matching(rows, [[[word]] for word in words_of(words)])


def matching(rows: Select[StoredResume], wanted: Sequence[Sequence[Sequence[str]]]) -> Select[StoredResume]:
    """Narrows a select to résumés that say all of several things, each in one of several wordings of ``words_of``.

    Of nothing, as a question of signs alone has it, there are none.
    """
    return rows.where(StoredResume.search.op("@@")(query_of(wanted)) if wanted else false())


def any_stored(session: Session) -> bool:
    """Says whether any organisation has a résumé."""
    return session.scalar(select(StoredResume.id).limit(1)) is not None
