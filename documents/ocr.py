"""Knows how pictures of pages become a document; runs inside the worker only, under the limits of recognition.

A PDF is read page by page: pages with a text layer by that, the others by recognition. The order of what was
recognised is decided by the same column cut as for text layers.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any

from documents import pdf as layered
from documents import recognition
from documents.columns import Fragment, regions
from documents.composing import compose
from documents.frames import PAGE_PIXELS, Frames
from documents.glyphs import clean
from documents.layers import says_more, share_of_pages
from documents.limits import Limits
from documents.linework import mend
from documents.mupdf import open_pdf, pymupdf
from documents.pages import Page, lines_of_pages
from documents.recognition import Pixels, Writing, prepare
from errors import NoText
from records import Document, Notice

__all__ = ["prepare", "read_image", "read_pdf"]

_DPI = 200
_FONT_PER_HEIGHT = 0.78
_DESCENT_PER_HEIGHT = 0.22
_SHARE_OF_TIME = 0.9
_SILENT = "No letters were recognised in the picture; send a sharper scan or a file with text."


def read_pdf(data: bytes, limits: Limits) -> Document:
    """Return the text of a PDF, recognised on those of its pages that are pictures.

    A notice ``recognised`` tells the share of recognised pages where others were read by their text layer.

    Raises:
        NoText: The pages show no letters.
        EncryptedDocument, DamagedDocument: As for any PDF.
    """
    pdf = open_pdf(data)
    layer = layered.text_layer(pdf, limits)
    pages, patience, recognised = list(layer.pages), _Patience(limits), []
    for number in layer.pictures:
        if patience.is_over():
            break
        seen = _recognised(*_rendered(pdf[number], limits))
        if says_more(seen.letters, pages[number].letters):
            pages[number] = seen
            recognised.append(number)
    if not any(page.blocks for page in pages):
        raise NoText(_SILENT)
    notices = _told(len(layer.pictures), patience.pages)
    if recognised and len(recognised) < pdf.page_count:
        detail = f"{len(recognised)} of {pdf.page_count} pages are pictures of text and were recognised."
        notices.append(Notice("recognised", detail, share_of_pages(recognised, pdf.page_count)))
    return layered.document_of(pdf, layer, pages, limits, ocr=bool(recognised), notices=notices)


def read_image(data: bytes, limits: Limits) -> Document:
    """Return the text recognised on a PNG, JPEG or TIFF, page by page.

    Raises:
        TooComplexDocument: The picture has too many pixels.
        DamagedDocument: It cannot be decoded.
        NoText: It shows no letters.
    """
    frames, patience, pages = Frames(data, limits), _Patience(limits), list[Page]()
    for pixels, points_per_pixel in frames:
        if patience.is_over():
            break
        pages.append(_recognised(pixels, points_per_pixel))
    lines = lines_of_pages(pages)
    if not lines:
        raise NoText(_SILENT)
    return compose(
        mend(lines, hyphenated=False),
        media_type=frames.media_type,
        pages=frames.count,
        ocr=True,
        notices=_told(frames.count, len(pages)),
        characters=limits.characters,
    )


class _Patience:
    """Counts pages and seconds: half a document is worth more than none."""

    def __init__(self, limits: Limits) -> None:
        self._most, self._seconds = limits.ocr_pages, _SHARE_OF_TIME * limits.ocr_page_s * limits.ocr_pages
        self._began = time.monotonic()
        self.pages = 0

    def is_over(self) -> bool:
        """True when another page would go over the limits; otherwise that page counts as begun."""
        spent = time.monotonic() - self._began
        if self.pages >= self._most or (self.pages and spent * (self.pages + 1) / self.pages > self._seconds):
            return True
        self.pages += 1
        return False


def _told(pictures: int, begun: int) -> list[Notice]:
    if begun >= pictures:
        return []
    return [Notice("truncated", f"Only the first {begun} of {pictures} pages that are pictures were recognised.")]


def _rendered(page: Any, limits: Limits) -> tuple[Pixels, float]:
    import numpy

    area = max(1.0, page.rect.width * page.rect.height)
    scale = min(_DPI / 72, math.sqrt(min(PAGE_PIXELS, limits.ocr_pixels) / area))
    drawn = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace="rgb", alpha=False)
    pixels = numpy.frombuffer(drawn.samples, dtype=numpy.uint8).reshape(drawn.height, drawn.width, 3)
    return numpy.ascontiguousarray(pixels[:, :, ::-1]), 1 / scale


def _recognised(pixels: Pixels, points_per_pixel: float) -> Page:
    seen = recognition.recognise(pixels)
    tilt = recognition.tilt_of([one.corners for one in seen.writing])
    fragments = [_fragment(one, tilt, points_per_pixel) for one in seen.writing]
    return Page(regions([one for one in fragments if one.text]), seen.height * points_per_pixel)


def _fragment(writing: Writing, tilt: float, points_per_pixel: float) -> Fragment:
    cos, sin = math.cos(tilt) * points_per_pixel, math.sin(tilt) * points_per_pixel
    corners = [(float(x) * cos + float(y) * sin, float(y) * cos - float(x) * sin) for x, y in writing.corners]
    x0, x1 = _middle(corners, 0, (0, 3)), _middle(corners, 0, (1, 2))
    y0, y1 = _middle(corners, 1, (0, 1)), _middle(corners, 1, (2, 3))
    height = max(1.0, y1 - y0)
    baseline = y1 - _DESCENT_PER_HEIGHT * height
    return Fragment(clean(writing.text).strip(), x0, y0, x1, y1, baseline, round(_FONT_PER_HEIGHT * height, 1))


def _middle(corners: Sequence[tuple[float, float]], axis: int, two: tuple[int, int]) -> float:
    return (corners[two[0]][axis] + corners[two[1]][axis]) / 2
