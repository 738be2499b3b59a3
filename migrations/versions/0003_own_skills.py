"""Skills of an organisation's own, and the revision by which every process notices a change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes both tables."""
    op.create_table(
        "own_skills",
        _id(),
        _organisation(),
        sa.Column("skill_id", sa.String(100), nullable=False),
        sa.Column("record", JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_own_skills"),
        sa.UniqueConstraint("organisation_id", "skill_id", name="uq_own_skills_organisation_id_skill_id"),
        _reference("own_skills"),
    )
    op.create_table(
        "skill_revisions",
        _id(),
        _organisation(),
        sa.Column("revision", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_skill_revisions"),
        sa.UniqueConstraint("organisation_id", name="uq_skill_revisions_organisation_id"),
        _reference("skill_revisions"),
    )


def downgrade() -> None:
    """Drops both."""
    op.drop_table("own_skills")
    op.drop_table("skill_revisions")


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(start=1), nullable=False)


def _organisation() -> sa.Column[int]:
    return sa.Column("organisation_id", sa.BigInteger(), nullable=False)


def _reference(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_organisation_id"
    return sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=name, ondelete="CASCADE")
