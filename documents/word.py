"""Knows how the text of a DOCX is got out of it, whole and once; runs inside the worker only.

python-docx opens the package; the parts are walked element by element, because its paragraphs and cells leave out
text boxes and content controls and its ``row.cells`` repeats merged cells without an end.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from documents.composing import compose
from documents.gate import MEDIA_TYPES
from documents.glyphs import clean
from documents.limits import Limits
from documents.wordstyles import Form, Look, Numbering, Styles, W, is_dark, is_pale, look_of, value
from errors import DamagedDocument
from records import Document, Line, Notice

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SKIPPED = frozenset(W + name for name in (
    "del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "sectPr", "tblPr", "tblGrid",
    "trPr", "tcPr", "sdtPr", "sdtEndPr", "commentReference", "annotationRef", "footnoteReference",
    "endnoteReference", "fldChar", "bookmarkStart", "bookmarkEnd", "proofErr", "rPrChange", "pPrChange", "ruby",
))  # fmt: skip
_BREAKS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_LONGEST_LABEL = 40
_HIDDEN_WORTH_SAYING = 12
_LEADING = 1.2


def read(data: bytes, limits: Limits) -> Document:
    """Return the visible text of a DOCX: headers, body, tables, text boxes, content controls, footers and notes.

    Deleted text of tracked changes is left out, inserted text is kept.

    Raises:
        DamagedDocument: The package or its XML is broken.
        NoText: It shows nothing.
    """
    try:
        package = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as exc:
        raise DamagedDocument("The Word document is damaged; open it, save it again and send that.") from exc
    walk = _Walk(package)
    for part, root in _stories(package):
        walk.story(part, root)
    notices = []
    if walk.unseen >= _HIDDEN_WORTH_SAYING:
        share = walk.unseen / (walk.unseen + walk.seen)
        notices.append(Notice("hidden_text", "Text that nobody can see on the page was left out.", round(share, 4)))
    return compose(
        walk.lines,
        media_type=MEDIA_TYPES["docx"],
        pages=walk.page + 1,
        links=tuple(dict.fromkeys(walk.links)),
        notices=notices,
        characters=limits.characters,
    )


def sample() -> bytes:
    """Return a small DOCX, for warming up."""
    package, file = docx.Document(), io.BytesIO()
    package.add_paragraph("A sample line", style="List Bullet")
    package.add_table(1, 1).cell(0, 0).text = "A cell"
    package.save(file)
    return file.getvalue()


def _stories(package: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each part that holds text with its root: headers, body, footers, notes; each part once."""
    main = package.part
    related = [rel for rel in main.rels.values() if not rel.is_external]
    for kind in (RELATIONSHIP_TYPE.HEADER, None, RELATIONSHIP_TYPE.FOOTER, RELATIONSHIP_TYPE.FOOTNOTES):
        if kind is None:
            yield main, main.element.find(W + "body")
            continue
        for part in {rel.target_part.partname: rel.target_part for rel in related if rel.reltype == kind}.values():
            yield part, _root(part)


def _root(part: Any) -> Any:
    if hasattr(part, "element"):
        return part.element
    return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _related_root(package: Any, kind: str) -> Any:
    for rel in package.part.rels.values():
        if rel.reltype == kind and not rel.is_external:
            return _root(rel.target_part)
    return None


@dataclass(slots=True)
class _Paragraph:
    """The characters of a paragraph as they are found, cut where the author broke the line."""

    look: Look
    parts: list[str] = field(default_factory=lambda: [""])
    sizes: dict[float, int] = field(default_factory=dict)
    bold: int = 0
    length: int = 0
    boxes: list[Any] = field(default_factory=list)

    def add(self, text: str, look: Look) -> None:
        first, *rest = text.split("\n")
        self.parts[-1] += first
        self.parts += rest
        length = len(text.strip())
        self.length += length
        self.bold += length if look.bold else 0
        if length:
            self.sizes[look.size or 0.0] = self.sizes.get(look.size or 0.0, 0) + length


