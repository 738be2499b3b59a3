from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from db.resumes import StoredResume
from db.session import Database

SECRET = "k3y-for-tests-only-0123456789-abcdefghij"
PASSWORD = "correct horse battery staple"

Ask = Callable[..., Any]


@pytest.fixture
def app(make_app: Callable[..., Flask], database: Database) -> Flask:
    return make_app(host="0.0.0.0", secret_key=SECRET, rate_limit_login="1000/minute")


@pytest.fixture
def asker(app: Flask) -> Callable[[str, str], Ask]:
    """Makes users by name and role, each a function that asks with their token."""

    def make(name: str, role: str = "candidate") -> Ask:
        client: FlaskClient = app.test_client()
        body = {"email": f"{name}@example.org", "password": PASSWORD, "full_name": name, "role": role}
        answer: Any = client.post("/api/v1/auth/register", json=body)
        assert answer.status_code == 201, answer.json
        headers = {"Authorization": f"Bearer {answer.json['access_token']}"}
        return lambda verb, path, **given: client.open(path, method=verb, headers=headers, **given)

    return make


def upload(ask: Ask, text: str, **fields: Any) -> Any:
    return ask("POST", "/uploadResume", data={"file": (io.BytesIO(text.encode()), "cv.txt"), **fields})


@pytest.fixture
def staff(asker: Callable[..., Ask]) -> Ask:
    return asker("boss", "admin")


@pytest.fixture
def ann(staff: Ask, asker: Callable[..., Ask]) -> Ask:
    return asker("ann")


@pytest.fixture
def eve(staff: Ask, asker: Callable[..., Ask]) -> Ask:
    return asker("eve")


def test_the_same_bytes_of_staff_and_of_two_candidates_are_three_resumes(
    staff: Ask, ann: Ask, eve: Ask, cv: str
) -> None:
    answers = [upload(ask, cv) for ask in (staff, ann, eve)]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.json["resume_id"] for answer in answers}) == 3
    for ask, answer in zip((ann, eve), answers[1:], strict=True):
        assert [one["resume_id"] for one in ask("GET", "/api/v1/resumes").json["items"]] == [answer.json["resume_id"]]
        again = upload(ask, cv)
        assert (again.status_code, again.json["resume_id"]) == (200, answer.json["resume_id"])
    assert staff("GET", "/api/v1/resumes").json["total"] == 3


def test_a_candidate_does_not_get_to_others_files_by_their_address(staff: Ask, ann: Ask, eve: Ask, cv: str) -> None:
    theirs = upload(staff, cv).json
    forged = upload(eve, cv + "\nHobbies\nForging\n").json
    own = upload(ann, cv + "\nHobbies\nSailing\n").json
    assert len({theirs["person_id"], forged["person_id"], own["person_id"]}) == 3
    assert forged["same_person"] == own["same_person"] == []
    assert staff("GET", f"/api/v1/persons/{theirs['person_id']}").json["resume_ids"] == [theirs["resume_id"]]
    # Nor does what staff upload later come to a candidate's person.
    assert upload(staff, cv + "\nHobbies\nRowing\n").json["person_id"] == theirs["person_id"]


def test_what_a_candidate_uploads_is_of_one_person_whatever_it_says(ann: Ask, cv: str) -> None:
    first = upload(ann, cv).json
    second = upload(ann, cv.replace("ann.lee@", "ann@").replace("+1 415 555 0123", "")).json
    assert (second["person_id"], second["same_person"]) == (first["person_id"], [first["resume_id"]])


def test_a_candidate_of_a_merged_person_still_sees_their_own_alone(staff: Ask, ann: Ask, cv: str) -> None:
    theirs, own = upload(staff, cv).json, upload(ann, cv + "\nHobbies\nSailing\n").json
    kept = staff("POST", f"/api/v1/persons/{theirs['person_id']}/merge", json={"person_id": own["person_id"]}).json
    assert kept["has_account"] is True
    assert len(kept["resume_ids"]) == 2
    shown = ann("GET", f"/api/v1/resumes/{own['resume_id']}").json
    assert (shown["person_id"], shown["same_person"]) == (theirs["person_id"], [])
    assert ann("GET", f"/api/v1/resumes?person_id={theirs['person_id']}").json["total"] == 1
    assert upload(staff, cv + "\nHobbies\nRowing\n").json["person_id"] == theirs["person_id"]


def test_persons_with_accounts_of_their_own_stay_two(staff: Ask, ann: Ask, eve: Ask, cv: str) -> None:
    first, second = upload(ann, cv).json, upload(eve, cv).json
    answer = staff("POST", f"/api/v1/persons/{first['person_id']}/merge", json={"person_id": second["person_id"]})
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")


def test_another_organisations_persons_look_missing(staff: Ask, asker: Callable[..., Ask], cv: str) -> None:
    person = upload(staff, cv).json["person_id"]
    stranger = asker("stranger", "recruiter")
    mine = upload(stranger, cv).json
    assert mine["person_id"] != person
    for verb, path, body in (
        ("GET", f"/api/v1/persons/{person}", None),
        ("DELETE", f"/api/v1/persons/{person}", None),
        ("POST", f"/api/v1/persons/{person}/merge", {"person_id": mine["person_id"]}),
        ("POST", f"/api/v1/persons/{mine['person_id']}/merge", {"person_id": person}),
    ):
        answer = stranger(verb, path, json=body)
        said = {"person_id": body["person_id"].replace(person, "P9")} if body else None
        missing = stranger(verb, path.replace(person, "P9"), json=said)
        assert (answer.status_code, answer.json["detail"].replace(person, "P9")) == (404, missing.json["detail"]), path


def test_a_candidate_changes_their_own_alone(staff: Ask, ann: Ask, eve: Ask, cv: str) -> None:
    own = upload(ann, cv).json["resume_id"]
    change = {"corrections": {"name": "Ann B. Lee"}}
    assert ann("PATCH", f"/api/v1/resumes/{own}", json=change).json["name"] == "Ann B. Lee"
    assert ann("PUT", f"/api/v1/resumes/{own}/file", json={"text": cv + "\nHobbies\nSailing\n"}).status_code == 200
    for verb, path, body in (
        ("PATCH", f"/api/v1/resumes/{own}", change),
        ("PUT", f"/api/v1/resumes/{own}/file", {"text": cv}),
        ("DELETE", f"/api/v1/resumes/{own}", None),
        ("GET", f"/api/v1/resumes/{own}", None),
    ):
        assert eve(verb, path, json=body).status_code == 404
    assert ann("POST", f"/api/v1/resumes/{own}/separate").status_code == 403
    assert staff("PATCH", f"/api/v1/resumes/{own}", json=change).status_code == 200


def test_the_file_stays_until_the_last_row_of_its_bytes_is_erased(
    app: Flask, staff: Ask, ann: Ask, eve: Ask, cv: str, database: Database
) -> None:
    rows = [upload(ask, cv).json["resume_id"] for ask in (staff, ann)]
    folder: Path = app.extensions["parts"].upload_dir
    with database.session() as session:
        sha256 = session.scalars(select(StoredResume.sha256)).first()
    path = folder / "1" / str(sha256)
    assert path.exists()
    assert staff("DELETE", f"/api/v1/resumes/{rows[0]}").status_code == 204
    assert ann("GET", f"/api/v1/resumes/{rows[1]}/file").data == cv.encode()
    assert ann("DELETE", f"/api/v1/resumes/{rows[1]}").status_code == 204
    assert not path.exists()
