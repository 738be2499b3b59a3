"""The candidate's own side: who they are, jobs that suit them, applying and withdrawing; and what recruiters see of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from api.application_shapes import (
    ApplicationDetail,
    ApplicationList,
    OwnApplicationList,
    OwnApplicationOut,
    ProfileOut,
    RecommendedList,
)
from api.shapes import ResumeList
from db.session import Database

Join = Callable[..., dict[str, str]]


class Office(NamedTuple):
    """A client, and the headers of an admin and two candidates."""

    client: FlaskClient
    admin: dict[str, str]
    cand: dict[str, str]
    rival: dict[str, str]


@pytest.fixture
def office(make_app: Callable[..., Flask], database: Database, join: Join) -> Office:
    app = make_app()
    app.config["SOMEBODY_REGISTERED"] = False
    client = app.test_client()
    body = {"email": "boss@example.org", "password": "correct horse", "full_name": "Ann Boss", "company_name": "Acme"}
    token = client.post("/api/v1/auth/register", json=body).json["access_token"]
    admin = {"Authorization": f"Bearer {token}"}
    cand, rival = (join(client, admin, name, "candidate") for name in ("cand", "rival"))
    return Office(client, admin, cand, rival)


@pytest.fixture
def job(office: Office, jd: str) -> str:
    return str(office.client.post("/api/v1/jobs", json={"text": jd}, headers=office.admin).json["job_id"])


@pytest.fixture
def own(office: Office, cv: str) -> str:
    return upload(office, office.cand, cv)


def upload(office: Office, headers: dict[str, str], cv: str) -> str:
    return str(office.client.post("/uploadResume", json={"text": cv}, headers=headers).json["resume_id"])


def apply(office: Office, job: str, resume: str, headers: dict[str, str] | None = None) -> Any:
    client = office.client.application.test_client()
    answer = client.post(f"/api/v1/jobs/{job}/apply", json={"resume_id": resume}, headers=headers or office.cand)
    if answer.status_code < 300:
        OwnApplicationOut.model_validate(answer.json, strict=True)
    return answer


def test_applying_is_one_application_however_often(office: Office, job: str, own: str) -> None:
    first, again = apply(office, job, own), apply(office, job, own)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert (first.json["application_id"], first.json["status"]) == ("A901", "pending")
    (ranked,) = office.client.get(f"/api/v1/jobs/{job}/candidates", headers=office.admin).json["items"]
    assert (ranked["status"], ranked["applied_at"]) == ("pending", first.json["applied_at"])


def test_an_application_is_withdrawn_and_made_again(office: Office, job: str, own: str) -> None:
    made = apply(office, job, own).json["application_id"]
    place = f"/api/v1/applications/{made}/withdraw"
    gone = office.client.post(place, headers=office.cand)
    assert (gone.status_code, gone.json["status"]) == (200, "withdrawn")
    assert office.client.post(place, headers=office.cand).status_code == 200
    back = apply(office, job, own)
    assert (back.status_code, back.json["status"], back.json["application_id"]) == (200, "pending", made)
    detail = office.client.get(f"/api/v1/applications/{made}", headers=office.admin).json
    ApplicationDetail.model_validate(detail, strict=True)
    assert [(one["from_status"], one["to_status"], one["by"]) for one in detail["history"]] == [
        ("pending", "withdrawn", "cand"),
        ("withdrawn", "pending", "cand"),
    ]


def test_what_is_decided_cannot_be_withdrawn(office: Office, job: str, own: str) -> None:
    made = apply(office, job, own).json["application_id"]
    office.client.patch(f"/api/v1/jobs/{job}/candidates/{own}", json={"status": "rejected"}, headers=office.admin)
    refused = office.client.post(f"/api/v1/applications/{made}/withdraw", headers=office.cand)
    assert (refused.status_code, "reviewed" in refused.json["detail"]) == (409, True)
    assert apply(office, job, own).json["status"] == "rejected"


def test_recruiters_cannot_bring_back_who_withdrew(office: Office, job: str, own: str) -> None:
    made = apply(office, job, own).json["application_id"]
    office.client.post(f"/api/v1/applications/{made}/withdraw", headers=office.cand)
    place = f"/api/v1/jobs/{job}/candidates/{own}"
    for status in ("pending", "reviewed", "hired"):
        assert office.client.patch(place, json={"status": status}, headers=office.admin).status_code == 409
    assert apply(office, job, own).json["status"] == "pending"


def test_a_person_applies_once_for_a_job_even_with_another_resume(office: Office, job: str, own: str, cv: str) -> None:
    other = upload(office, office.cand, cv + "\nKubernetes, Terraform\n")
    assert other != own
    made = apply(office, job, own).json["application_id"]
    refused = apply(office, job, other)
    assert (refused.status_code, refused.json["code"]) == (409, "conflict")
    assert made in refused.json["detail"]
    office.client.post(f"/api/v1/applications/{made}/withdraw", headers=office.cand)
    assert apply(office, job, other).status_code == 201
    assert apply(office, job, own).status_code == 409


def test_two_resumes_sent_at_once_are_one_application(
    office: Office, job: str, own: str, cv: str, database: Database
) -> None:
    several = [own] + [upload(office, office.cand, f"{cv}\nVersion {number}\n") for number in range(3)]
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda one=one: answers.append(apply(office, job, one).status_code))  # type: ignore[misc]
        for one in several * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 201] + [409] * 6
    with database.session() as session:
        assert session.scalar(text("select count(*) from applications where applied_at is not null")) == 1


def test_one_applies_with_a_resume_of_ones_own_for_an_open_job(office: Office, job: str, own: str, cv: str) -> None:
    assert apply(office, job, own, office.rival).status_code == 404
    assert apply(office, "J9", own).status_code == 404
    assert apply(office, job, "R999").status_code == 404
    assert apply(office, job, own, office.admin).status_code == 403
    assert office.client.post(f"/api/v1/jobs/{job}/apply", json={}, headers=office.cand).status_code == 422
    wrong = {"resume_id": own, "status": "hired"}
    assert office.client.post(f"/api/v1/jobs/{job}/apply", json=wrong, headers=office.cand).status_code == 422
    office.client.patch(f"/api/v1/jobs/{job}", json={"is_open": False}, headers=office.admin)
    closed = apply(office, job, own)
    assert (closed.status_code, closed.json["code"]) == (409, "conflict")


def test_candidates_see_their_own_applications_alone(office: Office, job: str, own: str, cv: str) -> None:
    theirs = upload(office, office.rival, cv.replace("Ann Lee", "Bo Cook").replace("ann.lee", "bo.cook"))
    mine = apply(office, job, own).json
    rivals = apply(office, job, theirs, office.rival).json
    place = f"/api/v1/jobs/{job}/candidates/{own}"
    office.client.patch(place, json={"status": "shortlisted", "note": "Between us"}, headers=office.admin)
    listed = office.client.get("/api/v1/me/applications", headers=office.cand)
    OwnApplicationList.model_validate(listed.json, strict=True)
    (seen,) = listed.json["items"]
    assert (seen["application_id"], seen["status"]) == (mine["application_id"], "shortlisted")
    assert "Between us" not in listed.text
    assert (
        office.client.post(f"/api/v1/applications/{rivals['application_id']}/withdraw", headers=office.cand).status_code
        == 404
    )
    assert office.client.get(f"/api/v1/applications/{mine['application_id']}", headers=office.cand).status_code == 403


def test_what_recruiters_began_is_no_application_of_the_candidate(office: Office, job: str, own: str) -> None:
    place = f"/api/v1/jobs/{job}/candidates/{own}"
    office.client.patch(place, json={"status": "shortlisted"}, headers=office.admin)
    assert office.client.get("/api/v1/me/applications", headers=office.cand).json["total"] == 0
    (open_job,) = office.client.get("/api/v1/me/recommended", headers=office.cand).json["items"]
    assert (open_job["status"], open_job["application_id"]) == (None, None)
    assert office.client.post("/api/v1/applications/A901/withdraw", headers=office.cand).status_code == 404
    applied = apply(office, job, own)
    assert (applied.status_code, applied.json["status"]) == (201, "shortlisted")
    assert office.client.get("/api/v1/me/applications", headers=office.cand).json["total"] == 1


def test_recruiters_list_applications_newest_first(office: Office, job: str, own: str, cv: str) -> None:
    theirs = upload(office, office.rival, cv.replace("Ann Lee", "Bo Cook").replace("ann.lee", "bo.cook"))
    for resume, headers in ((own, office.cand), (theirs, office.rival)):
        apply(office, job, resume, headers)
    place = f"/api/v1/jobs/{job}/candidates/{own}"
    office.client.patch(place, json={"status": "reviewed"}, headers=office.admin)

    def listed(query: str = "") -> list[str]:
        answer = office.client.get(f"/api/v1/applications?{query}", headers=office.admin)
        assert answer.status_code == 200, answer.json
        ApplicationList.model_validate(answer.json, strict=True)
        return [one["application_id"] for one in answer.json["items"]]

    assert listed() == ["A902", "A901"]
    assert listed("status=reviewed") == ["A901"]
    assert listed("status=reviewed&status=pending&limit=1&page=2") == ["A901"]
    assert listed(f"job_id={job}") == ["A902", "A901"]
    assert listed("since=2020-01-01T00:00:00Z") == ["A902", "A901"]
    assert listed("since=2999-01-01") == []
    assert office.client.get("/api/v1/applications?job_id=J9", headers=office.admin).status_code == 404
    for wrong in ("since=yesterday", "status=gone"):
        assert office.client.get(f"/api/v1/applications?{wrong}", headers=office.admin).status_code == 422
    assert office.client.get("/api/v1/applications/A999", headers=office.admin).status_code == 404


def test_candidates_say_who_they_are(office: Office) -> None:
    place = "/api/v1/me/profile"
    before = office.client.get(place, headers=office.cand).json
    ProfileOut.model_validate(before, strict=True)
    assert (before["full_name"], before["phone"], before["links"]) == ("cand", None, [])
    said = {
        "full_name": "Ann B. Lee", "phone": "+49 30 1234567", "location": "Berlin", "headline": "Backend developer",
        "links": ["https://example.org/ann"], "open_to_remote": True,
    }  # fmt: skip
    changed = office.client.patch(place, json=said, headers=office.cand)
    assert changed.status_code == 200, changed.json
    assert said.items() <= changed.json.items()
    less = office.client.patch(place, json={"phone": None, "links": None}, headers=office.cand).json
    assert (less["phone"], less["links"], less["headline"]) == (None, [], "Backend developer")
    assert office.client.get(place, headers=office.cand).json == less
    assert office.client.get(place, headers=office.rival).json["headline"] is None
    for wrong in (
        {"role": "admin"}, {"full_name": ""}, {"full_name": None}, {"links": ["javascript:alert(1)"]}, {"phone": "call me"},
        {"links": ["https://example.org"] * 11}, {"headline": "x" * 301}, {"email": "x@example.org"}, {"open_to_remote": "maybe"},
    ):  # fmt: skip
        assert office.client.patch(place, json=wrong, headers=office.cand).status_code == 422, wrong
    assert office.client.get(place, headers=office.admin).status_code == 403


def test_changes_of_a_profile_at_once_are_all_kept(office: Office) -> None:
    said = {"phone": "+49 30 1234567", "location": "Berlin", "headline": "Cook", "open_to_remote": False}

    def send(name: str) -> None:
        office.client.application.test_client().patch(
            "/api/v1/me/profile", json={name: said[name]}, headers=office.cand
        )

    threads = [threading.Thread(target=send, args=(name,)) for name in said]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.items() <= office.client.get("/api/v1/me/profile", headers=office.cand).json.items()


def test_open_jobs_are_recommended_best_first(office: Office, job: str, own: str, cv: str, jd: str) -> None:
    baker = office.client.post(
        "/api/v1/jobs", json={"text": "Baker\nRequirements\n- Bread\n- Cakes"}, headers=office.admin
    )
    closed = office.client.post("/api/v1/jobs", json={"text": jd + "\n- Redis"}, headers=office.admin).json["job_id"]
    office.client.patch(f"/api/v1/jobs/{closed}", json={"is_open": False}, headers=office.admin)
    apply(office, job, own)
    answer = office.client.get("/api/v1/me/recommended", headers=office.cand)
    RecommendedList.model_validate(answer.json, strict=True)
    best, worst = answer.json["items"]
    assert (best["job_id"], worst["job_id"]) == (job, baker.json["job_id"])
    assert (best["status"], worst["status"], answer.json["unscored"]) == ("pending", None, 0)
    assert best["match_score"] > worst["match_score"]
    assert "Python" in best["matched_skills"]
    assert answer.json["resume_id"] == own
    newest = upload(office, office.cand, "Ann Lee\nann.lee@example.org\n\nSkills\nBaking, Bread, Cakes\n")
    by_newest = office.client.get("/api/v1/me/recommended?limit=1", headers=office.cand).json
    assert (by_newest["resume_id"], by_newest["total"]) == (newest, 2)
    by_own = office.client.get(f"/api/v1/me/recommended?resume_id={own}", headers=office.cand).json
    assert by_own["items"] == answer.json["items"]
    listed = office.client.get("/api/v1/me/resumes", headers=office.cand).json
    ResumeList.model_validate(listed, strict=True)
    assert [one["resume_id"] for one in listed["items"]] == [newest, own]
    assert office.client.get(f"/api/v1/me/recommended?resume_id={own}", headers=office.rival).status_code == 404
    assert office.client.get("/api/v1/me/recommended", headers=office.rival).status_code == 422
