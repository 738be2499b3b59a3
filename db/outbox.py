"""The outbox: what is to be told to whom, and what became of it; ids alone, since addresses are looked up when it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    SmallInteger,
    String,
    Uuid,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.invitations import Invitation
from db.people import Organisation, User
from db.resumes import StoredResume
from db.tables import Table, created, row_id
from db.webhooks import Webhook
from errors import NotFound

STATES = ("pending", "sending", "delivered", "failed", "skipped")
LEASE = timedelta(minutes=5)
"""So long nobody else sends what a sender took; then it is taken again, since that sender has died."""
DELAYS_S = (5, 300, 1_800, 3_600, 10_800, 28_800, 43_200)
"""What is waited after each failed attempt: eight attempts in a little over a day."""
ATTEMPTS = len(DELAYS_S) + 1
_KNOWN = ", ".join(f"'{state}'" for state in STATES)
_WAITING = "status in ('pending', 'sending')"
_REMOVED_AT_ONCE = 5_000


class Notice(Table):
    """Something to tell one receiver: a webhook, or by e-mail a user, the person of a résumé or somebody invited.

    ``about`` holds ids, statuses and moments. ``next_at`` is when it is due; of one that is being sent, when whoever sends it
    is taken for dead. ``key`` names it for receivers, the same at every attempt. ``problem`` is one word. What goes with
    an erased person is deleted, also while it is sent.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint(f"status in ({_KNOWN})", name="ck_outbox_status"),
        CheckConstraint(
            "webhook_id is not null or user_id is not null or resume_id is not null or invitation_id is not null",
            name="ck_outbox_is_for_somebody",
        ),
        Index("ix_outbox_webhook_id_id", "webhook_id", "id"),
        Index("ix_outbox_webhook_id_status_id", "webhook_id", "status", "id"),
        Index("ix_outbox_waiting", "webhook_id", "next_at", "id", postgresql_where=text(_WAITING)),
        Index("ix_outbox_done_at", "done_at", postgresql_where=text("done_at is not null")),
    )
    id: Mapped[int] = row_id(start=651)
    key: Mapped[UUID] = mapped_column(Uuid, server_default=text("gen_random_uuid()"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[dict[str, Any]] = mapped_column(JSONB)
    webhook_id: Mapped[int | None] = mapped_column(ForeignKey(Webhook.id, ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    resume_id: Mapped[int | None] = mapped_column(ForeignKey(StoredResume.id, ondelete="CASCADE"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey(Invitation.id, ondelete="CASCADE"), index=True)
    status: Mapped[str] = mapped_column(String(16), default="pending", server_default="pending")
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    next_at: Mapped[datetime] = created()
    answer_code: Mapped[int | None] = mapped_column(SmallInteger)
    problem: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = created()
    done_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt: ``delivered``, ``skipped`` or not; ``problem`` in one word, and the answer's number.

    A failure that ``is_final`` is not tried again; when the receiver ``is_away``, others would fail, too. ``wait_s`` is the
    least that it wants to be left alone.
    """

    status: str
    problem: str | None = None
    answer_code: int | None = None
    is_final: bool = False
    is_away: bool = False
    wait_s: float = 0.0


DELIVERED = Outcome("delivered")


def put(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds notices, thousands in a few statements; all name the same columns."""
    if rows:
        # By the table: as objects, each row in which other columns are empty would be a statement of its own.
        session.execute(insert(Notice.__table__), list(rows))  # type: ignore[arg-type]


def claim(session: Session, webhook_id: int | None, count: int) -> list[Notice]:
    """Takes what is due of one lane, a webhook's or the one of all e-mails, the longest due first, for ``LEASE``.

    Nothing while somebody else is at the lane: a slow receiver then keeps one sender waiting, not all of them.
    """
    # What was taken as often as it may be, and never marked, ended whoever sent it.
    deadly = (
        _lane(webhook_id)
        & (Notice.status == "sending")
        & (Notice.attempts >= ATTEMPTS)
        & (Notice.next_at <= func.now())
    )
    session.execute(update(Notice).where(deadly).values(status="failed", problem="never_ended", done_at=func.now()))
    is_at_it = _lane(webhook_id) & (Notice.status == "sending") & (Notice.next_at > func.now())
    if session.scalar(select(Notice.id).where(is_at_it).limit(1)) is not None:
        return []
    due = select(Notice.id).where(_lane(webhook_id), text(_WAITING), Notice.next_at <= func.now())
    due = due.order_by(Notice.next_at, Notice.id).limit(count).with_for_update(skip_locked=True)
    taken = update(Notice).where(Notice.id.in_(due.scalar_subquery()))
    taken = taken.values(status="sending", attempts=Notice.attempts + 1, next_at=func.now() + LEASE)
    rows = session.scalars(taken.returning(Notice), execution_options={"populate_existing": True}).all()
    return sorted(rows, key=lambda row: row.id)


def mark(session: Session, row: Notice, outcome: Outcome, jitter: float) -> None:
    """Says what became of an attempt at a notice; nothing happens to one that is gone meanwhile.

    Args:
        session: The unit of work.
        row: The notice as it was taken.
        outcome: What became of it.
        jitter: A random share, 0..1: so much of a fifth more is waited, lest all come again at once.
    """
    values: dict[str, Any] = {"problem": outcome.problem, "answer_code": outcome.answer_code}
    is_over = outcome.status in ("delivered", "skipped") or outcome.is_final or row.attempts >= ATTEMPTS
    if is_over:
        state = outcome.status if outcome.status in ("delivered", "skipped") else "failed"
        values |= {"status": state, "done_at": func.now()}
    else:
        wait_s = max(DELAYS_S[row.attempts - 1] * (1 + 0.2 * jitter), outcome.wait_s)
        values |= {"status": "pending", "next_at": func.now() + timedelta(seconds=wait_s)}
    session.execute(update(Notice).where(Notice.id == row.id, Notice.status == "sending").values(values))


def give_back(session: Session, rows: Sequence[Notice]) -> None:
    """Puts back what was taken and not tried."""
    mine = update(Notice).where(Notice.id.in_([row.id for row in rows]), Notice.status == "sending")
    session.execute(mine.values(status="pending", attempts=Notice.attempts - 1, next_at=func.now()))


def next_due(session: Session, webhook_id: int | None) -> datetime | None:
    """When something of a lane is due next; None when nothing waits."""
    return session.scalar(select(func.min(Notice.next_at)).where(_lane(webhook_id), text(_WAITING)))


def overdue_lanes(session: Session, before: datetime) -> list[int | None]:
    """The lanes in which something was due before a moment; None is the one of e-mails."""
    late = select(Notice.webhook_id).where(text(_WAITING), Notice.next_at < before).distinct()
    return list(session.scalars(late))


def of_webhook(webhook_id: int, status: str | None = None) -> Select[Notice]:
    """Selects the deliveries to a webhook, the newest first."""
    rows = select(Notice).where(Notice.webhook_id == webhook_id).order_by(Notice.id.desc())
    return rows.where(Notice.status == status) if status else rows


def delivery(session: Session, key: int, organisation_id: int) -> Notice:
    """Finds a delivery to one of the organisation's webhooks and holds it; raises NotFound for any other."""
    mine = select(Notice).where(Notice.id == key, Notice.organisation_id == organisation_id)
    mine = mine.where(Notice.webhook_id.is_not(None)).with_for_update().execution_options(populate_existing=True)
    row = session.scalars(mine).one_or_none()
    if row is None:
        raise NotFound("delivery", f"D{key}")
    return row


def send_again(session: Session, row: Notice) -> None:
    """Makes a delivery due now, with all attempts before it again; one that is being sent stays as it is."""
    if row.status != "sending":
        row.status, row.attempts, row.done_at, row.next_at = "pending", 0, None, func.now()
        session.flush()
        session.refresh(row)


def remove_old(session: Session, before: datetime) -> int:
    """Removes what was done with before a moment, delivered or not, thousands at a time; returns how many rows went."""
    old = select(Notice.id).where(Notice.done_at < before).limit(_REMOVED_AT_ONCE)
    return len(session.scalars(delete(Notice).where(Notice.id.in_(old)).returning(Notice.id)).all())


def _lane(webhook_id: int | None) -> ColumnElement[bool]:
    return Notice.webhook_id.is_(None) if webhook_id is None else Notice.webhook_id == webhook_id
