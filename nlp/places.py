"""Knows where: city, region and country as written in a line of text; which names there are is the gazetteer's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from nlp import place_lines, place_names
from nlp.areas import countries_of, remote_area
from nlp.distance import nearness
from nlp.gazetteer import country_named, fold, has_city, places_data, regions_named, us_states
from nlp.lexicon import lexicon
from nlp.phrases import has_any, phrase_pattern
from nlp.place_lines import POSTCODE, Piece, without_fillers
from nlp.place_names import CITY, COUNTRY, DISTRICT, GROUP, REGION, Meaning, joined, meanings, stands_alone
from records import Place

__all__ = [
    "countries_of", "country_code", "find_place", "is_city", "nearness", "places_in", "remote_area", "trailing_place",
    "us_states",
]  # fmt: skip

Readings = tuple[tuple[Meaning, ...], ...]
_LONGEST_LINE = 160
_LONGEST_NAME = 5
# Matches each of "Playa del Rey", "St. John's", "Saint-Denis"; not "12" nor "R&D".
_WORD = re.compile(r"[^\W\d_]+(?:[.'’\-][^\W\d_]+)*\.?")
# Towns whose names are ordinary words of titles and employers.
_NO_CITY = frozenset(
    {"of", "best", "split", "university", "march", "bar", "most", "media", "sales", "marketing", "research", "college"}
)
# Words of an administration before a name: a sign of place in themselves.
_PREFIXES = (
    "kota ",
    "kab. ",
    "kab ",
    "kabupaten ",
    "kec. ",
    "kecamatan ",
    "kel. ",
    "kelurahan ",
    "provinsi ",
    "prov. ",
)
_STRONG, _WEAK, _LOCAL = 3, 1, 2
# A line of more words tells of a place rather than naming where it is: "advised law firms in London on …".
_SHORT_LINE = 8


@dataclass(frozen=True, slots=True)
class _Name:
    """A known name in the text with all it can mean and the sign of place before it: none, weak, local or strong."""

    start: int
    end: int
    means: tuple[Meaning, ...]
    sign: int = 0
    whole: bool = True
    known: bool = True


@dataclass(frozen=True, slots=True)
class _Found:
    """Names that follow each other upwards, "Kemang, Jakarta Selatan", with the readings in which each holds the last.

    ``first`` and ``last`` number its pieces, the last exclusive; ``after_words`` says that other words open the line,
    ``is_guessed`` that no list knows the town.
    """

    names: tuple[_Name, ...]
    readings: Readings
    first: int
    last: int
    after_words: bool = False
    is_guessed: bool = False


def find_place(text: str) -> Place | None:
    """The first place in ``text``, or None; it needs a region or country, a sign ("di", "based in") or a known city.

    A town that no list knows ("Newtown, Kenya") gives way to a place that is known.
    """
    found = _found_in(text)
    known = next((place for place, is_guessed in found if not is_guessed), None)
    return known or next((place for place, _ in found), None)


def places_in(text: str) -> list[Place]:
    """Every place in a short line, each once, in its order: "Kemang, Bintaro", "Jakarta / Bandung", "Paris or Berlin".

    Names that are words too (Reading, Nice, Batu) need a sign of place. Text over 160 characters holds none.
    """
    return [place for place, _ in _found_in(text)]


def trailing_place(text: str) -> tuple[str, str | None]:
    """(name, place) of "Kestrel Parcels, London" or "Tri-County Union, Newark, Ohio"; None for no place.

    A place at the end needs a known city, or a region or country with any city before it.
    """
    pieces = [piece.strip() for piece in text.split(",")]
    for count in (3, 2, 1):
        if len(pieces) <= count:
            continue
        tail = pieces[-count:]
        if count == 1 and is_city(tail[0]):
            return ", ".join(pieces[:-1]), tail[0]
        if count > 1 and _is_above_cities(tail[1]) and is_city(tail[0]):
            return ", ".join(pieces[:-count]), ", ".join(tail)
    return text, None


@lru_cache(maxsize=2048)
def is_city(text: str) -> bool:
    """The whole text names a city of some size."""
    plain = text.strip(" .()").lower().removeprefix("kota ").strip()
    return plain in places_data()["cities"] or (plain not in _NO_CITY and has_city(plain))


def country_code(name: str) -> str | None:
    """ISO 3166 alpha-2 code of a country's name in any language of the data."""
    return country_named(name)


