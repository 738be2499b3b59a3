from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import select, text

from db import originals, people, server
from db.session import Database
from errors import Unavailable


def test_a_file_stays_only_when_its_transaction_holds(database: Database, tmp_path: Path) -> None:
    kept, lost = tmp_path / "1" / "kept", tmp_path / "1" / "lost"
    with database.session() as session:
        session.write_original(kept, b"cv")
        session.commit()
        session.write_original(lost, b"cv")
        assert lost.read_bytes() == b"cv"
    assert kept.exists()
    assert not lost.exists()


def test_a_file_that_was_there_before_survives_a_failed_transaction(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "1" / "same"
    with database.session() as session:
        session.write_original(path, b"cv")
        session.commit()
        session.write_original(path, b"cv")
        session.rollback()
    assert path.read_bytes() == b"cv"


def test_a_failed_commit_leaves_no_file(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "1" / "lost"
    with database.session() as session:
        session.write_original(path, b"cv")
        session.add(people.Organisation(id=people.FIRST_ORGANISATION, name="again"))
        with pytest.raises(sqlalchemy.exc.IntegrityError):
            session.commit()
    assert not path.exists()
    assert list(path.parent.iterdir()) == []


def test_a_doomed_file_goes_with_the_commit_and_not_before(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "cv"
    path.write_bytes(b"cv")
    with database.session() as session:
        session.doom_original(path)
        session.rollback()
        assert path.exists()
        session.doom_original(path)
        session.commit()
    assert not path.exists()


def test_the_sweep_removes_old_files_that_no_row_speaks_of(database: Database, tmp_path: Path) -> None:
    old, new = tmp_path / "1" / ("a" * 64), tmp_path / "1" / ("b" * 64)
    for path in (old, new):
        originals.write(path, b"cv")
    os.utime(old, (1, 1))
    with database.session() as session:
        assert originals.sweep(session, tmp_path) == 1
    assert (old.exists(), new.exists()) == (False, True)


@pytest.fixture
def own_postgres(tmp_path: Path) -> Path:
    folder = tmp_path / "postgres"
    server.start(folder)
    return folder


def postmaster(folder: Path) -> int:
    return int((folder / "postmaster.pid").read_text().split("\n", 1)[0])


def test_a_hung_postgres_is_unavailable_within_five_seconds_and_answers_again_afterwards(own_postgres: Path) -> None:
    database = Database(server.start(own_postgres))
    with database.session() as session:
        assert session.scalar(select(1)) == 1
        backend = session.scalar(text("select pg_backend_pid()"))
    for pid in (backend, postmaster(own_postgres)):
        os.kill(pid, signal.SIGSTOP)
    begun = time.monotonic()
    try:
        with database.session() as session, pytest.raises(Unavailable):
            session.scalar(select(1))
        assert time.monotonic() - begun < 5
        again = time.monotonic()
        assert not database.is_answering()
        assert time.monotonic() - again < 5
    finally:
        for pid in (backend, postmaster(own_postgres)):
            os.kill(pid, signal.SIGCONT)
    with database.session() as session:
        assert session.scalar(select(1)) == 1


def test_a_killed_postgres_is_unavailable_and_the_watch_brings_it_back(own_postgres: Path) -> None:
    database = Database(server.start(own_postgres))
    is_over = threading.Event()
    with database.session() as session:
        session.scalar(select(1))
        os.kill(postmaster(own_postgres), signal.SIGQUIT)
        time.sleep(0.3)
        with pytest.raises(Unavailable):
            session.scalar(select(1))
    watch = threading.Thread(target=server.watch, args=(own_postgres, is_over), daemon=True)
    watch.start()
    deadline = time.monotonic() + 10
    while not database.is_answering():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    is_over.set()
    watch.join()
    with database.session() as session:
        assert session.scalar(select(1)) == 1


def test_the_first_request_after_a_restart_does_not_meet_a_dead_connection(own_postgres: Path) -> None:
    database = Database(server.start(own_postgres))
    with database.session() as session:
        session.scalar(select(1))
    os.kill(postmaster(own_postgres), signal.SIGQUIT)
    time.sleep(0.5)
    server.start_again(own_postgres)
    with database.session() as session:
        assert session.scalar(select(1)) == 1


def test_closing_after_the_connection_died_is_quiet_and_the_next_session_works(database: Database) -> None:
    session = database.open()
    pid = session.scalar(text("select pg_backend_pid()"))
    with database.session() as other:
        other.execute(text("select pg_terminate_backend(:pid)"), {"pid": pid})
    session.close()
    with database.session() as after:
        assert after.scalar(text("select 1")) == 1
