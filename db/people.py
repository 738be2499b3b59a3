"""Organisations, their users and the sessions that were ended; passwords arrive here hashed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.tables import Table, created, row_id
from errors import Conflict

FIRST_ORGANISATION = 1
ROLES = ("admin", "recruiter", "candidate")


class Organisation(Table):
    """A company; every other row belongs to one."""

    __tablename__ = "organisations"
    id: Mapped[int] = row_id()
    name: Mapped[str]
    created_at: Mapped[datetime] = created()


class User(Table):
    """Somebody who logs in."""

    __tablename__ = "users"
    id: Mapped[int] = row_id()
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    password_hash: Mapped[str]
    full_name: Mapped[str]
    role: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = created()


class EndedSession(Table):
    """A login that was logged out; its tokens are refused until they would have expired anyway."""

    __tablename__ = "ended_sessions"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


def anybody_registered(session: Session) -> bool:
    """Says whether the installation has a user at all."""
    return bool(session.scalar(select(exists(select(User.id)))))


def register(
    session: Session, email: str, password_hash: str, full_name: str, role: str, company_name: str | None
) -> User:
    """Adds a user: the very first one becomes admin of the first organisation, whatever role was asked for.

    Later ones found an organisation of their own, except candidates, who apply to the first one. Two first users at
    once are settled by a lock on the first organisation's row.

    Raises:
        Conflict: The address is registered.
    """
    first = session.scalars(select(Organisation).where(Organisation.id == FIRST_ORGANISATION).with_for_update()).one()
    organisation = first
    if not anybody_registered(session):
        role, first.name = "admin", company_name or first.name
    elif role != "candidate":
        organisation = Organisation(name=company_name or full_name)
        session.add(organisation)
        session.flush()
    values = {"email": email.lower(), "password_hash": password_hash, "full_name": full_name, "role": role}
    new = insert(User).values(organisation_id=organisation.id, **values).on_conflict_do_nothing().returning(User)
    user = session.scalars(new).one_or_none()
    if user is None:
        raise Conflict("This e-mail address is registered already; log in instead.")
    return user


def by_email(session: Session, email: str) -> User | None:
    """Finds the user of an address, in whatever case it is written."""
    return session.scalars(select(User).where(User.email == email.lower())).one_or_none()


def in_session(session: Session, user_id: int, session_id: str) -> User | None:
    """Finds the user of a login that was not ended."""
    ended = exists(select(EndedSession.id).where(EndedSession.id == session_id))
    return session.scalars(select(User).where(User.id == user_id, ~ended)).one_or_none()


def end_session(session: Session, session_id: str, expires_at: datetime) -> None:
    """Ends a login and forgets the ended ones whose tokens have expired."""
    session.execute(delete(EndedSession).where(EndedSession.expires_at < func.now()))
    session.execute(insert(EndedSession).values(id=session_id, expires_at=expires_at).on_conflict_do_nothing())
