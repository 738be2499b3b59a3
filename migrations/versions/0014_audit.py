"""The audit log, which the database itself keeps from being changed, and what former versions of matches are found by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0014"
down_revision = "0013"

# Rows hold ids alone and refer to no other table: what they speak of may be gone, and SET NULL would change a row.
# Who deletes is told by the stack of calls, which no setting of a session can pretend.
_REFUSE = """
    create function audit_entries_refuse() returns trigger language plpgsql as $$
    declare
        calls text;
    begin
        if tg_op = 'DELETE' then
            get diagnostics calls = pg_context;
            if position('forget_audit_entries(' in calls) > 0 and old.at < now() - interval '30 days' then
                return old;
            end if;
        end if;
        raise exception 'Audit entries can be added and nothing else.' using errcode = 'insufficient_privilege';
    end
    $$
"""
_FORGET = """
    create function forget_audit_entries(before timestamptz, most bigint) returns bigint language plpgsql as $$
    declare
        gone bigint;
    begin
        delete from audit_entries where id in (
            select id from audit_entries where at < least(before, now() - interval '30 days') limit most
        );
        get diagnostics gone = row_count;
        return gone;
    end
    $$
"""


def upgrade() -> None:
    """Makes the table, its guard and the one function that removes old rows."""
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("via", sa.String(16), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("key", sa.String(100), nullable=True),
        sa.Column("resume_ids", ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("request_id", sa.String(64), nullable=True),
        sa.Column("detail", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entries"),
    )
    for column in (None, "actor_id", "action", "kind", "key"):
        name = "_".join(["ix_audit_entries_organisation_id", *([column] if column else []), "at"])
        op.create_index(name, "audit_entries", ["organisation_id", *([column] if column else []), "at", "id"])
    # Without a list of what is to be sorted in later: that would make every now and then one request wait.
    op.create_index(
        "ix_audit_entries_resume_ids",
        "audit_entries",
        ["resume_ids"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"])
    op.execute(_REFUSE)
    op.execute(_FORGET)
    op.execute("""
        create trigger audit_entries_append_only before update or delete on audit_entries
        for each row execute function audit_entries_refuse()
    """)
    op.execute("""
        create trigger audit_entries_not_emptied before truncate on audit_entries
        for each statement execute function audit_entries_refuse()
    """)
    op.create_index("ix_match_history_match_id_id", "match_history", ["match_id", "id"])


def downgrade() -> None:
    """Drops them; the log is lost."""
    op.drop_index("ix_match_history_match_id_id", "match_history")
    op.drop_table("audit_entries")
    op.execute("drop function forget_audit_entries(timestamptz, bigint)")
    op.execute("drop function audit_entries_refuse()")
