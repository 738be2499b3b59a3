"""People with whom nothing has happened for long are erased, and old entries, logins and invitations go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

import pipeline
from cache import MemoryStore
from db import audit, originals
from db.audit import AuditEntry, Who
from db.people import FIRST_ORGANISATION
from db.persons import StoredPerson
from db.resumes import StoredResume
from db.session import Database
from jd_cache import JdCache
from pipeline import Owner, Parts, Upload
from tasks import retention

CV = "Person {0}\nperson{0}@example.org\n\nSkills\nPython\n"
NOW = datetime(2027, 6, 15, 12, tzinfo=UTC)
LONG_AGO, LATELY = NOW - timedelta(days=101), NOW - timedelta(days=99)


@pytest.fixture
def parts(database: Database, tmp_path: Path) -> Parts:
    cache = JdCache(MemoryStore(), "e", "t")
    return Parts(
        database, tmp_path / "uploads", cache, 1 << 20, resume_retention_days=100, audit_retention_days=60
    )  # fmt: skip


@pytest.fixture
def store(parts: Parts) -> Callable[..., tuple[int, int]]:
    """Stores a résumé that came at a moment; returns its number and the person's."""

    def stored(number: int, came: datetime = LONG_AGO, extra: str = "") -> tuple[int, int]:
        with parts.database.session() as session:
            upload = Upload.of_text(CV.format(number) + extra)
            row, _ = pipeline.ingest_resume(parts, session, Owner(FIRST_ORGANISATION), upload)
            row.created_at, row.as_of = came, came.date()
            session.get_one(StoredPerson, row.person_id).created_at = min(came, LONG_AGO)
            session.commit()
            assert row.person_id is not None
            return row.id, row.person_id

    return stored


def run(parts: Parts, statement: str, **given: Any) -> None:
    with parts.database.session() as session:
        session.execute(text(statement), given)
        session.commit()


def left(parts: Parts) -> set[int]:
    with parts.database.session() as session:
        return set(session.scalars(select(StoredResume.id)))


def test_a_person_with_whom_nothing_has_happened_for_long_is_erased(
    parts: Parts, store: Callable[..., tuple[int, int]]
) -> None:
    gone, person = store(1)
    kept, _ = store(2, LATELY)
    done = retention.run(parts, NOW)
    assert (done.persons, done.resumes) == (1, 1)
    assert left(parts) == {kept}
    with parts.database.session() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.via == "retention")).one()
        assert (entry.action, entry.kind, entry.key) == ("erased", "person", f"P{person}")
        assert entry.resume_ids == [gone]
        sha256 = session.scalars(select(StoredResume.sha256)).one()
    files = [path for path in parts.upload_dir.rglob("*") if path.is_file()]
    assert files == [originals.path_of(parts.upload_dir, FIRST_ORGANISATION, sha256)]
    assert gone not in left(parts)
    assert retention.run(parts, NOW).persons == 0


def test_whatever_happened_lately_keeps_all_of_somebody(parts: Parts, store: Callable[..., tuple[int, int]]) -> None:
    newer = (store(1)[0], store(1, LATELY, "Also SQL.\n")[0])
    moved, noted, account = store(2)[0], store(3)[0], store(4)
    run(
        parts,
        "insert into jobs (organisation_id, sha256, filename, versions, given, record) values (1, 'a', '', 'v', '{}', '{}')",
    )
    run(
        parts,
        "insert into applications (organisation_id, job_id, resume_id, source, updated_at) values (1, 201, :key, 'staff', :at)",
        key=moved,
        at=LATELY,
    )
    run(
        parts,
        "insert into notes (organisation_id, resume_id, text, updated_at) values (1, :key, 'x', :at)",
        key=noted,
        at=LATELY,
    )
    run(
        parts,
        "insert into users (organisation_id, email, password_hash, full_name, role) values (1, 'a@e.org', 'x', 'A', 'candidate')",
    )
    run(parts, "update persons set user_id = 1 where id = :key", key=account[1])
    acted = "insert into audit_entries (organisation_id, via, actor_id, action, kind, at) values (1, 'user', 1, 'viewed', 'resume', :at)"
    run(parts, acted, at=LATELY)
    assert retention.forget_people(parts, NOW) == (0, 0)
    assert left(parts) == {*newer, moved, noted, account[0]}
    assert retention.forget_people(parts, NOW + timedelta(days=2)) == (4, 5)
    with parts.database.session() as session:
        assert session.scalar(text("select count(*) from users")) == 0, "the account of somebody who is gone goes, too"


