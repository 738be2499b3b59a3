"""Times of interviews as people say them: an instant, or local time in a place; what clocks make of it is decided here."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from db.interviews import EARLY
from errors import InvalidFields

LATEST = timedelta(days=730)
"""Nobody plans farther ahead; and what clocks will do then nobody knows."""

# Matches "2027-03-31T09:00", "2027-03-31T09:00:00Z" and "2027-03-31T09:00+02:00"; not "2027-03-31", nor "2027-W13-3T09:00".
_WRITTEN = re.compile(
    r"(?P<local>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?P<offset>Z|[+-][0-2][0-9]:[0-5][0-9])?"
)


def start_of(said: str, zone_name: str | None) -> tuple[datetime, str]:
    """Reads when an interview begins, to the minute.

    Args:
        said: ISO 8601 with an offset, which is an instant; or without one, which is local time of the zone.
        zone_name: An IANA name; None where the offset says enough, and people are shown UTC.

    Returns:
        The instant in UTC and the zone's name.

    Raises:
        InvalidFields: It is no time, local time without a zone, local time that clocks skip or show twice, in the past
            or more than two years ahead. Of a time that is shown twice the sentence names both instants.
    """
    found = _WRITTEN.fullmatch(said)
    if found is None:
        raise _wrong(
            "start", "send ISO 8601 to the minute, such as 2027-03-31T09:00+02:00, or 2027-03-31T09:00 with time_zone"
        )
    if found["offset"] is None and zone_name is None:
        raise _wrong("start", "send an offset, such as 2027-03-31T09:00+02:00, or time_zone")
    zone = zone_of(zone_name or "UTC")
    try:
        moment = datetime.fromisoformat(found["local"] + (found["offset"] or ""))
        instant = moment.astimezone(UTC) if moment.tzinfo else _instant(moment, zone)
    except (ValueError, OverflowError):
        raise _wrong("start", "there is no such day or time in the calendar") from None
    _refuse_far(instant)
    return instant, zone.key


def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name; raises InvalidFields for any other."""
    if name not in _zones():
        raise _wrong("time_zone", "send an IANA name of a time zone, such as Europe/Berlin, Asia/Jakarta or UTC")
    return ZoneInfo(name)


def local(moment: datetime, zone_name: str) -> str:
    """Writes a moment as clocks of a zone show it, with their offset: 2027-03-31T09:00:00+02:00."""
    return moment.astimezone(ZoneInfo(zone_name)).isoformat(timespec="seconds")


def asked_moment(said: datetime, field: str) -> datetime:
    """A filter's moment in UTC, which one without an offset is taken for; raises InvalidFields out of the calendar."""
    try:
        return said.astimezone(UTC) if said.tzinfo else said.replace(tzinfo=UTC)
    except OverflowError:
        raise _wrong(field, "send a time of this era, such as 2027-03-31T12:00:00Z") from None


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The one instant at which clocks of the zone show a time."""
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        # In a gap the later reading of fold 0 is what the clock shows when the same time has passed.
        instead = first.astimezone(UTC).astimezone(zone)
        raise _wrong("start", f"clocks of {zone.key} skip this time; send {instead:%Y-%m-%dT%H:%M} or another one")
    both = " or ".join(f"{one:%Y-%m-%dT%H:%M}{_offset(one)}" for one in (first, second))
    raise _wrong("start", f"clocks of {zone.key} show this time twice; send {both}")


def _offset(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")[16:]


def _refuse_far(instant: datetime) -> None:
    now = datetime.now(UTC)
    if instant < now - EARLY:
        raise _wrong("start", "this time is over; send a later one")
    if instant > now + LATEST:
        raise _wrong("start", "send a time within the next two years")


@cache
def _zones() -> frozenset[str]:
    # "Factory" and "localtime" are no places: the first says that nobody has chosen one.
    return frozenset(available_timezones() - {"Factory", "localtime"})


def _wrong(field: str, detail: str) -> InvalidFields:
    return InvalidFields(f"{field}: {detail}.", ({"field": field, "detail": detail},))
