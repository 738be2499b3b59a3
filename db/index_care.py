"""The index that orders vectors of wholes: whether there is one, when it is due, and how it is made beside other work.

It is pgvector's IVFFlat: lists of vectors around centres that are found among the rows that are there. So it is made when there
are enough, and again when they have doubled; its name says for how many. Until then, all vectors that pass are looked at.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy
from sqlalchemy import Connection, Engine, NullPool, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from db.wholes import Kind

log = logging.getLogger(__name__)

FEWEST = 20_000
"""Fewer vectors are looked at one by one in less time than an index takes (docs/retrieval.md)."""

# Of one list so many rows; beyond the most lists finding their centres takes more memory than is granted.
_ROWS_IN_A_LIST, _MOST_LISTS = 1_000, 2_000
_MEMORY = "1GB"
# Any number, the same for every builder.
_LOCK = 5107155
_GONE_CLIENT_S = 5
_NO_PRIVILEGE = "42501"

_PRESENT = text("""
    select named.relname, indisvalid,
        coalesce((select cast(split_part(said, '=', 2) as int) from unnest(named.reloptions) said where said like 'lists=%'), 0)
    from pg_index join pg_class named on named.oid = indexrelid
    where indrelid = cast(:named as regclass) and named.relname like :like
""")
_ROWS = text("select greatest(reltuples, 0)::bigint from pg_class where oid = cast(:named as regclass)")


@dataclass(frozen=True, slots=True)
class Present:
    """About how many vectors a table has, and how many lists its index; 0 where there is none to use."""

    rows: int
    lists: int


@dataclass(frozen=True, slots=True)
class _Index:
    name: str
    rows: int
    lists: int
    is_valid: bool


def present(session: Session | Connection, kind: Kind, length: int) -> Present:
    """What there is for vectors of a length; the server counts rows now and then."""
    usable = [one.lists for one in _indexes(session, kind, length) if one.is_valid]
    return Present(_rows_in(session, kind), max(usable, default=0))


def is_due(session: Session | Connection, kind: Kind, length: int, fewest: int = FEWEST) -> bool:
    """Says whether vectors have become so many, or twice as many, since an index was made of them."""
    known = max((one.rows for one in _indexes(session, kind, length) if one.is_valid), default=0)
    return _rows_in(session, kind) >= max(fewest, 2 * known)


def make(url: str, kind: Kind, length: int, fewest: int = FEWEST) -> bool:
    """Makes the index where it is due, and drops the one of before; writers go on meanwhile.

    One builder at a time, whoever comes second leaves it alone. What a builder that died left half made is dropped.

    Returns:
        Whether one was made.
    """
    with _alone(url) as connection:
        if connection is None:
            return False
        for one in _indexes(connection, kind):
            if not one.is_valid:
                _drop(connection, one)
        if not is_due(connection, kind, length, fewest):
            return False
        before = _indexes(connection, kind)
        rows = _rows_in(connection, kind)
        try:
            connection.execute(text(_statement(kind, length, rows)))
        except ProgrammingError as exc:
            if getattr(exc.orig, "pgcode", None) != _NO_PRIVILEGE:
                raise
            log.warning("index_not_allowed", extra={"table": kind.__tablename__})
            return False
        for one in before:
            _drop(connection, one)
    log.info("index_made", extra={"table": kind.__tablename__, "rows": rows, "lists": lists_for(rows)})
    return True


def lists_for(rows: int) -> int:
    """Into how many lists so many vectors are parted."""
    return max(1, min(_MOST_LISTS, rows // _ROWS_IN_A_LIST))


def _statement(kind: Kind, length: int, rows: int) -> str:
    return f"""
        create index concurrently "{_prefix(kind)}{length}_of_{rows}" on {kind.__tablename__}
        using ivfflat ((direction::halfvec({length})) halfvec_ip_ops) with (lists = {lists_for(rows)})
        where vector_dims(direction) = {length}
    """


def _indexes(session: Session | Connection, kind: Kind, length: int | None = None) -> list[_Index]:
    """Those that are ready or half made; of all lengths without one."""
    like = f"{_prefix(kind)}{length if length else ''}%".replace("_", r"\_")
    rows = session.execute(_PRESENT, {"named": kind.__tablename__, "like": like})
    return [_Index(name, int(name.rpartition("_")[2]), lists, is_valid) for name, is_valid, lists in rows]


def _rows_in(session: Session | Connection, kind: Kind) -> int:
    return int(session.scalar(_ROWS, {"named": kind.__tablename__}) or 0)


def _prefix(kind: Kind) -> str:
    return f"lists_{kind.__tablename__}_"


def _drop(connection: Connection, index: _Index) -> None:
    connection.execute(text(f'drop index concurrently if exists "{index.name}"'))


@contextmanager
def _alone(url: str) -> Iterator[Connection | None]:
    """A connection that no limit of time holds, each statement a transaction of its own; None while somebody else has it."""
    engine: Engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("set statement_timeout = 0"))
        if not connection.scalar(text("select pg_try_advisory_lock(:key)"), {"key": _LOCK}):
            yield None
            return
        connection.execute(text(f"set maintenance_work_mem = '{_MEMORY}'"))
        # A builder whose process was killed ends, too; servers that cannot tell let it finish for nothing.
        try:
            connection.execute(text(f"set client_connection_check_interval = '{_GONE_CLIENT_S}s'"))
        except (OperationalError, ProgrammingError):
            log.info("gone_clients_not_noticed")
        yield connection  # the lock goes with the connection
