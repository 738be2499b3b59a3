"""Scorecards: one of each interviewer, theirs alone to write, and others' are seen when their own is written."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from api.scorecards import ScorecardOut, ScorecardsOut
from db.session import Database

CARD: dict[str, Any] = {
    "criteria": [{"name": "Python", "score": 4, "comment": "Knows asyncio."}, {"name": "Writing", "score": 2}],
    "recommendation": "yes",
    "comment": "Would hire.",
}


@pytest.fixture
def place(room: Any) -> str:
    """Where the scorecards are of an interview that has begun, held by Bo and Cy."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    held = room.booked(start=now, interviewer_ids=[room.ids["bo"], room.ids["cy"]])
    return f"/interviews/{held['interview_id']}/scorecards"


def put(room: Any, place: str, headers: dict[str, str], **changes: Any) -> Any:
    return room.call("PUT", place, headers, **CARD | changes)


def test_each_interviewer_writes_one_and_may_write_it_anew(room: Any, place: str) -> None:
    first = put(room, place, room.bo)
    assert first.status_code == 201, first.json
    ScorecardOut.model_validate(first.json, strict=True)
    assert (first.json["user_id"], first.json["full_name"], first.json["recommendation"]) == (
        room.ids["bo"],
        "bo",
        "yes",
    )
    assert first.json["criteria"][1] == {"name": "Writing", "score": 2, "comment": None}
    again = put(room, place, room.bo, recommendation="no", comment=None)
    assert (again.status_code, again.json["recommendation"], again.json["comment"]) == (200, "no", None)
    (seen,) = room.call("GET", place, room.bo).json["items"]
    assert seen == again.json


def test_others_are_hidden_until_ones_own_is_written(room: Any, place: str) -> None:
    put(room, place, room.bo)
    before = room.call("GET", place, room.cy)
    ScorecardsOut.model_validate(before.json, strict=True)
    assert before.json == {"items": [], "hidden": 1}
    assert "asyncio" not in before.text
    put(room, place, room.cy, recommendation="strong_no")
    after = room.call("GET", place, room.cy).json
    assert ([one["full_name"] for one in after["items"]], after["hidden"]) == (["bo", "cy"], 0)
    assert len(room.call("GET", place, room.admin).json["items"]) == 2


def test_an_admin_who_holds_the_interview_sees_all(room: Any, place: str) -> None:
    put(room, place, room.bo)
    room.call("PATCH", place.removesuffix("/scorecards"), interviewer_ids=[room.ids["bo"], room.ids["boss"]])
    assert len(room.call("GET", place, room.admin).json["items"]) == 1
    # Who was taken off the interview has nothing to write, and is no interviewer whom others' words could sway.
    assert put(room, place, room.cy).status_code == 403
    assert len(room.call("GET", place, room.cy).json["items"]) == 1


def test_only_interviewers_write(room: Any, place: str) -> None:
    assert put(room, place, room.admin).status_code == 403
    key = room.call("POST", "/api-keys", name="ats", role="admin").json["key"]
    assert put(room, place, {"Authorization": f"Bearer {key}"}).status_code == 403
    assert put(room, place, room.cand).status_code == 403
    stranger = {"email": "eve@example.org", "password": "correct horse", "full_name": "Eve", "role": "recruiter"}
    eve = room.client.post("/api/v1/auth/register", json=stranger).json["access_token"]
    assert put(room, place, {"Authorization": f"Bearer {eve}"}).status_code == 404
    assert room.call("GET", place, {"Authorization": f"Bearer {eve}"}).status_code == 404
    assert room.call("GET", place).json == {"items": [], "hidden": 0}


def test_nothing_is_scored_before_it_begins_nor_when_it_did_not_take_place(room: Any, place: str) -> None:
    later = room.booked()["interview_id"]
    assert put(room, f"/interviews/{later}/scorecards", room.bo).status_code == 409
    room.call("POST", f"/interviews/{later}/cancel")
    assert put(room, f"/interviews/{later}/scorecards", room.bo).status_code == 409
    room.call("POST", place.replace("scorecards", "outcome"), outcome="no_show")
    refused = put(room, place, room.bo)
    assert (refused.status_code, "missed" in refused.json["detail"]) == (409, True)


WRONG: list[dict[str, Any]] = [
    {"criteria": []}, {"criteria": [{"name": "Python", "score": 0}]}, {"criteria": [{"name": "Python", "score": 6}]},
    {"criteria": [{"name": "Python", "score": 4.5}]}, {"criteria": [{"name": "Python", "score": True}]},
    {"criteria": [{"name": "Python", "score": "4"}]}, {"criteria": [{"name": "", "score": 4}]},
    {"criteria": [{"name": "x" * 101, "score": 4}]}, {"criteria": [{"name": "Go", "score": 4}, {"name": " go", "score": 3}]},
    {"criteria": [{"name": f"n{n}", "score": 4} for n in range(31)]}, {"criteria": {"Python": 4}},
    {"recommendation": "maybe"}, {"recommendation": None}, {"comment": "x" * 5001}, {"comment": "a\x00b"},
    {"user_id": 1}, {"interview_id": "I1"}, {"criteria": [{"name": "Go", "score": 4, "user_id": 1}]},
]  # fmt: skip


def test_a_card_out_of_shape_is_refused(room: Any, place: str) -> None:
    for changes in WRONG:
        assert put(room, place, room.bo, **changes).status_code == 422, changes


def test_writing_at_once_is_one_card(room: Any, place: str, database: Database) -> None:
    answers: list[int] = []

    def write() -> None:
        client = room.client.application.test_client()
        answers.append(client.put(f"/api/v1{place}", json=CARD, headers=room.bo).status_code)

    threads = [threading.Thread(target=write) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 11 + [201]
    with database.session() as session:
        assert session.scalar(text("select count(*) from scorecards")) == 1


def test_erasing_the_resume_erases_its_cards(room: Any, place: str, database: Database) -> None:
    put(room, place, room.bo)
    assert room.call("DELETE", f"/resumes/{room.resume}").status_code == 204
    with database.session() as session:
        assert session.scalar(text("select count(*) from scorecards")) == 0
