from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, text, update

from api.shapes import AccessOut, TokensOut
from db.logins import Login
from db.people import User
from db.session import Database

SECRET = "k3y-for-tests-only-0123456789-abcdefghij"
ANN = {"email": "ann@example.org", "password": "correct horse", "full_name": "Ann Lee", "company_name": "Acme"}


@pytest.fixture
def app(make_app: Callable[..., Flask], database: Database) -> Flask:
    return make_app(host="0.0.0.0", secret_key=SECRET)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def tokens(client: FlaskClient) -> Any:
    return client.post("/api/v1/auth/register", json=ANN).json


def login(client: FlaskClient, password: str = "correct horse", **changes: Any) -> Any:
    return client.post("/api/v1/auth/login", json={"email": ANN["email"], "password": password} | changes)


def refresh(client: FlaskClient, token: str) -> Any:
    return client.post("/api/v1/auth/refresh", json={"refresh_token": token})


def status(client: FlaskClient, access_token: str) -> int:
    return client.get("/api/v1/auth/me", headers=bearer(access_token)).status_code


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_tokens_say_who_and_which_login_and_nothing_of_rights(tokens: Any) -> None:
    TokensOut.model_validate(tokens, strict=True)
    claims = jwt.decode(tokens["access_token"], SECRET, algorithms=["HS256"])
    assert claims["exp"] - claims["iat"] == 30 * 60
    assert not {"role", "organisation_id"} & claims.keys()
    claims = jwt.decode(tokens["refresh_token"], SECRET, algorithms=["HS256"])
    assert claims["exp"] - claims["iat"] == 7 * 24 * 3600


def test_each_refresh_gives_new_tokens_and_an_old_one_that_comes_back_ends_the_login(
    client: FlaskClient, tokens: Any
) -> None:
    one = refresh(client, tokens["refresh_token"])
    AccessOut.model_validate(one.json, strict=True)
    two = refresh(client, one.json["refresh_token"]).json
    assert len({tokens["refresh_token"], one.json["refresh_token"], two["refresh_token"]}) == 3
    assert status(client, tokens["access_token"]) == status(client, two["access_token"]) == 200
    assert refresh(client, one.json["refresh_token"]).status_code == 401
    assert refresh(client, two["refresh_token"]).status_code == 401
    assert [status(client, one["access_token"]) for one in (tokens, one.json, two)] == [401] * 3
    assert status(client, login(client).json["access_token"]) == 200


def test_of_two_refreshes_at_once_exactly_one_wins(app: Flask, tokens: Any) -> None:
    barrier, answers = threading.Barrier(4), []

    def ask() -> None:
        client = app.test_client()
        barrier.wait()
        answers.append(refresh(client, tokens["refresh_token"]).status_code)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 401, 401, 401]
    assert status(app.test_client(), tokens["access_token"]) == 401


def test_a_refresh_moves_the_end_of_a_login_and_expired_logins_are_forgotten(
    client: FlaskClient, tokens: Any, database: Database
) -> None:
    with database.session() as session:
        before = session.scalars(select(Login)).one()
        session.execute(text("update logins set expires_at = now() + interval '1 hour'"))
        session.commit()
    refresh(client, tokens["refresh_token"])
    with database.session() as session:
        after = session.scalars(select(Login)).one()
        assert after.expires_at > before.expires_at
        assert after.expires_at - after.last_used_at == timedelta(days=7)
        session.execute(text("update logins set expires_at = now() - interval '1 second'"))
        session.commit()
    assert status(client, tokens["access_token"]) == 401
    login(client)
    with database.session() as session:
        assert before.id not in set(session.scalars(select(Login.id)))


def test_a_change_of_role_holds_from_the_next_request_on(client: FlaskClient, tokens: Any, database: Database) -> None:
    who = bearer(tokens["access_token"])
    assert client.get("/api/v1/users", headers=who).status_code == 200
    for role, expected in (("recruiter", (403, 200)), ("candidate", (403, 403)), ("admin", (200, 200))):
        with database.session() as session:
            session.execute(update(User).values(role=role))
            session.commit()
        found = tuple(client.get(path, headers=who).status_code for path in ("/api/v1/users", "/metrics"))
        assert found == expected
        assert client.get("/api/v1/auth/me", headers=who).json["role"] == role


def test_who_is_switched_off_or_gone_is_out_at_once(client: FlaskClient, tokens: Any, database: Database) -> None:
    for change in ("update users set is_active = false", "delete from users"):
        with database.session() as session:
            session.execute(text(change))
            session.commit()
        assert status(client, tokens["access_token"]) == 401
        assert refresh(client, tokens["refresh_token"]).status_code == 401
        assert login(client).json["detail"] == "The e-mail address or the password is wrong."


def test_a_request_costs_one_query_to_know_who_asks(client: FlaskClient, tokens: Any, database: Database) -> None:
    key = client.post("/api/v1/api-keys", json={"name": "ats"}, headers=bearer(tokens["access_token"])).json["key"]
    client.get("/metrics", headers=bearer(key))  # which also notes its use
    asked: list[str] = []
    engine = client.application.extensions["parts"].database.engine
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for token in (tokens["access_token"], key):
        assert client.post("/skills/extract", json={"text": " "}, headers=bearer(token)).status_code == 200
    assert (
        len([said for said in asked if any(f"FROM {table}" in said for table in ("users", "api_keys", "logins"))]) == 2
    )


