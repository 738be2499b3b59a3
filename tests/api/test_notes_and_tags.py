"""What recruiters write down about résumés: notes with their authors, and tags."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.candidate_shapes import NoteList, NoteOut
from api.tag_shapes import TaggedOut, TagList, TagsOut
from db.session import Database

Join = Callable[..., dict[str, str]]


@pytest.fixture
def staffed(make_app: Callable[..., Flask], database: Database) -> tuple[FlaskClient, dict[str, str]]:
    """A client, and the headers of an admin."""
    app = make_app()
    app.config["SOMEBODY_REGISTERED"] = False
    client = app.test_client()
    body = {"email": "boss@example.org", "password": "correct horse", "full_name": "Ann Boss", "company_name": "Acme"}
    token = client.post("/api/v1/auth/register", json=body).json["access_token"]
    return client, {"Authorization": f"Bearer {token}"}


def test_notes_are_written_listed_changed_and_deleted(client: FlaskClient, resume_id: str, job_id: str) -> None:
    place = f"/api/v1/resumes/{resume_id}/notes"
    first = client.post(place, json={"text": "  Called her.  "})
    assert first.status_code == 201
    NoteOut.model_validate(first.json, strict=True)
    assert (first.json["note_id"], first.json["text"], first.json["job_id"]) == ("N951", "Called her.", None)
    second = client.post(place, json={"text": "For this job", "job_id": job_id}).json
    other = client.post("/api/v1/jobs", json={"text": "Baker\nRequirements\n- Bread"}).json["job_id"]
    client.post(place, json={"text": "For another", "job_id": other})
    listed = client.get(place).json
    NoteList.model_validate(listed, strict=True)
    assert [one["text"] for one in listed["items"]] == ["For another", "For this job", "Called her."]
    assert [one["text"] for one in client.get(f"{place}?job_id={job_id}").json["items"]] == [
        "For this job",
        "Called her.",
    ]
    changed = client.patch(f"/api/v1/notes/{second['note_id']}", json={"text": "Now this"}).json
    assert (changed["text"], changed["job_id"]) == ("Now this", job_id)
    assert client.delete("/api/v1/notes/N951").status_code == 204
    assert client.delete("/api/v1/notes/N951").status_code == 404
    assert client.get(place).json["total"] == 2


def test_wrong_notes_are_refused(client: FlaskClient, resume_id: str) -> None:
    place = f"/api/v1/resumes/{resume_id}/notes"
    for wrong in ({}, {"text": " "}, {"text": "x" * 10_001}, {"text": "x", "author_id": 7}, {"text": None}):
        assert client.post(place, json=wrong).status_code == 422, wrong
    assert client.post(place, json={"text": "x", "job_id": "J999"}).status_code == 404
    assert client.post("/api/v1/resumes/R999/notes", json={"text": "x"}).status_code == 404
    assert client.patch("/api/v1/notes/N1", json={"text": "x"}).status_code == 404


def test_the_author_and_admins_alone_change_a_note(
    staffed: tuple[FlaskClient, dict[str, str]], join: Join, cv: str
) -> None:
    client, admin = staffed
    cleo, dan = join(client, admin, "cleo"), join(client, admin, "dan")
    person = client.post("/uploadResume", json={"text": cv}, headers=cleo).json["resume_id"]
    note = client.post(f"/api/v1/resumes/{person}/notes", json={"text": "Hers"}, headers=cleo).json
    assert note["author"] == "cleo"
    place = f"/api/v1/notes/{note['note_id']}"
    for asked in (client.patch(place, json={"text": "His"}, headers=dan), client.delete(place, headers=dan)):
        assert (asked.status_code, asked.json["code"]) == (403, "forbidden")
    assert client.get(f"/api/v1/resumes/{person}/notes", headers=dan).json["items"][0]["text"] == "Hers"
    assert client.patch(place, json={"text": "Hers again"}, headers=cleo).status_code == 200
    assert client.patch(place, json={"text": "The boss's"}, headers=admin).json["author"] == "cleo"
    assert client.delete(place, headers=admin).status_code == 204


def test_candidates_never_see_notes_and_tags(
    staffed: tuple[FlaskClient, dict[str, str]], join: Join, cv: str, jd: str
) -> None:
    client, admin = staffed
    own = join(client, admin, "cand", "candidate")
    person = client.post("/uploadResume", json={"text": cv}, headers=own).json["resume_id"]
    job = client.post("/api/v1/jobs", json={"text": jd}, headers=admin).json["job_id"]
    client.post(f"/api/v1/resumes/{person}/notes", json={"text": "SECRET-NOTE"}, headers=admin)
    client.put(f"/api/v1/resumes/{person}/tags/secret-tag", headers=admin)
    place = f"/api/v1/jobs/{job}/candidates/{person}"
    client.post(f"/api/v1/jobs/{job}/apply", json={"resume_id": person}, headers=own)
    client.patch(place, json={"status": "reviewed", "note": "SECRET-REASON"}, headers=admin)
    for refused in (f"/api/v1/resumes/{person}/notes", "/api/v1/tags", place, "/api/v1/applications"):
        assert client.get(refused, headers=own).status_code == 403, refused
    for open_ in (
        f"/api/v1/resumes/{person}", "/api/v1/resumes", f"/api/v1/resumes/{person}/matches", "/results", f"/api/v1/jobs/{job}",
        "/api/v1/me/applications", "/api/v1/me/recommended", "/api/v1/me/resumes", "/api/v1/me/profile",
    ):  # fmt: skip
        answer = client.get(open_, headers=own)
        assert answer.status_code == 200, open_
        assert "secret" not in answer.text.lower(), open_
        assert "Ann Boss" not in answer.text, open_


def test_tags_are_given_counted_and_taken(client: FlaskClient, resume_id: str) -> None:
    place = f"/api/v1/resumes/{resume_id}/tags"
    first = client.put(f"{place}/Night%20%20Shift")
    assert first.status_code == 201
    TagsOut.model_validate(first.json, strict=True)
    assert first.json == {"resume_id": resume_id, "tags": ["night shift"]}
    assert client.put(f"{place}/night shift").status_code == 200
    other = client.post("/uploadResume", json={"text": "Bo Cook\n\nSkills\nBaking\n"}).json["resume_id"]
    given = client.post("/api/v1/tags", json={"tag": "C++", "resume_ids": [other, resume_id, "R999"]}).json
    TaggedOut.model_validate(given, strict=True)
    assert [one["tags"] for one in given["results"]] == [["c++", "night shift"], ["c++"]]
    assert [(one["resume_id"], one["code"]) for one in given["errors"]] == [("R999", "not_found")]
    listed = client.get("/api/v1/tags").json
    TagList.model_validate(listed, strict=True)
    assert listed["items"] == [{"tag": "c++", "count": 2}, {"tag": "night shift", "count": 1}]
    assert listed["total"] == 2
    assert client.delete(f"{place}/C++").status_code == 204
    assert client.delete(f"{place}/c++").status_code == 204
    assert client.get("/api/v1/tags").json["items"][0] == {"tag": "c++", "count": 1}


def test_wrong_tags_are_refused(client: FlaskClient, resume_id: str) -> None:
    place = f"/api/v1/resumes/{resume_id}/tags"
    assert client.put(f"{place}/{'x' * 40}").status_code == 201
    for wrong in ("x" * 41, "%20", "a%0Ab%01", "a%C2%85%C2%80"):
        assert client.put(f"{place}/{wrong}").status_code == 422, wrong
    assert client.put("/api/v1/resumes/R999/tags/x").status_code == 404
    for body in (
        {"tag": "x", "resume_ids": []},
        {"tag": "", "resume_ids": ["R1"]},
        {"tag": "x", "resume_ids": ["R1"] * 101},
    ):
        assert client.post("/api/v1/tags", json=body).status_code == 422


def test_a_resume_has_at_most_twenty_tags_also_when_they_come_at_once(client: FlaskClient, resume_id: str) -> None:
    for number in range(18):
        assert client.put(f"/api/v1/resumes/{resume_id}/tags/t{number}").status_code == 201
    answers: list[Any] = []

    def put(number: int) -> None:
        answers.append(client.application.test_client().put(f"/api/v1/resumes/{resume_id}/tags/late{number}"))

    threads = [threading.Thread(target=put, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409, 409]
    assert client.get("/api/v1/tags").json["total"] == 20
    assert client.put(f"/api/v1/resumes/{resume_id}/tags/t0").status_code == 200
