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
_LOCK = 5_107_154  # any number, the same for every starter


def migrate(url: str) -> bool:
    """Applies the missing migrations, one starter at a time; says whether there were any.

    Raises:
        BadSettings: The server has no pgvector, or the database was written by a newer version of this program.
        Unavailable: The server does not answer.
    """
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool, connect_args={"connect_timeout": 5})
    try:
        with engine.begin() as connection:
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            return _upgrade(connection)
    except OperationalError as exc:
        raise Unavailable("database at DATABASE_URL") from exc
    finally:
        engine.dispose()


def _upgrade(connection: Connection) -> bool:
    settings = Config()
    settings.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    settings.attributes["connection"] = connection
    script = ScriptDirectory.from_config(settings)
    present, newest = MigrationContext.configure(connection).get_current_revision(), script.get_current_head()
    if present == newest:
        return False
    if present is not None and present not in {revision.revision for revision in script.walk_revisions()}:
        raise BadSettings("The database was written by a newer version of this program; update it and start again.")
    if connection.scalar(text("select count(*) from pg_available_extensions where name = 'vector'")) == 0:
        raise BadSettings("The Postgres at DATABASE_URL lacks pgvector; install that extension and start again.")
    command.upgrade(settings, "head")
    return True