def test_who_has_an_interview_ahead_or_had_one_lately_is_kept(
    parts: Parts, store: Callable[..., tuple[int, int]]
) -> None:
    ahead, had, long_over = store(1), store(2), store(3)
    run(
        parts,
        "insert into jobs (organisation_id, sha256, filename, versions, given, record) values (1, 'a', '', 'v', '{}', '{}')",
    )
    for (resume, person), starts in zip(
        (ahead, had, long_over), (NOW + timedelta(days=3), LATELY, LONG_AGO), strict=True
    ):
        run(
            parts,
            """insert into interviews (organisation_id, job_id, resume_id, person_id, type, starts_at, ends_at, time_zone,
                created_at, updated_at) values (1, 201, :resume, :person, 'phone', :starts, :ends, 'UTC', :long, :long)""",
            resume=resume,
            person=person,
            starts=starts,
            ends=starts + timedelta(hours=1),
            long=LONG_AGO,
        )
    assert retention.forget_people(parts, NOW) == (1, 1)
    assert left(parts) == {ahead[0], had[0]}


def test_a_file_that_could_not_be_read_goes_when_it_is_old(parts: Parts) -> None:
    with parts.database.session() as session:
        row = pipeline.keep_scan(parts, session, Owner(FIRST_ORGANISATION), Upload(b"no scan", "zeb.pdf"))
        row.fail("damaged", "x")
        row.created_at, row.as_of = LONG_AGO, LONG_AGO.date()
        session.commit()
    assert retention.forget_people(parts, LONG_AGO + timedelta(days=99)) == (0, 0)
    assert retention.forget_people(parts, NOW) == (0, 1)
    assert left(parts) == set()
    assert not [path for path in parts.upload_dir.rglob("*") if path.is_file()]


def test_zero_days_keep_everybody(database: Database, tmp_path: Path, store: Callable[..., tuple[int, int]]) -> None:
    store(1)
    never = Parts(database, tmp_path, JdCache(MemoryStore(), "e", "t"), 1 << 20, resume_retention_days=0)
    assert retention.forget_people(never, NOW + timedelta(days=9999)) == (0, 0)


def test_old_entries_logins_and_invitations_are_removed(parts: Parts) -> None:
    # The database's own clock keeps entries of the last thirty days, whatever this one says.
    now = datetime.now(UTC)
    with parts.database.session() as session:
        audit.note(session, Who(1, "local"), "viewed", "resume", "R1")
        session.commit()
    old = "insert into audit_entries (organisation_id, via, action, kind, at) values (1, 'local', 'viewed', 'resume', :at)"
    for days in (59, 61, 800):
        run(parts, old, at=now - timedelta(days=days))
    run(
        parts,
        "insert into users (organisation_id, email, password_hash, full_name, role) values (1, 'a@e.org', 'x', 'A', 'admin')",
    )
    for hours in (-1, 1):
        run(
            parts,
            "insert into logins (id, user_id, refresh_jti, expires_at) values (:id, 1, 'x', :at)",
            id=str(hours),
            at=now + timedelta(hours=hours),
        )
    for days in (31, 29):
        run(
            parts,
            "insert into invitations (organisation_id, email, role, token_sha256, expires_at) values (1, :email, 'recruiter', :token, :at)",
            email=f"{days}@e.org",
            token=bytes([days]) * 32,
            at=now - timedelta(days=days),
        )
    done = retention.run(parts, now)
    assert (done.entries, done.logins, done.invitations) == (2, 1, 1)
    with parts.database.session() as session:
        assert session.scalar(text("select count(*) from audit_entries")) == 2
        assert session.scalars(text("select email from invitations")).all() == ["29@e.org"]


def test_the_command_says_what_it_removed(
    database_url: str,
    parts: Parts,
    store: Callable[..., tuple[int, int]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    from app_main import cli

    store(1, datetime.now(UTC) - timedelta(days=11))
    run(parts, "update persons set created_at = now() - interval '11 days'")
    given = {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path), "UPLOAD_DIR": str(tmp_path / "uploads")}
    for name, value in (given | {"RESUME_RETENTION_DAYS": "10"}).items():
        monkeypatch.setenv(name, value)
    answer = CliRunner().invoke(cli, ["purge"])
    assert answer.exit_code == 0, answer.output
    assert "1 persons with whom nothing has happened for long are erased, with 1 résumés." in answer.output
    assert "0 entries of the audit log, 0 logins, 0 invitations and 0 notices were old" in answer.output
    assert left(parts) == set()
