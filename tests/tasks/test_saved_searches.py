"""Saved searches: made when they are due, kept with what they found, and told of once."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from connectors.mail import MailServer
from connectors.outbound import Outbound
from db.saved_searches import MOST
from tasks import notifying, saved_runs
from tests.api.conftest import CV, join, make_app, resume_id
from tests.api.conftest import client as client
from tests.api.conftest import local_app as local_app
from tests.api.job_boards import WORDS, Place, a_job, place, search_app
from tests.connectors.board_server import said, town
from tests.local_servers import MailBox, Receiver

__all__ = ["join", "make_app", "place", "resume_id", "search_app", "town"]

SAVED = "/api/v1/saved-searches"


@pytest.fixture
def admin(place: Place) -> dict[str, str]:
    body = {"email": "boss@example.org", "password": "correct horse", "full_name": "Ann Boss", "company_name": "Acme"}
    token = place.client.post("/api/v1/auth/register", json=body).json["access_token"]
    place.set_up("arbeitnow")
    return {"Authorization": f"Bearer {token}"}


def saved(place: Place, admin: dict[str, str], **changes: Any) -> str:
    body = {"name": "Python in Berlin", "resume_id": place.resume, "query": {"keywords": "python"}, "interval_hours": 6}
    body |= {"alert": {"min_score": 20, "by_email": True, "by_webhook": True}}
    answer = place.client.post(SAVED, json=body | changes, headers=admin)
    assert answer.status_code == 201, answer.json
    return str(answer.json["saved_search_id"])


def run(place: Place, key: str) -> int:
    place.set_up("arbeitnow", web=place.parts.web, mail=place.parts.mail)
    with place.parts.database.session() as session:
        session.execute(text("update board_answers set fetched_at = fetched_at - interval '6 hours'"))
        session.commit()
    return saved_runs.run(place.parts, int(key[1:]))


def found(place: Place, admin: dict[str, str], key: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = place.client.get(f"{SAVED}/{key}/found", headers=admin).json["items"]
    return items


def test_a_saved_search_is_shown_changed_and_deleted(place: Place, admin: dict[str, str]) -> None:
    key = saved(place, admin)
    shown = place.client.get(f"{SAVED}/{key}", headers=admin).json
    assert (shown["name"], shown["interval_hours"], shown["is_active"]) == ("Python in Berlin", 6, True)
    assert shown["query"]["keywords"] == "python"
    changes = {"name": "Other", "is_active": False, "alert": {"min_score": 90.5, "by_email": False}}
    changed = place.client.patch(f"{SAVED}/{key}", json=changes, headers=admin).json
    assert (changed["name"], changed["is_active"]) == ("Other", False)
    assert changed["alert"] == {"min_score": 90.5, "by_email": False, "by_webhook": True}
    assert changed["query"]["keywords"] == "python"
    assert place.client.get(SAVED, headers=admin).json["total"] == 1
    assert place.client.delete(f"{SAVED}/{key}", headers=admin).status_code == 204
    assert place.client.get(f"{SAVED}/{key}", headers=admin).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"interval_hours": 5}, "interval_hours"), ({"name": " "}, "name"), ({"query": {"sources": ["monster"]}}, "sources"),
        ({"query": {"experience": [7]}}, "experience"), ({"alert": {"min_score": 101}}, "min_score"), ({"colour": 1}, "colour"),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_is_refused_by_name(
    place: Place, admin: dict[str, str], changes: dict[str, Any], field: str
) -> None:
    body: dict[str, Any] = {"name": "x", "resume_id": place.resume} | changes
    answer = place.client.post(SAVED, json=body, headers=admin)
    assert answer.status_code == 422
    assert field in answer.json["detail"]


def test_an_organisation_has_so_many_also_when_several_are_saved_at_once(place: Place, admin: dict[str, str]) -> None:
    body = {"name": "x", "resume_id": place.resume}

    def save(_: int) -> int:
        return int(place.app.test_client().post(SAVED, json=body, headers=admin).status_code)

    assert [save(at) for at in range(MOST - 2)] == [201] * (MOST - 2)
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(save, range(4))) == [201, 201, 409, 409]


def test_saved_searches_of_others_look_missing(
    place: Place, admin: dict[str, str], join: Callable[..., dict[str, str]]
) -> None:
    key = saved(place, admin)
    body = {"email": "b@example.org", "password": "correct horse", "full_name": "B", "company_name": "Beta"}
    token = place.client.post("/api/v1/auth/register", json=body).json["access_token"]
    other = {"Authorization": f"Bearer {token}"}
    for verb, path in (("get", ""), ("patch", ""), ("delete", ""), ("get", "/found")):
        sent = {"json": {"name": "y"}} if verb == "patch" else {}
        assert getattr(place.client, verb)(f"{SAVED}/{key}{path}", headers=other, **sent).status_code == 404
    assert place.client.get(SAVED, headers=other).json["total"] == 0
    made = place.client.post(SAVED, json={"name": "x", "resume_id": place.resume}, headers=other)
    assert made.status_code == 404


def test_what_is_found_is_noted_with_when_it_was_first_and_last_there(place: Place, admin: dict[str, str]) -> None:
    place.offer(a_job(1))
    key = saved(place, admin)
    run(place, key)
    (first,) = found(place, admin, key)
    assert (first["title"], first["company"]) == ("Backend Developer", "Company 1")
    assert first["score"] > 20
    place.offer(a_job(2, "Data Engineer"))
    run(place, key)
    newest, old = found(place, admin, key)
    assert (newest["title"], old["title"]) == ("Data Engineer", "Backend Developer")
    assert old["last_seen"] == first["last_seen"]
    shown = place.client.get(f"{SAVED}/{key}", headers=admin).json
    assert shown["next_at"] > shown["last_run_at"]


def test_new_matches_are_told_by_mail_and_webhook_and_never_twice(
    place: Place, admin: dict[str, str], mailbox: MailBox, receiver: Receiver
) -> None:
    servers = {server.place for server in place.town.servers.values()} | {receiver.allowed}
    web = Outbound(frozenset(servers))
    mail = MailServer("127.0.0.1", mailbox.port, "jobs@example.org", None, None, "none")
    place.set_up("arbeitnow", web=web, mail=mail)
    place.parts.database._info[notifying.HAS_MAIL] = True
    body = {"url": receiver.url, "events": ["search.matches_found"]}
    hook = place.client.post("/api/v1/webhooks", json=body, headers=admin)
    assert hook.status_code == 201, hook.json
    try:
        place.offer(a_job(1), a_job(2, "Sous Chef", html="<p>Cook with Python.</p>"))
        key = saved(place, admin, alert={"min_score": 45, "by_email": True, "by_webhook": True})
        assert run(place, key) == 1
        assert run(place, key) == 0
        # The same job under another address is not new either.
        place.offer(replace(a_job(1), number=77))
        assert run(place, key) == 0
        for lane in (None, int(hook.json["webhook_id"][1:])):
            notifying.send_due(place.parts, lane)
    finally:
        place.parts.database._info[notifying.HAS_MAIL] = False
    (letter,) = mailbox.messages
    assert letter["To"] == "Ann Boss <boss@example.org>"
    assert "Backend Developer at Company 1" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    ((headers, sent),) = receiver.got
    assert "webhook-signature" in headers
    told = json.loads(sent)
    assert told["type"] == "search.matches_found"
    assert (told["data"]["saved_search_id"], told["data"]["new_matches"]) == (key, 1)
    assert told["data"]["link"].startswith("https://www.arbeitnow.com/")


def test_two_runs_at_once_tell_of_nothing_twice(place: Place, admin: dict[str, str]) -> None:
    place.offer(*(a_job(number, f"Backend Developer {number}") for number in range(1, 6)))
    key = saved(place, admin)
    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(lambda _: saved_runs.run(place.parts, int(key[1:])), range(3)))
    assert sum(told) == 5
    assert len(found(place, admin, key)) == 5


def test_what_does_not_reach_the_score_is_noted_and_not_told(place: Place, admin: dict[str, str]) -> None:
    place.offer(a_job(1))
    key = saved(place, admin, alert={"min_score": 100})
    assert run(place, key) == 0
    assert [one["told_at"] for one in found(place, admin, key)] == [None]


def test_searches_are_made_when_they_are_due_and_before_anybody_asks(place: Place, admin: dict[str, str]) -> None:
    place.offer(a_job(1))
    key = saved(place, admin)
    idle = saved(place, admin, name="idle")
    place.client.patch(f"{SAVED}/{idle}", json={"is_active": False}, headers=admin)
    assert saved_runs.defer_due(place.parts) == 1
    assert saved_runs.defer_due(place.parts) == 0
    with place.parts.database.session() as session:
        waiting = session.execute(text("select queue_name, args from procrastinate_jobs")).all()
    said_of = {"saved_search_id": int(key[1:]), "resume_id": int(place.resume[1:])}
    assert [tuple(one) for one in waiting] == [("searches", said_of)]
    assert saved_runs.run(place.parts, int(idle[1:])) == 0
    run(place, key)
    later = datetime.now(UTC)
    assert saved_runs.defer_due(place.parts, later + timedelta(hours=5)) == 0
    assert saved_runs.defer_due(place.parts, later + timedelta(hours=6, minutes=1)) == 1


def test_boards_that_are_down_leave_what_was_found(place: Place, admin: dict[str, str]) -> None:
    place.offer(a_job(1))
    key = saved(place, admin)
    run(place, key)
    place.town["arbeitnow"].always = said({}, 500)
    assert run(place, key) == 0
    assert len(found(place, admin, key)) == 1


def test_a_saved_search_goes_with_its_resume_and_what_waits_for_it_too(place: Place, admin: dict[str, str]) -> None:
    place.offer(a_job(1, html=WORDS))
    key = saved(place, admin)
    run(place, key)
    saved(place, admin, name="waits")
    assert saved_runs.defer_due(place.parts) == 1
    assert place.client.delete(f"/api/v1/resumes/{place.resume}", headers=admin).status_code == 204
    with place.parts.database.session() as session:
        for table in ("saved_searches", "saved_findings", "kept_rankings"):
            assert session.scalar(text(f"select count(*) from {table}")) == 0, table
        waiting = "select count(*) from procrastinate_jobs where queue_name = 'searches'"
        assert session.scalar(text(waiting)) == 0
    assert saved_runs.run(place.parts, int(key[1:])) == 0


def test_somebody_else_of_the_organisation_has_the_same_words_and_another_resume(
    place: Place, admin: dict[str, str]
) -> None:
    place.offer(a_job(1))
    other = place.client.post("/uploadResume", json={"text": CV.replace("Ann", "Bea")}, headers=admin).json["resume_id"]
    for key in (saved(place, admin), saved(place, admin, resume_id=other)):
        assert run(place, key) == 1
