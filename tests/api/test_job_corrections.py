from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from flask import Flask
from flask.testing import FlaskClient

import extractors
from api.job_corrections import Employment, JobCorrections, Level, Seniority
from api.job_shapes import JobOut
from db.session import Database
from jd_cache import JdCache
from nlp.corrected import FIELDS
from nlp.lexicon import lexicon

DEMO = Path(__file__).resolve().parents[2] / "demo" / "jobs"


@pytest.fixture
def jd(jd: str) -> str:
    """The ad with a wish for something of which the person shows nothing."""
    return jd.replace("Kubernetes", "Tableau")


@pytest.fixture
def job_id(client: FlaskClient, jd: str) -> str:
    return str(client.post("/uploadJD", json={"text": jd}).json["job_id"])


@pytest.fixture
def correct(client: FlaskClient, job_id: str) -> Callable[..., dict[str, Any]]:
    def send(**corrections: Any) -> dict[str, Any]:
        answer = client.patch(f"/api/v1/jobs/{job_id}", json={"corrections": corrections})
        assert answer.status_code == 200, answer.json
        JobOut.model_validate(answer.json, strict=True)
        return dict(answer.json)

    return send


@pytest.fixture
def match(client: FlaskClient, job_id: str, resume_id: str) -> Callable[[], dict[str, Any]]:
    def ask() -> dict[str, Any]:
        found = client.post("/match", json={"resume_id": resume_id, "job_id": job_id}).json["results"][0]
        return {name: value for name, value in found.items() if name != "created_at"}

    return ask


def test_the_schema_names_the_fields_and_words_of_the_reading() -> None:
    assert {*FIELDS, "reset"} == set(JobCorrections.model_fields)
    tables = lexicon().tables
    assert set(tables["seniority"]) <= set(Seniority.__args__)
    assert set(tables["employment_types"]) <= set(Employment.__args__)
    assert set(tables["language_levels"]) <= set(Level.__args__)


def test_a_correction_stands_in_place_of_what_was_read(
    client: FlaskClient, job_id: str, correct: Callable[..., dict[str, Any]]
) -> None:
    read = client.get(f"/api/v1/jobs/{job_id}").json
    made = correct(
        salary={"min": 60000, "max": 70000, "currency": "EUR", "period": "year"}, company="Initech", openings=2
    )
    assert made["corrected"] == ["company", "openings", "salary"]
    assert (made["company"], made["openings"], made["salary"]["max"]) == ("Initech", 2, 70000.0)
    unchanged = set(FIELDS) - set(made["corrected"])
    assert {name: made[name] for name in unchanged} == {name: read[name] for name in unchanged}
    assert client.get(f"/api/v1/jobs/{job_id}").json == made
    assert client.get("/api/v1/jobs?q=initech").json["items"][0]["corrected"] == made["corrected"]


def test_null_says_that_the_ad_is_silent_and_reset_takes_it_back(
    client: FlaskClient, job_id: str, correct: Callable[..., dict[str, Any]]
) -> None:
    read = client.get(f"/api/v1/jobs/{job_id}").json
    assert read["skills"]
    made = correct(skills=None, min_experience_years=None, industry="Logistics")
    assert (made["skills"], made["min_experience_years"]) == ([], None)
    assert correct(reset=["skills"])["corrected"] == ["industry", "min_experience_years"]
    assert correct(reset=["industry"], title="Cook")["corrected"] == ["min_experience_years", "title"]
    back = correct(reset=["*"])
    assert back == read | {"version": 5, "updated_at": back["updated_at"]}


def test_what_get_shows_can_be_sent_back(client: FlaskClient) -> None:
    for path in sorted(DEMO.iterdir()):
        job = client.post("/uploadJD", data={"file": (io.BytesIO(path.read_bytes()), path.name)}).json
        whole = {name: job[name] for name in FIELDS}
        answer = client.patch(f"/api/v1/jobs/{job['job_id']}", json={"corrections": whole})
        assert answer.status_code == 200, answer.json
        same = [name for name in FIELDS if answer.json[name] != job[name]]
        assert same == [], path.name


