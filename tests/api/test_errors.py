from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from api import journal
from api.shapes import Problem
from db import server
from db.schema import migrate

FORM = "multipart/form-data"
BAD_JSON = [
    b"{", b"", b"[1", b"NaN", b'{"text": NaN}', b'{"text": Infinity}', b"nul", b"\xff\xfe", b'{"text": "\xed\xa0\x80"}',
    b'{"text": "\\ud800"}', b"[" * 100_000, b'{"a":' * 50_000, b'"' + b"a" * 100,
]  # fmt: skip


@pytest.mark.parametrize("path", ["/skills/extract", "/match", "/uploadResume", "/uploadJD", "/api/v1/jobs"])
def test_a_body_that_is_no_json_is_a_client_error(client: FlaskClient, path: str) -> None:
    for body in BAD_JSON:
        answer = client.post(path, data=body, content_type="application/json")
        assert (answer.status_code, answer.json["code"]) == ((400, "malformed_json") if body else (422, "invalid"))
        Problem.model_validate(answer.json, strict=True)
    for body in (b"null", b"1", b"[]", b'"text"', b"1e400", b"[[[[]]]]"):
        answer = client.post(path, data=body, content_type="application/json")
        assert answer.status_code in (400, 422), body
        assert answer.content_type == "application/problem+json"


def test_the_character_nul_is_refused_wherever_it_stands(client: FlaskClient) -> None:
    for body in (b'{"text": "a\\u0000b"}', b'{"text": "a", "x\\u0000": [{"y": "\\u0000"}]}'):
        assert client.post("/skills/extract", data=body, content_type="application/json").status_code == 422
    fine = client.post("/skills/extract", data=b'{"text": "a\\\\u0000b"}', content_type="application/json")
    assert fine.status_code == 200
    for address in ("/skills?q=%00", "/api/v1/jobs?q=%00", "/api/v1/jobs?%00=1", "/results/%00"):
        assert client.get(address).status_code in (400, 404)
    assert client.post("/uploadResume", data={"job_id": "\x00"}, content_type=FORM).status_code == 422


def test_a_body_of_very_many_fields_is_refused_in_one_sentence(client: FlaskClient) -> None:
    for count, why in ((500, "Extra"), (50_000, "fields are wrong"), (100_001, "over 100,000 fields")):
        body = json.dumps({f"key {number}": number for number in range(count)})
        answer = client.post("/match", data=body, content_type="application/json")
        assert (answer.status_code, answer.json["code"]) == (422, "invalid")
        assert why in answer.json["detail"]
        assert len(answer.data) < 20_000
    spaced = json.dumps({f"key {number}": 1 for number in range(100_001)}, separators=(",", " \n: "))
    answer = client.post("/match", data=spaced, content_type="application/json")
    assert "over 100,000 fields" in answer.json["detail"]


def test_a_wrong_content_type_is_named(client: FlaskClient) -> None:
    for kind in ("text/plain", "application/xml", "application/x-www-form-urlencoded"):
        answer = client.post("/match", data=b"a=b", content_type=kind)
        assert (answer.status_code, answer.json["code"]) == (415, "unsupported_type")
        assert "application/json or multipart/form-data" in answer.json["detail"]
    assert client.post("/skills/extract", data={"text": "x"}, content_type="multipart/form-data").status_code == 415


def test_every_wrong_field_is_named_and_no_value_repeated(client: FlaskClient) -> None:
    answer = client.post("/match", json={"resume_ids": [], "job_ids": "secret-value", "store": "secret-value"})
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json["errors"]} == {"resume_ids", "job_ids", "store"}
    assert "secret-value" not in answer.text


def test_unknown_addresses_and_methods_are_problems(client: FlaskClient) -> None:
    for answer, status in ((client.get("/nowhere"), 404), (client.delete("/match"), 405), (client.put("/skills"), 405)):
        assert answer.status_code == status
        Problem.model_validate(answer.json, strict=True)
    assert "POST" in client.delete("/match").headers["Allow"]


def test_a_request_keeps_its_id(client: FlaskClient) -> None:
    assert client.get("/nowhere", headers={"X-Request-ID": "abc-1"}).headers["X-Request-ID"] == "abc-1"
    strange = client.get("/nowhere", headers={"X-Request-ID": "a b\t<script>"}).headers["X-Request-ID"]
    assert len(strange) == 16
    assert client.get("/nowhere", headers={"X-Request-ID": "abc-1"}).json["request_id"] == "abc-1"


def test_a_mistake_of_ours_says_nothing_of_what_was_sent(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(text: str) -> None:
        raise ValueError(text)

    monkeypatch.setattr("api.skills.extract_skills", fail)
    answer = client.post("/skills/extract", json={"text": "Zaphod Beeblebrox"})
    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    assert "Zaphod" not in answer.text + caplog.text


def test_personal_data_never_reaches_the_logs(
    client: FlaskClient, cv: str, jd: str, capsys: pytest.CaptureFixture[str]
) -> None:
    journal.configure("DEBUG", "json")
    client.post("/uploadResume", json={"text": cv, "candidate_name": "Ann Lee"})
    client.post("/match", json={"resume_text": cv + "x", "job_text": jd})
    client.get("/api/v1/resumes?q=ann.lee@example.org")
    client.post("/api/v1/auth/login", json={"email": "ann.lee@example.org", "password": "Ann Lee 1"})
    client.post("/match", json={"resume_text": cv, "job_text": ["Ann Lee"]})
    structlog.reset_defaults()
    logged = capsys.readouterr().err
    events = [json.loads(line) for line in logged.splitlines()]
    assert [event["status"] for event in events if event["event"] == "request"] == [201, 200, 200, 401, 422]
    assert all(event["request_id"] for event in events)
    for marker in ("Ann", "ann.lee", "example.org", "555", "Acme"):
        assert marker not in logged


@pytest.fixture
def own_postgres(tmp_path: Path) -> tuple[Path, str]:
    folder = tmp_path / "postgres"
    url = server.start(folder)
    migrate(url)
    return folder, url


def test_without_its_database_the_server_says_so_and_recovers(
    make_app: Callable[..., Flask], own_postgres: tuple[Path, str], cv: str
) -> None:
    folder, url = own_postgres
    client: Any = make_app(database_url=url).test_client()
    assert client.post("/uploadResume", json={"text": cv}).status_code == 201
    os.kill(int((folder / "postmaster.pid").read_text().split("\n", 1)[0]), signal.SIGQUIT)
    time.sleep(0.5)
    for path in ("/api/v1/resumes", "/api/v1/health/ready"):
        begun = time.monotonic()
        answer = client.get(path)
        assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        assert time.monotonic() - begun < 5
    assert client.get("/api/v1/health").status_code == 200
    server.start_again(folder)
    assert client.get("/api/v1/resumes").json["total"] == 1


def test_an_empty_body_is_told_what_to_send(client: FlaskClient) -> None:
    answer = client.post("/uploadResume")
    assert answer.status_code == 422
    assert "multipart form with a file" in answer.json["detail"]
    assert "text" in answer.json["detail"]
