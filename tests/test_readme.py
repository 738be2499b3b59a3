"""The README is checked against the program: its cURL lines and commands run as they stand."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

import settings as configuration
from app_main import create_app
from db.session import Database

HOME = Path(__file__).resolve().parents[1]
README = (HOME / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def lines(starting: str) -> list[str]:
    return [line for block in blocks("bash") for line in block.splitlines() if line.startswith(starting)]


@pytest.fixture(scope="module")
def serving(database_url: str, open_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("readme")
    app = create_app(
        configuration.load(
            _env_file=None,
            database_url=database_url,
            data_dir=folder / "var",
            upload_dir=folder / "up",
            demo_data=False,
        )
    )
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_the_curl_lines_work_one_after_the_other_on_an_empty_database(serving: str, database: Database) -> None:
    for line in lines("curl"):
        command = shlex.split(line.replace("http://127.0.0.1:5000", serving))
        command[1:1] = ["--silent", "--show-error", "--max-time", "60", "--write-out", "\n%{http_code}"]
        answer = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=True)
        body, _, status = answer.stdout.rpartition("\n")
        assert status in {"200", "201"}, f"{line}\n{body[:500]}"


def test_the_commands_work_without_a_server(tmp_path: Path) -> None:
    commands = lines("python app_main.py")
    assert len(commands) >= 4
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for line in commands:
        answer = subprocess.run(
            line, shell=True, cwd=HOME, env=environment, capture_output=True, text=True, timeout=180
        )
        assert answer.returncode == 0, f"{line}\n{answer.stderr[-500:]}"
        assert answer.stdout.strip()


def test_the_settings_table_names_every_setting() -> None:
    named = set(re.findall(r"`([A-Z][A-Z_]+)`", README))
    assert {name.upper() for name in configuration.Settings.model_fields} <= named


def test_every_file_it_points_to_is_there() -> None:
    for path in re.findall(r"\]\(((?!https?:)[^)#]+)\)", README):
        assert (HOME / path).exists(), path


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (HOME / "Makefile").read_text("utf-8")
    for command in blocks("console")[0].split("\n"):
        if command:
            assert re.search(rf"^{command.removeprefix('make ')}:", makefile, re.MULTILINE), command
