"""The page about the workspace: its cURL lines run one after the other, and its table of moves is the one that is enforced."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.serving import make_server

import settings as configuration
import statuses
from app_main import create_app
from db.session import Database
from settings import HOME

PAGE = (HOME / "docs" / "workspace.md").read_text("utf-8")


@pytest.fixture
def serving(database: Database, database_url: str, tmp_path: Path) -> Iterator[str]:
    """A server that needs logins, on an empty database."""
    choice = {"database_url": database_url, "data_dir": tmp_path / "var", "upload_dir": tmp_path / "up"}
    secret = "k3y-for-tests-only-0123456789-abcdefghij"
    choice |= {"demo_data": False, "host": "0.0.0.0", "secret_key": secret, "rate_limit_login": "1000/minute"}
    server = make_server("127.0.0.1", 0, create_app(configuration.load(_env_file=None, **choice)), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def _of_today(line: str) -> str:
    """The dates on the page stand for a day to come and for this minute."""
    now = datetime.now(UTC)
    line = line.replace("2027-03-31", f"{now + timedelta(days=30):%Y-%m-%d}")
    return line.replace("2027-04-02T10:00Z", f"{now:%Y-%m-%dT%H:%MZ}")


def test_the_curl_lines_work_one_after_the_other(serving: str, tmp_path: Path) -> None:
    token = ""
    for line in re.findall(r"^curl .*$", PAGE, re.MULTILINE):
        command = shlex.split(_of_today(line).replace("http://127.0.0.1:5000", serving).replace("$TOKEN", token))
        command[1:1] = ["--silent", "--show-error", "--max-time", "60", "--write-out", "\n%{http_code}"]
        command = [part.replace("person.zip", str(tmp_path / "person.zip")) for part in command]
        answer = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=True)
        body, _, status = answer.stdout.rpartition("\n")
        assert status in {"200", "201"}, f"{line}\n{body[:500]}"
        token = json.loads(body)["access_token"] if "/auth/" in line and "access_token" in body else token
    assert token


def test_the_table_of_moves_is_the_one_that_is_enforced() -> None:
    rows = re.findall(r"^\| (\w+) \| ([a-z, ]*?) ?\|$", PAGE, re.MULTILINE)
    told = {before: set(filter(None, after.split(", "))) for before, after in rows if before in statuses.STATUSES}
    moves = {before: set(statuses.moves_from(before)) for before in statuses.STATUSES}
    assert told == moves | {"withdrawn": {"pending", "by applying again"}}
