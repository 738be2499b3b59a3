"""Lengths of time in words: "5+ years", "at least two years", "3-5 yrs", "minimal 1 tahun", "18 months"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from nlp.lexicon import lexicon


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time; ``years`` is the lower end of a range; [start, end) is its place in the text."""

    years: float
    start: int
    end: int


def find_durations(text: str) -> list[Duration]:
    """Durations in order of appearance; more than 60 years is no length of a working life."""
    found: list[Duration] = []
    for match in _pattern().finditer(text):
        number = _number(match["low"])
        years = number / 12 if match["unit"].lower().rstrip(".") in lexicon().lists["months_unit"] else number
        if years <= 60:
            found.append(Duration(round(years, 2), match.start(), match.end()))
    return found


def _number(text: str) -> float:
    words = lexicon().numbers["number_words"]
    return float(words[text.lower()]) if text.lower() in words else float(text.replace(",", "."))


@cache
def _pattern() -> re.Pattern[str]:
    """Matches "5+ years", "two (2) years", "3 - 5 tahun", "6 yrs"; not "year 5" nor "2019 years"."""
    numbers, lists = lexicon().numbers["number_words"], lexicon().lists
    one = rf"(?:\d{{1,2}}(?:[.,]\d)?|{'|'.join(sorted(numbers, key=len, reverse=True))})"
    units = "|".join(re.escape(u) for u in sorted((*lists["years"], *lists["months_unit"]), key=len, reverse=True))
    between = r"(?:-|–|—|to|sampai|hingga|s/d|or)"
    return re.compile(
        rf"(?<![\w.,/$€£-])(?P<low>{one})(?:\s?\(\d{{1,2}}\))?\s?\+?(?:\s?{between}\s?{one}\s?\+?)?"
        rf"[\s\-]{{0,2}}(?:full[ \-])?(?P<unit>{units})(?![\w])(?:['’])?(?!\s(?:of age|old\b)|[\s-](?:college|degree|university|institution|program))",
        re.IGNORECASE,
    )
