"""How far a task is, as server-sent events: each change once, until it ends; between two looks nothing is held."""

from __future__ import annotations

import threading
import time
from collections import Counter
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
_GUESTS = 0  # no organisation has this number
_MOST_OF_GUESTS, _MOST_OF_ONE = 1, 2


def attach(app: Flask, most: int) -> None:
    """Lets so many streams be open at once: each takes a thread of the server."""
    app.extensions["bulk_streams"] = threading.BoundedSemaphore(most)
    app.extensions["bulk_seats"] = _Seats(app.extensions["bulk_streams"])


def stream(parts: Parts, task: BulkTask) -> Response:
    """The events of a task; raises RateLimited where too many are listening already.

    All guests together have one seat, and an organisation has two: nobody keeps the others out.
    """
    task_id, whose = task.id, _GUESTS if task.is_guest else task.organisation_id
    seats: _Seats = current_app.extensions["bulk_seats"]
    if not seats.take(whose, _MOST_OF_GUESTS if task.is_guest else _MOST_OF_ONE):
        raise RateLimited(5)
    write: Callable[[Any], str] = current_app.json.dumps
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    seat = _Seat(lambda: seats.leave(whose))
    response = Response(_events(parts, task_id, write, seat), mimetype="text/event-stream", headers=headers)
    response.call_on_close(seat.leave)
    return response


class _Seats:
    """How many streams are open, and whose."""

    def __init__(self, of_all: threading.BoundedSemaphore) -> None:
        self._of_all, self._lock, self._taken = of_all, threading.Lock(), Counter[int]()

    def take(self, whose: int, most: int) -> bool:
        """Takes a seat; False where there is none, or they have ``most`` already."""
        with self._lock:
            if self._taken[whose] >= most or not self._of_all.acquire(blocking=False):
                return False
            self._taken[whose] += 1
            return True

    def leave(self, whose: int) -> None:
        """Gives a seat back."""
        with self._lock:
            self._taken[whose] -= 1
            self._taken += Counter()  # forgets those who have none
            self._of_all.release()


class _Seat:
    """A stream's place among those that are open; left once, whoever notices first that it is over."""

    def __init__(self, leave: Callable[[], None]) -> None:
        self._leave, self._lock, self._is_left = leave, threading.Lock(), False

    def leave(self) -> None:
        """Makes room for another stream."""
        with self._lock:
            is_left, self._is_left = self._is_left, True
        if not is_left:
            self._leave()


def _events(parts: Parts, task_id: int, write: Callable[[Any], str], seat: _Seat) -> Iterator[str]:
    try:
        yield from _told(parts, task_id, write)
    finally:
        seat.leave()


def _told(parts: Parts, task_id: int, write: Callable[[Any], str]) -> Iterator[str]:
    began, told_at, told, furthest = time.monotonic(), time.monotonic(), "", 0.0
    yield f"retry: {_COME_AGAIN_MS}\n\n"
    while time.monotonic() - began < MOST_S:
        try:
            found = _look(parts, task_id)
        except Unavailable as exc:  # waited for, and the client is told that somebody is there
            yield ": heartbeat\n\n"
            time.sleep(max(0.0, min(exc.retry_after_s, began + MOST_S - time.monotonic())))
            continue
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
    """The task's figures, of which none are left where it is removed."""
    with parts.database.session() as session:
        row = session.get(BulkTask, task_id)
        return progress_of(session, row) if row else None
