"""Times of interviews: instants, local times, the nights on which clocks are set, and what is no time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api import interview_times
from api.interview_times import LATEST, asked_moment, local, start_of, zone_of
from errors import InvalidFields


@pytest.fixture(autouse=True)
def _in_2027(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the first of February 2027."""

    class Then(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2027, 2, 1, 12, tzinfo=tz)

    monkeypatch.setattr(interview_times, "datetime", Then)


def refused(said: str, zone: str | None) -> str:
    with pytest.raises(InvalidFields) as caught:
        start_of(said, zone)
    return caught.value.detail


@pytest.mark.parametrize(
    ("said", "zone", "instant"),
    [
        ("2027-03-31T09:00", "Europe/Berlin", "2027-03-31T07:00"), ("2027-02-28T09:00", "Europe/Berlin", "2027-02-28T08:00"),
        ("2027-03-31T09:00:00", "America/New_York", "2027-03-31T13:00"), ("2027-03-31T09:00", "Asia/Jakarta", "2027-03-31T02:00"),
        ("2027-03-31T09:00+02:00", "Asia/Jakarta", "2027-03-31T07:00"), ("2027-03-31T09:00Z", None, "2027-03-31T09:00"),
        ("2027-03-31T09:00:59.123Z", None, "2027-03-31T09:00"), ("2027-03-31T09:00-11:30", "UTC", "2027-03-31T20:30"),
    ],
)  # fmt: skip
def test_a_time_is_an_instant_or_local(said: str, zone: str | None, instant: str) -> None:
    found, name = start_of(said, zone)
    assert (f"{found:%Y-%m-%dT%H:%M}", found.tzinfo, name) == (instant, UTC, zone or "UTC")


@pytest.mark.parametrize(
    ("said", "zone", "instead"),
    [
        ("2027-03-28T02:30", "Europe/Berlin", "2027-03-28T03:30"),
        ("2027-03-14T02:00", "America/New_York", "2027-03-14T03:00"),
    ],
)
def test_a_time_that_clocks_skip_is_refused_with_one_they_show(said: str, zone: str, instead: str) -> None:
    told = refused(said, zone)
    assert "skip" in told
    assert f"send {instead} or another one" in told
    assert start_of(instead, zone)[0]


@pytest.mark.parametrize(
    ("said", "zone", "both"),
    [
        ("2027-10-31T02:30", "Europe/Berlin", ("2027-10-31T02:30+02:00", "2027-10-31T02:30+01:00")),
        ("2027-11-07T01:00", "America/New_York", ("2027-11-07T01:00-04:00", "2027-11-07T01:00-05:00")),
    ],
)
def test_a_time_that_clocks_show_twice_is_refused_with_both(said: str, zone: str, both: tuple[str, str]) -> None:
    told = refused(said, zone)
    assert "twice" in told
    assert f"send {both[0]} or {both[1]}" in told
    first, second = (start_of(one, zone)[0] for one in both)
    assert second - first == timedelta(hours=1)
    assert [local(one, zone)[:16] for one in (first, second)] == [said, said]


@pytest.mark.parametrize("hour", ["01:59", "03:00"])
def test_the_minutes_beside_a_gap_are_times(hour: str) -> None:
    assert local(start_of(f"2027-03-28T{hour}", "Europe/Berlin")[0], "Europe/Berlin").startswith(f"2027-03-28T{hour}")


def test_jakarta_has_no_such_nights() -> None:
    for day in range(300):
        said = f"{date(2027, 2, 2) + timedelta(days=day)}T02:30"
        assert start_of(said, "Asia/Jakarta")[0].astimezone(ZoneInfo("Asia/Jakarta")).strftime("%Y-%m-%dT%H:%M") == said


def test_the_past_and_the_far_future_are_refused() -> None:
    assert start_of("2027-02-01T11:46Z", None)
    assert "over" in refused("2027-02-01T11:44Z", None)
    assert "over" in refused("2027-02-01T12:00", "Asia/Jakarta")
    last = datetime(2027, 2, 1, 12, tzinfo=UTC) + LATEST
    assert start_of(last.strftime("%Y-%m-%dT%H:%MZ"), None)
    assert "two years" in refused((last + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%MZ"), None)


@pytest.mark.parametrize(
    "said",
    [
        "", "tomorrow", "2027-03-31", "20270331T0900", "2027-W13-3T09:00", "2027-02-30T09:00Z", "2027-03-31T24:00Z", "2027-03-31T09:60Z",
        "2027-03-31 09:00Z", "2027-03-31T09:00 Z", "2027-03-31T09:00z", "2027-03-31T09:00+99:00", "9999-12-31T23:59-23:59",
        "0001-01-01T00:00+23:59", "2027-03-31T09:00Z\r\nX", "\u0662027-03-31T09:00Z", "2027-03-31T09:00+02",
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused(said: str) -> None:
    assert refused(said, "Europe/Berlin").startswith("start: ")


@pytest.mark.parametrize(
    "name", ["", "Berlin", "europe/berlin", "../../etc/passwd", "/etc/localtime", "Factory", "localtime", "posixrules", "right/UTC", "CET-1CEST", "Europe/Berlin\n", "x" * 64]
)  # fmt: skip
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(InvalidFields, match="time_zone: send an IANA name"):
        zone_of(name)


def test_local_time_needs_a_zone() -> None:
    assert "time_zone" in refused("2027-03-31T09:00", None)


def test_a_filters_moment_without_an_offset_is_utc() -> None:
    assert asked_moment(datetime(2027, 1, 1), "from") == datetime(2027, 1, 1, tzinfo=UTC)
    with pytest.raises(InvalidFields, match="from"):
        asked_moment(datetime.fromisoformat("0001-01-01T00:00:00+14:00"), "from")
