"""Knows where: city, region and country as written in a line of text; which names there are is the gazetteer's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from nlp import place_names
from nlp.areas import countries_of, remote_area
from nlp.distance import nearness
from nlp.gazetteer import country_named, fold, has_city, places_data, regions_named, us_states
from nlp.lexicon import lexicon
from nlp.phrases import has_any, phrase_pattern
from nlp.place_names import CITY, COUNTRY, DISTRICT, GROUP, REGION, Meaning, joined, meanings, stands_alone
from records import Place

__all__ = [
    "countries_of", "country_code", "find_place", "is_city", "nearness", "places_in", "remote_area", "trailing_place",
    "us_states",
]  # fmt: skip

_LONGEST_LINE = 160
_LONGEST_NAME = 5
# Matches the comma and the brackets of "Bandung (Jawa Barat), Indonesia", the "or" of "Paris or Berlin", the dash of
# "Barista – Canggu"; not the hyphen of "Stratford-upon-Avon" nor the "and" of "Sandwich".
_BREAK = re.compile(
    r"(?P<comma>\s*[,()]\s*)|(?P<list>\s*[/;&]\s*|\s+(?:or|and|atau|dan|serta)\s+)|(?P<wall>\s*[|•·\t:\n]\s*|\s+--?\s+|\s*[–—]\s*)",
    re.IGNORECASE,
)
# Matches "94588", "94588-1234", "LS1 4AB", "M5V 2T6", "1012 AB"; not "2019-2021" nor "Room 12".
_POSTCODE = re.compile(r"(?<![\w-])(?:\d{5}(?:-\d{4})?|\d{6}|\d{3} \d{3}|\d{4} [A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d|(?<=NSW |VIC |QLD |TAS |ACT )\d{4}|(?<=WA |SA |NT )\d{4})(?![\w-])")  # fmt: skip
# Matches each of "Playa del Rey", "St. John's", "Saint-Denis"; not "12" nor "R&D".
_WORD = re.compile(r"[^\W\d_]+(?:[.'’\-][^\W\d_]+)*\.?")
_PARTICLES = frozenset(
    "de del della di do da dos das la le les el al of on upon the an am im bei sur sous in der den und y e by".split()
)
# Towns whose names are ordinary words of titles and employers.
_NO_CITY = frozenset(
    {"of", "best", "split", "university", "march", "bar", "most", "media", "sales", "marketing", "research", "college"}
)
_EDGES = " .;~*#-'\"“”"
_STRONG, _WEAK, _LOCAL = 3, 1, 2
# A line of more words tells of a place rather than naming where it is: "advised law firms in London on …".
_SHORT_LINE = 8


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch between breaks without blanks, bullets and postcodes; ``after`` is the break before it: comma, list, wall."""

    start: int
    end: int
    after: str


@dataclass(frozen=True, slots=True)
class _Name:
    """A known name in the text with all it can mean and the sign of place before it: none, weak, local or strong."""

    start: int
    end: int
    means: tuple[Meaning, ...]
    sign: int = 0
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Found:
    """Names that follow each other upwards, "Kemang, Jakarta Selatan", with the readings in which each holds the last.

    ``first`` and ``last`` number its pieces, the last exclusive; ``after_words`` says that other words open the line.
    """

    names: tuple[_Name, ...]
    readings: tuple[tuple[Meaning, ...], ...]
    first: int
    last: int
    after_words: bool = False


def find_place(text: str) -> Place | None:
    """The first place in ``text``, or None; a place needs a region or country, a sign ("di", "based in"), or a known city."""
    return next(iter(places_in(text)), None)


def places_in(text: str) -> list[Place]:
    """Every place in a short line, each once, in its order: "Kemang, Bintaro", "Jakarta / Bandung", "Paris or Berlin".

    Names that are words too (Reading, Nice, Batu) need a sign of place. Text over 160 characters holds none.
    """
    text = " ".join(text.replace("\t", " | ").split())
    if not text or len(text) > _LONGEST_LINE:
        return []
    pieces = _pieces(text)
    found, noise = _scan(text, pieces)
    kept = [one for one in found if _counts(one, text, pieces, found, noise)]
    places = {_identity(one): _place(one, text) for one in reversed(kept)}
    return list(reversed(places.values()))


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
        if count > 1 and _is_above_cities(tail[1]) and is_city(tail[0]):
            return ", ".join(pieces[:-count]), ", ".join(tail)
    return text, None