class _Walk:
    def __init__(self, package: Any) -> None:
        self.lines: list[Line] = []
        self.links: list[str] = []
        self.seen = self.unseen = self.page = 0
        self._styles = Styles(_related_root(package, RELATIONSHIP_TYPE.STYLES))
        self._numbering = Numbering(_related_root(package, RELATIONSHIP_TYPE.NUMBERING))
        self._part: Any = None
        self._block = 0
        self._gap = 0.0
        self._style: str | None = ""

    def story(self, part: Any, root: Any) -> None:
        """Take the lines of one part."""
        if root is None:
            return
        self._part = part
        self._new_block()
        self._blocks(root, shaded=False)

    def _new_block(self) -> None:
        if self.lines and self.lines[-1].block == self._block:
            self._block += 1
        self._gap = 1.0

    def _blocks(self, parent: Any, *, shaded: bool) -> None:
        for node in parent:
            if node.tag == W + "p":
                self._paragraph(node, shaded=shaded)
            elif node.tag == W + "tbl":
                self._table(node, shaded=shaded)
            elif node.tag == _MC + "AlternateContent":
                if (chosen := _choice(node)) is not None:
                    self._blocks(chosen, shaded=shaded)
            elif node.tag not in _SKIPPED and isinstance(node.tag, str):
                self._blocks(node, shaded=shaded)

    def _paragraph(self, node: Any, *, shaded: bool) -> None:
        properties = node.find(W + "pPr")
        form = self._styles.paragraph_form(properties)
        style = value(properties, "pStyle")
        dark = is_dark(value(properties, "shd", "fill"))
        look = Look(shaded=shaded or dark).over(self._styles.paragraph_look(style))
        found = _Paragraph(look)
        self._inline(node, look, found)
        size = max(found.sizes, key=lambda key: found.sizes[key]) if found.sizes else look.size or 10.0
        if found.length:
            close = form.contextual and style == self._style
            self._gap = 0.0 if close else max(self._gap, (form.before or 0.0) / (_LEADING * size))
            self._style = style
        texts = [text for part in found.parts if (text := clean(part).strip(" \t"))]
        if texts:
            self._emit(texts, found, form, size)
            self._gap = (form.after or 0.0) / (_LEADING * size)
        elif not found.boxes:
            self._gap += 1.0
        for box in found.boxes:
            self._box(box)

    def _emit(self, texts: list[str], found: _Paragraph, form: Form, size: float) -> None:
        texts[0] = self._numbering.mark(form) + texts[0]
        bold = 2 * found.bold > found.length
        for position, text in enumerate(texts):
            gap = round(min(self._gap, 9.0), 2) if position == 0 else 0.0
            heading = form.is_heading and position == 0
            self.lines.append(
                Line(text, 0, self.page, size=size, bold=bold, is_heading=heading, block=self._block, gap=gap)
            )

    def _box(self, content: Any) -> None:
        self._new_block()
        self._blocks(content, shaded=True)  # what lies behind a text box is not known: white letters may be seen
        self._new_block()

    def _inline(self, parent: Any, look: Look, found: _Paragraph) -> None:
        for node in parent:
            tag = node.tag
            if tag == W + "t":
                self._text(node.text or "", look, found)
            elif tag == W + "r":
                self._run(node, found)
            elif tag in _BREAKS:
                found.add("" if node.get(W + "type") == "column" else _BREAKS[tag], look)
                self.page += node.get(W + "type") == "page"
            elif tag == W + "lastRenderedPageBreak":
                self.page += 1
            elif tag == W + "sym":
                found.add(_symbol(node), look)
            elif tag == W + "txbxContent":
                found.boxes.append(node)
            elif tag == _MC + "AlternateContent":
                if (chosen := _choice(node)) is not None:
                    self._inline(chosen, look, found)
            elif tag not in _SKIPPED and isinstance(tag, str):
                self._link(node)
                self._inline(node, look, found)

    def _run(self, node: Any, found: _Paragraph) -> None:
        properties = node.find(W + "rPr")
        styled = self._styles.run_look(value(properties, "rStyle"))
        self._inline(node, look_of(properties).over(styled).over(found.look), found)

    def _text(self, text: str, look: Look, found: _Paragraph) -> None:
        length = len(text.strip())
        if look.vanish or (look.size is not None and look.size < 3) or (is_pale(look.colour) and not look.shaded):
            self.unseen += length
            return
        self.seen += length
        found.add(text.replace("\n", " "), look)

    def _link(self, node: Any) -> None:
        if node.tag == W + "hyperlink" and (key := node.get(_R_ID)) in self._part.rels:
            relation = self._part.rels[key]
            if relation.is_external:
                self.links.append(relation.target_ref[:2000])

    def _table(self, table: Any, *, shaded: bool) -> None:
        self._new_block()
        for row in _children(table, "tr"):
            self._row([self._cell(cell, shaded=shaded) for cell in _children(row, "tc")])
        self._new_block()

    def _cell(self, cell: Any, *, shaded: bool) -> list[Line]:
        """Return the lines of a cell, taken out of the walk so that the row can place them."""
        kept, self.lines = self.lines, []
        fill = is_dark(value(cell.find(W + "tcPr"), "shd", "fill"))
        self._gap = 0.0
        self._blocks(cell, shaded=bool(fill) if fill is not None else shaded)
        lines, self.lines = self.lines, kept
        return lines

    def _row(self, cells: list[list[Line]]) -> None:
        """Place a row: short cells side by side on one line, long ones after each other as blocks."""
        filled = [cell for cell in cells if cell]
        if len(filled) > 1 and all(len(cell) == 1 for cell in filled):
            first = filled[0][0]
            text = "\t".join(cell[0].text for cell in filled)
            gap = max(cell[0].gap for cell in filled)
            self.lines.append(replace(first, text=text, gap=gap, block=self._block))
            return
        if len(filled) == 2 and _labels(filled[0]):
            label, (head, *rest) = filled[0][0], filled[1]
            self.lines.append(replace(head, text=f"{label.text}\t{head.text}", gap=max(head.gap, label.gap)))
            self.lines += rest
            return
        for cell in filled:
            if len(filled) > 1:
                self._new_block()
                shift = self._block - cell[0].block
                self._block = max(line.block for line in cell) + shift
                cell = [replace(line, block=line.block + shift) for line in cell]
            self.lines += cell


def _labels(cell: list[Line]) -> bool:
    line = cell[0]
    dated = any(char.isdigit() for char in line.text) or line.text.endswith(":")
    return len(cell) == 1 and dated and len(line.text) <= _LONGEST_LABEL and not line.is_heading


def _children(parent: Any, name: str) -> Iterator[Any]:
    """Yield rows or cells, through content controls and tracked insertions, without entering nested tables."""
    for node in parent:
        if node.tag == W + name:
            yield node
        elif node.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml"):
            yield from _children(node, name)


def _choice(node: Any) -> Any:
    """Return the one alternative to read: both hold the same text."""
    chosen = node.find(_MC + "Choice")
    if chosen is not None and len(chosen):
        return chosen
    return node.find(_MC + "Fallback")


def _symbol(node: Any) -> str:
    try:
        return chr(int(node.get(W + "char") or "", 16))
    except (ValueError, OverflowError):
        return ""
