from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from api.resume_shapes import PersonDetail, PersonList
from api.shapes import ResumeOut
from db.persons import StoredPerson
from db.resumes import StoredResume
from db.session import Database

PHONE = "+1 415 555 0123"


def take(client: FlaskClient, text: str, name: str = "cv.txt") -> Any:
    answer = client.post("/uploadResume", json={"text": text, "filename": name})
    assert answer.status_code in (200, 201), answer.json
    return answer.json


def persons(database: Database) -> int:
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(StoredPerson)) or 0


def without(cv: str, *marks: str) -> str:
    for mark in marks:
        cv = cv.replace(mark, "")
    return cv


def test_two_resumes_with_one_address_are_of_one_person(client: FlaskClient, cv: str) -> None:
    first = take(client, cv)
    second = take(client, cv.replace("ann.lee@", "Ann.Lee@").replace(PHONE, "") + "\nHobbies\nSailing\n")
    ResumeOut.model_validate(second, strict=True)
    assert (first["person_id"], first["same_person"]) == ("P1001", [])
    assert (second["person_id"], second["same_person"]) == ("P1001", ["R101"])
    assert client.get("/api/v1/resumes/R101").json["same_person"] == ["R102"]
    assert [one["same_person"] for one in client.get("/api/v1/resumes").json["items"]] == [["R101"], ["R102"]]


def test_one_number_is_one_person_when_the_names_are_alike(client: FlaskClient, cv: str) -> None:
    take(client, cv)
    alike = take(client, without(cv, "ann.lee@example.org | ").replace("Ann Lee", "Ann Maria Lee"))
    other = take(client, without(cv, "ann.lee@example.org | ").replace("Ann Lee", "Tobias Wegner"))
    assert alike["person_id"] == "P1001"
    assert other["person_id"] == "P1002"


def test_a_resume_without_marks_is_of_a_person_of_its_own(client: FlaskClient, cv: str) -> None:
    bare = without(cv, f"ann.lee@example.org | {PHONE} | ")
    assert take(client, bare)["person_id"] != take(client, bare + "\nHobbies\nSailing\n")["person_id"]


