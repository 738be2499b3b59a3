from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import alembic.command
import pytest
import sqlalchemy
from alembic.config import Config

from db import jobs, people
from db.people import FIRST_ORGANISATION
from db.schema import migrate
from db.session import Database, Session
from records import Job

SIGNATURE = tuple(range(-10, 10))
BANDS = [1, -2, 3]


def stored(
    session: Session, signature: tuple[int, ...], bands: list[int], organisation_id: int = FIRST_ORGANISATION
) -> int:
    row = jobs.add(session, organisation_id, Job("text", "e1", "t1"), "b" * 64, {}, "")
    row.compare_by(signature, bands)
    session.flush()
    return row.id


def changed(count: int) -> tuple[int, ...]:
    """The signature with so many other values."""
    return (*SIGNATURE[: len(SIGNATURE) - count], *range(1000, 1000 + count))


def test_jobs_with_most_values_the_same_are_found_best_first(database: Database) -> None:
    with database.session() as session:
        exact, near = stored(session, SIGNATURE, BANDS), stored(session, changed(2), [9, 3])
        stored(session, changed(5), BANDS)
        found = jobs.alike(session, FIRST_ORGANISATION, SIGNATURE, BANDS, 0, 0.8)
        assert [(row.id, share) for row, share in found] == [(exact, 1.0), (near, 0.9)]


def test_a_job_is_not_found_for_itself_nor_for_another_organisation(database: Database) -> None:
    with database.session() as session:
        own = stored(session, SIGNATURE, BANDS)
        other = people.Organisation(name="Other")
        session.add(other)
        session.flush()
        stored(session, SIGNATURE, BANDS, other.id)
        assert jobs.alike(session, FIRST_ORGANISATION, SIGNATURE, BANDS, own, 0.8) == []


def test_a_job_without_a_shared_band_is_not_looked_at(database: Database) -> None:
    with database.session() as session:
        stored(session, SIGNATURE, [7, 8])
        assert jobs.alike(session, FIRST_ORGANISATION, SIGNATURE, BANDS, 0, 0.8) == []


def test_a_text_without_words_is_like_no_other(database: Database, store_job: Callable[[], int], job: Job) -> None:
    store_job()
    with database.session() as session:
        stored(session, (), [])
        assert jobs.alike(session, FIRST_ORGANISATION, (), [], 0, 0.8) == []
        assert jobs.alike(session, FIRST_ORGANISATION, SIGNATURE, BANDS, 0, 0.0) == []


def test_the_index_of_bands_is_of_a_kind_that_finds_members(database: Database) -> None:
    with database.engine.connect() as connection:
        made = connection.scalar(
            sqlalchemy.text("select indexdef from pg_indexes where indexname = 'ix_jobs_likeness_bands'")
        )
    assert "USING gin (likeness_bands)" in made


@pytest.fixture
def scratch_url(database_url: str) -> str:
    """A database of its own, migrated to the newest version."""
    with sqlalchemy.create_engine(database_url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sqlalchemy.text("drop database if exists scratch with (force)"))
        connection.execute(sqlalchemy.text("create database scratch"))
    url = database_url.replace("/postgres?", "/scratch?")
    migrate(url)
    return url


def test_the_migration_goes_back_and_forth_and_keeps_the_jobs(scratch_url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[2] / "migrations"))
    engine = sqlalchemy.create_engine(scratch_url)
    insert = (
        "insert into jobs (organisation_id, sha256, filename, versions, status, given, record)"
        " values (1, 'x', '', 'v', 'open', '{}', '{}')"
    )
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text(insert))
        config.attributes["connection"] = connection
        alembic.command.downgrade(config, "0003")
        assert "likeness" not in {column["name"] for column in sqlalchemy.inspect(connection).get_columns("jobs")}
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "0004")
        assert connection.scalar(sqlalchemy.text("select count(*) from jobs where likeness is null")) == 1
    engine.dispose()
