"""Scorecards: what each interviewer found, one each, and who may read whose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Select, String, Text, UniqueConstraint, func, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.interviews import Interview, Interviewer, refuse_early
from db.people import User
from db.tables import Table, created, row_id
from errors import Conflict, Forbidden

Recommendation = Literal["strong_no", "no", "yes", "strong_yes"]
_KNOWN = ", ".join(f"'{word}'" for word in get_args(Recommendation))


class Scorecard(Table):
    """One interviewer's findings; ``criteria`` are ``{name, score, comment}`` in their order, scores 1..5.

    ``user_id`` becomes None when the interviewer's account goes; what was found of the candidate stays.
    """

    __tablename__ = "scorecards"
    __table_args__ = (
        UniqueConstraint("interview_id", "user_id"),
        CheckConstraint(f"recommendation in ({_KNOWN})", name="ck_scorecards_recommendation"),
    )
    id: Mapped[int] = row_id()
    interview_id: Mapped[int] = mapped_column(ForeignKey(Interview.id, ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"), index=True)
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    recommendation: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = created()
    updated_at: Mapped[datetime] = created()


def keep(
    session: Session, interview: Interview, user_id: int | None, said: Mapping[str, Any]
) -> tuple[Scorecard, bool]:
    """Stores what an interviewer found, in place of what they said before.

    Args:
        session: The unit of work.
        interview: Held until the transaction ends.
        user_id: Who says it.
        said: Values of ``criteria``, ``recommendation`` and ``comment``.

    Returns:
        The row, and whether it is their first.

    Raises:
        Forbidden: They are no interviewer of it.
        Conflict: The interview is cancelled, was missed, or its time has not come.
    """
    if user_id is None or not is_interviewer(session, interview.id, user_id):
        raise Forbidden("Only who holds the interview writes a scorecard of it.")
    if interview.status in ("cancelled", "no_show"):
        said_so = "is cancelled" if interview.status == "cancelled" else "was missed"
        raise Conflict(f"Interview I{interview.id} {said_so}; there is nothing to score.")
    refuse_early(interview)
    whose = {"interview_id": interview.id, "user_id": user_id}
    new = insert(Scorecard).values(**whose, **said)
    kept = new.on_conflict_do_update(
        index_elements=list(whose), set_={**said, "updated_at": func.clock_timestamp()}
    ).returning(Scorecard)
    before = session.scalar(select(Scorecard.id).filter_by(**whose))
    row = session.scalars(kept.execution_options(populate_existing=True)).one()
    return row, before is None


def is_interviewer(session: Session, interview_id: int, user_id: int | None) -> bool:
    """Says whether a user holds an interview."""
    wanted = select(Interviewer.user_id).where(Interviewer.interview_id == interview_id, Interviewer.user_id == user_id)
    return session.scalar(wanted) is not None


def of_interview(interview_id: int) -> Select[Scorecard]:
    """Selects the scorecards of an interview, oldest first."""
    return select(Scorecard).where(Scorecard.interview_id == interview_id).order_by(Scorecard.id)
