"""What each user wants to be told of by e-mail, and in which language; who has said nothing is told of everything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.people import User
from db.tables import Table


class NoticePreference(Table):
    """A user's wishes: the kinds of events that no e-mail should come of, and a language, None for that of the matter."""

    __tablename__ = "notice_preferences"
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), primary_key=True, autoincrement=False)
    muted: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list, server_default="{}")
    language: Mapped[str | None] = mapped_column(String(8))


def of_user(session: Session, user_id: int) -> NoticePreference:
    """The wishes of a user; those of somebody who has said nothing are not stored."""
    found = session.get(NoticePreference, user_id, populate_existing=True)
    return found or NoticePreference(user_id=user_id, muted=[], language=None)


def keep(session: Session, user_id: int, muted: Sequence[str], language: str | None) -> None:
    """Keeps the wishes of a user in the place of former ones."""
    said: dict[str, Any] = {"muted": list(muted), "language": language}
    new = insert(NoticePreference).values(user_id=user_id, **said)
    session.execute(new.on_conflict_do_update(index_elements=["user_id"], set_=said))
