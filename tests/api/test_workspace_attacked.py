"""What somebody tries who means no good, or is only quick: nothing of others is told, and nothing answers 500."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import scoring
from db.session import Database

V1 = "/api/v1"
SECRET = "k3y-for-tests-only-0123456789-abcdefghij"
CV = "Ann Lee\nann.lee@example.org\n\nSkills\nPython, SQL\n"
AD = "Backend Developer\n\nRequirements\n- Python\n- SQL\n"

Headers = dict[str, str]


@pytest.fixture
def guarded(make_app: Callable[..., Flask], database: Database) -> FlaskClient:
    return make_app(host="0.0.0.0", secret_key=SECRET).test_client()


def joined(client: FlaskClient, name: str, role: str) -> Headers:
    body = {"email": f"{name}@example.org", "password": "correct horse battery", "full_name": name, "role": role}
    return {"Authorization": f"Bearer {client.post(f'{V1}/auth/register', json=body).json['access_token']}"}


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_a_candidate_reads_nothing_of_a_job_that_is_not_open_through_matches(guarded: FlaskClient, status: str) -> None:
    admin, candidate = joined(guarded, "ann", "admin"), joined(guarded, "cai", "candidate")
    resume = guarded.post("/uploadResume", json={"text": CV}, headers=candidate).json["resume_id"]
    job = guarded.post(f"{V1}/jobs", json={"text": AD}, headers=admin).json["job_id"]
    body = {"resume_id": resume, "job_id": job}
    match = guarded.post("/match", json=body, headers=admin).json["results"][0]["match_id"]
    assert guarded.get(f"/results/{match}", headers=candidate).status_code == 200
    if status == "closed":
        assert guarded.post(f"{V1}/jobs/{job}/close", headers=admin).status_code == 200
    else:
        job = guarded.post(f"{V1}/jobs", json={"text": AD + "- Go", "status": "draft"}, headers=admin).json["job_id"]
        body = {"resume_id": resume, "job_id": job}
        match = guarded.post("/match", json=body, headers=admin).json["results"][0]["match_id"]
    assert guarded.get(f"/results/{match}", headers=candidate).status_code == 404
    assert job not in str(guarded.get("/results", headers=candidate).json)
    assert guarded.get(f"/results/{match}", headers=admin).status_code == 200
    answer = guarded.post("/uploadResume", json={"text": CV + "Go", "job_id": job}, headers=candidate)
    assert answer.status_code == 404


def test_an_ad_is_not_known_from_another_organisation(guarded: FlaskClient) -> None:
    first, second = joined(guarded, "ann", "admin"), joined(guarded, "eve", "admin")
    assert (
        guarded.post("/uploadJD", json={"text": AD + "- A secret of the house"}, headers=first).json["cached"] is False
    )
    assert (
        guarded.post("/uploadJD", json={"text": AD + "- A secret of the house"}, headers=second).json["cached"] is False
    )
    assert (
        guarded.post("/uploadJD", json={"text": AD + "- A secret of the house"}, headers=second).json["cached"] is True
    )


def test_a_resume_that_is_erased_while_it_is_matched_spoils_no_ranking(
    client: FlaskClient, resume_id: str, job_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = client.post("/uploadResume", json={"text": CV}).json["resume_id"]
    app, score = client.application, scoring._score_unread

    def erasing(*given: Any) -> Any:
        scored = score(*given)
        thread = threading.Thread(target=lambda: app.test_client().delete(f"{V1}/resumes/{other}"))
        thread.start()
        thread.join()
        return scored

    monkeypatch.setattr(scoring, "_score_unread", erasing)
    answer = client.get(f"{V1}/jobs/{job_id}/candidates")
    assert (answer.status_code, [one["resume_id"] for one in answer.json["items"]]) == (200, [resume_id])
    monkeypatch.undo()


def test_merging_and_erasing_at_once_wait_for_each_other_in_one_order(client: FlaskClient) -> None:
    for number in range(6):
        ids = [
            client.post("/uploadResume", json={"text": f"P{number}{side}\n\nSkills\nPython\n"}).json for side in "ab"
        ]
        kept, other = (one["person_id"] for one in ids)
        merge = (f"{V1}/persons/{kept}/merge", "POST", {"person_id": other})
        erase = (f"{V1}/resumes/{ids[1]['resume_id']}", "DELETE", None)
        assert 503 not in at_once(client.application, merge, erase)


def at_once(app: Flask, *asked: tuple[str, str, Any]) -> list[int]:
    codes: list[int] = []

    def ask(path: str, verb: str, body: Any) -> None:
        codes.append(app.test_client().open(path, method=verb, json=body).status_code)

    threads = [threading.Thread(target=ask, args=one) for one in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-12:00", "2027-01-01T00:00:00+23:59"])
def test_times_that_the_database_cannot_hold_are_refused(client: FlaskClient, at: str) -> None:
    answer = client.post(f"{V1}/api-keys", json={"name": "k", "role": "recruiter", "expires_at": at})
    assert answer.status_code in {201, 422}
    assert client.get(f"{V1}/api-keys").status_code == 200
    since = at.replace("+", "%2B")
    assert client.get(f"{V1}/applications?since={since}").status_code in {200, 422}


def test_numbers_and_lists_without_end_cost_an_import_nothing(client: FlaskClient) -> None:
    good = {"@type": "JobPosting", "title": "Cook", "description": "We cook. Two years of experience at the grill."}
    huge = good | {"title": "Baker", "totalJobOpenings": int("9" * 400)}
    long = good | {"title": "Clerk", "description": "word " * 200_000, "responsibilities": ["carry"] * 3_000}
    answer = client.post(f"{V1}/jobs/import", json=[good, huge, long])
    assert answer.status_code in {200, 201}, answer.json
    assert "J201" in str(answer.json)


def test_a_blind_list_is_not_searched_by_marks_of_the_person(client: FlaskClient, resume_id: str) -> None:
    for asked in ("q=ann", "email=ann.lee@example.org", "city=berlin", "sort=name", "candidate_id=c"):
        assert client.get(f"{V1}/resumes?blind=true&{asked}").status_code == 422
    assert client.get(f"{V1}/resumes?blind=true&skill=python").status_code == 200


def test_an_empty_if_match_fits_nothing(client: FlaskClient, resume_id: str) -> None:
    body = {"corrections": {"name": "Ann"}}
    assert client.patch(f"{V1}/resumes/{resume_id}", json=body, headers={"If-Match": ""}).status_code == 412


def test_who_was_turned_down_before_they_applied_is_pending(guarded: FlaskClient) -> None:
    admin, candidate = joined(guarded, "ann", "admin"), joined(guarded, "cai", "candidate")
    resume = guarded.post("/uploadResume", json={"text": CV}, headers=candidate).json["resume_id"]
    job = guarded.post(f"{V1}/jobs", json={"text": AD}, headers=admin).json["job_id"]
    moved = guarded.patch(f"{V1}/jobs/{job}/candidates/{resume}", json={"status": "rejected"}, headers=admin)
    assert moved.status_code == 200
    applied = guarded.post(f"{V1}/jobs/{job}/apply", json={"resume_id": resume}, headers=candidate)
    assert (applied.status_code, applied.json["status"]) == (201, "pending")
