from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

import revising
from api.shapes import ResumeOut
from db.matches import ReplacedMatch, StoredMatch
from db.resumes import StoredResume
from db.session import Database
from nlp.corrected_resume import FIELDS
from tasks import worker


def correct(client: FlaskClient, resume_id: str, reset: list[str] | None = None, **said: Any) -> Any:
    return client.patch(f"/api/v1/resumes/{resume_id}", json={"corrections": said, "reset": reset or []})


def detail(client: FlaskClient, resume_id: str, query: str = "") -> Any:
    return client.get(f"/api/v1/resumes/{resume_id}{query}").json


CORRECTED = {
    "name": "Anna Leigh",
    "email": "Anna.Leigh@Example.org",
    "phone": "+49 30 901820",
    "location": {"text": "Munich, Germany"},
    "links": ["linkedin.com/in/annaleigh"],
    "summary": "Builds services.",
    "headline": "Senior Backend Developer",
    "skills": ["Python", {"name": "postgres", "years": 4}, {"name": "Zither tuning"}],
    "experience": [
        {"title": "Backend Developer", "company": "Acme GmbH", "start": "2015-01", "end": "2017-12"},
        {"title": "Welder", "company": "Yard Ltd", "start": "2010-01", "end": "2011-12", "description": "MIG welding"},
    ],
    "education": [{"institution": "Test University", "degree": "MSc Computer Science", "end": "2014"}],
    "certifications": ["Certified Kubernetes Administrator"],
    "languages": [{"language": "de", "level": "native"}],
    "projects": ["A compiler"],
    "publications": ["On compilers"],
    "awards": ["Employee of the year"],
}


def test_every_field_can_be_corrected_and_is_shown_so(client: FlaskClient, resume_id: str) -> None:
    assert set(CORRECTED) == set(FIELDS)
    answer = correct(client, resume_id, **CORRECTED)
    assert answer.status_code == 200, answer.json
    ResumeOut.model_validate(answer.json, strict=True)
    out = detail(client, resume_id)
    assert out["corrected"] == sorted(FIELDS)
    assert (out["name"], out["phone"], out["phone_valid"]) == ("Anna Leigh", "+4930901820", True)
    assert (out["location"]["city"], out["location"]["country"]) == ("Munich", "DE")
    assert {hit["name"] for hit in out["skills"]} == {"Python", "PostgreSQL", "Zither tuning"}
    assert next(hit["years"] for hit in out["skills"] if hit["id"] == "postgresql") == 4
    assert next(hit["id"] for hit in out["skills"] if hit["name"] == "Zither tuning") is None
    assert [job["months"] for job in out["experience"]] == [36, 24]
    assert out["education"][0]["level"] == "master"
    for name in ("links", "summary", "headline", "certifications", "languages", "projects", "publications", "awards"):
        assert out[name] == CORRECTED[name], name


def test_what_follows_from_a_corrected_field_agrees_with_it(client: FlaskClient, resume_id: str) -> None:
    out = correct(client, resume_id, **CORRECTED).json
    assert out["total_experience_months"] == 60
    assert next((gap["after"], gap["before"]) for gap in out["experience_gaps"]) == ("2011-12", "2015-01")
    assert {out["confidence"][name] for name in out["confidence"]} == {1.0}
    assert out["needs_review"] == []
    person = client.get(f"/api/v1/persons/{out['person_id']}").json
    assert (person["name"], person["email"], person["phone"]) == (
        "Anna Leigh",
        "anna.leigh@example.org",
        "+4930901820",
    )
    for query in ("skill=zither%20tuning", "min_years=5&max_years=5", "city=munich", "email=anna.leigh@example.org"):
        assert client.get(f"/api/v1/resumes?{query}").json["total"] == 1, query
    for query in ("skill=redis", "city=berlin", "email=ann.lee@example.org", "min_years=5.1"):
        assert client.get(f"/api/v1/resumes?{query}").json["total"] == 0, query


