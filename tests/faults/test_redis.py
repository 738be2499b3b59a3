"""Redis down, silent, corrupt, full or slow: the same answers, no 5xx, and a moment lost once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from cache import REDIS_TIMEOUT_S
from tests.faults.conftest import AD, House
from tests.faults.proxy import RUBBISH, Proxy

MOST_ADDED_S = 0.25
WRONG_KIND, WRONG_VALUE = b"*1\r\n$3\r\nabc\r\n", b"$3\r\nabc\r\n"
_numbers = count(1)


@pytest.fixture
def afresh(well: House, clean_redis: Callable[..., Any]) -> House:
    """A process that has not met a bad Redis yet."""
    well.new_worker()
    return well


def work(house: House) -> list[Any]:
    """What asks Redis: uploads and logins are counted, ads are remembered. Gives what must be the same every time."""
    text = AD.format(number=next(_numbers))
    ad, again = (house.ask("POST", "/uploadJD", json={"text": text}).json() for _ in range(2))
    cv = house.upload("Ann Lee").json()["resume_id"]
    found = house.ask("POST", "/match", json={"resume_ids": [cv], "job_ids": [ad["job_id"]]}).json()["results"]
    login = house.ask("POST", "/api/v1/auth/login", json={"email": "nobody@example.org", "password": "wrong horse"})
    return [ad["skills"] == again["skills"], found[0]["matched_skills"], login.status_code]


def hurt(line: Proxy, tell: Callable[..., Any], how: str) -> None:
    if how == "full":
        tell("CONFIG", "SET", "maxmemory-policy", "noeviction")
        tell("CONFIG", "SET", "maxmemory", "1")
    elif how == "slow":
        line.turn("slow", delay_s=REDIS_TIMEOUT_S / 4)
    elif how in ("down", "silent", "cut"):
        line.turn({"down": "refuse", "silent": "hang", "cut": "cut"}[how])  # type: ignore[arg-type]
    else:
        line.says = {"rubbish": RUBBISH, "wrong kind": WRONG_KIND, "wrong value": WRONG_VALUE}[how]
        line.turn("rubbish")


@pytest.fixture(scope="module")
def right() -> list[Any]:
    """The answers with a good Redis, as the first test finds them."""
    return []


@pytest.mark.parametrize(
    "how",
    [
        *("down", "silent", "full", "rubbish"),
        *(pytest.param(how, marks=pytest.mark.heavy) for how in ("slow", "cut", "wrong kind", "wrong value")),
    ],
)
def test_a_bad_redis_changes_no_answer(
    afresh: House, clean_redis: Callable[..., Any], right: list[Any], how: str
) -> None:
    right[:] = right or work(afresh)
    assert (right[0], "Python" in right[1], right[2]) == (True, True, 401)
    hurt(afresh.redis_line, clean_redis, how)
    assert work(afresh) == right
    assert max(afresh.seen) < 500


def test_a_request_waits_for_a_silent_redis_250_ms_at_most_and_the_next_ones_do_not(
    afresh: House, clean_redis: Callable[..., Any]
) -> None:
    afresh.redis_line.turn("hang")
    body = {"email": "nobody@example.org", "password": "wrong horse"}

    def waited(path: str, given: dict[str, str]) -> float:
        before = afresh.redis_line.knocks
        afresh.ask("POST", path, json=given)
        return (afresh.redis_line.knocks - before) * REDIS_TIMEOUT_S

    first = [waited("/uploadJD", {"text": AD.format(number=0)}), waited("/api/v1/auth/login", body)]
    later = [waited("/uploadJD", {"text": AD.format(number=number)}) for number in (1, 2, 3)]
    assert 0 < sum(first) <= MOST_ADDED_S
    assert later == [0, 0, 0]


def test_rubbish_under_our_keys_is_no_job(afresh: House, clean_redis: Callable[..., Any]) -> None:
    text = AD.format(number=next(_numbers))
    first = afresh.ask("POST", "/uploadJD", json={"text": text}).json()
    kept = [key for key in clean_redis("KEYS", "*") if key.startswith("jd:")]
    assert kept
    for said in ("{", "[" * 50_000, "null", '{"title": 7}', "\ud7ff" * 10):
        for key in kept:
            clean_redis("SET", key, said)
        again = afresh.ask("POST", "/uploadJD", json={"text": text})
        assert (again.status_code, again.json()["skills"]) == (201, first["skills"])
    for key in clean_redis("KEYS", "*"):
        clean_redis("DEL", key)
        clean_redis("LPUSH", key, "of another kind")
    assert work(afresh)[2] == 401
    assert max(afresh.seen) < 500
