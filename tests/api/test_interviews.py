"""Interviews over HTTP: scheduling, conflicts, moving, cancelling, outcomes, lists and who is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from api.interview_shapes import InterviewDetail, InterviewList, OwnInterviewList
from db.session import Database

Day = Callable[[int, str], str]


def told(database: Database) -> list[tuple[str, dict[str, Any]]]:
    """What webhooks are to be told, oldest first."""
    with database.session() as session:
        rows = session.execute(text("select kind, about from outbox where webhook_id is not null order by id"))
        return [(kind, about) for kind, about in rows]


@pytest.fixture
def listening(room: Any) -> None:
    """A webhook that wants every event of interviews."""
    kinds = [f"interview.{what}" for what in ("scheduled", "rescheduled", "cancelled", "completed")]
    asked = {"url": "https://hooks.example.org/", "events": [*kinds, "application.status_changed"]}
    answer = room.call("POST", "/webhooks", **asked)
    assert answer.status_code == 201, answer.json


def status_of(room: Any, resume: str) -> tuple[str, list[str]]:
    shown = room.call("GET", f"/jobs/{room.job}/candidates/{resume}").json
    return shown["status"], [move["to_status"] for move in shown["history"]]


def test_an_interview_is_scheduled_and_shown(room: Any, a_day: Day) -> None:
    answer = room.book(location="Room 4", video_link="https://meet.example.org/a", note="Ask about Go.")
    assert answer.status_code == 201, answer.json
    InterviewDetail.model_validate(answer.json, strict=True)
    seen = answer.json
    assert (seen["interview_id"], seen["status"], seen["person_id"]) == ("I505", "scheduled", "P1001")
    assert (seen["start"], seen["end"]) == (a_day(10, "09:00:00Z"), a_day(10, "10:00:00Z"))
    assert seen["local_start"].startswith(a_day(10, "1"))
    assert seen["time_zone"] == "Europe/Berlin"
    assert seen["interviewers"] == [{"user_id": room.ids["bo"], "full_name": "bo"}]
    assert (seen["candidate_name"], seen["note"], seen["created_by"]) == ("Ann Lee", "Ask about Go.", room.ids["boss"])
    again = room.call("GET", "/interviews/I505", room.cy)
    assert again.json == seen
    assert again.headers["ETag"] == '"I505-1"'


def test_scheduling_moves_who_was_shortlisted(room: Any) -> None:
    room.booked()
    assert status_of(room, room.resume) == ("interview", ["shortlisted", "interview"])
    room.booked(start=room.body()["start"].replace("09:", "10:"))
    assert status_of(room, room.resume) == ("interview", ["shortlisted", "interview"])


@pytest.mark.parametrize(
    ("moves", "word"),
    [
        ([], "shortlisted"), (["reviewed"], "shortlisted"), (["rejected"], "rejected"),
        (["shortlisted", "interview", "offer"], "offer"), (["shortlisted", "interview", "offer", "hired"], "hired"),
        (["withdrawn"], "withdrawn"),
    ],
)  # fmt: skip
def test_only_who_is_shortlisted_or_at_interviews_is_interviewed(room: Any, moves: list[str], word: str) -> None:
    key = room.upload("Bo Cook\nbo.cook@example.org\n\nSkills\nBaking")
    for status in moves:
        assert room.move(key, status).status_code == 200
    refused = room.book(resume_id=key)
    assert (refused.status_code, refused.json["code"]) == (409, "conflict")
    assert word in refused.json["detail"]
    assert room.call("GET", "/interviews").json["total"] == 0


def test_an_interviewer_is_at_one_place_at_a_time(room: Any, a_day: Day) -> None:
    other = room.shortlisted("Bo Cook")
    room.booked()
    for start in ("09:00:00Z", "09:59:00Z", "08:01:00Z"):
        refused = room.book(resume_id=other, start=a_day(10, start))
        assert refused.status_code == 409
        assert f"Interviewer {room.ids['bo']} has another interview from" in refused.json["detail"]
        assert "(Europe/Berlin)" in refused.json["detail"]
        assert "Ann Lee" not in refused.json["detail"]
        assert "choose another time" in refused.json["detail"]
    assert status_of(room, other)[0] == "shortlisted"
    assert room.book(resume_id=other, interviewer_ids=[room.ids["cy"]]).status_code == 201


def test_interviews_that_follow_each_other_do_not_meet(room: Any, a_day: Day) -> None:
    other = room.shortlisted("Bo Cook")
    room.booked()
    for start in ("10:00:00Z", "08:00:00Z"):
        assert room.book(resume_id=other, start=a_day(10, start)).status_code == 201


def test_a_candidate_is_at_one_place_at_a_time_with_whichever_resume(room: Any, cv: str, jd: str) -> None:
    second = room.upload(cv + "\nTerraform, Kubernetes\n")
    other_job = room.call("POST", "/jobs", text=jd + "\nOn site in Hamburg").json["job_id"]
    assert second != room.resume
    assert room.move(second, "shortlisted", other_job).status_code == 200
    room.booked()
    refused = room.book(job_id=other_job, resume_id=second, interviewer_ids=[room.ids["cy"]])
    assert refused.status_code == 409
    assert "The candidate has another interview from" in refused.json["detail"]


def test_a_cancelled_interview_frees_its_time(room: Any) -> None:
    other = room.shortlisted("Bo Cook")
    first = room.booked()
    gone = room.call("POST", f"/interviews/{first['interview_id']}/cancel", reason="Ill")
    assert (gone.status_code, gone.json["status"], gone.json["cancelled_by"]) == (200, "cancelled", "staff")
    assert (gone.json["ended_why"], gone.json["sequence"]) == ("Ill", 1)
    assert room.call("POST", f"/interviews/{first['interview_id']}/cancel").json["sequence"] == 1
    assert room.book(resume_id=other).status_code == 201
    assert room.book(interviewer_ids=[room.ids["cy"]]).status_code == 201
    refused = room.call("PATCH", f"/interviews/{first['interview_id']}", duration_minutes=30)
    assert (refused.status_code, "cancelled" in refused.json["detail"]) == (409, True)


def test_fifty_bookings_of_one_slot_are_one_interview(room: Any, database: Database) -> None:
    answers: list[int] = []
    barrier = threading.Barrier(50)

    def book() -> None:
        barrier.wait()
        answers.append(room.book().status_code)

    at_once(book, 50)
    assert sorted(answers) == [201] + [409] * 49
    with database.session() as session:
        assert session.scalar(text("select count(*) from interviews")) == 1
        assert session.scalar(text("select count(*) from interview_interviewers")) == 1


def test_several_interviewers_in_any_order_never_wait_in_a_circle(room: Any, database: Database) -> None:
    people = [room.shortlisted(name) for name in ("Bo Cook", "Di Ray", "Ed Fox", "Fay Orr", "Gus Hill", "Ida Moe")]
    pairs = [[room.ids["bo"], room.ids["cy"]], [room.ids["cy"], room.ids["bo"]]]
    answers: list[int] = []
    todo = [(key, pair) for key in people for pair in pairs]
    barrier = threading.Barrier(len(todo))

    def book() -> None:
        key, pair = todo.pop()
        barrier.wait()
        answers.append(room.book(resume_id=key, interviewer_ids=pair).status_code)

    at_once(book, len(people) * 2)
    assert sorted(answers) == [201] + [409] * (len(people) * 2 - 1)


def at_once(do: Callable[[], None], times: int) -> None:
    threads = [threading.Thread(target=do) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_an_interview_is_moved(room: Any, a_day: Day) -> None:
    place = f"/interviews/{room.booked()['interview_id']}"
    moved = room.call("PATCH", place, start=a_day(11, "14:30"), duration_minutes=45)
    assert moved.status_code == 200, moved.json
    assert moved.json["local_start"].startswith(a_day(11, "14:30"))
    assert (moved.json["duration_minutes"], moved.json["sequence"], moved.json["version"]) == (45, 1, 2)
    longer = room.call("PATCH", place, duration_minutes=60).json
    assert (longer["start"], longer["duration_minutes"]) == (moved.json["start"], 60)
    elsewhere = room.call("PATCH", place, time_zone="Asia/Jakarta").json
    assert (elsewhere["start"], elsewhere["time_zone"]) == (longer["start"], "Asia/Jakarta")
    two = room.call("PATCH", place, interviewer_ids=[room.ids["cy"], room.ids["boss"]]).json
    assert sorted(one["user_id"] for one in two["interviewers"]) == sorted([room.ids["cy"], room.ids["boss"]])
    noted = room.call("PATCH", place, note="Bring the contract").json
    assert (noted["sequence"], noted["version"]) == (two["sequence"], two["version"] + 1)
    same = room.call("PATCH", place, note="Bring the contract").json
    assert same == noted
    assert room.call("PATCH", place, note=None, location="Room 1").json["note"] is None


def test_moving_meets_the_same_conflicts_and_leaves_everything(room: Any, a_day: Day) -> None:
    other = room.shortlisted("Bo Cook")
    room.booked()
    place = f"/interviews/{room.booked(resume_id=other, start=a_day(10, '10:00:00Z'))['interview_id']}"
    before = room.call("GET", place).json
    assert room.call("PATCH", place, start=a_day(10, "09:30:00Z")).status_code == 409
    assert room.call("GET", place).json == before
    # Its own time is no conflict, and the new time frees the old one.
    assert room.call("PATCH", place, start=a_day(10, "10:30:00Z")).status_code == 200
    assert room.call("PATCH", "/interviews/I505", duration_minutes=90).status_code == 200
    assert room.call("PATCH", "/interviews/I505", duration_minutes=91).status_code == 409
    free = room.booked(start=a_day(12, "09:00:00Z"), interviewer_ids=[room.ids["cy"]])
    assert room.book(resume_id=other, start=a_day(12, "09:00:00Z")).status_code == 201
    busy = room.call("PATCH", f"/interviews/{free['interview_id']}", interviewer_ids=[room.ids["bo"]])
    assert (busy.status_code, f"Interviewer {room.ids['bo']}" in busy.json["detail"]) == (409, True)
    kept = room.call("GET", f"/interviews/{free['interview_id']}").json
    assert [one["user_id"] for one in kept["interviewers"]] == [room.ids["cy"]]


def test_a_change_holds_for_the_version_it_names(room: Any) -> None:
    place = f"/api/v1/interviews/{room.booked()['interview_id']}"
    read = room.client.get(place, headers=room.admin).headers["ETag"]
    first = room.client.patch(place, json={"duration_minutes": 30}, headers=room.admin | {"If-Match": read})
    second = room.client.patch(place, json={"duration_minutes": 45}, headers=room.admin | {"If-Match": read})
    assert (first.status_code, second.status_code, second.json["code"]) == (200, 412, "stale")
    assert room.client.post(f"{place}/cancel", json={}, headers=room.admin | {"If-Match": read}).status_code == 412
    assert room.client.post(f"{place}/cancel", json={}, headers=room.admin | {"If-Match": "*"}).status_code == 200


def test_an_outcome_is_said_from_the_beginning_on(room: Any) -> None:
    later = room.booked()["interview_id"]
    early = room.call("POST", f"/interviews/{later}/outcome", outcome="completed")
    assert (early.status_code, "reschedule" in early.json["detail"]) == (409, True)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    here = room.booked(start=now)["interview_id"]
    done = room.call("POST", f"/interviews/{here}/outcome", outcome="completed", note="Went well")
    assert (done.status_code, done.json["status"], done.json["ended_why"]) == (200, "completed", "Went well")
    assert room.call("POST", f"/interviews/{here}/outcome", outcome="completed").status_code == 200
    for again in (("outcome", {"outcome": "no_show"}), ("cancel", {})):
        assert room.call("POST", f"/interviews/{here}/{again[0]}", **again[1]).status_code == 409
    assert room.call("POST", f"/interviews/{here}/outcome", outcome="great").status_code == 422


@pytest.mark.parametrize("way", ["rejected", "several", "hired", "deleted"])
def test_who_is_out_has_no_interview_to_come(room: Any, database: Database, listening: None, way: str) -> None:
    room.booked()
    began = room.booked(start=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))["interview_id"]
    other = room.shortlisted("Bo Cook")
    kept = room.booked(resume_id=other, start=room.body()["start"].replace("09:", "15:"))["interview_id"]
    if way == "several":
        moves = {"status": "rejected", "resume_ids": [room.resume]}
        assert room.call("POST", f"/jobs/{room.job}/candidates/moves", **moves).status_code == 200
    elif way == "deleted":
        assert room.call("DELETE", f"/jobs/{room.job}").status_code == 204
    else:
        assert way != "hired" or room.move(room.resume, "offer").status_code == 200
        assert room.move(room.resume, way).status_code == 200
    cause = {"several": "rejected", "deleted": "job_deleted"}.get(way, way)
    gone = room.call("GET", "/interviews/I505").json
    assert (gone["status"], gone["cancelled_by"], gone["sequence"]) == ("cancelled", cause, 1)
    # What has begun is there to be given its outcome.
    assert room.call("GET", f"/interviews/{began}").json["status"] == "scheduled"
    stays = "cancelled" if way == "deleted" else "scheduled"
    assert room.call("GET", f"/interviews/{kept}").json["status"] == stays
    cancelled = [about for kind, about in told(database) if kind == "interview.cancelled"]
    assert [about["interview_id"] for about in cancelled] == (["I505", kept] if way == "deleted" else ["I505"])
    assert {about["cancelled_by"] for about in cancelled} == {cause}


def test_a_candidate_who_withdraws_has_no_interview_to_come(room: Any, cv: str, database: Database) -> None:
    own = room.upload(cv, room.cand)
    applied = room.call("POST", f"/jobs/{room.job}/apply", room.cand, resume_id=own).json["application_id"]
    room.move(own, "shortlisted")
    key = room.booked(resume_id=own)["interview_id"]
    (seen,) = room.call("GET", "/me/interviews", room.cand).json["items"]
    assert seen["interview_id"] == key
    assert room.call("POST", f"/applications/{applied}/withdraw", room.cand).status_code == 200
    assert room.call("GET", f"/interviews/{key}").json["cancelled_by"] == "withdrawn"
    assert room.call("GET", "/me/interviews", room.cand).json["items"] == []


def test_everybody_concerned_is_told_with_the_change_or_not_at_all(
    room: Any, database: Database, listening: None
) -> None:
    key = room.booked(note="Secret note", location="Room 4")["interview_id"]
    assert room.book(duration_minutes=30).status_code == 409
    room.call("PATCH", f"/interviews/{key}", note="Other")
    room.call("PATCH", f"/interviews/{key}", interviewer_ids=[room.ids["cy"]])
    room.call("POST", f"/interviews/{key}/cancel", reason="Ann is ill")
    found = told(database)
    assert [kind for kind, _ in found] == [
        "application.status_changed", "interview.scheduled", "interview.rescheduled", "interview.cancelled",
    ]  # fmt: skip
    about = found[1][1]
    assert (about["interview_id"], about["job_id"], about["resume_id"]) == (key, room.job, room.resume)
    assert about["local_start"]
    assert about["time_zone"] == "Europe/Berlin"
    assert about["job_title"]
    assert found[0][1]["status_from"] == "shortlisted"
    with database.session() as session:
        everything = str(session.execute(text("select about from outbox")).all())
    assert not any(word in everything for word in ("Secret", "Room 4", "Ann", 'ill"', "bo"))


def test_recruiters_list_interviews_soonest_first(room: Any, a_day: Day) -> None:
    other = room.shortlisted("Bo Cook")
    late = room.booked(start=a_day(20, "09:00:00Z"))["interview_id"]
    soon = room.booked(resume_id=other, interviewer_ids=[room.ids["cy"]])["interview_id"]
    over = room.booked(start=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))["interview_id"]
    room.call("POST", f"/interviews/{over}/outcome", outcome="no_show")

    def listed(query: str = "", headers: Any = None) -> list[str]:
        answer = room.call("GET", f"/interviews?{query}", headers)
        assert answer.status_code == 200, answer.json
        InterviewList.model_validate(answer.json, strict=True)
        return [one["interview_id"] for one in answer.json["items"]]

    assert listed() == [over, soon, late]
    assert listed("upcoming=true") == [soon, late]
    assert listed("status=no_show&status=cancelled") == [over]
    assert listed("limit=1&page=2") == [soon]
    assert listed(f"resume_id={other}") == [soon]
    assert listed(f"job_id={room.job}&upcoming=true") == [soon, late]
    assert listed(f"interviewer_id={room.ids['cy']}") == [soon]
    assert listed("mine=true", room.bo) == [over, late]
    assert listed(f"from={a_day(15, '00:00:00Z')}") == [late]
    assert listed(f"from={a_day(1, '00:00:00Z')}&to={a_day(15, '00:00:00Z')}") == [soon]
    assert listed("interviewer_id=99999") == []
    key = room.call("POST", "/api-keys", name="ats", role="recruiter").json["key"]
    program = {"Authorization": f"Bearer {key}"}
    assert listed("upcoming=true", program) == [soon, late]
    for wrong in (
        "mine=true&interviewer_id=1",
        "from=soon",
        "status=gone",
        "upcoming=perhaps",
        "to=0001-01-01T00:00:00%2B14:00",
    ):
        assert room.call("GET", f"/interviews?{wrong}").status_code == 422, wrong
    assert room.call("GET", "/interviews?mine=true", program).status_code == 422
    for missing in ("job_id=J9999", "resume_id=R9999", "job_id=R1"):
        assert room.call("GET", f"/interviews?{missing}").status_code == 404


def test_candidates_see_their_own_interviews_without_what_staff_wrote(room: Any, cv: str) -> None:
    own = room.upload(cv, room.cand)
    room.call("POST", f"/jobs/{room.job}/apply", room.cand, resume_id=own)
    room.move(own, "shortlisted")
    mine = room.booked(resume_id=own, note="Between us", video_link="https://meet.example.org/a")["interview_id"]
    other = room.booked(interviewer_ids=[room.ids["cy"]])["interview_id"]
    seen = room.call("GET", "/me/interviews", room.cand)
    OwnInterviewList.model_validate(seen.json, strict=True)
    assert [one["interview_id"] for one in seen.json["items"]] == [mine]
    assert seen.json["items"][0]["video_link"] == "https://meet.example.org/a"
    assert not any(word in seen.text for word in ("Between us", '"bo"', "note", "scorecard", "interviewer"))
    for path in (
        f"/interviews/{mine}",
        "/interviews",
        f"/interviews/{mine}/scorecards",
        f"/interviews/{mine}/calendar.ics",
    ):
        assert room.call("GET", path, room.cand).status_code == 403
    file = room.call("GET", f"/me/interviews/{mine}/calendar.ics", room.cand)
    assert file.status_code == 200
    assert not any(word in file.text for word in ("Between us", "bo@example.org", "boss@example.org", "Ann Boss"))
    assert room.call("GET", f"/me/interviews/{other}/calendar.ics", room.cand).status_code == 404
    assert room.call("GET", "/me/interviews", room.bo).status_code == 403


def test_merging_persons_goes_through_though_their_interviews_meet(room: Any, a_day: Day) -> None:
    other = room.shortlisted("Bo Cook")
    first = room.booked()
    second = room.booked(resume_id=other, interviewer_ids=[room.ids["cy"]])
    merged = room.call("POST", f"/persons/{first['person_id']}/merge", person_id=second["person_id"])
    assert merged.status_code == 200, merged.json
    ids = first["interview_id"], second["interview_id"]
    seen = [room.call("GET", f"/interviews/{key}").json for key in ids]
    assert [one["person_id"] for one in seen] == [first["person_id"]] * 2
    assert [one["overlaps"] for one in seen] == [[ids[1]], [ids[0]]]
    # Notes can be written all the same; whoever moves one meets the rule again.
    assert room.call("PATCH", f"/interviews/{ids[1]}", note="They are one person.").status_code == 200
    assert room.call("PATCH", f"/interviews/{ids[1]}", start=a_day(10, "09:15:00Z")).status_code == 409
    assert room.call("PATCH", f"/interviews/{ids[0]}", start=a_day(10, "09:15:00Z")).status_code == 409
    third = room.book(start=a_day(10, "09:30:00Z"), interviewer_ids=[room.ids["boss"]])
    assert (third.status_code, "The candidate" in third.json["detail"]) == (409, True)
    assert room.call("PATCH", f"/interviews/{ids[1]}", start=a_day(10, "11:00:00Z")).status_code == 200
    assert room.call("GET", f"/interviews/{ids[0]}").json["overlaps"] == []
    assert room.call("PATCH", f"/interviews/{ids[0]}", start=a_day(10, "10:30:00Z")).status_code == 409


def test_separating_a_resume_takes_its_interviews_along(room: Any, cv: str, a_day: Day) -> None:
    second = room.upload(cv + "\nTerraform\n")
    room.move(second, "shortlisted")
    first = room.booked()
    room.booked(resume_id=second, start=a_day(10, "10:00:00Z"))
    apart = room.call("POST", f"/resumes/{second}/separate")
    assert apart.status_code in {200, 201}, apart.json
    moved = room.call("GET", "/interviews/I506").json
    assert moved["person_id"] not in (None, first["person_id"])
    same_time = room.call("PATCH", "/interviews/I506", start=first["start"], interviewer_ids=[room.ids["cy"]])
    assert same_time.status_code == 200


def test_erasing_a_person_takes_interviews_along_and_frees_interviewers(room: Any, database: Database) -> None:
    other = room.shortlisted("Bo Cook")
    person = room.booked()["person_id"]
    assert room.call("DELETE", f"/persons/{person}").status_code == 204
    assert room.call("GET", "/interviews/I505").status_code == 404
    with database.session() as session:
        for table in ("interviews", "interview_interviewers"):
            assert session.scalar(text(f"select count(*) from {table}")) == 0
    assert room.book(resume_id=other).status_code == 201


def test_a_resume_with_another_file_keeps_its_interviews(room: Any, cv: str) -> None:
    person = room.booked()["person_id"]
    answer = room.call("PUT", f"/resumes/{room.resume}/file", text=cv + "\nRust\n")
    assert answer.status_code in {200, 202}, answer.json
    assert room.call("GET", "/interviews/I505").json["person_id"] == person


def test_a_booking_while_the_candidate_is_rejected_ends_without_an_interview_to_come(
    room: Any, database: Database
) -> None:
    for number in range(4):
        key = room.shortlisted(f"Person{number} Nr{number}")
        start = (datetime.now(UTC) + timedelta(days=5, hours=2 * number)).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert set(booked_and_rejected(room, key, start)) <= {200, 201, 409}
    with database.session() as session:
        left = (
            "select count(*) from interviews i join applications a using (resume_id)"
            " where a.status = 'rejected' and i.status = 'scheduled'"
        )
        assert session.scalar(text(left)) == 0


def booked_and_rejected(room: Any, key: str, start: str) -> list[int]:
    answers: list[int] = []
    doing: list[Callable[[], None]] = [
        lambda: answers.append(room.book(resume_id=key, start=start).status_code),
        lambda: answers.append(reject(room, key)),
    ]
    at_once(lambda: doing.pop()(), 2)
    return answers


def reject(room: Any, key: str) -> int:
    place = f"/api/v1/jobs/{room.job}/candidates/{key}"
    client = room.client.application.test_client()
    return int(client.patch(place, json={"status": "rejected"}, headers=room.admin).status_code)


def test_who_may_hold_interviews_every_recruiter_can_look_up(room: Any) -> None:
    listed = room.call("GET", "/interviews/interviewers", room.bo).json
    assert {one["user_id"] for one in listed["items"]} >= {room.ids["bo"], room.ids["cy"]}
    assert all(set(one) == {"user_id", "full_name"} for one in listed["items"])
    assert room.call("GET", "/interviews/interviewers", room.cand).status_code == 403


@pytest.mark.parametrize("ending", ["rejected", "deleted"])
def test_an_interview_that_has_begun_is_not_moved_on_for_somebody_who_is_out(
    room: Any, a_day: Any, ending: str
) -> None:
    began = (datetime.now(UTC) - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%MZ")
    key = room.booked(start=began)["interview_id"]
    if ending == "rejected":
        assert room.move(room.resume, "rejected").status_code == 200
    else:
        assert room.call("DELETE", f"/jobs/{room.job}").status_code in {200, 204}
    moved = room.call("PATCH", f"/interviews/{key}", start=a_day(5, "09:00:00Z"))
    assert moved.status_code == (409 if ending == "rejected" else 404)
    assert room.call("GET", f"/interviews/{key}").json["start"].startswith(began[:16])
