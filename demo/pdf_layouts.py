"""Knows how résumés and ads look on PDF pages, and in which order a design template draws them; refuses to know Word.

Pages are set line by line on a canvas, so that the drawing order is ours to choose: a single column is drawn from
top to bottom, the two-column layouts from left to right across both columns, as many templates export them.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import reportlab
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from demo.writing import Block, Bullet, Entry, Paragraph, Piece, Section


@dataclass(frozen=True, slots=True)
class Theme:
    """Type and colour of a page; sizes and leading in points, colours as ``#rrggbb``."""

    regular: str = "Helvetica"
    bold: str = "Helvetica-Bold"
    italic: str = "Helvetica-Oblique"
    size: float = 10.2
    leading: float = 14.4
    accent: str = "#1f4e79"
    paper: tuple[float, float] = A4
    capitals: bool = True
    rule: bool = True
    entry: str = "dates_right"


@dataclass(frozen=True, slots=True)
class _Ink:
    """One drawn string: ``y`` is the baseline from the page's top, in points."""

    page: int
    y: float
    x: float
    text: str
    font: str
    size: float
    colour: str = "#222222"


@dataclass(slots=True)
class _Column:
    """A column that fills downwards and goes on at the top of the next page."""

    theme: Theme
    x: float
    width: float
    y: float
    ink: list[_Ink] = field(default_factory=list)
    rules: list[tuple[int, float]] = field(default_factory=list)
    page: int = 0

    def line(
        self, text: str, font: str, *, indent: float = 0, short: float = 0, colour: str = "#222222", size: float = 0
    ) -> None:
        """Sets wrapped text; continuation lines keep the indent, ``short`` leaves room on the right."""
        size = size or self.theme.size
        for part in _wrapped(text, font, size, self.width - indent - short):
            self._room(1)
            self.ink.append(_Ink(self.page, self.y, self.x + indent, part, font, size, colour))
            self.y += self.theme.leading

    def section(self, section: Section) -> None:
        """Sets a heading and its blocks; the heading never stands alone at the foot of a page."""
        theme = self.theme
        self._room(5)
        self.y += theme.leading
        heading = section.heading.upper() if theme.capitals else section.heading
        if theme.rule:
            self.rules.append((self.page, self.y + 4))
        self.line(heading, theme.bold, colour=theme.accent, size=theme.size + 1.5)
        self.y += theme.leading / 2 if theme.rule else 0
        before: Block | None = None
        for block in section.blocks:
            self._block(block, first=before is None, flush=not isinstance(before, Bullet))
            before = block

    def _block(self, block: Block, *, first: bool, flush: bool) -> None:
        match block:
            case Entry():
                self._room(4)
                self.y += 0 if first else self.theme.leading / 2
                self._entry(block)
            case Bullet(text):
                self._room(1)
                self.ink.append(_Ink(self.page, self.y, self.x + 3, "•", self.theme.regular, self.theme.size))
                self.line(text, self.theme.regular, indent=13)
            case Paragraph(text):
                self.y += 0 if flush else self.theme.leading / 2
                self.line(text, self.theme.regular)

    def _entry(self, entry: Entry) -> None:
        theme = self.theme
        if theme.entry == "dates_below":
            self.line(entry.title, theme.bold)
            if entry.where:
                self.line(entry.where, theme.regular)
            self.line(entry.dates, theme.italic, colour="#666666")
        elif theme.entry == "one_line":
            parts = ", ".join(part for part in (entry.title, entry.where) if part)
            self.line(f"{parts} ({entry.dates})", theme.bold)
        else:
            above, below = (entry.title, entry.where) if theme.entry == "dates_right" else (entry.where, entry.title)
            above, below = (above, below) if above else (below, "")
            baseline, page = self.y, self.page
            dates_width = stringWidth(entry.dates, theme.regular, theme.size)
            self.line(above, theme.bold, short=dates_width + 10)
            # Drawn after its title, as text behind a right tab stop is.
            right = self.x + self.width - dates_width
            self.ink.append(_Ink(page, baseline, right, entry.dates, theme.regular, theme.size))
            if below:
                self.line(below, theme.italic)

    def _room(self, lines: int) -> None:
        if self.y + lines * self.theme.leading > self.theme.paper[1] - 44:
            self.page, self.y = self.page + 1, 60


def single_column(piece: Piece, theme: Theme) -> bytes:
    """Name, contact line and sections in one column."""
    column = _Column(theme, 54, theme.paper[0] - 108, 66)
    column.line(piece.name, theme.bold, colour=theme.accent, size=theme.size * 2)
    column.y += 5
    column.line(piece.headline, theme.regular, size=theme.size + 2)
    column.line("  |  ".join(piece.contact), theme.regular, colour="#444444")
    for section in piece.sections:
        column.section(section)
    return _drawn(piece, theme, column.ink, lambda canvas, page: _rules(canvas, theme, column, page))


