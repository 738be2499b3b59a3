"""Gives pasted text its lines back when a form or an export has turned line breaks into runs of blanks."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from nlp.lexicon import lexicon
from records import Document, Line

# Text whose lines are longer than this on average has lost its line breaks.
_LINE_CHARS = 300
# At least one run of blanks in so many characters shows where they were.
_RUN_EVERY = 250
# Matches the runs in "London  Phone: 1", "a   b"; not a single blank or a line break.
_RUN = re.compile(r"(?<=\S)[ \u00a0\t]{2,}(?=\S)")
# Without runs, lines begin at bullets: " • ", "  ".
_BULLET = re.compile(r"[ ]+(?=[•●▪■◦➢✓\uf0b7\uf0a7\uf06c]\s)")


def restored(document: Document) -> Document:
    """The document with a line for each run of blanks, at the same offsets; unchanged when its lines are in order."""
    text = document.text
    if document.media_type != "text/plain" or not _is_flat(text):
        return document
    broken = _BULLET.sub(_break, _RUN.sub(_break, _lost_dash().sub(_dash, text)))
    lines: list[Line] = []
    at = 0
    for piece in broken.split("\n"):
        clean = piece.strip(' "')
        if clean:
            start = at + piece.index(clean)
            lines.append(Line(clean, start, gap=1.0 if _is_wide(text, start) else 0.0))
        at += len(piece) + 1
    return replace(document, text=broken, lines=tuple(lines))


def _is_flat(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    runs = len(_RUN.findall(text))
    return runs >= 2 and (len(lines) <= 1 or len(text) > _LINE_CHARS * len(lines)) and runs * _RUN_EVERY > len(text)


@cache
def _lost_dash() -> re.Pattern[str]:
    """The run that was a dash in "2002  2006", "Sept 2011  Present"; not the one in "2006  Manager"."""
    months, present = lexicon().numbers["months"], lexicon().lists["present"]
    either = "|".join(re.escape(word) for word in sorted((*months, *present), key=len, reverse=True))
    return re.compile(
        rf"(?<=\b[12][09]\d\d)[ ]{{2,4}}(?=(?:(?:{either})\b\.?(?: \d{{4}}\b|[:;,)\s])|(?:19|20)\d\d\b))", re.IGNORECASE
    )


def _dash(match: re.Match[str]) -> str:
    return "-" + " " * (len(match[0]) - 1)


def _break(match: re.Match[str]) -> str:
    """As long as the run, so that offsets stay."""
    return "\n" + " " * (len(match[0]) - 1)


def _is_wide(text: str, start: int) -> bool:
    """Four blanks or more stood before it: an empty line."""
    return text[max(0, start - 4) : start].isspace() and start >= 4
