"""Knows how near a home is to a place of work, by name, by great circle and by region; it reads no text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from nlp.areas import Area, areas_of
from nlp.gazetteer import City, bare, cities_named, fold, places_data, regions_named, us_states
from records import Place

# Verdict -> score. People commute up to 50 km by great circle, about an hour and a half in a large city.
SCORES: Mapping[str, float] = {
    "same-city": 1.0, "commuting": 0.9, "same-region": 0.8, "same-country": 0.6, "elsewhere": 0.0,
    "remote-ok": 1.0, "remote-elsewhere": 0.0, "unknown": 0.0,
}  # fmt: skip
COMMUTING_KM = 50.0
# Two points of one city in different sources lie this near; its neighbours' centres do not.
_SAME_KM = 5.0
_EARTH_KM = 6371.0
# A country whose first-level divisions are nations: sharing one says nothing.
_COARSE = frozenset({"GB"})


def nearness(
    home: Place | None, work: Place | Sequence[Place] | None, remote: bool, area: str | None = None
) -> tuple[float, str]:
    """(score 0..1, verdict of ``SCORES``) of living there and working here; of several places of work the best.

    Args:
        home: Where the person lives.
        work: Where the work is done; of no account when it is remote.
        remote: The work can be done from home.
        area: Where one must live to do so, as written; None is anywhere.
    """
    if remote:
        verdict = _remote(home, area)
    elif home is None:
        verdict = "unknown"
    else:
        places = [work] if isinstance(work, Place) else list(work or ())
        # Unknown before elsewhere: a place that could not be read may be near.
        order = ("elsewhere", "unknown", "same-country", "same-region", "commuting", "same-city")
        verdict = max((_verdict(home, place) for place in places), key=order.index, default="unknown")
    return SCORES[verdict], verdict


def kilometres(one: City, other: City) -> float:
    """Great-circle distance (haversine)."""
    latitude, longitude = math.radians(other.latitude - one.latitude), math.radians(other.longitude - one.longitude)
    across = math.cos(math.radians(one.latitude)) * math.cos(math.radians(other.latitude))
    chord = math.sin(latitude / 2) ** 2 + across * math.sin(longitude / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


def _remote(home: Place | None, area: str | None) -> str:
    if area is None:
        return "remote-ok"
    areas = areas_of(area)
    if home is None or home.country is None or not areas:
        return "unknown"
    inside = [_inside(home, one) for one in areas]
    if True in inside:
        return "remote-ok"
    return "unknown" if None in inside else "remote-elsewhere"


def _inside(home: Place, area: Area) -> bool | None:
    """The home lies in the area; None when the home says too little."""
    if home.country not in area.countries:
        return False
    if not area.regions and not area.cities:
        return True
    region, city = _region(home), _city(home)
    if area.regions:
        return region in area.regions if region else None
    names = {name for name in (_name(home), *(_names(city) if city else ())) if name}
    if home.region:
        names.add(fold(home.region))
    return bool(names & area.cities) if names else None


def _verdict(home: Place, work: Place) -> str:
    if home.country and work.country and home.country != work.country:
        return "elsewhere"
    here, there = _city(home), _city(work)
    apart = _regions_differ(home, work)
    if _name(home) and _name(home) == _name(work) and not apart:
        return "same-city"
    if here and there:
        if _holds(here, there) or _holds(there, here) or kilometres(here, there) <= _SAME_KM:
            return "same-city"
        if kilometres(here, there) <= COMMUTING_KM or _share_metro(here, there):
            return "commuting"
    if here and not work.city and work.region and fold(work.region) in _metros():
        return "commuting" if here.name in _metros()[fold(work.region)] else "same-country"
    if not (home.country and work.country):
        return "unknown"
    return "same-region" if _region(home) and _region(home) == _region(work) else "same-country"


def _name(place: Place) -> str | None:
    return bare(place.city) if place.city else None


def _city(place: Place) -> City | None:
    """The largest city of that name in the country and region that the place states."""
    if not place.city:
        return None
    codes = _codes(place)
    found = [city for city in cities_named(place.city) if city.country == (place.country or city.country)]
    return next((city for city in found if not codes or city.region in codes), None)


def _region(place: Place) -> str | None:
    """The division's code, by its name or by its city; its folded name where the code is not known."""
    if place.region:
        return min(_codes(place), default=fold(place.region))
    city = _city(place)
    return city.region if city and city.country not in _COARSE and not city.region.endswith(".") else None


def _codes(place: Place) -> set[str]:
    """Codes of the division that the place states."""
    if place.country == "US" and (place.region or "") in us_states():
        return {f"US.{place.region}"}
    return {code for country, code in regions_named(place.region or "") if code and country == place.country}


def _regions_differ(one: Place, other: Place) -> bool:
    return bool(one.region and other.region) and _region(one) != _region(other)


def _holds(outer: City, inner: City) -> bool:
    """ "Kemang" lies in "Jakarta Selatan", and that in "Jakarta"."""
    in_jakarta = outer.name == "jakarta" and inner.region == outer.region
    return outer.name in inner.within or in_jakarta


def _share_metro(one: City, other: City) -> bool:
    return any(_names(one) & metro and _names(other) & metro for metro in _metros().values())


def _names(city: City) -> frozenset[str]:
    in_jakarta = ("jakarta",) if city.region == "ID.04" else ()
    return frozenset({city.name, *city.within, *in_jakarta})


@cache
def _metros() -> Mapping[str, frozenset[str]]:
    """Folded name of a metropolitan area -> folded names of its cities."""
    return {fold(name): _all(areas_of(name)) for name in places_data()["metros"]}


def _all(areas: Iterable[Area]) -> frozenset[str]:
    return frozenset(name for area in areas for name in area.cities)
