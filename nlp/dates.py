"""Dates and date ranges as résumés spell them, in every language of the lexicon; "today" is always an argument."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from nlp.lexicon import lexicon

_LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class DateRange:
    """A range found in a text.

    Attributes:
        first: ISO ``YYYY`` or ``YYYY-MM``; None when only an end is named.
        last: The same; None for an open range or a single date.
        current: The range goes on ("Present", "sejak 2020").
        start, end: Its characters in the text that was searched.
    """

    first: str | None
    last: str | None
    current: bool
    start: int
    end: int

    @property
    def is_point(self) -> bool:
        """A single date and not a range."""
        return self.last is None and not self.current


def find_ranges(text: str) -> list[DateRange]:
    """Date ranges and single dates of ``text`` in order of appearance, never overlapping."""
    return list(_ranges_of_line(text) if len(text) <= _LONGEST_LINE else _ranges(text))


# Of one résumé most lines are asked about more than twice.
@lru_cache(maxsize=512)
def _ranges_of_line(text: str) -> tuple[DateRange, ...]:
    return tuple(_ranges(text))


def _ranges(text: str) -> Iterator[DateRange]:
    found = (match for match in _pattern().finditer(text) if _is_calendar(match))
    return (_with_first_month(_range(match), text) for match in found)


def mask(text: str) -> str:
    """``text`` of the same length with dates blanked: phone numbers are looked for only outside dates."""
    for found in find_ranges(text):
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text


def month_span(first: str | None, last: str | None, current: bool, as_of: date) -> tuple[int, int] | None:
    """Half-open interval of months since year 0, or None without a start.

    A named end month counts whole ("Jan 2019 - Mar 2019" is three months). Bare years stand for their middle,
    so that "2016 - 2018" is 24 months and a single year six.
    """
    if first is None:
        return None
    now = as_of.year * 12 + as_of.month
    begin = _month_index(first)
    if current:
        end = now
    elif last is None:
        end = begin + (6 if len(first) == 4 else 1)
    else:
        end = _month_index(last) + (0 if len(last) == 4 else 1)
    if len(first) == 4 and last == first:
        end = begin + 6
    return (begin, end) if begin < end <= now + 120 else None


def union(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping and touching half-open intervals joined, ascending."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


def total_months(spans: Sequence[tuple[int, int]]) -> int:
    """Months that the intervals cover, each month once."""
    return sum(end - begin for begin, end in union(spans))


def iso_month(index: int) -> str:
    """The inverse of a month index: 24229 -> ``2019-01``."""
    return f"{(index - 1) // 12:04d}-{(index - 1) % 12 + 1:02d}"


def _month_index(iso: str) -> int:
    year, _, month = iso.partition("-")
    return int(year) * 12 + (int(month[:2]) if month else 7)


@cache
def _pattern() -> re.Pattern[str]:
    """Matches "Jan 2019 – Present", "03/2019–now", "Sejak Maret 2020", "Q3 2021"; not "555 0123" or "3.14"."""
    words, lists = lexicon().numbers, lexicon().lists
    month = _alternatives(words["months"])
    season = _alternatives(words["seasons"])
    year = r"(?:19[5-9]\d|20[0-4]\d)"
    point = (
        rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)?[ \-]+)?(?:{month})\.?(?:[ ]+\d{{1,2}},)?[ ,./\-]{{0,4}}(?:of )?(?:{year}|['’]\d{{2}}\b)"
        rf"|(?:{season})[ ,]+{year}|Q[1-4][ /,'-]*{year}|{year}[ ]?Q[1-4]"
        rf"|\d{{1,2}}[/.\-]\d{{1,2}}[/.\-]{year}|(?:0?[1-9]|1[0-2])[ ]?[/.\-][ ]?{year}"
        rf"|{year}[/.\-](?:0[1-9]|1[0-2])(?:[/.\-]\d{{2}})?(?![\d])|{year})"
    )
    dash = r"[-–—−‐‑~]|->|→"
    between = rf"\s{{0,6}}(?:{dash}|\b(?:{_alternatives(lists['range_words'])})(?![^\W\d_]))\s{{0,6}}"
    present = _alternatives((*lists["present"],))
    return re.compile(
        rf"(?<![\w/])(?:(?P<since>\b(?:{_alternatives(lists['since'])})[ ]+)?(?P<first>{point})"
        rf"(?:{between}(?:(?P<now>(?:{present}))(?![^\W_])|(?P<last>{point}))"
        rf"|[ ](?P<bare>(?-i:Present|Current|PRESENT|CURRENT|Sekarang))(?![^\W_])"
        rf"|[ ]*(?P<open>(?:{_alternatives(lists['onwards'])})\b|[-–—](?=\s*(?:$|\n|\))))"
        rf"|(?P<short>\s*[-–—/]\s*\d{{2}})(?![\w/.\-]))?)(?![\w])",
        re.IGNORECASE,
    )


def _alternatives(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))


def _is_calendar(match: re.Match[str]) -> bool:
    """ "2019-20-05" and a bare "1999/2001" part of a code are rejected by their month."""
    return _iso(match["first"]) is not None and (match["last"] is None or _iso(match["last"]) is not None)


def _with_first_month(found: DateRange, text: str) -> DateRange:
    """ "Juli – Desember 2022", "June–August 2016": the year is named once."""
    if not found.is_point or found.first is None or len(found.first) == 4:
        return found
    before = _month_before().search(text[max(0, found.start - 16) : found.start])
    month = lexicon().numbers["months"].get(before[1].lower()) if before else None
    if before is None or month is None or month >= int(found.first[5:7]):
        return found
    return DateRange(f"{found.first[:4]}-{month:02d}", found.first, False, found.start - len(before[0]), found.end)


@cache
def _month_before() -> re.Pattern[str]:
    """Matches the end of "Juli – "; not "2019 – "."""
    return re.compile(rf"\b({_alternatives(lexicon().numbers['months'])})\.?[ ]?[-–—][ ]?$", re.IGNORECASE)


def _range(match: re.Match[str]) -> DateRange:
    first = _iso(match["first"])
    last = _iso(match["last"]) if match["last"] else None
    if match["short"] and first:
        last = first[:2] + match["short"].strip()[-2:]
        last = last if int(last) >= int(first[:4]) else None
    if first and last is None and len(first) > 4 and _is_season(match["first"]):
        last = f"{first[:5]}{min(12, int(first[5:7]) + 2):02d}"
    current = bool(match["now"] or match["bare"] or match["open"] or (match["since"] and not match["last"]))
    return DateRange(first, None if current else last, current, match.start(), match.end())


# Matches "2019", "1987"; not "20190".
_YEAR = re.compile(r"(?:19[5-9]\d|20[0-4]\d)")
# Matches "'19"; not "19".
_SHORT_YEAR = re.compile(r"['’](\d{2})\b")
# Matches "03/2019" and "14.03.2019" with month 03; not "March".
_NUMERIC = re.compile(r"(?:(\d{1,2})[/.\-])?(\d{1,2})[ ]?[/.\-][ ]?((?:19|20)\d{2})")
# Matches "2019-03"; not "03-2019".
_YEAR_FIRST = re.compile(r"((?:19|20)\d{2})[/.\-](\d{2})")
# Matches "Q3"; not "3Q".
_QUARTER = re.compile(r"Q([1-4])", re.IGNORECASE)
# Matches "Maret", "sept"; not "2019".
_WORD = re.compile(r"[^\W\d_]+")


def _iso(text: str) -> str | None:
    """One date as ``YYYY`` or ``YYYY-MM``; None when its month is none."""
    year_first = _YEAR_FIRST.fullmatch(text[:7])
    if year_first:
        return _checked(year_first[1], int(year_first[2]))
    numeric = _NUMERIC.fullmatch(text.strip())
    if numeric:
        return _checked(numeric[3], _numeric_month(numeric[1], numeric[2]))
    year = _YEAR.search(text)
    short = _SHORT_YEAR.search(text)
    if not year and not short:
        return None
    full = year[0] if year else _century(short[1] if short else "")
    month = _named_month(text)
    return f"{full}-{month:02d}" if month else full


def _numeric_month(first: str | None, second: str) -> int:
    """03/14/2019 is written month first, 14/03/2019 day first; both below 13 are read day first."""
    if first is not None and int(second) > 12:
        return int(first)
    return int(second)


def _checked(year: str, month: int) -> str | None:
    return f"{year}-{month:02d}" if 1 <= month <= 12 else None


def _century(short: str) -> str:
    return ("19" if int(short) >= 50 else "20") + short


def _is_season(text: str) -> bool:
    """A season lasts three months, of which the first is named."""
    return any(word in lexicon().numbers["seasons"] for word in _WORD.findall(text.lower()))


def _named_month(text: str) -> int | None:
    quarter = _QUARTER.search(text)
    if quarter:
        return int(quarter[1]) * 3 - 2
    numbers = lexicon().numbers
    for word in _WORD.findall(text.lower()):
        month = numbers["months"].get(word) or numbers["seasons"].get(word)
        if month:
            return month
    return None
