"""Knows the visible lines of an HTML page; follows nothing and runs nothing."""

from __future__ import annotations

import re
from contextlib import suppress
from html.parser import HTMLParser

from documents.composing import MOST_LINES, compose
from documents.decoding import decode
from documents.flow import hidden_text
from documents.gate import MEDIA_TYPES
from documents.glyphs import clean
from documents.limits import Limits
from errors import DamagedDocument
from records import Document, Line

_UNSEEN = frozenset(("script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object", "select"))
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt", "fieldset", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "thead", "tfoot", "tr", "ul",
})  # fmt: skip
_APART = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "section", "article", "header", "blockquote",
    "pre", "dl",
})  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BOLD = frozenset(("b", "strong", "th"))
# matches "display: none" and "font-size:0px"; not "display:block" or "font-size:0.9em"
_HIDING = re.compile(
    r"display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden|font-size\s{0,4}:\s{0,4}[0-2](?:px|pt)?\s{0,4}(?:;|\Z)"
    r"|opacity\s{0,4}:\s{0,4}0(?:\.0)?\s{0,4}(?:;|\Z)",
    re.IGNORECASE,
)
# matches the charset of '<meta charset="iso-8859-1">'; not a page without one
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,4}=\s{0,4}[\"']?([\w-]{2,30})", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n]+")  # matches the line break in "one\ntwo"; not "one"
_DEEPEST = 5_000


def read(data: bytes, limits: Limits) -> Document:
    """Return the lines of an HTML page.

    Raises:
        DamagedDocument: The bytes are no text.
        NoText: It shows nothing.
    """
    page = _Page()
    with suppress(_Enough):
        page.feed(_characters(data))
        page.close()
    page.end_line()
    return compose(
        page.lines,
        media_type=MEDIA_TYPES["html"],
        links=tuple(dict.fromkeys(page.links)),
        notices=hidden_text(page.unseen, sum(len(line.text) for line in page.lines)),
        characters=limits.characters,
    )


def _characters(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    try:
        if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
            return data.decode(declared.group(1).decode("ascii"), errors="replace")
    except LookupError:
        pass  # an encoding that nobody knows: the bytes tell better
    try:
        return decode(data)
    except ValueError as exc:
        raise DamagedDocument("The page is no readable text; save it as PDF and send that.") from exc


class _Enough(Exception):
    """More lines than a document has; what follows is not worth its time."""


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.links: list[str] = []
        self.unseen = 0
        self._open: list[tuple[str, bool]] = []
        self._hidden = 0
        self._parts: list[str] = []
        self._bold = self._all = 0
        self._bolds = self._pres = 0
        self._heading = False
        self._gap = 0.0
        self._mark = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "a" and (address := named.get("href")) and address.startswith(("http", "mailto:", "tel:")):
            self.links.append(address[:2000])
        if tag in _BLOCKS or tag == "br":
            self.end_line()
        if tag == "li":
            self._mark = "• "
        if tag in ("td", "th") and self._parts:
            self._parts.append("\t")
        if tag in _VOID:
            return
        hides = tag in _UNSEEN or "hidden" in named or bool(_HIDING.search(named.get("style") or ""))
        if len(self._open) < _DEEPEST:
            self._open.append((tag, hides))
            self._count(tag, hides, 1)

    def handle_endtag(self, tag: str) -> None:
        if not any(tag == name for name, _ in reversed(self._open[-200:])):
            return
        if tag in _BLOCKS:
            self.end_line()
        if tag in _APART:
            self._gap = 1.0
        while self._open:
            name, hides = self._open.pop()
            self._count(name, hides, -1)
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._hidden:
            if not any(name in _UNSEEN for name, _ in self._open):
                self.unseen += len(data.strip())
            return
        if self._pres and "\n" in data:
            for row in data.split("\n"):
                self._add(row)
                self.end_line()
            return
        self._add(_BLANKS.sub(" ", data))

    def end_line(self) -> None:
        """Close the line in hand; an empty one leaves no trace."""
        text = _BLANKS.sub(lambda found: "\t" if "\t" in found.group() else " ", clean("".join(self._parts))).strip()
        if text:
            gap = self._gap if self.lines else 0.0
            bold = self._heading or 2 * self._bold > self._all
            self.lines.append(Line(self._mark + text, 0, bold=bold, is_heading=self._heading, gap=gap))
            self._gap, self._mark = 0.0, ""
            if len(self.lines) == MOST_LINES + 1:
                raise _Enough
        self._parts, self._bold, self._all = [], 0, 0
        self._heading = any(name in _HEADINGS for name, _ in self._open[-20:])

    def _add(self, text: str) -> None:
        length = len(text.strip())
        self._heading = self._heading or any(name in _HEADINGS for name, _ in self._open[-20:])
        self._parts.append(text)
        self._all += length
        self._bold += length if self._bolds else 0

    def _count(self, tag: str, hides: bool, step: int) -> None:
        self._hidden += step if hides else 0
        self._bolds += step if tag in _BOLD else 0
        self._pres += step if tag == "pre" else 0
        if tag in _APART and step > 0:
            self._gap = 1.0
