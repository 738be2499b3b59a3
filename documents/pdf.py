"""Knows how a PDF's visible text is got out of it, in reading order; runs inside the worker only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.columns import Fragment, regions
from documents.composing import compose
from documents.gate import MEDIA_TYPES, ScannedDocument
from documents.glyphs import clean
from documents.layers import HARDLY_ANY, is_garbled, is_painted, is_picture, share_of_pages, unmapped
from documents.limits import Limits
from documents.linework import mend
from documents.mupdf import open_pdf, pymupdf
from documents.pages import Page, lines_of_pages
from documents.visibility import Visibility
from records import Document, Notice

# Not TEXT_COLLECT_STYLES: it costs ten times the reading and tells only underlines more.
_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_COLLECT_VECTORS
_BOLD_FLAG, _BOLD_CHAR = 16, 8
_BOLD_NAMES = ("bold", "black", "heavy", "semibd", "demi")
_HIDDEN_WORTH_SAYING = 12
_PATH = 3
_TYPED_FIELDS = (pymupdf.PDF_WIDGET_TYPE_TEXT, pymupdf.PDF_WIDGET_TYPE_COMBOBOX, pymupdf.PDF_WIDGET_TYPE_LISTBOX)
# matches "Acme Ltd" of "Acme Ltd   2019"; not the blanks between
_WORD_RUN = re.compile(r"\S+(?: \S+)*")


def read(data: bytes, limits: Limits) -> Document:
    """Return the visible text of a PDF.

    A notice ``scanned_pages`` counts the pages whose writing is in pictures, beside others that have text.

    Raises:
        EncryptedDocument: It wants a password.
        DamagedDocument: MuPDF cannot open it.
        ScannedDocument: It shows pictures of text.
        NoText: It shows nothing.
    """
    pdf = open_pdf(data)
    layer = text_layer(pdf, limits)
    notices = []
    if layer.pictures:
        if not layer.has_text:
            raise ScannedDocument("The PDF holds pictures of pages and no text; it needs character recognition.")
        detail = f"{len(layer.pictures)} of {pdf.page_count} pages are pictures of text and were not read."
        notices.append(Notice("scanned_pages", detail, share_of_pages(layer.pictures, pdf.page_count)))
    return document_of(pdf, layer, layer.pages, limits, notices=notices)


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The visible text of a PDF page by page, and what is known about it.

    Attributes:
        pages: The first pages, as many as may be read.
        pictures: Numbers of the pages that show writing which the text layer lacks.
        has_text: There is text enough for a document, and it can be read.
        links: What the pages link to.
        notices: What a person should know.
    """

    pages: tuple[Page, ...]
    pictures: tuple[int, ...]
    has_text: bool
    links: tuple[str, ...]
    notices: tuple[Notice, ...]


def text_layer(pdf: Any, limits: Limits) -> TextLayer:
    """Return the text layer of an opened PDF."""
    sides = [_side(pdf[number]) for number in range(min(pdf.page_count, limits.pages))]
    letters, garbled = sum(side.letters for side in sides), sum(side.garbled for side in sides)
    has_text = letters >= min(HARDLY_ANY, 8 * pdf.page_count) and not is_garbled(letters, garbled)
    pictures = [number for number, side in enumerate(sides) if side.is_picture]
    if not (has_text or pictures):
        pictures = [number for number, side in enumerate(sides) if is_painted(pdf[number], drawings=side.drawings)]
    links = dict.fromkeys(link for side in sides for link in side.links)
    return TextLayer(
        tuple(side.page for side in sides),
        tuple(pictures),
        has_text,
        tuple(links),
        tuple(_notices(pdf, sides, limits)),
    )


def document_of(
    pdf: Any, layer: TextLayer, pages: Sequence[Page], limits: Limits, *, ocr: bool = False, notices: Sequence[Notice]
) -> Document:
    """Return the document of a PDF's pages, some of them perhaps recognised in place of their text layer.

    Raises:
        NoText: No page holds a visible character.
    """
    return compose(
        mend(lines_of_pages(pages), hyphenated=_breaks_words(pdf)),
        media_type=MEDIA_TYPES["pdf"],
        pages=pdf.page_count,
        ocr=ocr,
        links=layer.links,
        notices=[*layer.notices, *notices],
        characters=limits.characters,
    )


def sample() -> bytes:
    """Return a PDF of one page, for warming up."""
    pdf = pymupdf.open()
    page = pdf.new_page()
    for number in range(8):
        page.insert_text((72, 72 + 20 * number), "A sample line  2019 – 2021")
    return bytes(pdf.tobytes())


@dataclass(frozen=True, slots=True)
class _Side:
    page: Page
    letters: int
    garbled: int
    drawings: int
    links: tuple[str, ...]
    is_picture: bool
    visibility: Visibility


def _side(page: Any) -> _Side:
    blocks, visibility = _blocks(page), Visibility()
    level, upright, garbled = _fragments(page, blocks, visibility)
    laid = Page([*regions(level), *([[item]] for item in upright)], page.rect.height)
    drawings = sum(block["type"] == _PATH for block in blocks)
    letters = laid.letters
    links = tuple(uri for link in page.get_links() if (uri := link.get("uri")))
    lacking = is_picture(page, letters=letters, garbled=garbled, drawings=drawings)
    return _Side(laid, letters, garbled, drawings, links, lacking, visibility)


