"""A4 sheets with text, lines and bars; what is written on them others decide.

MuPDF must not be used by two threads at once, so one document is drawn at a time. Text is drawn sign by sign and never read
as a markup, so nothing in it can act.
"""

from __future__ import annotations

import importlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 46.0
FOOT = 40.0

Colour = tuple[float, float, float]

_LEADING = 1.36
_NOT_SHOWN = "?"
# No line of a page holds more signs: what a paragraph cannot show need not be measured.
_LONGEST_LINE = 300
# Matches a line break, a tab or a control character; not "é". One character.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\ud800-\udfff\ufeff]")
# Matches a Chinese, Japanese or Korean sign, between which a line may break; not "a".
_UNSPACED = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")

drawing = threading.Lock()
"""Held while a document is drawn."""


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks: its size in points, its colour, and whether it is bold or slanted."""

    size: float
    colour: Colour
    face: str = "helv"


class Sheets:
    """The pages of one document, filled from the top; the place of what comes next is ``y``."""

    def __init__(self) -> None:
        self._mupdf = _library()
        self._pdf: Any = self._mupdf.open()
        # Runs of one colour on one page, in the order of reading: each costs as much to write out as a dozen lines.
        self._runs: list[tuple[int, Colour, Any]] = []
        self.y = MARGIN
        self.turn()

    @property
    def count(self) -> int:
        """How many pages there are."""
        return int(self._pdf.page_count)

    @property
    def left_over(self) -> float:
        """How much of the page is free below ``y``."""
        return HEIGHT - FOOT - 14 - self.y

    def turn(self) -> None:
        """Begins a page."""
        self._page: Any = self._pdf.new_page(width=WIDTH, height=HEIGHT)
        self.number = self.count - 1
        self.y = MARGIN

    def room(self, height: float) -> None:
        """Begins a page unless so much is free on this one."""
        if self.left_over < height:
            self.turn()

    def box(self, x: float, y: float, width: float, height: float, colour: Colour, round_by: float = 0.0) -> None:
        """A filled rectangle; ``round_by`` is the share of its shorter side that each corner takes, up to 0.5."""
        if width <= 0 or height <= 0:
            return
        place = self._mupdf.Rect(x, y, x + width, y + height)
        self._page.draw_rect(place, color=None, fill=colour, width=0, radius=round_by or None)

    def rule(self, y: float, colour: Colour, x: float = MARGIN, width: float = WIDTH - 2 * MARGIN) -> None:
        """A thin line across."""
        self._page.draw_line((x, y), (x + width, y), color=colour, width=0.6)

    def write(self, x: float, y: float, said: str, style: Style, align: str = "left") -> float:
        """One line of text with its foot at ``y``; returns its width."""
        wide = breadth(said, style)
        at = x - wide if align == "right" else x - wide / 2 if align == "middle" else x
        if not self._runs or self._runs[-1][:2] != (self.number, style.colour):
            self._runs.append((self.number, style.colour, self._mupdf.TextWriter(self._page.rect)))
        writer = self._runs[-1][2]
        for face, part in _pieces(plain(said), style.face):
            writer.append((at, y), part, font=_font(face), fontsize=style.size)
            at += breadth(part, Style(style.size, style.colour, face))
        return wide

    def paragraph(self, x: float, y: float, width: float, said: str, style: Style, most: int = 99) -> float:
        """Text in lines from ``y`` down; returns where it ends. After ``most`` lines it is cut with an ellipsis."""
        lines = wrapped(said, width, style, most)
        for line in lines:
            y += style.size * _LEADING
            self.write(x, y - style.size * 0.36, line, style)
        return y

    def on_page(self, number: int) -> None:
        """Goes back to a page, 0 for the first."""
        self._page, self.number = self._pdf[number], number

    def finished(self, title: str, made: str, language: str) -> bytes:
        """The document; the same content is the same bytes. ``made`` is an ISO moment."""
        for number, colour, writer in self._runs:
            writer.write_text(self._pdf[number], color=colour)
        stamp = "D:" + re.sub(r"\D", "", made)[:14] + "Z"
        about = {"title": title, "producer": "Shortlist", "creator": "Shortlist"}
        self._pdf.set_metadata(about | {"creationDate": stamp, "modDate": stamp})
        self._pdf.set_language(language)
        self._pdf.subset_fonts()
        told: bytes = self._pdf.tobytes(garbage=3, deflate=True, no_new_id=True)
        self._pdf.close()
        return told


def plain(said: str) -> str:
    """Text on one line, without signs that show nothing or turn the direction of others."""
    return _CONTROL.sub(" ", said)


def breadth(said: str, style: Style) -> float:
    """How wide a line of text is, in points."""
    return style.size * sum(_advance(sign, style.face) for sign in plain(said))


def height_of(said: str, width: float, style: Style, most: int = 99) -> float:
    """How high a paragraph is."""
    return len(wrapped(said, width, style, most)) * style.size * _LEADING


def wrapped(said: str, width: float, style: Style, most: int = 99) -> list[str]:
    """The lines of a paragraph, none wider than ``width`` and no more than ``most``."""
    lines, line, wide = list[str](), "", 0.0
    for word in _words(plain(said[: most * _LONGEST_LINE])):
        more = breadth(word, style)
        if line and wide + more > width:
            lines.append(line)
            line, wide = "", 0.0
            if len(lines) > most:
                break
        line += word if line else word.lstrip()
        wide = wide + more if line != word.lstrip() else breadth(line, style)
        while wide > width:
            cut = _fitting(line, width, style)
            lines.append(line[:cut])
            line = line[cut:]
            wide = breadth(line, style)
    if line.strip():
        lines.append(line.rstrip())
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and breadth(f"{last}…", style) > width:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip(' ,;')}…"]


def _fitting(line: str, width: float, style: Style) -> int:
    wide = 0.0
    for at, sign in enumerate(line):
        wide += breadth(sign, style)
        if wide > width:
            return max(1, at)
    return len(line)


def _words(said: str) -> Iterator[str]:
    """What a line may break between: words with the blanks before them, and each Chinese sign."""
    for word in re.findall(r"\s*\S+", said):
        start = 0
        for sign in _UNSPACED.finditer(word):
            if sign.start() > start:
                yield word[start : sign.start()]
            yield word[sign.start() : sign.end()]
            start = sign.end()
        if start < len(word):
            yield word[start:]


def _pieces(said: str, face: str) -> Iterator[tuple[str, str]]:
    for found, signs in groupby(said, lambda sign: _face_of(sign, face)):
        part = "".join(signs)
        yield (found, part) if found else (face, _NOT_SHOWN * len(part))


@cache
def _face_of(sign: str, face: str) -> str | None:
    return next((one for one in (face, "cjk") if _font(one).has_glyph(ord(sign))), None)


@cache
def _advance(sign: str, face: str) -> float:
    """How far a sign takes the pen, for a size of 1."""
    found = _face_of(sign, face)
    return float(_font(found or face).glyph_advance(ord(sign if found else _NOT_SHOWN)))


@cache
def _font(face: str) -> Any:
    return _library().Font(face)


def _library() -> Any:
    # It takes a fifth of a second, and most processes never draw.
    return importlib.import_module("pymupdf")
