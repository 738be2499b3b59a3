"""Logins: who is logged in since when, and the one refresh token that each takes; what a token looks like it leaves to api."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, String, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.people import User
from db.tables import Table, created


class Login(Table):
    """One login of a user; refreshing moves its end, and each refresh token is good for one refresh."""

    __tablename__ = "logins"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    refresh_jti: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = created()
    last_used_at: Mapped[datetime] = created()
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]


class Person(NamedTuple):
    """Who is behind a token, as the database has it now."""

    user_id: int
    organisation_id: int
    role: str


def begin(session: Session, user_id: int, lasts: timedelta) -> Login:
    """Begins a login; those that have expired are forgotten on this occasion."""
    session.execute(delete(Login).where(Login.expires_at < func.now()))
    login = Login(id=secrets.token_urlsafe(16), user_id=user_id, refresh_jti=_jti(), expires_at=func.now() + lasts)
    session.add(login)
    session.flush()
    return login


def remove_over(session: Session, before: datetime) -> int:
    """Removes logins that expired before a moment; returns how many."""
    return len(session.scalars(delete(Login).where(Login.expires_at < before).returning(Login.id)).all())


def person(session: Session, login_id: str, user_id: int) -> Person | None:
    """Finds who is behind a login that goes on, in one query; None when it has ended or the user is switched off."""
    columns = select(User.id, User.organisation_id, User.role).join(Login, Login.user_id == User.id)
    row = session.execute(columns.where(*_goes_on(login_id, user_id))).one_or_none()
    return Person(*row) if row else None


def rotate(session: Session, login_id: str, user_id: int, jti: str, lasts: timedelta) -> Login | None:
    """Takes a refresh token's id for a new one; None when the login has ended, or ends now since the token is an old one.

    The row is locked: of two requests with the same token the second one comes with an old token.
    """
    found = select(Login).join(User, Login.user_id == User.id).where(*_goes_on(login_id, user_id))
    login = session.scalars(found.with_for_update(of=Login)).one_or_none()
    if login is None:
        return None
    # Also the loser of two refreshes at once ends the login. A thief who is quick looks like an owner who clicks twice,
    # and whichever of the two was second must not leave the first one in possession; the owner logs in again.
    if not secrets.compare_digest(login.refresh_jti.encode(), jti.encode()):
        login.ended_at = func.now()
        return None
    login.refresh_jti, login.last_used_at, login.expires_at = _jti(), func.now(), func.now() + lasts
    session.flush()
    return login


def end(session: Session, login_id: str) -> None:
    """Ends a login; its tokens are refused from now on."""
    session.execute(update(Login).where(Login.id == login_id, Login.ended_at.is_(None)).values(ended_at=func.now()))


def end_all(session: Session, user_id: int, but: str | None = None) -> None:
    """Ends all logins of a user, but for one."""
    theirs = update(Login).where(Login.user_id == user_id, Login.ended_at.is_(None))
    session.execute(theirs.where(Login.id != (but or "")).values(ended_at=func.now()))


def _goes_on(login_id: str, user_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Login.id == login_id,
        User.id == user_id,
        Login.ended_at.is_(None),
        Login.expires_at > func.now(),
        User.is_active.is_(True),
    )


def _jti() -> str:
    return secrets.token_urlsafe(16)
