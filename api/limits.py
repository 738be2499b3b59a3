"""How often one address may do what costs work; counted in Redis when there is one, else in memory."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, g
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from cache import REDIS_TIMEOUT_S

_limiter = Limiter(key_func=get_remote_address, headers_enabled=True, swallow_errors=True)

uploads_limit = _limiter.shared_limit(lambda: current_app.config["RATE_LIMIT_UPLOADS"], scope="uploads")
login_limit = _limiter.shared_limit(lambda: current_app.config["RATE_LIMIT_LOGIN"], scope="login")


def attach(app: Flask, redis_url: str | None, uploads: str, login: str) -> None:
    """Counts for this application; a Redis that fails is replaced by memory until it is back."""
    timeouts: dict[str, Any] = {"socket_timeout": REDIS_TIMEOUT_S, "socket_connect_timeout": REDIS_TIMEOUT_S}
    app.config |= {
        "RATE_LIMIT_UPLOADS": uploads,
        "RATE_LIMIT_LOGIN": login,
        "RATELIMIT_STORAGE_URI": redis_url or "memory://",
        "RATELIMIT_STORAGE_OPTIONS": timeouts if redis_url else {},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": bool(redis_url),
    }
    app.after_request(_retry_when_it_helps)  # before the limiter's own, so that it runs after that
    _limiter.init_app(app)


def _retry_when_it_helps(response: Response) -> Response:
    """The limiter says Retry-After on every answer; only a refusal has one, and a server that is down its own."""
    if response.status_code != 429:
        response.headers.pop("Retry-After", None)
        if "retry_after" in g:
            response.headers["Retry-After"] = g.retry_after
    return response
