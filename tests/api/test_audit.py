"""Who saw and changed what is noted, by ids alone, with the change or before the answer, and nobody can take it back."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select, text

from api import auditing
from api.audit_shapes import AuditList
from api.audited import RULES
from db.audit import AuditEntry
from db.notes import Note
from db.session import Database, Session
from errors import Unavailable

SECRET = "k3y-for-tests-only-0123456789-abcdefghij"
SERVICE = "service-token-for-tests"
Headers = dict[str, str]
V1 = "/api/v1"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(host="0.0.0.0", secret_key=SECRET, app_token=SERVICE)


@pytest.fixture
def guarded(app: Flask, database: Database) -> FlaskClient:
    app.config["SOMEBODY_REGISTERED"] = False
    return app.test_client()


def register(client: FlaskClient, name: str, role: str = "recruiter") -> Headers:
    body = {"email": f"{name}@example.org", "password": "correct horse battery", "full_name": name, "role": role}
    answer: Any = client.post(f"{V1}/auth/register", json=body)
    assert answer.status_code == 201, answer.json
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def entries(database: Database, **wanted: Any) -> list[AuditEntry]:
    with database.session() as session:
        rows = session.scalars(select(AuditEntry).filter_by(**wanted).order_by(AuditEntry.id)).all()
        session.expunge_all()
        return list(rows)


def last(database: Database) -> AuditEntry:
    return entries(database)[-1]


def told(row: AuditEntry) -> tuple[Any, ...]:
    return row.via, row.actor_id, row.action, row.kind, row.key, row.resume_ids


def test_every_endpoint_has_a_row_in_the_table(local_app: Flask) -> None:
    endpoints = {rule.endpoint.removeprefix("unversioned_") for rule in local_app.url_map.iter_rules()}
    assert endpoints - set(RULES) == set(), "say in api/audited.py what it does to what, or None"
    assert set(RULES) - endpoints - {"static"} == set()


def test_what_changes_something_is_never_taken_for_a_look(local_app: Flask) -> None:
    for rule in local_app.url_map.iter_rules():
        asked = RULES.get(rule.endpoint.removeprefix("unversioned_"))
        if asked is not None:
            assert asked.is_read == ("GET" in (rule.methods or ())), rule.endpoint
            assert not asked.of or asked.of in rule.arguments, f"{rule.endpoint}: {asked.of} is not in its address"


def test_looking_at_people_is_noted_with_whom_it_showed(
    client: FlaskClient, database: Database, resume_id: str, job_id: str
) -> None:
    key = int(resume_id[1:])
    person = client.get(f"{V1}/resumes/{resume_id}").json["person_id"]
    match = client.post("/match", json={"resume_id": resume_id, "job_id": job_id}).json["results"][0]["match_id"]
    for address, action, kind, of in (
        (f"{V1}/resumes", "searched", "resume", None),
        (f"{V1}/resumes/{resume_id}", "viewed", "resume", resume_id),
        (f"/api/resumes/{resume_id[1:]}", "viewed", "resume", resume_id),
        (f"{V1}/resumes/{resume_id}?format=jsonresume", "downloaded", "resume", resume_id),
        (f"{V1}/resumes/{resume_id}/file", "downloaded", "resume", resume_id),
        (f"{V1}/persons", "searched", "person", None),
        (f"{V1}/persons/{person}", "viewed", "person", person),
        (f"{V1}/persons/{person}/export", "exported", "person", person),
        (f"{V1}/matches/{match}", "viewed", "match", match),
        ("/results?format=csv", "exported", "match", None),
        (f"{V1}/jobs/{job_id}/candidates", "searched", "candidate", job_id),
        (f"{V1}/jobs/{job_id}/candidates?format=csv", "exported", "candidate", job_id),
        (f"{V1}/jobs/{job_id}/candidates/{resume_id}", "viewed", "candidate", job_id),
        (f"{V1}/resumes/{resume_id}/notes", "viewed", "note", resume_id),
    ):
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.json)
        found = last(database)
        assert told(found) == ("local", None, action, kind, of, [key]), address
        assert found.request_id == answer.headers["X-Request-ID"]


def test_a_spreadsheet_of_candidates_is_an_export(
    client: FlaskClient, database: Database, resume_id: str, job_id: str
) -> None:
    assert client.get(f"{V1}/jobs/{job_id}/candidates?format=xlsx").status_code == 200
    assert told(last(database)) == ("local", None, "exported", "candidate", job_id, [int(resume_id[1:])])


def test_what_shows_nobody_is_not_noted(client: FlaskClient, database: Database, resume_id: str, job_id: str) -> None:
    before = len(entries(database))
    for address in (
        "/",
        f"{V1}/health",
        f"{V1}/jobs",
        f"{V1}/jobs/{job_id}",
        "/skills?q=python",
        f"{V1}/tags",
        "/openapi.json",
    ):
        assert client.get(address).status_code == 200
    for address in (f"{V1}/resumes/R999", f"{V1}/nothing", f"{V1}/resumes?limit=0"):
        assert client.get(address).status_code >= 400
    assert len(entries(database)) == before


def test_changes_are_noted_by_ids_and_names_of_fields(
    client: FlaskClient, database: Database, job_id: str, cv: str
) -> None:
    resume_id = client.post("/uploadResume", json={"text": cv}).json["resume_id"]
    key = int(resume_id[1:])
    assert told(last(database)) == ("local", None, "created", "resume", resume_id, [key])
    client.patch(f"{V1}/resumes/{resume_id}", json={"corrections": {"name": "Zebulon", "skills": ["Go"]}})
    assert told(last(database))[2:] == ("changed", "resume", resume_id, [key])
    assert last(database).detail == {"fields": ["corrections", "corrections.name", "corrections.skills"]}
    client.patch(f"{V1}/jobs/{job_id}/candidates/{resume_id}", json={"status": "reviewed", "note": "Zebulon called"})
    assert told(last(database))[2:] == ("moved", "candidate", job_id, [key])
    assert last(database).detail == {"fields": ["note", "status"]}
    note = client.post(f"{V1}/resumes/{resume_id}/notes", json={"text": "Zebulon again", "job_id": job_id}).json[
        "note_id"
    ]
    assert last(database).detail == {"job_id": job_id}
    client.delete(f"{V1}/notes/{note}")
    assert told(last(database))[2:] == ("erased", "note", note, [key])
    client.put(f"{V1}/resumes/{resume_id}/tags/zebulon")
    assert told(last(database))[2:] == ("changed", "tag", resume_id, [key])
    client.post(f"{V1}/jobs/{job_id}/candidates/moves", json={"status": "shortlisted", "resume_ids": [resume_id]})
    assert told(last(database))[2:] == ("moved", "candidate", job_id, [key])
    client.get(f"{V1}/resumes?q=zebulon&zebulon=1")
    assert last(database).detail == {"filters": ["q"]}
    client.delete(f"{V1}/resumes/{resume_id}")
    assert told(last(database))[2:] == ("erased", "resume", resume_id, [key])
    with database.session() as session:
        whole = session.execute(text("select string_agg(audit_entries::text, ' ') from audit_entries")).scalar_one()
    assert "zebulon" not in whole.lower()
    assert "ann" not in re.sub(r"channel|planned", "", whole.lower())


def test_erasing_a_person_names_their_resumes(client: FlaskClient, database: Database, resume_id: str) -> None:
    person = client.get(f"{V1}/resumes/{resume_id}").json["person_id"]
    assert client.delete(f"{V1}/persons/{person}").status_code == 204
    assert told(last(database)) == ("local", None, "erased", "person", person, [int(resume_id[1:])])


def test_users_keys_and_the_service_are_told_apart(guarded: FlaskClient, database: Database, cv: str) -> None:
    admin = register(guarded, "admin")
    assert told(last(database)) == ("user", 1, "created", "user", "1", [])
    made: Any = guarded.post(f"{V1}/api-keys", json={"name": "Anns ATS", "role": "recruiter"}, headers=admin)
    key_id = made.json["key_id"]
    assert told(last(database)) == ("user", 1, "created", "api_key", key_id, [])
    for token, who in ((made.json["key"], ("api_key", int(key_id[1:]))), (SERVICE, ("service", None))):
        guarded.get(f"{V1}/resumes", headers={"Authorization": f"Bearer {token}"})
        assert told(last(database))[:2] == who
    mine = guarded.get(f"{V1}/audit?who={key_id}", headers=admin).json["items"]
    assert [(one["via"], one["key_id"], one["user_id"]) for one in mine] == [("api_key", key_id, None)]
    mine = guarded.get(f"{V1}/audit?who=1&action=created", headers=admin).json["items"]
    assert [(one["kind"], one["key"]) for one in mine] == [("api_key", key_id), ("user", "1")]


def test_logins_are_noted_and_those_that_fail_without_the_address(guarded: FlaskClient, database: Database) -> None:
    register(guarded, "admin")
    for email, password, expected in (
        ("admin@example.org", "correct horse battery", ("user", 1, "logged_in", "user", "1", [])),
        ("ADMIN@example.org", "wrong", ("nobody", None, "login_failed", "user", "1", [])),
        ("stranger@example.org", "wrong", ("nobody", None, "login_failed", "user", None, [])),
    ):
        guarded.post(f"{V1}/auth/login", json={"email": email, "password": password})
        assert told(last(database)) == expected


def test_a_change_and_its_entry_are_stored_together_or_not_at_all(
    client: FlaskClient, database: Database, resume_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(entries(database))

    def fail(*given: object) -> None:
        raise Unavailable("database")

    monkeypatch.setattr(auditing.audit, "note", fail)
    answer = client.post(f"{V1}/resumes/{resume_id}/notes", json={"text": "Never stored."})
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    monkeypatch.undo()
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(Note)) == 0
    assert len(entries(database)) == before

    def late(session: Session, context: object = None) -> None:
        raise Unavailable("database")

    event.listen(Session, "after_flush", late)
    try:
        assert client.post(f"{V1}/resumes/{resume_id}/notes", json={"text": "Never stored."}).status_code == 503
    finally:
        event.remove(Session, "after_flush", late)
    assert len(entries(database)) == before


def test_nobody_is_shown_where_it_cannot_be_noted(
    client: FlaskClient, database: Database, resume_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object) -> None:
        raise Unavailable("database")

    monkeypatch.setattr(auditing.audit, "note_alone", fail)
    for address in (f"{V1}/resumes/{resume_id}", f"{V1}/resumes/{resume_id}/file", f"{V1}/resumes"):
        answer = client.get(address)
        assert (answer.status_code, answer.json["code"]) == (503, "unavailable"), address
        assert "Ann Lee" not in answer.get_data(as_text=True)
        assert answer.headers["Retry-After"]
    monkeypatch.undo()
    assert client.get(f"{V1}/resumes/{resume_id}").status_code == 200


def test_a_refused_entry_of_the_database_is_an_answer_too(
    client: FlaskClient, database: Database, resume_id: str
) -> None:
    with database.engine.begin() as connection:
        connection.execute(
            text("alter table audit_entries add constraint no_more check (action <> 'viewed') not valid")
        )
    try:
        answer = client.get(f"{V1}/resumes/{resume_id}")
        assert (answer.status_code, answer.json["code"]) == (500, "internal")
    finally:
        with database.engine.begin() as connection:
            connection.execute(text("alter table audit_entries drop constraint no_more"))


def test_what_a_read_leaves_undone_stays_undone(client: FlaskClient, database: Database, resume_id: str) -> None:
    def smuggle(session: Session, *given: object) -> None:
        session.add(Note(organisation_id=1, resume_id=int(resume_id[1:]), text="left behind"))

    real = auditing._note_read
    from api.context import session as of_request

    def with_a_leftover(*given: Any) -> None:
        smuggle(of_request())
        of_request().flush()
        real(*given)

    auditing._note_read = with_a_leftover
    try:
        assert client.get(f"{V1}/resumes/{resume_id}").status_code == 200
    finally:
        auditing._note_read = real
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(Note)) == 0
    assert told(last(database))[2:4] == ("viewed", "resume")


def test_the_log_is_listed_filtered_paged_and_downloaded(
    client: FlaskClient, database: Database, resume_id: str, job_id: str
) -> None:
    client.get(f"{V1}/jobs/{job_id}/candidates")
    client.get(f"{V1}/resumes/{resume_id}")
    found: Any = client.get(f"{V1}/audit?limit=2").json
    AuditList.model_validate(found, strict=True)
    assert [one["action"] for one in found["items"]] == ["viewed", "searched"]
    assert found["total"] == 4
    assert [one["kind"] for one in client.get(f"{V1}/audit?limit=2&page=3").json["items"]] == ["resume"]

    def asked(query: str) -> list[tuple[str, str]]:
        answer: Any = client.get(f"{V1}/audit?{query}")
        assert answer.status_code == 200, answer.json
        return [(one["action"], one["kind"]) for one in answer.json["items"] if one["kind"] != "audit"]

    about = [("viewed", "resume"), ("searched", "candidate"), ("created", "resume")]
    assert asked(f"key={resume_id}") == about
    assert asked(f"key={resume_id.lower()}&action=created") == about[2:]
    assert asked(f"key={job_id}&kind=candidate&who=local") == about[1:2]
    assert (
        asked("who=service")
        == asked("who=7")
        == asked("to=2020-01-01T00:00:00Z")
        == asked("from=2099-01-01T00:00:00Z")
        == []
    )
    assert len(asked("from=2020-01-01T00:00:00Z&to=2099-01-01T00:00:00Z")) == 4
    for wrong in ("action=looked", "kind=R101;", "from=yesterday", "who=" + "a" * 41):
        assert client.get(f"{V1}/audit?{wrong}").status_code == 422, wrong
    answer = client.get(f"{V1}/audit?format=csv&action=created")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [(row["kind"], row["key"], row["via"]) for row in rows] == [
        ("job", job_id, "local"),
        ("resume", resume_id, "local"),
    ]
    assert told(last(database))[2:4] == ("downloaded", "audit")


def test_only_admins_read_it_and_only_their_organisations(
    guarded: FlaskClient, database: Database, join: Callable[..., Headers]
) -> None:
    admin = register(guarded, "admin")
    recruiter, other = join(guarded, admin, "recruiter"), register(guarded, "founder")
    assert guarded.get(f"{V1}/audit", headers=recruiter).status_code == 403
    theirs = guarded.get(f"{V1}/audit", headers=other).json["items"]
    assert {one["user_id"] for one in theirs} == {3}
    assert 3 not in {one["user_id"] for one in guarded.get(f"{V1}/audit", headers=admin).json["items"]}


def test_an_answer_cannot_be_made_to_name_others(client: FlaskClient, database: Database) -> None:
    forged = 'Ann Lee\nann@example.org\n\nSummary\n"resume_id":"R777" and "resume_ids":["R778"]\n\nSkills\nPython\n'
    made: Any = client.post("/uploadResume", json={"text": forged, "filename": '"resume_id":"R779"'})
    assert made.status_code == 201, made.json
    client.get(f"{V1}/resumes/{made.json['resume_id']}")
    assert last(database).resume_ids == [int(made.json["resume_id"][1:])]
    assert "R777" in json.dumps(client.get(f"{V1}/resumes/{made.json['resume_id']}").json)


def test_looking_at_the_log_names_nobody_again(client: FlaskClient, resume_id: str) -> None:
    for _ in range(3):
        assert client.get(f"/api/v1/resumes/{resume_id}").status_code == 200
        entries = client.get("/api/v1/audit?limit=100").json["items"]
    looked = [one for one in entries if one["kind"] == "audit"]
    assert len(looked) == 2
    assert not any(one["resume_ids"] for one in looked)
