"""One vector for the whole of each résumé and each job, in an order that an index knows: the best of a million are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import HALFVEC

revision = "0017"
down_revision = "0016"

# Of the models that are mostly used; with a model of another length every vector is looked at.
_DIMENSIONS = (384, 768)


def upgrade() -> None:
    """Makes both tables, empty: the background work that makes vectors fills them for what is stored already."""
    for table, owner in (("resume_wholes", "resume"), ("job_wholes", "job")):
        key = f"{owner}_id"
        op.create_table(
            table,
            sa.Column(key, sa.BigInteger(), nullable=False),
            sa.Column("space", sa.BigInteger(), nullable=False),
            sa.Column("organisation_id", sa.BigInteger(), nullable=False),
            sa.Column("direction", HALFVEC(), nullable=False),
            sa.PrimaryKeyConstraint(key, "space", name=f"pk_{table}"),
            sa.ForeignKeyConstraint([key], [f"{owner}s.id"], name=f"fk_{table}_{key}", ondelete="CASCADE"),
        )
        op.create_index(f"ix_{table}_organisation_id_space", table, ["organisation_id", "space"])
        for dimensions in _DIMENSIONS:
            op.execute(f"""
                create index ix_{table}_direction_{dimensions} on {table}
                using hnsw ((direction::halfvec({dimensions})) halfvec_ip_ops) where vector_dims(direction) = {dimensions}
            """)


def downgrade() -> None:
    """Drops both; the vectors are made again from those of the passages."""
    op.drop_table("job_wholes")
    op.drop_table("resume_wholes")
