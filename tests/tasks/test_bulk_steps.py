"""Steps of tasks of many résumés: whose turn it is, what becomes of a dead worker's files, and of a bad file."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image, ImageDraw
from sqlalchemy import func, select, text

import extractors
import settings as configuration
from app_main import create_app
from db import bulk, bulk_claims, originals
from db.bulk import BulkFile, BulkTask, NewFile
from db.people import FIRST_ORGANISATION, Organisation
from db.resumes import StoredResume
from db.session import Database
from pipeline import Owner, Parts, Upload, erase_resume
from posting import ingest_job
from settings import HOME
from tasks import bulk_reading, bulk_removal, bulk_steps, retention

CALM = threading.Event()


@pytest.fixture
def app(database_url: str, tmp_path: Path, database: Database) -> Flask:
    places: dict[str, Any] = {"data_dir": tmp_path / "var", "upload_dir": tmp_path / "uploads"}
    return create_app(configuration.load(_env_file=None, database_url=database_url, demo_data=False, **places))


@pytest.fixture
def parts(app: Flask) -> Parts:
    made: Parts = app.extensions["parts"]
    return made


def cv(number: int) -> bytes:
    return f"Person {number}\nperson{number}@example.org\n\nSkills\nPython, SQL".encode()


def a_task(parts: Parts, files: Sequence[bytes], organisation_id: int = FIRST_ORGANISATION, **values: Any) -> int:
    """A task under way with these files."""
    with parts.database.session() as session:
        job, _ = ingest_job(parts, session, Owner(organisation_id), Upload.of_text("Developer\n\nPython is a must"))
        lasts = datetime.now(UTC) + timedelta(days=1)
        row = BulkTask(
            organisation_id=organisation_id, token_nonce=b"", token_sha256=b"", **{"expires_at": lasts} | values
        )
        session.add(row)
        session.flush()
        given = []
        for at, data in enumerate(files, 1):
            sha256 = hashlib.sha256(data).hexdigest()
            originals.write(originals.path_of(parts.upload_dir, organisation_id, sha256), data)
            given.append(NewFile(f"person-{at}.txt", sha256, len(data)))
        bulk.add_files(session, row, given, 10_000)
        bulk.start(session, row, job.id, "balanced")
        bulk_steps.wake(session)
        session.commit()
        return row.id


def another_organisation(parts: Parts) -> int:
    with parts.database.session() as session:
        key = bulk.guest_organisation(session)
        session.commit()
        return key


def states(parts: Parts, task_id: int) -> dict[str, int]:
    with parts.database.session() as session:
        return {state: count for state, count in bulk.counts(session, [task_id])[task_id].items() if count}


def status(parts: Parts, task_id: int) -> str:
    with parts.database.session() as session:
        return session.get_one(BulkTask, task_id).status


def work_off(parts: Parts) -> int:
    """Does steps until nothing waits; returns how many."""
    count = 0
    while bulk_steps.work_off_some(parts, CALM):
        count += 1
    return count


def count_of(parts: Parts, table: str) -> int:
    with parts.database.session() as session:
        return int(session.scalar(text(f"select count(*) from {table}")) or 0)


def test_an_organisation_with_few_files_is_not_kept_waiting_by_one_with_many(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_steps, "MOST_READ", 3)
    large = [a_task(parts, [cv(at) for at in range(start, start + 9)]) for start in (0, 10)]
    other = another_organisation(parts)
    small = a_task(parts, [cv(90), cv(91)], other)
    for _ in range(3):
        bulk_steps.work_off_some(parts, CALM)
    assert status(parts, small) == "done"
    assert all(status(parts, key) == "processing" for key in large)
    bulk_steps.work_off_some(parts, CALM)
    assert all(states(parts, key).get("ready") for key in large), "its own tasks take turns, too"


def test_guests_take_turns_as_if_they_were_one_organisation(parts: Parts) -> None:
    for _ in range(6):
        a_task(parts, [cv(1)], another_organisation(parts), is_guest=True)
    paying = a_task(parts, [cv(at) for at in range(9)])
    turns = []
    for lease in range(1, 9):
        with parts.database.session() as session:
            taken = bulk_claims.claim(session, lease, 1, 1)
            session.commit()
        assert taken is not None
        turns.append(taken.task_id == paying)
    assert (sum(turns[:4]), sum(turns)) == (2, 4)


def test_workers_share_a_task_and_read_no_file_twice(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    honest = bulk_steps.read

    def noted(desk: bulk_reading.Desk, file: BulkFile) -> bulk_reading.Read | None:
        seen.append(file.id)
        return honest(desk, file)

    monkeypatch.setattr(bulk_steps, "read", noted)
    monkeypatch.setattr(bulk_steps, "MOST_READ", 2)
    key = a_task(parts, [cv(at) for at in range(12)])
    workers = [threading.Thread(target=work_off, args=(parts,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    bulk_steps.look_around(parts)
    assert sorted(seen) == sorted(set(seen))
    assert (status(parts, key), states(parts, key)) == ("done", {"ready": 12})
    assert (count_of(parts, "resumes"), count_of(parts, "matches")) == (12, 12)


def test_what_a_dead_step_had_taken_is_free_at_once_and_what_a_living_one_has_is_not(parts: Parts) -> None:
    key = a_task(parts, [cv(1), cv(2)])
    with bulk_claims.at_work(parts.database) as lease, parts.database.session() as session:
        assert bulk_claims.claim(session, lease, 9, 9)
        session.commit()
        bulk_steps.look_around(parts)
        assert states(parts, key) == {"reading": 2}
    bulk_steps.look_around(parts)
    assert states(parts, key) == {"waiting": 2}
    work_off(parts)
    assert (status(parts, key), states(parts, key)) == ("done", {"ready": 2})


def test_a_file_at_which_two_workers_died_has_failed_and_the_others_of_its_step_have_not(parts: Parts) -> None:
    key = a_task(parts, [cv(1), cv(2), cv(3)])
    for _ in range(2):
        with bulk_claims.at_work(parts.database) as lease, parts.database.session() as session:
            claimed = bulk_claims.claim(session, lease, 9, 9)
            assert claimed
            assert bulk_claims.begin(session, claimed.files[0].id, lease)
            session.commit()
        bulk_steps.look_around(parts)
    work_off(parts)
    assert (status(parts, key), states(parts, key)) == ("done", {"ready": 2, "failed": 1})
    with parts.database.session() as session:
        failed = session.scalars(select(BulkFile).where(BulkFile.state == "failed")).one()
    assert (failed.position, failed.code) == (1, "too_complex")
    assert "twice" in str(failed.detail)


def test_a_fault_of_the_program_in_one_file_loses_no_other(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = extractors.extract_resume

    def faulty(document: Any, **given: Any) -> Any:
        if "Person 2" in document.text:
            raise KeyError("Person 2")
        return honest(document, **given)

    monkeypatch.setattr(extractors, "extract_resume", faulty)
    key = a_task(parts, [cv(1), cv(2), cv(3)])
    work_off(parts)
    assert (status(parts, key), states(parts, key)) == ("done", {"ready": 2, "failed": 1})
    with parts.database.session() as session:
        failed = session.scalars(select(BulkFile).where(BulkFile.state == "failed")).one()
    assert (failed.code, "Person" in str(failed.detail)) == ("internal", False)
    assert not originals.path_of(parts.upload_dir, FIRST_ORGANISATION, failed.sha256).exists()


def test_the_same_bytes_twice_are_one_resume(parts: Parts) -> None:
    key = a_task(parts, [cv(1), cv(1)])
    work_off(parts)
    with parts.database.session() as session:
        rows = session.scalars(bulk.files_of(key)).all()
    assert {row.state for row in rows} == {"ready"}
    assert len({row.resume_id for row in rows}) == 1


def test_a_scan_is_read_by_character_recognition(parts: Parts) -> None:
    page, out = Image.new("RGB", (900, 300), "white"), io.BytesIO()
    for at, line in enumerate(("Ann Lee", "ann.lee@example.org", "Skills", "Python, PostgreSQL")):
        ImageDraw.Draw(page).text((40, 30 + 60 * at), line, "black", font_size=32)
    page.save(out, "PNG")
    key = a_task(parts, [out.getvalue(), cv(1)])
    assert work_off(parts) >= 2
    assert (status(parts, key), states(parts, key)) == ("done", {"ready": 2})
    with parts.database.session() as session:
        assert session.scalars(select(StoredResume.email).order_by(StoredResume.email)).first() == "ann.lee@example.org"


def test_a_cancelled_task_keeps_what_is_done_and_removes_the_rest(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_steps, "MOST_READ", 2)
    key = a_task(parts, [cv(at) for at in range(5)])
    bulk_steps.work_off_some(parts, CALM)
    with parts.database.session() as session:
        bulk_removal.cancel(parts, session, bulk.get(session, key, FIRST_ORGANISATION, to_change=True))
        session.commit()
    assert work_off(parts) == 0
    assert (status(parts, key), states(parts, key)) == ("cancelled", {"ready": 2, "cancelled": 3})
    assert len(list((parts.upload_dir / str(FIRST_ORGANISATION)).iterdir())) == 2


def test_a_task_that_is_cancelled_while_a_file_is_read_stores_nothing_of_it(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = a_task(parts, [cv(1)])
    honest = extractors.extract_resume

    def cancelling(document: Any, **given: Any) -> Any:
        with parts.database.session() as session:
            bulk_removal.cancel(parts, session, bulk.get(session, key, FIRST_ORGANISATION, to_change=True))
            session.commit()
        return honest(document, **given)

    monkeypatch.setattr(extractors, "extract_resume", cancelling)
    work_off(parts)
    assert states(parts, key) == {"cancelled": 1}
    assert count_of(parts, "resumes") == 0


def test_a_file_whose_person_was_erased_is_not_read_and_not_named(parts: Parts) -> None:
    first = a_task(parts, [cv(1)])
    work_off(parts)
    second = a_task(parts, [cv(1), cv(2)])
    with parts.database.session() as session:
        erase_resume(parts, session, session.scalars(select(StoredResume)).one())
        session.commit()
    work_off(parts)
    bulk_steps.look_around(parts)
    assert (states(parts, first), states(parts, second)) == ({"erased": 1}, {"erased": 1, "ready": 1})
    assert (status(parts, second), count_of(parts, "resumes")) == ("done", 1)
    with parts.database.session() as session:
        assert set(session.scalars(select(BulkFile.filename))) == {"", "person-2.txt"}


def test_what_no_row_speaks_of_is_swept_up_while_the_worker_runs(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    a_task(parts, [cv(1)])
    lost = originals.path_of(parts.upload_dir, FIRST_ORGANISATION, "f" * 64)
    originals.write(lost, b"lost")
    fresh = originals.path_of(parts.upload_dir, FIRST_ORGANISATION, "e" * 64)
    originals.write(fresh, b"on its way")
    long_ago = time.time() - 2 * originals.ORPHAN_AGE_S
    for path in lost.parent.iterdir():
        if path != fresh:
            os.utime(path, (long_ago, long_ago))

    async def some_time() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(retention.repeat(parts), 3)

    asyncio.run(some_time())
    assert not lost.exists()
    assert fresh.exists()
    assert len(list(lost.parent.iterdir())) == 2, "the file that waits is still there"


def test_files_that_wait_are_not_swept_away(parts: Parts) -> None:
    a_task(parts, [cv(1)])
    with parts.database.session() as session:
        assert originals.sweep(session, parts.upload_dir, older_than_s=-1) == 0


def test_a_guests_task_goes_with_everything_in_it_when_its_time_is_over(parts: Parts) -> None:
    guests = another_organisation(parts)
    late = datetime.now(UTC) - timedelta(minutes=1)
    a_task(parts, [cv(1), cv(2)], guests, is_guest=True, expires_at=late)
    kept = a_task(parts, [cv(3)])
    work_off(parts)
    assert count_of(parts, "resumes") == 3
    assert bulk_removal.remove_expired(parts, datetime.now(UTC)) == 1
    assert [count_of(parts, table) for table in ("resumes", "jobs", "matches", "bulk_tasks")] == [1, 1, 1, 1]
    assert not (parts.upload_dir / str(guests)).exists()
    with parts.database.session() as session:
        assert session.get(Organisation, guests) is None
    assert status(parts, kept) == "done"


def test_a_deleted_job_leaves_the_resumes_and_says_why_there_is_no_match(parts: Parts) -> None:
    key = a_task(parts, [cv(1)])
    with parts.database.session() as session:
        session.execute(text("update jobs set deleted_at = now()"))
        session.commit()
    work_off(parts)
    assert (status(parts, key), states(parts, key)) == ("done", {"failed": 1})
    assert count_of(parts, "resumes") == 1


def worker_process(parts: Parts, tmp_path: Path) -> subprocess.Popen[bytes]:
    url = parts.database.engine.url.render_as_string(hide_password=False)
    given = {"DATABASE_URL": url, "UPLOAD_DIR": str(parts.upload_dir), "DATA_DIR": str(tmp_path / "var")}
    command = [sys.executable, "app_main.py", "worker", "--threads", "1"]
    return subprocess.Popen(command, cwd=HOME, env=os.environ | given | {"LOG_LEVEL": "WARNING"})


def waited(is_so: Callable[[], bool], most_s: float = 120.0) -> bool:
    end = time.monotonic() + most_s
    while not (found := is_so()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


def test_a_killed_worker_loses_nothing_and_one_that_is_told_to_stop_ends_in_time(parts: Parts, tmp_path: Path) -> None:
    models = tmp_path / "var" / "models"
    models.parent.mkdir(exist_ok=True)
    if (HOME / "var" / "models").exists():
        models.symlink_to(HOME / "var" / "models")
    key = a_task(parts, [cv(at) for at in range(30)])
    first = worker_process(parts, tmp_path)
    try:
        assert waited(lambda: states(parts, key).get("read", 0) + states(parts, key).get("ready", 0) > 2)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait(10)
    assert states(parts, key).get("ready", 0) < 30
    second = worker_process(parts, tmp_path)
    try:
        assert waited(lambda: status(parts, key) == "done")
    finally:
        began = time.monotonic()
        second.terminate()
        assert second.wait(25) == 0
    assert time.monotonic() - began < 20
    assert states(parts, key) == {"ready": 30}
    with parts.database.session() as session:
        assert session.scalar(select(func.count()).select_from(StoredResume)) == 30
