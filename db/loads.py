"""How rows that were dumped come into a database again, in one transaction; what they mean it does not know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any

import psycopg
import sqlalchemy
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from db import schema
from db.dumps import WRITTEN_ALIKE, Columns
from errors import AppError, Conflict, Unavailable

_BLOCK = 1 << 18
_MEMORY = {"maintenance_work_mem": "256MB"}  # an index of vectors is built several times faster within its memory
# What a server that was only started and never used leaves behind.
_SAYS_NOTHING = frozenset({"alembic_version", "organisations", "sums_made"})
_QUEUE = "procrastinate_"
_MINE = "relnamespace = current_schema()::regnamespace"
_FREE = "not exists (select from pg_depend d where d.objid = {} and d.deptype = 'e')"
_TABLES = f"select relname from pg_class where {_MINE} and relkind in ('r', 'p') and {_FREE.format('oid')} order by 1"
_OTHERS = """
    select count(*) from pg_stat_activity where datname = current_database() and usename = current_user
    and pid <> pg_backend_pid() and backend_type = 'client backend'
"""
_REFERENCES = f"""
    select k.relname, c.conname, pg_get_constraintdef(c.oid) from pg_constraint c join pg_class k on k.oid = c.conrelid
    where c.contype = 'f' and k.{_MINE} order by 1, 2
"""
_INDICES = f"""
    select i.relname, pg_get_indexdef(i.oid) from pg_index x join pg_class i on i.oid = x.indexrelid
    join pg_class k on k.oid = x.indrelid where k.{_MINE} and {_FREE.format("k.oid")}
    and not exists (select from pg_constraint c where c.conindid = i.oid) order by 1
"""
# The migration that takes the queue's tables away leaves its functions and a type, which the next one would trip over.
_LEFT_OF_THE_QUEUE = f"""
    select 'function ' || oid::regprocedure from pg_proc where pronamespace = current_schema()::regnamespace
    and starts_with(proname, '{_QUEUE}') union all
    select 'type ' || oid::regtype from pg_type where typnamespace = current_schema()::regnamespace
    and starts_with(typname, '{_QUEUE}') and typtype in ('c', 'e')
