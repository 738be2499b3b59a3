"""Calendar files: what independent readers (icalendar, python-dateutil) make of them, for every zone of the world."""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

import dateutil.tz
import pytest
from icalendar import Calendar

from calendar_files import NOBODY, Guest, Meeting, calendar_file

MADE = datetime(2026, 1, 31, 12, tzinfo=UTC)


def meeting(starts_at: datetime, zone: str = "Europe/Berlin", **changes: Any) -> Meeting:
    said: dict[str, Any] = {"uid": "u-1", "sequence": 0, "is_cancelled": False, "title": "Interview", "time_zone": zone}
    said |= {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1), "created_at": MADE, "updated_at": MADE}
    return Meeting(**said | changes)


def event(data: bytes) -> Any:
    (found,) = Calendar.from_ical(data).walk("VEVENT")
    return found


def instant(data: bytes) -> datetime:
    """When a reader without zones of its own has the event begin: from the file's VTIMEZONE alone."""
    text = data.decode()
    (line,) = (
        line
        for line in text.splitlines()
        if line.startswith("DTSTART;") or (line.startswith("DTSTART:") and line.endswith("Z"))
    )
    if line.endswith("Z"):
        return datetime.strptime(line, "DTSTART:%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    wall = datetime.strptime(line.partition(":")[2], "%Y%m%dT%H%M%S")
    return wall.replace(tzinfo=dateutil.tz.tzical(io.StringIO(text)).get()).astimezone(UTC)


def test_a_file_is_an_invitation_that_readers_understand() -> None:
    start = datetime(2027, 3, 31, 7, tzinfo=UTC)
    data = calendar_file(
        meeting(start, title="Video interview: Chef", description="Ann\nBo", location="Room 4", link="https://m.example.org/a?b=1;c",
                organiser=Guest("Ann Boss", "boss@example.org"), guests=[Guest("Bo", "bo@example.org")])
    )  # fmt: skip
    read = Calendar.from_ical(data)
    assert (read["method"], read["version"]) == ("REQUEST", "2.0")
    found = event(data)
    assert (found["uid"], found["sequence"], found["status"]) == ("u-1", 0, "CONFIRMED")
    assert found["dtstart"].dt.astimezone(UTC) == start
    assert found["dtstart"].params["TZID"] == "Europe/Berlin"
    assert found["dtend"].dt - found["dtstart"].dt == timedelta(hours=1)
    assert (str(found["summary"]), str(found["description"]), str(found["location"])) == (
        "Video interview: Chef",
        "Ann\nBo",
        "Room 4",
    )
    assert str(found["url"]) == "https://m.example.org/a?b=1;c"
    assert (str(found["organizer"]), found["organizer"].params["CN"]) == ("mailto:boss@example.org", "Ann Boss")
    assert str(found["attendee"]) == "mailto:bo@example.org"
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_a_cancellation_says_so() -> None:
    data = calendar_file(meeting(datetime(2027, 3, 31, 7, tzinfo=UTC), is_cancelled=True, sequence=3))
    assert Calendar.from_ical(data)["method"] == "CANCEL"
    assert (event(data)["status"], event(data)["sequence"]) == ("CANCELLED", 3)
    assert str(event(data)["organizer"]) == f"mailto:{NOBODY}"


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Asia/Jakarta", "Australia/Lord_Howe", "Africa/Casablanca"]
)
def test_the_zone_in_the_file_alone_places_every_hour_of_two_years(zone: str) -> None:
    for hours in range(0, 2 * 365 * 24, 97):
        start = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
        assert instant(calendar_file(meeting(start, zone))) == start


def test_the_hours_around_each_setting_of_clocks_are_placed() -> None:
    for zone, change in (
        ("Europe/Berlin", datetime(2027, 3, 28, 1, tzinfo=UTC)), ("Europe/Berlin", datetime(2027, 10, 31, 1, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 3, 14, 7, tzinfo=UTC)), ("America/New_York", datetime(2027, 11, 7, 6, tzinfo=UTC)),
    ):  # fmt: skip
        for minutes in range(-90, 91, 30):
            start = change + timedelta(minutes=minutes)
            assert instant(calendar_file(meeting(start, zone))) == start, (zone, start)


def test_every_zone_of_the_world_is_placed() -> None:
    dice = random.Random(7)
    for zone in sorted(available_timezones() - {"Factory", "localtime"}):
        start = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=15 * dice.randrange(4 * 24 * 900))
        assert instant(calendar_file(meeting(start, zone))) == start, (zone, start)


def test_zones_with_yearly_rules_are_written_with_rules() -> None:
    def said(zone: str) -> str:
        return calendar_file(meeting(datetime(2027, 6, 1, tzinfo=UTC), zone)).decode()

    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in said("Europe/Berlin")
    assert "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11" in said("America/New_York")
    assert "RRULE" not in said("Asia/Jakarta")
    assert "TZOFFSETTO:+0700" in said("Asia/Jakarta")
    assert "VTIMEZONE" not in said("UTC")


def test_what_people_wrote_adds_no_line_and_no_property() -> None:
    evil = 'x\r\nATTENDEE:mailto:evil@example.org\r\n\x00\x0b\x85\u2028BEGIN:VALARM"\r;:,'
    data = calendar_file(
        meeting(datetime(2027, 6, 1, tzinfo=UTC), title=evil, description=evil, location=evil, link="https://a.example.org/\r\nX-EVIL:1",
                organiser=Guest(evil, "boss@example.org"),
                guests=[Guest(evil, "bo@example.org"), Guest("Cy", "cy@example.org\r\nX-EVIL:1"), Guest("Di", 'x"@example.org')])
    )  # fmt: skip
    names = {line.partition(b":")[0].partition(b";")[0] for line in data.replace(b"\r\n ", b"").split(b"\r\n")}
    assert not {name for name in names if b"EVIL" in name or b"VALARM" in name}
    assert str(event(data)["attendee"]) == "mailto:bo@example.org"
    assert [part.name for part in Calendar.from_ical(data).walk()].count("VEVENT") == 1
    assert not any(mark in data.decode() for mark in "\x00\x0b\x85\u2028")
    assert len(data.decode().splitlines()) == data.count(b"\r\n")
