"""A fact of a job ad with the place where it stands, and the labels ("Location: Leeds") that state one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from nlp.lexicon import lexicon
from nlp.sections import Section

T = TypeVar("T")
_LABEL_WORDS = 6
_MOST = 160
# Matches the colon of "Location : Leeds", the tab of "Location\tLeeds"; not the one of "10:30".
_MARK = re.compile(r"\s?(?::|：|\t|\s[–—=]\s)\s*(?!//)(?!\d\d\b)|\s?:\s+")
# A value ends where a sentence does: ". The", "; and", " | "; not in "St. Louis" nor "[X]. No".
_END = re.compile(r"(?<=[^\W\d_]{3})[.;]\s|\s[|•]\s|\t| {3,}")


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A value and the characters [start, end) of the ad that say so."""

    value: T
    start: int
    end: int


def labelled(sections: Sequence[Section], key: str) -> Iterator[Fact[str]]:
    """The values behind the labels of one kind, in reading order: "Duty station: Leeds", or on the line below."""
    rows = [(line.text, line.start, section.title) for section in sections for line in section.lines]
    for number, (text, start, _) in enumerate(rows):
        found = _label(text, key)
        if found is None:
            continue
        rest, offset = text[found:], start + found
        if not rest.strip(" *") and number + 1 < len(rows) and _MARK.search(rows[number + 1][0]) is None:
            rest, offset = rows[number + 1][0], rows[number + 1][1]
        value = _value(rest)
        if value:
            begin = offset + rest.index(value)
            yield Fact(" ".join(value.split()), begin, begin + len(value))


def _label(text: str, key: str) -> int | None:
    """Where the value begins on a line that opens with such a label."""
    mark = _MARK.search(text, 0, 60)
    if mark is None:
        return None
    head = re.sub(r"^[^\w(]+|[^\w.)]+$", "", text[: mark.start()]).lower()
    if len(head.split()) > _LABEL_WORDS:
        return None
    return mark.end() if head in _labels(key) or head.removesuffix("s") in _labels(key) else None


@cache
def _labels(key: str) -> frozenset[str]:
    return frozenset(lexicon().tables["job_labels"].get(key, ()))


def _value(text: str) -> str:
    end = _END.search(text)
    return text[: end.start() if end else len(text)].strip(" *-–—:•\t")[:_MOST].strip()
