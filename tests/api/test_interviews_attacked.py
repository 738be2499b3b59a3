"""Interviews by those who mean harm: fields that are not theirs, other organisations, links and lines that do more."""

from __future__ import annotations

from typing import Any

from icalendar import Calendar

WRONG: list[dict[str, Any]] = [
    {"status": "completed"}, {"organisation_id": 2}, {"person_id": 1}, {"created_by": 1}, {"sequence": 9}, {"version": 9},
    {"uid": "x"}, {"is_exempt": True}, {"ended_cause": "staff"}, {"interview_id": "I1"}, {"starts_at": "2027-01-01T00:00Z"},
    {"type": "lunch"}, {"type": None}, {"duration_minutes": 4}, {"duration_minutes": 481}, {"duration_minutes": "60"},
    {"duration_minutes": 60.5}, {"duration_minutes": True}, {"duration_minutes": 10**400}, {"interviewer_ids": []},
    {"interviewer_ids": list(range(1, 10))}, {"interviewer_ids": ["1"]}, {"interviewer_ids": [0]}, {"interviewer_ids": [-1]},
    {"interviewer_ids": [10**30]}, {"interviewer_ids": [True]}, {"interviewer_ids": 1}, {"interviewer_ids": [999999]},
    {"start": ""}, {"start": None}, {"start": 1800000000}, {"start": "x" * 41}, {"start": "2020-01-01T00:00:00Z"},
    {"time_zone": "../../etc/passwd"}, {"time_zone": "Mars/Olympus"}, {"time_zone": "x" * 65},
    {"location": "x" * 301}, {"location": "a\r\nb"}, {"location": "a\u0085b"}, {"location": "a\x00b"}, {"location": "\u202e"},
    {"note": "x" * 5001}, {"note": "a\x00b"}, {"note": "a\x1bb"}, {"note": ["a"]},
    {"video_link": "javascript:alert(1)"}, {"video_link": "JaVaScRiPt:alert(1)//https://x.org"}, {"video_link": "data:text/html,x"},
    {"video_link": "//example.org"}, {"video_link": "file:///etc/passwd"}, {"video_link": "https://x.org/\r\nX-EVIL:1"},
    {"video_link": "https://x.org/ a"}, {"video_link": 'https://x.org/"><script>'}, {"video_link": "https://"},
    {"video_link": "https://x.org/\u2028a"}, {"video_link": "https://x.org/" + "a" * 600}, {"video_link": " https://x.org"},
]  # fmt: skip


def test_what_no_recruiter_sends_is_refused(room: Any) -> None:
    for changes in WRONG:
        refused = room.book(**changes)
        assert (refused.status_code, refused.json["code"]) == (422, "invalid"), (changes, refused.json)
    assert room.call("GET", "/interviews").json["total"] == 0
    place = f"/interviews/{room.booked()['interview_id']}"
    before = room.call("GET", place).json
    for changes in WRONG:
        assert room.call("PATCH", place, **changes).status_code == 422, changes
    assert room.call("GET", place).json == before


def test_what_is_not_there_is_missing(room: Any) -> None:
    for field, value in (("job_id", "J9999"), ("resume_id", "R9999"), ("job_id", "R101"), ("resume_id", "P1001")):
        assert room.book(**{field: value}).status_code == 404


def test_what_an_interview_is_about_never_changes(room: Any) -> None:
    place = f"/interviews/{room.booked()['interview_id']}"
    for field in ("job_id", "resume_id"):
        assert room.call("PATCH", place, **{field: "R101"}).status_code == 422


