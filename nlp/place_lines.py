"""Knows how a line falls into stretches that may name a place, and the words around names; it knows no place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from nlp.gazetteer import fold, places_data
from nlp.lexicon import lexicon

# Matches "94588", "94588-1234", "LS1 4AB", "M5V 2T6", "1012 AB", the end of "NSW 2000"; not "2019-2021" nor "Room 12".
POSTCODE = re.compile(
    r"(?<![\w-])(?:\d{5}(?:-\d{4})?|\d{6}|\d{3} \d{3}|\d{4} [A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d"
    r"|(?<=NSW |VIC |QLD |TAS |ACT )\d{4}|(?<=WA |SA |NT )\d{4})(?![\w-])"
)
# Matches the comma and the brackets of "Bandung (Jawa Barat), Indonesia", the "or" of "Paris or Berlin", the dash of
# "Barista – Canggu"; not the "OR" of "Beaverton, OR", the hyphen of "Stratford-upon-Avon" nor the "and" of "Sandwich".
_BREAK = re.compile(
    r"(?P<list> *[/;&] *|,? (?:(?-i:or)|and|atau|dan|serta) )|(?P<comma> *[,()] *)|(?P<wall> *[|•·:] *| --? | *[–—] *)",
    re.IGNORECASE,
)
_EDGES = " .;~*#-'\"“”"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch without blanks, bullets and postcodes at its ends; ``after`` is the break before it.

    A comma (or bracket) may part a place from what holds it, a list parts places, a wall parts places from the rest.
    """

    start: int
    end: int
    after: str


def pieces(text: str, is_name: Callable[[str], object]) -> list[Piece]:
    """The stretches of a line with single blanks; "Jammu and Kashmir" stays one since ``is_name`` knows it."""
    found: list[Piece] = []
    at, after = 0, "wall"
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        if end > at and text[at:end].strip(_EDGES):
            if found and after == "list" and is_name(text[found[-1].start : end].strip(_EDGES)):
                at, after = found[-1].start, found.pop().after
            found.append(Piece(*_trimmed(text, at, end), after))
            after = "none"
        if match:
            kind = str(match.lastgroup)
            after = kind if after == "none" or kind == "wall" else after
            at = match.end()
    return found


def says_nothing(text: str, piece: Piece) -> bool:
    """Nothing is left of the piece, or it is a label, a working mode or a filler such as "dan sekitarnya"."""
    said = text[piece.start : piece.end]
    return not said or is_cue(text, piece) or said.lower() in places_data()["fillers"]


def is_cue(text: str, piece: Piece) -> bool:
    """A place follows: the piece is a label ("Lokasi:") or a working mode ("Remote", "Hybrid")."""
    said = text[piece.start : piece.end]
    is_followed = text[piece.end : piece.end + 3].lstrip(_EDGES).startswith(":")
    return (is_followed and fold(said) in _labels()) or bool(_modes().fullmatch(said))


def without_fillers(said: str) -> str:
    """ "Leeds" of "Leeds only", "Bandung" of "Bandung dan sekitarnya"."""
    return _fillers().sub("", said) if said.lower().endswith(_filler_ends()) else said


@cache
def signs() -> re.Pattern[str]:
    """Matches "based in" before "Leeds", "di" in "Barista di Canggu", as ``sign``; not "in" in "Inverness"."""
    words = places_data()["signs"]
    return re.compile(rf"(?<!\w)(?P<sign>{_any((*words['strong'], *words['weak']))}) ", re.IGNORECASE)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    if any(char.isdigit() for char in text[start:end]):
        for match in POSTCODE.finditer(text, start, end):
            if not text[start : match.start()].strip():
                start = match.end()
            elif not text[match.end() : end].strip(_EDGES):
                end = match.start()
    said = text[start:end]
    start += len(said) - len(said.lstrip(_EDGES))
    return start, start + len(said.strip(_EDGES))


@cache
def _labels() -> frozenset[str]:
    tables = lexicon().tables
    return frozenset(fold(label) for name in ("labels", "job_labels") for label in tables[name]["location"])


@cache
def _fillers() -> re.Pattern[str]:
    """Matches the end of "Leeds only", "Bandung dan sekitarnya"; not of "Singleton"."""
    return re.compile(rf"(?:[ -](?:{_any(places_data()['fillers'])})){{1,8}}$", re.IGNORECASE)


@cache
def _filler_ends() -> tuple[str, ...]:
    return tuple(places_data()["fillers"])


@cache
def _modes() -> re.Pattern[str]:
    """Matches "Remote", "Fully remote", "Hybrid", "WFH"; not "Remote Sensing"."""
    words = [word for mode in lexicon().tables["remote"].values() for word in mode]
    before = r"100 ?% |fully |full |full-time |semi "
    return re.compile(rf"(?:{before})?(?:{_any(words)})(?: first|-first| only)?", re.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
