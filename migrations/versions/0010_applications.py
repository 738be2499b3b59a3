"""Candidates of jobs: how far they are, notes and tags, what candidates say of themselves, and rankings in SQL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"

_STATUSES = ("pending", "reviewed", "shortlisted", "interview", "offer", "hired", "rejected", "withdrawn")
_CHANGED = "pg_current_xact_id()::text::bigint"
_NOTICE_CHANGES = f"""
    create function resumes_notice_change() returns trigger language plpgsql as $$
    begin
        new.changed_xid := {_CHANGED};
        return new;
    end
    $$
"""
# What a score of a résumé depends on; a new tag or owner moves nothing.
_TRIGGER = """
    create trigger resumes_notice_change before update on resumes for each row
    when (old.status is distinct from new.status or old.versions is distinct from new.versions
        or old.as_of is distinct from new.as_of or old.sha256 is distinct from new.sha256
        or old.organisation_id is distinct from new.organisation_id or old.record is distinct from new.record)
    execute function resumes_notice_change()
"""


def upgrade() -> None:
    """Makes the tables and has every résumé remember the transaction that changed it."""
    _make_applications()
    _make_notes_and_tags()
    _make_rankings()
    op.add_column("users", sa.Column("profile", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False))


def downgrade() -> None:
    """Drops them; statuses, notes, tags and profiles are lost, résumés, jobs and matches stay."""
    op.drop_column("users", "profile")
    op.execute("drop trigger resumes_notice_change on resumes")
    op.execute("drop function resumes_notice_change()")
    op.drop_index("ix_matches_job_id_variant_score", "matches")
    op.drop_index("ix_resumes_not_ready", "resumes")
    op.drop_index("ix_resumes_organisation_id_changed_xid", "resumes")
    op.drop_column("resumes", "changed_xid")
    for table in ("rankings", "resume_tags", "notes", "application_moves", "applications"):
        op.drop_table(table)


def _make_applications() -> None:
    known = ", ".join(f"'{status}'" for status in _STATUSES)
    op.create_table(
        "applications",
        sa.Column("id", sa.BigInteger(), sa.Identity(start=901), nullable=False),
        _number("organisation_id"),
        _number("job_id"),
        _number("resume_id"),
        sa.Column("status", sa.String(16), server_default="pending", nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        _moment("status_since"),
        _moment("created_at"),
        _moment("updated_at"),
        _reference("applications", "organisation_id", "organisations"),
        _reference("applications", "job_id", "jobs"),
        _reference("applications", "resume_id", "resumes"),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
        sa.UniqueConstraint("job_id", "resume_id", name="uq_applications_job_id_resume_id"),
        sa.CheckConstraint(f"status in ({known})", name="ck_applications_status"),
    )
    op.create_index("ix_applications_resume_id", "applications", ["resume_id"])
    op.create_index("ix_applications_job_id_status", "applications", ["job_id", "status"])
    newest = ["organisation_id", "created_at", "id"]
    op.create_index("ix_applications_organisation_id_created_at", "applications", newest)
    newest = ["organisation_id", "status", "created_at", "id"]
    op.create_index("ix_applications_organisation_id_status", "applications", newest)
    op.create_table(
        "application_moves",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        _number("application_id"),
        sa.Column("from_status", sa.String(16), nullable=False),
        sa.Column("to_status", sa.String(16), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("via", sa.String(16), nullable=False),
        _moment("at"),
        _reference("application_moves", "application_id", "applications"),
        _reference("application_moves", "user_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_application_moves"),
    )
    op.create_index("ix_application_moves_application_id", "application_moves", ["application_id"])
    op.create_index("ix_application_moves_user_id", "application_moves", ["user_id"])


def _make_notes_and_tags() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.BigInteger(), sa.Identity(start=951), nullable=False),
        _number("organisation_id"),
        _number("resume_id"),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        _reference("notes", "organisation_id", "organisations"),
        _reference("notes", "resume_id", "resumes"),
        _reference("notes", "job_id", "jobs"),
        _reference("notes", "author_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_organisation_id", "notes", ["organisation_id"])
    op.create_index("ix_notes_resume_id", "notes", ["resume_id", "id"])
    op.create_index("ix_notes_job_id", "notes", ["job_id"])
    op.create_index("ix_notes_author_id", "notes", ["author_id"])
    op.create_table(
        "resume_tags",
        _number("resume_id"),
        sa.Column("tag", sa.String(40), nullable=False),
        _number("organisation_id"),
        _moment("created_at"),
        _reference("resume_tags", "resume_id", "resumes"),
        _reference("resume_tags", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("resume_id", "tag", name="pk_resume_tags"),
    )
    op.create_index("ix_resume_tags_organisation_id_tag", "resume_tags", ["organisation_id", "tag", "resume_id"])


def _make_rankings() -> None:
    op.create_table(
        "rankings",
        _number("job_id"),
        sa.Column("variant", sa.String(80), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        _number("through_xid"),
        _moment("counted_at"),
        _reference("rankings", "job_id", "jobs"),
        sa.PrimaryKeyConstraint("job_id", "variant", name="pk_rankings"),
    )
    # Not volatile, so the number is computed once and no row is written anew.
    changed = sa.Column("changed_xid", sa.BigInteger(), server_default=sa.text(f"({_CHANGED})"), nullable=False)
    op.add_column("resumes", changed)
    op.create_index("ix_resumes_organisation_id_changed_xid", "resumes", ["organisation_id", "changed_xid"])
    not_ready = sa.text("status <> 'ready'")
    op.create_index("ix_resumes_not_ready", "resumes", ["organisation_id", "id"], postgresql_where=not_ready)
    best_first = ["job_id", "variant", sa.text("score desc"), "resume_id"]
    op.create_index("ix_matches_job_id_variant_score", "matches", best_first, postgresql_include=["id"])
    op.execute(_NOTICE_CHANGES)
    op.execute(_TRIGGER)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def _reference(table: str, column: str, target: str, on_delete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=on_delete)
