"""What a tagger may know about each word of a résumé whose typography is lost: its shape, its lists, its line, its neighbours.

It counts nothing and learns nothing; words travel lower-cased, so that a trained model can leave rare ones out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from nlp import dates
from nlp.job_headings import has_role
from nlp.lexicon import lexicon
from nlp.phrases import is_bullet
from nlp.places import is_city, us_states
from nlp.sections import Section
from records import Document

LABELS = ("NAME", "TITLE", "COMPANY", "DEGREE", "SCHOOL")
"""What a word can belong to; the first entry reader says what it believes by the same labels."""

# Matches "Bachelor", "don't", "2019", "&"; not a blank.
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[^\w\s]|_")
_PROSE = 0.2
_CAPITALS = 0.75
_NEAR = ("DATE", "ROLE", "ORG", "INST", "DEG", "CITY", "STATE")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark: its characters in the document and the number of its line."""

    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class _Row:
    start: int
    words: tuple[str, ...]
    offsets: tuple[tuple[int, int], ...]
    section: str
    is_heading: bool
    is_apart: bool
    dated: tuple[bool, ...]
    facts: tuple[str, ...]


def describe(
    document: Document, sections: Sequence[Section], believed: Mapping[str, Iterable[str]]
) -> tuple[list[Token], list[list[str]]]:
    """The document's words in order and, for each, its features as short strings.

    Args:
        document: A document with its lines.
        sections: The document cut by its headings.
        believed: Label -> texts that another reader takes for one, such as ``{"TITLE": ["Sous chef"]}``.
    """
    rows = _rows(document, sections)
    tokens: list[Token] = []
    features: list[list[str]] = []
    since_heading = 99
    for number, row in enumerate(rows):
        around = _line_features(rows, number, since_heading)
        since_heading = 0 if row.is_heading else since_heading + 1
        features += _row_features(row, around)
        tokens += [Token(start, end, number) for start, end in row.offsets]
    _add_beliefs(document.text, tokens, features, believed)
    return tokens, features


def _rows(document: Document, sections: Sequence[Section]) -> list[_Row]:
    named = sorted((line.start, section.name) for section in sections for line in section.lines)
    rows: list[_Row] = []
    current = "header"
    for line in document.lines:
        found = list(_TOKEN.finditer(line.text))
        if not found:
            continue
        inside = [name for _, name in _between(named, line.start, line.start + len(line.text))]
        current = inside[-1] if inside else current
        ranges = dates.find_ranges(line.text)
        words = tuple(match[0] for match in found)
        rows.append(
            _Row(
                line.start,
                words,
                tuple((line.start + match.start(), line.start + match.end()) for match in found),
                current,
                not inside,
                line.gap > 0.5,
                tuple(any(one.start <= match.start() < one.end for one in ranges) for match in found),
                _facts(line.text, words, ranges, not inside),
            )
        )
    return rows


def _between(named: Sequence[tuple[int, str]], start: int, end: int) -> Sequence[tuple[int, str]]:
    return named[bisect_left(named, (start, "")) : bisect_left(named, (end, ""))]


def _facts(text: str, words: Sequence[str], ranges: Sequence[dates.DateRange], is_heading: bool) -> tuple[str, ...]:
    """What a line is as a whole."""
    lower = [word.lower() for word in words]
    lists = _lists()
    said = {
        "range": any(not found.is_point for found in ranges),
        "date": bool(ranges),
        "role": has_role(text),
        "org": any(word in lists["ORG"] for word in lower),
        "inst": any(word in lists["INST"] for word in lower),
        "bullet": is_bullet(text),
        "head": is_heading,
        "prose": sum(word in lists["STOP"] for word in lower) > _PROSE * len(words),
        "caps": sum(word[0].isupper() for word in words) > _CAPITALS * len(words),
    }
    return (f"n{min(6, len(words) // 3)}", *(name for name, holds in said.items() if holds))


def _line_features(rows: Sequence[_Row], number: int, since_heading: int) -> list[str]:
    row = rows[number]
    out = [f"s={row.section}", f"since{min(since_heading, 6)}"]
    for prefix, at in (("L", number), ("P", number - 1), ("N", number + 1)):
        out += [prefix + fact for fact in rows[at].facts] if 0 <= at < len(rows) else [prefix + "none"]
    if number < 8:
        out.append(f"top{number if number < 3 else 8}")
    return [*out, "gap"] if row.is_apart else out


