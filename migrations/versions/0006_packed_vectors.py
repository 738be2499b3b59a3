"""All vectors of a résumé or of a job in one row for each model, which goes with it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes both tables; vectors in the table of before are packed when they are next needed."""
    for table, owner in (("resume_vectors", "resume"), ("job_vectors", "job")):
        key = f"{owner}_id"
        op.create_table(
            table,
            sa.Column(key, sa.BigInteger(), nullable=False),
            sa.Column("model", sa.String(200), nullable=False),
            sa.Column("texts_sha256", sa.LargeBinary(32), nullable=False),
            sa.Column("keys", sa.LargeBinary(), nullable=False),
            sa.Column("vectors", sa.LargeBinary(), nullable=False),
            sa.PrimaryKeyConstraint(key, "model", name=f"pk_{table}"),
            sa.ForeignKeyConstraint([key], [f"{owner}s.id"], name=f"fk_{table}_{key}", ondelete="CASCADE"),
        )
        # Half floats do not get smaller: compressing them is time for nothing.
        op.execute(f"alter table {table} alter column vectors set storage external")


def downgrade() -> None:
    """Drops both; the vectors are made again."""
    op.drop_table("job_vectors")
    op.drop_table("resume_vectors")
