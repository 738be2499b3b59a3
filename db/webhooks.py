"""Webhooks of organisations: where what happens is reported to; their secrets are made elsewhere and kept nowhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, LargeBinary, Select, String, Text, func, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.people import Organisation, User
from db.tables import Table, created, row_id
from errors import Conflict, NotFound

MOST = 20
FORMER_LASTS = timedelta(days=1)
"""So long deliveries are signed with the former secret, too, after it was replaced."""
GIVEN_UP_AFTER = timedelta(days=5)


class Webhook(Table):
    """An address that gets an organisation's events of some kinds.

    ``secret_sha256`` tells whether the secret that the nonce gives is still the one that was shown. ``failing_since`` is the
    first failure after the last success; ``disabled_reason`` says why it was switched off by itself.
    """

    __tablename__ = "webhooks"
    __table_args__ = (Index("ix_webhooks_organisation_id_id", "organisation_id", "id"),)
    id: Mapped[int] = row_id(start=601)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(String(300))
    events: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    secret_nonce: Mapped[bytes] = mapped_column(LargeBinary(16))
    secret_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    former_nonce: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    former_until: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    disabled_reason: Mapped[str | None] = mapped_column(String(300))
    last_delivered_at: Mapped[datetime | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = created()

    def take_secret(self, nonce: bytes, secret: bytes) -> None:
        """Takes what a new secret is made from."""
        self.secret_nonce, self.secret_sha256 = nonce, checksum(secret)

    def resume(self) -> None:
        """Is active again, and what failed before is forgotten."""
        self.is_active, self.failing_since, self.disabled_reason = True, None, None


def visible(organisation_id: int) -> Select[Webhook]:
    """Selects an organisation's webhooks, the newest first."""
    return select(Webhook).where(Webhook.organisation_id == organisation_id).order_by(Webhook.id.desc())


def get(session: Session, key: int, organisation_id: int, *, to_change: bool = False) -> Webhook:
    """Finds a webhook of the organisation; raises NotFound for any other. ``to_change`` holds it."""
    wanted = visible(organisation_id).where(Webhook.id == key)
    wanted = wanted.with_for_update(key_share=True).execution_options(populate_existing=True) if to_change else wanted
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound("webhook", f"W{key}")
    return found


def add(session: Session, row: Webhook) -> None:
    """Adds a webhook; raises Conflict when the organisation has as many as it may have."""
    # Two that are added at once come one after the other.
    session.execute(
        select(Organisation.id).where(Organisation.id == row.organisation_id).with_for_update(key_share=True)
    )
    mine = select(func.count()).select_from(Webhook).where(Webhook.organisation_id == row.organisation_id)
    if (session.scalar(mine) or 0) >= MOST:
        raise Conflict(f"An organisation has at most {MOST} webhooks; delete one that is not needed any more.")
    session.add(row)
    session.flush()


def subscribed(session: Session, organisation_id: int, kinds: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The active webhooks of an organisation that want one of these kinds: their numbers and what they want."""
    mine = select(Webhook.id, Webhook.events).where(Webhook.organisation_id == organisation_id, Webhook.is_active)
    wanted = mine.where(Webhook.events.overlap(list(kinds))).order_by(Webhook.id)
    return [(row.id, row.events) for row in session.execute(wanted)]


def note_success(session: Session, key: int) -> None:
    """Notes that the webhook took a delivery just now."""
    done = update(Webhook).where(Webhook.id == key)
    session.execute(done.values(last_delivered_at=func.now(), failing_since=None))


def note_failure(session: Session, key: int) -> bool:
    """Notes a failure; says whether the webhook is switched off now, having failed for days without a success."""
    failed = update(Webhook).where(Webhook.id == key, Webhook.is_active)
    session.execute(failed.values(failing_since=func.coalesce(Webhook.failing_since, func.now())))
    is_over = Webhook.failing_since < func.now() - GIVEN_UP_AFTER
    reason = (
        f"Every delivery of the last {GIVEN_UP_AFTER.days} days failed; mend the receiver, then set is_active to true."
    )
    off = failed.where(is_over).values(is_active=False, disabled_reason=reason)
    return session.scalar(off.returning(Webhook.id)) is not None


def switch_off(session: Session, key: int, reason: str) -> None:
    """Switches a webhook off and says why."""
    session.execute(update(Webhook).where(Webhook.id == key).values(is_active=False, disabled_reason=reason))


def checksum(secret: bytes) -> bytes:
    """By which a secret is recognised, without saying it."""
    return hashlib.sha256(secret).digest()