def test_a_new_password_ends_all_other_logins(client: FlaskClient, tokens: Any) -> None:
    other = login(client).json
    body = {"current_password": "correct horse", "new_password": "zubrovka lantern 9"}
    mine = bearer(tokens["access_token"])
    wrong = client.post("/api/v1/auth/password", json=body | {"current_password": "wrong horse"}, headers=mine)
    assert (wrong.status_code, wrong.json["errors"][0]["field"]) == (422, "current_password")
    weak = client.post("/api/v1/auth/password", json=body | {"new_password": "annleeannlee"}, headers=mine)
    assert (weak.status_code, weak.json["errors"][0]["field"]) == (422, "new_password")
    assert client.post("/api/v1/auth/password", json=body, headers=mine).status_code == 204
    assert status(client, tokens["access_token"]) == 200
    assert refresh(client, tokens["refresh_token"]).status_code == 200
    assert status(client, other["access_token"]) == 401
    assert refresh(client, other["refresh_token"]).status_code == 401
    assert login(client).status_code == 401
    assert login(client, "zubrovka lantern 9").status_code == 200


def test_a_password_that_is_easily_guessed_is_refused_and_never_repeated(client: FlaskClient) -> None:
    refused = ["short 9!", "x" * 201, "password123", "1234567890", "qwertyuiop", "ann@example.org", "Ann-Lee-Berlin",
               "Acme Acme AG", "aaaaaaaaaaaaaa", "passwordpassword"]  # fmt: skip
    about = {"full_name": "Ann Lee Berlin", "company_name": "Acme Acme AG"}
    for password in refused:
        answer = client.post("/api/v1/auth/register", json=ANN | about | {"password": password})
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "password"), password
        assert password not in answer.text
    for password in (
        "correct horse",
        "k7$Lw!ppQz",
        "Äpfel und Nägel am Fluß",
        "zubrovka lantern 9 " * 10 + "mangrove k",
    ):
        mine = {"email": f"a{len(password)}@example.org", "password": password}
        assert client.post("/api/v1/auth/register", json=ANN | mine).status_code == 201, password
        assert login(client, **mine).status_code == 200


def test_older_passwords_still_log_in_and_their_hashes_are_made_anew(
    client: FlaskClient, tokens: Any, database: Database
) -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("short 9!")
    with database.session() as session:
        session.execute(update(User).values(password_hash=weaker))
        session.commit()
    assert login(client, "short 9!").status_code == 200
    with database.session() as session:
        renewed = session.scalars(select(User.password_hash)).one()
    assert renewed != weaker
    assert not PasswordHasher().check_needs_rehash(renewed)
    assert login(client, "short 9!").status_code == 200


def test_one_account_is_guessed_at_ten_times_a_minute_from_wherever(
    make_app: Callable[..., Flask], database: Database, redis_url: str
) -> None:
    for storage in (None, redis_url, "redis://127.0.0.1:1/0"):
        app = make_app(host="0.0.0.0", secret_key=SECRET, rate_limit_account="3/minute", redis_url=storage)
        client = app.test_client()
        client.post("/api/v1/auth/register", json=ANN)
        for _ in range(5):  # what is right is not counted
            assert login(client).status_code == 200
        for email in ("ann@example.org", "nobody@example.org"):
            told = []
            for number, spelling in enumerate((email, email.upper(), email, email)):
                place = {"REMOTE_ADDR": f"10.0.0.{number}"}
                body = {"email": spelling, "password": "wrong horse"}
                told.append(client.post("/api/v1/auth/login", json=body, environ_base=place))
            assert [answer.status_code for answer in told] == [401, 401, 401, 429]
            assert 1 <= int(told[-1].headers["Retry-After"]) <= 60
            assert told[-1].json["code"] == "rate_limited"
        assert login(client).status_code == 429
        with database.session() as session:
            session.execute(text("truncate users cascade"))
            session.commit()
        if storage == redis_url:
            app.extensions["account_limit"].forgive("ann@example.org")


def test_many_guesses_at_once_are_no_more_than_the_limit(make_app: Callable[..., Flask], database: Database) -> None:
    app = make_app(host="0.0.0.0", secret_key=SECRET, rate_limit_account="3/minute")
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(login(app.test_client(), "wrong horse").status_code))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [401] * 3 + [429] * 3


def test_the_page_asks_what_a_visitor_has_to_do(
    make_app: Callable[..., Flask], client: FlaskClient, database: Database
) -> None:
    local = make_app().test_client()
    assert local.get("/api/v1/auth/setup").json == {"needs_first_admin": True, "local": True}
    assert client.get("/api/v1/auth/setup").json == {"needs_first_admin": True, "local": False}
    client.post("/api/v1/auth/register", json=ANN)
    for one in (local, client):
        assert one.get("/api/v1/auth/setup").json == {"needs_first_admin": False, "local": False}


def test_bodies_hold_what_is_known_and_nothing_else(client: FlaskClient, tokens: Any) -> None:
    who = bearer(tokens["access_token"])
    for verb, path, body in (
        ("POST", "register", ANN | {"email": "b@example.org"}),
        ("POST", "login", {"email": "ann@example.org", "password": "correct horse"}),
        ("POST", "refresh", {"refresh_token": tokens["refresh_token"]}),
        ("PATCH", "me", {"full_name": "Ann B. Lee"}),
    ):
        for extra in ("organisation_id", "is_admin", "is_active", "id"):
            answer = client.open(f"/api/v1/auth/{path}", method=verb, json=body | {extra: 1}, headers=who)
            assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, extra)
    assert (
        client.patch("/api/v1/auth/me", json={"full_name": "Ann B. Lee"}, headers=who).json["full_name"] == "Ann B. Lee"
    )