"""


class NotRestored(AppError):
    """Rows that do not fit into the tables, or a database that cannot take them; nothing was changed."""

    code = "not_restored"


class Filling:
    """One transaction in which a database is emptied, brought to a version, filled and brought up to date."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._references: Sequence[Any] = ()
        self._indices: Sequence[Any] = ()

    def make_room(self, replace: bool) -> None:
        """Removes our tables.

        Raises:
            Conflict: They hold something and are not to be replaced; or they are not ours, or somebody uses them.
        """
        tables, now = self._tables(), schema.present(self._connection)
        if self._connection.scalar(text(_OTHERS)):
            raise Conflict("Somebody is connected to the database; stop the server and its workers, then try again.")
        if now is None and tables:
            raise Conflict("The database holds tables that are not this program's; give it a database of its own.")
        if now is not None and now not in schema.revisions():
            raise Conflict("The database was written by a newer version of this program; update it and try again.")
        if not replace and (filled := self._filled(tables)):
            raise Conflict(
                f"The database is not empty ({', '.join(filled[:3])}{', …' if filled[3:] else ''}); say --replace to remove all that is in it, or "
                "set DATABASE_URL or DATA_DIR to an empty place."
            )
        if now is not None:
            self._empty(tables)
            schema.move(self._connection, "base")
            for left in self._connection.scalars(text(_LEFT_OF_THE_QUEUE)).all():
                self._connection.exec_driver_sql(f"drop {left} cascade")

    def prepare(self, revision: str) -> set[str]:
        """Makes the empty tables of a version, without what slows filling down; returns their names."""
        schema.move(self._connection, revision)
        tables = self._tables()
        self._empty(tables)
        self._references = self._connection.execute(text(_REFERENCES)).all()
        for table, name, _ in self._references:
            self._run("alter table {} drop constraint {}", table, name)
        self._indices = self._connection.execute(text(_INDICES)).all()
        for name, _ in self._indices:
            self._run("drop index {}", name)
        return set(tables) - {"alembic_version"}

    def load(self, table: Columns, file: IO[bytes]) -> int:
        """Reads COPY text into a table; returns the number of rows."""
        names = SQL(", ").join(map(Identifier, table.names))
        try:
            with self._driver().cursor() as cursor:
                with cursor.copy(SQL("copy {} ({}) from stdin").format(Identifier(table.table), names)) as rows:
                    while block := file.read(_BLOCK):
                        rows.write(block)
                return cursor.rowcount
        except (psycopg.DataError, psycopg.IntegrityError, psycopg.ProgrammingError) as exc:
            raise NotRestored(f"The rows of {table.table} do not fit the tables of their version.") from exc

    def complete(self, sequences: Mapping[str, tuple[int, bool]]) -> None:
        """Puts back what ``prepare`` took away, and brings the tables to the newest version."""
        for name, (last, called) in sequences.items():
            self._driver().execute("select setval(%s::regclass, %s, %s)", (f'"{name}"', last, called))
        for _, definition in self._indices:
            self._connection.exec_driver_sql(definition.replace("%", "%%"))
        for table, name, definition in self._references:
            self._run("alter table {} add constraint {} " + definition, table, name)
        for table in self._tables():
            self._run("alter table {} enable trigger user", table)
        schema.move(self._connection, "head")
        for table in self._tables():
            self._run("analyze {}", table)

    def _tables(self) -> list[str]:
        return [str(name) for name in self._connection.scalars(text(_TABLES))]

    def _filled(self, tables: Sequence[str]) -> list[str]:
        asked = [name for name in tables if name not in _SAYS_NOTHING and not name.startswith(_QUEUE)]
        found = [name for name in asked if self._driver().execute(_first_of(name)).fetchone()]
        more = self._connection.scalar(text("select count(*) from organisations")) if "organisations" in tables else 0
        return found + (["organisations"] if more and more > 1 else [])

    def _empty(self, tables: Sequence[str]) -> None:
        """Removes all rows; the audit log's guard, like every trigger, sleeps until ``complete``."""
        held = [name for name in tables if name != "alembic_version"]
        for name in held:
            self._run("alter table {} disable trigger user", name)
        if held:
            self._run(f"truncate {', '.join('{}' for _ in held)}", *held)

    def _run(self, statement: str, *names: str) -> None:
        self._driver().execute(SQL(statement).format(*map(Identifier, names)))

    def _driver(self) -> psycopg.Connection[Any]:
        driver = self._connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        return driver


@contextmanager
def filling(url: str) -> Iterator[Filling]:
    """Opens the transaction for a with block; it holds when the block ends well, and else nothing has happened.

    Raises:
        NotRestored: The database cannot take the rows, for want of room or rights.
        Unavailable: The server does not answer.
    """
    address = url.replace("+psycopg2://", "+psycopg://", 1)
    engine = sqlalchemy.create_engine(address, poolclass=sqlalchemy.NullPool, connect_args={"connect_timeout": 5})
    try:
        with engine.begin() as connection:
            for name, value in {**WRITTEN_ALIKE, **_MEMORY}.items():
                connection.execute(text("select set_config(:name, :value, true)"), {"name": name, "value": value})
            schema.be_alone(connection)
            yield Filling(connection)
    except (psycopg.Error, DBAPIError) as exc:
        raise _said(exc) from exc
    finally:
        engine.dispose()


def _first_of(table: str) -> Any:
    return SQL("select 1 from {} limit 1").format(Identifier(table))


def _said(exc: psycopg.Error | DBAPIError) -> AppError:
    """Says what Postgres refused by its code: its own words may hold values."""
    state = getattr(exc.orig if isinstance(exc, DBAPIError) else exc, "sqlstate", None) or "08000"
    if state.startswith(("08", "57")):
        return Unavailable("database at DATABASE_URL")
    why = {"53": "it has no room left", "42501": "its user may not do that", "55P03": "somebody else uses its tables"}
    said = why.get(state) or why.get(state[:2]) or f"it answered with the error {state}"
    return NotRestored(f"The database could not take the backup: {said}; nothing was changed.")