@pytest.mark.parametrize(
    ("corrections", "field"),
    [
        ({"pay": 3}, "pay"),
        ({"skills": [{"nam": "Python"}]}, "skills.0.nam"),
        ({"skills": [{"importance": "required"}]}, "skills.0"),
        ({"skills": [{"name": "Python", "importance": "must"}]}, "skills.0.importance"),
        ({"skills": [{"id": "no-such-skill"}]}, "skills.0.id"),
        ({"requirements": [{"text": "Weaving", "skills": ["Frobnication"]}]}, "requirements.0.skills.0"),
        ({"min_experience_years": -1}, "min_experience_years"),
        ({"min_experience_years": "3"}, "min_experience_years"),
        ({"seniority": "boss"}, "seniority"),
        ({"remote": "sometimes"}, "remote"),
        ({"deadline": "2027-02-30"}, "deadline"),
        ({"deadline": "immediately"}, "deadline"),
        ({"start": "soon"}, "start"),
        ({"salary": {"min": 5, "max": 3}}, "salary"),
        ({"salary": {"min": 5, "currency": "€"}}, "salary.currency"),
        ({"location": "Berlin"}, "location"),
        ({"locations": [{"text": "Berlin", "country": "Germany"}]}, "locations.0.country"),
        ({"languages": [{"language": "English"}]}, "languages.0.language"),
        ({"contact": {"link": "javascript:alert(1)"}}, "contact.link"),
        ({"openings": 0}, "openings"),
        ({"openings": True}, "openings"),
        ({"reset": ["pay"]}, "reset.0"),
        ({"reset": "salary"}, "reset"),
    ],
)
def test_a_wrong_correction_is_refused_by_name_and_changes_nothing(
    client: FlaskClient, job_id: str, corrections: dict[str, Any], field: str
) -> None:
    before = client.get(f"/api/v1/jobs/{job_id}").json
    answer = client.patch(f"/api/v1/jobs/{job_id}", json={"corrections": corrections | {"company": "Initech"}})
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert [error["field"] for error in answer.json["errors"]] == [f"corrections.{field}"]
    assert answer.json["errors"][0]["detail"]
    assert client.get(f"/api/v1/jobs/{job_id}").json == before


def test_corrections_hold_when_the_ad_is_read_again(
    client: FlaskClient, job_id: str, jd: str, correct: Callable[..., dict[str, Any]]
) -> None:
    correct(company="Initech", skills=[{"name": "Rust"}])
    made = client.patch(f"/api/v1/jobs/{job_id}", json={"text": f"{jd}\n- Terraform\n", "title": "Data Engineer"}).json
    assert (made["company"], made["title"]) == ("Initech", "Data Engineer")
    assert [skill["name"] for skill in made["skills"]] == ["Rust"]
    assert made["corrected"] == ["company", "skills"]
    read = {skill["name"] for skill in correct(reset=["skills"])["skills"]}
    assert "Terraform" in read
    assert "Rust" not in read


def test_corrections_and_a_changed_ad_go_in_one_request(client: FlaskClient, job_id: str) -> None:
    body = {"text": "Cook\n\nRequirements\n- Grill", "is_open": False, "corrections": {"company": "Bistro Mar"}}
    made = client.patch(f"/api/v1/jobs/{job_id}", json=body).json
    assert (made["company"], made["is_open"], made["text"]) == ("Bistro Mar", False, body["text"])


