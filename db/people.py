"""Organisations and their users; passwords arrive here hashed, and who is logged in db.logins knows."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import Computed, ForeignKey, Index, Select, String, exists, func, select, text, true
from sqlalchemy.dialects.postgresql import TSVECTOR, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.tables import Table, created, row_id
from errors import Conflict, NotFound

FIRST_ORGANISATION = 1
ROLES = ("admin", "recruiter", "candidate")

# Matches the words "ann" and "lee2" of "ann.lee2@"; does not match "-". One pass.
_WORD = re.compile(r"\w+")
# Stands in migration 0007, too. An address is cut into words, so that each of them is found.
_SEARCH = "to_tsvector('simple'::regconfig, left(full_name, 1000) || ' ' || translate(email, '@.+-_', '     '))"


class Organisation(Table):
    """A company; every other row belongs to one."""

    __tablename__ = "organisations"
    id: Mapped[int] = row_id()
    name: Mapped[str]
    created_at: Mapped[datetime] = created()


class User(Table):
    """Somebody who logs in."""

    __tablename__ = "users"
    __table_args__ = (
        Index("ix_users_search", "search", postgresql_using="gin"),
        Index("ix_users_organisation_id_role_id", "organisation_id", "role", "id"),
    )
    id: Mapped[int] = row_id()
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    password_hash: Mapped[str]
    full_name: Mapped[str]
    role: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = created()
    is_active: Mapped[bool] = mapped_column(server_default=true())
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'::jsonb"))
    search: Mapped[str] = mapped_column(TSVECTOR, Computed(_SEARCH, persisted=True), deferred=True)


_ANYBODY = select(exists(select(User.id)))


def anybody_registered(session: Session) -> bool:
    """Says whether the installation has a user at all."""
    return bool(session.scalar(_ANYBODY))


def address(email: str) -> str:
    """An e-mail address as it is stored and compared: in lower case."""
    return email.strip().lower()


def register(
    session: Session, email: str, password_hash: str, full_name: str, role: str, company_name: str | None
) -> User:
    """Adds a user who was not invited: the very first one becomes admin of the first organisation, whatever the role.

    A later one founds an organisation and becomes its admin, since somebody must be able to invite others; a candidate
    joins the first organisation.

    Raises:
        Conflict: The address is registered.
    """
    if _is_first(session, company_name):
        return add(session, FIRST_ORGANISATION, email, password_hash, full_name, "admin")
    if role == "candidate":
        return add(session, FIRST_ORGANISATION, email, password_hash, full_name, role)
    organisation = Organisation(name=company_name or full_name)
    session.add(organisation)
    session.flush()
    return add(session, organisation.id, email, password_hash, full_name, "admin")


def register_admin(session: Session, email: str, password_hash: str, full_name: str, company_name: str | None) -> User:
    """Adds an admin of the first organisation; the very first one names it.

    Raises:
        Conflict: The address is registered.
    """
    _is_first(session, company_name)
    return add(session, FIRST_ORGANISATION, email, password_hash, full_name, "admin")


def add(
    session: Session, organisation_id: int, email: str, password_hash: str, full_name: str, role: str
) -> User:  # fmt: skip
    """Adds a user to an organisation; raises Conflict when the address is registered, here or elsewhere."""
    values = {"email": address(email), "password_hash": password_hash, "full_name": full_name, "role": role}
    new = insert(User).values(organisation_id=organisation_id, **values).on_conflict_do_nothing().returning(User)
    user = session.scalars(new).one_or_none()
    if user is None:
        raise Conflict("This e-mail address is registered already; log in instead.")
    return user


def by_email(session: Session, email: str) -> User | None:
    """Finds the user of an address, in whatever case it is written."""
    return session.scalars(select(User).where(User.email == address(email))).one_or_none()


def visible(organisation_id: int, role: str | None = None, words: str = "") -> Select[User]:
    """Selects an organisation's users in the order they came: of one role, or whose name and address hold all words.

    A word may be the beginning of a longer one.
    """
    rows = select(User).where(User.organisation_id == organisation_id).order_by(User.id)
    rows = rows.where(User.role == role) if role else rows
    if words:
        wanted = " & ".join(f"{word}:*" for word in _WORD.findall(words.replace("_", " "))[:20])
        rows = rows.where(User.search.op("@@")(func.to_tsquery("simple", wanted)))
    return rows


def get(session: Session, user_id: int, organisation_id: int) -> User:
    """Finds a user of the organisation; raises NotFound for any other."""
    user = session.scalars(visible(organisation_id).where(User.id == user_id)).one_or_none()
    if user is None:
        raise NotFound("user", str(user_id))
    return user


def revise(
    session: Session, user_id: int, organisation_id: int, role: str | None = None, is_active: bool | None = None
) -> User:
    """Changes what a user may do; None leaves it. Two admins who demote each other at once are let in one by one.

    Raises:
        NotFound: The organisation has no such user.
        Conflict: It is the last admin who can log in.
    """
    _lock(session, organisation_id)
    user = get(session, user_id, organisation_id)
    session.refresh(user)
    was_admin = user.is_active and user.role == "admin"
    user.role, user.is_active = role or user.role, user.is_active if is_active is None else is_active
    if was_admin and not (user.is_active and user.role == "admin") and not _has_admin(session, organisation_id):
        raise Conflict("This is the last active admin of the organisation; make somebody else an admin first.")
    return user


def _has_admin(session: Session, organisation_id: int) -> bool:
    session.flush()
    admins = visible(organisation_id, "admin").where(User.is_active).with_only_columns(User.id).order_by(None)
    return bool(session.scalar(select(admins.exists())))


def _is_first(session: Session, company_name: str | None) -> bool:
    """Says whether nobody is registered, and then names the first organisation; two first ones at once queue here."""
    if anybody_registered(session):
        return False
    first = _lock(session, FIRST_ORGANISATION)
    if anybody_registered(session):
        return False
    first.name = company_name or first.name
    return True


def _lock(session: Session, organisation_id: int) -> Organisation:
    # Uploads refer to this row and are not kept waiting: they need its key alone.
    row = select(Organisation).where(Organisation.id == organisation_id).with_for_update(key_share=True)
    return session.scalars(row).one()
