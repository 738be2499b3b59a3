from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from api.account_shapes import ApiKeyList, ApiKeyOut, InvitationList, InvitationOut, MemberList, MemberOut
from db.session import Database

SECRET = "k3y-for-tests-only-0123456789-abcdefghij"
Headers = dict[str, str]


@pytest.fixture
def app(make_app: Callable[..., Flask], database: Database) -> Flask:
    return make_app(host="0.0.0.0", secret_key=SECRET)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def acme(client: FlaskClient) -> Headers:
    return found(client, "ann", company_name="Acme")


def register(client: FlaskClient, name: str, **more: Any) -> Any:
    body = {"email": f"{name}@example.org", "password": "correct horse", "full_name": name}
    return client.post("/api/v1/auth/register", json=body | more)


def found(client: FlaskClient, name: str, **more: Any) -> Headers:
    return {"Authorization": f"Bearer {register(client, name, **more).json['access_token']}"}


def invite(client: FlaskClient, admin: Headers, name: str, role: str = "recruiter") -> Any:
    return client.post("/api/v1/invitations", json={"email": f"{name}@Example.org", "role": role}, headers=admin)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    barrier, results = threading.Barrier(len(works)), []

    def run(work: Callable[[], Any]) -> None:
        barrier.wait()
        results.append(work())

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_founders_are_admins_of_their_own_and_candidates_join_the_first(client: FlaskClient, acme: Headers) -> None:
    said = [register(client, name, role=role, company_name=company).json["user"] for name, role, company in (
        ("bo", "recruiter", "Beta"), ("cy", "admin", None), ("dee", "candidate", "Delta"),
    )]  # fmt: skip
    assert [one["role"] for one in said] == ["admin", "admin", "candidate"]
    assert [one["company_name"] for one in said] == ["Beta", "cy", "Acme"]
    assert len({one["organisation_id"] for one in said}) == 3


def test_an_invited_recruiter_joins_in_the_role_of_the_invitation(client: FlaskClient, acme: Headers) -> None:
    made = invite(client, acme, "bo")
    InvitationOut.model_validate(made.json, strict=True)
    assert (made.status_code, made.json["invitation_id"], made.json["email"]) == (201, "V701", "bo@example.org")
    more = {"role": "admin", "company_name": "Beta", "invitation": made.json["token"]}
    user = register(client, "bo", **more).json["user"]
    assert (user["role"], user["organisation_id"], user["company_name"]) == ("recruiter", 1, "Acme")
    listed = client.get("/api/v1/invitations", headers=acme).json
    InvitationList.model_validate(listed, strict=True)
    assert [(one["status"], one.get("token")) for one in listed["items"]] == [("used", None)]


def test_an_invitation_that_cannot_be_used_says_always_the_same(
    client: FlaskClient, acme: Headers, database: Database
) -> None:
    token = invite(client, acme, "bo").json["token"]
    refused = [register(client, "eve", invitation=token), register(client, "bo", invitation="x" + token[1:]),
               register(client, "bo", invitation="")]  # fmt: skip
    newer = invite(client, acme, "bo").json
    assert newer["invitation_id"] == "V701"
    refused.append(register(client, "bo", invitation=token))
    with database.session() as session:
        session.execute(text("update invitations set expires_at = now() - interval '1 second'"))
        session.commit()
    assert client.get("/api/v1/invitations", headers=acme).json["items"][0]["status"] == "expired"
    refused.append(register(client, "bo", invitation=newer["token"]))
    last = invite(client, acme, "bo").json
    assert register(client, "bo", invitation=last["token"]).status_code == 201
    refused.append(register(client, "bo", invitation=last["token"]))
    gone = invite(client, acme, "cy").json
    assert client.delete(f"/api/v1/invitations/{gone['invitation_id']}", headers=acme).status_code == 204
    refused.append(register(client, "cy", invitation=gone["token"]))
    assert {(one.status_code, one.json["detail"]) for one in refused} == {(422, refused[0].json["detail"])}


