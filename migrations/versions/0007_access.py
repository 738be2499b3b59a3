"""Logins instead of ended sessions, invitations, API keys, and users who can be switched off and searched for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0007"
down_revision = "0006"

# The words of a name and the parts of an address; the same expression stands in db/people.py.
_SEARCH = "to_tsvector('simple'::regconfig, left(full_name, 1000) || ' ' || translate(email, '@.+-_', '     '))"


def upgrade() -> None:
    """Makes the tables; everybody logs in again, since a token of before names a login that no row speaks of."""
    op.add_column("users", sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("users", sa.Column("search", TSVECTOR(), sa.Computed(_SEARCH, persisted=True), nullable=False))
    op.create_index("ix_users_search", "users", ["search"], postgresql_using="gin")
    op.create_index("ix_users_organisation_id_role_id", "users", ["organisation_id", "role", "id"])
    _logins()
    _invitations()
    _api_keys()
    op.drop_table("ended_sessions")


def downgrade() -> None:
    """Brings ended sessions back, empty; invitations and API keys are gone, and switched-off users can log in again."""
    for table in ("api_keys", "invitations", "logins"):
        op.drop_table(table)
    op.drop_index("ix_users_organisation_id_role_id", "users")
    op.drop_index("ix_users_search", "users")
    op.drop_column("users", "search")
    op.drop_column("users", "is_active")
    op.create_table(
        "ended_sessions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ended_sessions"),
    )
    op.create_index("ix_ended_sessions_expires_at", "ended_sessions", ["expires_at"])


def _logins() -> None:
    op.create_table(
        "logins",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("refresh_jti", sa.String(64), nullable=False),
        _now("created_at"),
        _now("last_used_at"),
        _moment("expires_at", nullable=False),
        _moment("ended_at"),
        _reference("logins", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name="pk_logins"),
    )
    op.create_index("ix_logins_user_id", "logins", ["user_id"])
    op.create_index("ix_logins_expires_at", "logins", ["expires_at"])


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.BigInteger(), sa.Identity(start=701), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("invited_by", sa.BigInteger(), nullable=True),
        _now("created_at"),
        _moment("expires_at", nullable=False),
        _moment("used_at"),
        _reference("invitations", "organisation_id", "organisations"),
        _reference("invitations", "invited_by", "users", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("organisation_id", "email", name="uq_invitations_organisation_id_email"),
        sa.UniqueConstraint("token_sha256", name="uq_invitations_token_sha256"),
    )
    op.create_index("ix_invitations_invited_by", "invitations", ["invited_by"])


def _api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.BigInteger(), sa.Identity(start=801), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("key_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        _now("created_at"),
        _moment("last_used_at"),
        _moment("expires_at"),
        _moment("revoked_at"),
        _reference("api_keys", "organisation_id", "organisations"),
        _reference("api_keys", "created_by", "users", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
    )
    op.create_index("ix_api_keys_organisation_id", "api_keys", ["organisation_id"])
    op.create_index("ix_api_keys_created_by", "api_keys", ["created_by"])


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def _moment(name: str, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _reference(table: str, column: str, target: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=ondelete)
