"""Knows which countries, provinces and cities lie in an area such as EMEA or Jabodetabek, and where an ad names one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from nlp.gazetteer import cities_named, country_named, fold, places_data, regions_named
from nlp.lexicon import lexicon

_LONGEST = 5
# Matches the break in "UK or Ireland", "US/Canada", "Jakarta, Bandung"; not in "Ireland".
_BREAK = re.compile(r"\s*[,/;+&|]\s*|\s+(?:or|and|atau|dan)\s+", re.IGNORECASE)
# Matches each of "Remote", "U.S.", "Asia-Pacific", "Côte"; not the bracket and the dash of "Remote (EU) –".
_WORD = re.compile(r"(?:[^\W\d_]\.){2,3}|[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Matches what may stand between "Remote" and its area: " (", " – ", ", "; not ". " nor a line's end.
_LINK = re.compile(r"[ \t,:|/()\[\]–—-]*")
_LIVING = frozenset(
    {"from", "work", "working", "live", "living", "be", "are", "based", "located", "remote", "remotely"}
)
_AFTER = frozenset({"only", "saja", "remote"})
_WORLDWIDE = "Worldwide"
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Area:
    """What one name of an area holds: whole countries, or divisions and cities of one.

    Attributes:
        countries: ISO 3166 alpha-2 codes, of the part's country too.
        regions, cities: Division codes and folded city names that bound it; both empty for whole countries.
    """

    countries: frozenset[str]
    regions: frozenset[str] = frozenset()
    cities: frozenset[str] = frozenset()


def countries_of(area: str) -> frozenset[str]:
    """Countries in which an area lies ("EU", "UK or Ireland", "Jabodetabek", "worldwide"); empty for an unknown one."""
    return frozenset(code for part in areas_of(area) for code in part.countries)


def areas_of(area: str) -> tuple[Area, ...]:
    """Each area that the words name, in their order; empty when they name none."""
    whole = _area(area.strip(" .()[]"))
    if whole:
        return (whole,)
    pieces = (_BARE.sub("", piece.strip(" .()[]")) for piece in _BREAK.split(area))
    return tuple(found for piece in pieces if (found := _area(piece)))


def is_group(name: str) -> bool:
    """The name as people spell it is one of several countries: "EMEA", "Southeast Asia"; not "emea" nor "Spain"."""
    return _spelt(name) and fold(name) in _groups() and fold(name) not in _anywhere() | {"anz"}  # ANZ is a bank too


def remote_area(text: str) -> str | None:
    """Where one must live to work remotely, as written ("EU", "UK or Ireland"); None when no such area is named."""
    for line in re.split(r"[\n.;](?=\s|$)", text):
        words = list(_WORD.finditer(line))
        for at in range(len(words)):
            count = _is_remote(words, at)
            if count and (found := _after(line, words, at + count) or _before(line, words, at, at + count)):
                return found
            if count and words[at + count - 1][0].lower() == "anywhere":
                return words[at + count - 1][0]
    return _alone(text)


def _alone(text: str) -> str | None:
    """ "EMEA", "EU only": the whole text is an area of several countries, or one with "only"."""
    words = list(_WORD.finditer(text))
    found = _run(text, words, 0)
    rest = {word[0].lower() for word in words if found and word.start() >= found[1]}
    if found and found[0] == words[0].start() and rest <= _AFTER:
        said = text[found[0] : found[1]]
        return said if rest or is_group(said) or fold(said) in {"worldwide", "anywhere"} else None
    return None


def _is_remote(words: list[re.Match[str]], at: int) -> int:
    """How many words say that the work is done from afar: "Remote", "work from home", "WFH", "anywhere in"."""
    for count in range(min(3, len(words) - at), 0, -1):
        said = " ".join(word[0].lower() for word in words[at : at + count])
        if said == "anywhere in" and at and words[at - 1][0].lower() not in _LIVING:
            continue  # "send travellers almost anywhere in Europe"
        if said in lexicon().tables["remote"]["remote"] or said in {"work from anywhere", "anywhere in", "wfa"}:
            return count
    return 0


def _after(line: str, words: list[re.Match[str]], at: int) -> str | None:
    """The area that follows, with nothing but link words between; "anywhere" gives way to an area behind it."""
    anywhere, between = None, places_data()["between"]
    for begin in range(at, len(words)):
        word = words[begin][0].lower()
        if not _LINK.fullmatch(line[words[begin - 1].end() : words[begin].start()]):
            break
        found = None if word in between else _run(line, words, begin)
        if found:
            return line[found[0] : found[1]]
        if word not in between:
            break
        anywhere = anywhere or (words[begin][0] if word == "anywhere" else None)
    return anywhere


def _before(line: str, words: list[re.Match[str]], at: int, end: int) -> str | None:
    """The area that opens the line and stands right before the sign: "Indonesia (Remote)", "US Remote"."""
    if at == 0 or (end < len(words) and line[words[end - 1].end() : words[end].start()].isspace()):
        return None
    found = _run(line, words, 0)
    is_next = found and _LINK.fullmatch(line[found[1] : words[at].start()])
    return line[found[0] : found[1]] if found and is_next else None


def _run(line: str, words: list[re.Match[str]], at: int) -> tuple[int, int] | None:
    """(start, end) of area names in a row from this word on: "UK or Ireland", "US, Canada"."""
    start = end = None
    while at < len(words):
        count = _name_at(line, words, at)
        if not count:
            break
        start = words[at].start() if start is None else start
        end = words[at + count - 1].end()
        at += count
        if at < len(words) and words[at][0].lower() in {"or", "and", "atau", "dan"}:
            at += 1
        elif at < len(words) and not re.fullmatch(r"\s*[,/+&]\s*", line[end : words[at].start()]):
            break
    return (start, end) if start is not None and end is not None else None


def _name_at(line: str, words: list[re.Match[str]], at: int) -> int:
    """How many words the longest area name takes here; a city alone needs "only" behind it."""
    for count in range(min(_LONGEST, len(words) - at), 0, -1):
        name = line[words[at].start() : words[at + count - 1].end()]
        if not _spelt(name) or _BARE.sub("", name) != name or not (area := _area(name)):
            continue
        follower = words[at + count][0].lower() if at + count < len(words) else ""
        if not area.cities or len(area.cities) > 1 or follower in {"only", "saja"}:
            return count
    return 0


def _spelt(name: str) -> bool:
    """Short names are in capitals, since "us" and "sea" are words, and others open with one; "worldwide" may not."""
    if fold(name) in _anywhere():
        return True
    return name.isupper() if len(name) <= _SHORT and fold(name) in _SHOUTED else name[:1].isupper()


_SHOUTED = frozenset({"us", "uk", "eu", "eea", "sea", "anz", "gcc", "cee", "uki", "usa", "uae", "mena", "ikn"})
# Matches the ends of "the EU only", "EMEA timezones", "US-based"; not "Theale".
_BARE = re.compile(
    r"^the\s+|(?:(?<![\s-])[\s-]+(?:only|saja|based|residents|time ?zones?|region|area|countries)){1,8}$", re.IGNORECASE
)


@lru_cache(maxsize=1024)
def _area(name: str) -> Area | None:
    key, data = fold(_BARE.sub("", name)), places_data()
    if key in _groups():
        return Area(_groups()[key])
    country = "US" if key == "us" else country_named(key)
    if country:
        return Area(frozenset({country}))
    for table in ("islands", "metros"):
        for said, members in data[table].items():
            if fold(said) == key:
                return _islands(members) if table == "islands" else _metro(members)
    found = regions_named(name)
    if found:
        country, code = found[0]
        return Area(frozenset({country}), frozenset({code} if code else ()), frozenset() if code else frozenset({key}))
    cities = [city for city in cities_named(name) if not city.within]
    return Area(frozenset({cities[0].country}), frozenset(), frozenset({cities[0].name})) if cities else None


def _islands(codes: str) -> Area:
    return Area(frozenset(code[:2] for code in codes.split()), frozenset(codes.split()))


def _metro(members: str) -> Area:
    country, _, cities = members.partition(": ")
    return Area(frozenset({country}), frozenset(), frozenset(_named(cities.split(", "))))


def _named(cities: Iterable[str]) -> list[str]:
    """The names as the cities' own, since "Tangerang Selatan" and "South Tangerang" are one."""
    return [city.name for name in cities for city in cities_named(name)[:1]] + [fold(name) for name in cities]


@cache
def _groups() -> Mapping[str, frozenset[str]]:
    data = places_data()
    groups = {fold(name): frozenset(codes.split()) for name, codes in data["areas"].items()}
    return groups | {fold(other): groups[fold(name)] for other, name in data["area_names"].items()}


@cache
def _anywhere() -> frozenset[str]:
    named = places_data()["area_names"].items()
    return frozenset({fold(_WORLDWIDE), *(fold(other) for other, name in named if name == _WORLDWIDE)})
