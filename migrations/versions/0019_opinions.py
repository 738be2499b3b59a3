"""What a language model said of a pair is remembered, and how many tokens an organisation spent on a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Makes the two tables, empty."""
    op.create_table(
        "model_comments",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("organisation_id", "job_id", "resume_id")),
        sa.Column("basis", sa.String(64), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("prompt_version", sa.String(16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("reasons", JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        _reference("model_comments", "organisation_id", "organisations"),
        _reference("model_comments", "job_id", "jobs"),
        _reference("model_comments", "resume_id", "resumes"),
        sa.PrimaryKeyConstraint("id", name="pk_model_comments"),
        sa.UniqueConstraint(
            "job_id",
            "resume_id",
            "basis",
            "model",
            "prompt_version",
            name="uq_model_comments_job_id_resume_id_basis_model_prompt_version",
        ),
        sa.CheckConstraint("score between 0 and 1", name="ck_model_comments_score"),
    )
    op.create_index("ix_model_comments_organisation_id", "model_comments", ["organisation_id"])
    op.create_index("ix_model_comments_resume_id", "model_comments", ["resume_id"])
    op.create_table(
        "model_tokens",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        _reference("model_tokens", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("organisation_id", "day", name="pk_model_tokens"),
    )


def downgrade() -> None:
    """Drops them; what a model said can be asked again."""
    op.drop_table("model_tokens")
    op.drop_table("model_comments")


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE")
