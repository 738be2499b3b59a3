from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

MIGRATIONS = Path(__file__).parents[2] / "migrations"


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    with sqlalchemy.create_engine(database_url, isolation_level="AUTOCOMMIT").connect() as server:
        server.execute(text("drop database if exists access_before"))
        server.execute(text("create database access_before"))
    engine = sqlalchemy.create_engine(database_url.replace("/postgres?", "/access_before?"))
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def to(connection: Connection, revision: str) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    (command.downgrade if revision < current(connection) else command.upgrade)(settings, revision)
    connection.commit()


def current(connection: Connection) -> str:
    if connection.scalar(text("select to_regclass('alembic_version')")) is None:
        return ""
    return str(connection.scalar(text("select version_num from alembic_version")))


def test_users_stay_and_everybody_logs_in_again(connection: Connection) -> None:
    to(connection, "0006")
    names = ("organisation_id", "email", "password_hash", "full_name", "role")
    add = text(f"insert into users ({', '.join(names)}) values (1, :email, 'x', :name, 'admin')")
    connection.execute(add, [{"email": "ann.lee@example.org", "name": "Ann"}, {"email": "b@e.org", "name": "é" * 5000}])
    connection.execute(text("insert into ended_sessions values ('gone', now())"))
    connection.commit()
    to(connection, "0007")
    found = text("select id, email, is_active from users where search @@ to_tsquery('simple', 'lee & ann & exa:*')")
    assert connection.execute(found).all() == [(1, "ann.lee@example.org", True)]
    assert connection.scalar(text("select count(*) from logins")) == 0
    assert connection.scalar(text("select to_regclass('ended_sessions')")) is None
    connection.execute(text("insert into logins (id, user_id, refresh_jti, expires_at) values ('a', 1, 'j', now())"))
    connection.execute(text("update users set is_active = false where id = 2"))
    connection.commit()
    to(connection, "0006")
    assert connection.execute(text("select id, full_name from users order by id")).all() == [
        (1, "Ann"),
        (2, "é" * 5000),
    ]
    assert connection.scalar(text("select count(*) from ended_sessions")) == 0
    to(connection, "0007")
    assert connection.scalar(text("select count(*) from users where is_active")) == 2
