"""The index over vectors is made when there are enough, again when they have doubled, and what was left half made goes."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
import sqlalchemy
from numpy.typing import NDArray
from sqlalchemy import text

from db import index_care
from db.index_care import is_due, make, present
from db.schema import migrate
from db.session import Database
from db.wholes import JobWhole, ResumeWhole
from tasks import index_care as care

LENGTH, ENOUGH = 384, 300


@pytest.fixture
def url(database_url: str) -> str:
    with sqlalchemy.create_engine(database_url, isolation_level="AUTOCOMMIT").connect() as server:
        server.execute(text("drop database if exists indexing with (force)"))
        server.execute(text("create database indexing"))
    own = database_url.replace("/postgres?", "/indexing?")
    migrate(own)
    return own


@pytest.fixture
def database_of_its_own(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


def stored(url: str, first: int, count: int) -> None:
    with sqlalchemy.create_engine(url).begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(
            text("""
                insert into resume_wholes (resume_id, space, organisation_id, direction, is_ready)
                select :first + n - 1, 7, 1, cast(said as halfvec), true
                from unnest(cast(:all as text[])) with ordinality as given (said, n)
            """),
            {"first": first, "all": [str(one.tolist()) for one in vectors(count)]},
        )
    with sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT").connect() as alone:
        alone.execute(text("vacuum analyze resume_wholes"))


def vectors(count: int) -> NDArray[np.float64]:
    return np.round(np.random.default_rng(3).standard_normal((count, LENGTH)), 3)


def names(url: str) -> list[str]:
    with sqlalchemy.create_engine(url).connect() as connection:
        asked = text("select relname from pg_class where relkind = 'i' and relname like 'lists%' order by relname")
        return list(connection.scalars(asked))


def test_few_vectors_get_none_enough_get_one_and_twice_as_many_another(url: str, database_of_its_own: Database) -> None:
    stored(url, 1, ENOUGH - 1)
    assert not make(url, ResumeWhole, LENGTH, ENOUGH)
    stored(url, ENOUGH, 1)
    with database_of_its_own.session() as session:
        assert present(session, ResumeWhole, LENGTH).lists == 0
        assert is_due(session, ResumeWhole, LENGTH, ENOUGH)
    assert make(url, ResumeWhole, LENGTH, ENOUGH)
    assert not make(url, ResumeWhole, LENGTH, ENOUGH)
    assert names(url) == ["lists_resume_wholes_384_of_300"]
    stored(url, ENOUGH + 1, ENOUGH)
    with database_of_its_own.session() as session:
        assert present(session, ResumeWhole, LENGTH).lists == 1
    assert make(url, ResumeWhole, LENGTH, ENOUGH)
    assert names(url) == ["lists_resume_wholes_384_of_600"]


def test_what_a_builder_left_half_made_is_dropped_and_made_again(url: str, database_of_its_own: Database) -> None:
    stored(url, 1, ENOUGH)
    assert make(url, ResumeWhole, LENGTH, ENOUGH)
    with sqlalchemy.create_engine(url).begin() as connection:
        connection.execute(
            text("update pg_index set indisvalid = false where indexrelid = 'lists_resume_wholes_384_of_300'::regclass")
        )
    with database_of_its_own.session() as session:
        assert present(session, ResumeWhole, LENGTH).lists == 0
    assert make(url, ResumeWhole, LENGTH, ENOUGH)
    with database_of_its_own.session() as session:
        assert present(session, ResumeWhole, LENGTH).lists == 1


def test_of_two_builders_at_once_one_leaves_it_alone(url: str) -> None:
    stored(url, 1, ENOUGH)
    made: list[bool] = []
    builders = [threading.Thread(target=lambda: made.append(make(url, ResumeWhole, LENGTH, ENOUGH))) for _ in range(3)]
    for one in builders:
        one.start()
    for one in builders:
        one.join()
    assert sorted(made) == [False, False, True]
    assert names(url) == ["lists_resume_wholes_384_of_300"]


def test_the_task_makes_those_that_are_due_for_the_model_in_use(
    url: str, database_of_its_own: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Parts:
        database = database_of_its_own

    stored(url, 1, ENOUGH)
    assert care.run(Parts(), ENOUGH) == 1  # type: ignore[arg-type]
    assert care.run(Parts(), ENOUGH) == 0  # type: ignore[arg-type]
    monkeypatch.setattr(care, "INDEXED", ())
    assert care.run(Parts(), 1) == 0  # type: ignore[arg-type]


def test_vectors_are_parted_into_lists_of_a_thousand_up_to_a_number() -> None:
    assert [index_care.lists_for(rows) for rows in (10, 20_000, 1_000_000, 9_000_000)] == [1, 20, 1_000, 2_000]


def test_jobs_have_an_index_of_their_own(url: str, database_of_its_own: Database) -> None:
    with database_of_its_own.session() as session:
        assert not is_due(session, JobWhole, LENGTH)
        assert present(session, JobWhole, LENGTH) == index_care.Present(0, 0)