def test_of_several_who_use_an_invitation_at_once_one_joins(app: Flask, client: FlaskClient, acme: Headers) -> None:
    token = invite(client, acme, "bo").json["token"]
    said = at_once(*[lambda: register(app.test_client(), "bo", invitation=token).status_code] * 4)
    assert sorted(said) == [201, 422, 422, 422]


def test_a_refused_registration_does_not_use_the_invitation_up(client: FlaskClient, acme: Headers) -> None:
    token = invite(client, acme, "bo").json["token"]
    assert register(client, "bo", invitation=token, password="Acme").status_code == 422
    assert register(client, "bo", invitation=token).status_code == 201


def test_inviting_at_once_and_inviting_who_is_here(app: Flask, client: FlaskClient, acme: Headers) -> None:
    assert invite(client, acme, "ann").status_code == 409
    assert at_once(*[lambda: invite(app.test_client(), acme, "bo").status_code] * 3) == [201] * 3
    assert client.get("/api/v1/invitations", headers=acme).json["total"] == 1
    assert register(client, "bo", role="candidate").status_code == 201


def test_users_are_listed_and_searched(client: FlaskClient, acme: Headers, join: Callable[..., Headers]) -> None:
    join(client, acme, "bo.cook")
    join(client, acme, "cy", "candidate")
    found(client, "other", company_name="Beta")

    def names(query: str) -> list[str]:
        answer = client.get(f"/api/v1/users?{query}", headers=acme)
        MemberList.model_validate(answer.json, strict=True)
        return [one["full_name"] for one in answer.json["items"]]

    assert names("") == ["ann", "bo.cook", "cy"]
    assert names("role=candidate") == ["cy"]
    assert names("q=COO") == names("q=bo example") == names("q=bo.cook%40example.org") == ["bo.cook"]
    assert names("q=other") == names("q=%27%29%3A*%20%26%20%7C") == []
    assert names("limit=1&page=2") == ["bo.cook"]
    assert client.get("/api/v1/users?role=king", headers=acme).status_code == 422


def test_who_is_switched_off_is_out_until_switched_on_again(
    client: FlaskClient, acme: Headers, join: Callable[..., Headers]
) -> None:
    theirs = join(client, acme, "bo")
    number = client.get("/api/v1/auth/me", headers=theirs).json["user_id"]
    off = client.patch(f"/api/v1/users/{number}", json={"is_active": False}, headers=acme)
    MemberOut.model_validate(off.json, strict=True)
    assert (off.status_code, off.json["is_active"]) == (200, False)
    assert client.get("/api/v1/auth/me", headers=theirs).status_code == 401
    assert client.patch(f"/api/v1/users/{number}", json={"is_active": True}, headers=acme).status_code == 200
    assert client.get("/api/v1/auth/me", headers=theirs).status_code == 401
    body = {"email": "bo@example.org", "password": "correct horse"}
    assert client.post("/api/v1/auth/login", json=body).status_code == 200
    for wrong in ({"role": "king"}, {"role": None}, {"is_active": "no"}, {"id": 1}, {"password_hash": "x"}):
        assert client.patch(f"/api/v1/users/{number}", json=wrong, headers=acme).status_code == 422
    for strange in ("999", "0", "-1", "U1", "9" * 30, "1 or 1=1"):
        assert client.patch(f"/api/v1/users/{strange}", json={"role": "admin"}, headers=acme).status_code == 404


def test_the_last_active_admin_stays(
    app: Flask, client: FlaskClient, acme: Headers, join: Callable[..., Headers]
) -> None:
    other = join(client, acme, "bo", "admin")
    for change in ({"role": "recruiter"}, {"is_active": False}):
        both = at_once(
            lambda change=change: app.test_client().patch("/api/v1/users/1", json=change, headers=other).status_code,
            lambda change=change: app.test_client().patch("/api/v1/users/2", json=change, headers=acme).status_code,
        )
        assert sorted(both) in ([200, 401], [200, 403], [200, 409])
        admins = [one for one in (acme, other) if client.get("/api/v1/users", headers=one).status_code == 200]
        assert len(admins) == 1
        me = client.get("/api/v1/auth/me", headers=admins[0]).json["user_id"]
        last = client.patch(f"/api/v1/users/{me}", json=change, headers=admins[0])
        assert (last.status_code, last.json["code"]) == (409, "conflict")
        back = client.patch(f"/api/v1/users/{3 - me}", json={"role": "admin", "is_active": True}, headers=admins[0])
        assert back.status_code == 200


