"""Persons of whom an organisation has résumés: their rows and selects; who a résumé is about db.identity says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, Text, UniqueConstraint, false, or_, select
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.people import Organisation, User
from db.tables import Table, created, row_id
from db.words import query_of, vector_of, words_of
from errors import NotFound

_FEWEST_DIGITS = 5


class StoredPerson(Table):
    """Somebody of whom an organisation has one or more résumés.

    ``user_id`` is set for a candidate who uploads their own. Name, e-mail and phone are those of the newest résumé that
    has them.
    """

    __tablename__ = "persons"
    __table_args__ = (
        UniqueConstraint("organisation_id", "user_id"),
        Index("ix_persons_organisation_id_id", "organisation_id", "id"),
        Index("ix_persons_organisation_id_email", "organisation_id", "email"),
        Index("ix_persons_organisation_id_phone", "organisation_id", "phone"),
        Index("ix_persons_search", "search", postgresql_using="gin"),
    )
    id: Mapped[int] = row_id(start=1001)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"), index=True)
    name: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(String(320))
    phone: Mapped[str | None] = mapped_column(String(20))
    search: Mapped[str | None] = mapped_column(TSVECTOR, deferred=True)
    created_at: Mapped[datetime] = created()

    def call(self, name: str | None, email: str | None, phone: str | None) -> None:
        """Takes name, e-mail and phone, and what the person is found by."""
        self.name, self.email, self.phone = name, email, phone
        self.search = vector_of([name, email, phone])


def get(session: Session, key: int, organisation_id: int, *, to_change: bool = False) -> StoredPerson:
    """Finds one of the organisation's persons; raises NotFound when there is none or they are somebody else's.

    Args:
        session: The unit of work.
        key: Their number.
        organisation_id: Whose they must be.
        to_change: Hold them until the transaction ends, so that changes at once come one after the other.
    """
    wanted = visible(organisation_id).where(StoredPerson.id == key)
    # Without populating again a row that this session knows would be shown as it was before the wait.
    wanted = wanted.with_for_update().execution_options(populate_existing=True) if to_change else wanted
    row = session.scalars(wanted).one_or_none()
    if row is None:
        raise NotFound("person", f"P{key}")
    return row


def visible(organisation_id: int) -> Select[StoredPerson]:
    """Selects the organisation's persons, the newest first."""
    return select(StoredPerson).where(StoredPerson.organisation_id == organisation_id).order_by(StoredPerson.id.desc())


def containing(rows: Select[StoredPerson], said: str) -> Select[StoredPerson]:
    """Narrows a select to persons with all the words in name, e-mail or phone; the last may be the beginning of one."""
    words = words_of(said)
    if not words:
        return rows.where(false())
    digits = "".join(words)
    wanted: Sequence[Sequence[Sequence[str]]] = [[[word]] for word in words]
    found: ColumnElement[bool] = StoredPerson.search.op("@@")(query_of(wanted))
    if digits.isdecimal() and len(digits) >= _FEWEST_DIGITS:
        # A number is stored as one word, however it is written: "+1 415 555 0123".
        found = or_(found, StoredPerson.search.op("@@")(query_of([[[digits]]])))
    return rows.where(found)
