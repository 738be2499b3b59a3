"""The application on the test database, called without a socket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from flask import Flask
from flask.testing import FlaskClient

import settings as configuration
from app_main import create_app
from db.session import Database

CV = """Ann Lee
ann.lee@example.org | +1 415 555 0123 | Berlin, Germany

Experience
Backend Developer, Acme GmbH
Jan 2019 - Present
- Built REST APIs in Python and Flask on PostgreSQL
- Ran services with Docker and Redis

Education
BSc Computer Science, Test University, 2018

Skills
Python, Flask, PostgreSQL, Docker, Redis
"""
JD = """Backend Developer
Acme GmbH, Berlin

Requirements
- 3+ years of experience with Python
- Flask and PostgreSQL
- Kubernetes is a plus
"""


@pytest.fixture(scope="session")
def make_app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Flask]:
    folder = tmp_path_factory.mktemp("app")

    def make(**given: Any) -> Flask:
        choice: dict[str, Any] = {
            "_env_file": None,
            "database_url": database_url,
            "data_dir": folder / "var",
            "upload_dir": folder / "uploads",
            "demo_data": False,
            "web_threads": 2,
            "rate_limit_login": "1000/minute",
            "rate_limit_account": "1000/minute",
            "rate_limit_applications": "1000/minute",
        }
        app = create_app(configuration.load(**choice | given))
        app.testing = True
        return app

    return make


@pytest.fixture(scope="session")
def local_app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def client(local_app: Flask, database: Database) -> FlaskClient:
    local_app.config["SOMEBODY_REGISTERED"] = False
    return local_app.test_client()


@pytest.fixture
def upload_dir(local_app: Flask) -> Path:
    folder: Path = local_app.extensions["parts"].upload_dir
    return folder


@pytest.fixture
def cv() -> str:
    return CV


@pytest.fixture
def jd() -> str:
    return JD


@pytest.fixture
def resume_id(client: FlaskClient) -> str:
    answer = client.post("/uploadResume", json={"text": CV})
    assert answer.status_code == 201, answer.json
    return str(answer.json["resume_id"])


@pytest.fixture
def job_id(client: FlaskClient) -> str:
    answer = client.post("/uploadJD", json={"text": JD})
    assert answer.status_code == 201, answer.json
    return str(answer.json["job_id"])


@pytest.fixture
def join() -> Callable[..., dict[str, str]]:
    """Has an admin invite somebody, who registers; returns the headers to ask with."""

    def joined(client: FlaskClient, admin: dict[str, str], name: str, role: str = "recruiter") -> dict[str, str]:
        email = f"{name}@example.org"
        invited = client.post("/api/v1/invitations", json={"email": email, "role": role}, headers=admin)
        assert invited.status_code == 201, invited.json
        body = {"email": email, "password": "correct horse", "full_name": name, "invitation": invited.json["token"]}
        registered = client.post("/api/v1/auth/register", json=body)
        assert registered.status_code == 201, registered.json
        return {"Authorization": f"Bearer {registered.json['access_token']}"}

    return joined


@dataclass
class Room:
    """Who meets whom: an admin, two recruiters and a candidate of one organisation, and a job with people shortlisted."""

    client: FlaskClient
    admin: dict[str, str]
    bo: dict[str, str]
    cy: dict[str, str]
    cand: dict[str, str]
    job: str = ""
    resume: str = ""
    ids: dict[str, int] = field(default_factory=dict)

    def upload(self, text: str, headers: dict[str, str] | None = None) -> str:
        answer = self.client.post("/uploadResume", json={"text": text}, headers=headers or self.admin)
        assert answer.status_code == 201, answer.json
        return str(answer.json["resume_id"])

    def move(self, resume: str, status: str, job: str | None = None) -> Any:
        place = f"/api/v1/jobs/{job or self.job}/candidates/{resume}"
        return self.client.patch(place, json={"status": status}, headers=self.admin)

    def shortlisted(self, name: str) -> str:
        email = name.lower().replace(" ", ".")
        key = self.upload(
            CV.replace("Ann Lee", name)
            .replace("ann.lee", email)
            .replace("555 0123", f"555 {crc32(name.encode()) % 9000 + 1000}")
        )
        assert self.move(key, "shortlisted").status_code == 200
        return key

    def body(self, **changes: Any) -> dict[str, Any]:
        said = {"job_id": self.job, "resume_id": self.resume, "type": "video", "start": day(10, "09:00:00Z")}
        said |= {"time_zone": "Europe/Berlin", "duration_minutes": 60, "interviewer_ids": [self.ids["bo"]]}
        return said | changes

    def book(self, headers: dict[str, str] | None = None, **changes: Any) -> Any:
        client = self.client.application.test_client()
        return client.post("/api/v1/interviews", json=self.body(**changes), headers=headers or self.admin)

    def booked(self, **changes: Any) -> Any:
        answer = self.book(**changes)
        assert answer.status_code == 201, answer.json
        return answer.json

    def call(self, verb: str, path: str, headers: dict[str, str] | None = None, **body: Any) -> Any:
        sent = None if verb == "GET" else body
        return self.client.open(f"/api/v1{path}", method=verb, json=sent, headers=headers or self.admin)


def day(number: int, clock: str) -> str:
    """A moment so many days from today."""
    return f"{date.today() + timedelta(days=number)}T{clock}"


@pytest.fixture
def a_day() -> Callable[[int, str], str]:
    return day


@pytest.fixture
def room(client: FlaskClient, join: Callable[..., dict[str, str]]) -> Room:
    body = {"email": "boss@example.org", "password": "correct horse", "full_name": "Ann Boss", "company_name": "Acme"}
    admin = {"Authorization": f"Bearer {client.post('/api/v1/auth/register', json=body).json['access_token']}"}
    bo, cy, cand = (join(client, admin, *who) for who in (("bo",), ("cy",), ("cand", "candidate")))
    made = Room(client, admin, bo, cy, cand)
    for name, headers in (("boss", admin), ("bo", bo), ("cy", cy), ("cand", cand)):
        made.ids[name] = client.get("/api/v1/auth/me", headers=headers).json["user_id"]
    made.job = str(client.post("/api/v1/jobs", json={"text": JD}, headers=admin).json["job_id"])
    made.resume = made.shortlisted("Ann Lee")
    return made
