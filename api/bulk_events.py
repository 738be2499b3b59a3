"""How far a task is, as server-sent events: each change once, until it ends; between two looks nothing is held."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask, Response, current_app

from api.bulk_wire import progress_of
from db.bulk import UNDER_WAY, BulkTask
from errors import RateLimited, Unavailable
from pipeline import Parts

LOOK_EVERY_S = 0.5
HEARTBEAT_S = 10.0
MOST_S = 300.0
"""After so long the stream ends, and clients come again by themselves."""
_COME_AGAIN_MS = 1_000


def attach(app: Flask, most: int) -> None:
    """Lets so many streams be open at once: each takes a thread of the server."""
    app.extensions["bulk_streams"] = threading.BoundedSemaphore(most)


def stream(parts: Parts, task_id: int) -> Response:
    """The events of a task; raises RateLimited where too many are listening already."""
    seats: threading.BoundedSemaphore = current_app.extensions["bulk_streams"]
    if not seats.acquire(blocking=False):
        raise RateLimited(5)
    write: Callable[[Any], str] = current_app.json.dumps
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    seat = _Seat(seats)
    response = Response(_events(parts, task_id, write, seat), mimetype="text/event-stream", headers=headers)
    response.call_on_close(seat.leave)
    return response


class _Seat:
    """A stream's place among those that are open; left once, whoever notices first that it is over."""

    def __init__(self, seats: threading.BoundedSemaphore) -> None:
        self._seats, self._lock, self._is_left = seats, threading.Lock(), False

    def leave(self) -> None:
        """Makes room for another stream."""
        with self._lock:
            is_left, self._is_left = self._is_left, True
        if not is_left:
            self._seats.release()


def _events(parts: Parts, task_id: int, write: Callable[[Any], str], seat: _Seat) -> Iterator[str]:
    try:
        yield from _told(parts, task_id, write)
    finally:
        seat.leave()


def _told(parts: Parts, task_id: int, write: Callable[[Any], str]) -> Iterator[str]:
    began, told_at, told, furthest = time.monotonic(), time.monotonic(), "", 0.0
    yield f"retry: {_COME_AGAIN_MS}\n\n"
    while time.monotonic() - began < MOST_S:
        found = _look(parts, task_id)
        if found is None:
            yield 'event: end\ndata: {"status": "removed"}\n\n'
            return
        # Files that come while others are done make the share smaller; what a client draws does not go back.
        furthest = found["share"] = max(furthest, found["share"])
        if found and (said := write({key: found[key] for key in found if key != "seconds_left"})) != told:
            told, told_at = said, time.monotonic()
            yield f"event: progress\ndata: {write(found)}\n\n"
        if found["status"] not in UNDER_WAY:
            yield f"event: end\ndata: {write(found)}\n\n"
            return
        if time.monotonic() - told_at >= HEARTBEAT_S:
            told_at = time.monotonic()
            yield ": heartbeat\n\n"
        time.sleep(LOOK_EVERY_S)


def _look(parts: Parts, task_id: int) -> dict[str, Any] | None:
    """The task's figures, of which none are left where it is removed; a database that is away is waited for."""
    while True:
        try:
            with parts.database.session() as session:
                row = session.get(BulkTask, task_id)
                return progress_of(session, row) if row else None
        except Unavailable as exc:
            time.sleep(exc.retry_after_s)
