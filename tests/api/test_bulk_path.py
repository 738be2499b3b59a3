"""The whole path of a task of many résumés over HTTP: created, filled, processed, read off."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.bulk_shapes import FileList, ResultList, TaskCreated, TaskOut, UploadOut
from tasks import worker

Work = Callable[[], None]


@pytest.fixture
def work(local_app: Flask, database_url: str) -> Work:
    return lambda: worker.run(database_url, local_app.extensions["parts"], is_main=False, until_empty=True)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def created(client: FlaskClient, headers: Mapping[str, str] | None = None, **body: Any) -> tuple[str, dict[str, str]]:
    answer = client.post("/create_task", json=body, headers=dict(headers or {}))
    assert answer.status_code == 201, answer.json
    TaskCreated.model_validate(answer.json, strict=True)
    return answer.json["task_id"], bearer(answer.json["token"])


def send(client: FlaskClient, mine: Mapping[str, str], *files: tuple[str, bytes], **headers: str) -> Any:
    given = [(io.BytesIO(data), name) for name, data in files]
    return client.post("/upload_files", data={"files": given}, headers={**mine, **headers})


def cv_of(cv: str, name: str) -> bytes:
    return cv.replace("Ann Lee", name).replace("ann.lee", name.lower().replace(" ", ".")).encode()


def archive(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files:
            packed.writestr(name, data)
    return out.getvalue()


def test_files_become_a_ranking_and_bad_ones_say_why(client: FlaskClient, work: Work, cv: str, jd: str) -> None:
    task, mine = created(client, name="Spring", role="Backend Developer")
    assert task == "T404"
    zipped = archive(
        ("in/bo-ray.txt", cv_of(cv, "Bo Ray")),
        ("cook.txt", b"Cy Dow\n\nCook, Rye Inn, 2018 - 2020"),
        ("x.exe", b"MZ\x00\x01"),
    )
    sent = send(
        client,
        mine,
        ("ann.txt", cv.encode()),
        ("again.txt", cv.encode()),
        ("many.zip", zipped),
        ("bad.zip", b"PK\x03\x04nothing"),
    )
    assert sent.status_code == 202, sent.json
    UploadOut.model_validate(sent.json, strict=True)
    assert [one["filename"] for one in sent.json["accepted"]] == ["ann.txt", "again.txt", "bo-ray.txt", "cook.txt"]
    assert [(one["filename"], one["code"]) for one in sent.json["rejected"]] == [
        ("x.exe", "unsupported_type"),
        ("bad.zip", "damaged"),
    ]
    started = client.post("/process_task", json={"job_description": jd}, headers=mine)
    assert started.status_code == 202, started.json
    assert started.json["status"] == "processing"
    work()
    shown = client.get(f"/tasks/{task}", headers=mine).json
    TaskOut.model_validate(shown, strict=True)
    assert (shown["status"], shown["share"], shown["files"]["ready"], shown["files"]["failed"]) == ("done", 1.0, 4, 2)
    results = client.get(f"/tasks/{task}/results", headers=mine).json
    ResultList.model_validate(results, strict=True)
    assert results["total"] == 3
    assert [one["filename"] for one in results["items"]] == ["ann.txt", "bo-ray.txt", "cook.txt"]
    assert [one["rank"] for one in results["items"]] == [1, 2, 3]
    best = results["items"][0]
    assert best["overall"] == best["match"]["match_score"] > results["items"][2]["overall"]
    assert best["experience_relevance"][0]["score"] > 0
    failed = client.get(f"/tasks/{task}/results?status=failed", headers=mine).json
    assert [(one["filename"], one["code"]) for one in failed["items"]] == [
        ("x.exe", "unsupported_type"),
        ("bad.zip", "damaged"),
    ]
    files = client.get(f"/tasks/{task}/files", headers=mine).json
    FileList.model_validate(files, strict=True)
    assert files["items"][0]["resume_id"] == files["items"][1]["resume_id"] != files["items"][2]["resume_id"]
    assert client.get("/api/v1/resumes").json["total"] == 3
    table = client.get(f"/tasks/{task}/results?format=csv", headers=mine).get_data(as_text=True)
    assert table.splitlines()[0].startswith("\ufeffrank,filename,match_id")
    assert len(table.splitlines()) == 4
    assert client.get("/tasks").json["items"][0]["task_id"] == task
    events = client.get(f"/tasks/{task}/events", headers=mine).get_data(as_text=True)
    assert json.loads(events.rsplit("data: ", 1)[1])["status"] == "done"
