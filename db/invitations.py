"""Invitations into an organisation; a token's checksum is kept here, never the token."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, Select, String, UniqueConstraint, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db import people
from db.people import User
from db.resumes import StoredResume
from db.tables import Table, created, row_id
from derived_secrets import derived, nonce
from errors import Conflict, InvalidFields, NotFound

LASTS = timedelta(days=7)
# One sentence whatever is wrong with it: which of several reasons it is would tell a stranger who was invited.
REFUSED = "This invitation cannot be used with this e-mail address; ask an admin of the organisation for a new one."


class Invitation(Table):
    """An address that may join an organisation in a role, once."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("organisation_id", "email"),)
    id: Mapped[int] = row_id(701)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(320))
    role: Mapped[str] = mapped_column(String(16))
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    token_nonce: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = created()
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def visible(organisation_id: int) -> Select[Invitation]:
    """Selects an organisation's invitations, the newest first."""
    return select(Invitation).where(Invitation.organisation_id == organisation_id).order_by(Invitation.id.desc())


def get(session: Session, invitation_id: int, organisation_id: int) -> Invitation:
    """Finds an invitation of the organisation; raises NotFound for any other."""
    found = session.scalars(visible(organisation_id).where(Invitation.id == invitation_id)).one_or_none()
    if found is None:
        raise NotFound("invitation", f"V{invitation_id}")
    return found


def invite(
    session: Session, organisation_id: int, email: str, role: str, invited_by: int | None, secret_key: str
) -> tuple[Invitation, str]:
    """Makes an invitation, in the place of an earlier one to the same address, and its token, from the installation's key.

    Raises:
        Conflict: The address has a user.
    """
    if people.by_email(session, email):
        raise Conflict("This e-mail address has a user already; change that user's role or invite another address.")
    made_from = nonce()
    token = _token(secret_key, made_from)
    said: dict[str, Any] = {"role": role, "token_sha256": _checksum(token), "invited_by": invited_by, "used_at": None}
    said |= {"token_nonce": made_from}
    said |= {"created_at": func.now(), "expires_at": func.now() + LASTS}
    new = insert(Invitation).values(organisation_id=organisation_id, email=people.address(email), **said)
    new = new.on_conflict_do_update(index_elements=["organisation_id", "email"], set_=said)
    row = session.scalars(new.returning(Invitation), execution_options={"populate_existing": True}).one()
    return row, token


def use(session: Session, token: str, email: str) -> Invitation:
    """Uses an invitation up; the row is locked, so that of two who use it at once one is refused.

    Raises:
        InvalidFields: There is none with this token for this address that is neither used nor expired.
    """
    wanted = select(Invitation).where(
        Invitation.token_sha256 == _checksum(token),
        Invitation.email == people.address(email),
        Invitation.used_at.is_(None),
        Invitation.expires_at > func.now(),
    )
    invitation = session.scalars(wanted.with_for_update()).one_or_none()
    if invitation is None:
        raise InvalidFields(REFUSED, ({"field": "invitation", "detail": REFUSED},))
    invitation.used_at = func.now()
    return invitation


def accept(session: Session, invitation: Invitation, password_hash: str, full_name: str) -> User:
    """Adds the invited user; the installation's first user becomes an admin all the same.

    Raises:
        Conflict: The address was registered meanwhile.
    """
    if not people.anybody_registered(session):
        return people.register(session, invitation.email, password_hash, full_name, invitation.role, None)
    return people.add(
        session, invitation.organisation_id, invitation.email, password_hash, full_name, invitation.role
    )  # fmt: skip


def token_to_mail(invitation: Invitation, secret_key: str) -> str | None:
    """The token of an invitation that is still good, made anew; None when it is over, or was made with another key."""
    if invitation.token_nonce is None or invitation.used_at or invitation.expires_at <= datetime.now(UTC):
        return None
    token = _token(secret_key, invitation.token_nonce)
    return token if _checksum(token) == invitation.token_sha256 else None


def _token(secret_key: str, made_from: bytes) -> str:
    return base64.urlsafe_b64encode(derived(secret_key, "invitation", made_from)).decode().rstrip("=")


def forget(session: Session, organisation_id: int, email: str) -> None:
    """Deletes the organisation's invitation of an address, used or not."""
    mine = (Invitation.organisation_id == organisation_id) & (Invitation.email == people.address(email))
    session.execute(delete(Invitation).where(mine))


def forget_candidate(session: Session, organisation_id: int, email: str) -> None:
    """Deletes the invitation of a candidate by whose address neither a résumé nor a user goes any more."""
    address = people.address(email)
    resumes = select(StoredResume.id).where(
        StoredResume.organisation_id == organisation_id, StoredResume.email == address
    )
    is_known = resumes.exists() | select(User.id).where(User.email == address).exists()
    mine = (Invitation.organisation_id == organisation_id) & (Invitation.email == address)
    session.execute(delete(Invitation).where(mine, Invitation.role == "candidate", ~is_known))


def remove_over(session: Session, before: datetime) -> int:
    """Removes invitations that were used or expired before a moment; returns how many."""
    is_over = (Invitation.expires_at < before) | (Invitation.used_at < before)
    return len(session.scalars(delete(Invitation).where(is_over).returning(Invitation.id)).all())


def _checksum(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
