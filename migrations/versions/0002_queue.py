"""The tables and functions of the queue, as procrastinate 3.10 brings them."""

from __future__ import annotations

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes them."""
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))


def downgrade() -> None:
    """Drops them."""
    for table in ("periodic_defers", "events", "jobs", "workers"):
        op.execute(f"drop table if exists procrastinate_{table} cascade")
    op.execute("drop type if exists procrastinate_job_status, procrastinate_job_event_type cascade")