def is_city(text: str) -> bool:
    """The whole text names a city of some size."""
    plain = text.strip(" .()").lower().removeprefix("kota ").strip()
    return plain in places_data()["cities"] or (plain not in _NO_CITY and has_city(plain))


def country_code(name: str) -> str | None:
    """ISO 3166 alpha-2 code of a country's name in any language of the data."""
    return country_named(name)


def _is_above_cities(name: str) -> bool:
    return name in us_states() or bool(regions_named(name)) or country_named(name) is not None


def _pieces(text: str) -> list[_Piece]:
    """The stretches between breaks; "Jammu and Kashmir" stays one."""
    found: list[_Piece] = []
    at, after = 0, "wall"
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        if end > at and text[at:end].strip(_EDGES):
            is_pair = found and after == "list" and meanings(text[found[-1].start : end].strip(_EDGES))
            piece = found[-1] if is_pair else _Piece(at, end, after)
            found = [*(found[:-1] if is_pair else found), _Piece(*_trimmed(text, piece.start, end), piece.after)]
            after = "none"
        if match:
            kind = str(match.lastgroup)
            after = kind if after == "none" or kind == "wall" else after
            at = match.end()
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    if any(char.isdigit() for char in text[start:end]):
        for match in _POSTCODE.finditer(text, start, end):
            if not text[start : match.start()].strip():
                start = match.end()
            elif not text[match.end() : end].strip(" ."):
                end = match.start()
    said = text[start:end]
    start += len(said) - len(said.lstrip(_EDGES))
    return start, max(start, start + len(said.strip(_EDGES)))


def _scan(text: str, pieces: Sequence[_Piece]) -> tuple[list[_Found], set[int]]:
    """What the pieces name, and the numbers of those that say nothing: working modes, postcodes, labels."""
    found: list[_Found] = []
    noise = {at for at, piece in enumerate(pieces) if _is_noise(text, piece)}
    sign, at = 0, 0
    while at < len(pieces):
        piece = pieces[at]
        if at in noise:
            sign = _STRONG if _is_label(text, piece) or _is_mode(text[piece.start : piece.end]) else sign
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


def _chain(text: str, pieces: Sequence[_Piece], at: int, sign: int) -> _Found | None:
    """The place that begins in this piece, with the region and country behind it."""
    head = _named(text, pieces[at])
    names = [replace(head, sign=max(sign, head.sign))] if head else list(_side_by_side(text, pieces[at]))
    readings = tuple((one,) for one in names[0].means) if names else ()
    for name in names[1:]:
        readings = joined(readings, name.means)
    last = at + 1
    for piece in pieces[at + 1 :]:
        above = _opening(text, piece) if piece.after == "comma" else None
        if not above or (names and not names[-1].whole):
            break
        higher = joined(readings, above.means) if names else ()
        if not higher and len(names) < 2 and (town := _town(text, pieces[at], head, above)):
            names, higher = [town], joined(tuple((one,) for one in town.means), above.means)
        if not higher:
            break
        names.append(above)
        readings, last = higher, last + 1
    if not names:
        return _behind_words(text, pieces, at)
    return _Found(tuple(names), readings, at, last)


def _behind_words(text: str, pieces: Sequence[_Piece], at: int) -> _Found | None:
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


def _named(text: str, piece: _Piece) -> _Name | None:
    """The known name that the piece is, or ends in behind a sign: "Kota Bandung", "based in Leeds", "Barista di Canggu"."""
    start, end = piece.start, piece.end
    said = text[start:end]
    if means := _spelt(text, said):
        return _Name(start, end, means, _STRONG if fold(said).startswith(_admin_words()) else 0)
    body = _without_fillers(said)
    if body != said and (means := _spelt(text, body)):
        return _Name(start, start + len(body), means)
    for sign in _signs().finditer(body) if " " in body else ():
        rest = body[sign.end() :]
        if means := _spelt(text, rest):
            return _Name(start + sign.end(), start + len(body), means, _strength(sign["sign"].lower(), means))
    return None


def _strength(sign: str, means: Sequence[Meaning]) -> int:
    """ "in" may stand before any word, and so may "di" but before a city of Indonesia."""
    if sign == "di" and means[0].country == "ID" and means[0].level != DISTRICT:
        return _LOCAL
    return _WEAK if sign in places_data()["signs"]["weak"] else _STRONG


