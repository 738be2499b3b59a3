"""Days as ads write them: "September 4, 2022", "4th Sept. 2022", "20/06/2024", "1 Oktober 2023"; it knows no today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from nlp.lexicon import lexicon


@dataclass(frozen=True, slots=True)
class Day:
    """An ISO day at [start, end) of the text."""

    iso: str
    start: int
    end: int


def find_days(text: str) -> list[Day]:
    """Days in order of appearance; 03/04/2024 is read day first, and a day that no calendar has is none."""
    found = []
    for match in _pattern().finditer(text):
        day = _day(match)
        if day is not None:
            found.append(Day(day.isoformat(), match.start(), match.end()))
    return found


def _day(match: re.Match[str]) -> date | None:
    months = lexicon().numbers["months"]
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"].replace("/", "-").replace(".", "-"))
        if match["d3"]:
            one, two = int(match["d3"]), int(match["m3"])
            year = int(match["y3"]) + (2000 if len(match["y3"]) == 2 else 0)
            return date(year, two, one) if two <= 12 else date(year, one, two)
        number = match["d1"] or match["d2"]
        name = (match["m1"] or match["m2"]).lower()
        return date(int(match["y1"] or match["y2"]), months[name], int(number))
    except ValueError:
        return None


@cache
def _pattern() -> re.Pattern[str]:
    """Matches "APRIL 27, 2017", "7 June 2023", "Sept. 4th 2022", "2024-06-20", "20.06.2024"; not "May 2019" nor "1.5.2"."""
    month = "|".join(sorted(lexicon().numbers["months"], key=len, reverse=True))
    year = r"(?:19[5-9]\d|20[0-4]\d)"
    ordinal = r"(?:st|nd|rd|th)?"
    return re.compile(
        rf"(?<![\w/.-])(?:(?P<iso>{year}[-/.]\d\d[-/.]\d\d)(?![\w/-])"
        rf"|(?P<m1>{month})\.?,?\s{{1,3}}(?P<d1>[0-3]?\d){ordinal}(?:\s?[,/]\s?|\s{{1,3}}|\.\s?)(?P<y1>{year})(?!\w)"
        rf"|(?P<d2>[0-3]?\d){ordinal}[\s,.-]{{1,3}}(?:de\s|of\s)?(?P<m2>{month})\.?(?:,|\sde|\sof)?[\s-]{{0,3}}(?P<y2>{year})(?!\w)"
        rf"|(?P<d3>[0-3]?\d)[/.-](?P<m3>[0-3]?\d)[/.-](?P<y3>{year}|\d\d)(?![\w/.-]))",
        re.IGNORECASE,
    )