def test_corrections_survive_another_version_of_the_extractor(
    client: FlaskClient,
    local_app: Flask,
    job_id: str,
    correct: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    correct(company="Initech")
    old = local_app.extensions["parts"].jd_cache
    monkeypatch.setattr(extractors, "EXTRACTOR_VERSION", "9.9")
    renewed = JdCache(old.store, "9.9", old.taxonomy_version)
    monkeypatch.setitem(local_app.extensions, "parts", _with(local_app.extensions["parts"], renewed))
    made = client.patch(f"/api/v1/jobs/{job_id}", json={"requirements": "Terraform"}).json
    assert (made["extractor_version"], made["company"], made["corrected"]) == ("9.9", "Initech", ["company"])


def _with(parts: Any, jd_cache: JdCache) -> Any:
    return type(parts)(parts.database, parts.upload_dir, jd_cache, parts.max_file_bytes)


def test_the_score_follows_a_correction_and_comes_back_exactly(
    match: Callable[[], dict[str, Any]], correct: Callable[..., dict[str, Any]]
) -> None:
    before = match()
    assert before["experience"]["verdict"] == "meets"
    correct(min_experience_years=30)
    after = match()
    assert after["match_score"] < before["match_score"]
    assert after["experience"] == before["experience"] | {"required_years": 30.0, "verdict": "below"}
    assert after["match_id"] == before["match_id"]
    correct(reset=["min_experience_years"])
    assert match() == before


def test_a_removed_skill_is_not_missing_any_more(
    match: Callable[[], dict[str, Any]], correct: Callable[..., dict[str, Any]], client: FlaskClient, job_id: str
) -> None:
    before = match()
    assert before["missing_skills"] == ["Tableau"]
    skills = client.get(f"/api/v1/jobs/{job_id}").json["skills"]
    correct(skills=[skill for skill in skills if skill["name"] != "Tableau"])
    after = match()
    assert after["missing_skills"] == []
    assert after["components"]["skills"]["score"] > before["components"]["skills"]["score"]
    assert after["match_score"] > before["match_score"]
    correct(reset=["*"])
    assert match() == before


def test_a_skill_made_required_weighs_more_and_is_said_to_be_missing(
    match: Callable[[], dict[str, Any]], correct: Callable[..., dict[str, Any]], client: FlaskClient, job_id: str
) -> None:
    before = match()
    assert before["missing_required"] == []
    skills = client.get(f"/api/v1/jobs/{job_id}").json["skills"]
    correct(skills=[skill | {"importance": "required"} for skill in skills])
    after = match()
    assert after["missing_required"] == ["Tableau"]
    assert after["match_score"] < before["match_score"]
    wanted = {one["text"]: one["importance"] for one in after["requirements"]}
    assert set(wanted.values()) == {"required"}
    correct(reset=["skills"])
    assert match() == before


def test_the_candidates_of_a_corrected_job_are_scored_anew(
    client: FlaskClient, job_id: str, resume_id: str, correct: Callable[..., dict[str, Any]]
) -> None:
    before = client.get(f"/api/v1/jobs/{job_id}/candidates").json["items"][0]
    correct(skills=[{"name": "Welding"}], requirements=[{"text": "Welding", "skills": ["Welding"]}])
    after = client.get(f"/api/v1/jobs/{job_id}/candidates").json["items"][0]
    assert after["match_score"] < before["match_score"]
    assert after["missing_required"] == ["Welding"]


def test_matching_the_same_ad_again_finds_the_corrected_job(
    client: FlaskClient, jd: str, cv: str, correct: Callable[..., dict[str, Any]]
) -> None:
    correct(skills=[{"name": "Welding"}])
    found = client.post("/match", json={"resume_text": cv, "job_text": jd}).json["results"][0]
    assert found["missing_skills"] == ["Welding"]
    assert client.get("/api/v1/jobs").json["total"] == 1


def test_a_job_stored_before_the_new_fields_still_loads(client: FlaskClient, database: Database, job_id: str) -> None:
    new = (
        "{role},{department},{locations},{remote_area},{start},{deadline},{openings},{contact},{benefits},{boilerplate},"
        "{experience_instead},{evidence},{requirements;0;any_of},{requirements;0;evidence}"
    )
    without = " ".join(f"#- '{path.replace(';', ',')}'" for path in new.split(","))
    with database.engine.begin() as connection:
        connection.execute(sqlalchemy.text(f"update jobs set versions = '1.0/1', record = record {without}"))
    job = client.get(f"/api/v1/jobs/{job_id}").json
    JobOut.model_validate(job, strict=True)
    assert (job["locations"], job["contact"], job["evidence"], job["corrected"]) == ([], None, {}, [])
    assert client.get("/api/v1/jobs").status_code == 200


def test_nobody_elses_job_can_be_corrected(client: FlaskClient) -> None:
    assert client.patch("/api/v1/jobs/J999", json={"corrections": {"company": "Initech"}}).status_code == 404
