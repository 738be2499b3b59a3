"""Moving candidates on: legal moves alone, each with who and when, also when two are made at once."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from api.candidate_shapes import MovesOut, StandingOut
from db.session import Database
from statuses import STATUSES, is_legal, moves_from

# The shortest way to each status.
WAYS: dict[str, list[str]] = {
    "pending": [],
    "reviewed": ["reviewed"],
    "shortlisted": ["shortlisted"],
    "interview": ["shortlisted", "interview"],
    "offer": ["shortlisted", "interview", "offer"],
    "hired": ["shortlisted", "interview", "offer", "hired"],
    "rejected": ["rejected"],
    "withdrawn": ["withdrawn"],
}


@pytest.fixture
def move(client: FlaskClient, job_id: str, resume_id: str) -> Callable[..., Any]:
    def sent(status: str, resume: str = resume_id, **more: Any) -> Any:
        place = f"/api/v1/jobs/{job_id}/candidates/{resume}"
        answer = client.application.test_client().patch(place, json={"status": status} | more)
        if answer.status_code == 200:
            StandingOut.model_validate(answer.json, strict=True)
        return answer

    return sent


def history(client: FlaskClient, job_id: str, resume_id: str) -> list[tuple[str, str]]:
    shown = client.get(f"/api/v1/jobs/{job_id}/candidates/{resume_id}").json["history"]
    return [(one["from_status"], one["to_status"]) for one in shown]


@pytest.mark.parametrize("before", STATUSES)
def test_every_move_answers_as_the_table_says(
    client: FlaskClient, move: Callable[..., Any], job_id: str, resume_id: str, database: Database, before: Any
) -> None:
    for step in WAYS[before]:
        assert move(step).status_code == 200
    for after in STATUSES:
        with database.session() as session:
            session.execute(text("update applications set status = :status"), {"status": before})
            session.execute(text("delete from application_moves"))
            session.commit()
        answer = move(after)
        if after == before:
            assert (answer.status_code, history(client, job_id, resume_id)) == (200, []), after
        elif is_legal(before, after):
            assert (answer.status_code, answer.json["status"]) == (200, after)
            assert history(client, job_id, resume_id) == [(before, after)]
            with database.session() as session:
                session.execute(text("delete from applications where :status = 'pending'"), {"status": before})
                session.commit()
        else:
            assert (answer.status_code, answer.json["code"]) == (409, "conflict"), after
            assert all(name in answer.json["detail"] for name in moves_from(before))
            assert history(client, job_id, resume_id) == []


def test_pending_needs_no_row_and_the_same_status_again_no_history(
    client: FlaskClient, move: Callable[..., Any], job_id: str, resume_id: str
) -> None:
    assert move("pending").json["application_id"] is None
    first, again = move("reviewed", note="Seen").json, move("reviewed", note="Seen twice").json
    assert first == again
    assert first["application_id"] == "A901"
    assert history(client, job_id, resume_id) == [("pending", "reviewed")]


def test_a_move_from_another_status_than_expected_is_refused(move: Callable[..., Any]) -> None:
    assert move("reviewed", status_from="shortlisted").status_code == 409
    assert move("reviewed", status_from="pending").status_code == 200
    refused = move("shortlisted", status_from="pending")
    assert (refused.status_code, "reviewed" in refused.json["detail"]) == (409, True)
    assert move("shortlisted", status_from="reviewed").status_code == 200


def test_what_is_no_move_is_refused(client: FlaskClient, move: Callable[..., Any], job_id: str) -> None:
    for wrong in ({"status": "promoted"}, {}, {"status": "reviewed", "source": "me"}, {"status": None}):
        assert client.patch(f"/api/v1/jobs/{job_id}/candidates/R101", json=wrong).status_code == 422, wrong
    assert move("reviewed", note="x" * 2001).status_code == 422
    assert move("reviewed", resume="R999").status_code == 404
    assert client.patch("/api/v1/jobs/J9/candidates/R101", json={"status": "reviewed"}).status_code == 404


def test_several_are_moved_with_a_verdict_each(
    client: FlaskClient, move: Callable[..., Any], job_id: str, resume_id: str
) -> None:
    other = client.post("/uploadResume", json={"text": "Bo Cook\n\nSkills\nBaking\n"}).json["resume_id"]
    gone = client.post("/uploadResume", json={"text": "Cy Dent\n\nSkills\nTeeth\n"}).json["resume_id"]
    for status in ("shortlisted", "interview"):
        move(status, other)
    move("withdrawn", gone)
    body = {"resume_ids": ["R999", gone, other, resume_id, resume_id, "X1"], "status": "shortlisted", "note": "All"}
    answer = client.post(f"/api/v1/jobs/{job_id}/candidates/moves", json=body)
    MovesOut.model_validate(answer.json, strict=True)
    assert [(one["resume_id"], one["status"]) for one in answer.json["results"]] == [
        (resume_id, "shortlisted"),
        (other, "shortlisted"),
    ]
    assert {(one["resume_id"], one["code"]) for one in answer.json["errors"]} == {
        ("R999", "not_found"),
        (gone, "conflict"),
        ("X1", "not_found"),
    }
    assert history(client, job_id, resume_id) == [("pending", "shortlisted")]
    for wrong in ({"resume_ids": [], "status": "reviewed"}, {"resume_ids": ["R1"] * 101, "status": "reviewed"}):
        assert client.post(f"/api/v1/jobs/{job_id}/candidates/moves", json=wrong).status_code == 422


def at_once(work: list[Callable[[], Any]]) -> list[Any]:
    answers: list[Any] = []
    start = threading.Barrier(len(work))

    def run(one: Callable[[], Any]) -> None:
        start.wait()
        answers.append(one())

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("round_", range(3))
def test_moves_at_once_end_legal(
    client: FlaskClient, move: Callable[..., Any], job_id: str, resume_id: str, round_: int
) -> None:
    wanted = ["reviewed", "shortlisted", "rejected", "withdrawn", "shortlisted", "interview"]
    answers = at_once([lambda status=status: move(status) for status in wanted])  # type: ignore[misc]
    assert {answer.status_code for answer in answers} <= {200, 409}
    found = history(client, job_id, resume_id)
    assert found[0][0] == "pending"
    assert all(is_legal(before, after) for before, after in found)  # type: ignore[arg-type]
    assert all(one[1] == other[0] for one, other in itertools.pairwise(found))
    assert client.get(f"/api/v1/jobs/{job_id}/candidates/{resume_id}").json["status"] == found[-1][1]


def test_the_same_move_at_once_is_made_once(
    client: FlaskClient, move: Callable[..., Any], job_id: str, resume_id: str, database: Database
) -> None:
    answers = at_once([lambda: move("reviewed") for _ in range(6)])
    assert [answer.status_code for answer in answers] == [200] * 6
    assert history(client, job_id, resume_id) == [("pending", "reviewed")]
    with database.session() as session:
        assert session.scalar(text("select count(*) from applications")) == 1


def test_several_moved_by_two_at_once_do_not_wait_for_each_other_for_ever(client: FlaskClient, job_id: str) -> None:
    people = [
        client.post("/uploadResume", json={"text": f"Person Number{number}\n\nSkills\nPython\n"}).json["resume_id"]
        for number in range(8)
    ]

    def send(order: list[str], status: str) -> Any:
        body = {"resume_ids": order, "status": status}
        return client.application.test_client().post(f"/api/v1/jobs/{job_id}/candidates/moves", json=body)

    answers = at_once([lambda: send(people, "reviewed"), lambda: send(people[::-1], "shortlisted")])
    assert [answer.status_code for answer in answers] == [200, 200]
    for person in people:
        found = history(client, job_id, person)
        assert all(is_legal(before, after) for before, after in found)  # type: ignore[arg-type]


def test_the_history_names_who_moved(make_app: Callable[..., Flask], database: Database, jd: str, cv: str) -> None:
    app = make_app(app_token="service-token-for-tests-0123456789")
    app.config["SOMEBODY_REGISTERED"] = False
    client = app.test_client()
    person = client.post("/uploadResume", json={"text": cv}).json["resume_id"]
    job = client.post("/uploadJD", json={"text": jd}).json["job_id"]
    place = f"/api/v1/jobs/{job}/candidates/{person}"
    client.patch(place, json={"status": "reviewed"})
    body = {"email": "ann@example.org", "password": "correct horse", "full_name": "Ann Boss", "company_name": "Acme"}
    token = client.post("/api/v1/auth/register", json=body).json["access_token"]
    admin = {"Authorization": f"Bearer {token}"}
    assert client.patch(place, json={"status": "shortlisted"}, headers=admin).status_code == 200
    service = {"Authorization": "Bearer service-token-for-tests-0123456789"}
    assert client.patch(place, json={"status": "interview"}, headers=service).status_code == 200
    key = client.post("/api/v1/api-keys", json={"name": "Board", "role": "recruiter"}, headers=admin).json
    program = {"Authorization": f"Bearer {key['key']}"}
    assert client.patch(place, json={"status": "offer"}, headers=program).status_code == 200
    found = client.get(place, headers=admin).json["history"]
    assert [(one["via"], one["by"]) for one in found] == [
        ("local", None),
        ("user", "Ann Boss"),
        ("service", None),
        ("api_key", None),
    ]
    assert all(one["at"].endswith("Z") for one in found)
