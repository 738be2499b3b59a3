"""Searches of job boards: what organisations set and keep looking for, and what was found, read, ranked and imported."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0021"
down_revision = "0020"

_MADE = (
    "imported_postings", "saved_findings", "saved_searches", "kept_rankings", "posting_readings", "found_postings", "board_answers",
    "search_settings",
)  # fmt: skip


def upgrade() -> None:
    """Makes the tables, empty; jobs get a link to where they were found."""
    op.add_column("jobs", sa.Column("source_link", sa.Text(), nullable=True))
    _make_settings()
    _make_found()
    _make_saved()
    _make_imported()


def downgrade() -> None:
    """Drops them; imported jobs stay, without their link."""
    for table in _MADE:
        op.drop_table(table)
    op.drop_column("jobs", "source_link")
    op.execute("delete from procrastinate_jobs where queue_name = 'searches' and status = 'todo'")


def _make_settings() -> None:
    op.create_table(
        "search_settings",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("exclude_companies", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("exclude_keywords", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("boards", ARRAY(sa.Text()), nullable=True),
        _moment("updated_at"),
        _reference("search_settings", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_search_settings"),
    )


def _make_found() -> None:
    op.create_table(
        "board_answers",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("query_key", sa.LargeBinary(32), nullable=False),
        sa.Column("board", sa.String(40), nullable=False),
        sa.Column("source", sa.String(500), nullable=False),
        sa.Column("query", JSONB(), nullable=False),
        _moment("asked_at"),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.LargeBinary(32), nullable=True),
        sa.Column("problem", JSONB(), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("postings", sa.LargeBinary(), nullable=True),
        sa.Column("model", sa.String(200), nullable=True),
        sa.Column("titles", sa.LargeBinary(), nullable=True),
        _reference("board_answers", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("organisation_id", "query_key", "board", "source", name="pk_board_answers"),
    )
    op.create_index("ix_board_answers_asked_at", "board_answers", ["asked_at"])
    op.create_table(
        "found_postings",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(20), nullable=False),
        sa.Column("posting", sa.LargeBinary(), nullable=False),
        _moment("first_seen"),
        _moment("last_seen"),
        _reference("found_postings", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("organisation_id", "token", name="pk_found_postings"),
    )
    op.create_index("ix_found_postings_last_seen", "found_postings", ["last_seen"])
    op.create_table(
        "posting_readings",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("job", sa.LargeBinary(), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        _moment("used_at"),
        _reference("posting_readings", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("organisation_id", "key", name="pk_posting_readings"),
    )
    op.create_index("ix_posting_readings_used_at", "posting_readings", ["used_at"])
    op.create_table(
        "kept_rankings",
        sa.Column("resume_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("ranked", sa.LargeBinary(), nullable=False),
        _moment("made_at"),
        _reference("kept_rankings", "resume_id", "resumes"),
        sa.PrimaryKeyConstraint("resume_id", "key", name="pk_kept_rankings"),
    )
    op.create_index("ix_kept_rankings_made_at", "kept_rankings", ["made_at"])


def _make_saved() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.BigInteger(), sa.Identity(start=1201), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("resume_id", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("query", JSONB(), nullable=False),
        sa.Column("interval_hours", sa.BigInteger(), nullable=False),
        sa.Column("min_score", sa.Float(), nullable=False),
        sa.Column("by_email", sa.Boolean(), nullable=False),
        sa.Column("by_webhook", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        _moment("next_at"),
        sa.Column("last_run_at", sa.DateTime(timezone=True), nullable=True),
        _moment("created_at"),
        _reference("saved_searches", "organisation_id", "organisations"),
        _reference("saved_searches", "resume_id", "resumes"),
        _reference("saved_searches", "created_by", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_searches"),
        sa.CheckConstraint("interval_hours >= 6", name="ck_saved_searches_interval_hours"),
        sa.CheckConstraint("min_score between 0 and 100", name="ck_saved_searches_min_score"),
    )
    op.create_index("ix_saved_searches_organisation_id_id", "saved_searches", ["organisation_id", "id"])
    op.create_index("ix_saved_searches_resume_id", "saved_searches", ["resume_id"])
    op.create_index("ix_saved_searches_created_by", "saved_searches", ["created_by"])
    op.create_index("ix_saved_searches_next_at", "saved_searches", ["next_at"], postgresql_where=sa.text("is_active"))
    op.create_table(
        "saved_findings",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("saved_search_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(20), nullable=False),
        sa.Column("names", ARRAY(sa.String(20)), nullable=False),
        sa.Column("about", JSONB(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        _moment("first_seen"),
        _moment("last_seen"),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        _reference("saved_findings", "saved_search_id", "saved_searches"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_findings"),
        sa.UniqueConstraint("saved_search_id", "token", name="uq_saved_findings_saved_search_id_token"),
    )
    op.create_index("ix_saved_findings_saved_search_id_id", "saved_findings", ["saved_search_id", "id"])


def _make_imported() -> None:
    op.create_table(
        "imported_postings",
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("board", sa.String(40), nullable=False),
        sa.Column("source", sa.String(500), nullable=False),
        sa.Column("external_id", sa.String(200), nullable=False),
        sa.Column("query_key", sa.LargeBinary(32), nullable=False),
        sa.Column("misses", sa.BigInteger(), server_default="0", nullable=False),
        _moment("looked_at"),
        _reference("imported_postings", "job_id", "jobs"),
        _reference("imported_postings", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("job_id", name="pk_imported_postings"),
    )
    columns = ["organisation_id", "query_key", "board", "source"]
    op.create_index("ix_imported_postings_organisation_id_query_key_board_source", "imported_postings", columns)
    op.create_index("ix_imported_postings_looked_at", "imported_postings", ["looked_at"])


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def _reference(table: str, column: str, target: str, on_delete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=on_delete)
