"""Knows how the text of an OpenDocument text is got out of it, whole and once; runs inside the worker only."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lxml import etree

from documents.composing import compose
from documents.flow import Flow, Paragraph, hidden_text
from documents.gate import MEDIA_TYPES
from documents.limits import Limits
from documents.looks import Form, Look, is_dark
from documents.odtstyles import DRAW, FO, OFFICE, STYLE, TABLE, TEXT, Lists, Styles
from errors import DamagedDocument
from records import Document, Line

_HREF = "{http://www.w3.org/1999/xlink}href"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_SKIPPED = frozenset((
    *(OFFICE + name for name in ("annotation", "annotation-end", "forms", "event-listeners")),
    *(TEXT + name for name in (
        "tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "dde-connection-decls",
        "table-of-content-source", "alphabetical-index-source", "bibliography-source", "illustration-index-source",
        "table-index-source", "object-index-source", "user-index-source", "note-citation", "ruby-text", "script",
    )),
    *(TABLE + name for name in ("table-column", "table-columns", "table-header-columns", "table-column-group")),
    *(DRAW + name for name in ("image", "object", "object-ole", "plugin", "floating-frame", "glue-point")),
    _SVG + "title", _SVG + "desc",
))  # fmt: skip
_PARAGRAPHS = frozenset((TEXT + "p", TEXT + "h"))
_ROW_GROUPS = frozenset(TABLE + name for name in ("table-header-rows", "table-rows", "table-row-group"))
_LINKS = frozenset((TEXT + "a", DRAW + "a"))
_SCHEMES = ("http://", "https://", "mailto:", "tel:")
_BLANKS = re.compile(r"[ \t\r\n]+")  # matches the line break in "one\ntwo"; not "one"
_MOST_BLANKS = 100
_DAMAGED = "The OpenDocument file is damaged; open it, save it again and send that."


def read(data: bytes, limits: Limits) -> Document:
    """Return the visible text of an ODT: headers, body, tables, frames, lists, footers and notes.

    Deleted text of tracked changes is left out, inserted text is kept.

    Raises:
        DamagedDocument: The container or its XML is broken.
        NoText: It shows nothing.
    """
    content, styles = _parts(data)
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise DamagedDocument(_DAMAGED)
    walk = _Walk(styles, Styles(content.find(OFFICE + "automatic-styles"), _child(styles, "styles")))
    walk.document(body)
    return compose(
        walk.flow.lines,
        media_type=MEDIA_TYPES["odt"],
        pages=walk.flow.page + 1,
        links=tuple(dict.fromkeys(walk.links)),
        notices=hidden_text(walk.flow.unseen, walk.flow.seen),
        characters=limits.characters,
    )


def _parts(data: bytes) -> tuple[Any, Any]:
    """Return the roots of content and styles; the latter is None where the file has no styles."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            names = container.namelist()
            styles = container.read("styles.xml") if "styles.xml" in names else b""
            return _root(container.read("content.xml")), _root(styles) if styles else None
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, etree.XMLSyntaxError) as exc:
        raise DamagedDocument(_DAMAGED) from exc


def _root(part: bytes) -> Any:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


