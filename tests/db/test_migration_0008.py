"""Jobs of before get a status, a version and what they are found by, and go back without loss."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import alembic.command
import pytest
import sqlalchemy
from alembic.config import Config
from sqlalchemy import Connection, text

from db import job_lists, jobs
from db.job_lists import Filter
from db.schema import migrate
from db.session import Database
from db.words import words_of

RECORD = {
    "text": "Senior Köchin (C++ & C#)\nWir kochen, back-end. " + "x" * 120,
    "title": "Senior Köchin",
    "location": {"text": "Lyon", "city": "Lyon", "region": None, "country": "FR"},
    "locations": [
        {"text": "Lyon", "city": "Lyon", "region": None, "country": "FR"},
        {"text": "our harbour", "city": None, "region": None, "country": None},
        {"text": "İzmir", "city": "Łódź", "region": None, "country": "PL"},
    ],
    "remote": "hybrid",
    "employment_type": "full-time",
    "seniority": "senior",
    "skills": [{"name": "French cuisine"}, {"name": 'Knife "sharp" skills'}],
}
OLD = {"text": "Cook", "location": {"text": "Berlin", "city": "Berlin", "country": "DE"}}


@pytest.fixture
def url(database_url: str) -> str:
    engine = sqlalchemy.create_engine(database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("drop database if exists jobs_of_before"))
        connection.execute(text("create database jobs_of_before"))
    engine.dispose()
    return database_url.replace("/postgres?", "/jobs_of_before?")


@pytest.fixture
def at(url: str) -> Callable[[str], None]:
    """Takes the database up or down to a revision."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[2] / "migrations"))

    def move(revision: str) -> None:
        engine = sqlalchemy.create_engine(url)
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            present = connection.scalar(text("select version_num from alembic_version"))
            go = alembic.command.downgrade if str(present) > revision else alembic.command.upgrade
            go(config, revision)
        engine.dispose()

    return move


@pytest.fixture
def ask(url: str) -> Iterator[Callable[..., list[Any]]]:
    engine = sqlalchemy.create_engine(url)

    def execute(said: str, **values: Any) -> list[Any]:
        with engine.begin() as connection:
            found = connection.execute(text(said), values)
            return [tuple(row) for row in found] if found.returns_rows else []

    yield execute
    engine.dispose()


def insert(ask: Callable[..., list[Any]], number: int, is_open: bool, record: dict[str, Any]) -> None:
    ask(
        "insert into jobs (organisation_id, sha256, filename, title, company, industry, versions, is_open, given, record,"
        " created_at, updated_at) values (1, :sha, '', :title, 'Rye & Oak', ' Gastronomy ', 'v', :is_open, '{}',"
        " cast(:record as jsonb), '2026-01-01', '2026-02-01')",
        sha=str(number), title=record.get("title"), is_open=is_open, record=json.dumps(record),
    )  # fmt: skip


def test_jobs_of_before_are_filled_in_and_go_back(
    url: str, at: Callable[[str], None], ask: Callable[..., list[Any]]
) -> None:
    migrate(url)
    at("0007")
    for number, (is_open, record) in enumerate([(True, RECORD), (False, RECORD), (True, OLD), (True, {})]):
        insert(ask, number, is_open, record)
    at("0008")
    rows = ask(
        "select status, version, published_at::date::text, closed_at::date::text, updated_at::date::text, deleted_at,"
        " closes_on from jobs order by id"
    )
    open_one = ("open", 1, "2026-01-01", None, "2026-02-01", None, None)
    assert rows == [open_one, ("closed", 1, "2026-01-01", "2026-02-01", *open_one[4:]), open_one, open_one]
    found = ask("select title_key, industry_key, places, remote, employment_type, seniority from jobs order by id")
    first = ("senior köchin", "gastronomy", ["FR", "PL", "lyon", "łódź"], "hybrid", "full-time", "senior")
    assert found == [first, first, (None, "gastronomy", ["DE", "berlin"], None, None, None), (None, "gastronomy", [], None, None, None)]  # fmt: skip
    (words,) = ask("select tsvector_to_array(search) from jobs order by id limit 1")[0]
    said = " ".join(
        ["Senior Köchin", "Rye & Oak", "Gastronomy", "French cuisine", 'Knife "sharp" skills', RECORD["text"]]
    )  # type: ignore[list-item]
    assert sorted(words) == sorted(words_of(said))
    assert {"c++", "c#", "köchin", "back", "end"} <= set(words)

    ask("update jobs set deleted_at = now() where sha256 = '2'")
    ask("update jobs set status = 'draft' where sha256 = '3'")
    at("0007")
    assert ask("select sha256, is_open from jobs order by id") == [
        ("0", True),
        ("1", False),
        ("2", False),
        ("3", False),
    ]
    assert ask("select record from jobs order by id limit 1") == [(RECORD,)]
    at("0008")
    assert [status for (status,) in ask("select status from jobs order by id")] == [
        "open",
        "closed",
        "closed",
        "closed",
    ]


def test_no_other_status_is_stored(database: Database) -> None:
    with database.engine.connect() as connection, pytest.raises(sqlalchemy.exc.IntegrityError):
        connection.execute(
            text("insert into jobs (organisation_id, sha256, filename, versions, status, given, record)"
                 " values (1, 'x', '', 'v', 'asleep', '{}', '{}')")
        )  # fmt: skip


def _many(connection: Connection) -> None:
    connection.execute(
        text("""
        insert into jobs (organisation_id, sha256, filename, title, title_key, versions, given, record, status, industry_key,
            places, remote, employment_type, search, deleted_at)
        select 1, number, '', 'Job ' || number, 'job ' || number, 'v', '{}', '{}',
            (array['open', 'open', 'open', 'closed'])[1 + number % 4], 'industry ' || number % 50,
            array['city' || number % 200], (array['remote', 'hybrid'])[1 + number % 2],
            (array['full-time', 'part-time', 'contract'])[1 + number % 3],
            array_to_tsvector(array['job', 'number' || number]), case when number % 100 = 0 then now() end
        from generate_series(1, 20000) number
    """)
    )
    connection.execute(text("analyze jobs"))


def test_every_list_finds_its_page_by_an_index(database: Database) -> None:
    with database.engine.begin() as connection:
        _many(connection)
    filters = (
        Filter(), Filter(words="number777"), Filter(industry="industry 7"), Filter(status="closed"), Filter(remote="remote"),
        Filter(places=["city7"]), Filter(employment_type="contract"),
    )  # fmt: skip
    with database.session() as session:
        for base in (jobs.visible(1), jobs.open_ones(1), jobs.deleted(1)):
            for by in filters:
                rows = job_lists.in_order(job_lists.narrowed(base, by), "newest").limit(20)
                asked = rows.compile(session.bind, compile_kwargs={"literal_binds": False})
                plan = session.connection().exec_driver_sql(f"explain {asked}", asked.params)
                told = "\n".join(line for (line,) in plan)
                assert "Seq Scan" not in told, (by, told)
        for sort in ("title", "updated"):
            rows = job_lists.in_order(jobs.visible(1), sort).limit(20)
            asked = rows.compile(session.bind)
            told = "\n".join(line for (line,) in session.connection().exec_driver_sql(f"explain {asked}", asked.params))
            assert f"ix_jobs_organisation_id_{'title_key' if sort == 'title' else 'updated_at'}_id" in told, told
            assert "Sort" not in told
