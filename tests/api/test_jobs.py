from __future__ import annotations

import io
import uuid

from flask.testing import FlaskClient

from api.job_shapes import JobList, JobOut
from api.shapes import MatchList


def test_an_ad_becomes_a_job_and_its_parse_is_remembered(client: FlaskClient, jd: str) -> None:
    ad = f"{jd}\nReference {uuid.uuid4()}"
    first = client.post("/uploadJD", data={"file": (io.BytesIO(ad.encode()), "jd.txt")})
    assert first.status_code == 201
    JobOut.model_validate(first.json, strict=True)
    again = client.post("/uploadJD", data={"jd": (io.BytesIO(ad.replace("\n", "  \r\n").encode()), "jd.txt")})
    assert (first.json["cached"], again.json["cached"]) == (False, True)
    assert (first.json["job_id"], again.json["job_id"]) == ("J201", "J202")
    assert first.json["skills"] == again.json["skills"]
    assert {"Python", "Flask", "PostgreSQL"} <= {skill["name"] for skill in first.json["skills"]}


def test_what_the_client_states_goes_before_what_is_read(client: FlaskClient, jd: str) -> None:
    body = {"title": "Data Engineer", "company": "Initech", "description": jd, "skills_required": ["Apache Kafka"]}
    job = client.post("/api/v1/jobs", json=body).json
    assert (job["title"], job["company"]) == ("Data Engineer", "Initech")
    assert "Apache Kafka" in {skill["name"] for skill in job["skills"]}


def test_an_ad_that_says_nothing_is_refused(client: FlaskClient) -> None:
    for body in ({}, {"text": ""}, {"company": "Acme"}, {"text": "  \n "}):
        answer = client.post("/uploadJD", json=body)
        assert answer.status_code == 422, body
        assert answer.json["detail"]


def test_jobs_are_listed_shown_changed_and_deleted(client: FlaskClient, job_id: str) -> None:
    client.post("/api/v1/jobs", json={"title": "Sous Chef", "description": "Cook with French cuisine skills."})
    page = client.get("/api/v1/jobs?limit=1").json
    JobList.model_validate(page, strict=True)
    assert ([job["job_id"] for job in page["items"]], page["total"]) == (["J202"], 2)
    assert client.get("/api/v1/jobs?q=flask").json["total"] == 1
    changed = client.put(f"/api/v1/jobs/{job_id}", json={"title": "Lead Developer", "skills_required": ["Terraform"]})
    assert (changed.status_code, changed.json["title"]) == (200, "Lead Developer")
    assert {"Terraform", "Python"} <= {skill["name"] for skill in changed.json["skills"]}
    assert "Flask and PostgreSQL" in client.get(f"/api/jobs/{job_id}").json["text"]
    assert client.delete(f"/api/v1/jobs/{job_id}").status_code == 204
    assert client.get(f"/api/v1/jobs/{job_id}").status_code == 404


def test_a_changed_ad_changes_the_match_and_the_text_does_not_grow(
    client: FlaskClient, resume_id: str, job_id: str
) -> None:
    pair = {"resume_id": resume_id, "job_id": job_id}
    before = client.post("/match", json=pair).json["results"][0]
    for _ in range(2):
        text = client.patch(f"/api/v1/jobs/{job_id}", json={"skills_required": ["Terraform"]}).json["text"]
    after = client.post("/match", json=pair).json["results"][0]
    assert after["match_id"] == before["match_id"]
    assert "Terraform" in after["missing_skills"]
    assert "Terraform" not in before["missing_skills"]
    assert text.count("Terraform") == 1


def test_candidates_are_ranked_and_filtered(client: FlaskClient, cv: str, resume_id: str, job_id: str) -> None:
    client.post("/uploadResume", json={"text": "Bo Cook\nbo@example.org\n\nSkills\nBaking, French cuisine\n"})
    ranked = client.get(f"/api/v1/jobs/{job_id}/candidates").json
    MatchList.model_validate(ranked, strict=True)
    assert [one["resume_id"] for one in ranked["items"]] == [resume_id, "R102"]
    assert client.get(f"/api/v1/jobs/{job_id}/candidates?skill=python").json["total"] == 1
    best = ranked["items"][0]["match_score"]
    assert client.get(f"/api/v1/jobs/{job_id}/candidates?min_score={best}").json["total"] == 1
    table = client.get(f"/api/v1/jobs/{job_id}/candidates?format=csv")
    assert table.headers["Content-Disposition"].startswith("attachment")
    assert len(table.text.splitlines()) == 3
