"""The program as processes of an installation, to be stopped, killed and started again; measures nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from nlp.model_store import DEFAULT_DATA_DIR

HOME = Path(__file__).resolve().parents[1]
_PATIENCE_S = 60.0


class Program:
    """One command of the program, such as ``serve`` or ``worker``, in a process group of its own.

    ``given`` are variables of its environment; what it says goes to a file in the folder, after what it said before.
    """

    def __init__(self, folder: Path, command: str = "serve", **given: str) -> None:
        self.folder, self.command, self.port = folder, command, _free_port()
        self.screen = folder / f"{command}.log"
        self._environment = os.environ | {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DATA_DIR": str(folder / "var"),
            "UPLOAD_DIR": str(folder / "uploads"),
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "DEMO_DATA": "false",
            **given,
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it and does not wait."""
        share_models(self.folder)
        with self.screen.open("ab") as screen:
            self.process = subprocess.Popen(
                [sys.executable, "app_main.py", self.command],
                cwd=HOME, env=self._environment, stdout=screen, stderr=screen, start_new_session=True,
            )  # fmt: skip

    def wait(self, path: str = "/api/v1/health/ready", patience_s: float = _PATIENCE_S) -> float:
        """Waits until the server answers 200; returns the seconds that took.

        Raises:
            RuntimeError: It ended, or the time is over.
        """
        begun = time.monotonic()
        while not answers(f"{self.url}{path}"):
            if self.process is None or self.process.poll() is not None or time.monotonic() - begun > patience_s:
                raise RuntimeError(f"the program does not answer; see {self.screen.name}")
            time.sleep(0.02)
        return time.monotonic() - begun

    def members(self) -> list[psutil.Process]:
        """The process and what it started in its group, the first one first."""
        if self.process is None:
            return []
        with contextlib.suppress(psutil.NoSuchProcess):
            first = psutil.Process(self.process.pid)
            return [first, *(one for one in first.children(recursive=True) if _group(one) == self.process.pid)]
        return []

    def kill(self) -> None:
        """Ends the whole group at once by SIGKILL."""
        self._tell(signal.SIGKILL)

    def stop(self) -> None:
        """Has it end by itself, and kills it where it does not."""
        self._tell(signal.SIGTERM)

    def _tell(self, number: int) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(30)


def share_models(folder: Path) -> None:
    """Lends an installation the embedding model, which is the same for all."""
    (folder / "var").mkdir(parents=True, exist_ok=True)
    models = folder / "var" / "models"
    if not models.exists() and (DEFAULT_DATA_DIR / "models").exists():
        models.symlink_to(DEFAULT_DATA_DIR / "models")


def answers(url: str, headers: Mapping[str, str] | None = None, timeout_s: float = 10.0) -> bool:
    """Says whether an address answers 200."""
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, headers=dict(headers or {})), timeout=timeout_s
        ) as said:
            return bool(said.status == 200)
    except OSError:
        return False


def _group(process: psutil.Process) -> int:
    try:
        return os.getpgid(process.pid)
    except ProcessLookupError:
        return -1


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
