from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.shapes import TokensOut, UserOut
from db.session import Database

ANN = {"email": "Ann@Example.org", "password": "correct horse", "full_name": "Ann Lee", "company_name": "Acme"}
SECRET = "k3y-for-tests-only-0123456789-abcdefghij"
APP_TOKEN = "service-token-for-tests"


@pytest.fixture(scope="session")
def guarded_app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(host="0.0.0.0", secret_key=SECRET, app_token=APP_TOKEN, rate_limit_login="1000/minute")


@pytest.fixture
def guarded(guarded_app: Flask, database: Database) -> FlaskClient:
    return guarded_app.test_client()


def register(client: FlaskClient, **changes: Any) -> Any:
    return client.post("/api/v1/auth/register", json=ANN | changes)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_without_users_this_machine_needs_no_token_and_afterwards_it_does(client: FlaskClient, cv: str) -> None:
    assert client.post("/uploadResume", json={"text": cv}).status_code == 201
    registered = register(client, role="recruiter")
    assert registered.status_code == 201
    TokensOut.model_validate(registered.json, strict=True)
    assert registered.json["user"]["role"] == "admin"
    assert registered.json["user"]["company_name"] == "Acme"
    assert client.get("/api/v1/resumes").status_code == 401
    mine = client.get("/api/v1/resumes", headers=bearer(registered.json["access_token"]))
    assert mine.json["total"] == 1


def test_on_another_address_nobody_is_let_in_without_a_token(guarded: FlaskClient) -> None:
    answer = guarded.get("/api/v1/resumes")
    assert (answer.status_code, answer.json["code"]) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    for path in ("/uploadResume", "/match", "/skills/extract", "/api/v1/jobs"):
        assert guarded.post(path, data=b"not even json").status_code == 401
    assert guarded.get("/metrics").status_code == 401
    assert guarded.get("/api/v1/health").status_code == 200


def test_the_service_token_is_a_recruiter_of_the_first_organisation(guarded: FlaskClient) -> None:
    me = guarded.get("/api/v1/auth/me", headers=bearer(APP_TOKEN)).json
    UserOut.model_validate(me, strict=True)
    assert (me["role"], me["organisation_id"]) == ("recruiter", 1)
    assert guarded.get("/api/v1/auth/me", headers=bearer(APP_TOKEN + "x")).status_code == 401


