"""Answers that are used again instead of asking: in this process, bounded, and where a board asks for it in the shared store."""

from __future__ import annotations

import base64
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cache import Store
from connectors.boards.refusals import Late

MOST_BYTES = 32_000_000


class Kept:
    """Bodies by address. The oldest make room beyond ``most_bytes``; who wants the same address waits for the first."""

    def __init__(
        self, store: Store | None = None, most_bytes: int = MOST_BYTES, clock: Callable[[], float] = time.time
    ) -> None:
        self._store, self._most, self._clock = store, most_bytes, clock
        self._bodies: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()
        self._asked: dict[str, tuple[threading.Lock, int]] = {}

    def get(self, url: str, *, outlives: bool = False) -> bytes | None:
        """The body, None when there is none any more."""
        with self._lock:
            body, until = self._bodies.get(url, (b"", 0.0))
        if until > self._clock():
            return body
        return self._stored(url) if outlives else None

    def put(self, url: str, body: bytes, keep_s: float, *, outlives: bool = False) -> None:
        """Keeps a body for so many seconds."""
        if outlives and self._store:
            until = self._clock() + keep_s
            said = f"{until} {base64.b64encode(zlib.compress(body, 1)).decode('ascii')}"
            self._store.put(f"boards:{url}", said, int(keep_s))
        self._put(url, body, self._clock() + keep_s)

    @contextmanager
    def alone(self, url: str, most_wait_s: float) -> Iterator[None]:
        """One after the other for the same address: the second finds what the first got.

        Raises:
            Late: The first was not ready in time.
        """
        with self._lock:
            lock, waiting = self._asked.get(url, (threading.Lock(), 0))
            self._asked[url] = (lock, waiting + 1)
        try:
            if not lock.acquire(timeout=max(0.0, most_wait_s)):
                raise Late
            try:
                yield
            finally:
                lock.release()
        finally:
            with self._lock:
                lock, waiting = self._asked.pop(url)
                if waiting > 1:
                    self._asked[url] = (lock, waiting - 1)

    def _put(self, url: str, body: bytes, until: float) -> None:
        with self._lock:
            self._size -= len(self._bodies.pop(url, (b"", 0.0))[0])
            self._bodies[url] = (body, until)
            self._size += len(body)
            while self._size > self._most:
                self._size -= len(self._bodies.popitem(last=False)[1][0])

    def _stored(self, url: str) -> bytes | None:
        said = self._store.get(f"boards:{url}") if self._store else None
        if said is None:
            return None
        try:
            until, _, packed = said.partition(" ")
            body = zlib.decompress(base64.b64decode(packed))
            left_s = float(until) - self._clock()
        except (ValueError, zlib.error):
            return None
        if left_s <= 0:
            return None
        self._put(url, body, float(until))
        return body
