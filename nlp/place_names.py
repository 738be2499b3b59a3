"""Knows what a name can mean as a place, and which of its meanings hold each other; it reads no lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from nlp.areas import is_group
from nlp.gazetteer import (
    cities_named,
    country_codes,
    country_named,
    fold,
    is_alternate,
    is_spelt,
    places_data,
    regions_named,
    us_states,
)

DISTRICT, CITY, REGION, COUNTRY, GROUP = 1, 2, 3, 4, 5
# A city of this size is meant by its bare name; one named by several words, as persons are, must be larger.
_LARGE, _LARGER = 100_000, 300_000


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a name can be.

    Attributes:
        level: DISTRICT, CITY, REGION, COUNTRY or GROUP (of countries).
        country, region: ISO code ("" for a group) and division code, None where unknown.
        name: The thing's own folded name, whichever of its names was written.
        people: Of a city; 0 where unknown.
        within: Folded names of the cities that hold a district.
        is_usual: People call it so; other names that GeoNames lists count only with their country.
        needs_city: A code such as "DE" that means a country only behind one of its cities.
    """

    level: int
    country: str
    region: str | None = None
    name: str = ""
    people: int = 0
    within: tuple[str, ...] = ()
    is_usual: bool = True
    needs_city: bool = False


@lru_cache(maxsize=4096)
def meanings(said: str) -> tuple[Meaning, ...]:
    """Everything that the name can be, the likeliest first; empty for a word that is no place."""
    if not is_spelt(said):
        return ()
    above = _above(said)
    below = [] if above and fold(said) in _seated() else _below(said, bool(above))
    lands = {one.country for one in above}
    # "Jakarta" and "Singapore" are first a city; "Georgia" and "Bali" are not the towns of that name elsewhere.
    first = [
        one for one in below if one.level == CITY and (not lands or (one.country in lands and one.people >= _LARGE))
    ]
    return (*first, *above, *(one for one in below if one not in first))


@lru_cache(maxsize=2048)
def coded(said: str) -> tuple[Meaning, ...]:
    """What two or three capitals can be behind a comma: "CA" is California, and Canada behind one of its cities."""
    said = "DC" if said in {"D.C.", "D.C"} else said
    state = (Meaning(REGION, "US", f"US.{said}", said),) if said in us_states() else ()
    land = (Meaning(COUNTRY, said, None, said, needs_city=True),) if said in country_codes() else ()
    return (*state, *land)


def joined(readings: Sequence[tuple[Meaning, ...]], above: Sequence[Meaning]) -> tuple[tuple[Meaning, ...], ...]:
    """The readings with each next meaning that holds their last one; empty when none does."""
    return tuple((*reading, one) for reading in readings for one in above if _holds(one, reading[-1]))


def stands_alone(said: str, best: Meaning) -> bool:
    """The bare name is enough: a country, a region, a large city or a well-known quarter, and no ordinary word."""
    if is_ordinary(said) or not best.is_usual:
        return False
    if best.level in (REGION, COUNTRY, GROUP):
        return True
    if best.level == DISTRICT or fold(said) in _well_known():
        return fold(said) in _well_known()
    is_listed = fold(said) in _usual() or (best.country == "ID" and best.people >= _LARGE)
    return is_listed or best.people >= (_LARGER if " " in said else _LARGE)


def is_ordinary(said: str) -> bool:
    """The name is also a word, a surname or a product, and needs a sign of place."""
    return fold(said) in _ordinary()


def is_indonesian(readings: Sequence[tuple[Meaning, ...]]) -> bool:
    """One of the readings lies in Indonesia."""
    return any(reading[0].country == "ID" for reading in readings)


def _above(said: str) -> list[Meaning]:
    """Countries, regions, metropolitan areas and groups of that name."""
    key = fold(said)
    found = [Meaning(REGION, country, code, key) for country, code in regions_named(said)]
    if key in _wide():
        found.append(Meaning(REGION, _wide()[key], None, key))
    country = "US" if said in {"US", "U.S"} else country_named(said)
    if country:
        found.append(Meaning(COUNTRY, country, None, key))
    if is_group(said):
        found.append(Meaning(GROUP, "", None, key))
    return found


def _below(said: str, is_above: bool) -> list[Meaning]:
    """Cities and districts of that name; names that only GeoNames lists give way to a region or country."""
    is_usual = not is_alternate(said)
    if is_above and not is_usual:
        return []
    return [
        Meaning(
            DISTRICT if city.within else CITY,
            city.country,
            city.region,
            city.name,
            city.population,
            city.within,
            is_usual,
        )
        for city in cities_named(said)
    ]


def _holds(outer: Meaning, inner: Meaning) -> bool:
    if outer.level <= inner.level or outer.country != inner.country:
        return False
    if outer.level == CITY:
        return outer.name in inner.within
    return outer.level == COUNTRY or None in (outer.region, inner.region) or outer.region == inner.region


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(places_data()["ordinary"])


@cache
def _usual() -> frozenset[str]:
    return frozenset(fold(name) for table in ("cities", "also") for name in places_data()[table])


@cache
def _well_known() -> frozenset[str]:
    return frozenset(fold(name) for name in places_data()["well_known"])


@cache
def _seated() -> frozenset[str]:
    """Regions named after their city, "DKI Jakarta", which are no second name of it."""
    return frozenset(fold(name) for name in places_data()["seats"])


@cache
def _wide() -> dict[str, str]:
    """Metropolitan areas and islands -> their country."""
    data = places_data()
    return {fold(name): members[:2] for table in ("metros", "islands") for name, members in data[table].items()}
