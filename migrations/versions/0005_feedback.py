"""What people say of matches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the table: one opinion for each match and user, and one for those without a user."""
    op.create_table(
        "match_feedback",
        sa.Column("id", sa.BigInteger(), sa.Identity(start=601), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("match_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("corrected_skills", JSONB(), nullable=False),
        sa.Column("grade", sa.BigInteger(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("basis", sa.String(64), nullable=False),
        sa.Column("versions", JSONB(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        _reference("organisation_id", "organisations"),
        _reference("match_id", "matches"),
        _reference("user_id", "users"),
        sa.PrimaryKeyConstraint("id", name="pk_match_feedback"),
        sa.UniqueConstraint("match_id", "user_id", name="uq_match_feedback_match_id_user_id"),
    )
    op.create_index("ix_match_feedback_organisation_id", "match_feedback", ["organisation_id"])
    op.create_index("ix_match_feedback_user_id", "match_feedback", ["user_id"])
    nobody = sa.text("user_id is null")
    op.create_index("uq_match_feedback_nobody", "match_feedback", ["match_id"], unique=True, postgresql_where=nobody)


def downgrade() -> None:
    """Drops it."""
    op.drop_table("match_feedback")


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def _reference(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_match_feedback_{column}", ondelete="CASCADE")
