from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.shapes import ResumeOut
from settings import HOME
from tasks import worker

SCAN = HOME / "demo" / "resumes" / "bryn-prosser-welder-scan.pdf"


def put(client: FlaskClient, resume_id: str, data: bytes, name: str = "new.txt", **given: Any) -> Any:
    fields = {key: value for key, value in given.items() if key != "headers"}
    return client.put(
        f"/api/v1/resumes/{resume_id}/file",
        data={"file": (io.BytesIO(data), name), **fields},
        headers=given.get("headers"),
    )


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def _no_files(upload_dir: Path) -> None:
    for path in files(upload_dir):
        path.unlink()


@pytest.fixture
def newer(cv: str) -> str:
    return cv.replace("Python, Flask", "Rust, Kubernetes, Python, Flask").replace("Berlin", "Munich")


def test_a_file_is_replaced_under_the_same_id(
    client: FlaskClient, resume_id: str, newer: str, job_id: str, upload_dir: Path
) -> None:
    match = client.post("/match", json={"resume_id": resume_id, "job_id": job_id}).json["results"][0]
    before = client.get(f"/api/v1/resumes/{resume_id}").json
    answer = put(client, resume_id, newer.encode())
    assert answer.status_code == 200, answer.json
    ResumeOut.model_validate(answer.json, strict=True)
    assert (answer.json["resume_id"], answer.json["filename"]) == (resume_id, "new.txt")
    assert answer.json["person_id"] == before["person_id"]
    assert "Rust" in {hit["name"] for hit in answer.json["skills"]}
    assert client.get(f"/api/v1/resumes/{resume_id}/file").data == newer.encode()
    assert len(files(upload_dir)) == 1
    (now,) = client.get("/results").json["items"]
    assert now["match_id"] == match["match_id"]
    assert "Kubernetes" in {*now["matched_skills"], *now["additional_skills"]}
    assert [client.get(f"/api/v1/resumes?q={word}").json["total"] for word in ("rust", "munich", "berlin")] == [1, 1, 0]


def test_a_file_is_replaced_by_text(client: FlaskClient, resume_id: str, newer: str) -> None:
    body = {"text": newer, "filename": "../ann.txt"}
    answer = client.put(f"/api/v1/resumes/{resume_id}/file", json=body)
    assert (answer.status_code, answer.json["filename"], answer.json["location"]["city"]) == (200, "ann.txt", "Munich")
    assert client.put(f"/api/v1/resumes/{resume_id}/file", json=body | {"resume_id": "R1"}).status_code == 422


def test_nothing_changes_when_the_new_file_cannot_be_read(
    client: FlaskClient, resume_id: str, cv: str, upload_dir: Path
) -> None:
    before = client.get(f"/api/v1/resumes/{resume_id}").json
    for data, status in (
        (b"MZ\x90\x00" * 50, 415),
        (b"%PDF-1.7 broken", 422),
        (b"  ", 422),
        (b"a" * (10 << 20) + b"b", 413),
    ):
        assert put(client, resume_id, data).status_code == status
    assert client.get(f"/api/v1/resumes/{resume_id}").json == before
    assert client.get(f"/api/v1/resumes/{resume_id}/file").data == cv.encode()
    assert len(files(upload_dir)) == 1
    assert put(client, "R999", cv.encode()).status_code == 404
    assert client.put(f"/api/v1/resumes/{resume_id}/file", data={"cv": (io.BytesIO(b"x"), "x")}).status_code == 422


def test_corrections_go_with_the_file_unless_they_are_kept(
    client: FlaskClient, resume_id: str, newer: str, cv: str
) -> None:
    path = f"/api/v1/resumes/{resume_id}"
    client.patch(path, json={"corrections": {"name": "Anna Leigh", "headline": "Chief"}})
    kept = put(client, resume_id, newer.encode(), keep_corrections="true").json
    assert (kept["name"], kept["corrected"], kept["location"]["city"]) == ("Anna Leigh", ["headline", "name"], "Munich")
    gone = put(client, resume_id, cv.encode()).json
    assert (gone["name"], gone["corrected"]) == ("Ann Lee", [])


def test_a_file_that_is_another_resume_is_refused_by_its_name(client: FlaskClient, resume_id: str, newer: str) -> None:
    other = client.post("/uploadResume", json={"text": newer}).json["resume_id"]
    answer = put(client, resume_id, newer.encode())
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")
    assert other in answer.json["detail"]
    assert put(client, other, newer.encode()).status_code == 200


def test_a_replacement_of_what_changed_meanwhile_is_refused(client: FlaskClient, resume_id: str, newer: str) -> None:
    state = client.get(f"/api/v1/resumes/{resume_id}").headers["ETag"]
    client.patch(f"/api/v1/resumes/{resume_id}", json={"corrections": {"name": "Anna Leigh"}})
    assert put(client, resume_id, newer.encode(), headers={"If-Match": state}).status_code == 412
    assert client.get(f"/api/v1/resumes/{resume_id}").json["location"]["city"] == "Berlin"


def test_two_replacements_by_the_same_file_at_once_end_with_one_resume_of_it(
    local_app: Flask, client: FlaskClient, cv: str, newer: str, upload_dir: Path
) -> None:
    for name in ("Bob Ray", "Cara Dun"):
        client.post("/uploadResume", json={"text": cv.replace("Ann Lee", name)})
    codes: list[int] = []

    def replace(resume_id: str) -> None:
        codes.append(put(local_app.test_client(), resume_id, newer.encode()).status_code)

    threads = [threading.Thread(target=replace, args=(key,)) for key in ("R101", "R102")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 409]
    assert len(files(upload_dir)) == 2


def test_a_scan_takes_the_place_of_a_file_and_is_read_in_the_background(
    local_app: Flask, client: FlaskClient, resume_id: str, job_id: str, database_url: str, upload_dir: Path
) -> None:
    before = client.post("/match", json={"resume_id": resume_id, "job_id": job_id}).json["results"][0]
    answer = put(client, resume_id, SCAN.read_bytes(), "scan.pdf")
    assert (answer.status_code, answer.json["status"], answer.json["resume_id"]) == (202, "processing", resume_id)
    ResumeOut.model_validate(answer.json, strict=True)
    worker.run(database_url, local_app.extensions["parts"], is_main=False, until_empty=True)
    now = client.get(f"/api/v1/resumes/{resume_id}").json
    assert (now["status"], now["ocr"], now["person_id"]) == ("ready", True, "P1001")
    assert client.get(f"/api/v1/persons/{now['person_id']}").json["name"] == now["name"] != "Ann Lee"
    (match,) = client.get("/results").json["items"]
    assert match["match_id"] == before["match_id"]
    assert match["match_score"] != before["match_score"]
    assert len(files(upload_dir)) == 1
