"""Every error as one RFC 9457 problem; the only place that knows HTTP statuses of errors."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping, Sequence
from errno import EDQUOT, ENOSPC
from http import HTTPStatus

import structlog
from flask import Flask, Response, current_app, g
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from werkzeug.exceptions import HTTPException

import errors

log = structlog.get_logger()

STATUS: Mapping[type[errors.AppError], int] = {
    errors.NotFound: 404,
    errors.BadRequest: 400,
    errors.InvalidFields: 422,
    errors.Unauthorized: 401,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.Stale: 412,
    errors.VersionNeeded: 428,
    errors.RateLimited: 429,
    errors.FileTooLarge: 413,
    errors.UnsupportedType: 415,
    errors.UnreadableDocument: 422,
    errors.Unavailable: 503,
    errors.MissingExtra: 503,
}
# Code and advice for what the framework refuses by itself.
_FRAMEWORK = {
    400: ("bad_request", "The request cannot be understood; check its form, its headers and its body."),
    404: ("not_found", "There is nothing at this address; /docs lists what there is."),
    405: ("method_not_allowed", "This address does not know the method; /docs lists what it knows."),
    408: ("timeout", "The request took too long to arrive; send it again."),
    411: ("length_required", "Say how long the body is, in Content-Length."),
    412: ("stale", "It was changed meanwhile; read it again and repeat the change."),
    413: ("file_too_large", "The body is larger than this server takes; send less at once."),
    414: ("address_too_long", "The address is too long; send less in it."),
    415: ("unsupported_type", "Send the body in a type that this address takes; /docs names it."),
    416: ("bad_range", "The file has no such range; ask for all of it."),
    429: ("rate_limited", "Too many requests; wait as many seconds as Retry-After says."),
    431: ("headers_too_large", "The headers or form fields are too many or too long; send less."),
}
_MAX_ERRORS = 20
_NAMED_AMONG = 1_000
# SQLSTATE of a reference to a row that is no more.
_NO_SUCH_ROW = "23503"


class MalformedJson(errors.BadRequest):
    """The body says JSON and is none."""

    code = "malformed_json"


def attach(app: Flask) -> None:
    """Answers every error with a problem."""
    app.register_error_handler(errors.AppError, _on_app_error)
    app.register_error_handler(NoFreeConnection, lambda exc: _on_app_error(errors.Unavailable("database")))
    app.register_error_handler(IntegrityError, _on_broken_reference)
    app.register_error_handler(HTTPException, _on_framework_error)
    app.register_error_handler(OSError, _on_full_disk)
    app.register_error_handler(Exception, _on_bug)


def invalid(exc: ValidationError) -> errors.InvalidFields:
    """Says which fields of a schema are wrong, without repeating what was sent."""
    if exc.error_count() > _NAMED_AMONG:  # pydantic tells all or none, at a kilobyte of memory each
        said = f"over {_NAMED_AMONG:,} fields are wrong"
        return errors.InvalidFields(f"body: {said}.", ({"field": "body", "detail": said},))
    wrong = [
        {"field": ".".join(str(part)[:80] for part in error["loc"][:6]) or "body", "detail": _why(error["msg"])}
        for error in exc.errors(include_input=False, include_url=False, include_context=False)[:_MAX_ERRORS]
    ]
    return errors.InvalidFields("; ".join(f"{e['field']}: {e['detail']}" for e in wrong) + ".", tuple(wrong))


def on_invalid(exc: ValidationError) -> Response:
    """Raises what the framework's own validation found."""
    raise invalid(exc)


def verdict(filename: str, exc: errors.AppError) -> dict[str, str]:
    """What became of one file among several."""
    return {"filename": filename, "code": exc.code, "detail": exc.detail}


def _why(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".")[:300]


def _problem(
    status: int,
    code: str,
    detail: str,
    wrong: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if wrong:
        body["errors"] = list(wrong)
    if request_id := g.get("request_id"):
        body["request_id"] = request_id
    return Response(
        current_app.json.dumps(body), status, headers=dict(headers or {}), mimetype="application/problem+json"
    )


def _on_app_error(exc: errors.AppError) -> Response:
    status = next((STATUS[kind] for kind in type(exc).__mro__ if kind in STATUS), 500)
    headers = {}
    if isinstance(exc, (errors.Unavailable, errors.RateLimited)):
        headers["Retry-After"] = g.retry_after = str(exc.retry_after_s)
    if status == STATUS[errors.Unauthorized]:
        headers["WWW-Authenticate"] = "Bearer"
    return _problem(status, exc.code, exc.detail, getattr(exc, "errors", ()), headers)


def _on_broken_reference(exc: IntegrityError) -> Response:
    if getattr(exc.orig, "pgcode", None) != _NO_SUCH_ROW:
        return _on_bug(exc)
    return _on_app_error(errors.Conflict("Something that this belongs to was erased meanwhile; look at it again."))


def _on_full_disk(exc: OSError) -> Response:
    """Large bodies lie in temporary files while they are read."""
    return _on_app_error(errors.StorageFull()) if exc.errno in (ENOSPC, EDQUOT) else _on_bug(exc)


def _on_framework_error(exc: HTTPException) -> Response:
    status = exc.code or 500
    if status < 400:
        return Response(exc.get_body(), status, headers=exc.get_headers())
    code, detail = _FRAMEWORK.get(status, ("refused" if status < 500 else "internal", "The request was refused."))
    kept = {name: value for name, value in exc.get_headers() if name in {"Allow", "Retry-After", "Content-Range"}}
    return _problem(status, code, detail, headers=kept)


def _on_bug(exc: Exception) -> Response:
    # Where it happened, never its words: they may quote a résumé.
    frames = traceback.extract_tb(sys.exc_info()[2])[-6:]
    where = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames]
    log.error("request_failed", error=type(exc).__name__, where=where)
    return _problem(500, "internal", "Something went wrong here, not with your request; please report the request id.")
