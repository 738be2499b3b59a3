"""Where an ad limits the age of the people it wants; ages of children, customers and companies are none of its business."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache

from nlp.lexicon import lexicon

_YOUNGEST, _OLDEST = 16, 75
# "Minimal 18 tahun" and "at least 21" are what the law asks, not what the employer prefers.
_LEGAL_AGE = 21
_LOWEST_LIMIT = 20
# Beyond this, "maks 70 tahun" without a word of age is a loan or a guarantee.
_HIGHEST_BARE_LIMIT = 60
_BEFORE, _AFTER, _CLOSE = 48, 36, 30
_KINDS = ("age", "most", "least", "other", "work")
# Matches "27" in "maks.27thn" and "30" in "30th"; not "2019", "3.27" nor "27%".
_NUMBER = re.compile(r"(?<![\d$€£])(?<!\d[.,])\d{2}(?!\d|[.,]\d| ?%| ?(?:cm|kg|lb|gb|mb|km|m2)\b)", re.IGNORECASE)
# Matches the "." of "SMA. Usia" and line breaks; not those of "maks. 30" and "s.d. 30".
_STOP = re.compile(r"(?<!\bmaks)(?<!\bmax)(?<!\bmin)(?<!\bs\.d)\.(?=\s)|[;•●▪!?]|\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Ad:
    """A text with the places of the words that matter, by kind, and of what ends its sentences."""

    text: str
    words: dict[str, list[int]]
    stops: list[int]

    def last(self, kind: str, start: int, end: int) -> int:
        """Where the last word of a kind in [start, end) begins; -1 for none."""
        number = bisect_left(self.words[kind], end) - 1
        return self.words[kind][number] if number >= 0 and self.words[kind][number] >= start else -1


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that can be an age; its sentence reaches from ``first`` to ``last`` but not far."""

    value: int
    start: int
    end: int
    first: int
    last: int


def find(text: str) -> list[tuple[int, int]]:
    """Half-open places of the words that limit an age, in order: "usia maksimal 27 tahun", "aged 25-40"."""
    if not (_words("age").search(text) or _words("most").search(text) or _words("old").search(text)):
        return []
    words = {kind: [match.start() for match in _words(kind).finditer(text)] for kind in _KINDS}
    ad = _Ad(text, words, [match.start() for match in _STOP.finditer(text)])
    found: list[tuple[int, int]] = []
    for match in _NUMBER.finditer(text):
        number = _number(ad, match)
        is_new = not found or number.start >= found[-1][1]
        if is_new and _YOUNGEST <= number.value <= _OLDEST and _is_limit(ad, number):
            found.append(_place(ad, number))
    return found


def _number(ad: _Ad, match: re.Match[str]) -> _Number:
    """The number in its sentence; a line break right before it is only a wrapped line."""
    begun = len(ad.text[max(0, match.start() - 8) : match.start()].rstrip()) + max(0, match.start() - 8)
    above = bisect_left(ad.stops, begun) - 1
    below = bisect_right(ad.stops, match.end() - 1)
    first = max(match.start() - _BEFORE, ad.stops[above] + 1 if above >= 0 else 0)
    last = min(match.end() + _AFTER, ad.stops[below] if below < len(ad.stops) else len(ad.text))
    return _Number(int(match[0]), *match.span(), first, last)


def _is_limit(ad: _Ad, number: _Number) -> bool:
    aged = ad.last("age", number.first, number.start)
    old = _opens(ad, number, "old")
    if _is_about_others(ad, number, aged) or ad.last("work", number.first, number.start) > aged:
        return False
    above, below = (ad.last(kind, number.first, number.start) for kind in ("most", "least"))
    most = above > below or _opens(ad, number, "most")
    least = below > above or _opens(ad, number, "least")
    if aged >= 0 or old:
        return _limits_age(number.value, _range_top(ad, number), most, least, is_bare=aged >= 0 and not old)
    in_range = _LOWEST_LIMIT <= number.value <= _HIGHEST_BARE_LIMIT
    return most and in_range and ad.last("work", number.end, number.last) < 0 and _is_in_years(ad, number)


