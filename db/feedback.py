"""What people say of matches: one opinion each, with what the match said when they said it; it judges no opinion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, Text, UniqueConstraint, func, select, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db import matches
from db.matches import StoredMatch
from db.people import Organisation, User
from db.tables import Table, created, row_id
from errors import NotFound

VERSIONS = ("profile", "matcher_version", "extractor_version", "taxonomy_version", "model", "as_of")
"""What of a match's record tells how it was made."""


class MatchFeedback(Table):
    """One person's opinion of one match; ``user_id`` is None for local mode and the service token, together one person.

    ``score``, ``basis`` and ``versions`` are the match's at that moment: it may be scored again, and its history then
    holds the reasons under the same ``basis``.
    """

    __tablename__ = "match_feedback"
    # Two rules for one thing: to a unique constraint two absent users are different ones.
    __table_args__ = (
        UniqueConstraint("match_id", "user_id"),
        Index("uq_match_feedback_nobody", "match_id", unique=True, postgresql_where=text("user_id is null")),
    )
    id: Mapped[int] = row_id(start=601)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"), index=True)
    match_id: Mapped[int] = mapped_column(ForeignKey(StoredMatch.id, ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    verdict: Mapped[str] = mapped_column(String(16))
    corrected_skills: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    grade: Mapped[int | None]
    comment: Mapped[str | None] = mapped_column(Text)
    score: Mapped[float]
    basis: Mapped[str] = mapped_column(String(64))
    versions: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = created()
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


def keep(session: Session, match: StoredMatch, user_id: int | None, said: Mapping[str, Any]) -> MatchFeedback:
    """Stores what somebody says of a match, in place of what they said before.

    Args:
        match: As it is now, from ``match_to_judge``.
        said: Values of ``verdict``, ``corrected_skills``, ``grade`` and ``comment``.
    """
    now = {"score": match.score, "basis": match.basis, "versions": {name: match.record[name] for name in VERSIONS}}
    whose = {"organisation_id": match.organisation_id, "match_id": match.id, "user_id": user_id}
    new = insert(MatchFeedback).values(**whose, **said, **now)
    changes: dict[str, Any] = {name: new.excluded[name] for name in (*said, *now)}
    upsert = new.on_conflict_do_update(
        index_elements=["match_id"] if user_id is None else ["match_id", "user_id"],
        index_where=text("user_id is null") if user_id is None else None,
        set_=changes | {"updated_at": func.now()},
    ).returning(MatchFeedback)
    return session.scalars(upsert, execution_options={"populate_existing": True}).one()


def match_to_judge(session: Session, key: int, organisation_id: int) -> StoredMatch:
    """Finds one of the organisation's matches and keeps it from being erased until the transaction ends.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    asked = matches.visible(organisation_id).where(StoredMatch.id == key)
    row = session.scalars(asked.with_for_update(read=True, key_share=True)).one_or_none()
    if row is None:
        raise NotFound("match", f"M{key}")
    return row


def of_match(match_id: int) -> Select[MatchFeedback]:
    """Selects what was said of a match, newest first."""
    rows = select(MatchFeedback).where(MatchFeedback.match_id == match_id)
    return rows.order_by(MatchFeedback.updated_at.desc(), MatchFeedback.id.desc())