def header_band(piece: Piece, theme: Theme) -> bytes:
    """Name and contact in white on a coloured band, sections in one column below."""
    column = _Column(theme, 54, theme.paper[0] - 108, 118)
    for section in piece.sections:
        column.section(section)
    band = [
        _Ink(0, 46, 54, piece.name, theme.bold, 22, "#ffffff"),
        _Ink(0, 65, 54, piece.headline, theme.regular, 12, "#ffffff"),
        _Ink(0, 88, 54, "   •   ".join(piece.contact), theme.regular, 9, "#ffffff"),
    ]

    def decorate(canvas: Canvas, page: int) -> None:
        if page == 0:
            canvas.setFillColor(theme.accent)
            canvas.rect(0, theme.paper[1] - 104, theme.paper[0], 104, stroke=0, fill=1)
        _rules(canvas, theme, column, page)

    return _drawn(piece, theme, band + column.ink, decorate)


def two_columns(piece: Piece, theme: Theme, *, sidebar_right: bool = False) -> bytes:
    """A sidebar with contact data beside the main column, drawn line by line across both."""
    width, side_width = theme.paper[0], 172.0
    side_x, main_x = (width - side_width + 16, 40.0) if sidebar_right else (24.0, side_width + 28)
    side = _Column(replace(theme, rule=False), side_x, side_width - 32, 60)
    main = _Column(theme, main_x, width - side_width - 68, 60)
    side.section(Section("Contact", tuple(Paragraph(part) for part in piece.contact), sidebar=True))
    for section in piece.sidebar:
        side.section(section)
    main.line(piece.name, theme.bold, colour=theme.accent, size=20)
    main.line(piece.headline, theme.regular, size=12)
    for section in piece.main:
        main.section(section)

    def decorate(canvas: Canvas, page: int) -> None:
        canvas.setFillColor("#eef2f5")
        canvas.rect(width - side_width if sidebar_right else 0, 0, side_width, theme.paper[1], stroke=0, fill=1)
        _rules(canvas, theme, main, page)

    across = sorted(side.ink + main.ink, key=lambda ink: (ink.page, round(ink.y), ink.x))
    return _drawn(piece, theme, across, decorate)


def sidebar_right(piece: Piece, theme: Theme) -> bytes:
    """The two-column page with its sidebar on the right."""
    return two_columns(piece, theme, sidebar_right=True)


def vera(theme: Theme) -> Theme:
    """The theme in Bitstream Vera, the free font that reportlab carries: an embedded, subset TrueType font."""
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in ("Vera", "VeraBd", "VeraIt"):
        registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    return replace(theme, regular="Vera", bold="VeraBd", italic="VeraIt", size=theme.size - 1.4)


TIMES = Theme("Times-Roman", "Times-Bold", "Times-Italic", size=11.4, leading=15.2, accent="#000000")
AMERICAN = Theme(paper=LETTER, entry="company_first", accent="#333333", size=10.8, leading=15.4)

LAYOUTS: dict[str, Callable[[Piece], bytes]] = {
    "plain": lambda piece: single_column(piece, Theme()),
    "times": lambda piece: single_column(piece, TIMES),
    "american": lambda piece: single_column(piece, AMERICAN),
    "scannable": lambda piece: single_column(piece, replace(TIMES, size=11.8, leading=16, entry="dates_below")),
    "brackets": lambda piece: single_column(piece, Theme(entry="one_line", accent="#7a2e1d", capitals=False)),
    "airy": lambda piece: single_column(
        piece, Theme(entry="dates_below", accent="#8a3b6b", size=10.2, leading=14, capitals=False)
    ),
    "band": lambda piece: header_band(piece, Theme(accent="#0b6e69", capitals=False)),
    "band_plum": lambda piece: header_band(piece, Theme(accent="#7b2d4f")),
    "band_vera": lambda piece: header_band(piece, vera(Theme(accent="#4b3f72"))),
    "sidebar": lambda piece: two_columns(piece, vera(Theme(entry="dates_below"))),
    "sidebar_right": lambda piece: sidebar_right(piece, Theme(accent="#a0522d", entry="dates_right")),
    "ad": lambda piece: single_column(piece, Theme(accent="#0f4c5c", capitals=False, size=10.6, leading=14.6)),
}


def _wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and stringWidth(longer, font, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _rules(canvas: Canvas, theme: Theme, column: _Column, page: int) -> None:
    canvas.setStrokeColor(theme.accent)
    canvas.setLineWidth(0.6)
    for rule_page, y in column.rules:
        if rule_page == page:
            canvas.line(column.x, theme.paper[1] - y, column.x + column.width, theme.paper[1] - y)


def _drawn(piece: Piece, theme: Theme, ink: list[_Ink], decorate: Callable[[Canvas, int], None]) -> bytes:
    """The finished file; ``invariant`` fixes its dates and its identifier."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=theme.paper, invariant=1)
    canvas.setTitle(f"{piece.name}, {piece.headline}")
    for page in range(max(one.page for one in ink) + 1):
        decorate(canvas, page)
        for one in (one for one in ink if one.page == page):
            canvas.setFont(one.font, one.size)
            canvas.setFillColor(one.colour)
            canvas.drawString(one.x, theme.paper[1] - one.y, one.text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()
