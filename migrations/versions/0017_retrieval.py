"""One vector for the whole of each résumé and each job, beside what a list of candidates is narrowed by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import HALFVEC

revision = "0017"
down_revision = "0016"

# The columns beside the vector are the résumé's own, so that who looks at vectors need not look the résumé up.
_FOLLOW = """
    create function resume_wholes_follow() returns trigger language plpgsql as $$
    begin
        update resume_wholes set is_ready = new.status = 'ready', city = new.city, country = new.country,
            experience_months = new.experience_months
        where resume_id = new.id;
        return null;
    end $$
"""
_TRIGGER = """
    create trigger resume_wholes_follow after update of status, city, country, experience_months on resumes for each row
    when (old.status is distinct from new.status or old.city is distinct from new.city
        or old.country is distinct from new.country or old.experience_months is distinct from new.experience_months)
    execute function resume_wholes_follow()
"""


def upgrade() -> None:
    """Makes both tables, empty: the background work that makes vectors fills them for what is stored already.

    An index that orders vectors is made beside the other work when there are enough of them (``db.index_care``).
    """
    for table, owner in (("resume_wholes", "resume"), ("job_wholes", "job")):
        key = f"{owner}_id"
        op.create_table(
            table,
            sa.Column(key, sa.BigInteger(), nullable=False),
            sa.Column("space", sa.BigInteger(), nullable=False),
            sa.Column("organisation_id", sa.BigInteger(), nullable=False),
            sa.Column("direction", HALFVEC(), nullable=False),
            *(_copies() if owner == "resume" else ()),
            sa.PrimaryKeyConstraint(key, "space", name=f"pk_{table}"),
            sa.ForeignKeyConstraint([key], [f"{owner}s.id"], name=f"fk_{table}_{key}", ondelete="CASCADE"),
        )
        op.create_index(f"ix_{table}_organisation_id_space", table, ["organisation_id", "space"])
    op.execute(_FOLLOW)
    op.execute(_TRIGGER)


def downgrade() -> None:
    """Drops both; the vectors are made again from those of the passages."""
    op.execute("drop trigger resume_wholes_follow on resumes")
    op.execute("drop function resume_wholes_follow()")
    op.drop_table("job_wholes")
    op.drop_table("resume_wholes")


def _copies() -> list[sa.Column[object]]:
    return [
        sa.Column("is_ready", sa.Boolean(), nullable=False),
        sa.Column("experience_months", sa.BigInteger()),
        sa.Column("country", sa.String(2)),
        sa.Column("city", sa.String(100)),
    ]
