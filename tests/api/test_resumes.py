from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from api.shapes import ResumeList, ResumeOut
from db.matches import StoredMatch
from db.packed_vectors import ResumeVectors
from db.resumes import StoredResume
from db.session import Database


def send(client: FlaskClient, data: bytes, name: str = "cv.txt", path: str = "/uploadResume", **fields: Any) -> Any:
    return client.post(path, data={"file": (io.BytesIO(data), name), **fields})


def stored_files(upload_dir: Path) -> list[Path]:
    return [path for path in upload_dir.rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def _no_files(upload_dir: Path) -> None:
    for path in stored_files(upload_dir):
        path.unlink()


@pytest.mark.parametrize("path", ["/uploadResume", "/api/v1/resumes/upload", "/api/resumes/upload"])
def test_an_uploaded_file_becomes_a_resume(client: FlaskClient, cv: str, path: str) -> None:
    answer = send(client, cv.encode(), "ann.txt", path)
    assert answer.status_code == 201
    ResumeOut.model_validate(answer.json, strict=True)
    assert (answer.json["resume_id"], answer.json["filename"], answer.json["status"]) == ("R101", "ann.txt", "ready")
    assert answer.json["email"] == "ann.lee@example.org"
    assert "text" not in answer.json


def test_the_field_may_be_called_resume(client: FlaskClient, cv: str) -> None:
    answer = client.post("/uploadResume", data={"resume": (io.BytesIO(cv.encode()), "cv.txt")})
    assert answer.status_code == 201


def test_a_wrong_field_name_is_answered_with_the_right_one(client: FlaskClient, cv: str) -> None:
    answer = client.post("/uploadResume", data={"cv": (io.BytesIO(cv.encode()), "cv.txt")})
    assert answer.status_code == 422
    assert "'file'" in answer.json["detail"]
    assert "cv" in answer.json["detail"]


def test_the_same_bytes_again_are_the_same_resume(client: FlaskClient, cv: str) -> None:
    assert send(client, cv.encode()).status_code == 201
    again = send(client, cv.encode(), "other name.txt")
    assert (again.status_code, again.json["resume_id"], again.json["filename"]) == (200, "R101", "cv.txt")
    assert client.post("/uploadResume", json={"text": cv}).status_code == 200


def test_many_identical_uploads_at_once_are_stored_once(local_app: Flask, client: FlaskClient, cv: str) -> None:
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda: answers.append(send(local_app.test_client(), cv.encode()))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [201]
    assert {answer.json["resume_id"] for answer in answers} == {answers[0].json["resume_id"]}


def test_several_files_get_a_verdict_each(client: FlaskClient, cv: str) -> None:
    files = [(io.BytesIO(cv.encode()), "good.txt"), (io.BytesIO(b"MZ\x90\x00" * 50), "bad.exe")]
    answer = client.post("/uploadResume", data={"file": files})
    assert answer.status_code == 201
    assert [one["filename"] for one in answer.json["results"]] == ["good.txt"]
    assert [(one["filename"], one["code"]) for one in answer.json["errors"]] == [("bad.exe", "unsupported_type")]


def test_when_no_file_of_several_can_be_read_each_is_explained(client: FlaskClient) -> None:
    files = [(io.BytesIO(b"MZ\x90\x00" * 50), "one.exe"), (io.BytesIO(b"   "), "two.txt")]
    answer = client.post("/uploadResume", data={"file": files})
    assert answer.status_code == 422
    assert [one["filename"] for one in answer.json["errors"]] == ["one.exe", "two.txt"]


def test_pasted_text_takes_a_name_from_the_client(client: FlaskClient, cv: str) -> None:
    answer = client.post("/uploadResume", json={"text": cv, "filename": "../a/ann.txt", "candidate_name": "Ann B. Lee"})
    assert (answer.json["name"], answer.json["filename"]) == ("Ann B. Lee", "ann.txt")


def test_with_a_job_the_resume_is_matched_on_upload(client: FlaskClient, cv: str, job_id: str) -> None:
    answer = send(client, cv.encode(), job_id=job_id)
    assert answer.status_code == 201
    ResumeOut.model_validate(answer.json, strict=True)
    assert answer.json["match"]["job_id"] == job_id
    assert client.get(f"/results/{answer.json['match']['match_id']}").status_code == 200
    assert send(client, b"another " + cv.encode(), job_id="J999").status_code == 404


def test_a_failed_upload_leaves_neither_row_nor_file(client: FlaskClient, database: Database, upload_dir: Path) -> None:
    for data, code in ((b"%PDF-1.7 broken", "damaged"), (b"", "no_text"), (b"\x00\x01\x02" * 99, "unsupported_type")):
        answer = send(client, data, "cv.pdf")
        assert 400 <= answer.status_code < 500
        assert answer.json["code"] in {code, "unsupported_type", "no_text"}
        assert answer.content_type == "application/problem+json"
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(StoredResume)) == 0
    assert stored_files(upload_dir) == []


