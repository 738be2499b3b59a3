"""How long a query may take: psycopg2 waits for a socket without end, so a hung Postgres would hang every thread."""

from __future__ import annotations

import os
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg2 import OperationalError  # type: ignore[import-untyped]
from psycopg2.extensions import (  # type: ignore[import-untyped]
    POLL_OK,
    POLL_READ,
    POLL_WRITE,
    connection,
    set_wait_callback,
)

# A ping, a new connection after it, and one more try by who queued behind both stay under five seconds together; so does a
# statement.
PING_S, CONNECT_S, AGAIN_S, STATEMENT_S = 1.0, 2.5, 1.0, 4.0


class ImpatientConnection(connection):  # type: ignore[misc]
    """A connection that hangs up when an answer takes longer than ``patience_s`` seconds."""

    patience_s = CONNECT_S


class HastyConnection(ImpatientConnection):
    """One to a server that did not answer a moment ago."""

    patience_s = AGAIN_S


class Silence:
    """Whether the last who wanted to reach a server waited in vain: then one at a time tries again, and the others give up.

    Else requests that queue behind those that wait would wait for their turn, and then as long again.
    """

    def __init__(self) -> None:
        self._is_on, self._trying = False, threading.Lock()

    @contextmanager
    def broken(self) -> Iterator[type[ImpatientConnection]]:
        """Goes around connecting, and says how; raises OperationalError at once while somebody else tries a silent server."""
        is_on, begun = self._is_on, time.monotonic()
        if is_on and not self._trying.acquire(blocking=False):
            raise OperationalError("the server did not answer a moment ago")
        try:
            yield HastyConnection if is_on else ImpatientConnection
            self._is_on = False
        except OperationalError:
            # One that refuses, or has no connection left, answers quickly: it is not silent.
            self._is_on = time.monotonic() - begun >= (AGAIN_S if is_on else CONNECT_S)
            raise
        finally:
            if is_on:
                self._trying.release()


def install() -> None:
    """Makes psycopg2 wait through ``wait``; connections of other classes wait without end, as before."""
    set_wait_callback(wait)


def wait(conn: Any) -> None:
    """Waits until Postgres has answered; psycopg2 raises OperationalError when the patience ends first."""
    patience = getattr(conn, "patience_s", None)
    deadline = None if patience is None else time.monotonic() + patience
    while (state := conn.poll()) != POLL_OK:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not _is_ready(conn.fileno(), state, left):
            # Closing the connection here would wait for a lock that this very query holds. Hanging up does not, and
            # makes the next poll report a lost connection.
            _hang_up(conn.fileno())
            deadline = None


def _is_ready(handle: int, state: int, left_s: float | None) -> bool:
    poller = select.poll()  # not select(): a busy server has more than 1,024 open files
    poller.register(handle, {POLL_READ: select.POLLIN, POLL_WRITE: select.POLLOUT}[state])
    return bool(poller.poll(None if left_s is None else left_s * 1000))


def _hang_up(handle: int) -> None:
    with socket.socket(fileno=os.dup(handle)) as line:
        line.shutdown(socket.SHUT_RDWR)
