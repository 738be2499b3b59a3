"""Knows what a Word file's styles and list numbering make of a run or a paragraph; refuses to know the text."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NAMESPACE}}}"
_DEEPEST = 20
_HEADING_NAMES = ("heading", "überschrift", "judul", "titre ", "título ")
_COUNTED = frozenset(("decimal", "decimalZero", "upperLetter", "lowerLetter", "upperRoman", "lowerRoman"))


@dataclass(frozen=True, slots=True)
class Look:
    """How characters look: None where this layer does not say; size in points, colour as six hex digits."""

    bold: bool | None = None
    vanish: bool | None = None
    size: float | None = None
    colour: str | None = None
    shaded: bool | None = None

    def over(self, below: Look) -> Look:
        """Return this look with its silences filled from the layer below."""
        return Look(
            below.bold if self.bold is None else self.bold,
            below.vanish if self.vanish is None else self.vanish,
            below.size if self.size is None else self.size,
            below.colour if self.colour is None else self.colour,
            below.shaded if self.shaded is None else self.shaded,
        )


@dataclass(frozen=True, slots=True)
class Form:
    """What a paragraph is: heading or not, white space above and below in points (none between equals when contextual), its list level."""

    is_heading: bool = False
    before: float | None = None
    after: float | None = None
    list_id: str | None = None
    list_level: int | None = None
    contextual: bool | None = None


def flag(properties: Any, name: str) -> bool | None:
    """Return an on/off property, None where it is not there."""
    node = None if properties is None else properties.find(W + name)
    return None if node is None else node.get(W + "val", "1") not in ("0", "false", "off", "none")


def value(properties: Any, name: str, attribute: str = "val") -> str | None:
    """Return an attribute of a property, None where either is not there."""
    node = None if properties is None else properties.find(W + name)
    return None if node is None else node.get(W + attribute)


def number(text: str | None, unit: float) -> float | None:
    """Return a number of units as points, None where it is none."""
    try:
        return None if text is None else min(1e6, float(text) / unit)
    except ValueError:
        return None


def look_of(properties: Any) -> Look:
    """Return what run properties say by themselves."""
    if properties is None:
        return Look()
    fill = value(properties, "shd", "fill")
    return Look(
        bold=flag(properties, "b"),
        vanish=flag(properties, "vanish"),
        size=number(value(properties, "sz"), 2),
        colour=value(properties, "color"),
        shaded=is_dark(fill) if fill else True if properties.find(W + "highlight") is not None else None,
    )


def is_dark(fill: str | None) -> bool | None:
    """True when white letters can be read on this fill, None where the fill says nothing."""
    if not fill or fill == "auto" or len(fill) != 6:
        return None
    return not is_pale(fill)


def is_pale(colour: str | None) -> bool:
    """True for colours that vanish on white paper."""
    try:
        red, green, blue = (int((colour or "000000")[at : at + 2], 16) for at in (0, 2, 4))
    except ValueError:
        return False
    return 0.299 * red + 0.587 * green + 0.114 * blue > 235


class Styles:
    """The styles part of one file, resolved along their inheritance and remembered."""

    def __init__(self, root: Any) -> None:
        nodes = [] if root is None else root.findall(W + "style")
        self._nodes = {node.get(W + "styleId"): node for node in nodes}
        self._defaults = {
            node.get(W + "type"): node.get(W + "styleId") for node in nodes if node.get(W + "default") in ("1", "true")
        }
        base = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._base = look_of(base).over(Look(False, False, 10.0, None, None))
        gaps = None if root is None else root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")
        self._gaps = _form_of(gaps, "")
        self._looks: dict[str | None, Look] = {}
        self._forms: dict[str | None, Form] = {}

    def paragraph_look(self, style: str | None) -> Look:
        """Return how characters of a paragraph style look, every attribute settled."""
        return self.run_look(style or self._defaults.get("paragraph")).over(self._base)

    def run_look(self, style: str | None) -> Look:
        """Return what a style and its ancestors say about characters."""
        if style not in self._looks:
            look = Look()
            for node in self._lineage(style):
                look = look.over(look_of(node.find(W + "rPr")))
            self._looks[style] = look
        return self._looks[style]

    def form(self, style: str | None) -> Form:
        """Return what a paragraph style and its ancestors say about the paragraph."""
        style = style or self._defaults.get("paragraph")
        if style not in self._forms:
            form = Form()
            for node in self._lineage(style):
                form = _over(form, _form_of(node.find(W + "pPr"), value(node, "name") or ""))
            self._forms[style] = _over(form, self._gaps)
        return self._forms[style]

    def paragraph_form(self, properties: Any) -> Form:
        """Return what a paragraph is, its own properties over its style's."""
        own = _form_of(properties, "")
        styled = self.form(value(properties, "pStyle"))
        return _over(own, styled)

    def _lineage(self, style: str | None) -> list[Any]:
        lineage: list[Any] = []
        while style in self._nodes and len(lineage) < _DEEPEST:
            lineage.append(self._nodes[style])
            style = value(self._nodes[style], "basedOn")
        return lineage


def _form_of(properties: Any, name: str) -> Form:
    level = value(properties, "outlineLvl")
    listed = None if properties is None else properties.find(W + "numPr")
    depth = value(listed, "ilvl")
    heading = name.lower().startswith(_HEADING_NAMES) or (level is not None and level.isdigit() and int(level) < 9)
    return Form(
        is_heading=heading,
        before=number(value(properties, "spacing", "before"), 20),
        after=number(value(properties, "spacing", "after"), 20),
        list_id=value(listed, "numId"),
        list_level=int(depth) if depth and depth.isdigit() else None,
        contextual=flag(properties, "contextualSpacing"),
    )


def _over(upper: Form, below: Form) -> Form:
    return Form(
        upper.is_heading or below.is_heading,
        below.before if upper.before is None else upper.before,
        below.after if upper.after is None else upper.after,
        below.list_id if upper.list_id is None else upper.list_id,
        below.list_level if upper.list_level is None else upper.list_level,
        below.contextual if upper.contextual is None else upper.contextual,
    )


class Numbering:
    """The numbering part of one file; counts as it is asked, so it is asked in document order."""

    def __init__(self, root: Any) -> None:
        abstract = {} if root is None else {n.get(W + "abstractNumId"): n for n in root.findall(W + "abstractNum")}
        self._formats: dict[tuple[str, int], str] = {}
        self._counts: dict[tuple[str, int], int] = defaultdict(int)
        for node in [] if root is None else root.findall(W + "num"):
            levels = abstract.get(value(node, "abstractNumId") or "")
            for level in [] if levels is None else levels.findall(W + "lvl"):
                key = node.get(W + "numId") or "", int(level.get(W + "ilvl") or 0)
                self._formats[key] = value(level, "numFmt") or "decimal"

    def mark(self, form: Form) -> str:
        """Return what stands before a list item: a bullet, its number, or nothing."""
        if form.list_id in (None, "0"):
            return ""
        key = form.list_id or "", form.list_level or 0
        kind = self._formats.get(key, "none")
        if kind == "bullet":
            return "• "
        if kind not in _COUNTED:
            return ""
        self._counts[key] += 1
        return f"{self._counts[key]}. "