def _row_features(row: _Row, around: list[str]) -> list[list[str]]:
    lower = [word.lower() for word in row.words]
    lists = [_list_features(row, lower, at) for at in range(len(lower))]
    seen = [
        [f"w={word}", f"sh={_shape(raw)}", *found] for word, raw, found in zip(lower, row.words, lists, strict=True)
    ]
    near = _nearness(lists)
    out: list[list[str]] = []
    for at, word in enumerate(lower):
        features = [*around, *seen[at], f"s3={word[-3:]}", f"p3={word[:3]}", *near[at]]
        features += [f"i{min(at, 4)}", f"e{min(len(lower) - 1 - at, 4)}"]
        for offset in (-2, -1, 1, 2):
            other = at + offset
            if not 0 <= other < len(lower):
                features.append(f"{offset}:EDGE")
                continue
            features += [f"{offset}:{one}" for one in seen[other]]
            if abs(offset) == 1:
                features += [f"{offset}:s3={lower[other][-3:]}", f"{offset}:p3={lower[other][:3]}"]
        if at:
            features.append(f"bg={lower[at - 1]}_{word}")
            if row.offsets[at][0] == row.offsets[at - 1][1]:
                features.append("glued")
        out.append(features)
    return out


def _list_features(row: _Row, lower: Sequence[str], at: int) -> list[str]:
    word, lists = lower[at], _lists()
    found = [name for name in ("ORG", "INST", "DEG", "SENIOR", "STOP", "MONTH") if word in lists[name]]
    if word in lists["ROLE"] or word.rstrip("s") in lists["ROLE"]:
        found.append("ROLE")
    if row.dated[at]:
        found.append("DATE")
    if row.words[at] in us_states():
        found.append("STATE")
    elif row.words[at][0].isupper() and _in_city(row.words, at):
        found.append("CITY")
    return found


def _in_city(words: Sequence[str], at: int) -> bool:
    """The word is part of the name of a city of up to three words."""
    return any(
        is_city(" ".join(words[begin : begin + count]))
        for count in (3, 2, 1)
        for begin in range(max(0, at - count + 1), at + 1)
        if begin + count <= len(words)
    )


def _nearness(lists: Sequence[Sequence[str]]) -> list[list[str]]:
    """For each word of a line, how far the next word of some list stands before and after it."""
    out: list[list[str]] = [[] for _ in lists]
    for name in _NEAR:
        places = [at for at, found in enumerate(lists) if name in found]
        for at in range(len(lists)) if places else ():
            first, behind = bisect_left(places, at), bisect_right(places, at)
            out[at] += [f"{name}<{min(5, at - places[first - 1])}"] if first else []
            out[at] += [f"{name}>{min(5, places[behind] - at)}"] if behind < len(places) else []
    return out


def _add_beliefs(
    text: str, tokens: Sequence[Token], features: list[list[str]], believed: Mapping[str, Iterable[str]]
) -> None:
    marks: list[list[str]] = [[] for _ in tokens]
    for label, values in believed.items():
        for value in dict.fromkeys(values):
            for start, end in _mentions(text, value):
                covered = [at for at, token in enumerate(tokens) if token.start < end and token.end > start]
                for rank, at in enumerate(covered):
                    marks[at].append(f"R{'I' if rank else 'B'}{label}")
    for at, own in enumerate(features):
        own += marks[at]
        own += [f"-1:{mark}" for mark in marks[at - 1]] if at else []
        own += [f"1:{mark}" for mark in marks[at + 1]] if at + 1 < len(marks) else []


def _mentions(text: str, value: str, most: int = 6) -> list[tuple[int, int]]:
    pattern = re.compile(r"\s*".join(re.escape(word) for word in value.split()))
    found = []
    for match in pattern.finditer(text):
        found.append(match.span())
        if len(found) == most:
            break
    return found


def _shape(word: str) -> str:
    if word.isdigit():
        return f"d{min(len(word), 5)}"
    if not word[0].isalpha():
        return word
    if word.isupper():
        return "A" if len(word) == 1 else "AA" if len(word) <= 4 else "AAA"
    return "Aa" if word[0].isupper() else "a"


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    words = lexicon()
    single = {
        "ROLE": words.lists["roles"],
        "ORG": words.lists["company_words"],
        "INST": words.lists["institutions"],
        "DEG": [phrase for phrases in words.tables["degrees"].values() for phrase in phrases],
        "SENIOR": [phrase for phrases in words.tables["seniority"].values() for phrase in phrases],
        "STOP": [word for stops in words.stop_words.values() for word in stops],
        "MONTH": [*words.numbers["months"], *words.lists["present"]],
    }
    return {name: frozenset(part for phrase in phrases for part in _TOKEN.findall(phrase.lower()) if part.isalpha())
            for name, phrases in single.items()}  # fmt: skip
