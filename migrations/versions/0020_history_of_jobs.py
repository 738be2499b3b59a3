"""Former versions of matches know their job, so that those of a job are found without its matches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_INDEX = "ix_match_history_job_id_id"


def upgrade() -> None:
    """Every row gets the job of its match."""
    op.add_column("match_history", sa.Column("job_id", sa.BigInteger))
    op.execute(
        "update match_history set job_id = matches.job_id from matches where matches.id = match_history.match_id"
    )
    op.alter_column("match_history", "job_id", nullable=False)
    op.create_index(_INDEX, "match_history", ["job_id", "id"])


def downgrade() -> None:
    """The job is that of the match again."""
    op.drop_index(_INDEX, "match_history")
    op.drop_column("match_history", "job_id")
