"""Boards are asked within their limits, again after failures, not while they rest, and never beyond a deadline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from cache import MemoryStore
from connectors.boards.ashby import Ashby
from connectors.boards.asking import Asking
from connectors.boards.board import Terms
from connectors.boards.breaker import Breaker
from connectors.boards.budgets import Budgets, FileBudgets, MemoryBudgets, RedisBudgets, open_budgets
from connectors.boards.kept import Kept
from connectors.boards.posting import Query
from connectors.boards.refusals import BadAnswer, Late, Resting, Spent
from connectors.boards.searching import search
from connectors.outbound import NoAnswer
from tests.connectors.board_server import Town, hung_up, said, slow


class Quick(Ashby):
    """A board whose terms a test can wait for."""

    terms = Terms(5, 0.5, keep_s=0.0)


def quick(town: Town, **terms: Any) -> Quick:
    made = type("Quick", (Quick,), {"terms": replace(Quick.terms, **terms)})
    board: Quick = made(("nordwind",), town["ashby"].base)
    return board


def asked(asking: Asking, board: Quick, seconds: float = 5.0) -> object:
    return asking.reader(board, time.monotonic() + seconds).json(f"{board.base}/posting-api/job-board/nordwind")


def test_a_limit_is_kept_from_many_threads_and_the_server_counts(town: Town) -> None:
    board, asking = quick(town), town.asking()

    def ask(_: int) -> str:
        try:
            asked(asking, board, 3.0)
        except Spent:
            return "spent"
        except (NoAnswer, Late):  # a machine with much else to do
            return "late"
        return "well"

    with ThreadPoolExecutor(24) as pool:
        found = list(pool.map(ask, range(60)))
    assert town["ashby"].most_in(0.5) <= 5
    assert 10 <= found.count("well") <= len(town["ashby"].calls) <= 60


def test_retries_count_as_calls_too(town: Town) -> None:
    board, asking = quick(town), town.asking()
    town["ashby"].always = said({}, 503)

    def ask(_: int) -> None:
        with pytest.raises((BadAnswer, Spent, Late)):
            asked(asking, board, 1.3)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(8)))
    assert town["ashby"].most_in(0.5) <= 5


def test_redirects_count_as_calls_and_stay_on_the_boards_own_servers(town: Town) -> None:
    board, asking = quick(town, calls=2, per_s=60.0), town.asking()
    town["ashby"].always = said("", 302, Location="/again")
    with pytest.raises(Spent):
        asked(asking, board)
    assert len(town["ashby"].calls) == 2
    web = replace(town.web, allowed=town.web.allowed | {f"localhost:{town['lever'].port}"})
    own = town.asking(web=web)
    town["ashby"].always = said("", 302, Location=f"http://localhost:{town['lever'].port}/")
    (heard,) = search([board], Query(), own)
    assert heard.problem
    assert heard.problem.code == "board_forbidden_address"
    assert town["lever"].connections == 0


def test_who_may_not_ask_is_told_when_they_may(town: Town) -> None:
    board, asking = quick(town, calls=1, per_s=120.0), town.asking()
    asked(asking, board)
    with pytest.raises(Spent) as caught:
        asked(asking, board)
    assert 100 < caught.value.retry_after_s <= 123
    (heard,) = search([board], Query(), asking)
    assert heard.problem
    assert (heard.problem.code, heard.problem.retry_after_s) == ("board_budget_spent", caught.value.retry_after_s)


def test_remotive_is_asked_four_times_a_day_at_most_whatever_goes_wrong(town: Town, tmp_path: Path) -> None:
    town["remotive"].always = said("broken")
    for _ in range(3):  # the process is started anew, and counts go on
        asking = town.asking(budgets=FileBudgets(tmp_path / "budgets.json"))
        for _ in range(3):
            list(search(town.boards("remotive"), Query(), asking))
    assert len(town["remotive"].calls) == 4
    (heard,) = search(town.boards("remotive"), Query(), asking)
    assert heard.problem
    assert heard.problem.code == "board_budget_spent"
    assert (heard.problem.retry_after_s or 0) > 80_000


def test_an_answer_of_remotive_outlives_the_process_in_the_store(town: Town) -> None:
    store = MemoryStore()
    for _ in range(3):
        (heard,) = search(town.boards("remotive"), Query(), town.asking(kept=Kept(store)))
        assert len(heard.postings) == 3
    assert len(town["remotive"].calls) == 1


def test_many_who_ask_the_same_at_once_cost_one_call(town: Town) -> None:
    asking = town.asking()
    town["remotive"].says = [slow(0.3)]
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda _: list(search(town.boards("remotive"), Query(), asking)), range(12)))
    assert len(town["remotive"].calls) == 1
    assert all(one[0].problem is None for one in found)


def test_kept_answers_make_room_beyond_their_bound() -> None:
    kept = Kept(most_bytes=100)
    for number in range(10):
        kept.put(f"https://a.example/{number}", b"x" * 30, 60)
    assert [kept.get(f"https://a.example/{number}") is not None for number in range(10)] == [False] * 7 + [True] * 3


@pytest.mark.parametrize("after", ["1", lambda: formatdate(time.time() + 1.9, usegmt=True)])
def test_a_server_that_says_later_is_asked_later(town: Town, after: str | Callable[[], str]) -> None:
    board, asking = quick(town), town.asking()
    town["ashby"].says = [said({}, 429, Retry_After=after if isinstance(after, str) else after())]
    began = time.monotonic()
    assert asked(asking, board)
    assert len(town["ashby"].calls) == 2
    assert town["ashby"].calls[1][0] - town["ashby"].calls[0][0] >= 0.9
    assert time.monotonic() - began < 4


def test_a_server_that_says_much_later_is_left_alone_by_everybody(town: Town) -> None:
    board, asking = quick(town), town.asking()
    town["ashby"].says = [said({}, 429, Retry_After="999999999")]
    with pytest.raises(Resting):
        asked(asking, board)
    with pytest.raises(Resting) as caught:
        asked(asking, board)
    assert 3000 < caught.value.retry_after_s <= 3600
    assert len(town["ashby"].calls) == 1


@pytest.mark.parametrize("wrong", [said({}, 500), said({}, 502), said({}, 429), hung_up])
def test_a_server_that_fails_is_asked_again_with_growing_pauses(town: Town, wrong: Any) -> None:
    board, asking = quick(town), town.asking(jitter=lambda: 1.0)
    town["ashby"].says = [wrong, wrong]
    assert asked(asking, board)
    first, second, third = (at for at, _ in town["ashby"].calls)
    assert second - first >= 0.19
    assert third - second >= 0.38


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 304, 204])
def test_what_asking_again_cannot_mend_is_not_asked_again(town: Town, status: int) -> None:
    board, asking = quick(town), town.asking()
    town["ashby"].always = said({}, status)
    with pytest.raises((BadAnswer, NoAnswer)):
        asked(asking, board)
    assert len(town["ashby"].calls) == (1 if status not in (204, 304) else len(town["ashby"].calls))


def test_tries_are_bounded(town: Town) -> None:
    board, asking = quick(town), town.asking()
    town["ashby"].always = said({}, 500)
    with pytest.raises(BadAnswer, match="status_500"):
        asked(asking, board)
    assert len(town["ashby"].calls) == 3


def test_a_server_that_keeps_failing_is_left_alone_then_tried_once(town: Town) -> None:
    now = [0.0]
    board = quick(town, calls=1000, tries=1)
    asking = town.asking(breaker=Breaker(failures=3, rest_s=30, clock=lambda: now[0]))
    town["ashby"].always = said({}, 500)
    for _ in range(3):
        with pytest.raises(BadAnswer):
            asked(asking, board)
    for _ in range(5):
        with pytest.raises(Resting):
            asked(asking, board)
    assert len(town["ashby"].calls) == 3
    now[0] = 31
    with pytest.raises(BadAnswer):
        asked(asking, board)
    with pytest.raises(Resting):
        asked(asking, board)
    assert len(town["ashby"].calls) == 4
    now[0], town["ashby"].always = 62, None
    assert asked(asking, board)
    assert asked(asking, board)


def test_only_one_tries_a_server_that_rested() -> None:
    now = [0.0]
    breaker = Breaker(failures=1, rest_s=10, clock=lambda: now[0])
    breaker.enter("a")
    breaker.ended("a", False)
    now[0] = 11
    breaker.enter("a")
    with pytest.raises(Resting):
        breaker.enter("a")
    breaker.ended("a", True)
    breaker.enter("a")
    breaker.enter("b")


def test_all_ends_in_time_and_no_thread_stays(town: Town) -> None:
    before = threading.active_count()
    for name in ("greenhouse", "lever", "workable"):
        town[name].always = slow(6)
    began = time.monotonic()
    found = {
        one.board: one
        for one in search(
            town.boards("greenhouse", "lever", "workable", "ashby"), Query(), town.asking(), deadline_s=1.0
        )
    }
    assert time.monotonic() - began < 2.0
    assert found["ashby"].problem is None
    assert len(found["ashby"].postings) == 3
    for name in ("greenhouse", "lever", "workable"):
        assert found[name].problem
        assert found[name].postings == ()
    deadline = time.monotonic() + 1.0
    while time.monotonic() < deadline and any(one.name == "job-boards" for one in threading.enumerate()):
        time.sleep(0.02)
    assert not [one for one in threading.enumerate() if one.name == "job-boards"]
    assert threading.active_count() >= before


def test_who_stops_listening_ends_the_search(town: Town) -> None:
    town["lever"].jobs = []
    for name in ("greenhouse", "workable"):
        town[name].always = said({}, 500)
    found = search(town.boards("lever", "greenhouse", "workable"), Query(), town.asking(jitter=lambda: 1.0), at_once=3)
    next(found)
    found.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 2.0
    while time.monotonic() < deadline and any(one.name == "job-boards" for one in threading.enumerate()):
        time.sleep(0.02)
    assert not [one for one in threading.enumerate() if one.name == "job-boards"]


def test_answers_come_in_the_order_in_which_boards_answer(town: Town) -> None:
    town["greenhouse"].says = [slow(0.5)]
    assert [one.board for one in search(town.boards("greenhouse", "ashby"), Query(), town.asking())] == [
        "ashby",
        "greenhouse",
    ]


def test_a_board_with_many_companies_keeps_nobody_waiting(town: Town) -> None:
    companies = tuple(f"company{number}" for number in range(8))
    boards = (*town.boards("lever", companies=companies), *town.boards("ashby"))
    found = list(search(boards, Query(), town.asking(), at_once=2, deadline_s=2.5))
    assert len(found) == 9
    assert next(one for one in found if one.board == "ashby").problem is None
    assert any(one.problem and one.problem.code in ("board_budget_spent", "board_late") for one in found)
    assert town["lever"].most_in(2.0) <= 2


@pytest.fixture(params=["memory", "file", "redis"])
def budgets(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Budgets]:
    if request.param == "redis":
        url = request.getfixturevalue("redis_url")
        return lambda: RedisBudgets(url)
    made = open_budgets() if request.param == "memory" else None
    return lambda: made or FileBudgets(tmp_path / "deep" / "budgets.json")


def test_calls_are_reserved_by_all_together_and_none_too_early(budgets: Callable[[], Budgets]) -> None:
    both = (budgets(), budgets())
    waits: list[float] = []

    def take(number: int) -> None:
        began = time.monotonic()
        wait_s = both[number % 2].take("board@a", 4, 10.0, 25.0)
        waits.append(round(wait_s + (time.monotonic() - began) / 1000, 1))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(take, range(12)))
    waits.sort()
    assert waits[:4] == [0.0] * 4
    assert all(9.5 < one < 10.5 for one in waits[4:8])
    assert all(19.5 < one < 21 for one in waits[8:])
    with pytest.raises(Spent) as caught:
        both[0].take("board@a", 4, 10.0, 25.0)
    assert 29 <= caught.value.retry_after_s <= 31
    assert both[1].take("board@b", 4, 10.0, 0.0) == 0.0


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    now = [1_000_000.0]
    budgets = MemoryBudgets(lambda: now[0])
    budgets.take("a", 1, 60.0, 0.0)
    now[0] = 1000.0
    assert budgets.take("a", 1, 60.0, 0.0) == 0.0


def test_counting_goes_on_here_while_redis_is_away() -> None:
    budgets = RedisBudgets("redis://127.0.0.1:9/0")
    budgets.take("a", 1, 60.0, 0.0)
    with pytest.raises(Spent):
        budgets.take("a", 1, 60.0, 0.0)