def test_a_key_acts_for_its_organisation_until_it_is_revoked(
    client: FlaskClient, acme: Headers, database: Database
) -> None:
    made = client.post("/api/v1/api-keys", json={"name": "ats"}, headers=acme)
    ApiKeyOut.model_validate(made.json, strict=True)
    key = made.json["key"]
    assert (made.status_code, made.json["key_id"], key[:7], len(key)) == (201, "K801", "sl_801_", 50)
    theirs = {"Authorization": f"Bearer {key}"}
    me = client.get("/api/v1/auth/me", headers=theirs).json
    assert (me["user_id"], me["role"], me["full_name"], me["company_name"]) == (None, "recruiter", "ats", "Acme")
    assert client.get("/api/v1/users", headers=theirs).status_code == 403
    assert client.patch("/api/v1/auth/me", json={"full_name": "x"}, headers=theirs).status_code == 403
    listed = client.get("/api/v1/api-keys", headers=acme).json
    ApiKeyList.model_validate(listed, strict=True)
    assert (listed["total"], listed["items"][0].get("key")) == (1, None)
    assert listed["items"][0]["last_used_at"].endswith("Z")
    with database.session() as session:
        assert key not in str(session.execute(text("select * from api_keys")).all())
    for wrong in (
        key[:-1],
        key + "x",
        key[:-1] + ("a" if key[-1] != "a" else "b"),
        key.replace("801", "802"),
        "sl_",
        "sl_1_",
    ):
        assert client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {wrong}"}).status_code == 401, wrong
    assert client.delete("/api/v1/api-keys/K801", headers=acme).status_code == 204
    assert client.get("/api/v1/auth/me", headers=theirs).status_code == 401
    assert client.delete("/api/v1/api-keys/K801", headers=acme).status_code == 404
    assert client.get("/api/v1/api-keys", headers=acme).json["total"] == 0


def test_the_use_of_a_key_is_noted_once_a_minute(client: FlaskClient, acme: Headers, database: Database) -> None:
    key = client.post("/api/v1/api-keys", json={"name": "ats", "role": "admin"}, headers=acme).json["key"]
    theirs = {"Authorization": f"Bearer {key}"}
    written = []
    for _ in range(3):
        assert client.get("/api/v1/users", headers=theirs).status_code == 200
        with database.session() as session:
            written.append(session.execute(text("select last_used_at, xmin::text from api_keys")).one())
    assert len(set(written)) == 1
    with database.session() as session:
        session.execute(text("update api_keys set last_used_at = now() - interval '61 seconds'"))
        session.commit()
    client.get("/api/v1/users", headers=theirs)
    with database.session() as session:
        assert session.scalar(text("select last_used_at from api_keys")) > written[0][0]


def test_a_key_may_end_by_itself(client: FlaskClient, acme: Headers, database: Database) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    made = client.post("/api/v1/api-keys", json={"name": "ats", "expires_at": soon}, headers=acme).json
    assert made["expires_at"] == soon
    theirs = {"Authorization": f"Bearer {made['key']}"}
    assert client.get("/api/v1/auth/me", headers=theirs).status_code == 200
    with database.session() as session:
        session.execute(text("update api_keys set expires_at = now() - interval '1 second'"))
        session.commit()
    assert client.get("/api/v1/auth/me", headers=theirs).status_code == 401
    for wrong in ("2020-01-01T00:00:00Z", "2099-01-01", "2099-01-01T00:00:00", 4102444800, "soon", ""):
        answer = client.post("/api/v1/api-keys", json={"name": "ats", "expires_at": wrong}, headers=acme)
        assert answer.status_code == 422, wrong
    for wrong in ({"name": ""}, {"name": "x" * 101}, {"name": "ats", "role": "candidate"}, {}):
        assert client.post("/api/v1/api-keys", json=wrong, headers=acme).status_code == 422
