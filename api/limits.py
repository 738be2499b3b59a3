"""How often one address or one account may do what costs work; counted in Redis when there is one, else in memory."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse
from limits.storage import MemoryStorage, RedisStorage, Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from api.context import caller
from cache import PAUSE_AFTER_FAILURE_S, open_redis
from errors import RateLimited

log = logging.getLogger(__name__)

_limiter = Limiter(key_func=get_remote_address, headers_enabled=True, swallow_errors=True)

_SCHEME = "shortlist"
# What comes of reading an answer that is none: one of another kind, or with something else in it.
_NONSENSE = (ValueError, TypeError, LookupError)

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Throttle:
    """What a limited operation says of itself in the OpenAPI document: the setting with the rate, and whom it counts."""

    rate: str
    counted: str


def _limit(rate: str, scope: str, counted: str = "address", **options: Any) -> Callable[[View], View]:
    shared = _limiter.shared_limit(lambda: current_app.config[rate], scope=scope, **options)

    def limit(view: View) -> View:
        limited = cast(View, shared(view))
        limited.throttles = (Throttle(rate, counted), *throttles(view))  # type: ignore[attr-defined]
        return limited

    return limit


def throttles(view: Any) -> tuple[Throttle, ...]:
    """The limits of a view, the one that is counted first at the beginning."""
    return cast(tuple[Throttle, ...], getattr(view, "throttles", ()))


def _searcher() -> str:
    return f"organisation {caller().organisation_id} {get_remote_address()}"


uploads_limit = _limit("RATE_LIMIT_UPLOADS", "uploads")
login_limit = _limit("RATE_LIMIT_LOGIN", "login")
# Each step is told to all of a job's staff by e-mail.
apply_limit = _limit("RATE_LIMIT_APPLICATIONS", "applications", "account", key_func=lambda: f"user {caller().user_id}")
invite_limit = _limit("RATE_LIMIT_LOGIN", "invitations")
tasks_limit = _limit("RATE_LIMIT_TASKS", "tasks")
guests_limit = _limit(
    "RATE_LIMIT_GUESTS", "guests", "address without a login", exempt_when=lambda: caller().role != "guest"
)
searches_limit = _limit("RATE_LIMIT_SEARCHES", "searches", "organisation and address", key_func=_searcher)


class _Counts(RedisStorage):
    """Counts in Redis by the same client as everything else, so that a dead server costs time once."""

    STORAGE_SCHEME = [f"{_SCHEME}+{kind}" for kind in ("redis", "rediss", "unix")]  # noqa: RUF012

    def __init__(self, uri: str, **options: Any) -> None:
        super().__init__(uri.removeprefix(f"{_SCHEME}+"), **options)

    def initialize_storage(self, uri: str) -> None:
        self.storage = open_redis(uri)
        super().initialize_storage(uri)


class AccountLimit:
    """Failed logins of one account name, from whatever address; whether somebody has that name plays no part.

    The window slides: whoever fails for others keeps them from logging in for as long as they go on, and a minute more;
    logins that go on are not touched.
    """

    def __init__(self, rate: str, redis_url: str | None) -> None:
        self._rate = parse(rate)
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(_redis(redis_url)) if redis_url else None
        self._resume_at = 0.0

    def count(self, email: str) -> None:
        """Counts an attempt before it is made, so that many at once are no more than the limit.

        Raises:
            RateLimited: There were too many failures; nothing is counted then.
        """
        key = _key(email)
        if not self._ask("hit", key):
            reset_at = self._ask("get_window_stats", key).reset_time
            raise RateLimited(max(1, round(reset_at - time.time() + 0.5)))

    def forgive(self, email: str) -> None:
        """Takes the attempt back, and the failures before it: the password was right."""
        self._ask("clear", _key(email))

    def _ask(self, verb: str, key: str) -> Any:
        if self._shared is not None and time.monotonic() >= self._resume_at:
            try:
                return getattr(self._shared, verb)(self._rate, "account", key)
            except (RedisError, OSError, *_NONSENSE) as exc:
                self._resume_at = time.monotonic() + PAUSE_AFTER_FAILURE_S
                log.warning("account_limit_in_memory", extra={"error": type(exc).__name__})
        return getattr(self._own, verb)(self._rate, "account", key)


def account_limit() -> AccountLimit:
    """The application's limit of failed logins by account name."""
    return cast(AccountLimit, current_app.extensions["account_limit"])


@dataclass(frozen=True, slots=True)
class Rates:
    """How often is too often, such as 10/minute: uploads and logins for an address, failed logins and applications for an account."""

    uploads: str
    login: str
    account: str
    applications: str
    tasks: str = "600/minute"
    guests: str = "20/hour"
    searches: str = "30/minute"


def attach(app: Flask, redis_url: str | None, rates: Rates) -> None:
    """Counts for this application; a Redis that fails is replaced by memory until it is back."""
    app.extensions["account_limit"] = AccountLimit(rates.account, redis_url)
    app.config |= {
        "RATE_LIMIT_UPLOADS": rates.uploads,
        "RATE_LIMIT_LOGIN": rates.login,
        "RATE_LIMIT_APPLICATIONS": rates.applications,
        "RATE_LIMIT_TASKS": rates.tasks,
        "RATE_LIMIT_GUESTS": rates.guests,
        "RATE_LIMIT_SEARCHES": rates.searches,
        "RATELIMIT_STORAGE_URI": f"{_SCHEME}+{redis_url}" if redis_url else "memory://",
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": bool(redis_url),
    }
    app.after_request(_retry_when_it_helps)  # before the limiter's own, so that it runs after that
    _limiter.init_app(app)


def _retry_when_it_helps(response: Response) -> Response:
    """The limiter says Retry-After on every answer; only a refusal has one, and a server that is down its own."""
    if "retry_after" in g:
        response.headers["Retry-After"] = g.retry_after
    elif response.status_code != 429:
        response.headers.pop("Retry-After", None)
    return response


def _key(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


def _redis(url: str) -> Storage:
    return cast(Storage, storage_from_string(f"{_SCHEME}+{url}"))
