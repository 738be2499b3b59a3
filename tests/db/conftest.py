"""Small records and rows to store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

import records
from db import jobs, resumes
from db.people import FIRST_ORGANISATION
from db.session import Database

MIGRATIONS = Path(__file__).parents[2] / "migrations"


@pytest.fixture
def at_revision(database_url: str) -> Iterator[Callable[[str], Connection]]:
    """A new database, moved to any revision, forwards or backwards."""
    with sqlalchemy.create_engine(database_url, isolation_level="AUTOCOMMIT").connect() as server:
        server.execute(text("drop database if exists moving"))
        server.execute(text("create database moving"))
    engine = sqlalchemy.create_engine(database_url.replace("/postgres?", "/moving?"))
    with engine.connect() as connection:
        yield lambda revision: _move(connection, revision)
    engine.dispose()


def _move(connection: Connection, revision: str) -> Connection:
    connection.commit()
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    is_new = connection.scalar(text("select to_regclass('alembic_version')")) is None
    present = "" if is_new else str(connection.scalar(text("select version_num from alembic_version")))
    (command.downgrade if revision < present else command.upgrade)(settings, revision)
    connection.commit()
    return connection


@pytest.fixture
def resume() -> records.Resume:
    evidence = (records.Evidence("Python", "skills", 0, 6),)
    skill = records.SkillHit("python", "Python", "programming-language", 0.9, "exact", evidence)
    return records.Resume("Python developer", "2026-01-31", "e1", "t1", name="Ann Lee", skills=(skill,))


@pytest.fixture
def job() -> records.Job:
    return records.Job("We want Python", "e1", "t1", title="Developer")


@pytest.fixture
def a_match() -> Callable[..., records.Match]:
    return _match


@pytest.fixture
def store_resume(database: Database, resume: records.Resume) -> Callable[[str], int]:
    def store(sha256: str = "a" * 64, **changes: Any) -> int:
        with database.session() as session:
            row, _ = resumes.add(session, **_values(sha256) | changes)
            row.read(resume)
            session.commit()
            return row.id

    return store


@pytest.fixture
def store_job(database: Database, job: records.Job) -> Callable[[], int]:
    def store() -> int:
        with database.session() as session:
            row = jobs.add(session, FIRST_ORGANISATION, job, "b" * 64, {}, "")
            session.commit()
            return row.id

    return store


@pytest.fixture
def resume_values() -> Callable[[str], dict[str, Any]]:
    return _values


def _values(sha256: str) -> dict[str, Any]:
    return {
        "organisation_id": FIRST_ORGANISATION,
        "sha256": sha256,
        "filename": "cv.txt",
        "media_type": "text/plain",
        "size": 3,
        "as_of": date(2026, 1, 31),
        "status": "processing",
    }


def _match(score: float, versions: str = "1") -> records.Match:
    return records.Match(
        match_score=score,
        fit_probability=score,
        grade="Fair",
        profile="balanced",
        components={"skills": records.Component(score, 1.0, True, score)},
        key_strengths=(),
        matched_skills=("Python",),
        partial_skills=(),
        missing_skills=(),
        missing_required=(),
        additional_skills=(),
        experience=records.ExperienceVerdict(None, 0.0, 0.0, "unknown"),
        education=records.EducationVerdict(None, None, (), (), "unknown"),
        location="unknown",
        semantic_score=score,
        keyword_score=score,
        reverse_score=score,
        requirements=(),
        would_raise=(),
        knockouts=(),
        relevance={},
        sections={},
        comments="",
        matcher_version=versions,
        extractor_version=versions,
        taxonomy_version=versions,
        model="m",
        as_of="2026-01-31",
    )
