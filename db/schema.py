"""Brings the database to the newest migration; which migrations there are it leaves to the migrations folder."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from errors import BadSettings, Unavailable

_FOLDER = Path(__file__).resolve().parents[1] / "migrations"
_LOCK = text("select pg_advisory_xact_lock(5107154)")  # any number, the same for every starter


def migrate(url: str) -> bool:
    """Applies the missing migrations, one starter at a time; says whether there were any.

    Raises:
        BadSettings: The server has no pgvector, or the database was written by a newer version of this program.
        Unavailable: The server does not answer.
    """
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool, connect_args={"connect_timeout": 5})
    try:
        with engine.begin() as connection:
            be_alone(connection)
            return _upgrade(connection)
    except OperationalError as exc:
        raise Unavailable("database at DATABASE_URL") from exc
    finally:
        engine.dispose()


def be_alone(connection: Connection) -> None:
    """Lets nobody else migrate until this transaction ends."""
    connection.execute(_LOCK)


def revisions() -> list[str]:
    """All versions of the tables that this program knows, the newest first."""
    return [one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()]


def present(connection: Connection) -> str | None:
    """The version of the tables of a database; None when it has none."""
    return MigrationContext.configure(connection).get_current_revision()


def move(connection: Connection, revision: str) -> None:
    """Brings the tables to a version, forwards or, for ``base``, back to none; its transaction is the caller's.

    Raises:
        BadSettings: The server has no pgvector.
    """
    if connection.scalar(text("select count(*) from pg_available_extensions where name = 'vector'")) == 0:
        raise BadSettings("The Postgres at DATABASE_URL lacks pgvector; install that extension and start again.")
    settings = _config()
    settings.attributes["connection"] = connection
    (command.downgrade if revision == "base" else command.upgrade)(settings, revision)


def _upgrade(connection: Connection) -> bool:
    now, known = present(connection), revisions()
    if now == known[0]:
        return False
    if now is not None and now not in known:
        raise BadSettings("The database was written by a newer version of this program; update it and start again.")
    move(connection, "head")
    return True


def _config() -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return settings
