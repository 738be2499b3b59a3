"""What the database does for each list and read route at 100,000 résumés: it never goes through a whole large table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from benchmarks.lists import ADDRESSES, samples_of
from benchmarks.many_rows import Size, fill
from db.schema import migrate

# Tags are few and counted all, notes are read by résumé.
LARGE = {
    "resumes",
    "persons",
    "matches",
    "applications",
    "application_moves",
    "notes",
    "match_history",
    "outbox",
    "interviews",
}
V1 = "/api/v1"
MOST_ROWS = 50_000
OWN = (f"{V1}/me/resumes", f"{V1}/me/recommended", f"{V1}/me/applications", f"{V1}/me/interviews")
# Lists that read no table of the organisation's people, matches or jobs; what the events of a search tell is read as the list
# beside them is.
APART = {"/skills", f"{V1}/skills", f"{V1}/jobs/search_and_match/events"}


@pytest.fixture(scope="module")
def app(make_app: Callable[..., Flask], database_url: str) -> Iterator[Flask]:
    """The application on a database of its own with many rows."""
    with sqlalchemy.create_engine(database_url, isolation_level="AUTOCOMMIT").connect() as server:
        server.execute(text("drop database if exists plans"))
        server.execute(text("create database plans"))
    url = database_url.replace("/postgres?", "/plans?")
    migrate(url)
    app = make_app(database_url=url)
    fill(app.extensions["parts"], Size(matches_of_a_job=100, whole_records=False))
    yield app
    app.extensions["parts"].database.close()


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def headers(client: FlaskClient) -> dict[str, dict[str, str]]:
    """What an admin and a candidate with a résumé send."""
    found = {}
    for who in ("admin", "candidate"):
        body = {"email": f"{who}@example.org", "password": "correct horse battery", "full_name": who, "role": who}
        token = client.post(f"{V1}/auth/register", json=body).json["access_token"]
        found[who] = {"Authorization": f"Bearer {token}"}
    sent = {"text": "Ann Lee\nann.lee@example.org\n\nSkills\nPython, SQL"}
    assert client.post("/uploadResume", json=sent, headers=found["candidate"]).status_code == 201
    return found


@pytest.fixture(scope="module")
def sample(app: Flask) -> dict[str, str]:
    return samples_of(app.extensions["parts"], 1)[0]


@pytest.mark.parametrize("address", [*ADDRESSES, *OWN])
def test_no_list_or_read_goes_through_a_whole_table(
    app: Flask, client: FlaskClient, sample: dict[str, str], headers: dict[str, dict[str, str]], address: str
) -> None:
    sent = headers["candidate" if address in OWN else "admin"]
    asked: list[tuple[str, Any]] = []
    engine = app.extensions["parts"].database.engine

    def note(connection: object, cursor: object, statement: str, parameters: Any, *rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        answer = client.get(address.format(**sample), headers=sent)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200, answer.json
    selects = [(statement, given) for statement, given in asked if statement.lstrip().lower().startswith("select")]
    with engine.connect() as connection:
        for statement, given in selects:
            plan = connection.exec_driver_sql(f"explain (format json) {statement}", given).scalar_one()
            scanned = set(_scanned_whole(plan[0]["Plan"])) & LARGE
            assert not scanned, f"{address} goes through all of {', '.join(scanned)}: {statement}"


def test_every_list_of_the_api_is_among_the_addresses(client: FlaskClient) -> None:
    paths = client.get("/openapi.json").json["paths"]
    lists = {path for path, verbs in paths.items() if "get" in verbs and _is_list(verbs["get"])} - APART
    known = {_path_of(address) for address in (*ADDRESSES, *OWN)}
    assert {path for path in lists if _path_of(path) not in known} == set()


def _scanned_whole(plan: dict[str, Any], limit: bool = False) -> Iterator[str]:
    """Tables that a plan goes through in full; under a limit one of whose rows most are wanted is left soon."""
    if plan["Node Type"] == "Seq Scan" and not (limit and plan["Plan Rows"] >= MOST_ROWS):
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _scanned_whole(part, plan["Node Type"] == "Limit")


def _is_list(operation: dict[str, Any]) -> bool:
    return any(given.get("name") == "page" for given in operation.get("parameters", ()))


def _path_of(address: str) -> str:
    """The address with every id replaced by a star."""
    path = address.partition("?")[0]
    return "/".join("*" if part.startswith("{") else part for part in path.split("/"))
