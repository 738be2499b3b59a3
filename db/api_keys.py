"""Keys by which programs act for an organisation; a key's checksum is kept here, never the key."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, Select, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.tables import Table, created, row_id
from errors import NotFound

PREFIX = "sl_"
_NOTED_EVERY = timedelta(minutes=1)
# Matches "sl_801_" with 43 letters, digits, "-" or "_" behind it; not "sl_0_…" nor one with 42 of them. One pass.
_KEY = re.compile(r"sl_([1-9][0-9]{0,14})_[A-Za-z0-9_-]{43}")


class ApiKey(Table):
    """A key of an organisation, with the role that it acts in; it belongs to no user."""

    __tablename__ = "api_keys"
    id: Mapped[int] = row_id(801)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(16))
    key_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = created()
    last_used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    @property
    def is_good(self) -> bool:
        """It is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > datetime.now(UTC))

    @property
    def is_to_be_noted(self) -> bool:
        """Its last use was noted long enough ago to be noted again."""
        return self.last_used_at is None or datetime.now(UTC) - self.last_used_at > _NOTED_EVERY


def visible(organisation_id: int) -> Select[ApiKey]:
    """Selects an organisation's keys that are not revoked, the newest first."""
    mine = select(ApiKey).where(ApiKey.organisation_id == organisation_id, ApiKey.revoked_at.is_(None))
    return mine.order_by(ApiKey.id.desc())


def get(session: Session, key_id: int, organisation_id: int) -> ApiKey:
    """Finds a key of the organisation; raises NotFound for any other."""
    found = session.scalars(visible(organisation_id).where(ApiKey.id == key_id)).one_or_none()
    if found is None:
        raise NotFound("API key", f"K{key_id}")
    return found


def make(
    session: Session, organisation_id: int, name: str, role: str, expires_at: datetime | None, created_by: int | None
) -> tuple[ApiKey, str]:
    """Makes a key and returns it in full, for the only time."""
    row = ApiKey(organisation_id=organisation_id, name=name, role=role, expires_at=expires_at, created_by=created_by)
    row.key_sha256 = b""
    session.add(row)
    session.flush()
    key = f"{PREFIX}{row.id}_{secrets.token_urlsafe(32)}"
    row.key_sha256 = _checksum(key)
    session.flush()
    return row, key


def of(session: Session, key: str) -> ApiKey | None:
    """Finds the row of a key that is good now; None for one that is malformed, unknown, revoked or expired."""
    said = _KEY.fullmatch(key)
    row = session.get(ApiKey, int(said[1])) if said else None
    if row is None or not hmac.compare_digest(row.key_sha256, _checksum(key)):
        return None
    return row if row.is_good else None


def note_use(session: Session, key_id: int) -> None:
    """Notes that the key was used just now, unless that was noted less than a minute ago."""
    stale = ApiKey.last_used_at.is_(None) | (ApiKey.last_used_at < func.now() - _NOTED_EVERY)
    session.execute(update(ApiKey).where(ApiKey.id == key_id, stale).values(last_used_at=func.now()))


def revoke(row: ApiKey) -> None:
    """Ends a key for good; its row stays as a record."""
    row.revoked_at = func.now()


def _checksum(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
