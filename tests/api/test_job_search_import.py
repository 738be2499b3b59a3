"""A posting of a job board becomes a job, once, and closes when its day is over or it is gone from there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db import found_postings
from tasks import retention, searching
from tests.api.job_boards import SEARCH, WORDS, Place, a_job, place, search_app
from tests.connectors.board_server import said, town

__all__ = ["place", "search_app", "town"]


def take(place: Place, key: str) -> Any:
    client = place.app.test_client()
    return client.post(f"{SEARCH}/import", json={"posting_id": key})


def posting(place: Place, **asked: Any) -> Any:
    return place.found(**asked)["items"][0]["posting"]


def status_of(place: Place, job: str) -> str:
    return str(place.client.get(f"/api/v1/jobs/{job}").json["status"])


def a_day_later(place: Place) -> list[int]:
    """The daily look after imports, with nothing kept by the boards' own room."""
    place.set_up("arbeitnow")
    return searching.look_after_imports(place.parts, datetime.now(UTC) + timedelta(hours=25))


@pytest.fixture
def job(place: Place) -> str:
    place.set_up("arbeitnow")
    place.offer(a_job(1), a_job(2, "Baker"))
    answer = take(place, posting(place, keywords="backend")["posting_id"])
    assert answer.status_code == 201, answer.json
    return str(answer.json["job_id"])


def test_a_posting_becomes_a_job_with_a_link_to_where_it_was_found(place: Place) -> None:
    place.set_up("remotive")
    place.offer(a_job(1))
    found = posting(place)
    answer = take(place, found["posting_id"])
    assert answer.status_code == 201
    made = place.client.get(f"/api/v1/jobs/{answer.json['job_id']}").json
    assert made["source_link"] == found["sources"][0]["link_back"]
    assert (made["title"], made["company"], made["status"]) == ("Backend Developer", "Company 1", "open")
    assert {one["name"] for one in made["skills"]} >= {"Python", "SQL"}
    assert made["version"] == 1


def test_the_same_posting_again_is_the_same_job(place: Place, job: str) -> None:
    again = take(place, posting(place, keywords="backend")["posting_id"])
    assert (again.status_code, again.json["job_id"]) == (200, job)


def test_a_posting_imported_by_several_at_once_is_one_job(place: Place) -> None:
    place.set_up("arbeitnow")
    place.offer(a_job(1))
    key = posting(place)["posting_id"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: take(place, key), range(4)))
    assert sorted(one.status_code for one in answers) == [200, 200, 200, 201]
    assert len({one.json["job_id"] for one in answers}) == 1
    assert place.client.get("/api/v1/jobs").json["total"] == 1


@pytest.mark.parametrize("key", ["B000000000000000", "J201", "x", "'"])
def test_what_no_search_showed_cannot_be_imported(place: Place, key: str) -> None:
    assert take(place, key).status_code == 404


def closing(place: Place, days: int) -> str:
    """A posting whose last day is so many days from now."""
    place.set_up("arbeitnow")
    place.offer(a_job(1, html=WORDS))
    key = str(posting(place)["posting_id"])
    with place.parts.database.session() as session:
        kept = found_postings.get(session, 1, key)
        kept["posting"]["closes_at"] = (datetime.now(UTC) + timedelta(days=days)).isoformat()
        found_postings.keep(session, 1, {key: kept})
        session.commit()
    return key


def test_a_job_closes_after_the_last_day_of_its_posting(place: Place) -> None:
    made = take(place, closing(place, 2)).json
    assert made["closes_on"] == (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    retention.run_jobs(place.parts, datetime.now(UTC) + timedelta(days=1))
    assert status_of(place, made["job_id"]) == "open"
    retention.run_jobs(place.parts, datetime.now(UTC) + timedelta(days=3))
    assert status_of(place, made["job_id"]) == "closed"


def test_a_posting_that_is_over_is_refused(place: Place) -> None:
    assert take(place, closing(place, -1)).status_code == 409


def test_a_job_closes_when_its_posting_is_gone_in_two_refreshes(place: Place, job: str) -> None:
    place.offer(a_job(2, "Baker"))
    assert a_day_later(place) == []
    assert status_of(place, job) == "open"
    with place.parts.database.session() as session:
        session.execute(text("update imported_postings set looked_at = now()"))
        session.commit()
    assert a_day_later(place) == [int(job[1:])]
    assert status_of(place, job) == "closed"


def test_a_posting_that_comes_back_is_not_gone(place: Place, job: str) -> None:
    for offered in ([a_job(2)], [a_job(1)], [a_job(2)]):
        place.offer(*offered)
        with place.parts.database.session() as session:
            session.execute(text("update imported_postings set looked_at = now()"))
            session.commit()
        assert a_day_later(place) == []
    assert status_of(place, job) == "open"


def test_a_board_that_is_down_does_not_close_jobs(place: Place, job: str) -> None:
    place.town["arbeitnow"].always = said({}, 500)
    for _ in range(3):
        with place.parts.database.session() as session:
            session.execute(text("update imported_postings set looked_at = now()"))
            session.commit()
        assert a_day_later(place) == []
    assert status_of(place, job) == "open"
