"""What job boards answered an organisation, by question and source; it asks nobody and knows no board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, delete, func, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, load_only, mapped_column

from db.people import Organisation
from db.stored import PackedRecord
from db.tables import Table

Place = tuple[str, str]
"""A board and one of its sources."""


class BoardAnswer(Table):
    """The last answer of one source to one question.

    ``fetched_at`` and ``postings`` are of the last answer that held some, ``problem`` is why the last attempt gave none or not
    all, and ``retry_at`` when asking again makes sense. ``titles`` are vectors of the postings' titles, in their order, by
    ``model``.
    """

    __tablename__ = "board_answers"
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"), primary_key=True)
    query_key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    board: Mapped[str] = mapped_column(String(40), primary_key=True)
    source: Mapped[str] = mapped_column(String(500), primary_key=True)
    query: Mapped[dict[str, Any]] = mapped_column(JSONB)
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    fetched_at: Mapped[datetime | None]
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    retry_at: Mapped[datetime | None]
    postings: Mapped[list[dict[str, Any]] | None] = mapped_column(PackedRecord)
    model: Mapped[str | None] = mapped_column(String(200))
    titles: Mapped[bytes | None] = mapped_column(LargeBinary)


class PostingReading(Table):
    """What an organisation's reading of an ad gave, and the vectors of its texts, by content and by who read it."""

    __tablename__ = "posting_readings"
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    job: Mapped[dict[str, Any]] = mapped_column(PackedRecord)
    vectors: Mapped[bytes] = mapped_column(LargeBinary)
    used_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


@dataclass(frozen=True, slots=True)
class Reading:
    """A record of an ad as JSON, and its vectors as half floats, in the order of the ad's texts."""

    job: Any
    vectors: bytes


_BRIEFLY = (BoardAnswer.asked_at, BoardAnswer.fetched_at, BoardAnswer.digest, BoardAnswer.problem, BoardAnswer.retry_at)


def known(
    session: Session, organisation_id: int, query_key: bytes, *, is_brief: bool = False
) -> dict[Place, BoardAnswer]:
    """What was answered to a question, by board and source; ``is_brief`` leaves the postings out."""
    rows = select(BoardAnswer).where(BoardAnswer.organisation_id == organisation_id, BoardAnswer.query_key == query_key)
    rows = rows.options(load_only(*_BRIEFLY)) if is_brief else rows
    return {(row.board, row.source): row for row in session.scalars(rows)}


def keep(session: Session, values: Mapping[str, Any]) -> None:
    """Keeps an answer in place of an older one; columns that are not named stay."""
    key = ("organisation_id", "query_key", "board", "source")
    new = insert(BoardAnswer).values(**values)
    changed = {name: new.excluded[name] for name in values if name not in key} | {"asked_at": func.now()}
    session.execute(new.on_conflict_do_update(index_elements=key, set_=changed))


def forget(session: Session, before: datetime) -> int:
    """Deletes answers to questions that nobody has asked since, and readings that nobody used."""
    old = [(BoardAnswer, BoardAnswer.asked_at), (PostingReading, PostingReading.used_at)]
    return sum(session.execute(delete(table).where(at < before)).rowcount for table, at in old)  # type: ignore[attr-defined]


def readings(session: Session, organisation_id: int, keys: Sequence[bytes]) -> dict[bytes, Reading]:
    """The readings among these keys that there are."""
    if not keys:
        return {}
    wanted = select(PostingReading.key, PostingReading.job, PostingReading.vectors).where(
        PostingReading.organisation_id == organisation_id, PostingReading.key.in_(keys)
    )
    return {bytes(row[0]): Reading(row[1], bytes(row[2])) for row in session.execute(wanted)}


def keep_readings(session: Session, organisation_id: int, made: Mapping[bytes, Reading]) -> None:
    """Keeps readings; those that somebody else has kept meanwhile are the same."""
    if not made:
        return
    rows = [
        {"organisation_id": organisation_id, "key": key, "job": one.job, "vectors": one.vectors}
        for key, one in sorted(made.items())
    ]
    new = insert(PostingReading).values(rows)
    again = {"used_at": func.now()}
    session.execute(new.on_conflict_do_update(index_elements=("organisation_id", "key"), set_=again))
