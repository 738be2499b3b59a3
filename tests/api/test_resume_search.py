from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from api.resume_search import LONGEST_SNIPPET, snippet
from api.shapes import ResumeList
from db.session import Database

NURSE = """Gülşen Özdemir
gulsen@example.org | +49 30 901820 | Hamburg, Germany

Experience
Krankenschwester, Klinikum Nord
Jan 2010 - Dec 2019
- Patient care on the intensive care ward

Skills
Wound care, Patient care
"""


@pytest.fixture
def stored(client: FlaskClient, cv: str) -> FlaskClient:
    for text, name in ((cv, "Ann's résumé.txt"), (NURSE, "nurse.txt"), (cv.replace("Ann Lee", "Zoe Adams").replace(
        "ann.lee", "zoe").replace("0123", "0199").replace("PostgreSQL", "MySQL").replace("Berlin, Germany", "Paris, France").replace(
        "Jan 2019", "Jan 2023"), "zoe.txt")):  # fmt: skip
        answer = client.post("/uploadResume", json={"text": text, "filename": name})
        assert answer.status_code == 201, answer.json
    return client


def ids(client: FlaskClient, query: str) -> list[str]:
    answer = client.get(f"/api/v1/resumes?{query}")
    assert answer.status_code == 200, (query, answer.json)
    ResumeList.model_validate(answer.json, strict=True)
    assert answer.json["total"] == len(answer.json["items"])
    return [one["resume_id"] for one in answer.json["items"]]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("ann", ["R101"]), ("LEE ann", ["R101"]), ("ann mysql", []), ("résumé.txt", ["R101"]), ("nurse", ["R102"]),
        ("intensive pat", ["R102"]), ("pat intensive", []), ("ÖZDEMIR", ["R102"]), ("ozdemir", []), ("gülşen", ["R102"]),
        ("rest apis", ["R103", "R101"]), ("postgres", ["R101"]), ("postgres ann", ["R101"]), ("postgres zoe", []),
        ("zoe@example.org", ["R103"]), ("acme gmb", ["R103", "R101"]), ("  ", ["R103", "R102", "R101"]),
    ],
)  # fmt: skip
def test_all_words_must_occur_wherever_they_stand(stored: FlaskClient, q: str, found: list[str]) -> None:
    assert ids(stored, f"q={quote(q)}") == found


@pytest.mark.parametrize(
    "q", ["'", "''", '"', "a & b", "a | !b", "!", "()", "<->", "a:*", "\\", "a\\'", "%", "_", "a'b:*&", "(" * 200, "-- x", "é" * 200,
    "%(q)s", "{}", "$1", "\u200b", "a OR b", "postgres & '", "🦄", "\u2028", "C++", "c#"],
)  # fmt: skip
def test_no_question_fails(stored: FlaskClient, q: str) -> None:
    for name in ("q", "skill", "city", "email", "phone", "country"):
        answer = stored.get(f"/api/v1/resumes?{name}={quote(q[:60])}")
        assert answer.status_code in (200, 422), (name, answer.json)
    assert stored.get(f"/api/v1/resumes?q={quote(q)}").status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("skill=postgres", ["R101"]), ("skill=PostgreSQL&skill=python", ["R101"]), ("skill=python&skill=mysql", ["R103"]),
        ("skill=python", ["R103", "R101"]), ("skill=pyth", []), ("min_years=5", ["R102", "R101"]),
        ("max_years=5", ["R103"]), ("min_years=9.9&max_years=10", ["R102"]), ("country=DE", ["R102", "R101"]),
        ("country=de&city=HAMBURG", ["R102"]), ("country=France", ["R103"]), ("country=Nowhere", []),
        ("status=ready", ["R103", "R102", "R101"]), ("status=failed", []), ("person_id=P1002", ["R102"]),
        ("email=Zoe@Example.org", ["R103"]), ("phone=%2B49%2030%20901820", ["R102"]), ("phone=%2B4930901820", ["R102"]),
        ("phone=+49 30 901820", ["R102"]), ("candidate_id=nobody", []), ("q=python&country=FR", ["R103"]),
        ("sort=name", ["R101", "R102", "R103"]), ("sort=experience", ["R102", "R101", "R103"]), ("sort=newest", ["R103", "R102", "R101"]),
        ("q=python&sort=name", ["R101", "R103"]), ("language=xx", []),
    ],
)  # fmt: skip
def test_filters_narrow_and_sorts_order(stored: FlaskClient, query: str, found: list[str]) -> None:
    assert ids(stored, query) == found


@pytest.mark.parametrize(
    "query", ["min_years=-1", "max_years=x", "status=gone", "sort=age", "q=" + "a" * 201, "min_years=nan", "skill="]
)
def test_what_cannot_be_asked_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/v1/resumes?{query}").status_code == 422


def test_a_person_id_that_cannot_be_one_is_not_found(client: FlaskClient) -> None:
    assert client.get("/api/v1/resumes?person_id=R101").status_code == 404


def test_a_hit_shows_where_the_text_says_it(stored: FlaskClient) -> None:
    (one,) = stored.get("/api/v1/resumes?q=intensive").json["items"]
    assert "intensive care ward" in one["snippet"]
    assert len(one["snippet"]) <= LONGEST_SNIPPET
    (one,) = stored.get("/api/v1/resumes?q=postgres").json["items"]
    assert "PostgreSQL" in one["snippet"]
    assert all("snippet" not in one for one in stored.get("/api/v1/resumes").json["items"])
    assert stored.get("/api/v1/resumes?q=intensive&blind=true").status_code == 422


def test_a_snippet_is_cut_at_words_and_never_too_long() -> None:
    text = "word " * 100 + "needle in the hay " + "hay " * 200
    cut = snippet(text, [[["needle"]]])
    assert cut is not None
    assert len(cut) <= LONGEST_SNIPPET
    assert cut.startswith("… word")
    assert "needle in the hay" in cut
    assert snippet(text, [[["straw"]]]) is None
    assert len(snippet("x" * 10_000, [[["x"]]]) or "") <= LONGEST_SNIPPET


def test_a_list_asks_the_database_as_often_for_many_as_for_one(
    client: FlaskClient, cv: str, database: Database, local_app: Any
) -> None:
    asked: list[str] = []

    def count(query: str) -> int:
        asked.clear()
        client.get(query)
        return len(asked)

    engine = local_app.extensions["parts"].database.engine
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    counts = []
    for number in range(3):
        client.post("/uploadResume", json={"text": f"{cv}\nHobbies\nSailing {number}\n"})
        counts.append((count("/api/v1/resumes?q=python"), count("/api/v1/persons")))
    assert counts[1] == counts[2]
    assert counts[0] == counts[2]
