from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp import model_store
from settings import HOME


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Program:
    """The program as a person starts it, in a process group of its own, with a new database."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port, self._screen = port, folder / "screen"
        choice = {"PORT": port, "UPLOAD_DIR": folder / "uploads", "DATABASE_URL": "", "DEMO_DATA": "false"}
        environment = os.environ | {name: str(value) for name, value in choice.items()}
        environment |= {"DATA_DIR": str(folder / "var"), "HOST": "127.0.0.1"}
        (folder / "var").mkdir(exist_ok=True)
        if not (folder / "var" / "models").exists():  # the model is the same for every installation
            (folder / "var" / "models").symlink_to(HOME / "var" / "models")
        with self._screen.open("w") as screen:
            self.process = subprocess.Popen(
                [sys.executable, "app_main.py"], cwd=HOME, env=environment, stderr=screen, start_new_session=True
            )

    @property
    def screen(self) -> str:
        return self._screen.read_text()

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + 60
        while words not in self.screen:
            assert self.process.poll() is None, self.screen
            assert time.monotonic() < deadline, self.screen
            time.sleep(0.05)

    def stop(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(20)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    model_store.prepare()  # else the first start would spend its time on that
    running = Program(tmp_path, free_port())
    yield running
    if running.process.poll() is None:
        running.stop()


def test_the_program_starts_answers_its_own_examples_and_stops_with_ctrl_c(program: Program, tmp_path: Path) -> None:
    program.wait_for("Ctrl-C stops the server.")
    lines = re.findall(r"^curl .*$", program.screen, re.MULTILINE)
    assert len(lines) == 3
    answers = [
        json.loads(subprocess.run(line, shell=True, cwd=HOME, capture_output=True, check=True).stdout) for line in lines
    ]
    assert (answers[0]["resume_id"], answers[1]["job_id"]) == ("R101", "J201")
    assert answers[2]["results"][0]["match_score"] > 0

    second = subprocess.run(
        [sys.executable, "app_main.py"],
        cwd=HOME, env=os.environ | {"PORT": str(program.port)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert second.returncode == 2
    assert len(second.stderr.strip().splitlines()) == 1
    assert str(program.port) in second.stderr

    assert program.stop() == 0
    assert not (tmp_path / "var" / "postgres" / "postmaster.pid").exists()

    again = Program(tmp_path, program.port)
    again.wait_for("Ctrl-C stops the server.")
    with urllib.request.urlopen(f"http://127.0.0.1:{program.port}/api/v1/resumes") as answer:
        assert json.load(answer)["total"] == 1
    assert again.stop() == 0
