"""What a match said before it was made anew stays to be read, version by version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.match_history import FormerMatchList
from api.shapes import MatchOut

V1 = "/api/v1"


@pytest.fixture
def match(client: FlaskClient, resume_id: str, job_id: str) -> Callable[[], Any]:
    return lambda: client.post("/match", json={"resume_id": resume_id, "job_id": job_id}).json["results"][0]


def corrected(client: FlaskClient, resume_id: str, *skills: str) -> None:
    answer = client.patch(f"{V1}/resumes/{resume_id}", json={"corrections": {"skills": list(skills)}})
    assert answer.status_code == 200, answer.json


def listed(client: FlaskClient, query: str) -> Any:
    answer = client.get(f"{V1}/matches/history?{query}")
    assert answer.status_code == 200, answer.json
    FormerMatchList.model_validate(answer.json, strict=True)
    return answer.json


def test_each_former_version_is_listed_newest_first_and_shown_whole(
    client: FlaskClient, match: Callable[[], Any], resume_id: str, job_id: str
) -> None:
    first = match()
    assert listed(client, f"match_id={first['match_id']}")["items"] == []
    corrected(client, resume_id, "Kubernetes", "Python")
    second = match()
    corrected(client, resume_id, "Cooking")
    third = match()
    assert len({one["match_score"] for one in (first, second, third)}) == 3
    found = listed(client, f"match_id={first['match_id']}")
    assert [(one["number"], one["match_score"]) for one in found["items"]] == [
        (2, second["match_score"]),
        (1, first["match_score"]),
    ]
    for said, former in zip((second, first), found["items"], strict=True):
        for name in ("grade", "profile", "matcher_version", "extractor_version", "taxonomy_version", "model", "as_of"):
            assert former[name] == said[name]
        assert former["created_at"] == said["created_at"] <= former["replaced_at"]
        whole = client.get(f"{V1}/matches/{first['match_id']}/history/{former['number']}").json
        MatchOut.model_validate(whole, strict=True)
        assert whole == said
    for query in (f"resume_id={resume_id}", f"job_id={job_id}", f"match_id={first['match_id']}&job_id={job_id}"):
        assert listed(client, query)["items"] == found["items"], query
    page = listed(client, f"job_id={job_id}&limit=1&page=2")
    assert (page["items"], page["total"]) == (found["items"][1:], 2)


def test_what_is_asked_for_must_be_said_and_be_there(
    client: FlaskClient, match: Callable[[], Any], resume_id: str
) -> None:
    one = match()["match_id"]
    assert client.get(f"{V1}/matches/history").status_code == 422
    assert client.get(f"{V1}/matches/history?match_id=X1").status_code == 404
    assert listed(client, "resume_id=R999")["items"] == []
    for number in ("1", "0", "-1", "x", "9" * 19, "٣"):
        assert client.get(f"{V1}/matches/{one}/history/{number}").status_code == 404, number


def test_a_blind_reader_gets_numbers_and_no_words_of_a_file_that_is_no_more(
    client: FlaskClient, match: Callable[[], Any], resume_id: str
) -> None:
    one = match()["match_id"]
    corrected(client, resume_id, "Cooking")
    match()
    told = client.get(f"{V1}/matches/history?match_id={one}").get_data(as_text=True)
    assert "Ann" not in told
    answer = client.get(f"{V1}/matches/{one}/history/1?blind=true")
    assert answer.status_code == 403
    assert "Ann" not in answer.get_data(as_text=True)
