"""The audit log: who saw and changed what, by ids alone; rows are added, and removed by the database when they are old."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Index, Select, String, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.tables import Table, created, row_id

Action = Literal[
    "viewed", "searched", "downloaded", "exported",
    "created", "changed", "moved", "matched", "erased", "restored", "invited", "told",
    "logged_in", "logged_out", "login_failed",
]  # fmt: skip
READS: frozenset[str] = frozenset({"viewed", "searched", "downloaded", "exported"})
_AT_ONCE = 200
FEWEST_DAYS = 30
"""Younger rows nobody can remove: the database refuses it."""

# Matches "R101"; does not match "J101" nor a number of sixteen digits. One pass.
_RESUME = re.compile(r"R([1-9][0-9]{0,14})", re.ASCII)
_INSERT = text("""
    insert into audit_entries (organisation_id, via, actor_id, action, kind, key, resume_ids, request_id, detail)
    values (:organisation_id, :via, :actor_id, :action, :kind, :key, cast(:resume_ids as bigint[]), :request_id,
        cast(:detail as jsonb))
""")
# The driver believes to be in the transaction that it began: the last word gives it one to end. Nobody waits for the disk:
# what was seen in the last half second before a power cut is not worth five milliseconds of every answer.
_ALONE = """
    rollback; begin; set local synchronous_commit = off;
    insert into audit_entries (organisation_id, via, actor_id, action, kind, key, resume_ids, request_id, detail)
    values (%(organisation_id)s, %(via)s, %(actor_id)s, %(action)s, %(kind)s, %(key)s,
        cast(%(resume_ids)s as bigint[]), %(request_id)s, cast(%(detail)s as jsonb));
    commit; begin
"""


class AuditEntry(Table):
    """One thing that somebody did.

    ``via`` says in whose name: user, api_key, service, local, command, retention or nobody; ``actor_id`` is the number of
    the user or key. ``key`` is a wire id, such as R101; ``resume_ids`` are the résumés whose people it was about. Nothing
    refers to another row: what is erased stays named by its number.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_organisation_id_at", "organisation_id", "at", "id"),
        Index("ix_audit_entries_organisation_id_actor_id_at", "organisation_id", "actor_id", "at", "id"),
        Index("ix_audit_entries_organisation_id_action_at", "organisation_id", "action", "at", "id"),
        Index("ix_audit_entries_organisation_id_kind_at", "organisation_id", "kind", "at", "id"),
        Index("ix_audit_entries_organisation_id_key_at", "organisation_id", "key", "at", "id"),
        Index(
            "ix_audit_entries_resume_ids",
            "resume_ids",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
        Index("ix_audit_entries_at", "at"),
    )
    id: Mapped[int] = row_id()
    organisation_id: Mapped[int]
    at: Mapped[datetime] = created()
    via: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(24))
    key: Mapped[str | None] = mapped_column(String(100))
    resume_ids: Mapped[list[int]] = mapped_column(ARRAY(BIGINT), server_default="{}")
    request_id: Mapped[str | None] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))


@dataclass(frozen=True, slots=True)
class Who:
    """In whose name something is done, and in which request."""

    organisation_id: int
    via: str
    actor_id: int | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries are wanted; None does not ask. ``start`` is the first moment, ``end`` the first one behind the last."""

    via: str | None = None
    actor_id: int | None = None
    action: str | None = None
    kind: str | None = None
    key: str | None = None
    start: datetime | None = None
    end: datetime | None = None


def note(
    session: Session,
    who: Who,
    action: Action,
    kind: str,
    key: str | None = None,
    detail: Mapping[str, Any] | None = None,
    resume_ids: Collection[int] = (),
) -> None:
    """Adds an entry, in the session's transaction.

    Args:
        session: The unit of work.
        who: In whose name.
        action: What was done.
        kind: To what: résumé, person, job, match …, without accents.
        key: Its wire id; None for lists.
        detail: Ids and names of fields, never what they hold.
        resume_ids: The résumés whose people it was about.
    """
    session.execute(_INSERT, _values(who, action, kind, key, detail, resume_ids))


def note_alone(
    session: Session,
    who: Who,
    action: Action,
    kind: str,
    key: str | None = None,
    detail: Mapping[str, Any] | None = None,
    resume_ids: Collection[int] = (),
) -> None:
    """Adds an entry for good, in one message to the database; whatever else the session has not committed is undone."""
    session.connection().exec_driver_sql(_ALONE, _values(who, action, kind, key, detail, resume_ids))


def _values(
    who: Who,
    action: Action,
    kind: str,
    key: str | None,
    detail: Mapping[str, Any] | None,
    resume_ids: Collection[int],
) -> dict[str, Any]:
    about = {"organisation_id": who.organisation_id, "via": who.via, "actor_id": who.actor_id}
    what = {"action": action, "kind": kind, "key": key, "resume_ids": sorted(resume_ids)}
    return about | what | {"request_id": who.request_id, "detail": json.dumps(dict(detail or {}))}


def visible(organisation_id: int, asked: Asked = Asked()) -> Select[AuditEntry]:
    """Selects an organisation's entries, the newest first."""
    rows = select(AuditEntry).where(AuditEntry.organisation_id == organisation_id)
    for column, value in (
        (AuditEntry.via, asked.via),
        (AuditEntry.actor_id, asked.actor_id),
        (AuditEntry.action, asked.action),
        (AuditEntry.kind, asked.kind),
    ):
        rows = rows if value is None else rows.where(column == value)
    if asked.key is not None:
        resume = _RESUME.fullmatch(asked.key)
        about = AuditEntry.resume_ids.contains([int(resume[1])]) if resume else AuditEntry.key == asked.key
        rows = rows.where(about)
    rows = rows if asked.start is None else rows.where(AuditEntry.at >= asked.start)
    rows = rows if asked.end is None else rows.where(AuditEntry.at < asked.end)
    return rows.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())


def about_person(organisation_id: int, person_id: int | None, resume_ids: Collection[int]) -> Select[AuditEntry]:
    """Selects the entries about a person or any of their résumés, the newest first."""
    theirs = AuditEntry.resume_ids.overlap(list(resume_ids))
    named = theirs if person_id is None else or_(theirs, AuditEntry.key == f"P{person_id}")
    rows = select(AuditEntry).where(AuditEntry.organisation_id == organisation_id, named)
    return rows.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())


def each(session: Session, rows: Select[AuditEntry]) -> Iterator[AuditEntry]:
    """Goes through a select of entries, the newest first, some at a time: an entry may name thousands of résumés."""
    rows, last = rows.order_by(None).order_by(AuditEntry.id.desc()).limit(_AT_ONCE), None
    while True:
        found = session.scalars(rows if last is None else rows.where(AuditEntry.id < last)).all()
        for row in found:
            yield row
            session.expunge(row)
        if len(found) < _AT_ONCE:
            return
        last = found[-1].id


def forget(session: Session, before: datetime, most: int) -> int:
    """Removes up to so many entries from before a moment, none of the last thirty days; returns how many."""
    asked = text("select forget_audit_entries(:before, :most)")
    return int(session.execute(asked, {"before": before, "most": most}).scalar_one())
