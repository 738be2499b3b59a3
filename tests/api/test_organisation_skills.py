"""An organisation's own skills: who may change them, who sees them, and that they count at once in every process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.shapes import SkillDetail, SkillList
from db import skills
from db.session import Database

SECRET = "k3y-for-tests-only-0123456789-abcdefghij"
PATH = "/api/v1/skills"
PRESS = {"name": "Zubrovka Press 9", "aliases": ["ZP9 line"], "category": "equipment"}
Call = Callable[..., Any]


@pytest.fixture
def app(make_app: Callable[..., Flask], database: Database) -> Flask:
    return make_app(host="0.0.0.0", secret_key=SECRET, rate_limit_login="1000/minute")


@pytest.fixture
def twin(make_app: Callable[..., Flask], app: Flask) -> Flask:
    """Another process, as far as the database can tell."""
    return make_app(host="0.0.0.0", secret_key=SECRET, rate_limit_login="1000/minute")


def person(client: FlaskClient, name: str, role: str = "admin") -> dict[str, str]:
    body = {"email": f"{name}@example.org", "password": "correct horse", "full_name": name, "role": role}
    answer: Any = client.post("/api/v1/auth/register", json=body)
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def ids(client: FlaskClient, who: dict[str, str], text: str) -> set[str]:
    return known(client.post("/skills/extract", json={"text": text}, headers=who).json)


def known(answer: Any) -> set[str]:
    """The skills that have an id: phrases that no taxonomy knows are not the matter here."""
    return {one["id"] for one in answer["skills"]} - {None}


def test_an_own_skill_counts_at_once_in_every_process_and_for_its_organisation_alone(app: Flask, twin: Flask) -> None:
    here, there = app.test_client(), twin.test_client()
    acme, other = person(here, "acme"), person(here, "other")
    text = "Operator of the ZP9 line and of presses"
    assert ids(here, acme, text) == ids(there, acme, text) == set()
    made = here.post(PATH, json=PRESS, headers=acme)
    assert (made.status_code, made.json["id"], made.json["source"]) == (201, "own-zubrovka-press-9", "organisation")
    SkillDetail.model_validate(made.json, strict=True)
    assert ids(here, acme, text) == ids(there, acme, text) == {"own-zubrovka-press-9"}
    assert ids(there, other, text) == set()
    page = there.get("/skills?q=zubrowka press 9&source=organisation", headers=acme).json
    SkillList.model_validate(page, strict=True)
    assert [one["id"] for one in page["items"]] == ["own-zubrovka-press-9"]
    assert there.get("/skills?source=organisation", headers=other).json["total"] == 0
    for verb in (there.get, there.patch, there.delete):
        given = {"json": {"name": "Mine"}} if verb == there.patch else {}
        assert verb(f"{PATH}/own-zubrovka-press-9", headers=other, **given).status_code == 404
    assert there.delete(f"{PATH}/own-zubrovka-press-9", headers=acme).status_code == 204
    assert ids(here, acme, text) == set()


def test_uploads_and_matches_know_own_skills_and_their_families(app: Flask) -> None:
    client = app.test_client()
    acme, other = person(client, "acme"), person(client, "other")
    client.post(PATH, json=PRESS | {"parents": ["python"]}, headers=acme)
    cv, ad = "Ann Lee\n\nSkills\nZubrovka Press 9\n", "Operator\n\nRequirements\n- Python\n"
    body = {"resume_text": cv, "job_text": ad, "store": False}
    for who, matched in ((acme, ["Python"]), (other, [])):
        found = client.post("/match", json=body, headers=who).json["results"][0]
        assert found["matched_skills"] == matched
    resume = client.post("/uploadResume", json={"text": cv}, headers=acme).json
    assert known(resume) == {"own-zubrovka-press-9"}
    job = client.post("/uploadJD", json={"text": "Operator\n\nRequirements\n- ZP9 line\n"}, headers=acme).json
    assert known(job) == {"own-zubrovka-press-9"}
    again = client.post("/uploadJD", json={"text": "Operator\n\nRequirements\n- ZP9 line\n"}, headers=other).json
    assert (known(again), again["cached"]) == (set(), False)
    asked = {"resume_ids": [resume["resume_id"]], "job_ids": [job["job_id"]]}
    found = client.post("/match", json=asked, headers=acme).json["results"][0]
    assert found["matched_skills"] == ["Zubrovka Press 9"]
    assert found["taxonomy_version"] == resume["taxonomy_version"] != again["taxonomy_version"]
    assert client.patch(f"/api/v1/jobs/{job['job_id']}", json={"title": "Presser"}, headers=acme).json["skills"]


def test_aliases_may_be_added_to_a_skill_that_everybody_has(app: Flask) -> None:
    client = app.test_client()
    acme, other = person(client, "acme"), person(client, "other")
    text = "Wrote Zubrovkascript every day"
    answer = client.patch(f"{PATH}/python", json={"aliases": ["Zubrovkascript"]}, headers=acme)
    assert (answer.status_code, answer.json["source"]) == (200, "shortlist")
    assert "Zubrovkascript" in answer.json["aliases"]
    assert ids(client, acme, text) == {"python"}
    assert ids(client, other, text) == set()
    assert "Zubrovkascript" not in client.get(f"{PATH}/python", headers=other).json["aliases"]
    assert client.patch(f"{PATH}/python", json={"name": "Snake"}, headers=acme).status_code == 422
    assert client.delete(f"{PATH}/python", headers=acme).status_code == 204
    assert ids(client, acme, text) == set()
    assert client.delete(f"{PATH}/python", headers=acme).status_code == 404
    assert client.get(f"{PATH}/python", headers=acme).status_code == 200


def test_only_admins_change_skills(app: Flask, join: Callable[..., dict[str, str]]) -> None:
    client = app.test_client()
    acme = person(client, "acme")
    for role in ("recruiter", "candidate"):
        who = join(client, acme, role, role)
        for path, verb in ((PATH, client.post), (f"{PATH}/python", client.patch), (f"{PATH}/python", client.delete)):
            assert verb(path, json={}, headers=who).status_code == 403, (role, path)
            assert verb(path.replace("/v1", ""), json={}, headers=who).status_code == 403, (role, path)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "PYTHON"}, 409),
        ({"name": "Zubrovka", "aliases": ["Postgres"]}, 409),
        ({"name": "zubrovka press-9"}, 409),
        ({"name": "Zubrovka", "labels": {"id": ["Python"]}}, 409),
        ({"name": "Zubrovka", "parents": ["own-nothing"]}, 422),
        ({"name": "Zubrovka", "related": {"nothing": 0.5}}, 422),
        ({"name": "Zubrovka", "related": {"python": 2}}, 422),
        ({"name": "Zubrovka", "ambiguous": {"names": ["Other"], "context": ["press"]}}, 422),
        ({"name": "..."}, 422),
        ({"name": ""}, 422),
        ({"name": None}, 422),
        ({}, 422),
        ({"name": "a" * 81}, 422),
        ({"name": "a b c d e f g h i"}, 422),
        ({"name": "Zubrovka", "aliases": [f"Zubrovka {n}" for n in range(31)]}, 422),
        ({"name": "+" * 79 + "z"}, 201),
        ({"name": "Zubrovka", "aliases": ["zubrovka", "ZUBROVKA"], "ambiguous": None}, 201),
        ({"name": "Σκυρόδεμα"}, 201),
    ],
)
def test_what_a_skill_may_be(client: FlaskClient, body: dict[str, Any], status: int) -> None:
    assert client.post(PATH, json=PRESS).status_code == 201
    answer = client.post(PATH, json=body)
    assert answer.status_code == status, answer.json
    assert client.get("/skills?source=organisation").json["total"] == (2 if status == 201 else 1)


def test_an_own_name_that_is_an_ordinary_word_needs_its_surroundings(client: FlaskClient) -> None:
    guard = {"names": ["Zubrovka"], "context": ["dashboard"]}
    made = client.post(PATH, json={"name": "Zubrovka", "ambiguous": guard})
    assert made.json["ambiguous"] == guard
    for text, counts in (("We drank a Zubrovka at sea.", False), ("A dashboard in Zubrovka for sales.", True)):
        found = known(client.post("/skills/extract", json={"text": text}).json)
        assert ("own-zubrovka" in found) is counts


def test_a_change_that_builds_on_an_old_state_is_refused(client: FlaskClient) -> None:
    first = client.post(PATH, json=PRESS)
    address, state = f"{PATH}/{first.json['id']}", {"If-Match": first.headers["ETag"]}
    assert client.get(address).headers["ETag"] == first.headers["ETag"]
    second = client.patch(address, json={"name": "Zubrovka Press 10"}, headers=state)
    assert (second.status_code, second.json["aliases"], second.json["id"]) == (200, ["ZP9 line"], first.json["id"])
    assert second.headers["ETag"] != first.headers["ETag"]
    assert client.patch(address, json={"name": "Zubrovka Press 11"}, headers=state).status_code == 412
    assert client.delete(address, headers=state).status_code == 412
    assert client.delete(address, headers={"If-Match": second.headers["ETag"]}).status_code == 204


def test_a_full_list_takes_no_more(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skills, "MOST", 1)
    assert client.post(PATH, json=PRESS).status_code == 201
    answer = client.post(PATH, json={"name": "Zubrovka Press 10"})
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")