def test_null_says_that_the_resume_is_silent(client: FlaskClient, resume_id: str) -> None:
    out = correct(client, resume_id, phone=None, location=None, experience=None, skills=None).json
    assert (out["phone"], out["phone_valid"], out["location"], out["experience"]) == (None, False, None, [])
    assert (out["skills"], out["total_experience_months"], out["experience_gaps"]) == ([], 0, [])
    assert "phone" not in out["confidence"]
    assert out["needs_review"] == []


def test_reset_brings_the_reading_back(client: FlaskClient, resume_id: str) -> None:
    before = detail(client, resume_id)
    correct(client, resume_id, **CORRECTED)
    some = correct(client, resume_id, reset=["name", "skills"], headline="Developer").json
    assert some["name"] == before["name"]
    assert some["skills"] != []
    assert "name" not in some["corrected"]
    assert some["headline"] == "Developer"
    correct(client, resume_id, reset=["*"])
    assert detail(client, resume_id) == before


def test_what_is_shown_may_be_sent_back(client: FlaskClient, resume_id: str) -> None:
    before = detail(client, resume_id)
    answer = correct(client, resume_id, **{name: before[name] for name in ("skills", "experience", "education")})
    assert answer.status_code == 200, answer.json
    after = detail(client, resume_id)
    for name in ("skills", "experience", "education", "total_experience_months"):
        known = [{**one, "confidence": 1.0} for one in before[name]] if name == "skills" else before[name]
        assert after[name] == known, name


