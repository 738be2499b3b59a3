"""The queue in the database: jobs go in with the caller's transaction, so a job and its row appear together or not."""

from __future__ import annotations

from procrastinate import App
from procrastinate.contrib.sqlalchemy import SQLAlchemyPsycopg2Connector

DOCUMENTS = "documents"
VECTORS = "vectors"
RANKINGS = "rankings"
NOTICES = "notices"
BULK = "bulk"
SEARCHES = "searches"
HEAVY = (DOCUMENTS, VECTORS, RANKINGS, BULK, SEARCHES)
"""What takes a core: one job at a time. Notices wait for other people's servers and have a worker of their own."""

# This connector is never opened: deferring uses the session's own connection, and workers bring another connector.
queue = App(
    connector=SQLAlchemyPsycopg2Connector(),
    import_paths=[
        "tasks.reading",
        "tasks.embedding",
        "tasks.ranking",
        "tasks.rematching",
        "tasks.notifying",
        "tasks.counting",
        "tasks.bulk_steps",
        "tasks.searching",
        "tasks.saved_runs",
    ],
)
