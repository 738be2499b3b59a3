"""Meetings as calendar files (iCalendar, RFC 5545 and 5546); who may see what of a meeting others decide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText

MEDIA_TYPE = "text/calendar"
NOBODY = "noreply@shortlist.invalid"
"""Programs want an organiser; this one gets no mail, since no name ends in ``.invalid`` (RFC 2606)."""

_PRODUCT = "-//Shortlist//Interviews//EN"
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Matches "ann.lee@example.org"; not "ann lee@example.org" nor "x:y@example.org". One pass on either side of the @.
_ADDRESS = re.compile(r"[^\s<>\"',;:\\@\x00-\x20\x7f-\xa0]{1,64}@[^\s<>\"',;:\\@\x00-\x20\x7f-\xa0]{1,255}")
# Matches a line break of any kind and other control characters; not "é". One character.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody at a meeting, by name and e-mail address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a calendar shows. ``uid`` names it for ever, ``sequence`` counts its changes; times are aware, to the second."""

    uid: str
    sequence: int
    is_cancelled: bool
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    title: str
    created_at: datetime
    updated_at: datetime
    description: str = ""
    location: str | None = None
    link: str | None = None
    organiser: Guest = field(default=Guest("Shortlist", NOBODY))
    guests: Sequence[Guest] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """The clocks of a zone are set anew: at ``wall``, the time that they show then, from one offset to another."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool

    @property
    def rule(self) -> tuple[object, ...]:
        """What stays the same from year to year: month, day of the week and which of the month, hour, offsets."""
        # The last one in a month may be the fourth or the fifth.
        nth = -1 if (self.wall + timedelta(days=7)).month != self.wall.month else (self.wall.day + 6) // 7
        return self.wall.month, nth, self.wall.weekday(), self.wall.time(), self.before, self.after


def calendar_file(meeting: Meeting) -> bytes:
    """Writes a meeting as a calendar file: an invitation (METHOD REQUEST), or its cancellation."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.is_cancelled else "REQUEST")
    zone = ZoneInfo(meeting.time_zone)
    local = [moment.astimezone(zone) for moment in (meeting.starts_at, meeting.ends_at)]
    # Local time that clocks show twice means the first of the two (RFC 5545, 3.3.5); the second is said in UTC.
    is_plain = not _is_utc(zone) and not any(moment.fold for moment in local)
    if is_plain:
        calendar.add_component(_zone(zone, local[0]))
    calendar.add_component(_event(meeting, zone if is_plain else UTC))
    written: bytes = calendar.to_ical()
    return written


def _event(meeting: Meeting, zone: tzinfo) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.updated_at.astimezone(UTC))
    event.add("created", meeting.created_at.astimezone(UTC))
    event.add("last-modified", meeting.updated_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    event.add("summary", _line(meeting.title))
    if meeting.description:
        event.add("description", _CONTROL.sub(" ", meeting.description.replace("\r\n", "\n")))
    # Programs show the place and few of them the address of the page.
    if place := meeting.location or meeting.link:
        event.add("location", _line(place))
    if meeting.link:
        event.add("url", _line(meeting.link))
    event["organizer"] = _address(meeting.organiser)
    for guest in meeting.guests:
        if _ADDRESS.fullmatch(guest.address):
            event.add("attendee", _address(guest, ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="FALSE"))
    return event


def _address(guest: Guest, **about: str) -> vCalAddress:
    known = guest.address if _ADDRESS.fullmatch(guest.address) else NOBODY
    address = vCalAddress(f"mailto:{known}")
    # No parameter may hold a double quote, however it is written (RFC 5545, 3.2).
    address.params["CN"] = vText(_line(guest.name).replace('"', "'"))
    address.params.update({name: vText(value) for name, value in about.items()})
    return address


def _line(said: str) -> str:
    return " ".join(_CONTROL.sub(" ", said).split())


def _is_utc(zone: ZoneInfo) -> bool:
    return zone.key in {"UTC", "Etc/UTC", "Zulu", "Etc/Zulu", "UCT", "Etc/UCT", "Universal", "Etc/Universal"}


def _zone(zone: ZoneInfo, when: datetime) -> Timezone:
    """What a program must know of a zone to place ``when``: rules where they hold for years, else single changes.

    Some programs read rules alone, and no zone of their own data by its name.
    """
    timezone = Timezone()
    timezone.add("tzid", zone.key)
    begin = datetime(when.year - 1, 1, 1, tzinfo=UTC)
    changes = list(_changes(zone, begin, years=5))
    if not changes:
        now = begin.astimezone(zone)
        still = now.utcoffset() or timedelta()
        timezone.add_component(_part(_Change(datetime(1970, 1, 1), still, still, now.tzname() or zone.key, False)))
        return timezone
    yearly = _yearly(changes)
    first = changes[0]
    if not yearly:
        # Before the first change something held, too.
        start = begin.astimezone(zone).replace(tzinfo=None)
        changes = [_Change(start, first.before, first.before, zone.key, False), *changes]
    for change in yearly or [change for change in changes if change.wall.year <= when.year + 1]:
        timezone.add_component(_part(change, yearly=bool(yearly)))
    return timezone


def _part(change: _Change, *, yearly: bool = False) -> TimezoneDaylight | TimezoneStandard:
    part = TimezoneDaylight() if change.is_summer else TimezoneStandard()
    # The onset stands in the time of before (RFC 5545, 3.6.5).
    part.add("dtstart", change.wall)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    if yearly:
        month, nth, day, *_ = change.rule
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": f"{nth}{_DAYS[int(str(day))]}"})
    return part


def _yearly(changes: Sequence[_Change]) -> list[_Change]:
    """The two changes of the first year, where every year has the same two; else none."""
    years: dict[int, list[_Change]] = {}
    for change in changes:
        years.setdefault(change.wall.year, []).append(change)
    first = next(iter(years.values()))
    alike = all([one.rule for one in each] == [one.rule for one in first] for each in years.values())
    return first if alike and len(first) == 2 and len(years) == 5 else []


def _changes(zone: ZoneInfo, begin: datetime, years: int) -> Iterator[_Change]:
    """Every setting of a zone's clocks in so many years, to the minute."""
    end = begin.replace(year=begin.year + years)
    day = timedelta(days=1)
    here = begin
    while here < end:
        before, after = here.astimezone(zone).utcoffset(), (here + day).astimezone(zone).utcoffset()
        if before != after:
            yield _change(zone, here, here + day)
        here += day


def _change(zone: ZoneInfo, known: datetime, changed: datetime) -> _Change:
    before = known.astimezone(zone).utcoffset() or timedelta()
    while changed - known > timedelta(minutes=1):
        middle = known + (changed - known) // 2
        middle = middle.replace(second=0, microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            known = middle
        else:
            changed = middle
    after = changed.astimezone(zone)
    wall = (changed + before).replace(tzinfo=None)
    return _Change(wall, before, after.utcoffset() or timedelta(), after.tzname() or zone.key, bool(after.dst()))