def _found_in(text: str) -> tuple[tuple[Place, bool], ...]:
    """Each place with whether its town is a guess."""
    text = " ".join(text.replace("\t", " | ").split())
    return _found_in_line(text) if text and len(text) <= _LONGEST_LINE else ()


# Of one résumé most lines are asked about three times: as heading, as place and as contact.
@lru_cache(maxsize=512)
def _found_in_line(text: str) -> tuple[tuple[Place, bool], ...]:
    pieces = place_lines.pieces(text, meanings)
    found, noise = _scan(text, pieces)
    kept = [one for one in found if _counts(one, text, pieces, found, noise)]
    places = {_identity(one): (_place(one, text), one.is_guessed) for one in reversed(kept)}
    return tuple(reversed(places.values()))


def _is_above_cities(name: str) -> bool:
    return name in us_states() or bool(regions_named(name)) or country_named(name) is not None


def _scan(text: str, pieces: Sequence[Piece]) -> tuple[list[_Found], set[int]]:
    """What the pieces name, and the numbers of those that say nothing: working modes, postcodes, labels."""
    found: list[_Found] = []
    noise = {at for at, piece in enumerate(pieces) if place_lines.says_nothing(text, piece)}
    sign, at = 0, 0
    while at < len(pieces):
        piece = pieces[at]
        if at in noise:
            sign = _STRONG if place_lines.is_cue(text, piece) else sign
            at += 1
            continue
        sign = 0 if piece.after == "wall" and at - 1 not in noise else sign
        one = _chain(text, pieces, at, sign)
        if one:
            found.append(one)
            sign = max(sign, one.names[0].sign)
        at = one.last if one else at + 1
        sign = sign if one else 0
    return found, noise


def _chain(text: str, pieces: Sequence[Piece], at: int, sign: int) -> _Found | None:
    """The place that begins in this piece, with the region and country behind it."""
    head = _named(text, pieces[at])
    names = [replace(head, sign=max(sign, head.sign))] if head else list(_side_by_side(text, pieces[at]))
    readings: Readings = tuple((one,) for one in names[0].means) if names else ()
    for name in names[1:]:
        readings = joined(readings, name.means)
    last = at + 1
    for piece in pieces[at + 1 :]:
        above = _opening(text, piece) if piece.after == "comma" else None
        if not above or (names and not names[-1].whole):
            break
        higher: Readings = joined(readings, above.means) if names else ()
        if not higher and len(names) < 2 and (town := _town(text, pieces[at], head, above)):
            names, higher = [town], joined(tuple((one,) for one in town.means), above.means)
        if not higher:
            break
        names.append(above)
        readings, last = higher, last + 1
    if not names:
        return _behind_words(text, pieces, at)
    is_guessed = not names[0].known and text[names[-1].start : names[-1].end] not in us_states()
    return _Found(tuple(names), readings, at, last, is_guessed=is_guessed)


def _behind_words(text: str, pieces: Sequence[Piece], at: int) -> _Found | None:
    """ "Mill Lane, Leeds", "Backend Engineer, Jakarta": a known city that ends the line behind several other words."""
    if at + 1 >= len(pieces) or pieces[at + 1].after != "comma":
        return None
    words = text[pieces[at].start : pieces[at].end]
    if has_any(words, _bodies()):  # "Kestrel Parcels Ltd, London" is an employer; trailing_place() parts the two
        return None
    name = _named(text, pieces[at + 1])
    is_last = at + 2 >= len(pieces) or pieces[at + 2].after != "comma"
    if not name or not is_last or not (" " in words or any(char.isdigit() for char in words)):
        return None
    return _Found((name,), tuple((one,) for one in name.means), at + 1, at + 2, after_words=True)


