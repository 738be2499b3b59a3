"""Every operation by every kind of caller; an operation without a line here fails the test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from db.session import Database

SECRET = "k3y-for-tests-only-0123456789-abcdefghij"
OPEN, ALL, STAFF = "without a token", "everybody with a token", "recruiters and admins"
ADMINS = "admins"
TABLE = {
    "GET /api/v1/health": OPEN,
    "GET /api/v1/health/ready": OPEN,
    "POST /api/v1/auth/register": OPEN,
    "POST /api/v1/auth/login": OPEN,
    "POST /api/v1/auth/refresh": OPEN,
    "POST /api/v1/auth/logout": ALL,
    "GET /api/v1/auth/me": ALL,
    "GET /skills": ALL,
    "GET /api/v1/skills": ALL,
    "POST /skills/extract": ALL,
    "POST /api/v1/skills/extract": ALL,
    "POST /api/v1/skills": ADMINS,
    "GET /api/v1/skills/{skill_id}": STAFF,
    "PATCH /api/v1/skills/{skill_id}": ADMINS,
    "DELETE /api/v1/skills/{skill_id}": ADMINS,
    "POST /uploadResume": ALL,
    "POST /api/v1/resumes/upload": ALL,
    "GET /api/v1/resumes": ALL,
    "GET /api/v1/resumes/{resume_id}": ALL,
    "GET /api/v1/resumes/{resume_id}/file": ALL,
    "GET /api/v1/resumes/{resume_id}/matches": ALL,
    "DELETE /api/v1/resumes/{resume_id}": ALL,
    "GET /results": ALL,
    "GET /results/{match_id}": ALL,
    "GET /api/v1/matches/{match_id}": ALL,
    "POST /api/v1/matches/{match_id}/feedback": STAFF,
    "GET /api/v1/matches/{match_id}/feedback": STAFF,
    "POST /api/v1/analytics/impact-ratio": STAFF,
    "GET /api/v1/jobs": ALL,
    "GET /api/v1/jobs/{job_id}": ALL,
    "POST /uploadJD": STAFF,
    "POST /api/v1/jobs": STAFF,
    "PUT /api/v1/jobs/{job_id}": STAFF,
    "PATCH /api/v1/jobs/{job_id}": STAFF,
    "DELETE /api/v1/jobs/{job_id}": STAFF,
    "GET /api/v1/jobs/{job_id}/candidates": STAFF,
    "POST /match": STAFF,
    "POST /api/v1/match": STAFF,
    "GET /metrics": STAFF,
}


@pytest.fixture
def client(make_app: Callable[..., Flask], database: Database) -> FlaskClient:
    return make_app(host="0.0.0.0", secret_key=SECRET, rate_limit_login="1000/minute").test_client()


def register(client: FlaskClient, role: str) -> dict[str, str]:
    body = {"email": f"{role}@example.org", "password": "correct horse", "full_name": role, "role": role}
    answer: Any = client.post("/api/v1/auth/register", json=body)
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def test_every_operation_is_in_the_table(client: FlaskClient) -> None:
    paths = client.get("/openapi.json").json["paths"]
    assert {f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs} == set(TABLE)


def test_every_operation_lets_in_whom_the_table_says(client: FlaskClient) -> None:
    callers = {role: register(client, role) for role in ("admin", "recruiter", "candidate")} | {"nobody": {}}
    allowed = {OPEN: set(callers), ALL: set(callers) - {"nobody"}, STAFF: {"admin", "recruiter"}, ADMINS: {"admin"}}
    for operation, who in TABLE.items():
        if operation.endswith("logout"):
            continue
        verb, path = operation.split(" ")
        for spelling in (path, path.replace("/api/v1/", "/api/")):
            for role, headers in callers.items():
                address = spelling.replace("{resume_id}", "R1").replace("{job_id}", "J1").replace("{match_id}", "M1")
                address = address.replace("{skill_id}", "own-nothing")
                answer = client.open(address, method=verb, headers=headers, json={} if verb != "GET" else None)
                if role in allowed[who]:
                    assert answer.status_code in {200, 201, 204, 404, 422}, (operation, role, answer.json)
                else:
                    assert answer.status_code == (401 if role == "nobody" else 403), (operation, role)
