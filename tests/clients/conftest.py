"""A server that needs logins, on an empty database, with local job boards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from werkzeug.serving import make_server

import settings as configuration
from app_main import create_app
from connectors.boards.registry import Boards
from db.session import Database
from tasks import worker
from tests.connectors.board_server import Job, Town, town

__all__ = ["town"]

BOARDS = ("arbeitnow", "greenhouse")


@dataclass(frozen=True)
class Server:
    """Where it listens, and how its queue is worked off."""

    url: str
    work_off: Callable[[], None]


@pytest.fixture
def server(database: Database, database_url: str, tmp_path: Path, town: Town) -> Iterator[Server]:
    choice = {"database_url": database_url, "data_dir": tmp_path / "var", "upload_dir": tmp_path / "up"}
    secret = "k3y-for-tests-only-0123456789-abcdefghij"
    choice |= {"demo_data": False, "host": "0.0.0.0", "secret_key": secret, "rate_limit_login": "1000/minute"}
    app = create_app(configuration.load(_env_file=None, **choice))
    sources = {name: () if name == "arbeitnow" else ("nordwind",) for name in BOARDS}
    for name in BOARDS:
        town[name].jobs = [Job(1, "Backend Developer", company="Nordwind", city="Berlin", country="Germany", days=2)]
    boards = Boards(sources, False, {name: town[name].base for name in BOARDS})
    given = {"boards": boards, "web": town.web, "asking": town.asking(), "search_matching_s": 60.0}
    app.extensions["parts"] = replace(app.extensions["parts"], **given)

    def work_off() -> None:
        worker.run(database_url, app.extensions["parts"], is_main=False, until_empty=True)

    listening = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield Server(f"http://127.0.0.1:{listening.server_port}", work_off)
    listening.shutdown()
    thread.join()
