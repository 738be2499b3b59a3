"""The program as a person starts it, with a database and files of its own, for a browser to look at."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from nlp import model_store
from settings import HOME

_PATIENCE_S = 90.0
# Another build of the page, for who works on it: a folder that `npm run build -- --outDir` wrote.
_PAGE = os.environ.get("SHORTLIST_PAGE", "")
_START = """
import pathlib, sys
import api.page
if sys.argv[1]:
    api.page.STATIC = pathlib.Path(sys.argv[1])
if sys.argv[2]:
    import settings
    settings.Settings.is_loopback = property(lambda self: False)
sys.argv = ["app_main.py"]
import app_main
app_main.main()
"""


class Program:
    """A running server; ``url`` has no slash at its end.

    ``is_reachable``: it takes itself for one that others reach, and wants accounts; it listens to this machine only.
    """

    def __init__(self, folder: Path, is_reachable: bool = False, **given: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{port}"
        self._screen = folder / "screen"
        model_store.prepare()
        (folder / "var").mkdir(parents=True)
        # The model is the same for every installation.
        (folder / "var" / "models").symlink_to(HOME / "var" / "models")
        environment = os.environ | {
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "DATA_DIR": str(folder / "var"),
            "UPLOAD_DIR": str(folder / "uploads"),
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "DEMO_DATA": "false",
            **given,
        }
        with self._screen.open("w") as screen:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, _PAGE, "yes" if is_reachable else ""],
                cwd=HOME, env=environment, stdout=screen, stderr=screen, start_new_session=True,
            )  # fmt: skip
        self._wait()

    def stop(self) -> None:
        """Stops it as Ctrl-C does, and its database with it."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGINT)
            self._process.wait(30)

    def _wait(self) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            said = self._screen.read_text(encoding="utf-8", errors="replace")
            assert self._process.poll() is None, said
            try:
                with urllib.request.urlopen(f"{self.url}/api/v1/health/ready", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                if time.monotonic() > deadline:
                    self.stop()
                    raise AssertionError(said) from None
                time.sleep(0.1)