def _named(text: str, piece: Piece) -> _Name | None:
    """The known name that the piece is, or that ends it behind a sign: "Kota Bandung", "Barista di Canggu"."""
    start, end = piece.start, piece.end
    said = text[start:end]
    if means := _spelt(text, said):
        return _Name(start, end, means, _STRONG if fold(said).startswith(_PREFIXES) else 0)
    body = without_fillers(said)
    if body != said and (means := _spelt(text, body)):
        return _Name(start, start + len(body), means)
    for sign in place_lines.signs().finditer(body) if " " in body else ():
        rest = body[sign.end() :]
        if means := _spelt(text, rest):
            strength = _strength(sign["sign"].lower(), means)
            # "made in china" is no place; "berdomisili di bandung" is.
            return (
                None
                if strength == _WEAK and rest.islower()
                else _Name(start + sign.end(), start + len(body), means, strength)
            )
    return None


def _strength(sign: str, means: Sequence[Meaning]) -> int:
    """ "in" may stand before any word, and so may "di" but before a city of Indonesia."""
    if sign == "di" and means[0].country == "ID" and means[0].level != DISTRICT:
        return _LOCAL
    return _WEAK if sign in places_data()["signs"]["weak"] else _STRONG


def _side_by_side(text: str, piece: Piece) -> tuple[_Name, ...]:
    """ "Bandung Jawa Barat", "Austin TX", "Kemang Jakarta Selatan": a place and what holds it, without a comma."""
    start, end = piece.start, piece.end
    words = list(_WORD.finditer(text, start, end))
    if not 2 <= len(words) <= 6 or words[0].start() != start or words[-1].end() != end:
        return ()
    for cut in range(1, len(words)):
        left, right = (start, words[cut - 1].end()), (words[cut].start(), end)
        lower = _spelt(text, text[slice(*left)])
        upper = lower and _spelt_or_coded(text, text[slice(*right)])
        if joined(tuple((one,) for one in lower), upper):
            return _Name(*left, lower), _Name(*right, upper)
    return ()


def _opening(text: str, piece: Piece) -> _Name | None:
    """The name that the piece is, or the region or country that it opens with: "Ohio for three years", "CA 94588"."""
    start, end = piece.start, piece.end
    for said in (text[start:end], without_fillers(text[start:end])):
        if means := _spelt_or_coded(text, said):
            return _Name(start, start + len(said), means)
    words = list(_WORD.finditer(text, start, end))[: _LONGEST_NAME + 1]
    if not words or words[0].start() != start:
        return None
    for count in range(len(words) - 1, 0, -1):
        said = text[start : words[count - 1].end()].rstrip(".")
        means = tuple(one for one in _spelt_or_coded(text, said) if one.level >= REGION)
        goes_on = words[count][0][0].isupper() and text[start + len(said) : words[count].start()].isspace()
        if means and (not goes_on or said in us_states() or meanings(text[words[count].start() : end])):
            return _Name(start, start + len(said), means, whole=False)
    return None


def _town(text: str, piece: Piece, head: _Name | None, above: _Name) -> _Name | None:
    """Before a region or country the city that ends the piece, or a town no list knows: words in capitals, no trade."""
    end = piece.end
    words = _capitals(text, list(_WORD.finditer(text, piece.start, end)))
    if not words or words[-1].end() != end or "," not in text[end : above.start]:
        return None
    for word in () if head else words:
        means = _spelt(text, text[word.start() : end])
        if joined(tuple((one,) for one in means), above.means):
            return _Name(word.start(), end, means)
    wide = tuple(one for one in above.means if one.level in (REGION, COUNTRY) and not one.needs_city)
    is_city = any(one.level == CITY and one.region == region.region for one in above.means for region in wide)
    is_code = text[above.start : above.end] in us_states()
    if not wide or is_city or (head and not is_code and _is_itself(text, head, wide[0])):
        return None
    start = head.start if head else words[0].start()
    is_pair = piece.after == "list" and not text[: piece.start].rstrip().endswith((";", "/"))
    if not head and (is_pair or len(words) > 4 or _is_something_else(text[start:end])):
        return None
    means = tuple(Meaning(CITY, one.country, one.region, name=fold(text[start:end])) for one in wide)
    return _Name(start, end, means, head.sign if head else 0, known=head is not None)


def _is_itself(text: str, head: _Name, above: Meaning) -> bool:
    """A region, or beside a country a large city, is no town of that name elsewhere: "Singapore, Malaysia" are two."""
    best = head.means[0]
    return best.level > CITY or (above.level == COUNTRY and stands_alone(text[head.start : head.end], best))


