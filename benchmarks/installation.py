"""An installation in a folder of its own: its database, and the program itself served from it; it measures nothing."""

from __future__ import annotations

import os
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from cache import MemoryStore
from db import server
from db.schema import migrate
from db.session import Database
from jd_cache import JdCache
from nlp.model_store import DEFAULT_DATA_DIR
from pipeline import Parts


@contextmanager
def opened(folder: Path) -> Iterator[Parts]:
    """The parts of the program on the folder's database, which is made and brought up to date where needed."""
    url = server.start(folder / "var" / "postgres")
    migrate(url)
    parts = Parts(Database(url), folder / "uploads", JdCache(MemoryStore(), "benchmarks", "benchmarks"), 1 << 24)
    yield parts
    parts.database.close()


@contextmanager
def served(folder: Path, said: Path | None = None, /, **settings: str) -> Iterator[tuple[str, psutil.Process]]:
    """The program itself on the same database, in processes of its own.

    ``settings`` are variables of its environment; what it says goes to the file ``said``, else nowhere.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    models = folder / "var" / "models"
    if not models.exists() and (DEFAULT_DATA_DIR / "models").exists():
        models.symlink_to(DEFAULT_DATA_DIR / "models")
    given = {"DATA_DIR": str(folder / "var"), "UPLOAD_DIR": str(folder / "uploads"), "PORT": str(port)} | settings
    command = [sys.executable, "app_main.py", "serve"]
    home = Path(__file__).resolve().parents[1]
    with (
        open(said or os.devnull, "wb") as screen,
        psutil.Popen(command, cwd=home, env=os.environ | given, stderr=screen) as process,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            while not _answers(f"{url}/api/v1/health/ready"):
                time.sleep(0.2)
            yield url, process
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
