"""The application on the test database, called without a socket."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

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
