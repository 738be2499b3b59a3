"""A search as server-sent events: each source as it answers, then what was found; no connection is held while waiting."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, current_app, stream_with_context

import job_search
from api.job_search_shapes import SearchQuery
from api.job_search_wire import answer_out
from connectors.boards.searching import Heard
from errors import AppError, RateLimited
from job_search import Answer, Wanted
from pipeline import Parts
from tasks import searching

HEARTBEAT_S = 5.0

Write = Callable[[Any], str]


def stream(parts: Parts, wanted: Wanted, query: SearchQuery, write: Write) -> Response:
    """The events of a search; raises RateLimited where too many are listening already, and what ``job_search`` refuses."""
    seats: threading.BoundedSemaphore = current_app.extensions["bulk_streams"]
    job_search.check(parts, wanted)
    if not seats.acquire(blocking=False):
        raise RateLimited(5)
    left = threading.Event()

    def leave() -> None:
        if not left.is_set():
            left.set()
            seats.release()

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    told = stream_with_context(_events(parts, wanted, query, write, leave))
    response = Response(told, mimetype="text/event-stream", headers=headers)
    response.call_on_close(leave)
    return response


def _events(parts: Parts, wanted: Wanted, query: SearchQuery, write: Write, leave: Callable[[], None]) -> Iterator[str]:
    told: queue.SimpleQueue[Heard | Answer | AppError] = queue.SimpleQueue()
    threading.Thread(target=_search, args=(parts, wanted, query, told), name="job-search", daemon=True).start()
    try:
        while True:
            try:
                found = told.get(timeout=HEARTBEAT_S)
            except queue.Empty:
                yield ": heartbeat\n\n"
                continue
            if isinstance(found, Heard):
                yield f"event: board\ndata: {write(_heard_out(found))}\n\n"
                continue
            if isinstance(found, Answer):
                said = answer_out(found, f"R{wanted.resume_id}", query.page, query.limit)
                yield f"event: results\ndata: {write(said)}\n\n"
            else:
                yield f"event: problem\ndata: {write({'code': found.code, 'detail': found.detail})}\n\n"
            yield "event: end\ndata: {}\n\n"
            return
    finally:
        leave()


def _search(
    parts: Parts, wanted: Wanted, query: SearchQuery, told: queue.SimpleQueue[Heard | Answer | AppError]
) -> None:
    try:
        found = job_search.find(parts, wanted, (query.page - 1) * query.limit, query.limit, told.put)
        if found.stale or found.is_unfinished:
            with parts.database.session() as session:
                searching.defer(session, wanted)
                session.commit()
        told.put(found)
    except AppError as exc:
        told.put(exc)
    except BaseException:
        told.put(AppError("Something went wrong here; search again."))
        raise


def _heard_out(found: Heard) -> dict[str, Any]:
    problem = found.problem
    return {
        "source": f"{found.board}:{found.source}".rstrip(":"),
        "postings": len(found.postings),
        "problem": {"code": problem.code, "detail": problem.detail} if problem else None,
    }
