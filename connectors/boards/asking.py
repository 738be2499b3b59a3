"""Asks boards' servers politely: within their limits, again after failures, not while they rest, and never beyond a deadline."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from connectors.boards.board import Board
from connectors.boards.breaker import Breaker
from connectors.boards.budgets import Budgets, MemoryBudgets
from connectors.boards.kept import Kept
from connectors.boards.refusals import BadAnswer, Late, Resting
from connectors.boards.turns import Turns
from connectors.outbound import Answer, NoAnswer, Outbound, Refused
from errors import AppError

CALL_S = 5.0
MOST_BYTES = 2_000_000
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 3.0
_LEAST_S = 0.05
"""With less time than this nothing is begun."""
_ENOUGH_S = 0.3
"""A call that would begin with less than this to go is better not reserved."""
_FAIR_S = 1.0
"""Who did not answer in less than this is not to blame."""
# Problems that asking again cannot mend, and that say nothing of the server's health.
_FINAL = frozenset({"answer_too_large", "packed_answer", "too_many_redirects"})


@dataclass(frozen=True, slots=True)
class Asking:
    """What all boards are asked with; one for a process, used by many threads.

    Attributes:
        web: The way out; addresses in its ``allowed`` may be local, for tests and intranets.
        budgets: Counts calls, also those of other processes.
        turns: Orders those of this one.
        kept: Answers that are used again.
        breaker: Servers that are left alone.
        call_s: For one call with its redirects.
        most_bytes: Of an answer.
    """

    web: Outbound
    budgets: Budgets = field(default_factory=MemoryBudgets)
    turns: Turns = field(default_factory=Turns)
    kept: Kept = field(default_factory=Kept)
    breaker: Breaker = field(default_factory=Breaker)
    call_s: float = CALL_S
    most_bytes: int = MOST_BYTES
    jitter: Callable[[], float] = random.random

    def reader(self, board: Board, ends_at: float, stop: threading.Event | None = None) -> BoardReader:
        """A way to one board's servers that ends at ``ends_at`` of the monotonic clock, or when ``stop`` is set."""
        return BoardReader(self, board, ends_at, stop or threading.Event())


