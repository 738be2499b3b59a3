"""Deleted jobs are removed for good after a time, and jobs close by themselves after their last day."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

import pipeline
import posting
import scoring
from cache import MemoryStore
from db import jobs
from db.jobs import StoredJob
from db.matches import ReplacedMatch, StoredMatch
from db.packed_vectors import JobVectors
from db.people import FIRST_ORGANISATION
from db.session import Database
from jd_cache import JdCache
from pipeline import Owner, Parts, Upload
from posting import Standing
from tasks import retention

OWNER = Owner(FIRST_ORGANISATION)
CV = "Ann Lee\nann@example.org\n\nSkills\nPython\n"
JD = "Developer {0}\n\nRequirements\n- Python\n- Kubernetes\n"
AS_USUAL = Standing()
NOW = datetime(2027, 6, 15, 12, tzinfo=UTC)


@pytest.fixture
def parts(database: Database, tmp_path: Path) -> Parts:
    return Parts(database, tmp_path / "uploads", JdCache(MemoryStore(), "e", "t"), 1 << 20, job_retention_days=30)


@pytest.fixture
def store(parts: Parts) -> Callable[..., int]:
    def store(number: int, standing: Standing = AS_USUAL, deleted_at: datetime | None = None) -> int:
        with parts.database.session() as session:
            upload = Upload.of_text(JD.format(number))
            row, _ = posting.ingest_job(parts, session, OWNER, upload, standing=standing)
            if deleted_at:
                row.deleted_at = deleted_at
            session.commit()
            return row.id

    return store


def test_deleted_jobs_are_removed_with_matches_and_vectors_when_their_time_is_over(
    parts: Parts, store: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.job_lists._MATCHES_AT_ONCE", 1)
    gone, still, kept = store(1), store(2), store(3)
    with parts.database.session() as session:
        resume, _ = pipeline.ingest_resume(parts, session, OWNER, Upload.of_text(CV))
        wanted = jobs.several(session, [gone, still, kept], FIRST_ORGANISATION)
        scoring.match_stored(parts, session, [resume], wanted)
        scoring.match_stored(parts, session, [resume], wanted, scoring.Weighing("semantic_60_40"))
        wanted[0].deleted_at, wanted[1].deleted_at = NOW - timedelta(days=31), NOW - timedelta(days=29)
        session.commit()
    text_of_ad = JD.format(1).strip()
    assert retention.run(parts, NOW) == retention.Overtaken(closed=0, removed=1)
    assert retention.run(parts, NOW) == retention.Overtaken(closed=0, removed=0)
    with parts.database.session() as session:
        assert set(session.scalars(select(StoredJob.id))) == {still, kept}
        assert set(session.scalars(select(StoredMatch.job_id))) == {still, kept}
        assert set(session.scalars(select(JobVectors.job_id))) == {still, kept}
        assert session.scalar(select(func.count()).select_from(ReplacedMatch)) == 0
    assert posting.parse_job(parts, Upload.of_text(text_of_ad)).is_cached is False


def test_a_job_closes_by_itself_after_its_last_day(parts: Parts, store: Callable[..., int]) -> None:
    today = NOW.date()
    over, last, draft = (
        store(1, Standing(closes_on=today - timedelta(days=1))),
        store(2, Standing(closes_on=today)),
        store(3, Standing("draft", date(2027, 1, 1))),
    )
    assert retention.run(parts, NOW) == retention.Overtaken(closed=1, removed=0)
    with parts.database.session() as session:
        found = {row.id: row for row in session.scalars(select(StoredJob))}
        assert [found[key].status for key in (over, last, draft)] == ["closed", "open", "draft"]
        assert found[over].closed_at is not None
        assert (found[over].version, found[last].version) == (2, 1)
    assert retention.run(parts, NOW + timedelta(days=1)).closed == 1


def test_the_worker_does_it_without_being_asked_and_waits_for_a_database_that_is_away(
    parts: Parts, store: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = store(1, deleted_at=datetime.now(UTC) - timedelta(days=31))
    monkeypatch.setattr(retention, "EVERY_S", 0.05)
    calls: list[int] = []
    run = retention.run

    def failing_first(parts: Parts) -> object:
        calls.append(1)
        if len(calls) == 1:
            raise retention.Unavailable("database")
        return run(parts)

    monkeypatch.setattr(retention, "run", failing_first)

    async def wait() -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(retention.repeat(parts), 1.5)

    asyncio.run(wait())
    with parts.database.session() as session:
        assert session.get(StoredJob, key) is None


def test_the_command_says_what_it_did(
    database_url: str, parts: Parts, store: Callable[..., int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from app_main import cli

    store(1, deleted_at=datetime.now(UTC) - timedelta(days=8))
    store(2, Standing(closes_on=date(2020, 1, 1)))
    for name, value in {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path), "JOB_RETENTION_DAYS": "7"}.items():
        monkeypatch.setenv(name, value)
    answer = CliRunner().invoke(cli, ["purge"])
    assert answer.exit_code == 0, answer.output
    assert "1 deleted jobs are removed for good, 1 jobs past their last day are closed." in answer.output
    with parts.database.session() as session:
        assert session.scalar(text("select count(*) from jobs")) == 1
