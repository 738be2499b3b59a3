"""The first tables: organisations, people, résumés, jobs, matches, vectors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the tables and the organisation that the installation starts with."""
    op.execute("create extension if not exists vector")
    _people()
    _resumes_and_jobs()
    _matches()
    op.create_table(
        "embeddings",
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("text_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("vector", HALFVEC(), nullable=False),
        sa.PrimaryKeyConstraint("model", "text_sha256", name="pk_embeddings"),
    )
    op.execute("insert into organisations (name) values ('Local organisation')")


def downgrade() -> None:
    """Drops everything."""
    for table in ("embeddings", "match_history", "matches", "jobs", "resumes", "ended_sessions", "users"):
        op.drop_table(table)
    op.drop_table("organisations")


def _id(start: int = 1) -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(start=start), nullable=False)


def _moment(name: str = "created_at") -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def _reference(table: str, column: str, target: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=ondelete)


def _number(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _people() -> None:
    op.create_table(
        "organisations",
        _id(),
        sa.Column("name", sa.String(), nullable=False),
        _moment(),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
    )
    op.create_table(
        "users",
        _id(),
        _number("organisation_id"),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        _moment(),
        _reference("users", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
    )
    op.create_index("ix_users_organisation_id", "users", ["organisation_id"])
    op.create_table(
        "ended_sessions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ended_sessions"),
    )
    op.create_index("ix_ended_sessions_expires_at", "ended_sessions", ["expires_at"])


def _resumes_and_jobs() -> None:
    op.create_table(
        "resumes",
        _id(start=101),
        _number("organisation_id"),
        _number("owner_id", nullable=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("filename", sa.String(255), nullable=False),
        sa.Column("media_type", sa.String(127), nullable=False),
        _number("size"),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("failure", JSONB(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("candidate_id", sa.String(64), nullable=True),
        sa.Column("versions", sa.String(80), nullable=False, server_default=""),
        sa.Column("record", JSONB(), nullable=True),
        _moment(),
        _reference("resumes", "organisation_id", "organisations"),
        _reference("resumes", "owner_id", "users", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_resumes"),
        sa.UniqueConstraint("organisation_id", "sha256", name="uq_resumes_organisation_id_sha256"),
    )
    op.create_index("ix_resumes_owner_id", "resumes", ["owner_id"])
    op.create_table(
        "jobs",
        _id(start=201),
        _number("organisation_id"),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("filename", sa.String(255), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("versions", sa.String(80), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("given", JSONB(), nullable=False),
        sa.Column("record", JSONB(), nullable=False),
        _moment(),
        _moment("updated_at"),
        _reference("jobs", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_organisation_id_sha256", "jobs", ["organisation_id", "sha256"])


def _matches() -> None:
    op.create_table(
        "matches",
        _id(start=301),
        _number("organisation_id"),
        _number("job_id"),
        _number("resume_id"),
        sa.Column("variant", sa.String(80), nullable=False),
        sa.Column("basis", sa.String(64), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("record", JSONB(), nullable=False),
        _moment(),
        _reference("matches", "organisation_id", "organisations"),
        _reference("matches", "job_id", "jobs"),
        _reference("matches", "resume_id", "resumes"),
        sa.PrimaryKeyConstraint("id", name="pk_matches"),
        sa.UniqueConstraint("job_id", "resume_id", "variant", name="uq_matches_job_id_resume_id_variant"),
    )
    op.create_index("ix_matches_organisation_id_score", "matches", ["organisation_id", "score"])
    op.create_index("ix_matches_resume_id", "matches", ["resume_id"])
    op.create_table(
        "match_history",
        _id(),
        _number("match_id"),
        sa.Column("basis", sa.String(64), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("record", JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _moment("replaced_at"),
        _reference("match_history", "match_id", "matches"),
        sa.PrimaryKeyConstraint("id", name="pk_match_history"),
    )
    op.create_index("ix_match_history_match_id", "match_history", ["match_id"])
