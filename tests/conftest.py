"""One embedded Postgres for the whole run; every test that asks for it gets empty tables."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from db import people, server
from db.schema import migrate
from db.session import Database
from db.tables import Table
from tests.local_servers import mailbox, make_receiver, receiver
from tests.log_scan import (
    everything_is_logged,
    pytest_addoption,
    pytest_configure,
    pytest_sessionfinish,
    pytest_terminal_summary,
)
from tests.model_servers import model_server

__all__ = [
    "everything_is_logged",
    "mailbox",
    "make_receiver",
    "model_server",
    "pytest_addoption",
    "pytest_configure",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "receiver",
]


_OPENED: weakref.WeakSet[Database] = weakref.WeakSet()
_open = Database.__init__


def _noted(self: Database, *args: Any, **given: Any) -> None:
    _open(self, *args, **given)
    _OPENED.add(self)


Database.__init__ = _noted  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def connections_given_back() -> Iterator[None]:
    """Idle connections that no later test uses would add up to more than the server has."""
    yield
    for database in list(_OPENED):
        database.engine.dispose()
        database._side_engine.dispose()


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = server.start(tmp_path_factory.mktemp("pg") / "postgres")
    with sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(sqlalchemy.text(f"alter system set {setting}"))
        connection.execute(sqlalchemy.text("select pg_reload_conf()"))
    migrate(url)
    return url


@pytest.fixture(scope="session")
def open_database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def database(open_database: Database) -> Database:
    tables = ", ".join(table.name for table in Table.metadata.sorted_tables if table.name != "organisations")
    with open_database.engine.begin() as connection:
        # The audit log refuses to be emptied by anybody who does not switch its guard off.
        connection.execute(sqlalchemy.text("set local session_replication_role = replica"))
        connection.execute(sqlalchemy.text(f"truncate {tables} restart identity cascade"))
        connection.execute(sqlalchemy.text("set local session_replication_role = origin"))
        connection.execute(sqlalchemy.text("delete from procrastinate_jobs"))
        connection.execute(sqlalchemy.text(f"delete from organisations where id <> {people.FIRST_ORGANISATION}"))
    return open_database


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("redis")
    port = free_port()
    try:
        process = subprocess.Popen(
            ["redis-server", "--port", str(port), "--save", "", "--dir", str(folder), "--bind", "127.0.0.1"],
            stdout=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        if os.environ.get("SHORTLIST_REQUIRE_SERVICES"):
            pytest.fail("redis-server is not installed, and SHORTLIST_REQUIRE_SERVICES says that it must be")
        pytest.skip("redis-server is not installed")
    _wait_for(port)
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait(5)


@pytest.fixture(scope="session")
def static_model(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes folders of embedding models without a transformer, in the layout that sentence-transformers reads."""

    def make(
        name: str, dimensions: int = 32, prompts: dict[str, str] | None = None, default: str | None = None
    ) -> Path:
        folder = tmp_path_factory.mktemp("models") / name
        folder.mkdir()
        alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
        tokenizer = Tokenizer(models.BPE({sign: at for at, sign in enumerate(alphabet)}, []))
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.save(str(folder / "tokenizer.json"))
        weights = np.random.default_rng(dimensions).normal(size=(len(alphabet), dimensions)).astype(np.float32)
        save_file({"embedding.weight": 3 * weights}, folder / "model.safetensors")
        kind = "sentence_transformers.models.StaticEmbedding"
        (folder / "modules.json").write_text(json.dumps([{"idx": 0, "name": "0", "path": "", "type": kind}]))
        said = {"prompts": prompts or {}, "default_prompt_name": default}
        (folder / "config_sentence_transformers.json").write_text(json.dumps(said))
        return folder

    return make


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("redis-server did not start")
