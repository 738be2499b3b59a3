"""One small key-value store: Redis, a JSON file or memory; it forgets rather than fails and knows nothing of its values."""

from __future__ import annotations

import fcntl
import functools
import json
import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from redis import Redis

log = logging.getLogger(__name__)

REDIS_TIMEOUT_S = 0.1  # connecting, greeting and asking stay under 250 ms together
PAUSE_AFTER_FAILURE_S = 30.0
FILE_ENTRIES = 500


class Store(Protocol):
    """Text values under text keys, each for a limited time."""

    def get(self, key: str) -> str | None:
        """Returns the value, or None when there is none any more."""

    def put(self, key: str, value: str, ttl_s: int) -> None:
        """Keeps the value for ``ttl_s`` seconds; replaces an older one."""

    def drop(self, key: str) -> None:
        """Forgets the value; unknown keys are fine."""


def open_store(redis_url: str | None = None, path: Path | None = None) -> Store:
    """Chooses the store once: Redis when there is an address, else the file, else memory. A failing one is a miss."""
    if redis_url:
        return Forgiving(RedisStore(redis_url))
    return Forgiving(FileStore(path)) if path else MemoryStore()


class Forgiving:
    """A store whose failures are misses; after one it is left alone for a while, so a dead server costs time once."""

    def __init__(self, store: Store, pause_s: float = PAUSE_AFTER_FAILURE_S) -> None:
        self._store, self._pause_s = store, pause_s
        self._resume_at = 0.0

    def get(self, key: str) -> str | None:
        """Returns the value; None also when the store fails."""
        found = self._try("get", key)
        return found if isinstance(found, str) else None

    def put(self, key: str, value: str, ttl_s: int) -> None:
        """Keeps the value if the store can."""
        self._try("put", key, value, ttl_s)

    def drop(self, key: str) -> None:
        """Forgets the value if the store can."""
        self._try("drop", key)

    def _try(self, verb: str, *args: Any) -> object:
        if time.monotonic() < self._resume_at:
            return None
        try:
            return getattr(self._store, verb)(*args)
        except _failures() as exc:
            self._resume_at = time.monotonic() + self._pause_s
            log.warning("cache_failed", extra={"verb": verb, "error": type(exc).__name__})
            return None


def _failures() -> tuple[type[Exception], ...]:
    from redis.exceptions import RedisError

    return (RedisError, OSError, ValueError)


class MemoryStore:
    """Values of this process, lost at its end; the oldest make room beyond 10,000."""

    _MOST = 10_000

    def __init__(self) -> None:
        self._entries: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def get(self, key: str) -> str | None:
        """Returns the value while it lives."""
        with self._lock:
            value, expires = self._entries.get(key, (None, 0.0))
        return value if expires > time.time() else None

    def put(self, key: str, value: str, ttl_s: int) -> None:
        """Keeps the value."""
        with self._lock:
            self._entries.pop(key, None)
            self._entries[key] = (value, time.time() + ttl_s)
            while len(self._entries) > self._MOST:
                del self._entries[next(iter(self._entries))]

    def drop(self, key: str) -> None:
        """Forgets the value."""
        with self._lock:
            self._entries.pop(key, None)


class FileStore:
    """Values in one JSON file that several processes may share; the oldest make room beyond 500."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def get(self, key: str) -> str | None:
        """Returns the value while it lives; a broken file reads as an empty one."""
        entry = self._read().get(key)
        return entry["value"] if entry and entry["expires"] > time.time() else None

    def put(self, key: str, value: str, ttl_s: int) -> None:
        """Writes the file anew with the value in it."""
        with self._changing() as entries:
            entries.pop(key, None)
            entries[key] = {"value": value, "expires": time.time() + ttl_s}
            for oldest in list(entries)[: max(0, len(entries) - FILE_ENTRIES)]:
                del entries[oldest]

    def drop(self, key: str) -> None:
        """Writes the file anew without the value."""
        with self._changing() as entries:
            entries.pop(key, None)

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Any]]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # The lock is on a file beside: the file itself is replaced, and a lock on the old one would hold nobody.
        with self._lock, open(self._path.with_name(self._path.name + ".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            entries = self._read()
            yield entries
            self._write(entries)

    def _read(self) -> dict[str, Any]:
        try:
            entries = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError:
            log.warning("cache_file_broken")
            return {}
        return {key: e for key, e in entries.items() if _is_entry(e)} if isinstance(entries, dict) else {}

    def _write(self, entries: dict[str, Any]) -> None:
        handle, temporary = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(entries, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self._path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def _is_entry(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("value"), str)
        and isinstance(entry.get("expires"), (int, float))
    )


class Rest:
    """When a server that did not answer is asked again; all who ask the same one share it, so a dead one costs time once."""

    def __init__(self, pause_s: float = PAUSE_AFTER_FAILURE_S) -> None:
        self._pause_s, self._until = pause_s, 0.0

    @property
    def is_on(self) -> bool:
        """It is not to be asked yet."""
        return time.monotonic() < self._until

    def begin(self) -> None:
        """It did not answer."""
        self._until = time.monotonic() + self._pause_s


@functools.cache
def rest_of(url: str) -> Rest:
    """The one of an address in this process."""
    return Rest()


def open_redis(url: str, rest: Rest | None = None, **options: Any) -> Redis:
    """Makes a client that waits once for an answer, and then fails at once for as long as the address rests.

    By default a client would try eleven times, with pauses between.
    """
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.exceptions import ConnectionError, TimeoutError
    from redis.retry import Retry

    client = Redis.from_url(
        url,
        socket_timeout=REDIS_TIMEOUT_S,
        socket_connect_timeout=REDIS_TIMEOUT_S,
        retry=Retry(NoBackoff(), 0),
        protocol=2,  # no greeting to wait for: a silent server costs one timeout
        driver_info=None,
        **options,
    )
    pause = rest or rest_of(url)
    ask: Callable[..., Any] = client.execute_command

    def ask_unless_resting(*args: Any, **given: Any) -> Any:
        if pause.is_on:
            raise ConnectionError("it did not answer a moment ago")
        try:
            return ask(*args, **given)
        except (ConnectionError, TimeoutError):
            pause.begin()
            raise

    client.execute_command = ask_unless_resting  # type: ignore[method-assign]
    return client


class RedisStore:
    """Values in Redis, shared by every process and machine."""

    def __init__(self, url: str) -> None:
        self._redis = open_redis(url, decode_responses=True)

    def get(self, key: str) -> str | None:
        """Asks Redis."""
        found = self._redis.get(key)
        return found if isinstance(found, str) else None

    def put(self, key: str, value: str, ttl_s: int) -> None:
        """Tells Redis, with the time to live."""
        self._redis.set(key, value, ex=ttl_s)

    def drop(self, key: str) -> None:
        """Tells Redis to forget."""
        self._redis.delete(key)
