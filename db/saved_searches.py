"""Searches that an organisation keeps, what they found and when, and what it never wants to see; it searches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.people import Organisation, User
from db.resumes import StoredResume
from db.tables import Table, created, row_id
from errors import Conflict, NotFound

MOST = 50


class SearchSettings(Table):
    """What an organisation excludes from every search, and its own boards; None are the installation's."""

    __tablename__ = "search_settings"
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"), primary_key=True)
    exclude_companies: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    exclude_keywords: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    boards: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class SavedSearch(Table):
    """A search that is made again by itself for a résumé, and goes with it.

    ``min_score`` (0..100) is what a new match must reach to be told of; ``next_at`` is when it is due.
    """

    __tablename__ = "saved_searches"
    __table_args__ = (
        CheckConstraint("interval_hours >= 6", name="ck_saved_searches_interval_hours"),
        CheckConstraint("min_score between 0 and 100", name="ck_saved_searches_min_score"),
        Index("ix_saved_searches_organisation_id_id", "organisation_id", "id"),
        Index("ix_saved_searches_next_at", "next_at", postgresql_where=text("is_active")),
    )
    id: Mapped[int] = row_id(start=1201)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    resume_id: Mapped[int] = mapped_column(ForeignKey(StoredResume.id, ondelete="CASCADE"), index=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    query: Mapped[dict[str, Any]] = mapped_column(JSONB)
    interval_hours: Mapped[int]
    min_score: Mapped[float]
    by_email: Mapped[bool]
    by_webhook: Mapped[bool]
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    next_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_run_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = created()


class SavedFinding(Table):
    """A posting that a saved search found. ``names`` are all that tell it is the same when it comes again, ``told_at`` says when
    somebody was told; ``about`` is its title, company and link. ``score`` is 0..100, None as long as it was not matched fully.
    """

    __tablename__ = "saved_findings"
    __table_args__ = (
        UniqueConstraint("saved_search_id", "token", name="uq_saved_findings_saved_search_id_token"),
        Index("ix_saved_findings_saved_search_id_id", "saved_search_id", "id"),
    )
    id: Mapped[int] = row_id()
    saved_search_id: Mapped[int] = mapped_column(ForeignKey(SavedSearch.id, ondelete="CASCADE"))
    token: Mapped[str] = mapped_column(String(20))
    names: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    about: Mapped[dict[str, Any]] = mapped_column(JSONB)
    score: Mapped[float | None]
    first_seen: Mapped[datetime] = mapped_column(server_default=func.now())
    last_seen: Mapped[datetime] = mapped_column(server_default=func.now())
    told_at: Mapped[datetime | None]


def settings_of(session: Session, organisation_id: int) -> SearchSettings:
    """What an organisation has set; as if nothing was, where nothing is."""
    found = session.get(SearchSettings, organisation_id)
    return found or SearchSettings(
        organisation_id=organisation_id, exclude_companies=[], exclude_keywords=[], boards=None
    )


def set_settings(
    session: Session,
    organisation_id: int,
    companies: Sequence[str],
    keywords: Sequence[str],
    boards: Sequence[str] | None,
) -> SearchSettings:
    """Replaces what an organisation has set."""
    said = {"exclude_companies": list(companies), "exclude_keywords": list(keywords)}
    values: dict[str, Any] = said | {"boards": None if boards is None else list(boards)}
    new = insert(SearchSettings).values(organisation_id=organisation_id, **values)
    kept = new.on_conflict_do_update(index_elements=["organisation_id"], set_=values | {"updated_at": func.now()})
    return session.scalars(kept.returning(SearchSettings), execution_options={"populate_existing": True}).one()


def visible(organisation_id: int) -> Select[SavedSearch]:
    """Selects an organisation's saved searches, the newest first."""
    return select(SavedSearch).where(SavedSearch.organisation_id == organisation_id).order_by(SavedSearch.id.desc())


def get(session: Session, key: int, organisation_id: int, *, to_change: bool = False) -> SavedSearch:
    """Finds a saved search of the organisation; raises NotFound for any other. ``to_change`` holds it."""
    wanted = visible(organisation_id).where(SavedSearch.id == key)
    wanted = wanted.with_for_update(key_share=True).execution_options(populate_existing=True) if to_change else wanted
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound("saved search", f"S{key}")
    return found


def add(session: Session, row: SavedSearch) -> None:
    """Adds a saved search; raises Conflict when the organisation has as many as it may have."""
    # Two that are added at once come one after the other.
    session.execute(
        select(Organisation.id).where(Organisation.id == row.organisation_id).with_for_update(key_share=True)
    )
    mine = select(func.count()).select_from(SavedSearch).where(SavedSearch.organisation_id == row.organisation_id)
    if (session.scalar(mine) or 0) >= MOST:
        raise Conflict(f"An organisation has at most {MOST} saved searches; delete one that is not needed any more.")
    session.add(row)
    session.flush()


def findings(saved_search_id: int) -> Select[SavedFinding]:
    """Selects what a saved search found, the newest first."""
    return select(SavedFinding).where(SavedFinding.saved_search_id == saved_search_id).order_by(SavedFinding.id.desc())


def due(session: Session, now: datetime, most: int) -> list[int]:
    """Active saved searches whose time has come, the longest due first."""
    waiting = select(SavedSearch.id).where(SavedSearch.is_active, SavedSearch.next_at <= now)
    return list(session.scalars(waiting.order_by(SavedSearch.next_at, SavedSearch.id).limit(most)))