def _blocks(page: Any) -> list[dict[str, Any]]:
    """Return the blocks of a page, which is turned first so that most of its text reads level."""
    blocks: list[dict[str, Any]] = page.get_text("dict", flags=_FLAGS, clip=pymupdf.INFINITE_RECT())["blocks"]
    ways = Counter(_quarter(line["dir"]) for line in _lines(blocks) for _ in line["spans"])
    if ways and (turn := ways.most_common(1)[0][0]):
        page.set_rotation((page.rotation - 90 * turn) % 360)
        blocks = page.get_text("dict", flags=_FLAGS, clip=pymupdf.INFINITE_RECT())["blocks"]
    if any("  " in span["text"].strip() for line in _lines(blocks) for span in line["spans"]):
        _split_at_blanks(page, blocks)
    return blocks


def _fragments(
    page: Any, blocks: Sequence[Mapping[str, Any]], visibility: Visibility
) -> tuple[list[Fragment], list[Fragment], int]:
    """Return the visible fragments that read level, those that stand upright beside them, and garbled glyphs."""
    view = visibility.look(page, blocks)
    level: list[Fragment] = []
    upright: list[Fragment] = []
    garbled = 0
    for block in blocks:
        for line in block.get("lines", ()):
            seen = [span for span in line["spans"] if span["text"].strip() and view.sees(span, block["number"])]
            garbled += sum(unmapped(span["text"]) for span in seen)
            (upright if _quarter(line["dir"]) else level).extend(filter(_says_something, map(_fragment, seen)))
    return level + list(_field_values(page)), upright, garbled


def _lines(blocks: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for block in blocks:
        yield from block.get("lines", ())


def _quarter(way: tuple[float, float]) -> int:
    """Return the direction of writing in quarter turns clockwise: 0 is left to right."""
    x, y = way
    if abs(x) >= abs(y):
        return 0 if x >= 0 else 2
    return 1 if y > 0 else 3


def _split_at_blanks(page: Any, blocks: Sequence[dict[str, Any]]) -> None:
    """Replace spans that hold runs of blanks by one span a run of words: producers align columns with blanks."""
    for block, exact in zip(
        blocks, page.get_text("rawdict", flags=_FLAGS, clip=pymupdf.INFINITE_RECT())["blocks"], strict=False
    ):
        for line, exact_line in zip(block.get("lines", ()), exact.get("lines", ()), strict=False):
            line["spans"] = [part for span in exact_line["spans"] for part in _word_runs(span)]


def _word_runs(span: dict[str, Any]) -> Iterator[dict[str, Any]]:
    chars = span["chars"]
    text = "".join(char["c"][:1] or " " for char in chars)
    for run in _WORD_RUN.finditer(text):
        part = chars[run.start() : run.end()]
        box = (part[0]["bbox"][0], span["bbox"][1], part[-1]["bbox"][2], span["bbox"][3])
        yield {**span, "text": "".join(char["c"] for char in part), "bbox": box, "origin": part[0]["origin"]}


def _fragment(span: Mapping[str, Any]) -> Fragment:
    text, (x0, y0, x1, y1) = clean(span["text"], keep_soft_hyphens=True), span["bbox"]
    # Blanks at the ends widen the box: a quarter of the font size each is what they take in common fonts.
    lead, trail = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
    blank = 0.25 * span["size"]
    x0, x1 = min(x1, x0 + lead * blank), max(x0, x1 - trail * blank)
    return Fragment(text, x0, y0, x1, y1, span["origin"][1], span["size"], _is_bold(span))


def _says_something(fragment: Fragment) -> bool:
    return bool(fragment.text.strip())  # the glyphs of icon fonts are gone by now


def _is_bold(span: Mapping[str, Any]) -> bool:
    name = span["font"].lower()
    heavy = span["flags"] & _BOLD_FLAG or span["char_flags"] & _BOLD_CHAR or any(word in name for word in _BOLD_NAMES)
    # Visible though transparent: heavy letters drawn as shapes, see visibility.
    return bool(heavy) or span["alpha"] < 40


def _field_values(page: Any) -> Iterator[Fragment]:
    """Yield what was typed into form fields; a filled form keeps it outside the page's own text."""
    for field in page.widgets() or ():
        value = field.field_value
        if isinstance(value, str) and value.strip() and field.field_type in _TYPED_FIELDS:
            box, size = field.rect, min(field.text_fontsize or 10.0, 14.0)
            for number, text in enumerate(value.splitlines()):
                baseline = box.y0 + (number + 1) * 1.2 * size
                yield Fragment(text, box.x0, baseline - size, box.x1, baseline, baseline, size)


def _breaks_words(pdf: Any) -> bool:
    return "tex" in f"{pdf.metadata.get('producer')} {pdf.metadata.get('creator')}".lower()


def _notices(pdf: Any, sides: Sequence[_Side], limits: Limits) -> list[Notice]:
    notices = []
    if pdf.page_count > limits.pages:
        notices.append(Notice("truncated", f"Only the first {limits.pages} of {pdf.page_count} pages were read."))
    # Scanning programs lay unseen text over their pictures: that hides nothing.
    total = Visibility()
    for side in sides:
        if not side.is_picture:
            total.seen, total.unseen = total.seen + side.visibility.seen, total.unseen + side.visibility.unseen
    if total.unseen >= _HIDDEN_WORTH_SAYING:
        detail = "Text that nobody can see on the page was left out."
        notices.append(Notice("hidden_text", detail, round(total.unseen_share, 4)))
    return notices