def _side_by_side(text: str, piece: _Piece) -> tuple[_Name, ...]:
    """ "Bandung Jawa Barat", "Berlin Germany": a city and what holds it, without a comma."""
    start, end = piece.start, piece.end
    words = list(_WORD.finditer(text, start, end))
    if not 2 <= len(words) <= 6 or words[0].start() != start or words[-1].end() != end:
        return ()
    for cut in range(1, len(words)):
        left, right = (start, words[cut - 1].end()), (words[cut].start(), end)
        lower = _spelt(text, text[slice(*left)])
        upper = lower and tuple(one for one in _spelt(text, text[slice(*right)]) if one.level >= REGION)
        if joined(tuple((one,) for one in lower), upper):
            return _Name(*left, lower), _Name(*right, upper)
    return ()


def _opening(text: str, piece: _Piece) -> _Name | None:
    """The name that the piece is, or the region or country that it opens with: "Ohio for three years", "CA 94588"."""
    start, end = piece.start, piece.end
    for said in (text[start:end], _without_fillers(text[start:end])):
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


def _town(text: str, piece: _Piece, head: _Name | None, above: _Name) -> _Name | None:
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
    if not wide or is_city or (head and not is_code and head.means[0].level > CITY):
        return None
    start = head.start if head else words[0].start()
    is_pair = piece.after == "list" and not text[: piece.start].rstrip().endswith((";", "/"))
    if not head and (is_pair or len(words) > 4 or _is_something_else(text[start:end])):
        return None
    means = tuple(Meaning(CITY, one.country, one.region, name=fold(text[start:end])) for one in wide)
    return _Name(start, end, means, head.sign if head else 0)


def _capitals(text: str, words: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """The last words that open with a capital, and particles between: "Playa del Rey" of "moved to Playa del Rey"."""
    begin = len(words)
    while begin and (words[begin - 1][0][0].isupper() or words[begin - 1][0] in _PARTICLES):
        if begin < len(words) and text[words[begin - 1].end() : words[begin].start()] != " ":
            break
        begin -= 1
    while begin < len(words) and words[begin][0] in _PARTICLES:
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


def _is_noise(text: str, piece: _Piece) -> bool:
    said = text[piece.start : piece.end]
    return not said or _is_label(text, piece) or _is_mode(said) or said.lower() in places_data()["fillers"]


def _is_label(text: str, piece: _Piece) -> bool:
    is_followed = text[piece.end : piece.end + 3].lstrip(_EDGES).startswith(":")
    return is_followed and fold(text[piece.start : piece.end]) in _labels()


def _is_mode(said: str) -> bool:
    return bool(_modes().fullmatch(said))


def _without_fillers(said: str) -> str:
    """ "Leeds" of "Leeds only", "Bandung" of "Bandung dan sekitarnya"."""
    return _fillers().sub("", said) if said.lower().endswith(_filler_ends()) else said


def _counts(one: _Found, text: str, pieces: Sequence[_Piece], found: Sequence[_Found], noise: set[int]) -> bool:
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
    if text[one.names[-1].start : end] in us_states() and (code := _POSTCODE.match(text, end + 1)):
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
def _labels() -> frozenset[str]:
    tables = lexicon().tables
    return frozenset(fold(label) for name in ("labels", "job_labels") for label in tables[name]["location"])


@cache
def _signs() -> re.Pattern[str]:
    """Matches "based in" before "Leeds", "di" in "Barista di Canggu"; not "in" in "Inverness"."""
    words = places_data()["signs"]
    return re.compile(rf"(?<!\w)(?P<sign>{_any((*words['strong'], *words['weak']))})\s+", re.IGNORECASE)


@cache
def _fillers() -> re.Pattern[str]:
    """Matches the end of "Leeds only", "Bandung dan sekitarnya"; not of "Singleton"."""
    return re.compile(rf"(?:(?:\s+|-)(?:{_any(places_data()['fillers'])}))+$", re.IGNORECASE)


@cache
def _filler_ends() -> tuple[str, ...]:
    return tuple(places_data()["fillers"])


@cache
def _modes() -> re.Pattern[str]:
    """Matches "Remote", "Fully remote", "Hybrid", "WFH"; not "Remote Sensing"."""
    words = [word for mode in lexicon().tables["remote"].values() for word in mode]
    return re.compile(rf"(?:100 ?% |fully |full |full-time |semi )?(?:{_any(words)})(?: first|-first| only)?", re.IGNORECASE)


@cache
def _admin_words() -> tuple[str, ...]:
    return ("kota ", "kab. ", "kab ", "kabupaten ", "kec. ", "kecamatan ", "kel. ", "kelurahan ", "provinsi ", "prov. ")


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
