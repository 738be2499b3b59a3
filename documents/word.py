"""Knows how the text of a DOCX is got out of it, whole and once; runs inside the worker only.

python-docx opens the package; the parts are walked element by element, because its paragraphs and cells leave out
text boxes and content controls and its ``row.cells`` repeats merged cells without an end.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from documents.composing import compose
from documents.flow import Flow, Paragraph, hidden_text
from documents.gate import MEDIA_TYPES
from documents.limits import Limits
from documents.looks import Look, is_dark
from documents.strict import transitional
from documents.wordstyles import Numbering, Styles, W, flag, is_shaded, look_of, value
from errors import DamagedDocument
from records import Document, Line

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_VECTOR = "{urn:schemas-microsoft-com:vml}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STORIES = (
    RELATIONSHIP_TYPE.HEADER, None, RELATIONSHIP_TYPE.FOOTER, RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES,
)  # fmt: skip
_SKIPPED = frozenset(W + name for name in (
    "del", "moveFrom", "delText", "delInstrText", "rPr", "pPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr",
    "sdtPr", "sdtEndPr", "commentReference", "annotationRef", "footnoteReference", "endnoteReference",
    "bookmarkStart", "bookmarkEnd", "proofErr", "rPrChange", "pPrChange",
))  # fmt: skip
_BREAKS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
# matches 'HYPERLINK "https://example.org/jane" \o "Jane"'; not 'HYPERLINK \l "top"'
_ADDRESS = re.compile(r'HYPERLINK\s{1,8}"([^"\s]{1,2000})"')
_LONGEST_INSTRUCTION = 4_000
_PICTURE_FONTS = ("wingdings", "webdings", "zapfdingbats")
_SAME_IN_SYMBOL = frozenset("0123456789+-=<>()[]{}.,:;/%&|!?#*_")


def read(data: bytes, limits: Limits) -> Document:
    """Return the visible text of a DOCX: headers, body, tables, text boxes, content controls, footers and notes.

    Deleted text of tracked changes is left out, inserted text is kept.

    Raises:
        DamagedDocument: The package or its XML is broken.
        NoText: It shows nothing.
    """
    try:
        package = docx.Document(io.BytesIO(transitional(data)))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as exc:
        raise DamagedDocument("The Word document is damaged; open it, save it again and send that.") from exc
    walk = _Walk(package)
    for kind in _STORIES:
        for part, root in _stories(package, kind):
            walk.story(part, root, may_repeat=kind in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER))
    return compose(
        walk.flow.lines,
        media_type=MEDIA_TYPES["docx"],
        pages=walk.flow.page + 1,
        links=tuple(dict.fromkeys(walk.links)),
        notices=hidden_text(walk.flow.unseen, walk.flow.seen),
        characters=limits.characters,
    )


def sample() -> bytes:
    """Return a small DOCX, for warming up."""
    package, file = docx.Document(), io.BytesIO()
    package.add_paragraph("A sample line", style="List Bullet")
    package.add_table(1, 1).cell(0, 0).text = "A cell"
    package.save(file)
    return file.getvalue()


def _stories(package: Any, kind: str | None) -> Iterator[tuple[Any, Any]]:
    """Yield each part of a kind with its root, once; None stands for the body."""
    main = package.part
    if kind is None:
        yield main, main.element.find(W + "body")
        return
    related = [rel.target_part for rel in main.rels.values() if not rel.is_external and rel.reltype == kind]
    for part in {part.partname: part for part in related}.values():
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


class _Walk:
    def __init__(self, package: Any) -> None:
        self.flow = Flow()
        self.links: list[str] = []
        self._styles = Styles(_related_root(package, RELATIONSHIP_TYPE.STYLES))
        self._numbering = Numbering(_related_root(package, RELATIONSHIP_TYPE.NUMBERING))
        self._on_dark_paper = _has_dark_paper(package)
        self._part: Any = None
        self._instruction = ""
        self._readers: dict[str, Callable[[Any, Look, Paragraph], None]] = {
            W + "t": self._text,
            _MATH + "t": self._text,
            W + "r": self._run,
            W + "sym": self._symbol,
            W + "ruby": self._ruby,
            W + "txbxContent": self._boxed,
            W + "lastRenderedPageBreak": self._page_break,
            W + "instrText": self._field_code,
            W + "fldSimple": self._simple_field,
            W + "fldChar": self._field_mark,
            W + "hyperlink": self._hyperlink,
            _MC + "AlternateContent": self._alternatives,
            _VECTOR + "textpath": self._word_art,
            _DIAGRAM + "relIds": self._diagram,
            **dict.fromkeys(_BREAKS, self._break),
        }

    def story(self, part: Any, root: Any, *, may_repeat: bool = False) -> None:
        """Take the lines of one part; of parts that may repeat each other, as headers do, only the first."""
        if root is None:
            return
        self._part = part
        self.flow.new_block()
        if may_repeat:
            with self.flow.once():
                self._blocks(root, shaded=self._on_dark_paper)
        else:
            self._blocks(root, shaded=self._on_dark_paper)

    def _blocks(self, parent: Any, *, shaded: bool) -> None:
        for node in parent:
            if node.tag == W + "p":
                self._paragraph(node, shaded=shaded)
            elif node.tag == W + "tbl":
                self._table(node, shaded=shaded)
            elif node.tag == _DRAWN + "p":
                self._drawn_paragraph(node)
            elif node.tag == _MC + "AlternateContent":
                if (chosen := _choice(node)) is not None:
                    self._blocks(chosen, shaded=shaded)
            elif node.tag not in _SKIPPED and isinstance(node.tag, str):
                self._blocks(node, shaded=shaded)

    def _paragraph(self, node: Any, *, shaded: bool) -> None:
        properties = node.find(W + "pPr")
        form = self._styles.paragraph_form(properties)
        style = value(properties, "pStyle")
        look = Look(shaded=shaded or is_shaded(properties)).over(self._styles.paragraph_look(style))
        found = Paragraph(look)
        self._inline(node, look, found)
        self.flow.end(found, form, style, lambda: self._numbering.mark(form))
        for box in found.boxes:
            self.flow.new_block()
            self._blocks(box, shaded=True)  # what lies behind a box is not known: white letters may be seen
            self.flow.new_block()

    def _drawn_paragraph(self, node: Any) -> None:
        look = self._styles.paragraph_look(None)
        found = Paragraph(look)
        found.add("".join(text.text or "" for text in node.iter(_DRAWN + "t")), look)
        self.flow.seen += found.length
        self.flow.end(found, self._styles.form(None), None, str)

    def _inline(self, parent: Any, look: Look, found: Paragraph) -> None:
        for node in parent:
            if reader := self._readers.get(node.tag):
                reader(node, look, found)
            elif node.tag not in _SKIPPED and isinstance(node.tag, str):
                self._inline(node, look, found)

    def _run(self, node: Any, _: Look, found: Paragraph) -> None:
        properties = node.find(W + "rPr")
        styled = self._styles.run_look(value(properties, "rStyle"))
        look = look_of(properties).over(styled).over(found.look)
        if _is_picture_font(value(properties, "rFonts", "ascii")):
            for text in node.findall(W + "t"):
                self.flow.write(_as_pictures(text.text or ""), look, found)
            return
        self._inline(node, look, found)

    def _text(self, node: Any, look: Look, found: Paragraph) -> None:
        self.flow.write(node.text or "", look, found)

    def _symbol(self, node: Any, look: Look, found: Paragraph) -> None:
        self.flow.write(_letter(node.get(W + "font") or "", node.get(W + "char") or ""), look, found)

    def _ruby(self, node: Any, look: Look, found: Paragraph) -> None:
        if (base := node.find(W + "rubyBase")) is not None:
            self._inline(base, look, found)

    def _break(self, node: Any, look: Look, found: Paragraph) -> None:
        kind = node.get(W + "type")
        found.add("" if kind == "column" else _BREAKS[node.tag], look)
        self.flow.page += kind == "page"

    def _page_break(self, *_: object) -> None:
        self.flow.page += 1

    def _boxed(self, node: Any, _: Look, found: Paragraph) -> None:
        found.boxes.append(node)

    def _alternatives(self, node: Any, look: Look, found: Paragraph) -> None:
        if (chosen := _choice(node)) is not None:
            self._inline(chosen, look, found)

    def _word_art(self, node: Any, look: Look, found: Paragraph) -> None:
        if "WaterMark" not in (node.getparent().get("id") or ""):
            self.flow.seen += len(node.get("string") or "")
            found.add(f"\n{node.get('string') or ''}\n", look)

    def _diagram(self, node: Any, _: Look, found: Paragraph) -> None:
        relation = self._part.rels.get(node.get(_RELATED + "dm"))
        if relation is not None and not relation.is_external:
            found.boxes.append(_root(relation.target_part))

    def _hyperlink(self, node: Any, look: Look, found: Paragraph) -> None:
        relation = self._part.rels.get(node.get(_RELATED + "id"))
        if relation is not None and relation.is_external:
            self.links.append(relation.target_ref[:2000])
        self._inline(node, look, found)

    def _simple_field(self, node: Any, look: Look, found: Paragraph) -> None:
        self.links += _ADDRESS.findall(node.get(W + "instr") or "")
        self._inline(node, look, found)

    def _field_code(self, node: Any, *_: object) -> None:
        if len(self._instruction) < _LONGEST_INSTRUCTION:
            self._instruction += node.text or ""

    def _field_mark(self, node: Any, look: Look, found: Paragraph) -> None:
        """A code stands between the marks begin and separate; a list to choose from keeps its value in begin."""
        self.links += _ADDRESS.findall(self._instruction)
        self._instruction = ""
        options = node.find(f"{W}ffData/{W}ddList")
        if options is not None:
            self.flow.write(_chosen(options), look, found)

    def _table(self, table: Any, *, shaded: bool) -> None:
        self.flow.new_block()
        properties = table.find(W + "tblPr")
        shaded = shaded or bool(is_shaded(properties)) or self._styles.may_shade(value(properties, "tblStyle"))
        above: frozenset[int] = frozenset()
        for row in _children(table, "tr"):
            if flag(row.find(W + "trPr"), "del"):
                continue
            cells = dict(_columns(row))
            self.flow.row([self._cell(cell, shaded=shaded, above=column in above) for column, cell in cells.items()])
            above = frozenset(column for column, cell in cells.items() if _merge(cell) is not None)
        self.flow.new_block()

    def _cell(self, cell: Any, *, shaded: bool, above: bool) -> list[Line]:
        """Return the lines of a cell, taken out of the flow so that the row can place them.

        A cell merged into the one ``above`` it shows nothing of its own.
        """
        fill = is_shaded(cell.find(W + "tcPr"))
        with self.flow.apart() as lines:
            if above and _merge(cell) == "continue":
                with self.flow.unread():
                    self._blocks(cell, shaded=shaded)
            else:
                self._blocks(cell, shaded=shaded if fill is None else fill)
        return lines


def _children(parent: Any, name: str) -> Iterator[Any]:
    """Yield rows or cells, through content controls and tracked insertions, without entering nested tables."""
    for node in parent:
        if node.tag == W + name:
            yield node
        elif node.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "moveTo", W + "customXml"):
            yield from _children(node, name)


def _columns(row: Any) -> Iterator[tuple[int, Any]]:
    """Yield the cells of a row with the column of the grid where each begins."""
    column = _whole(value(row.find(W + "trPr"), "gridBefore"))
    for cell in _children(row, "tc"):
        yield column, cell
        column += max(1, _whole(value(cell.find(W + "tcPr"), "gridSpan")))


def _merge(cell: Any) -> str | None:
    """Return how a cell is merged downwards: ``restart`` above, ``continue`` below, None not at all."""
    properties = cell.find(W + "tcPr")
    node = None if properties is None else properties.find(W + "vMerge")
    return None if node is None else node.get(W + "val", "continue")


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else 0


def _choice(node: Any) -> Any:
    """Return the one alternative to read: both hold the same text."""
    chosen = node.find(_MC + "Choice")
    if chosen is not None and len(chosen):
        return chosen
    return node.find(_MC + "Fallback")


def _has_dark_paper(package: Any) -> bool:
    background = package.part.element.find(W + "background")
    shown = flag(_related_root(package, RELATIONSHIP_TYPE.SETTINGS), "displayBackgroundShape")
    return bool(background is not None and shown and is_dark(background.get(W + "color")))


def _chosen(options: Any) -> str:
    entries = [entry.get(W + "val") or "" for entry in options.findall(W + "listEntry")]
    picked = _whole(value(options, "result") or value(options, "default"))
    return entries[picked] if picked < len(entries) else ""


def _is_picture_font(font: str | None) -> bool:
    return (font or "").replace(" ", "").lower().startswith(_PICTURE_FONTS)


def _as_pictures(text: str) -> str:
    """Move characters to the private area where such fonts keep their pictures: bullets stay, the rest is no text."""
    return "".join(chr(0xF000 + ord(char)) if "!" <= char <= "\xff" else char for char in text)


def _letter(font: str, code: str) -> str:
    try:
        number = int(code, 16)
        if font.lower() == "symbol" and chr(number & 0xFF) in _SAME_IN_SYMBOL:
            return chr(number & 0xFF)
        return _as_pictures(chr(number)) if _is_picture_font(font) else chr(number)
    except (ValueError, OverflowError):
        return ""
