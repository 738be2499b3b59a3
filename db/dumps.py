"""How the rows of a whole database go out, all as of one moment; where they are put it leaves to others.

By COPY and not by pg_dump: text that every Postgres from 14 on reads, so that rows of the embedded server (18) can go into
an older one beside it, which pg_dump does not promise; and no program whose version has to fit the server's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import psycopg
from psycopg import IsolationLevel
from psycopg.sql import SQL, Identifier

from db.bulk import UNFINISHED
from errors import NotFound, Unavailable

MADE_AGAIN = frozenset({"rankings"})
"""Tables that stay behind: their numbers of transactions mean nothing in another database, and looking again makes them."""

_VERSION = "alembic_version"
# What text looks like must not depend on how a server is set up; a long COPY must not be cut short.
WRITTEN_ALIKE: Mapping[str, str] = {
    "statement_timeout": "0",
    "lock_timeout": "30s",
    "client_encoding": "UTF8",
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
}
_TABLES = """
    select k.relname, array_agg(a.attname order by a.attnum) filter (where a.attgenerated = '')
    from pg_class k join pg_attribute a on a.attrelid = k.oid and a.attnum > 0 and not a.attisdropped
    where k.relnamespace = current_schema()::regnamespace and k.relkind in ('r', 'p')
    and not exists (select from pg_depend d where d.objid = k.oid and d.deptype = 'e')
    group by k.relname order by k.relname
"""
_SEQUENCES = """
    select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'S' order by relname
"""


@dataclass(frozen=True, slots=True)
class Columns:
    """A table and those of its columns that are not computed from others."""

    table: str
    names: tuple[str, ...]


class Snapshot:
    """A database as it was at one moment, however long reading it takes."""

    def __init__(self, connection: psycopg.Connection[Any], tables: tuple[Columns, ...], revision: str) -> None:
        self._connection = connection
        self.tables, self.revision = tables, revision

    def copy(self, table: Columns, file: IO[bytes]) -> int:
        """Writes the rows of a table as COPY text; returns how many."""
        names = SQL(", ").join(map(Identifier, table.names))
        with self._connection.cursor() as cursor:
            with cursor.copy(SQL("copy {} ({}) to stdout").format(Identifier(table.table), names)) as rows:
                for row in rows:
                    file.write(row)
            return cursor.rowcount

    def sequences(self) -> dict[str, tuple[int, bool]]:
        """The last number of each sequence, and whether it was given out; none is behind the rows."""
        found = {}
        for (name,) in self._connection.execute(_SEQUENCES).fetchall():
            asked = SQL("select last_value, is_called from {}").format(Identifier(name))
            ((last, called),) = self._connection.execute(asked).fetchall()
            found[str(name)] = (int(last), bool(called))
        return found

    def originals(self) -> set[tuple[int, str]]:
        """Organisation and content hash of every original that a row speaks of."""
        return _spoken_of(self._connection, {table.table for table in self.tables})


@contextmanager
def snapshot(url: str) -> Iterator[Snapshot]:
    """Opens a snapshot for a with block; others read and write meanwhile, and only migrations wait.

    Raises:
        NotFound: There are no tables of this program.
        Unavailable: The server does not answer, or is being migrated.
    """
    try:
        with psycopg.connect(plain(url), connect_timeout=5) as connection:
            yield _opened(connection)
            connection.rollback()
    except psycopg.OperationalError as exc:
        raise Unavailable("database at DATABASE_URL") from exc


def originals_now(url: str) -> set[tuple[int, str]]:
    """What ``Snapshot.originals`` would say at this moment."""
    with psycopg.connect(plain(url), connect_timeout=5) as connection:
        return _spoken_of(connection, {str(name) for name, _ in connection.execute(_TABLES).fetchall()})


def plain(url: str) -> str:
    """The address without the name of SQLAlchemy's driver, as libpq reads it."""
    return url.replace("postgresql+psycopg2://", "postgresql://", 1)


def _opened(connection: psycopg.Connection[Any]) -> Snapshot:
    before = connection.execute(_TABLES).fetchall()
    connection.rollback()
    if _VERSION not in {name for name, _ in before}:
        raise NotFound("database of this program at", "DATABASE_URL")
    connection.isolation_level, connection.read_only = IsolationLevel.REPEATABLE_READ, True
    # Locked before the first query fixes the moment: what the tables look like then stays so.
    names = SQL(", ").join(Identifier(name) for name, _ in before)
    connection.execute(SQL("lock table {} in access share mode").format(names))
    for name, value in WRITTEN_ALIKE.items():
        connection.execute("select set_config(%s, %s, true)", (name, value))
    found = connection.execute(_TABLES).fetchall()
    if found != before:
        raise Unavailable("database, whose tables are being changed,")
    version = connection.execute(SQL("select version_num from {}").format(Identifier(_VERSION))).fetchone()
    if version is None:
        raise NotFound("database of this program at", "DATABASE_URL")
    tables = (Columns(name, tuple(columns)) for name, columns in found if name not in {_VERSION} | MADE_AGAIN)
    return Snapshot(connection, tuple(tables), str(version[0]))


def _spoken_of(connection: psycopg.Connection[Any], tables: set[str]) -> set[tuple[int, str]]:
    found = set(connection.execute("select organisation_id, sha256 from resumes").fetchall())
    if "bulk_files" in tables:
        waiting = connection.execute(
            "select t.organisation_id, f.sha256 from bulk_files f join bulk_tasks t on t.id = f.task_id "
            "where f.state = any(%s)",
            (list(UNFINISHED),),
        )
        found |= set(waiting.fetchall())
    return {(int(organisation), str(sha256)) for organisation, sha256 in found}
