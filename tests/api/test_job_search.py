"""Searching job boards over HTTP: what is found, matched, left out, kept and refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from connectors.boards.posting import Query
from db.board_answers import BoardAnswer, PostingReading
from db.jobs import StoredJob
from db.stored import from_plain
from job_search import Wanted
from tasks import searching
from tests.api.conftest import CV
from tests.api.job_boards import ALIKE, SEARCH, WORDS, Place, a_job, place, search_app
from tests.connectors.board_server import SEVEN, fictional, said, slow, town

__all__ = ["place", "search_app", "town"]


def count(place: Place, table: str) -> int:
    with place.parts.database.session() as session:
        return int(session.scalar(text(f"select count(*) from {table}")) or 0)


def age(place: Place, hours: int) -> None:
    with place.parts.database.session() as session:
        session.execute(update(BoardAnswer).values(fetched_at=datetime.now(UTC) - timedelta(hours=hours)))
        session.commit()


def test_what_boards_have_is_matched_with_the_resume_best_first_and_nothing_becomes_a_job(place: Place) -> None:
    place.set_up(*ALIKE)
    place.offer(a_job(1), a_job(2, "Sous Chef", html="<p>Cook soups.</p><ul><li>HACCP</li></ul>"))
    found = place.found()
    assert found["total"] == 2
    first, last = found["items"]
    assert (first["posting"]["title"], last["posting"]["title"]) == ("Backend Developer", "Sous Chef")
    assert first["score"] > last["score"]
    assert first["match"]["match_score"] == first["score"]
    assert first["match"]["resume_id"] == place.resume
    assert "Python" in first["match"]["matched_skills"]
    assert first["match"]["candidate_name"] is None
    assert found["considered"] == {"postings": 6, "jobs": 2, "matched": 2, "is_unfinished": False}
    assert (found["warnings"], found["cached"], found["stale"]) == ([], False, False)
    assert count(place, "jobs") == 0


def test_the_same_job_on_several_boards_is_one_with_every_link(place: Place) -> None:
    place.set_up(*ALIKE)
    place.offer(a_job(1))
    (one,) = place.found()["items"]
    sources = {source["board"]: source for source in one["posting"]["sources"]}
    assert set(sources) == set(ALIKE)
    assert all(source["url"].startswith("https://") for source in sources.values())
    assert sources["arbeitnow"]["link_back"] == sources["arbeitnow"]["url"]


def test_remotive_is_always_named_and_linked(place: Place) -> None:
    place.set_up("remotive")
    place.offer(a_job(1))
    ((source,),) = [one["posting"]["sources"] for one in place.found()["items"]]
    assert source["url"].startswith("https://remotive.com/")
    assert (source["link_back"], source["attribution"]) == (source["url"], "Remotive")


def test_seven_boards_with_700_postings_are_searched_and_the_most_promising_matched(place: Place) -> None:
    place.set_up(search_matching_s=0.0)
    for name in SEVEN:
        place.town[name].jobs = [a_job(job.number, job.title, company=f"{name} {job.number}") for job in fictional(100)]
    found = place.found(limit=100)
    assert (found["total"], found["considered"]["postings"]) == (700, 700)
    assert 0 < found["considered"]["matched"] < 60
    assert found["considered"]["is_unfinished"]
    scores = [one["score"] for one in found["items"]]
    matched = [score for score in scores if score is not None]
    assert matched == sorted(matched, reverse=True)
    assert scores[len(matched) :] == [None] * (100 - len(matched))
    assert {one["posting"]["title"].rpartition(" ")[0] for one in found["items"][:10]} == {"Backend Developer"}
    last = place.found(limit=100, page=7)
    assert len(last["items"]) == 100
    assert last["cached"]


def test_the_background_matches_more_than_a_request_has_time_for(place: Place) -> None:
    place.set_up("arbeitnow", search_matching_s=0.0)
    place.offer(*(a_job(number, html=f"{WORDS}<p>Number {number}.</p>") for number in range(1, 13)))
    assert place.found()["considered"] == {"postings": 12, "jobs": 12, "matched": 4, "is_unfinished": True}
    with place.parts.database.session() as session:
        (args,) = session.scalars(text("select args from procrastinate_jobs where task_name = 'search_again'")).all()
    searching.make_again(place.parts, from_plain(Wanted, args))
    again = place.found()
    assert again["considered"] == {"postings": 12, "jobs": 12, "matched": 12, "is_unfinished": False}
    assert again["cached"]


def test_two_boards_that_are_down_are_warnings_and_lose_nobody_else(place: Place) -> None:
    place.offer(a_job(1))
    place.town["lever"].always = said({}, 500)
    place.town["ashby"].always = said("no json")
    found = place.found()
    assert {one["source"]: one["code"] for one in found["warnings"]} == {
        "lever:nordwind": "board_bad_answer", "ashby:nordwind": "board_bad_answer",
    }  # fmt: skip
    assert sum(len(one["posting"]["sources"]) for one in found["items"]) == 5


def test_a_board_that_is_down_is_not_asked_by_each_search_and_is_there_again_later(place: Place) -> None:
    place.set_up("lever")
    place.offer(a_job(1))
    place.town["lever"].always = said({}, 500)
    assert place.found()["total"] == 0
    asked, place.town["lever"].always = place.calls, None
    assert [one["code"] for one in place.found()["warnings"]] == ["board_bad_answer"]
    assert place.calls == asked
    with place.parts.database.session() as session:
        session.execute(update(BoardAnswer).values(retry_at=datetime.now(UTC) - timedelta(seconds=1)))
        session.commit()
    found = place.found()
    assert (found["total"], found["warnings"]) == (1, [])


def test_a_search_is_answered_from_what_is_kept_for_a_day(place: Place) -> None:
    place.offer(a_job(1))
    first = place.found()
    asked = place.calls
    again = place.found()
    assert place.calls == asked
    assert again["cached"]
    assert not again["stale"]
    assert [one["posting"] for one in again["items"]] == [one["posting"] for one in first["items"]]
    assert again["searched_at"] == first["searched_at"]


def test_a_stale_answer_is_given_at_once_and_refreshed_by_the_queue(place: Place) -> None:
    place.set_up("lever")
    place.offer(a_job(1))
    place.found()
    age(place, 25)
    place.offer(a_job(2, "Data Engineer"))
    place.set_up("lever")  # forgets what the boards' own room has kept
    asked = place.calls
    stale = place.found()
    assert (stale["stale"], stale["cached"], place.calls) == (True, True, asked)
    assert {one["posting"]["title"] for one in stale["items"]} == {"Backend Developer"}
    with place.parts.database.session() as session:
        (args,) = session.scalars(text("select args from procrastinate_jobs where task_name = 'search_again'")).all()
    place.found()
    assert count(place, "procrastinate_jobs") == 1
    searching.make_again(place.parts, from_plain(Wanted, args))
    fresh = place.found()
    assert (fresh["stale"], {one["posting"]["title"] for one in fresh["items"]}) == (False, {"Data Engineer"})


def test_a_stale_answer_stays_when_its_board_is_down(place: Place) -> None:
    place.set_up("lever")
    place.offer(a_job(1))
    place.found()
    age(place, 25)
    place.set_up("lever")
    place.town["lever"].always = said({}, 500)
    searching.make_again(place.parts, wanted_of(place))
    found = place.found()
    assert (found["total"], [one["source"] for one in found["warnings"]]) == (1, ["lever:nordwind"])


def test_an_answer_of_more_than_a_week_is_not_shown(place: Place) -> None:
    place.set_up("lever")
    place.offer(a_job(1))
    place.found()
    age(place, 24 * 8)
    place.offer(a_job(2, "Data Engineer"))
    place.set_up("lever")
    assert place.titles() == {"Data Engineer"}


def test_the_same_ad_is_read_once_for_all_searches_and_resumes(place: Place) -> None:
    place.set_up("lever")
    place.offer(a_job(1))
    place.found()
    other = place.client.post("/uploadResume", json={"text": CV.replace("Ann", "Bea")}).json["resume_id"]
    place.found(resume_id=other, keywords="python")
    assert count(place, "posting_readings") == 1
    with place.parts.database.session() as session:
        assert session.scalars(text("select count(*) from board_answers")).one() == 2
        assert session.get(PostingReading, (1, session.scalars(text("select key from posting_readings")).one()))


FILTERS: list[tuple[dict[str, Any], set[str]]] = [
    ({"keywords": "kubernetes"}, {"With Kubernetes"}),
    ({"keywords": '"with kubernetes"'}, {"With Kubernetes"}),
    ({"location": "Leeds"}, {"In Leeds"}),
    ({"posted_within": 3}, {"New"}),
    ({"experience": "1"}, {"Intern"}),
    ({"experience": "5,6"}, {"Director"}),
    ({"experience": ["1", "5"]}, {"Intern", "Director"}),
    ({"exclude_companies": "Umbrella"}, {"With Kubernetes", "In Leeds", "New", "Intern", "Director"}),
    ({"exclude_keywords": "kubernetes,leads"}, {"In Leeds", "New", "Intern", "Of Umbrella"}),
]


@pytest.mark.parametrize(("asked", "left"), FILTERS)
def test_each_filter_keeps_what_is_wanted_and_leaves_the_rest_out(
    place: Place, asked: dict[str, Any], left: set[str]
) -> None:
    place.set_up("greenhouse", "arbeitnow")
    old = {"days": 30}
    place.offer(
        a_job(1, "With Kubernetes", html="<p>With Kubernetes</p>", **old),
        a_job(2, "In Leeds", city="Leeds", country="United Kingdom", **old),
        a_job(3, "New", days=1),
        a_job(4, "Intern", **old),
        a_job(5, "Director", html="<p>Leads</p>", **old),
        a_job(6, "Of Umbrella", company="Umbrella Inc.", **old),
    )
    assert place.titles(**asked) == left


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"job_type": "P"}, {"workable"}),
        ({"job_type": "F"}, {"lever", "remotive"}),
        ({"remote": "3"}, {"lever"}),
        ({"remote": "2"}, {"remotive"}),
        ({"remote": "1"}, {"workable"}),
        ({"remote": ["1", "2"]}, {"workable", "remotive"}),
        ({"salary_min": 55_000}, {"lever", "workable"}),
        ({"salary_min": 70_000}, {"workable"}),
        ({"sources": "lever,workable"}, {"lever", "workable"}),
    ],
)
def test_filters_go_by_what_each_board_states(place: Place, asked: dict[str, Any], left: set[str]) -> None:
    for name in ("lever", "workable", "remotive"):
        place.town[name].jobs = [a_job(1, company=name)]
    place.set_up("lever", "workable", "remotive")
    items = place.found(**asked)["items"]
    assert {source["board"] for one in items for source in one["posting"]["sources"]} == left


@pytest.mark.parametrize(
    "asked",
    [
        {"experience": "7"}, {"remote": "0"}, {"job_type": "X"}, {"salary_min": "-1"}, {"posted_within": "0"}, {"limit": "101"},
        {"sources": "monster"}, {"page": "0"},
    ],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_refused_by_name(place: Place, asked: dict[str, Any]) -> None:
    answer = place.find(**asked)
    assert answer.status_code == 422
    assert next(iter(asked)) in answer.json["detail"]


def test_without_boards_the_answer_says_so(place: Place) -> None:
    place.set_up(boards=place.parts.boards.__class__())
    found = place.found()
    assert (found["total"], [one["code"] for one in found["warnings"]]) == (0, ["no_boards"])


def test_the_black_list_of_the_organisation_holds_at_once_and_for_what_is_kept(place: Place) -> None:
    place.set_up("arbeitnow")
    place.offer(a_job(1, "First", company="Umbrella GmbH"), a_job(2, "Second", html="<p>Ponzi</p>"), a_job(3, "Third"))
    assert place.titles() == {"First", "Second", "Third"}
    body = {"exclude_companies": ["umbrella"], "exclude_keywords": ["ponzi"]}
    answer = place.client.put("/api/v1/search-settings", json=body)
    assert answer.status_code == 200, answer.json
    assert place.titles() == {"Third"}
    assert place.client.get("/api/v1/search-settings").json["exclude_companies"] == ["umbrella"]


def test_an_organisation_searches_its_own_boards(place: Place) -> None:
    place.offer(a_job(1))
    answer = place.client.put("/api/v1/search-settings", json={"boards": ["lever:nordwind", "linkedin"]})
    assert answer.status_code == 200, answer.json
    assert answer.json["boards_in_effect"] == ["lever:nordwind"]
    (one,) = place.found()["items"]
    assert [source["board"] for source in one["posting"]["sources"]] == ["lever"]
    for wrong in ("monster:acme", "lever:../x", "lever", "pages:http://127.0.0.1/jobs", "pages:ftp://x.example"):
        answer = place.client.put("/api/v1/search-settings", json={"boards": [wrong]})
        assert answer.status_code == 422, wrong


def test_linkedin_is_asked_only_where_the_installation_says_so(place: Place) -> None:
    place.town["linkedin"].jobs = [a_job(1)]
    place.client.put("/api/v1/search-settings", json={"boards": ["linkedin"]})
    assert place.found()["total"] == 0
    assert not place.town["linkedin"].calls
    place.set_up("linkedin")
    assert place.found()["total"] == 1


def test_candidates_search_for_their_own_resume_alone(place: Place, join: Callable[..., dict[str, str]]) -> None:
    place.set_up("lever")
    place.offer(a_job(1))
    boss = {"email": "boss@example.org", "password": "correct horse", "full_name": "Ann Boss", "company_name": "Acme"}
    token = place.client.post("/api/v1/auth/register", json=boss).json["access_token"]
    admin = {"Authorization": f"Bearer {token}"}
    candidate = join(place.client, admin, "cand", "candidate")
    own = place.client.post("/uploadResume", json={"text": CV.replace("Ann", "Cand")}, headers=candidate).json
    assert place.find(candidate).status_code == 404
    assert place.find(candidate, resume_id=own["resume_id"]).status_code == 200
    for verb, path in (
        ("post", f"{SEARCH}/import"),
        ("get", "/api/v1/saved-searches"),
        ("get", "/api/v1/search-settings"),
    ):
        body = {} if verb == "get" else {"json": {"posting_id": "B1"}}
        assert getattr(place.client, verb)(path, headers=candidate, **body).status_code == 403


def test_an_organisation_sees_nothing_of_what_another_searched(place: Place) -> None:
    place.set_up("arbeitnow")
    place.offer(a_job(1))
    first = {"email": "a@example.org", "password": "correct horse", "full_name": "A", "company_name": "Acme"}
    second = {"email": "b@example.org", "password": "correct horse", "full_name": "B", "company_name": "Beta"}
    acme, beta = (
        {"Authorization": f"Bearer {place.client.post('/api/v1/auth/register', json=body).json['access_token']}"}
        for body in (first, second)
    )
    found = place.found(acme)
    key = found["items"][0]["posting"]["posting_id"]
    assert place.find(beta).status_code == 404
    other = place.client.post("/uploadResume", json={"text": CV}, headers=beta).json["resume_id"]
    assert place.client.post(f"{SEARCH}/import", json={"posting_id": key}, headers=beta).status_code == 404
    asked = place.calls
    place.set_up("arbeitnow")
    again = place.found(beta, resume_id=other)
    assert (again["cached"], place.calls > asked) == (False, True)
    assert again["items"][0]["posting"]["posting_id"] == key
    place.client.put("/api/v1/search-settings", json={"exclude_keywords": ["python"]}, headers=beta)
    assert (len(place.titles(beta, resume_id=other)), len(place.titles(acme))) == (0, 1)


def test_too_many_searches_are_told_when_to_come_again(place: Place, make_app: Callable[..., Any]) -> None:
    app = make_app(rate_limit_searches="2/minute")
    app.extensions["parts"] = place.parts
    client = app.test_client()
    answers = [client.get(f"{SEARCH}?resume_id={place.resume}") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60
    assert "Retry-After" not in answers[0].headers
    said = client.get("/openapi.json").json["paths"][SEARCH]["get"]["responses"]
    assert "Retry-After" in said["429"]["headers"]


def events_of(answer: Any) -> list[tuple[str, Any]]:
    blocks = [block for block in answer.get_data(as_text=True).split("\n\n") if block.startswith("event")]
    return [(block.split("\n")[0][7:], json.loads(block.split("\n")[1][6:])) for block in blocks]


def test_events_tell_each_board_as_it_answers_then_the_results_and_end(place: Place) -> None:
    place.offer(a_job(1))
    place.town["ashby"].always = said({}, 500)
    found = events_of(place.client.get(f"{SEARCH}/events?resume_id={place.resume}"))
    boards = {data["source"]: data for name, data in found if name == "board"}
    assert len(boards) == 7
    assert boards["lever:nordwind"] == {"source": "lever:nordwind", "postings": 1, "problem": None}
    assert boards["ashby:nordwind"]["problem"]["code"] == "board_bad_answer"
    assert [name for name, _ in found[-2:]] == ["results", "end"]
    assert found[-2][1]["considered"]["postings"] == 6
    assert events_of(place.client.get(f"{SEARCH}/events?resume_id={place.resume}"))[0][0] == "results"


def test_events_beat_while_a_board_is_slow_and_hold_no_connection(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.job_search_events.HEARTBEAT_S", 0.2)
    place.set_up("lever")
    place.town["lever"].always = slow(1.5, said([]))
    answer = place.client.get(f"{SEARCH}/events?resume_id={place.resume}", buffered=False)
    told = answer.iter_encoded()
    assert next(told) == b": heartbeat\n\n"
    assert place.parts.database.engine.pool.checkedout() == 0
    rest = b"".join(told)
    assert b"event: end" in rest


def test_events_are_refused_like_the_search(place: Place) -> None:
    for path, status in ((f"{SEARCH}/events?resume_id=R99999", 404), (f"{SEARCH}/events", 422)):
        assert place.client.get(path).status_code == status


def test_no_word_of_the_resume_is_sent_to_a_board(place: Place) -> None:
    place.offer(a_job(1))
    place.found(keywords="python", location="Berlin")
    asked = " ".join(path for server in place.town.servers.values() for _, path in server.calls)
    for word in ("Ann", "Lee", "ann.lee", "555", "Acme", "Flask", place.resume):
        assert word not in asked


def wanted_of(place: Place) -> Wanted:
    return Wanted(1, int(place.resume[1:]), Query())


def test_what_nobody_asks_for_any_more_is_removed(place: Place) -> None:
    place.set_up("lever")
    place.offer(a_job(1))
    place.found()
    assert searching.clear(place.parts) == 0
    assert searching.clear(place.parts, datetime.now(UTC) + timedelta(days=15)) == 4
    assert [
        count(place, table) for table in ("board_answers", "found_postings", "posting_readings", "kept_rankings")
    ] == [0] * 4


def test_jobs_that_were_not_imported_have_no_source_link(place: Place) -> None:
    made = place.client.post("/api/v1/jobs", json={"text": "Cook\n\nCook soups."}).json
    assert made["source_link"] is None
    with place.parts.database.session() as session:
        assert session.get(StoredJob, int(made["job_id"][1:])).source_link is None  # type: ignore[union-attr]
