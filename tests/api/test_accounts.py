from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from app_main import cli
from db.people import FIRST_ORGANISATION, Organisation, User
from db.session import Database
from errors import AppError


@pytest.fixture
def run(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("DATABASE_URL", database_url)

    def create(email: str, *more: str, said: str = "correct horse\n", name: str = "Ann Lee") -> Result:
        return CliRunner().invoke(cli, ["create-admin", "--email", email, "--name", name, *more], input=said)

    return create


def users(database: Database) -> list[tuple[str, str, int]]:
    with database.session() as session:
        rows = session.scalars(select(User).order_by(User.id))
        return [(row.email, row.role, row.organisation_id) for row in rows]


def test_the_first_admin_names_the_organisation_and_more_admins_join_it(
    run: Callable[..., Result], database: Database
) -> None:
    made = run("Ann@Example.org", "--company", "Acme", "--password-stdin")
    assert made.exit_code == 0, made.output
    assert "Acme" in made.output
    assert "horse" not in made.output
    asked = run("bo@example.org", "--company", "Beta", said="zubrovka lantern\nzubrovka lantern\n")
    assert asked.exit_code == 0, asked.output
    assert "lantern" not in asked.output
    assert users(database) == [("ann@example.org", "admin", 1), ("bo@example.org", "admin", 1)]
    with database.session() as session:
        assert session.get_one(Organisation, FIRST_ORGANISATION).name == "Acme"


def test_what_cannot_be_made_is_said_and_nothing_is_stored(run: Callable[..., Result], database: Database) -> None:
    run("ann@example.org", "--password-stdin")
    for refused in (run("ann@example.org", "--password-stdin"), run("b@example.org", "--password-stdin", said="short\n"),
                    run("b@example.org", "--password-stdin", said="")):  # fmt: skip
        assert isinstance(refused.exception, AppError)
        assert refused.exception.detail.endswith(".")
    assert run("no address", "--password-stdin").exit_code == 2
    assert run("b@example.org", "--password-stdin", name=" ").exit_code == 2
    assert run("b@example.org", said="correct horse\nanother horse\n").exit_code != 0
    assert users(database) == [("ann@example.org", "admin", 1)]


def test_the_admin_logs_in_and_the_server_asks_for_tokens_at_once(
    run: Callable[..., Result], make_app: Callable[..., Flask], database: Database
) -> None:
    client = make_app().test_client()
    assert client.get("/api/v1/jobs").status_code == 200
    run("ann@example.org", "--password-stdin")
    assert client.get("/api/v1/jobs").status_code == 401
    body = {"email": "ann@example.org", "password": "correct horse"}
    assert client.post("/api/v1/auth/login", json=body).json["user"]["role"] == "admin"
