"""Knows what a Word file's styles and list numbering make of a run or a paragraph; refuses to know the text."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from documents.looks import Form, Look, is_dark

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NAMESPACE}}}"
_DEEPEST = 20
_HEADING_NAMES = ("heading", "überschrift", "judul", "titre ", "título ")
_COUNTED = frozenset(("decimal", "decimalZero", "upperLetter", "lowerLetter", "upperRoman", "lowerRoman"))


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
    marked = value(properties, "highlight") not in (None, "none", "white")
    return Look(
        bold=flag(properties, "b"),
        vanish=flag(properties, "vanish"),
        size=number(value(properties, "sz"), 2),
        colour=value(properties, "color"),
        shaded=True if marked else is_shaded(properties),
    )


def is_shaded(properties: Any) -> bool | None:
    """True when white letters can be read on what these properties paint behind them, None where they paint nothing."""
    solid = (value(properties, "shd") or "") == "solid"
    return is_dark(value(properties, "shd", "color" if solid else "fill"))


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
                form = form.over(_form_of(node.find(W + "pPr"), value(node, "name") or ""))
            self._forms[style] = form.over(self._gaps)
        return self._forms[style]

    def paragraph_form(self, properties: Any) -> Form:
        """Return what a paragraph is, its own properties over its style's."""
        own = _form_of(properties, "")
        styled = self.form(value(properties, "pStyle"))
        return own.over(styled)

    def may_shade(self, style: str | None) -> bool:
        """True when a table style paints some of its cells dark: which of them depends on where they stand."""
        shades = (node for style in self._lineage(style) for node in style.iter(W + "tcPr", W + "tblPr"))
        return any(is_shaded(properties) for properties in shades)

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
