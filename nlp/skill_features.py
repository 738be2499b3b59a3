"""What a tagger may know about each word of a text that could name a skill: its shape, its line, its neighbours, the taxonomy.

It counts nothing and learns nothing; words travel in their normal form, so that a trained model can leave rare ones out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.phrases import is_bullet
from nlp.sections import Section
from nlp.skills import Found
from nlp.words import normal
from records import Document, Line

# Matches "C++", ".NET", "don't", "2019", ","; not a blank.
_TOKEN = re.compile(r"\.net\b|[^\W\d_]+(?:['’][^\W\d_]+)?(?:\+\+|#)?|\d+|[^\w\s]|_", re.IGNORECASE)
_AROUND = (-2, -1, 1, 2)
_OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class Row:
    """One line as a sequence for the tagger.

    Attributes:
        spans: Places [start, end) of its words and marks in the document.
        features: What is known of each, as short strings.
    """

    spans: tuple[tuple[int, int], ...]
    features: list[list[str]]


def describe(document: Document, sections: Sequence[Section], mentions: Sequence[Found]) -> Iterator[Row]:
    """The document's lines that hold words, in order.

    Args:
        document: A document with its lines.
        sections: The document cut by its headings.
        mentions: The taxonomy's skills in the document, in order and not overlapping.
    """
    named = {line.start: section.name for section in sections for line in section.lines}
    starts = [mention.start for mention in mentions]
    for line in document.lines:
        spans = tuple((line.start + match.start(), line.start + match.end()) for match in _TOKEN.finditer(line.text))
        if spans:
            first = max(0, bisect_right(starts, line.start) - 1)
            inside = mentions[first : bisect_left(starts, line.start + len(line.text))]
            yield Row(spans, _row_features(line, spans, named.get(line.start, "heading"), _known(spans, inside)))


def count_words(text: str) -> int:
    """How many words and marks a text holds."""
    return sum(1 for _ in _TOKEN.finditer(text))


def _known(spans: Sequence[tuple[int, int]], mentions: Sequence[Found]) -> list[tuple[str, Found | None]]:
    """(B, I or O, mention) of each word."""
    found: list[tuple[str, Found | None]] = []
    at = 0
    for start, end in spans:
        while at < len(mentions) and mentions[at].end <= start:
            at += 1
        mention = mentions[at] if at < len(mentions) and mentions[at].start < end else None
        if mention is None:
            found.append((_OUTSIDE, None))
        else:
            found.append(("I" if found and found[-1][1] is mention else "B", mention))
    return found


def _row_features(
    line: Line, spans: Sequence[tuple[int, int]], section: str, known: Sequence[tuple[str, Found | None]]
) -> list[list[str]]:
    written = [line.text[start - line.start : end - line.start] for start, end in spans]
    forms = [normal(word) for word in written]
    shapes = [_shape(word) for word in written]
    kinds = [place + mention.skill.category if mention else _OUTSIDE for place, mention in known]
    whole = _line_features(line, section)
    out: list[list[str]] = []
    for at, form in enumerate(forms):
        place, mention = known[at]
        features = [*whole, f"w={form}", f"s={shapes[at]}", f"3={form[-3:]}", f"4={form[-4:]}", f"p={form[:3]}",
                    f"k={kinds[at]}"]  # fmt: skip
        if mention:
            features += [f"k={place}", f"m={mention.match}", f"id={mention.skill.id}"]
        for offset in _AROUND:
            other = at + offset
            if 0 <= other < len(forms):
                features += [f"w{offset}={forms[other]}", f"s{offset}={shapes[other]}", f"k{offset}={kinds[other]}"]
                features += [f"3{offset}={forms[other][-3:]}"]
            elif abs(offset) == 1:
                features.append(f"edge{offset}")
        out.append(features)
    return out


def _line_features(line: Line, section: str) -> list[str]:
    size, commas = min(4, line.text.count(" ") // 4), min(3, line.text.count(","))
    return ["b", f"sec={section}", f"len={size}", f"commas={commas}", *(["bullet"] if is_bullet(line.text) else ())]


def _shape(word: str) -> str:
    """ "Xx" of "Python", "X" of "SQL", "d" of "2019": kinds of characters, repeats once."""
    kinds = ["X" if c.isupper() else "x" if c.isalpha() else "d" if c.isdigit() else c for c in word[:12]]
    return "".join(kind for at, kind in enumerate(kinds) if at == 0 or kind != kinds[at - 1])
