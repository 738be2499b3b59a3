"""Knows the lines of plain text and the few marks of Markdown; refuses to know what they are about."""

from __future__ import annotations

import re

from documents.composing import compose
from documents.decoding import decode
from documents.gate import MEDIA_TYPES
from documents.glyphs import clean
from documents.limits import Limits
from errors import DamagedDocument
from records import Document, Line

# matches "## Work experience ##"; not "#hashtag" or "C# developer"
_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.{0,198}?)[ \t#]*\Z")
# matches "=====" and "-----"; not "--"
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})\s*\Z")
# matches "**Acme Ltd**" and "__Acme__"; not "2 ** 3"
_STRONG = re.compile(r"(\*\*|__)(\S(?:[^*_\n]{0,300}\S)?)\1")
# matches "[profile](https://example.org)"; not "[1] (2)"
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((\S{1,500}?)\)")
_RULE = frozenset({"---", "***", "___", "* * *", "- - -"})


def read(data: bytes, limits: Limits) -> Document:
    """Return the lines of a text or Markdown file in any common encoding.

    Raises:
        DamagedDocument: The bytes are no text.
        NoText: Nothing but blanks.
    """
    try:
        text = decode(data[: 4 * limits.characters + 8])
    except ValueError as exc:
        raise DamagedDocument("The file is no readable text; save it as UTF-8 text or as PDF.") from exc
    return from_text(text, limits)


def from_text(text: str, limits: Limits) -> Document:
    """Return the document of a text; Markdown headings lose their marks and are marked as headings.

    Raises:
        NoText: Nothing but blanks.
    """
    rows = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n")
    marked = any(_HEADING.match(row) for row in rows)
    links: list[str] = []
    lines: list[Line] = []
    blanks = 0
    for row in rows:
        if not row or row.isspace():
            blanks += 1
            continue
        line = _line(row, marked, links)
        if not line.text:
            blanks += 1
        elif marked and lines and not blanks and _UNDERLINE.match(line.text):
            lines[-1] = _heading(lines[-1].text, lines[-1].gap)
        elif not (marked and line.text in _RULE):
            lines.append(_with_gap(line, min(blanks, 3)))
            blanks = 0
    return compose(lines, media_type=MEDIA_TYPES["text"], links=links, characters=limits.characters)


def _line(row: str, marked: bool, links: list[str]) -> Line:
    text = clean(row).rstrip()
    if not marked:
        return Line(text.strip(), 0)
    heading = _HEADING.match(text.strip())
    text = heading.group(2) if heading else text.strip()
    links += [address for _, address in _LINK.findall(text) if address.startswith(("http://", "https://", "mailto:"))]
    plain = _STRONG.sub(r"\2", _LINK.sub(r"\1", text))
    bold = len(_STRONG.sub("", text)) * 2 < len(text)
    return Line(plain, 0, bold=bold or bool(heading), is_heading=bool(heading))


def _heading(text: str, gap: float) -> Line:
    return Line(text, 0, bold=True, is_heading=True, gap=gap)


def _with_gap(line: Line, blanks: int) -> Line:
    return Line(line.text, 0, bold=line.bold, is_heading=line.is_heading, gap=float(blanks))