def test_two_uploads_of_one_new_person_at_once_end_with_one_person(
    local_app: Flask, client: FlaskClient, cv: str, database: Database
) -> None:
    texts = [f"{cv}\nHobbies\nSailing number {number}\n" for number in range(6)]
    threads = [threading.Thread(target=lambda text=text: take(local_app.test_client(), text)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(StoredResume)) == 6
        assert session.scalar(select(func.count(StoredResume.person_id.distinct()))) == 1
    assert persons(database) == 1


def test_the_list_of_persons_is_searched_by_name_address_and_number(client: FlaskClient, cv: str) -> None:
    take(client, cv)
    take(client, cv.replace("Ann Lee", "Bob Ray").replace("ann.lee", "bob.ray").replace("0123", "0199"))
    page = client.get("/api/v1/persons?limit=1").json
    PersonList.model_validate(page, strict=True)
    assert (page["total"], page["items"][0]["name"], page["items"][0]["resume_ids"]) == (2, "Bob Ray", ["R102"])
    for q in ("ann", "LEE, ann", "ann.lee@example.org", "%2B1 415 555 0123", "1415555012", "lee a"):
        found = client.get(f"/api/v1/persons?q={q}").json
        assert [one["person_id"] for one in found["items"]] == ["P1001"], q
    for q in ("carla", "!", "'&|(", "555"):
        assert client.get(f"/api/v1/persons?q={q}").json["total"] == 0, q


def test_a_person_is_shown_with_their_resumes_newest_first(client: FlaskClient, cv: str) -> None:
    take(client, cv)
    take(client, cv.replace("Ann Lee", "Ann M. Lee") + "\nHobbies\nSailing\n")
    shown = client.get("/api/v1/persons/P1001").json
    PersonDetail.model_validate(shown, strict=True)
    assert [one["resume_id"] for one in shown["resumes"]] == shown["resume_ids"] == ["R102", "R101"]
    assert shown["name"] == "Ann M. Lee"
    assert client.get("/api/v1/persons/P1002").status_code == 404


def test_persons_that_are_one_are_merged(client: FlaskClient, cv: str) -> None:
    take(client, cv)
    take(client, cv.replace("ann.lee", "a.lee").replace(PHONE, "+1 415 555 0199"))
    merged = client.post("/api/v1/persons/P1001/merge", json={"person_id": "P1002"})
    assert merged.status_code == 200
    assert merged.json["resume_ids"] == ["R102", "R101"]
    assert merged.json["email"] == "a.lee@example.org"
    assert client.get("/api/v1/persons/P1002").status_code == 404
    assert client.post("/api/v1/persons/P1001/merge", json={"person_id": "P1001"}).status_code == 409
    assert client.post("/api/v1/persons/P1001/merge", json={"person_id": "P1002"}).status_code == 404
    assert client.post("/api/v1/persons/P1001/merge", json={"person_id": "P1002", "name": "x"}).status_code == 422
    assert take(client, cv + "\nHobbies\nSailing\n")["person_id"] == "P1001"
    assert take(client, cv.replace("ann.lee", "a.lee") + "\nHobbies\nRowing\n")["person_id"] == "P1001"


def test_two_merges_at_once_end_in_one_legal_state(
    local_app: Flask, client: FlaskClient, cv: str, database: Database
) -> None:
    take(client, cv)
    take(client, cv.replace("ann.lee", "a.lee").replace(PHONE, "+1 415 555 0199"))
    codes: list[int] = []

    def merge(kept: str, other: str) -> None:
        answer = local_app.test_client().post(f"/api/v1/persons/{kept}/merge", json={"person_id": other})
        codes.append(answer.status_code)

    threads = [threading.Thread(target=merge, args=pair) for pair in (("P1001", "P1002"), ("P1002", "P1001"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 404]
    assert persons(database) == 1


def test_a_resume_that_is_somebody_elses_is_separated(client: FlaskClient, cv: str) -> None:
    take(client, cv)
    take(client, cv.replace("Ann Lee", "Anton Leeb") + "\nHobbies\nSailing\n")
    answer = client.post("/api/v1/resumes/R102/separate")
    assert (answer.json["person_id"], answer.json["same_person"]) == ("P1002", [])
    assert client.get("/api/v1/persons/P1001").json["name"] == "Ann Lee"
    assert client.post("/api/v1/resumes/R102/separate").status_code == 409
    assert client.post("/api/v1/resumes/R999/separate").status_code == 404
    # Of two with one address the likest name decides.
    assert take(client, cv.replace("Ann Lee", "Anton Leeb") + "\nHobbies\nRowing\n")["person_id"] == "P1002"


def test_erasing_a_person_leaves_none_of_their_resumes(
    client: FlaskClient, cv: str, job_id: str, database: Database, upload_dir: Path
) -> None:
    for path in [path for path in upload_dir.rglob("*") if path.is_file()]:
        path.unlink()
    for text in (cv, cv + "\nHobbies\nSailing\n"):
        client.post("/uploadResume", json={"text": text, "job_id": job_id})
    take(client, cv.replace("Ann Lee", "Bob Ray").replace("ann.lee", "bob.ray").replace("0123", "0199"))
    assert client.delete("/api/v1/persons/P1001").status_code == 204
    assert [one["resume_id"] for one in client.get("/api/v1/resumes").json["items"]] == ["R103"]
    assert client.get("/results").json["total"] == 0
    assert persons(database) == 1
    assert len([path for path in upload_dir.rglob("*") if path.is_file()]) == 1
    assert client.delete("/api/v1/persons/P1001").status_code == 404


def test_a_person_goes_with_their_last_resume(client: FlaskClient, cv: str, database: Database) -> None:
    take(client, cv)
    take(client, cv.replace("Ann Lee", "Ann M. Lee") + "\nHobbies\nSailing\n")
    client.delete("/api/v1/resumes/R102")
    assert client.get("/api/v1/persons/P1001").json["name"] == "Ann Lee"
    client.delete("/api/v1/resumes/R101")
    assert persons(database) == 0


@pytest.mark.parametrize("round_", range(3))
def test_erasing_the_last_resume_while_another_comes_leaves_it_a_person(
    local_app: Flask, client: FlaskClient, cv: str, database: Database, round_: int
) -> None:
    take(client, cv)
    threads = [
        threading.Thread(target=lambda: local_app.test_client().delete("/api/v1/resumes/R101")),
        threading.Thread(target=lambda: take(local_app.test_client(), f"{cv}\nHobbies\nSailing {round_}\n")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.session() as session:
        (row,) = session.scalars(select(StoredResume)).all()
        assert session.get(StoredPerson, row.person_id) is not None
    assert persons(database) == 1
