"""The way to the database: an engine that gives up in time, and sessions that keep files and rows together."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from pydantic_core import from_json, to_json
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext, ExecutionContext
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from db import originals, patience
from errors import Unavailable

BY_INDEX_ALONE: Mapping[str, Any] = {"by_index_alone": True}
"""Execution options of a statement: it, and the rest of its transaction, goes through no whole table where an index serves.

Under a limit the planner hopes to be done before the table's end, and takes comparing words that lie aside in compressed
form for cheap.
"""

_SIDE_CONNECTIONS = 4
_OUR_FAULT = ("22", "23", "42")  # SQLSTATE classes: data, integrity, syntax. Everything else is the server's state.
_READ_ONLY = "25006"  # as after a failover to a standby, or where an operator stopped writing
# Matches the escape in '"a\\u0000"'; does not match '"a\\\\u0000"', a backslash and five characters. Linear.
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


class Session(sqlalchemy.orm.Session):
    """A transaction over rows and originals: files written in it go when it fails, doomed ones go when it holds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._written: list[Path] = []
        self._doomed: list[Path] = []

    def write_original(self, path: Path, data: bytes) -> None:
        """Writes a file that belongs to this transaction."""
        if originals.write(path, data):
            self._written.append(path)

    def doom_original(self, path: Path) -> None:
        """Removes a file once the transaction holds."""
        self._doomed.append(path)

    def commit(self) -> None:
        """Commits rows, then removes doomed files; on failure removes the written ones.

        A server that goes away while it commits may have done so: files stay then, for the rows or for the sweep.
        """
        try:
            super().commit()
        except Unavailable:
            self._written, self._doomed = [], []
            raise
        except BaseException:
            self._undo()
            raise
        for path in self._doomed:
            path.unlink(missing_ok=True)
        self._written, self._doomed = [], []

    def rollback(self) -> None:
        """Undoes files first: while the rows are locked nobody else can have taken the same file for theirs."""
        self._undo()
        super().rollback()

    def close(self) -> None:
        """Gives the connection back; what was not committed is undone, and a connection that died meanwhile thrown away."""
        self._undo()
        try:
            super().close()
        except Unavailable:
            self.invalidate()

    def _undo(self) -> None:
        for path in self._written:
            path.unlink(missing_ok=True)
        self._written, self._doomed = [], []


class Database:
    """An engine and its sessions; connecting, each statement and waiting for a connection are bounded in time."""

    def __init__(self, url: str, connections: int = 10, info: Mapping[str, Any] | None = None) -> None:
        """Connects when first asked; ``info`` is what every session carries along (``Session.info``)."""
        patience.install()
        self.is_closed = False
        self._info = dict(info or {})
        silence = patience.Silence()
        self.engine = _engine(url, connections, silence)
        # For short transactions beside a request's own: with one pool for both, requests that hold a connection
        # each would wait for a second one for ever.
        self._side_engine = _engine(url, _SIDE_CONNECTIONS, silence)

    def open(self) -> Session:
        """Opens a session; its owner commits and closes it."""
        return Session(self.engine, expire_on_commit=False, info=self._info)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Opens a session for a with block, which commits by itself."""
        with closing(self.open()) as session:
            yield session

    @contextmanager
    def side_session(self) -> Iterator[Session]:
        """Opens a session for a short transaction of its own, whatever becomes of the request's."""
        with closing(Session(self._side_engine, expire_on_commit=False, info=self._info)) as session:
            yield session

    def is_answering(self) -> bool:
        """Asks the server whether it is there."""
        try:
            with self.engine.connect() as connection:
                return bool(connection.scalar(sqlalchemy.text("select 1")) == 1)
        except (Unavailable, NoFreeConnection):
            return False

    def close(self) -> None:
        """Closes the idle connections; nobody works with it from now on."""
        self.is_closed = True
        self.engine.dispose()
        self._side_engine.dispose()


def _engine(url: str, connections: int, silence: patience.Silence) -> Engine:
    engine = sqlalchemy.create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=patience.CONNECT_S,
        pool_pre_ping=True,
        json_serializer=_write_json,
        json_deserializer=from_json,
        connect_args={
            "options": f"-c statement_timeout={patience.STATEMENT_S:.0f}s -c timezone=UTC -c jit=off",
        },
    )
    event.listen(engine, "handle_error", _say_unavailable)
    event.listen(engine, "do_connect", _unless_silent(silence))
    event.listen(engine, "connect", _be_patient)
    event.listen(engine, "before_cursor_execute", _keep_to_indices, retval=True)
    _ping_impatiently(engine)
    return engine


def _unless_silent(silence: patience.Silence) -> Callable[..., Any]:
    def connect(dialect: Any, record: object, args: Any, given: Any) -> Any:
        with silence.broken() as how:
            return dialect.connect(*args, **given | {"connection_factory": how})

    return connect


def _be_patient(connection: Any, record: object) -> None:
    connection.patience_s = patience.STATEMENT_S


def _keep_to_indices(
    connection: Any, cursor: Any, statement: str, given: Any, context: ExecutionContext | None, many: bool
) -> tuple[str, Any]:
    # In the same message to the server: a page of a list is worth less than a message of its own.
    if context is not None and context.execution_options.get("by_index_alone"):
        statement = f"set local enable_seqscan = off; {statement}"
    return statement, given


def _ping_impatiently(engine: Engine) -> None:
    ping = engine.dialect.do_ping

    def do_ping(connection: Any) -> bool:
        connection.patience_s = patience.PING_S
        try:
            return ping(connection)
        finally:
            connection.patience_s = patience.STATEMENT_S

    engine.dialect.do_ping = do_ping  # type: ignore[assignment, method-assign]


def _say_unavailable(context: ExceptionContext) -> None:
    if context.is_pre_ping:  # the pool replaces the connection by itself
        return
    state = getattr(context.original_exception, "pgcode", None)
    servers = isinstance(context.sqlalchemy_exception, (OperationalError, InterfaceError)) or state == _READ_ONLY
    if context.is_disconnect or (servers and not (state or "").startswith(_OUR_FAULT)):
        raise Unavailable("database") from context.original_exception


def _write_json(value: object) -> str:
    """Writes JSON that Postgres takes: it has no U+0000, and a lone surrogate is no text."""
    try:
        text = to_json(value, inf_nan_mode="null").decode("utf-8")
    except ValueError:
        text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    return _NUL.sub(r"\1\\ufffd", text) if "\\u0000" in text else text