def test_others_users_and_candidates_and_the_dismissed_hold_no_interviews(room: Any) -> None:
    other = {"email": "eve@example.org", "password": "correct horse", "full_name": "Eve", "role": "recruiter"}
    eve = {"Authorization": f"Bearer {room.client.post('/api/v1/auth/register', json=other).json['access_token']}"}
    theirs = room.client.get("/api/v1/auth/me", headers=eve).json["user_id"]
    words = {
        room.book(interviewer_ids=[key]).json["detail"].replace(str(key), "?")
        for key in (theirs, room.ids["cand"], 99999)
    }
    assert len(words) == 1
    assert room.call("PATCH", f"/users/{room.ids['cy']}", is_active=False).status_code == 200
    assert room.book(interviewer_ids=[room.ids["bo"], room.ids["cy"]]).status_code == 422
    key = room.booked()["interview_id"]
    assert room.call("PATCH", f"/interviews/{key}", interviewer_ids=[theirs]).status_code == 422
    assert room.call("GET", "/interviews", eve).json["items"] == []
    assert room.call("GET", f"/interviews?interviewer_id={room.ids['bo']}", eve).json["items"] == []
    for verb, path in (
        ("GET", ""),
        ("PATCH", ""),
        ("POST", "/cancel"),
        ("GET", "/calendar.ics"),
        ("GET", "/scorecards"),
    ):
        assert room.call(verb, f"/interviews/{key}{path}", eve).status_code == 404
    assert room.book(headers=eve, interviewer_ids=[theirs]).status_code == 404


def test_who_holds_an_interview_may_stay_when_their_account_is_switched_off(room: Any) -> None:
    key = room.booked(interviewer_ids=[room.ids["cy"]])["interview_id"]
    room.call("PATCH", f"/users/{room.ids['cy']}", is_active=False)
    assert room.call("PATCH", f"/interviews/{key}", duration_minutes=30).status_code == 200
    both = room.call("PATCH", f"/interviews/{key}", interviewer_ids=[room.ids["cy"], room.ids["bo"]])
    assert both.status_code == 200


def test_a_calendar_file_holds_no_more_lines_than_it_should(room: Any) -> None:
    evil = 'Bo "Cook"\nATTENDEE:mailto:evil@example.org'
    room.call("PATCH", "/auth/me", room.bo, full_name='Bo ";X=1:mailto:evil@example.org')
    key = room.booked(note=evil, location="Room; 4, left: \\n", video_link="https://m.example.org/a;b,c")[
        "interview_id"
    ]
    answer = room.call("GET", f"/interviews/{key}/calendar.ics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="interview-{key}.ics"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    guests = event["attendee"] if isinstance(event["attendee"], list) else [event["attendee"]]
    assert {str(one) for one in guests} == {"mailto:bo@example.org", "mailto:ann.lee@example.org"}
    # The note is for staff, and some calendars send on to all guests what they import.
    assert (str(event["location"]), "Cook" in str(event["description"])) == ("Room; 4, left: \\n", False)


def test_a_calendar_file_keeps_its_name_and_counts_its_changes(room: Any, a_day: Any) -> None:
    key = room.booked()["interview_id"]

    def read() -> Any:
        calendar = Calendar.from_ical(room.call("GET", f"/interviews/{key}/calendar.ics").data)
        (event,) = calendar.walk("VEVENT")
        return str(calendar["method"]), str(event["uid"]), int(event["sequence"]), event["dtstart"].dt.strftime("%H:%M")

    first = read()
    room.call("PATCH", f"/interviews/{key}", start=a_day(12, "16:00"))
    second = read()
    room.call("POST", f"/interviews/{key}/cancel")
    third = read()
    assert first[1] == second[1] == third[1]
    assert [one[2] for one in (first, second, third)] == [0, 1, 2]
    assert (second[3], [one[0] for one in (first, second, third)]) == ("16:00", ["REQUEST", "REQUEST", "CANCEL"])


def test_addresses_of_colleagues_are_for_admins(room: Any) -> None:
    key = room.booked(interviewer_ids=[room.ids["bo"], room.ids["cy"]])["interview_id"]
    seen = {
        who: room.call("GET", f"/interviews/{key}/calendar.ics", getattr(room, who)).text.replace("\r\n ", "")
        for who in ("admin", "bo")
    }
    assert "cy@example.org" in seen["admin"]
    assert "ORGANIZER;CN=Acme:mailto:noreply@shortlist.invalid" in seen["admin"]
    assert "bo@example.org" in seen["bo"]
    assert "cy@example.org" not in seen["bo"]
    assert "boss@example.org" not in seen["bo"]


def test_a_huge_body_and_deep_ones_are_refused(room: Any) -> None:
    assert room.book(note="x" * 12_000_000).status_code in {413, 422}
    assert (
        room.client.post(
            "/api/v1/interviews", data='{"note":' + "[" * 100_000, content_type="application/json", headers=room.admin
        ).status_code
        == 400
    )
