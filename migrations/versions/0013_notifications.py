"""Notifications: what is still to be told to whom, webhooks, and what people want to be told of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0013"
down_revision = "0012"

_STATES = ("pending", "sending", "delivered", "failed", "skipped")


def upgrade() -> None:
    """Makes the tables; an invitation remembers what its token is made from, so that it can be mailed."""
    _make_webhooks()
    _make_outbox()
    op.create_table(
        "notice_preferences",
        _number("user_id"),
        sa.Column("muted", ARRAY(sa.String(40)), server_default="{}", nullable=False),
        sa.Column("language", sa.String(8), nullable=True),
        _reference("notice_preferences", "user_id", "users"),
        sa.PrimaryKeyConstraint("user_id", name="pk_notice_preferences"),
    )
    op.add_column("invitations", sa.Column("token_nonce", sa.LargeBinary(16), nullable=True))


def downgrade() -> None:
    """Drops them; what was not sent yet is lost, and tokens of invitations stay good."""
    op.drop_column("invitations", "token_nonce")
    for table in ("notice_preferences", "outbox", "webhooks"):
        op.drop_table(table)


def _make_webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.BigInteger(), sa.Identity(start=601), nullable=False),
        _number("organisation_id"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.String(300), nullable=True),
        sa.Column("events", ARRAY(sa.String(40)), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("secret_nonce", sa.LargeBinary(16), nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("former_nonce", sa.LargeBinary(16), nullable=True),
        sa.Column("former_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_reason", sa.String(300), nullable=True),
        sa.Column("last_delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        _moment("created_at"),
        _reference("webhooks", "organisation_id", "organisations"),
        _reference("webhooks", "created_by", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
    )
    op.create_index("ix_webhooks_organisation_id_id", "webhooks", ["organisation_id", "id"])
    op.create_index("ix_webhooks_created_by", "webhooks", ["created_by"])


def _make_outbox() -> None:
    known = ", ".join(f"'{state}'" for state in _STATES)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(start=651), nullable=False),
        sa.Column("key", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        _number("organisation_id"),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("about", JSONB(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("webhook_id", "user_id", "resume_id", "invitation_id")),
        sa.Column("status", sa.String(16), server_default="pending", nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        _moment("next_at"),
        sa.Column("answer_code", sa.SmallInteger(), nullable=True),
        sa.Column("problem", sa.String(40), nullable=True),
        _moment("created_at"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        _reference("outbox", "organisation_id", "organisations"),
        _reference("outbox", "webhook_id", "webhooks"),
        _reference("outbox", "user_id", "users"),
        _reference("outbox", "resume_id", "resumes"),
        _reference("outbox", "invitation_id", "invitations"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.CheckConstraint(f"status in ({known})", name="ck_outbox_status"),
        sa.CheckConstraint(
            "webhook_id is not null or user_id is not null or resume_id is not null or invitation_id is not null",
            name="ck_outbox_is_for_somebody",
        ),
    )  # fmt: skip
    for name in ("organisation_id", "user_id", "resume_id", "invitation_id"):
        op.create_index(f"ix_outbox_{name}", "outbox", [name])
    op.create_index("ix_outbox_webhook_id_id", "outbox", ["webhook_id", "id"])
    op.create_index("ix_outbox_webhook_id_status_id", "outbox", ["webhook_id", "status", "id"])
    waiting = sa.text("status in ('pending', 'sending')")
    op.create_index("ix_outbox_waiting", "outbox", ["webhook_id", "next_at", "id"], postgresql_where=waiting)
    done = sa.text("done_at is not null")
    op.create_index("ix_outbox_done_at", "outbox", ["done_at"], postgresql_where=done)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def _reference(table: str, column: str, target: str, on_delete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=on_delete)
