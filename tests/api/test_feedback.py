"""What people say of a match: who may say it, what is kept with it, and when it goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from api.feedback_shapes import FeedbackList, FeedbackOut
from db.feedback import MatchFeedback
from db.matches import StoredMatch
from db.session import Database
from tasks import retention

SECRET = "k3y-for-tests-only-0123456789-abcdefghij"
Headers = dict[str, str]


@pytest.fixture
def match_id(client: FlaskClient, resume_id: str, job_id: str) -> str:
    return matched(client, resume_id, job_id)["match_id"]


def matched(client: FlaskClient, resume_id: str, job_id: str, who: Headers | None = None) -> Any:
    body = {"resume_id": resume_id, "job_id": job_id}
    return client.post("/match", json=body, headers=who).json["results"][0]


def give(client: FlaskClient, match_id: str, who: Headers | None = None, **said: Any) -> Any:
    return client.post(f"/api/v1/matches/{match_id}/feedback", json={"verdict": "agree"} | said, headers=who)


def listed(client: FlaskClient, match_id: str, who: Headers | None = None) -> Any:
    return client.get(f"/api/v1/matches/{match_id}/feedback", headers=who).json


def test_an_opinion_is_kept_with_the_score_and_versions_of_that_moment(client: FlaskClient, match_id: str) -> None:
    match = client.get(f"/results/{match_id}").json
    said = {"corrected_skills": [{"skill": "postgres", "shown": True}, {"skill": "kubernetes", "shown": False}]}
    answer = give(client, match_id, verdict="corrected", grade=3, comment="  Knows it well. ", **said)
    assert answer.status_code == 201, answer.json
    FeedbackOut.model_validate(answer.json, strict=True)
    assert (answer.json["feedback_id"], answer.json["match_id"], answer.json["user_id"]) == ("F601", match_id, None)
    assert answer.json["corrected_skills"] == [
        {"skill": "PostgreSQL", "id": "postgresql", "shown": True},
        {"skill": "Kubernetes", "id": "kubernetes", "shown": False},
    ]
    assert (answer.json["verdict"], answer.json["grade"], answer.json["comment"]) == ("corrected", 3, "Knows it well.")
    made = ("match_score", "profile", "matcher_version", "extractor_version", "taxonomy_version", "model", "as_of")
    assert {name: answer.json[name] for name in made} == {name: match[name] for name in made}
    found = listed(client, match_id)
    FeedbackList.model_validate(found, strict=True)
    assert (found["items"], found["total"]) == ([answer.json], 1)


def test_sending_again_replaces_the_opinion(client: FlaskClient, match_id: str) -> None:
    first = give(client, match_id, verdict="disagree", grade=0, comment="No.").json
    again = give(client, match_id)
    assert again.status_code == 201
    assert again.json["feedback_id"] == first["feedback_id"]
    assert (again.json["verdict"], again.json["grade"], again.json["comment"]) == ("agree", None, None)
    assert again.json["created_at"] == first["created_at"] <= again.json["updated_at"]
    assert listed(client, match_id)["total"] == 1


def test_an_opinion_stays_what_it_was_when_the_match_is_scored_again(
    client: FlaskClient, resume_id: str, job_id: str, database: Database
) -> None:
    before = matched(client, resume_id, job_id)
    basis = give(client, before["match_id"]).json["basis"]
    client.patch(f"/api/v1/jobs/{job_id}", json={"requirements": "Fluent Spanish\nSourdough\nForklift licence"})
    after = matched(client, resume_id, job_id)
    assert (after["match_id"], after["match_score"] == before["match_score"]) == (before["match_id"], False)
    (kept,) = listed(client, before["match_id"])["items"]
    assert (kept["match_score"], kept["basis"]) == (before["match_score"], basis)
    now = give(client, before["match_id"]).json
    assert now["match_score"] == after["match_score"]
    assert now["basis"] != basis


@pytest.mark.parametrize(
    "said",
    [
        {"verdict": "corrected"},
        {"verdict": "corrected", "corrected_skills": []},
        {"verdict": "maybe"},
        {"verdict": None},
        {"grade": 5},
        {"grade": -1},
        {"grade": "3"},
        {"grade": True},
        {"comment": "x" * 2001},
        {"mood": "good"},
        {"corrected_skills": [{"skill": "Python"}]},
        {"corrected_skills": [{"skill": "Python", "shown": "yes"}]},
        {"corrected_skills": [{"skill": " ", "shown": True}]},
        {"corrected_skills": [{"skill": "Python", "shown": True, "level": 3}]},
        {"corrected_skills": [{"skill": "Python", "shown": True}, {"skill": "python", "shown": False}]},
        {"corrected_skills": [{"skill": "Juggling eels", "shown": n % 2 == 0} for n in range(2)]},
        {"corrected_skills": [{"skill": f"Skill {n}", "shown": True} for n in range(101)]},
    ],
)
def test_what_cannot_be_meant_is_refused(client: FlaskClient, match_id: str, said: dict[str, Any]) -> None:
    answer = give(client, match_id, **said)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid"), answer.json
    assert listed(client, match_id)["total"] == 0


def test_a_skill_that_nobody_knows_is_kept_in_its_own_words_once(client: FlaskClient, match_id: str) -> None:
    said = [{"skill": name, "shown": True} for name in ("Juggling eels", "juggling EELS", "py", "Python")]
    kept = give(client, match_id, verdict="corrected", corrected_skills=said).json["corrected_skills"]
    assert kept[0] == {"skill": "Juggling eels", "id": None, "shown": True}
    assert [one["id"] for one in kept].count("python") == 1


def test_a_comment_may_be_as_long_as_it_is_said_to_be(client: FlaskClient, match_id: str) -> None:
    assert give(client, match_id, comment="é" * 2000).status_code == 201
    assert give(client, match_id, comment=" ").json["comment"] is None


def test_what_is_not_there_is_not_judged(client: FlaskClient, match_id: str) -> None:
    for address in ("M999", "R101", "nonsense"):
        assert give(client, address).status_code == 404
        assert client.get(f"/api/v1/matches/{address}/feedback").status_code == 404
    assert client.post(f"/api/matches/{match_id}/feedback", json={"verdict": "agree"}).status_code == 201


def test_erasing_the_resume_or_the_job_erases_what_was_said(
    client: FlaskClient, resume_id: str, job_id: str, cv: str, database: Database
) -> None:
    other = client.post("/uploadResume", json={"text": cv + "\nTerraform"}).json["resume_id"]
    pairs = [matched(client, one, job_id)["match_id"] for one in (resume_id, other)]
    for pair in pairs:
        give(client, pair, comment="Ann would do.")
    assert client.delete(f"/api/v1/resumes/{resume_id}").status_code == 204
    assert [f"M{row}" for row in stored(database)] == pairs[1:]
    assert client.get(f"/api/v1/matches/{pairs[0]}/feedback").status_code == 404
    assert client.delete(f"/api/v1/jobs/{job_id}").status_code == 204
    assert client.get(f"/api/v1/matches/{pairs[1]}/feedback").status_code == 404
    retention.run(client.application.extensions["parts"], datetime.now(UTC) + timedelta(days=31))
    assert stored(database) == []


def stored(database: Database) -> list[int]:
    with database.session() as session:
        return list(session.scalars(select(MatchFeedback.match_id)))


@pytest.fixture
def app(make_app: Callable[..., Flask], database: Database) -> Flask:
    return make_app(
        host="0.0.0.0", secret_key=SECRET, app_token="service-token-for-tests", rate_limit_login="1000/minute"
    )


def person(client: FlaskClient, name: str, role: str = "recruiter") -> Headers:
    body = {"email": f"{name}@example.org", "password": "correct horse", "full_name": name, "role": role}
    answer: Any = client.post("/api/v1/auth/register", json=body)
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def test_recruiters_judge_their_own_organisations_matches_and_candidates_none(
    app: Flask, cv: str, jd: str, database: Database
) -> None:
    client = app.test_client()
    acme, other = person(client, "acme"), person(client, "other")
    candidate = person(client, "ann", "candidate")
    service = {"Authorization": "Bearer service-token-for-tests"}
    resume = client.post("/uploadResume", json={"text": cv}, headers=candidate).json["resume_id"]
    job = client.post("/uploadJD", json={"text": jd}, headers=acme).json["job_id"]
    match = matched(client, resume, job, acme)["match_id"]
    assert give(client, match, other).status_code == 404
    assert client.get(f"/api/v1/matches/{match}/feedback", headers=other).status_code == 404
    # The match is about their own résumé and they may see it, yet not judge it; the body is not even read.
    assert client.get(f"/api/v1/matches/{match}", headers=candidate).status_code == 200
    for answer in (
        give(client, match, candidate),
        give(client, match, candidate, verdict="nonsense"),
        client.get(f"/api/v1/matches/{match}/feedback", headers=candidate),
    ):
        assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
    assert give(client, match).status_code == 401
    # The service token is of no user; what it says stands beside what the users say.
    said = [give(client, match, who, grade=grade).json for who, grade in ((acme, 4), (service, 1), (acme, 2))]
    assert said[0]["feedback_id"] == said[2]["feedback_id"] != said[1]["feedback_id"]
    found = listed(client, match, acme)
    assert [(one["user_id"] is None, one["grade"]) for one in found["items"]] == [(False, 2), (True, 1)]
    assert listed(client, match, service | {"X": "1"})["total"] == 2
    assert client.get(f"/api/v1/matches/{match}/feedback?limit=1", headers=acme).json["items"] == found["items"][:1]


def test_nothing_of_what_was_said_gets_into_the_logs(
    client: FlaskClient, match_id: str, capfd: pytest.CaptureFixture[str]
) -> None:
    give(client, match_id, comment="Zubrovka the secret remark")
    give(client, match_id, comment="Zubrovka the secret remark", grade="Zubrovka")
    assert "Zubrovka" not in "".join(capfd.readouterr())


def test_a_match_of_an_older_shape_can_still_be_judged(client: FlaskClient, match_id: str, database: Database) -> None:
    with database.session() as session:
        row = session.scalars(select(StoredMatch)).one()
        row.record = {name: value for name, value in row.record.items() if name != "warnings"}
        session.commit()
    assert give(client, match_id).status_code == 201
