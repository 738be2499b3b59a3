"""Knows how a PDF's visible text is got out of it, in reading order; runs inside the worker only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from documents.columns import Fragment, regions
from documents.composing import compose
from documents.gate import MEDIA_TYPES, ScannedDocument
from documents.glyphs import clean
from documents.limits import Limits
from documents.linework import lines_of, mend, with_gaps_between
from documents.margins import without_running_lines
from documents.mupdf import open_pdf, pymupdf
from documents.visibility import Visibility
from records import Document, Line, Notice

# Not TEXT_COLLECT_STYLES: it costs ten times the reading and tells only underlines more.
_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_COLLECT_VECTORS
_BOLD_FLAG, _BOLD_CHAR = 16, 8
_BOLD_NAMES = ("bold", "black", "heavy", "semibd", "demi")
_HIDDEN_WORTH_SAYING = 12
_LOST = "\ufffd"
_DRAWN = 40
_TYPED_FIELDS = (pymupdf.PDF_WIDGET_TYPE_TEXT, pymupdf.PDF_WIDGET_TYPE_COMBOBOX, pymupdf.PDF_WIDGET_TYPE_LISTBOX)
# matches "Acme Ltd" of "Acme Ltd   2019"; not the blanks between
_WORD_RUN = re.compile(r"\S+(?: \S+)*")


def read(data: bytes, limits: Limits) -> Document:
    """Return the visible text of a PDF.

    Raises:
        EncryptedDocument: It wants a password.
        DamagedDocument: MuPDF cannot open it.
        ScannedDocument: It shows pictures of text.
        NoText: It shows nothing.
    """
    pdf = open_pdf(data)
    pages, heights, links, visibility = [], [], [], Visibility()
    block = 0
    for number in range(min(pdf.page_count, limits.pages)):
        page = pdf[number]
        level, upright = _fragments(page, visibility)
        lines: list[Line] = []
        for rows in [*regions(level), *([[item]] for item in upright)]:
            lines += lines_of(rows, page=number, block=block)
            block += 1
        pages.append(with_gaps_between(lines))
        heights.append(page.rect.height)
        links += [uri for link in page.get_links() if (uri := link.get("uri"))]
    kept = without_running_lines(pages, heights)
    lines = mend([line for page in kept for line in page], hyphenated=_breaks_words(pdf))
    if not _has_text_layer(lines, pdf.page_count):
        _refuse_pictures(pdf)
    notices = _notices(pdf, visibility, limits)
    return compose(
        lines,
        media_type=MEDIA_TYPES["pdf"],
        pages=pdf.page_count,
        links=tuple(dict.fromkeys(links)),
        notices=notices,
        characters=limits.characters,
    )


def sample() -> bytes:
    """Return a PDF of one page, for warming up."""
    pdf = pymupdf.open()
    page = pdf.new_page()
    for number in range(8):
        page.insert_text((72, 72 + 20 * number), "A sample line  2019 – 2021")
    return bytes(pdf.tobytes())


def _has_text_layer(lines: Sequence[Line], pages: int) -> bool:
    """True when the lines hold letters enough, and readable ones, for a document of so many pages."""
    text = "".join(line.text for line in lines)
    letters = sum(char.isalnum() for char in text)
    return letters >= min(20, 8 * pages) and text.count(_LOST) * 3 < letters


def _fragments(page: Any, visibility: Visibility) -> tuple[list[Fragment], list[Fragment]]:
    """Return the visible fragments of a page that read level, and those that stand upright beside them."""
    blocks = page.get_text("dict", flags=_FLAGS, clip=pymupdf.INFINITE_RECT())["blocks"]
    ways = Counter(_quarter(line["dir"]) for line in _lines(blocks) for _ in line["spans"])
    if ways and (turn := ways.most_common(1)[0][0]):
        page.set_rotation((page.rotation - 90 * turn) % 360)
        blocks = page.get_text("dict", flags=_FLAGS, clip=pymupdf.INFINITE_RECT())["blocks"]
    if any("  " in span["text"].strip() for line in _lines(blocks) for span in line["spans"]):
        _split_at_blanks(page, blocks)
    view = visibility.look(page, blocks)
    level: list[Fragment] = []
    upright: list[Fragment] = []
    for block in blocks:
        for line in block.get("lines", ()):
            seen = [span for span in line["spans"] if span["text"].strip() and view.sees(span, block["number"])]
            (upright if _quarter(line["dir"]) else level).extend(filter(_says_something, map(_fragment, seen)))
    return level + list(_field_values(page)), upright


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


def _notices(pdf: Any, visibility: Visibility, limits: Limits) -> list[Notice]:
    notices = []
    if pdf.page_count > limits.pages:
        notices.append(Notice("truncated", f"Only the first {limits.pages} of {pdf.page_count} pages were read."))
    if visibility.unseen >= _HIDDEN_WORTH_SAYING:
        detail = "Text that nobody can see on the page was left out."
        notices.append(Notice("hidden_text", detail, round(visibility.unseen_share, 4)))
    return notices


def _refuse_pictures(pdf: Any) -> None:
    """Say that recognition could help, where something is painted and hardly a letter is written."""
    for number in range(min(pdf.page_count, 3)):
        page = pdf[number]
        if page.get_images() or len(page.get_cdrawings()) > _DRAWN:
            raise ScannedDocument("The PDF holds pictures of pages and no text; it needs character recognition.")
