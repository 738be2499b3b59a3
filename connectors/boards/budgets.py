"""How often each board has been asked: calls are reserved before they are made, by all threads and processes together."""

from __future__ import annotations

import fcntl
import json
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from cache import open_redis
from connectors.boards.refusals import Spent

log = logging.getLogger(__name__)

_SLOWER, _LATER_S = 1.02, 0.05
"""Calls are counted where they arrive, and one may be on its way longer than the next: windows are a little longer here."""


class Budgets(Protocol):
    """Calls that are left, by name of a board and its server."""

    def take(self, key: str, calls: int, per_s: float, most_wait_s: float) -> float:
        """Reserves the next call such that no ``per_s`` seconds hold more than ``calls``; returns seconds until its time.

        Raises:
            Spent: It would be later than ``most_wait_s``; nothing was reserved.
        """


def open_budgets(redis_url: str | None = None, path: Path | None = None) -> Budgets:
    """Chooses once where calls are counted: in Redis, a file of this machine, or this process alone."""
    if redis_url:
        return RedisBudgets(redis_url)
    return FileBudgets(path) if path else MemoryBudgets()


def reserved(times: list[float], now: float, calls: int, per_s: float, most_wait_s: float) -> list[float]:
    """The times of the last calls with one more; pure, so that every place counts alike.

    A log of the last ``calls`` times and no bucket: a bucket that is full lets twice as many through in one window.

    Raises:
        Spent: The next one would be later than ``most_wait_s`` from now.
    """
    window = per_s * _SLOWER + _LATER_S
    # A clock that was set back must not lock a board for ever.
    known = [one for one in times if now - window < one <= now + 2 * window][-calls:]
    at = now if len(known) < calls else max(now, known[-calls] + window)
    if at - now > most_wait_s:
        raise Spent(at - now)
    return [*known, at]


class MemoryBudgets:
    """Counts in this process."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._times: dict[str, list[float]] = {}
        self._lock, self._clock = threading.Lock(), clock

    def take(self, key: str, calls: int, per_s: float, most_wait_s: float) -> float:
        """Reserves a call."""
        with self._lock:
            now = self._clock()
            self._times[key] = reserved(self._times.get(key, []), now, calls, per_s, most_wait_s)
            return self._times[key][-1] - now


class FileBudgets:
    """Counts in one JSON file for all processes of a machine; a restart forgets nothing."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path, self._clock = path, clock
        self._lock = threading.Lock()

    def take(self, key: str, calls: int, per_s: float, most_wait_s: float) -> float:
        """Reserves a call under a lock on the file."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock, open(self._path, "a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            times, now = _times_in(file.read()), self._clock()
            times[key] = reserved(times.get(key, []), now, calls, per_s, most_wait_s)
            file.truncate(0)
            json.dump(times, file)
            return times[key][-1] - now


# The same as ``reserved``, by the clock of Redis, which all machines share. Gives back milliseconds, or less than none.
_TAKE = """
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local calls, window, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local known = redis.call('LRANGE', KEYS[1], -calls, -1)
local at = now
if #known >= calls then at = math.max(now, tonumber(known[1]) + window) end
if at - now > most then return -(at - now) end
redis.call('RPUSH', KEYS[1], at)
redis.call('LTRIM', KEYS[1], -calls, -1)
redis.call('PEXPIRE', KEYS[1], math.ceil(at - now + window))
return at - now
"""


class RedisBudgets:
    """Counts in Redis for every machine; while that does not answer, in this process."""

    def __init__(self, url: str) -> None:
        self._redis = open_redis(url)
        self._here = MemoryBudgets()

    def take(self, key: str, calls: int, per_s: float, most_wait_s: float) -> float:
        """Reserves a call by one script, so that nobody counts in between."""
        from redis.exceptions import RedisError

        window = round((per_s * _SLOWER + _LATER_S) * 1000)
        try:
            found = self._redis.eval(_TAKE, 1, f"boards:{key}", calls, window, round(most_wait_s * 1000))
            wait_s = int(str(found)) / 1000
        except (RedisError, OSError, ValueError) as exc:
            log.warning("board_budget_failed", extra={"error": type(exc).__name__})
            return self._here.take(key, calls, per_s, most_wait_s)
        if wait_s < 0:
            raise Spent(-wait_s)
        return wait_s


def _times_in(written: str) -> dict[str, list[float]]:
    try:
        found = json.loads(written)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: [float(one) for one in times] for key, times in found.items() if isinstance(times, list)}