def test_logging_in_refreshing_and_logging_out(guarded: FlaskClient) -> None:
    register(guarded)
    wrong = guarded.post("/api/v1/auth/login", json={"email": ANN["email"], "password": "wrong horse"})
    unknown = guarded.post("/api/v1/auth/login", json={"email": "x@example.org", "password": "wrong horse"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json["detail"] == unknown.json["detail"]
    tokens = guarded.post("/api/v1/auth/login", json={"email": "ann@example.ORG", "password": ANN["password"]}).json
    fresh = guarded.post("/api/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]}).json["access_token"]
    assert guarded.get("/api/v1/auth/me", headers=bearer(fresh)).json["email"] == "ann@example.org"
    assert guarded.post("/api/v1/auth/logout", headers=bearer(fresh)).status_code == 204
    for token in (fresh, tokens["access_token"]):
        assert guarded.get("/api/v1/auth/me", headers=bearer(token)).status_code == 401
    again = guarded.post("/api/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert again.status_code == 401


def test_forged_expired_and_wrong_purpose_tokens_are_refused(guarded: FlaskClient) -> None:
    tokens = register(guarded).json
    good = jwt.decode(tokens["access_token"], SECRET, algorithms=["HS256"])
    bad = [
        tokens["refresh_token"],
        tokens["access_token"][:-2] + "xx",
        jwt.encode(good, "another-key-that-is-long-enough-too", "HS256"),
        jwt.encode(good | {"exp": 1}, SECRET, "HS256"),
        jwt.encode(good | {"sub": "999"}, SECRET, "HS256"),
        jwt.encode(good | {"sub": "1 or 1=1"}, SECRET, "HS256"),
        jwt.encode(good | {"login": "another"}, SECRET, "HS256"),
        jwt.encode(good | {"jti": None}, SECRET, "HS256"),
        jwt.encode({k: v for k, v in good.items() if k != "login"}, SECRET, "HS256"),
        jwt.encode(good, None, "none"),
        "x.y.z",
        "é",
        "",
    ]
    for token in bad:
        answer = guarded.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}".encode().decode("latin-1")})
        assert answer.status_code == 401, token
    assert guarded.get("/api/v1/auth/me", headers={"Authorization": "Basic YTpi"}).status_code == 401
    assert guarded.post("/api/v1/auth/refresh", json={"refresh_token": tokens["access_token"]}).status_code == 401


def test_one_address_registers_once_also_when_it_tries_often_at_once(guarded_app: Flask, database: Database) -> None:
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(register(guarded_app.test_client()).status_code))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201] + [409] * 5


def test_other_organisations_things_look_missing(guarded: FlaskClient, cv: str, jd: str) -> None:
    ours = bearer(register(guarded).json["access_token"])
    theirs = bearer(register(guarded, email="b@example.org", company_name="Other").json["access_token"])
    resume = guarded.post("/uploadResume", json={"text": cv}, headers=ours).json["resume_id"]
    job = guarded.post("/uploadJD", json={"text": jd}, headers=ours).json["job_id"]
    found = guarded.post("/match", json={"resume_id": resume, "job_id": job}, headers=ours).json["results"][0]
    own = guarded.post("/uploadResume", json={"text": cv}, headers=theirs)
    assert (own.status_code, own.json["resume_id"] != resume) == (201, True)
    for path in (f"resumes/{resume}", f"resumes/{resume}/file", f"jobs/{job}", f"matches/{found['match_id']}"):
        theirs_says = guarded.get(f"/api/v1/{path}", headers=theirs)
        assert theirs_says.status_code == 404, path
    for method, path in (("delete", f"resumes/{resume}"), ("delete", f"jobs/{job}"), ("patch", f"jobs/{job}")):
        assert getattr(guarded, method)(f"/api/v1/{path}", headers=theirs, json={}).status_code == 404
    assert guarded.post("/match", json={"resume_id": resume, "job_id": job}, headers=theirs).status_code == 404
    assert guarded.get("/results", headers=theirs).json["total"] == 0


def test_a_candidate_sees_only_their_own(guarded: FlaskClient, cv: str, jd: str) -> None:
    staff = bearer(register(guarded).json["access_token"])
    person = register(guarded, email="c@example.org", role="candidate").json
    assert (person["user"]["role"], person["user"]["organisation_id"]) == ("candidate", 1)
    candidate = bearer(person["access_token"])
    other = guarded.post("/uploadResume", json={"text": "Bo Cook\n\nSkills\nBaking"}, headers=staff).json["resume_id"]
    own = guarded.post("/uploadResume", json={"text": cv}, headers=candidate).json["resume_id"]
    assert [one["resume_id"] for one in guarded.get("/api/v1/resumes", headers=candidate).json["items"]] == [own]
    assert guarded.get(f"/api/v1/resumes/{other}", headers=candidate).status_code == 404
    assert guarded.delete(f"/api/v1/resumes/{other}", headers=candidate).status_code == 404
    assert guarded.get(f"/api/v1/resumes/{other}", headers=staff).status_code == 200
    job = guarded.post("/uploadJD", json={"text": jd}, headers=staff).json["job_id"]
    guarded.post("/match", json={"job_id": job}, headers=staff)
    assert {one["resume_id"] for one in guarded.get("/results", headers=candidate).json["items"]} == {own}
    for method, path in (
        ("post", "/uploadJD"), ("post", "/match"), ("get", f"/api/v1/jobs/{job}/candidates"), ("get", "/metrics"),
        ("delete", f"/api/v1/jobs/{job}"),
    ):  # fmt: skip
        assert getattr(guarded, method)(path, headers=candidate).status_code == 403, path


def test_pages_of_other_sites_cannot_use_the_local_rights(client: FlaskClient, make_app: Callable[..., Flask]) -> None:
    evil = {"Origin": "https://evil.example"}
    assert client.get("/api/v1/resumes", headers=evil).status_code == 403
    assert client.post("/skills/extract", json={"text": "x"}, headers=evil).status_code == 403
    assert client.post("/skills/extract", json={"text": "x"}, headers={"Origin": "null"}).status_code == 403
    assert client.get("/api/v1/resumes", headers={"Host": "evil.example"}).status_code == 403
    assert client.post("/skills/extract", json={}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get("/api/v1/resumes", headers={"Origin": "http://localhost"}).status_code == 200
    friendly = make_app(cors_origins="https://hr.example.com").test_client()
    answer = friendly.get("/api/v1/resumes", headers={"Origin": "https://hr.example.com"})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "https://hr.example.com"
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/resumes").headers


def test_login_attempts_are_limited(make_app: Callable[..., Flask], database: Database) -> None:
    client = make_app(rate_limit_login="10/minute").test_client()
    bodies = [{"email": f"x{n}@example.org", "password": "wrong horse"} for n in range(11)]
    statuses = [client.post("/api/v1/auth/login", json=body).status_code for body in bodies]
    assert statuses == [401] * 10 + [429]
    last = client.post("/api/v1/auth/register", json=ANN)  # which tells of existing addresses, and is counted with them
    assert (last.json["code"], last.content_type) == ("rate_limited", "application/problem+json")
    assert 1 <= int(last.headers["Retry-After"]) <= 60


def test_upload_limits_count_all_uploads_together(make_app: Callable[..., Flask], database: Database, cv: str) -> None:
    client = make_app(rate_limit_uploads="2/minute").test_client()
    assert client.post("/uploadResume", json={"text": cv}).status_code == 201
    assert client.post("/api/v1/match", json={}).status_code == 422
    assert client.post("/uploadJD", json={"text": cv}).status_code == 429


def test_the_signing_key_of_a_local_installation_is_kept(make_app: Callable[..., Flask]) -> None:
    one, two = make_app(), make_app()
    assert one.config["JWT_SECRET_KEY"] == two.config["JWT_SECRET_KEY"]
    assert len(one.config["JWT_SECRET_KEY"]) >= 48
    assert one.config["JWT_ACCESS_TOKEN_EXPIRES"] == timedelta(minutes=30)
