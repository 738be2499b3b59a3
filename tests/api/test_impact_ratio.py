"""The impact ratio of a job's ranking: what is answered, what is refused, and that groups leave no trace."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy
from flask import Flask
from flask.testing import FlaskClient

from api.impact_ratio import CSV_COLUMNS, ImpactOut
from db.session import Database

PATH = "/api/v1/analytics/impact-ratio"
SECRET = "k3y-for-tests-only-0123456789-abcdefghij"


@pytest.fixture
def people(client: FlaskClient, job_id: str) -> list[str]:
    """Twelve people of a pool: the first six know Python, Flask and PostgreSQL, the others bake."""
    skills = ["Python, Flask, PostgreSQL"] * 6 + ["Baking"] * 6
    texts = [f"Person Number{chr(97 + n)}\n\nSkills\n{said}\n" for n, said in enumerate(skills)]
    return [client.post("/uploadResume", json={"text": text}).json["resume_id"] for text in texts]


def ask(client: FlaskClient, **body: Any) -> Any:
    return client.post(PATH, json=body)


def split(people: list[str], first: str) -> dict[str, str]:
    """The group A, whose members the letters of ``first`` mark, and B."""
    return {key: "A" if mark == "A" else "B" for key, mark in zip(people, first, strict=True)}


def test_groups_are_compared_by_the_median_score(client: FlaskClient, job_id: str, people: list[str]) -> None:
    # Five of A's six and one of B's six know the trade.
    answer = ask(client, job_id=job_id, groups=split(people, "AAAAABABBBBB"))
    assert answer.status_code == 200, answer.json
    ImpactOut.model_validate(answer.json, strict=True)
    a, b = answer.json["groups"]
    assert (a["group"], a["size"], a["selected"], a["above_median"]) == ("A", 6, 5, 5)
    assert (b["group"], b["size"], b["selected"], b["above_median"]) == ("B", 6, 1, 1)
    for side, rate, ratio in ((a, 0.8333, 1.0), (b, 0.1667, 0.2)):
        assert (side["selection_rate"], side["scoring_rate"]) == (rate, rate)
        assert (side["impact_ratio"], side["scoring_impact_ratio"]) == (ratio, ratio)
    assert (a["below_four_fifths"], b["below_four_fifths"], b["scoring_below_four_fifths"]) == (False, True, True)
    assert (a["p_value"], b["p_value"]) == (1.0, 0.0801)
    assert any("0.20 times as often as 'A'" in note for note in b["notes"])
    assert answer.json["threshold"] == answer.json["median_score"]
    assert (answer.json["most_selected"], answer.json["highest_scoring"]) == ("A", "A")
    assert (answer.json["size"], answer.json["selected"], answer.json["profile"]) == (12, 6, "balanced")


def test_who_was_selected_may_be_said_or_follow_from_a_threshold(
    client: FlaskClient, job_id: str, people: list[str]
) -> None:
    groups = split(people, "ABABABABABAB")
    named = ask(client, job_id=job_id, groups=groups, selected=[people[0], people[2][1:], people[11]]).json
    assert [one["selected"] for one in named["groups"]] == [2, 1]
    assert named["threshold"] is None
    everybody = ask(client, job_id=job_id, groups=groups, threshold=0).json
    assert [one["impact_ratio"] for one in everybody["groups"]] == [1.0, 1.0]
    nobody = ask(client, job_id=job_id, groups=groups, threshold=100).json
    assert [one["impact_ratio"] for one in nobody["groups"]] == [None, None]
    assert not any(one["below_four_fifths"] for one in nobody["groups"])
    none = ask(client, job_id=job_id, groups=groups, selected=[]).json
    assert none["selected"] == 0
    best = client.get(f"/results?job_id={job_id}").json["items"][0]["match_score"]
    assert ask(client, job_id=job_id, groups=groups, threshold=best).json["selected"] == 6


def test_small_groups_are_marked(client: FlaskClient, job_id: str, people: list[str]) -> None:
    found = ask(client, job_id=job_id, groups=split(people, "AAAABBBBBBBB")).json["groups"]
    assert [one["small"] for one in found] == [True, False]
    assert any(note.startswith("Small: 4 of the sample (33.3 %)") for note in found[0]["notes"])


def test_what_was_not_matched_yet_is_matched_and_what_was_is_not_scored_again(
    client: FlaskClient, job_id: str, people: list[str]
) -> None:
    ask(client, job_id=job_id, groups=split(people[:4], "AABB"))
    first = {one["resume_id"]: one for one in client.get("/results").json["items"]}
    assert set(first) == set(people[:4])
    ask(client, job_id=job_id, groups=split(people, "AABBAABBAABB"))
    after = {one["resume_id"]: one for one in client.get("/results").json["items"]}
    assert {key: after[key] for key in first} == first
    assert len(after) == 12
    assert ask(client, job_id=job_id, groups=split(people[:4], "AABB"), profile="semantic_60_40").status_code == 200
    assert client.get("/results").json["total"] == 16


def test_it_is_downloaded_as_a_table_without_formulas(client: FlaskClient, job_id: str, people: list[str]) -> None:
    groups = {key: "=cmd()" if mark == "A" else "B" for key, mark in split(people, "AAAAABABBBBB").items()}
    answer = client.post(f"{PATH}?format=csv", json={"job_id": job_id, "groups": groups})
    assert answer.mimetype == "text/csv"
    table = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert tuple(table[0]) == CSV_COLUMNS
    assert [row["group"] for row in table] == ["'=cmd()", "B"]
    assert (table[1]["impact_ratio"], table[1]["below_four_fifths"]) == ("0.2", "True")


def test_what_is_not_there_or_not_yours_is_not_compared(
    make_app: Callable[..., Flask], client: FlaskClient, job_id: str, people: list[str]
) -> None:
    groups = split(people, "AAAAAABBBBBB")
    for wrong in ({"job_id": "J999"}, {"groups": groups | {"R9999": "A"}}, {"groups": groups | {"me": "A"}}):
        answer = ask(client, **({"job_id": job_id, "groups": groups} | wrong))
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    guarded = make_app(host="0.0.0.0", secret_key=SECRET).test_client()
    registered = [
        guarded.post(
            "/api/v1/auth/register",
            json={"email": f"{name}@example.org", "password": "correct horse", "full_name": name, "role": role},
        ).json["access_token"]
        for name, role in (("acme", "admin"), ("other", "recruiter"), ("ann", "candidate"))
    ]
    statuses = [
        guarded.post(
            PATH, json={"job_id": job_id, "groups": groups}, headers={"Authorization": f"Bearer {token}"}
        ).status_code
        for token in registered
    ]
    assert statuses == [200, 404, 403]


@pytest.mark.parametrize(
    "wrong",
    [
        {"groups": {}},
        {"groups": None},
        {"groups": {"R101": "A"}},
        {"groups": {"R101": "A", "R102": "A"}},
        {"groups": {"R101": "A", "101": "B", "R102": "B"}},
        {"groups": {"R101": "A", "R102": " "}},
        {"groups": {"R101": "A", "R102": 7}},
        {"groups": {"R101": "A", "R102": "x" * 81}},
        {"selected": ["R103"]},
        {"selected": ["R101"], "threshold": 50},
        {"threshold": 101},
        {"threshold": "50"},
        {"profile": "best"},
        {"store": True},
    ],
)
def test_what_cannot_be_compared_is_refused(
    client: FlaskClient, job_id: str, people: list[str], wrong: dict[str, Any]
) -> None:
    answer = ask(client, **({"job_id": job_id, "groups": {"R101": "A", "R102": "B"}} | wrong))
    assert (answer.status_code, answer.json["code"]) == (422, "invalid"), answer.json


def test_groups_leave_no_trace(
    client: FlaskClient, job_id: str, people: list[str], database: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    groups = {key: f"Zubrovka {mark}" for key, mark in split(people, "AAAAABABBBBB").items()}
    for changes in ({}, {"threshold": 500}, {"groups": groups | {"R102": ["Zubrovka"]}}, {"job_id": "J999"}):
        ask(client, **({"job_id": job_id, "groups": groups} | changes))
    assert "Zubrovka" not in "".join(capfd.readouterr())
    with database.engine.connect() as connection:
        for table in sqlalchemy.inspect(connection).get_table_names():
            found = connection.scalar(
                sqlalchemy.text(f"select count(*) from \"{table}\" row where row::text like '%Zubrovka%'")
            )
            assert found == 0, table


def test_the_groups_are_asked_for_by_post_alone(client: FlaskClient) -> None:
    answer = client.get(PATH)
    assert (answer.status_code, answer.json["code"]) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]
    assert client.post("/api/analytics/impact-ratio", json={}).status_code == 422
