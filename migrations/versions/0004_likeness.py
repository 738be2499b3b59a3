"""What a job's ad is compared by with other ads, and the index that finds those that may be the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds the columns, empty for jobs that are there already, and the index."""
    op.add_column("jobs", sa.Column("likeness", ARRAY(sa.Integer()), nullable=True))
    op.add_column("jobs", sa.Column("likeness_bands", ARRAY(sa.Integer()), nullable=True))
    op.create_index("ix_jobs_likeness_bands", "jobs", ["likeness_bands"], postgresql_using="gin")


def downgrade() -> None:
    """Drops them."""
    op.drop_index("ix_jobs_likeness_bands", "jobs")
    op.drop_column("jobs", "likeness_bands")
    op.drop_column("jobs", "likeness")
