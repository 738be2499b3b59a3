"""How the server is: alive, ready, and its figures for Prometheus."""

from __future__ import annotations

import time
from typing import Any

from flask import Flask, Response, g, request
from flask_openapi.blueprint import APIBlueprint
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

from api.context import parts
from api.documentation import answers
from api.shapes import HealthOut
from at_hand import progress
from errors import Unavailable
from nlp.embeddings import default_embedder

api = APIBlueprint("health", __name__, url_prefix="/api/v1", abp_tags=[{"name": "operation"}])
root = APIBlueprint("metrics", __name__, abp_tags=[{"name": "operation"}])

REQUESTS = Counter("shortlist_requests_total", "Requests answered.", ("method", "route", "status"))
SECONDS = Histogram("shortlist_request_seconds", "Time to answer.", ("method", "route"))


def attach(app: Flask) -> None:
    """Counts every request by its route, never by its address: ids are no label values."""
    app.before_request(_start_clock)
    app.after_request(_count)


@api.get("/health", responses=answers(HealthOut, 200))
def live() -> dict[str, Any]:
    """Say that the server lives; asks nobody else."""
    return {"status": "ok"}


@api.get("/health/ready", responses=answers(HealthOut, 200))
def ready() -> dict[str, Any]:
    """Say whether requests can be answered: 503 while the database does not answer.

    After a change of the embedding model, embeddings says which share of résumés and jobs has its vectors already.
    """
    if not parts().database.is_answering():
        raise Unavailable("database")
    return {"status": "ready", "database": "ok", "embeddings": _embeddings()}


@root.get("/metrics", responses={200: {"content": {"text/plain": {}}}})
def figures() -> Response:
    """Give the figures in Prometheus' format."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _embeddings() -> dict[str, Any]:
    """A share, not how many there are: anybody may ask."""
    model = default_embedder().identity
    with parts().database.side_session() as session:
        found = progress(session)
    return {"model": model, "share": round(found.done / found.total, 3) if found.total else 1.0}


def _start_clock() -> None:
    g.started = time.perf_counter()


def _count(response: Response) -> Response:
    route = str(request.url_rule) if request.url_rule else "unknown"
    REQUESTS.labels(request.method, route, response.status_code).inc()
    SECONDS.labels(request.method, route).observe(time.perf_counter() - g.get("started", time.perf_counter()))
    return response
