from __future__ import annotations

import threading

import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import db.analytics.sums
import db.audit
import db.embeddings
import db.feedback
import db.match_history
import db.notice_preferences
import db.opinions
import db.outbox
import db.packed_vectors
import db.scorecards  # noqa: F401
from db.schema import migrate
from db.session import Database
from db.tables import Table


def test_the_migrations_make_exactly_the_models(database: Database) -> None:
    ours = {table.name for table in Table.metadata.sorted_tables}

    def is_ours(name: str | None, kind: str, parents: object) -> bool:
        return kind != "table" or name in ours

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        assert compare_metadata(context, Table.metadata) == []


def test_every_foreign_key_has_an_index(database: Database) -> None:
    inspector = sqlalchemy.inspect(database.engine)
    for table in Table.metadata.sorted_tables:
        indexed = [index["column_names"][0] for index in inspector.get_indexes(table.name)]
        indexed += [unique["column_names"][0] for unique in inspector.get_unique_constraints(table.name)]
        indexed += inspector.get_pk_constraint(table.name)["constrained_columns"][:1]
        for key in inspector.get_foreign_keys(table.name):
            assert key["constrained_columns"][0] in indexed, f"{table.name}.{key['constrained_columns'][0]}"
            assert key["options"].get("ondelete"), f"{table.name}.{key['name']} does not say what a delete does"


def test_two_starters_at_once_migrate_a_new_database_once(database_url: str) -> None:
    engine = sqlalchemy.create_engine(database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text("drop database if exists racing"))
        connection.execute(sqlalchemy.text("create database racing"))
    url = database_url.replace("/postgres?", "/racing?")
    results: list[bool] = []
    starters = [threading.Thread(target=lambda: results.append(migrate(url))) for _ in range(3)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    assert sorted(results) == [False, False, True]
    with sqlalchemy.create_engine(url).connect() as connection:
        assert connection.scalar(sqlalchemy.text("select count(*) from organisations")) == 1
