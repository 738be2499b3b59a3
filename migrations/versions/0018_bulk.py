"""Many résumés come as one task: what it asks, its files and what became of each, and answers that were given already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"

_TASK_STATES = ("open", "processing", "done", "cancelled")
_FILE_STATES = ("waiting", "reading", "read", "ready", "failed", "cancelled", "erased")
# Whoever is erased is not named by a file any more, in whatever task the same bytes came.
_FORGET = """
create function forget_bulk_files() returns trigger language plpgsql as $$
begin
    update bulk_files set state = 'erased', filename = '', sha256 = '', code = null, detail = null, resume_id = null,
        lease = null, done_at = coalesce(done_at, now())
    where resume_id = old.id;
    if old.owner_key = 0 then
        update bulk_files set state = 'erased', filename = '', sha256 = '', code = null, detail = null,
            resume_id = null, lease = null, done_at = coalesce(bulk_files.done_at, now())
        from bulk_tasks
        where bulk_tasks.id = bulk_files.task_id and bulk_tasks.organisation_id = old.organisation_id
            and bulk_files.sha256 = old.sha256;
    end if;
    return old;
end $$
"""
_TRIGGER = """
create trigger forget_bulk_files before delete on resumes for each row execute function forget_bulk_files()
"""


def upgrade() -> None:
    """Makes the tables."""
    _make_tasks()
    _make_files()
    _make_answers()
    op.create_table(
        "job_failures",
        sa.Column("queued_id", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("queued_id", name="pk_job_failures"),
    )
    op.execute(_FORGET)
    op.execute(_TRIGGER)


def downgrade() -> None:
    """Drops them; résumés and matches that tasks made stay."""
    op.execute("drop trigger forget_bulk_files on resumes")
    op.execute("drop function forget_bulk_files()")
    for table in ("job_failures", "bulk_answers", "bulk_files", "bulk_tasks"):
        op.drop_table(table)
    op.execute("delete from procrastinate_jobs where queue_name = 'bulk' and status = 'todo'")


def _make_tasks() -> None:
    op.create_table(
        "bulk_tasks",
        sa.Column("id", sa.BigInteger(), sa.Identity(start=404), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(300), nullable=True),
        sa.Column("role", sa.String(300), nullable=True),
        sa.Column("status", sa.String(16), server_default="open", nullable=False),
        sa.Column("is_guest", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("token_nonce", sa.LargeBinary(16), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("api_key_id", sa.BigInteger(), nullable=True),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column("profile", sa.String(40), server_default="balanced", nullable=False),
        _moment("created_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        _reference("bulk_tasks", "organisation_id", "organisations"),
        _reference("bulk_tasks", "created_by", "users", "SET NULL"),
        _reference("bulk_tasks", "api_key_id", "api_keys", "SET NULL"),
        _reference("bulk_tasks", "job_id", "jobs", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_tasks"),
        sa.CheckConstraint(_one_of("status", _TASK_STATES), name="ck_bulk_tasks_status"),
    )
    op.create_index("ix_bulk_tasks_organisation_id_id", "bulk_tasks", ["organisation_id", "id"])
    op.create_index("ix_bulk_tasks_created_by", "bulk_tasks", ["created_by"])
    op.create_index("ix_bulk_tasks_api_key_id", "bulk_tasks", ["api_key_id"])
    op.create_index("ix_bulk_tasks_served_at", "bulk_tasks", ["served_at"])
    op.create_index("ix_bulk_tasks_job_id", "bulk_tasks", ["job_id"])
    op.create_index("ix_bulk_tasks_expires_at", "bulk_tasks", ["expires_at"])
    under_way = sa.text("status in ('open', 'processing')")
    op.create_index("ix_bulk_tasks_under_way", "bulk_tasks", ["status", "id"], postgresql_where=under_way)


def _make_files() -> None:
    op.create_table(
        "bulk_files",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("upload", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(16), server_default="waiting", nullable=False),
        sa.Column("is_rejected", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_scan", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("code", sa.String(40), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("resume_id", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("lease", sa.BigInteger(), nullable=True),
        sa.Column("took", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        _reference("bulk_files", "task_id", "bulk_tasks"),
        _reference("bulk_files", "resume_id", "resumes", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_files"),
        sa.UniqueConstraint("task_id", "position", name="uq_bulk_files_task_id"),
        sa.CheckConstraint(_one_of("state", _FILE_STATES), name="ck_bulk_files_state"),
    )
    op.create_index("ix_bulk_files_task_id_state_position", "bulk_files", ["task_id", "state", "position"])
    op.create_index("ix_bulk_files_resume_id_task_id", "bulk_files", ["resume_id", "task_id"])
    op.create_index("ix_bulk_files_sha256", "bulk_files", ["sha256"])
    held = sa.text("lease is not null")
    op.create_index("ix_bulk_files_lease", "bulk_files", ["lease"], postgresql_where=held)


def _make_answers() -> None:
    op.create_table(
        "bulk_answers",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("scope", sa.String(80), nullable=False),
        sa.Column("key_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("body_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("upload", sa.Integer(), nullable=True),
        _moment("created_at"),
        _reference("bulk_answers", "task_id", "bulk_tasks"),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_answers"),
        sa.UniqueConstraint("scope", "key_sha256", name="uq_bulk_answers_scope"),
    )
    op.create_index("ix_bulk_answers_task_id", "bulk_answers", ["task_id"])


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} in ({', '.join(repr(word) for word in words)})"


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def _reference(table: str, column: str, target: str, on_delete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=on_delete)
