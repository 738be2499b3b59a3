from __future__ import annotations

import io
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.schemas import MatchesOut, MatchOut


def match(client: FlaskClient, **body: Any) -> TestResponse:
    return client.post("/match", json=body)


def test_a_resume_meets_a_job(client: FlaskClient, resume_id: str, job_id: str) -> None:
    answer = match(client, resume_ids=[resume_id], job_ids=[job_id])
    assert answer.status_code == 200, answer.json
    MatchesOut.model_validate(answer.json, strict=True)
    (found,) = answer.json["results"]
    assert (found["resume_id"], found["job_id"], found["match_id"]) == (resume_id, job_id, "M301")
    assert {"Python", "Flask", "PostgreSQL"} <= set(found["matched_skills"])
    assert found["match_score"] == round(found["match_score"], 1) > 50
    total = sum(part["contribution"] for part in found["components"].values())
    assert abs(total - found["match_score"]) < 0.5
    assert client.get(f"/results/{found['match_id']}").json == found
    MatchOut.model_validate(client.get(f"/api/v1/matches/{found['match_id']}").json, strict=True)
