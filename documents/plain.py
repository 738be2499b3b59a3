"""Knows the lines of plain text and the few marks of Markdown; refuses to know what they are about."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from documents.composing import compose
from documents.decoding import decode
from documents.gate import MEDIA_TYPES
from documents.glyphs import clean
from documents.limits import Limits
from errors import DamagedDocument
from records import Document, Line

# matches "## Work experience ##"; not "#hashtag" or "C# developer"
_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.{0,198}?)[ \t#]{0,200}\Z")
# the same in a text of many rows
_HEADINGS = re.compile(r"(?:\A|[\r\n])#{1,6}[ \t]+\S[^\r\n]{0,198}?[ \t#]{0,200}(?=[\r\n]|\Z)")
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
        text = decode(data)
    except ValueError as exc:
        raise DamagedDocument("The file is no readable text; save it as UTF-8 text or as PDF.") from exc
    return from_text(text, limits)


def from_text(text: str, limits: Limits) -> Document:
    """Return the document of a text; Markdown headings lose their marks and are marked as headings.

    Raises:
        NoText: Nothing but blanks.
    """
    text = text.replace("\f", "\n\n")
    marked = bool(_HEADINGS.search(text))
    links: list[str] = []
    lines = _lines(text, marked, links)
    return compose(lines, media_type=MEDIA_TYPES["text"], links=links, characters=limits.characters)


def _rows(text: str) -> Iterator[str]:
    """Yield the rows one at a time, whatever ends them: a list of ten million is not worth its memory."""
    return (row.rstrip("\n") for row in io.StringIO(text, newline=None))


def _lines(text: str, marked: bool, links: list[str]) -> Iterator[Line]:
    """Yield the lines, each held back until the next row says whether it underlines it; adds to ``links``."""
    held: Line | None = None
    blanks = 0
    for row in _rows(text):
        line = _line(row, marked, links) if row and not row.isspace() else None
        if line is None or not line.text:
            blanks += 1
        elif marked and held and not blanks and _UNDERLINE.match(line.text):
            held = _heading(held.text, held.gap)
        elif not (marked and line.text in _RULE):
            if held:
                yield held
            held, blanks = _with_gap(line, min(blanks, 3)), 0
    if held:
        yield held


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