class _Walk:
    def __init__(self, page_styles: Any, styles: Styles) -> None:
        self.flow = Flow()
        self.links: list[str] = []
        self._page_styles, self._styles = page_styles, styles
        self._lists, self._list, self._owes_mark = Lists(), ("", 0), False
        self._top = 0
        self._notes: list[Any] = []
        self._inlines: dict[str, Callable[[Any, Look, Paragraph], None]] = {
            TEXT + "span": self._span,
            TEXT + "a": self._link,
            DRAW + "a": self._link,
            TEXT + "s": self._blanks,
            TEXT + "tab": lambda node, look, found: found.add("\t", look),
            TEXT + "line-break": lambda node, look, found: found.add("\n", look),
            TEXT + "soft-page-break": self._page_break,
            TEXT + "note": lambda node, look, found: self._notes.append(node),
            TEXT + "hidden-text": self._conditional,
        }

    def document(self, body: Any) -> None:
        """Take the lines of the whole file: headers, body, footers, notes."""
        shaded = self._on_dark_paper()
        self._margins(("header", "header-first", "header-left"), shaded=shaded)
        self.flow.new_block()
        self._top = len(self.flow.lines)
        self._blocks(body, shaded=shaded)
        self._margins(("footer", "footer-first", "footer-left"), shaded=shaded)
        self.flow.new_block()
        while self._notes:
            self._blocks(self._notes.pop(0), shaded=shaded)

    def _margins(self, names: tuple[str, ...], *, shaded: bool) -> None:
        """Take headers or footers; their automatic styles bear the same names as the body's and are others."""
        kept = self._styles
        self._styles = Styles(_child(self._page_styles, "automatic-styles"), _child(self._page_styles, "styles"))
        for page in self._pages():
            for node in (node for name in names for node in page.findall(STYLE + name)):
                if node.get(STYLE + "display") != "false":
                    self.flow.new_block()
                    with self.flow.once():
                        self._blocks(node, shaded=shaded)
        self._styles = kept

    def _pages(self) -> list[Any]:
        masters = _child(self._page_styles, "master-styles")
        return [] if masters is None else masters.findall(STYLE + "master-page")

    def _on_dark_paper(self) -> bool:
        named = next((page.get(STYLE + "page-layout-name") for page in self._pages()), None)
        layouts = [] if named is None else self._page_styles.iter(STYLE + "page-layout")
        layout = next((layout for layout in layouts if layout.get(STYLE + "name") == named), None)
        properties = None if layout is None else layout.find(STYLE + "page-layout-properties")
        return properties is not None and bool(is_dark((properties.get(FO + "background-color") or "")[1:]))

    def _blocks(self, parent: Any, *, shaded: bool) -> None:
        for node in parent:
            if node.tag in _PARAGRAPHS:
                self._paragraph(node, shaded=shaded)
            elif node.tag == TEXT + "list":
                self._items(node, shaded=shaded)
            elif node.tag == TABLE + "table":
                self._table(node, shaded=shaded)
            elif node.tag == TEXT + "section":
                self._section(node, shaded=shaded)
            elif node.tag == TEXT + "soft-page-break":
                self.flow.page += 1
            elif _is_drawn(node):
                self._box(node)
            elif node.tag not in _SKIPPED and isinstance(node.tag, str):
                self._note_address(node)
                self._blocks(node, shaded=shaded)

    def _paragraph(self, node: Any, *, shaded: bool) -> None:
        if any(field.get(TEXT + "is-hidden") == "true" for field in node.iter(TEXT + "hidden-paragraph")):
            self.flow.unseen += len("".join(node.itertext()).strip())
            return
        name = node.get(TEXT + "style-name")
        if len(self.flow.lines) > self._top and self._styles.breaks_page(name):
            self.flow.page += 1
        form = Form(is_heading=node.tag == TEXT + "h").over(self._styles.form(name))
        behind = Look(shaded=self._styles.fill("paragraph", name) or shaded)
        found = Paragraph(self._styles.look("paragraph", name).over(behind))
        self._inline(node, found.look, found)
        self.flow.end(found, form, name, self._item_mark)
        for box in found.boxes:
            self._box(box)

    def _inline(self, parent: Any, look: Look, found: Paragraph) -> None:
        self._characters(parent.text, look, found)
        for node in parent:
            if reader := self._inlines.get(node.tag):
                reader(node, look, found)
            elif _is_drawn(node):
                found.boxes.append(node)
            elif node.tag not in _SKIPPED and isinstance(node.tag, str):
                self._inline(node, look, found)
            self._characters(node.tail, look, found)

    def _characters(self, text: str | None, look: Look, found: Paragraph) -> None:
        if not text:
            return
        text = _BLANKS.sub(" ", text)
        is_doubled = found.parts[-1][-1:] in ("", " ")
        self.flow.write(text.removeprefix(" ") if is_doubled else text, look, found)

    def _span(self, node: Any, look: Look, found: Paragraph) -> None:
        self._inline(node, self._styles.look("text", node.get(TEXT + "style-name")).over(look), found)

    def _link(self, node: Any, look: Look, found: Paragraph) -> None:
        self._note_address(node)
        self._inline(node, look, found)

    def _note_address(self, node: Any) -> None:
        if node.tag in _LINKS and (address := node.get(_HREF) or "").startswith(_SCHEMES):
            self.links.append(address[:2000])

    def _blanks(self, node: Any, look: Look, found: Paragraph) -> None:
        count = node.get(TEXT + "c") or "1"
        found.add(" " * min(int(count[:9]) if count.isascii() and count.isdigit() else 1, _MOST_BLANKS), look)

    def _page_break(self, *_: object) -> None:
        self.flow.page += 1

    def _conditional(self, node: Any, look: Look, found: Paragraph) -> None:
        hidden = Look(vanish=True) if node.get(TEXT + "is-hidden") == "true" else Look()
        self._inline(node, hidden.over(look), found)

    def _section(self, node: Any, *, shaded: bool) -> None:
        if node.get(TEXT + "display") == "none" or node.get(TEXT + "is-hidden") == "true":
            with self.flow.unread():
                self._blocks(node, shaded=shaded)
            return
        fill = self._styles.fill("section", node.get(TEXT + "style-name"))
        self._blocks(node, shaded=shaded if fill is None else fill)

    def _items(self, node: Any, *, shaded: bool) -> None:
        outer = self._list
        self._list = name, level = node.get(TEXT + "style-name") or outer[0], outer[1] + 1
        goes_on = node.get(TEXT + "continue-numbering") == "true" or node.get(TEXT + "continue-list") is not None
        self._lists.begin(name, level, goes_on=goes_on)
        for item in node.iterchildren(TEXT + "list-item", TEXT + "list-header"):
            self._owes_mark = item.tag == TEXT + "list-item"
            self._blocks(item, shaded=shaded)
        self._list, self._owes_mark = outer, False

    def _item_mark(self) -> str:
        """Return what stands before the first paragraph of a list item, and nothing before the others."""
        owed, self._owes_mark = self._owes_mark, False
        return self._lists.mark(self._styles, *self._list) if owed else ""

    def _box(self, node: Any) -> None:
        self.flow.new_block()
        with self._outside_lists():
            self._blocks(node, shaded=True)  # what lies behind a box is not known: white letters may be seen
        self.flow.new_block()

    @contextmanager
    def _outside_lists(self) -> Iterator[None]:
        kept = self._list, self._owes_mark
        self._list, self._owes_mark = ("", 0), False
        yield
        self._list, self._owes_mark = kept

    def _table(self, table: Any, *, shaded: bool) -> None:
        self.flow.new_block()
        shaded = self._behind("table", table, shaded)
        for row in _rows(table):
            behind = self._behind("table-row", row, shaded)
            if row.get(TABLE + "visibility", "visible") != "visible":
                with self.flow.unread():
                    self._blocks(row, shaded=behind)
                continue
            cells = row.iterchildren(TABLE + "table-cell", TABLE + "covered-table-cell")
            self.flow.row([self._cell(cell, shaded=behind) for cell in cells])
        self.flow.new_block()

    def _cell(self, cell: Any, *, shaded: bool) -> list[Line]:
        """Return the lines of a cell, taken out of the flow so that the row can place them; a covered one shows none."""
        with self.flow.apart() as lines, self._outside_lists():
            if cell.tag == TABLE + "covered-table-cell":
                with self.flow.unread():
                    self._blocks(cell, shaded=shaded)
            else:
                self._blocks(cell, shaded=self._behind("table-cell", cell, shaded))
        return lines

    def _behind(self, family: str, node: Any, shaded: bool) -> bool:
        fill = self._styles.fill(family, node.get(TABLE + "style-name"))
        return shaded if fill is None else fill


def _rows(table: Any) -> Iterator[Any]:
    """Yield the rows of a table, through their groups, without entering nested tables; repetitions count once."""
    for node in table:
        if node.tag == TABLE + "table-row":
            yield node
        elif node.tag in _ROW_GROUPS:
            yield from _rows(node)


def _is_drawn(node: Any) -> bool:
    return (
        isinstance(node.tag, str) and node.tag.startswith(DRAW) and node.tag not in _SKIPPED and node.tag not in _LINKS
    )


def _child(root: Any, name: str) -> Any:
    return None if root is None else root.find(OFFICE + name)
