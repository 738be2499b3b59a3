"""Knows how lines become one text with offsets; refuses to know where the lines came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from errors import NoText
from records import Document, Line, Notice

PARAGRAPH_GAP = 0.8
"""White space, in line heights, from which a blank line parts two lines of the text."""

MOST_LINES = 20_000
"""A hundred a page: more are no document but a load, and each line costs more than its characters."""

WIDEST_GAP = 64
"""Blanks in a row that are kept: columns stand no wider apart, and what looks through a text tries each of them."""
# Matches the 3 last of 67 blanks in a row; not 64 of them, nor line breaks.
_TOO_WIDE = re.compile(r"(?<=[^\S\n]{64})[^\S\n]+")


def compose(
    lines: Iterable[Line],
    *,
    media_type: str,
    pages: int = 1,
    ocr: bool = False,
    links: Sequence[str] = (),
    notices: Sequence[Notice] = (),
    characters: int = 1_000_000,
) -> Document:
    """Return the document that the lines make, each ``Line.start`` set; blank lines part paragraphs, and no gap is endless.

    Raises:
        NoText: No line holds a visible character.
    """
    placed: list[Line] = []
    parts: list[str] = []
    offset, told = 0, list(notices)
    for line in lines:
        if told and told[-1].code == "truncated" and offset >= characters:
            break
        if not line.text.strip():
            continue
        if len(line.text) > WIDEST_GAP:
            line = replace(line, text=_TOO_WIDE.sub("", line.text))
        if len(placed) == MOST_LINES:
            told.append(Notice("truncated", f"Only the first {MOST_LINES:,} lines were read."))
            break
        if placed:
            joint = "\n\n" if line.gap >= PARAGRAPH_GAP else "\n"
            parts.append(joint)
            offset += len(joint)
        if offset + len(line.text) > characters:
            told.append(Notice("truncated", f"Only the first {characters:,} characters were read."))
            line = replace(line, text=line.text[: max(0, characters - offset)])
        if not line.text:
            break
        placed.append(replace(line, start=offset))
        parts.append(line.text)
        offset += len(line.text)
    if not placed:
        raise NoText("The document holds no text; send one in which the text can be selected.")
    text = "".join(parts)[: placed[-1].start + len(placed[-1].text)]
    return Document(
        text, tuple(placed), media_type=media_type, pages=pages, ocr=ocr, links=tuple(links), notices=tuple(told)
    )