class BoardReader:
    """A ``Reader``: one board's, for one search."""

    def __init__(self, asking: Asking, board: Board, ends_at: float, stop: threading.Event) -> None:
        self._asking, self._terms, self._name = asking, board.terms, board.name
        self._hosts, self._ends_at, self._stop = board.hosts, ends_at, stop

    def json(self, url: str, *, keep: bool = True, missing: bool = False) -> object:
        """Reads JSON; numbers that are none are left out, halves of characters stay for the cleaning."""
        try:
            return parsed(self._kept(url, keep, "application/json", parsed))
        except BadAnswer as exc:
            if missing and exc.problem in ("status_404", "status_410"):
                return None
            raise

    def page(self, url: str, *, keep: bool = True, accept: str = "text/html") -> bytes:
        """Reads a body, a kept one if there is one."""
        return self._kept(url, keep, accept, len)

    def _kept(self, url: str, keep: bool, accept: str, check: Callable[[bytes], object]) -> bytes:
        """What ``check`` raises an error about is not kept."""
        keep_s, outlives = (self._terms.keep_s if keep else 0.0), self._terms.outlives
        if not keep_s:
            return self._fetched(url, accept)
        with self._asking.kept.alone(url, self._left()):
            found = self._asking.kept.get(url, outlives=outlives)
            if found is None:
                found = self._fetched(url, accept)
                check(found)
                self._asking.kept.put(url, found, keep_s, outlives=outlives)
            return found

    def _fetched(self, url: str, accept: str) -> bytes:
        target = self._asking.web.check(url)
        for again in range(self._terms.tries):
            is_last = again + 1 == self._terms.tries
            try:
                answer = self._asked(target, accept)
            except NoAnswer as exc:
                if is_last or exc.problem in _FINAL:
                    raise
                self._pause(again, 0.0, exc)
                continue
            if answer.status == 200:
                return answer.body
            problem, after_s = BadAnswer(f"status_{answer.status}"), _retry_after_s(answer)
            if answer.status == 429 or (answer.status == 503 and after_s):
                self._asking.breaker.rest(_place(target), after_s)
            if is_last or not (answer.status == 429 or answer.status >= 500):
                raise problem
            if after_s > min(_LONGEST_PAUSE_S, self._left(late=False)):
                raise Resting(after_s)
            self._pause(again, after_s + 0.01 if after_s else 0.0, problem)
        raise Late

    def _asked(self, target: httpx.URL, accept: str) -> Answer:
        """One call: its turn awaited, let through, made within what is left of the time, and remembered as good or bad."""
        place = _place(target)
        is_well: bool | None = None
        self._asking.breaker.check(place)
        with ExitStack() as turn:
            self._await_turn(target, turn)
            self._asking.breaker.enter(place)  # again: others may have been told to wait while we waited for our turn
            began, given_s = time.monotonic(), min(self._asking.call_s, self._left())
            try:
                answer = self._web(given_s).get(
                    str(target), {"Accept": accept}, each=lambda further: self._redirected(further, turn)
                )
                is_well = None if answer.status == 429 else answer.status < 500
                return answer
            except NoAnswer as exc:
                is_fair = exc.problem != "timeout" or time.monotonic() - began >= _FAIR_S
                is_well = None if exc.problem in _FINAL or not is_fair else False
                raise
            finally:
                self._asking.breaker.ended(place, is_well)

    def _web(self, given_s: float) -> Outbound:
        web = self._asking.web
        return replace(
            web, timeout_s=given_s, connect_s=min(web.connect_s, given_s), most_bytes=self._asking.most_bytes
        )

    def _redirected(self, target: httpx.URL, turn: ExitStack) -> None:
        """A redirect is a call like any other, and leads to the board's own servers only."""
        if not self._is_own(target):
            raise Refused("The board leads to a server that is not its own.")
        turn.close()
        self._await_turn(target, turn)

    def _is_own(self, target: httpx.URL) -> bool:
        host = target.host.lower()
        return any(host == own or host.endswith(f".{own}") for own in self._hosts)

    def _await_turn(self, target: httpx.URL, turn: ExitStack) -> None:
        """Among the threads of this process, then among all processes."""
        key, terms = f"{self._name}@{_place(target)}", self._terms
        most_wait_s = max(0.0, self._left() - _ENOUGH_S)
        turn.enter_context(self._asking.turns.turn(key, terms.calls, terms.per_s, most_wait_s, self._stop))
        most_wait_s = max(0.0, self._left() - _ENOUGH_S)
        self._wait(self._asking.budgets.take(key, terms.calls, terms.per_s, most_wait_s))

    def _pause(self, again: int, at_least_s: float, problem: AppError) -> None:
        """Twice as long each time, and anywhere in between, so that many who failed together do not come back together.

        Raises ``problem`` where there is no time left for that.
        """
        pause_s = _FIRST_PAUSE_S * 2**again * (0.5 + self._asking.jitter() / 2)
        if max(pause_s, at_least_s) + _LEAST_S > self._left(late=False):
            raise problem
        self._wait(max(pause_s, at_least_s))

    def _wait(self, seconds: float) -> None:
        if seconds > self._left():
            raise Late
        if seconds > 0 and self._stop.wait(seconds):
            raise Late

    def _left(self, *, late: bool = True) -> float:
        left = self._ends_at - time.monotonic()
        if late and (left < _LEAST_S or self._stop.is_set()):
            raise Late
        return max(0.0, left)


def parsed(body: bytes) -> object:
    """Reads JSON of strangers.

    Raises:
        BadAnswer: It is none, or nested too deeply.
    """
    try:
        return json.loads(body.decode("utf-8-sig", "replace"), strict=False, parse_constant=_nothing, parse_int=_whole)
    except RecursionError:
        raise BadAnswer("too_deep") from None
    except ValueError:
        raise BadAnswer("no_json") from None


def _nothing(said: str) -> None:
    """For NaN and Infinity, which JSON does not have."""


def _whole(said: str) -> Any:
    return int(said) if len(said) <= 19 else None


def _place(target: httpx.URL) -> str:
    return f"{target.host.lower()}:{target.port or {'https': 443}.get(target.scheme, 80)}"


def _retry_after_s(answer: Answer) -> float:
    """Seconds or a date (RFC 9110, 10.2.3); 0 where it says nothing that can be read."""
    said = answer.headers.get("retry-after", "").strip()[:60]
    if said.isascii() and said.isdigit():
        return float(min(int(said[:9]), 86_400))
    try:
        at = parsedate_to_datetime(said)
    except (ValueError, IndexError, TypeError):
        return 0.0
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - datetime.now(UTC)).total_seconds()), 86_400.0)