@pytest.mark.parametrize(
    "said",
    [
        {"nome": "Ann"}, {"name": ""}, {"name": "Ann\u0007"}, {"email": "nobody"}, {"phone": "call me"},
        {"skills": [{"id": "no-such-skill"}]}, {"skills": [{}]}, {"skills": [{"name": "Go", "years": -1}]},
        {"experience": [{"start": "2019"}]}, {"experience": [{"title": "A", "start": "2019-13"}]},
        {"experience": [{"title": "A", "start": "2019-05", "end": "2018"}]},
        {"experience": [{"title": "A", "skills": ["no such skill at all"]}]}, {"languages": [{"language": "German"}]},
        {"education": [{"level": "genius"}]}, {"skills": ["a"] * 501}, {"summary": "a" * 20_001}, {"location": {}},
        {"candidate_id": "1"}, {"text": "other"}, {"total_experience_months": 3},
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_and_nothing_changes(
    client: FlaskClient, resume_id: str, said: dict[str, Any]
) -> None:
    before = detail(client, resume_id)
    answer = correct(client, resume_id, **said)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid"), answer.json
    assert detail(client, resume_id) == before


def test_corrections_hold_over_a_later_reading_of_the_file(
    client: FlaskClient, resume_id: str, cv: str, database: Database
) -> None:
    correct(client, resume_id, name="Anna Leigh", skills=["Python"])
    with database.session() as session:
        session.get_one(StoredResume, int(resume_id[1:])).status = "failed"
        session.commit()
    client.post("/uploadResume", json={"text": cv})
    out = detail(client, resume_id)
    assert (out["status"], out["name"], [hit["name"] for hit in out["skills"]]) == ("ready", "Anna Leigh", ["Python"])


def test_stored_matches_are_brought_up_to_date_at_once(
    client: FlaskClient, resume_id: str, job_id: str, database: Database
) -> None:
    for profile in ("balanced", "sections_40_40_20"):
        client.post("/match", json={"resume_id": resume_id, "job_id": job_id, "profile": profile})
    before = {row["profile"]: row["match_score"] for row in client.get("/results").json["items"]}
    correct(client, resume_id, skills=["Welding"], experience=None)
    after = {row["profile"]: row for row in client.get("/results").json["items"]}
    assert after["balanced"]["match_score"] < before["balanced"]
    assert "Python" in after["balanced"]["missing_skills"]
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(StoredMatch)) == 2
        assert session.scalar(select(func.count()).select_from(ReplacedMatch)) == 2
    again = client.post("/match", json={"resume_id": resume_id, "job_id": job_id}).json["results"][0]
    assert again["match_score"] == after["balanced"]["match_score"]
    correct(client, resume_id, reset=["*"])
    assert {row["profile"]: row["match_score"] for row in client.get("/results").json["items"]} == before


def test_many_stored_matches_are_brought_up_to_date_in_the_background(
    local_app: Flask, client: FlaskClient, resume_id: str, jd: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revising, "MOST_AT_ONCE", 2)
    for number in range(3):
        posted = client.post("/uploadJD", json={"text": f"{jd}\nReference {number}\n"}).json["job_id"]
        client.post("/match", json={"resume_id": resume_id, "job_id": posted})
    before = [row["match_score"] for row in client.get("/results").json["items"]]
    correct(client, resume_id, skills=["Welding"])
    assert [row["match_score"] for row in client.get("/results").json["items"]] == before
    worker.run(database_url, local_app.extensions["parts"], is_main=False, until_empty=True)
    assert all(row["match_score"] < min(before) for row in client.get("/results").json["items"])


def test_corrections_at_once_come_one_after_the_other(local_app: Flask, client: FlaskClient, resume_id: str) -> None:
    said: list[dict[str, Any]] = [
        {"name": "Anna Leigh"},
        {"headline": "Chief"},
        {"awards": ["One"]},
        {"links": ["a.org"]},
    ]
    codes: list[int] = []
    threads = [
        threading.Thread(
            target=lambda one=one: codes.append(correct(local_app.test_client(), resume_id, **one).status_code)
        )
        for one in said
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200] * 4
    out = detail(client, resume_id)
    assert out["corrected"] == ["awards", "headline", "links", "name"]
    assert (out["name"], out["headline"]) == ("Anna Leigh", "Chief")


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused(client: FlaskClient, resume_id: str) -> None:
    first = client.get(f"/api/v1/resumes/{resume_id}").headers["ETag"]
    path, body = f"/api/v1/resumes/{resume_id}", {"corrections": {"name": "Anna Leigh"}}
    second = client.patch(path, json=body, headers={"If-Match": first})
    assert second.status_code == 200
    assert client.get(path).headers["ETag"] == second.headers["ETag"] != first
    stale = client.patch(path, json=body, headers={"If-Match": first})
    assert (stale.status_code, stale.json["code"]) == (412, "stale")
    assert client.delete(path, headers={"If-Match": first}).status_code == 412
    assert client.delete(path, headers={"If-Match": second.headers["ETag"]}).status_code == 204


def test_the_blind_view_hides_the_corrected_person_and_the_one_that_was_read(
    client: FlaskClient, cv: str, job_id: str
) -> None:
    text = cv.replace("- Ran services", "- Ann Lee mentored juniors in Python\n- Ran services")
    resume_id = client.post("/uploadResume", json={"text": text, "job_id": job_id}).json["resume_id"]
    correct(
        client,
        resume_id,
        name="Zelda Quist",
        email="zelda@quist.example",
        phone="+49 30 901820",
        links=["quist.example/zelda"],
        location={"text": "Oslo, Norway"},
        summary="Zelda Quist of Oslo builds services, once as Ann Lee.",
    )
    shown = [
        client.get(f"/api/v1/resumes/{resume_id}?blind=true").text,
        client.get(f"/api/v1/resumes/{resume_id}?blind=true&format=jsonresume").text,
        client.get("/api/v1/resumes?blind=true&q=python").text,
        client.get("/results?blind=true").text,
    ]
    for answer in shown:
        for mark in ("Zelda", "Quist", "quist", "901820", "Oslo", "Ann Lee", "ann.lee", "5550123", "555 0123", "Lee"):
            assert mark not in answer, mark
    assert "Python" in shown[0]


def test_a_resume_that_is_not_read_cannot_be_corrected(client: FlaskClient, resume_id: str, database: Database) -> None:
    with database.session() as session:
        session.get_one(StoredResume, int(resume_id[1:])).status = "processing"
        session.commit()
    assert correct(client, resume_id, name="Anna Leigh").status_code == 409