def test_a_failing_commit_leaves_no_file(
    client: FlaskClient, cv: str, upload_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlalchemy.orm.Session.commit", lambda self: (_ for _ in ()).throw(RuntimeError("no")))
    assert send(client, cv.encode()).status_code == 500
    assert stored_files(upload_dir) == []


def test_a_file_over_the_cap_is_refused_by_its_size(client: FlaskClient) -> None:
    assert send(client, b"a" * (10 << 20) + b"bc").json["code"] == "file_too_large"
    answer = client.post("/uploadResume", json={"text": "a" * (12 << 20)})
    assert (answer.status_code, answer.json["code"]) == (413, "file_too_large")


def test_a_resume_is_shown_with_its_text(client: FlaskClient, cv: str, resume_id: str) -> None:
    for root in ("/api/v1", "/api"):
        shown = client.get(f"{root}/resumes/{resume_id}").json
        assert "Built REST APIs in Python" in shown["text"]
    for said in ("R999", "J201", "x", "R0", "R99999999999999999999", "R101%00"):
        answer = client.get(f"/api/v1/resumes/{said}")
        assert answer.status_code in (400, 404)
        assert answer.content_type == "application/problem+json"


def test_the_list_is_paged_and_searched(client: FlaskClient, cv: str, resume_id: str) -> None:
    client.post("/uploadResume", json={"text": cv.replace("Ann Lee", "Bob Ray").replace("ann.lee", "bob.ray")})
    page = client.get("/api/v1/resumes?limit=1&page=2").json
    ResumeList.model_validate(page, strict=True)
    assert ([one["resume_id"] for one in page["items"]], page["total"]) == (["R101"], 2)
    assert client.get("/api/v1/resumes?q=bob").json["total"] == 1
    assert client.get("/api/v1/resumes?q=postgresql").json["total"] == 2
    for wrong in ("limit=101", "limit=0", "page=0", "limit=x"):
        assert client.get(f"/api/v1/resumes?{wrong}").status_code == 422


def test_the_original_is_downloaded_as_it_was_uploaded(client: FlaskClient, cv: str) -> None:
    send(client, cv.encode(), 'evil"\r\nname.html')
    answer = client.get("/api/v1/resumes/R101/file")
    assert answer.data == cv.encode()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.content_type == "application/octet-stream"


def test_a_lost_original_comes_back_with_the_next_identical_upload(
    client: FlaskClient, cv: str, resume_id: str, upload_dir: Path
) -> None:
    stored_files(upload_dir)[0].unlink()
    assert client.get(f"/api/v1/resumes/{resume_id}/file").status_code == 404
    client.post("/uploadResume", json={"text": cv})
    assert client.get(f"/api/v1/resumes/{resume_id}/file").data == cv.encode()


def test_open_jobs_are_ranked_for_a_person(client: FlaskClient, resume_id: str, job_id: str) -> None:
    client.post("/uploadJD", json={"title": "Pastry chef", "description": "You bake cakes and bread every morning."})
    found = client.get(f"/api/v1/resumes/{resume_id}/matches").json
    assert [one["job_id"] for one in found["items"]] == [job_id, "J202"]
    client.patch("/api/v1/jobs/J202", json={"is_open": False})
    assert client.get(f"/api/v1/resumes/{resume_id}/matches").json["total"] == 1


def test_erasing_a_resume_leaves_nothing(
    client: FlaskClient, database: Database, upload_dir: Path, resume_id: str, job_id: str
) -> None:
    client.post("/match", json={"resume_id": resume_id, "job_id": job_id})
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(ResumeVectors)) == 1
    assert client.delete(f"/api/v1/resumes/{resume_id}").status_code == 204
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(StoredResume)) == 0
        assert session.scalar(select(func.count()).select_from(StoredMatch)) == 0
        assert session.scalar(select(func.count()).select_from(ResumeVectors)) == 0
    assert stored_files(upload_dir) == []
    assert client.delete(f"/api/v1/resumes/{resume_id}").status_code == 404
