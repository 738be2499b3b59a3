"""The clock jumps an hour ahead and back under a running server: no 5xx, tokens are judged by it, the queue goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.program import Program
from tests.faults.conftest import AD, CV, Postgres
from tests.faults.disk import Disk

ACCOUNT = {
    "email": "ann@example.org",
    "password": "correct horse battery",
    "full_name": "Ann Lee",
    "company_name": "Acme",
}


# libfaketime refuses an absolute sleep on the clock that it is told to leave alone, and Python sleeps so since 3.11.
SLEEP = "import select, time\ntime.sleep = lambda seconds: select.select([], [], [], seconds) and None\n"


class Clock:
    """What time it is for whoever is started with ``environment``."""

    def __init__(self, library: str, file: Path) -> None:
        self._file = file
        self.jump("+0")
        (file.parent / "early").mkdir()
        (file.parent / "early" / "sitecustomize.py").write_text(SLEEP)
        self.environment = {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # a clock that is set leaves the one that counts seconds alone
            "DONT_FAKE_MONOTONIC": "1",
            "PYTHONPATH": str(file.parent / "early"),
        }

    def jump(self, to: str) -> None:
        """Is so far from the true time from now on, such as "-1h"."""
        aside = self._file.with_suffix(".new")
        aside.write_text(f"{to}\n")
        aside.replace(self._file)


@pytest.fixture
def clock(faketime: str, tmp_path: Path) -> Clock:
    return Clock(faketime, tmp_path / "clock")


@pytest.fixture
def program(clock: Clock, tmp_path: Path) -> Iterator[Program]:
    postgres = Postgres(Disk(tmp_path / "disk", 320))
    made = Program(tmp_path, DATABASE_URL=postgres.url, **clock.environment)
    made.start()
    made.wait()
    yield made
    made.stop()
    postgres.stop()
    postgres.disk.close()


def test_a_clock_that_jumps_breaks_nothing(program: Program, clock: Clock) -> None:
    seen: list[int] = []

    def ask(method: str, path: str, token: str = "", **given: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = httpx.request(method, program.url + path, headers=headers, timeout=60, **given)
        seen.append(answer.status_code)
        return answer

    def log_in() -> str:
        said = {name: ACCOUNT[name] for name in ("email", "password")}
        return str(ask("POST", "/api/v1/auth/login", json=said).json()["access_token"])

    def me(token: str) -> int:
        return ask("GET", "/api/v1/auth/me", token).status_code

    def work(token: str, name: str) -> None:
        text = CV.format(name=name, mail=name.lower().replace(" ", "."))
        assert ask("POST", "/uploadResume", token, json={"text": text}).status_code == 201
        assert ask("POST", "/uploadJD", token, json={"text": AD.format(number=1)}).status_code == 201
        task = ask("POST", "/create_task", token, json={}).json()
        files = {"files": (f"{name}.txt", text.replace("Flask", "Django").encode())}
        assert ask("POST", "/upload_files", task["token"], files=files).status_code == 202
        start = {"job_description": AD.format(number=2)}
        assert ask("POST", "/process_task", task["token"], json=start).status_code == 202
        deadline = time.monotonic() + 60
        while ask("GET", f"/tasks/{task['task_id']}", task["token"]).json()["status"] != "done":
            assert time.monotonic() < deadline
            time.sleep(0.3)

    now = str(ask("POST", "/api/v1/auth/register", json=ACCOUNT).json()["access_token"])
    assert me(now) == 200
    clock.jump("+1h")
    assert me(now) == 401  # it lasts half an hour
    ahead = log_in()
    assert me(ahead) == 200
    work(ahead, "Ann Ahead")
    clock.jump("-1h")
    assert me(ahead) == 401  # it is of the future
    assert me(log_in()) == 200
    work(log_in(), "Ann Behind")
    clock.jump("+0")
    work(log_in(), "Ann Now")
    assert me(now) == 200
    assert max(seen) < 500
