"""Knows what an OpenDocument file's styles and lists make of a run or a paragraph; refuses to know the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from documents.looks import Form, Look, is_dark

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, STYLE, TEXT, TABLE, DRAW = (
    f"{{{_NAMESPACE}{name}:1.0}}" for name in ("office", "style", "text", "table", "drawing")
)
FO = f"{{{_NAMESPACE}xsl-fo-compatible:1.0}}"
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_DEEPEST = 20
_DEEPEST_LIST = 10
_PAPER_SIZE = 12.0
_HEADING_NAMES = ("heading", "überschrift", "judul", "titre ", "título ")
_BOLD_FROM = 600
_FAINT = 10.0
_POINTS: Final[dict[str, float]] = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "pc": 12.0, "px": 0.75}
# matches "0.1945in" and "12pt"; not "120%"
_LENGTH = re.compile(r"(-?\d{1,6}(?:\.\d{1,6})?)(pt|in|cm|mm|pc|px)\Z")
# matches "120%"; not "12pt"
_PERCENT = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)%\Z")
# matches "_20_" of "Heading_20_1"; not "_2_"
_ESCAPED = re.compile(r"_([0-9a-f]{2,4})_")


class Styles:
    """The styles that one part of a file sees, automatic ones first, resolved along their inheritance."""

    def __init__(self, *sources: Any) -> None:
        self._nodes: dict[tuple[str, str], Any] = {}
        self._defaults: dict[str, Any] = {}
        self._lists: dict[str, Any] = {}
        for node in (node for source in sources if source is not None for node in source):
            family, name = node.get(STYLE + "family", ""), node.get(STYLE + "name", "")
            if node.tag == STYLE + "style":
                self._nodes.setdefault((family, name), node)
            elif node.tag == STYLE + "default-style":
                self._defaults.setdefault(family, node)
            elif node.tag == TEXT + "list-style":
                self._lists.setdefault(name, node)
        self._looks: dict[tuple[str, str], Look] = {}
        self._forms: dict[str, Form] = {}

    def look(self, family: str, name: str | None) -> Look:
        """Return what a style, its ancestors and the default of its family say about characters."""
        key = family, name or ""
        if key not in self._looks:
            look = Look()
            # From the ancestors down, because a size may be a share of the size above.
            for node in reversed([*self._lineage(family, name), *self._default(family)]):
                look = _look_of(node, look.size or _PAPER_SIZE).over(look)
            self._looks[key] = look
        return self._looks[key]

    def form(self, name: str | None) -> Form:
        """Return what a paragraph style and its ancestors say about the paragraph."""
        name = name or ""
        if name not in self._forms:
            form = Form()
            for node in (*self._lineage("paragraph", name), *self._default("paragraph")):
                form = form.over(_form_of(node))
            self._forms[name] = form
        return self._forms[name]

    def fill(self, family: str, name: str | None) -> bool | None:
        """Return whether white letters can be read on what a style paints, None where it paints nothing."""
        found = (node.find(f"{STYLE}{family}-properties") for node in self._lineage(family, name))
        fills = (is_dark(_colour(node.get(FO + "background-color"))) for node in found if node is not None)
        return next((fill for fill in fills if fill is not None), None)

    def breaks_page(self, name: str | None) -> bool:
        """True when paragraphs of this style begin a page."""
        for node in self._lineage("paragraph", name):
            properties = node.find(STYLE + "paragraph-properties")
            if node.get(STYLE + "master-page-name") or (
                properties is not None and properties.get(FO + "break-before") == "page"
            ):
                return True
        return False

    def list_level(self, name: str, level: int) -> Any:
        """Return the definition of a list's level, counted from 1, or None."""
        wanted = str(level)
        return next((node for node in self._lists.get(name, ()) if node.get(TEXT + "level") == wanted), None)

    def _default(self, family: str) -> Iterator[Any]:
        if family in self._defaults:
            yield self._defaults[family]

    def _lineage(self, family: str, name: str | None) -> list[Any]:
        lineage: list[Any] = []
        while (node := self._nodes.get((family, name or ""))) is not None and len(lineage) < _DEEPEST:
            lineage.append(node)
            name = node.get(STYLE + "parent-style-name")
        return lineage


class Lists:
    """The list items of one document, counted as they come."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, int], int] = defaultdict(int)

    def begin(self, name: str, level: int, *, goes_on: bool) -> None:
        """Begin a list of a style at a level, counted from 1, from its first number unless it goes on."""
        if not goes_on:
            self._counts[name, level] = 0

    def mark(self, styles: Styles, name: str, level: int) -> str:
        """Return what stands before the next item: a bullet, its number, or nothing."""
        definition = styles.list_level(name, min(level, _DEEPEST_LIST))
        if definition is None or definition.tag != TEXT + "list-level-style-number":
            return "• "
        if not definition.get(STYLE + "num-format"):
            return ""
        self._counts[name, level] += 1
        return f"{self._counts[name, level]}. "


def _look_of(node: Any, size_above: float) -> Look:
    properties = node.find(STYLE + "text-properties")
    if properties is None:
        return Look()
    display = properties.get(TEXT + "display")
    return Look(
        bold=_is_bold(properties.get(FO + "font-weight")),
        vanish=True if _is_transparent(properties) else None if display is None else display == "none",
        size=_size(properties.get(FO + "font-size"), size_above),
        colour="auto"
        if properties.get(STYLE + "use-window-font-color") == "true"
        else _colour(properties.get(FO + "color")),
        shaded=is_dark(_colour(properties.get(FO + "background-color"))),
    )


def _form_of(node: Any) -> Form:
    properties = node.find(STYLE + "paragraph-properties")
    written = node.get(STYLE + "display-name") or node.get(STYLE + "name") or ""
    name = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), written).lower()
    level = node.get(STYLE + "default-outline-level")
    heading = name.startswith(_HEADING_NAMES) or bool(level and level != "0")
    if properties is None:
        return Form(is_heading=heading)
    around = properties.get(FO + "margin")
    contextual = properties.get(STYLE + "contextual-spacing")
    return Form(
        is_heading=heading,
        before=_length(properties.get(FO + "margin-top", around)),
        after=_length(properties.get(FO + "margin-bottom", around)),
        contextual=None if contextual is None else contextual == "true",
    )


def _is_bold(weight: str | None) -> bool | None:
    if weight is None:
        return None
    return weight == "bold" or (weight.isdigit() and int(weight[:4]) >= _BOLD_FROM)


def _is_transparent(properties: Any) -> bool:
    if properties.get(STYLE + "use-window-font-color") == "true":
        return False  # LibreOffice writes an opacity of 0 % beside the automatic colour
    opacity = _PERCENT.match(properties.get(_LOEXT + "opacity") or "")
    return opacity is not None and float(opacity.group(1)) < _FAINT


def _size(text: str | None, above: float) -> float | None:
    share = _PERCENT.match(text or "")
    return above * float(share.group(1)) / 100 if share else _length(text)


def _length(text: str | None) -> float | None:
    found = _LENGTH.match(text or "")
    return float(found.group(1)) * _POINTS[found.group(2)] if found else None


def _colour(text: str | None) -> str | None:
    return text[1:] if text and text.startswith("#") else None
