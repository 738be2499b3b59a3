"""Requests that were answered already, by a key of the client's own: the answer is made again from what was stored."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.bulk import BulkTask
from db.tables import Table, created, row_id
from errors import InvalidFields


class BulkAnswer(Table):
    """What a request made: a task, and files of one upload. Key and body are stored as checksums."""

    __tablename__ = "bulk_answers"
    __table_args__ = (UniqueConstraint("scope", "key_sha256", name="uq_bulk_answers_scope"),)
    id: Mapped[int] = row_id()
    scope: Mapped[str] = mapped_column(String(80))
    key_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    body_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    task_id: Mapped[int] = mapped_column(ForeignKey(BulkTask.id, ondelete="CASCADE"), index=True)
    upload: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = created()


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for what: the scope in which the key is the client's own, the key, and what names the body."""

    scope: str
    key: str
    body: bytes

    @property
    def key_sha256(self) -> bytes:
        """What is stored of the key."""
        return hashlib.sha256(self.key.encode("utf-8", "replace")).digest()

    @property
    def body_sha256(self) -> bytes:
        """What is stored of the body."""
        return hashlib.sha256(self.body).digest()


def known(session: Session, asked: Asked) -> BulkAnswer | None:
    """Finds what the same request made before.

    Raises:
        InvalidFields: The key came with another body.
    """
    mine = (BulkAnswer.scope == asked.scope) & (BulkAnswer.key_sha256 == asked.key_sha256)
    row = session.scalars(select(BulkAnswer).where(mine)).one_or_none()
    if row is not None and bytes(row.body_sha256) != asked.body_sha256:
        detail = "this key came with another body; send a new key for a new request"
        raise InvalidFields(f"Idempotency-Key: {detail}.", ({"field": "Idempotency-Key", "detail": detail},))
    return row


def remember(session: Session, asked: Asked, task_id: int, upload: int | None = None) -> bool:
    """Notes what a request made, unless the same key was used meanwhile; that one's transaction is waited for."""
    values = {"scope": asked.scope, "key_sha256": asked.key_sha256, "body_sha256": asked.body_sha256}
    new = insert(BulkAnswer).values(**values, task_id=task_id, upload=upload).on_conflict_do_nothing()
    return session.execute(new.returning(BulkAnswer.id)).one_or_none() is not None
