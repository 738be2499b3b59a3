"""The Postgres of the installation is fitted to the machine and to what is stored, whenever it starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from db import server

SHOW = """
import sys
from pathlib import Path
import sqlalchemy
from db import server
with sqlalchemy.create_engine(server.start(Path(sys.argv[1]))).connect() as connection:
    for name in ("random_page_cost", "shared_buffers", "effective_cache_size", "log_error_verbosity"):
        print(connection.scalar(sqlalchemy.text(f"show {name}")), end=" ")
"""


def shown(folder: Path) -> list[str]:
    done = subprocess.run([sys.executable, "-c", SHOW, str(folder)], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_a_new_server_is_tuned_at_once_and_its_own_settings_go_before(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "postgres"
    page_cost, buffers, cache, verbosity = shown(folder)
    assert (page_cost, buffers, verbosity) == ("1.1", "128MB", "terse")
    (folder / "postgresql.auto.conf").open("a").write("random_page_cost = 3\n")
    assert shown(folder) == ["3", "128MB", cache, "terse"]
    assert (folder / "postgresql.conf").read_text().count(server._INCLUDED) == 1


@pytest.mark.parametrize(
    ("stored", "memory", "buffers"), [(1, 8, 128), (900, 8, 900), (9_000, 8, 2_048), (9_000, 64, 4_096)]
)
def test_there_are_as_many_buffers_as_there_are_data_within_bounds(
    stored: int, memory: int, buffers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Memory:
        total = memory << 30

    monkeypatch.setattr(psutil, "virtual_memory", lambda: Memory)
    found = server._tuned(stored)
    assert found["shared_buffers"] == f"{buffers}MB"
    assert found["effective_cache_size"] == f"{memory * 512}MB"
