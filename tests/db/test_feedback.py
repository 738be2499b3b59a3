"""The rows of feedback: one a person, also when many requests come at once, and gone with what it is about."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import alembic.command
import pytest
import sqlalchemy
from alembic.config import Config
from sqlalchemy import select

import records
from db import feedback, jobs, matches, people
from db.feedback import VERSIONS, MatchFeedback
from db.matches import PackedMatch
from db.people import FIRST_ORGANISATION, User
from db.resumes import StoredResume
from db.schema import migrate
from db.session import Database
from errors import NotFound

SAID: dict[str, Any] = {"verdict": "agree", "corrected_skills": [], "grade": 3, "comment": None}
AMatch = Callable[..., records.Match]


@pytest.fixture
def match_id(
    database: Database, store_resume: Callable[..., int], store_job: Callable[[], int], a_match: AMatch
) -> int:
    resume, job_id = store_resume(), store_job()
    with database.session() as session:
        job = jobs.get(session, job_id, FIRST_ORGANISATION)
        row = matches.keep(session, job, "balanced", {resume: ("v1", PackedMatch.of(a_match(0.5)))})[resume]
        session.commit()
        return row.id


@pytest.fixture
def users(database: Database) -> list[int]:
    with database.session() as session:
        names = ("ann", "bo")
        found = [people.register(session, f"{name}@example.org", "x", name, "candidate", None).id for name in names]
        session.commit()
        return found


def give(database: Database, match_id: int, user_id: int | None = None, **said: Any) -> MatchFeedback:
    with database.session() as session:
        match = feedback.match_to_judge(session, match_id, FIRST_ORGANISATION)
        row = feedback.keep(session, match, user_id, SAID | said)
        session.commit()
        return row


def stored(database: Database) -> list[tuple[int | None, int | None]]:
    with database.session() as session:
        rows = session.execute(select(MatchFeedback.user_id, MatchFeedback.grade).order_by(MatchFeedback.id))
        return [(user_id, grade) for user_id, grade in rows]


def test_each_user_has_one_opinion_and_those_without_a_user_one_together(
    database: Database, match_id: int, users: list[int]
) -> None:
    for grade, user_id in enumerate((None, *users, None, users[0])):
        row = give(database, match_id, user_id, grade=grade)
        assert (row.grade, row.score, row.basis) == (grade, 0.5, "v1")
        assert set(row.versions) == set(VERSIONS)
    assert stored(database) == [(None, 3), (users[0], 4), (users[1], 2)]


def test_many_requests_at_once_end_with_one_row(database: Database, match_id: int, users: list[int]) -> None:
    for user_id in (None, users[0]):
        threads = [threading.Thread(target=give, args=(database, match_id, user_id)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert stored(database) == [(None, 3), (users[0], 3)]


def test_it_goes_with_its_match_its_user_and_its_resume(database: Database, match_id: int, users: list[int]) -> None:
    for user_id in (None, *users):
        give(database, match_id, user_id)
    with database.session() as session:
        session.delete(session.get_one(User, users[0]))
        session.commit()
    assert stored(database) == [(None, 3), (users[1], 3)]
    with database.session() as session:
        session.delete(session.scalars(select(StoredResume)).one())
        session.commit()
    assert stored(database) == []
    with database.session() as session, pytest.raises(NotFound):
        feedback.match_to_judge(session, match_id, FIRST_ORGANISATION)


def test_another_organisations_match_looks_missing(database: Database, match_id: int) -> None:
    with database.session() as session, pytest.raises(NotFound):
        feedback.match_to_judge(session, match_id, 999)


def test_the_migration_goes_back_and_forth(database_url: str) -> None:
    with sqlalchemy.create_engine(database_url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sqlalchemy.text("drop database if exists there_and_back with (force)"))
        connection.execute(sqlalchemy.text("create database there_and_back"))
    url = database_url.replace("/postgres?", "/there_and_back?")
    migrate(url)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[2] / "migrations"))
    engine = sqlalchemy.create_engine(url)
    for step, version, is_there in (
        (alembic.command.downgrade, "0004", False),
        (alembic.command.upgrade, "0005", True),
    ):
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            step(config, version)
            assert sqlalchemy.inspect(connection).has_table("match_feedback") is is_there
    engine.dispose()