def _limits_age(value: int, top: int | None, most: bool, least: bool, is_bare: bool) -> bool:
    if top is not None:
        return value < top <= _OLDEST
    if most:
        return value >= _LOWEST_LIMIT
    return value > _LEGAL_AGE and (least or is_bare)


def _is_about_others(ad: _Ad, number: _Number, aged: int) -> bool:
    """ "Pelanggan usia 20-30 tahun": somebody else is named close to the age."""
    near = number.first if aged < 0 else max(number.first, aged - _CLOSE)
    return ad.last("other", near, number.start) >= 0 or ad.last("other", number.end, number.last) >= 0


def _is_in_years(ad: _Ad, number: _Number) -> bool:
    """ "Maks 30 thn" is said of people alone; "max. 28 years" only where nothing else is in the sentence."""
    if _opens(ad, number, "units"):
        return True
    alone = not re.search(r"\w", _words("most").sub("", ad.text[number.first : number.start]))
    return alone and re.match(r"\s?(?:years?|yrs?)\b", ad.text[number.end : number.last]) is not None


def _range_top(ad: _Ad, number: _Number) -> int | None:
    """The 35 of "25-35", "25 s/d 35 tahun", "20 tahun - max. 30"."""
    match = _range().match(ad.text, number.end, number.last)
    return int(match["top"]) if match else None


def _place(ad: _Ad, number: _Number) -> tuple[int, int]:
    """The number with the word of age or limit before it and the unit after it."""
    begins = [ad.last(kind, number.first, number.start) for kind in ("age", "most", "least")]
    tail = _range().match(ad.text, number.end, number.last)
    end = tail.end() if tail else number.end
    unit = _opening("old", "units", "most", "least").match(ad.text, end, number.last)
    return min([at for at in begins if at >= 0], default=number.start), unit.end() if unit else end


def _opens(ad: _Ad, number: _Number, kind: str) -> bool:
    return _opening(kind).match(ad.text, number.end, number.last) is not None


def _table(kind: str) -> str:
    words = sorted(lexicon().tables["age_words"].get(kind, ()), key=len, reverse=True)
    return "|".join(re.escape(word) for word in words) or "(?!)"


@cache
def _words(kind: str) -> re.Pattern[str]:
    """ "age" matches "Usia" and "aged"; not "agenda"."""
    return re.compile(rf"(?<!\w)(?:{_table(kind)})(?!\w)", re.IGNORECASE)


@cache
def _opening(*kinds: str) -> re.Pattern[str]:
    """What may follow an age directly: "old" matches " years old"; not " apples"."""
    units = rf"(?:{_table('units')}|years?|yrs?)"
    ways = [rf"(?:\s?{units}\.?)?[\s,(]{{0,3}}(?:{_table(kind)})" for kind in kinds if kind in {"most", "least"}]
    ways += [rf"\s?-?\s?(?:{_table('old')}|{units}\s?old)"] if "old" in kinds else []
    ways += [rf"\s?(?:{_table('units')})"] if "units" in kinds else []
    ways += [r"\s?\+"] if "least" in kinds else []
    return re.compile(rf"(?:{'|'.join(ways)})(?!\w)", re.IGNORECASE)


@cache
def _range() -> re.Pattern[str]:
    """Matches " - 35", " s/d 35", " tahun – max. 30"; not " and three"."""
    words = rf"(?:{_table('to')}|{_table('units')}|{_table('most')}|years?)"
    return re.compile(rf"[\s.]{{0,2}}(?:(?:{words}|[-–—/.])[\s./:]{{0,2}}){{1,5}}(?P<top>\d{{2}})(?!\d)", re.IGNORECASE)