def _capitals(text: str, words: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """The last words that open with a capital, and particles between: "Playa del Rey" of "moved to Playa del Rey"."""
    begin = len(words)
    while begin and (words[begin - 1][0][0].isupper() or words[begin - 1][0] in _particles()):
        if begin < len(words) and text[words[begin - 1].end() : words[begin].start()] != " ":
            break
        begin -= 1
    while begin < len(words) and words[begin][0] in _particles():
        begin += 1
    return words[begin:]


def _is_something_else(said: str) -> bool:
    """A trade, an employer or a school rather than a town."""
    lists = lexicon().lists
    is_word = place_names.is_ordinary(said)
    return is_word or bool(phrase_pattern(lists["roles"]).search(said)) or has_any(said, _bodies())


@cache
def _bodies() -> tuple[str, ...]:
    lists = lexicon().lists
    return tuple(dict.fromkeys((*lists["company_words"], *lists["institutions"])))


def _spelt_or_coded(text: str, said: str) -> tuple[Meaning, ...]:
    """The same behind a comma, where two capitals are a state or a country and not the town of Pa."""
    codes = place_names.coded(said)
    means = _spelt(text, said)
    return (*codes, *(one for one in means if one.level >= REGION)) if codes else means


def _spelt(text: str, said: str) -> tuple[Meaning, ...]:
    """What the words mean, if they open with a capital as names do; a text without any capital has none to ask for."""
    if not said or not (said[0].isupper() or text.islower()) or len(said.split()) > _LONGEST_NAME + 1:
        return ()
    return meanings(said)


def _counts(one: _Found, text: str, pieces: Sequence[Piece], found: Sequence[_Found], noise: set[int]) -> bool:
    """The names are a place here: linked, signed, or able to stand alone where they stand."""
    sign = one.names[0].sign
    if len(one.names) > 1 or sign == _STRONG or [_identity(other) for other in found].count(_identity(one)) > 1:
        return True
    stands = _stands(one, text)
    if sign:
        return (stands or sign == _LOCAL) and text.count(" ") < _SHORT_LINE
    covered = sum(other.last - other.first for other in found) + len(noise) >= len(pieces)
    if covered and len(found) > 1 and all(place_names.is_indonesian(other.readings) for other in found):
        # Quarters and ordinary words back each other up: "Kemang, Bintaro, Kelapa Gading".
        return any(_stands(other, text) for other in found)
    if one.readings[0][0].level == GROUP:
        return covered and len(found) == 1
    walled = [pieces[at].after == "wall" for at in (one.first, one.last) if at < len(pieces)]
    return stands and (covered or one.after_words or all(walled))


def _stands(one: _Found, text: str) -> bool:
    return stands_alone(text[one.names[0].start : one.names[0].end], one.readings[0][0])


def _place(one: _Found, text: str) -> Place:
    reading = one.readings[0]
    start, end = one.names[0].start, one.names[-1].end
    parts = [(text[name.start : name.end], meaning) for name, meaning in zip(one.names, reading, strict=True)]
    city = next((said for level in (CITY, DISTRICT) for said, meaning in parts if meaning.level == level), None)
    region = next((said for said, meaning in parts if meaning.level in (REGION, GROUP)), None)
    seat = _seat(region) if region and city is None else None
    if text[start:end].count("(") > text[start:end].count(")"):
        end = text.find(")", end) + 1 or end
    if text[one.names[-1].start : end] in us_states() and (code := POSTCODE.match(text, end + 1)):
        end = code.end()  # "CA 94588" is one
    country = reading[-1].country
    return Place(text[start:end], city or seat, region, country or None)


def _seat(region: str) -> str | None:
    """ "Jakarta" of "DKI Jakarta": the city that gives a region its name, as it stands there."""
    seats = {fold(name): city for name, city in places_data()["seats"].items()}
    seat = seats.get(fold(region))
    return seat if seat and seat in region else None


def _identity(one: _Found) -> tuple[object, ...]:
    """Equal for two spellings of one place: "Bangalore / Bengaluru"."""
    low = one.readings[0][0]
    return low.level, low.country, low.region, low.name


@cache
def _particles() -> frozenset[str]:
    return frozenset(places_data()["particles"])
