"""Rows of résumés and jobs keep what is long beside them, so that looking through ten thousand reads few pages."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"

_CITY = "ix_resumes_organisation_id_city"


def upgrade() -> None:
    """Rows that are written from now on are lean, older ones when they are written again."""
    op.execute("alter table resumes set (toast_tuple_target = 128)")
    op.execute("alter table jobs set (toast_tuple_target = 128)")
    op.drop_index(_CITY, "resumes")
    op.create_index(_CITY, "resumes", ["organisation_id", "city", "language", "id"])


def downgrade() -> None:
    """Rows are stored as Postgres does by itself."""
    op.drop_index(_CITY, "resumes")
    op.create_index(_CITY, "resumes", ["organisation_id", "city"])
    op.execute("alter table jobs reset (toast_tuple_target)")
    op.execute("alter table resumes reset (toast_tuple_target)")
