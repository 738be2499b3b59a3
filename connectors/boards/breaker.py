"""Which servers are left alone for a while, since they failed several times in a row or told us to wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from connectors.boards.refusals import Resting

MOST_FAILURES = 5
REST_S = 30.0
LONGEST_REST_S = 3600.0


@dataclass(slots=True)
class _State:
    failures: int = 0
    rests_until: float = 0.0
    is_tried: bool = False


class Breaker:
    """Remembers failures by server. After ``failures`` in a row nobody asks for ``rest_s``, then one may try."""

    def __init__(
        self, failures: int = MOST_FAILURES, rest_s: float = REST_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._rest_s, self._clock = failures, rest_s, clock
        self._states: dict[str, _State] = {}
        self._lock = threading.Lock()

    def check(self, host: str) -> None:
        """Says beforehand whether a call would be let through now; raises like ``enter``."""
        with self._lock:
            self._refuse(self._states.get(host, _State()))

    def enter(self, host: str) -> None:
        """Lets a call through; each call that was let through ends with ``ended``.

        Raises:
            Resting: The server is left alone.
        """
        with self._lock:
            state = self._states.setdefault(host, _State())
            self._refuse(state)
            state.is_tried = state.failures >= self._most

    def ended(self, host: str, is_well: bool | None) -> None:
        """Notes how a call went; None for one that says nothing about the server."""
        with self._lock:
            state = self._states.setdefault(host, _State())
            state.is_tried = False
            if is_well:
                state.failures = 0
            elif is_well is False:
                state.failures += 1
                if state.failures >= self._most:
                    state.rests_until = self._clock() + self._rest_s

    def rest(self, host: str, seconds: float) -> None:
        """Leaves a server alone because it asks for that, at most an hour."""
        with self._lock:
            state = self._states.setdefault(host, _State())
            state.rests_until = max(state.rests_until, self._clock() + min(seconds, LONGEST_REST_S))

    def _refuse(self, state: _State) -> None:
        left = state.rests_until - self._clock()
        if left > 0:
            raise Resting(left)
        if state.is_tried:
            raise Resting(self._rest_s)
