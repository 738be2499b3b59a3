"""Postgres killed, hung, out of reach, full, read-only or slow: 503 that says when to come back, in time, and back by itself."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.faults.conftest import House, needs

IN_TIME_S, BACK_S = 5.0, 10.0
CLIENTS = 20


def assert_come_back_later(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["code"] == "unavailable"


def kill(house: House) -> Callable[[], None]:
    os.kill(house.postgres.pid, signal.SIGKILL)
    return house.postgres.start


def stop(house: House) -> Callable[[], None]:
    house.postgres.signal(signal.SIGSTOP)
    return lambda: house.postgres.signal(signal.SIGCONT)


def hang(house: House) -> Callable[[], None]:
    house.database_line.turn("hang")
    return lambda: house.database_line.turn("pass")


def cut(house: House) -> Callable[[], None]:
    house.database_line.turn("cut")
    return lambda: house.database_line.turn("pass")


@pytest.mark.parametrize("hurt", [kill, stop, *(pytest.param(one, marks=pytest.mark.heavy) for one in (hang, cut))])
def test_without_postgres_everybody_is_told_in_time_and_it_is_back_without_a_restart(
    well: House, hurt: Callable[[House], Callable[[], None]]
) -> None:
    server = [one.pid for one in well.program.members()]
    name = f"Nobody {hurt.__name__.title()}"

    def asked(number: int) -> tuple[httpx.Response, float]:
        begun = time.monotonic()
        path = ("/api/v1/resumes", "/api/v1/jobs", "/results", "/api/v1/health/ready")[number % 4]
        return well.ask("GET", path), time.monotonic() - begun

    with ThreadPoolExecutor(CLIENTS) as clients:
        # Opens as many lines as there are threads, all of which are found dead then; and says how busy this machine is.
        usual_s = max(took for _, took in clients.map(asked, range(CLIENTS)))
        mend = hurt(well)
        answers = list(clients.map(asked, range(CLIENTS)))
    refused = well.upload(name)
    mend()
    back_s = well.wait_until_well()
    for answer in (*(answer for answer, _ in answers), refused):
        assert_come_back_later(answer)
    assert max(took for _, took in answers) < IN_TIME_S + usual_s
    assert back_s < BACK_S
    assert well.upload(name).status_code == 201
    assert [one.pid for one in well.program.members()] == server


def test_a_server_that_lives_says_so_while_postgres_hangs(well: House) -> None:
    well.database_line.turn("hang")
    with ThreadPoolExecutor(CLIENTS) as clients:
        asking = [clients.submit(well.ask, "GET", "/api/v1/jobs") for _ in range(CLIENTS)]
        begun = time.monotonic()
        assert well.ask("GET", "/api/v1/health").status_code == 200
        assert time.monotonic() - begun < IN_TIME_S
        assert {one.result().status_code for one in asking} == {503}


def test_a_full_disk_of_the_database_refuses_writes_and_loses_none_that_it_took(well: House) -> None:
    needs(well.postgres.disk)
    before = well.ask("GET", "/api/v1/resumes").json()["total"]
    taken, refused = [], None
    well.postgres.disk.fill()
    for number in range(60):
        answer = well.upload("Full " + "".join(chr(97 + int(digit)) for digit in str(number)))
        if answer.status_code == 201:
            taken.append(answer.json()["resume_id"])
        elif (refused := answer).status_code >= 500:
            break
    assert refused is not None
    assert_come_back_later(refused)
    well.postgres.disk.free()
    well.postgres.start()
    assert well.wait_until_well() < BACK_S
    assert well.upload("Full No More").status_code == 201
    assert all(well.ask("GET", f"/api/v1/resumes/{key}/file").status_code == 200 for key in taken)
    assert well.ask("GET", "/api/v1/resumes").json()["total"] == before + len(taken) + 1


def test_a_read_only_postgres_goes_on_answering_and_refuses_to_write(well: House) -> None:
    well.postgres.say("alter system set default_transaction_read_only = on", "select pg_reload_conf()")
    try:
        time.sleep(0.5)
        assert well.ask("GET", "/api/v1/jobs").status_code == 200
        assert well.ask("GET", "/skills?q=python").status_code == 200
        assert_come_back_later(well.upload("Read Only"))
        assert_come_back_later(well.ask("POST", "/uploadJD", json={"text": "Backend Developer\n\nRequirements\n- Go"}))
    finally:
        well.postgres.say("alter system reset default_transaction_read_only", "select pg_reload_conf()")
        time.sleep(0.5)
    assert well.upload("Read Only").status_code == 201


@pytest.mark.heavy
def test_a_slow_postgres_makes_answers_slow_and_wrong_none(well: House) -> None:
    well.database_line.turn("slow", delay_s=0.05)
    answers = [well.upload("Slow Line"), well.ask("GET", "/api/v1/resumes"), well.ask("GET", "/api/v1/jobs")]
    assert [answer.is_success for answer in answers] == [True, True, True]


def test_a_full_disk_of_originals_stores_nothing_half(well: House) -> None:
    needs(well.uploads)
    before = well.ask("GET", "/api/v1/resumes").json()["total"]
    well.uploads.fill()
    refused = well.upload("Full Disk")
    files = [path for path in well.uploads.folder.rglob("*") if "writing" in path.name]
    assert (refused.status_code, refused.json()["code"]) == (503, "storage_full")
    assert int(refused.headers["Retry-After"]) > 0
    assert files == []
    assert well.ask("GET", "/api/v1/resumes").json()["total"] == before
    well.uploads.free()
    assert well.upload("Full Disk").status_code == 201
