"""Knows whether a person looking at a page can see a span of its text; refuses to know what the span says.

Unseen are: letters under three points, no fill and no stroke, off the page, fully transparent, and whatever does
not stand out from what is painted around or over it. The last is asked of a small rendering, and only for spans
that look suspicious, because rendering costs as much as reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from documents.mupdf import pymupdf

Box = tuple[float, float, float, float]

_SMALLEST_PT = 3.0
_PALE = 225
_FAINT_ALPHA = 40
_INKED = 16 | 32
_CLIPPED = 64
_LEAST_CONTRAST = 14
_MOST_PIXELS = 4_000_000


class Visibility:
    """Tells seen from unseen spans of one document and counts the characters of both."""

    def __init__(self) -> None:
        self.seen = 0
        self.unseen = 0

    @property
    def unseen_share(self) -> float:
        """Share of the document's characters that nobody can see, 0..1."""
        return self.unseen / max(1, self.seen + self.unseen)

    def look(self, page: Any, blocks: Sequence[Mapping[str, Any]]) -> _PageView:
        """Return the view of one page, given its blocks of text and vectors in painting order."""
        return _PageView(self, page, blocks)


class _PageView:
    def __init__(self, counts: Visibility, page: Any, blocks: Sequence[Mapping[str, Any]]) -> None:
        self._counts, self._page = counts, page
        self._paints = [(b["number"], b["bbox"], b["isrect"], b["stroked"]) for b in blocks if b["type"] == 3]
        self._has_pictures: bool | None = None
        self._pixels: Any = None

    def sees(self, span: Mapping[str, Any], number: int) -> bool:
        """True when a person sees the span, painted with the block of this number."""
        visible = self._judge(span, number)
        length = len(span["text"].replace(" ", ""))
        if visible:
            self._counts.seen += length
        else:
            self._counts.unseen += length
        return visible

    def _judge(self, span: Mapping[str, Any], number: int) -> bool:
        box: Box = span["bbox"]
        if span["size"] < _SMALLEST_PT or not _on(self._page.rect, box):
            return False
        if span["alpha"] < _FAINT_ALPHA and self._outlined(box):
            return True
        if not span["char_flags"] & (_INKED | _CLIPPED):
            return False
        if _is_pale(span["color"]) and not self._stands_on_paint(box):
            return False
        if span["alpha"] < _FAINT_ALPHA or _is_pale(span["color"]) or self._is_covered(box, number):
            return self._stands_out(box)
        return True

    def _outlined(self, box: Box) -> bool:
        """Some producers draw heavy letters as shapes and lay a transparent copy of the text over them."""
        height = box[3] - box[1]
        for _, paint, is_rect, _ in self._paints:
            width = min(box[2], paint[2]) - max(box[0], paint[0])
            if not is_rect and paint[3] - paint[1] <= 1.5 * height and width > 0.5 * (box[2] - box[0]):
                middle = (paint[1] + paint[3]) / 2
                if box[1] <= middle <= box[3]:
                    return True
        return False

    def _stands_on_paint(self, box: Box) -> bool:
        if self._has_pictures is None:
            self._has_pictures = bool(self._page.get_images())
        return self._has_pictures or any(_holds(paint, box) for _, paint, _, stroked in self._paints if not stroked)

    def _is_covered(self, box: Box, number: int) -> bool:
        return any(order > number and is_rect and _holds(paint, box) for order, paint, is_rect, _ in self._paints)

    def _stands_out(self, box: Box) -> bool:
        pixels = self._rendering()
        if pixels is None:
            return True
        scale = pixels.width / max(1.0, self._page.rect.width)
        x0, x1 = max(0, int(box[0] * scale)), min(pixels.width, int(box[2] * scale) + 1)
        y0, y1 = max(0, int(box[1] * scale)), min(pixels.height, int(box[3] * scale) + 1)
        samples, stride = pixels.samples_mv, pixels.stride
        rows = [bytes(samples[y * stride + x0 : y * stride + x1]) for y in range(y0, y1)]
        values = b"".join(rows)
        return bool(values) and max(values) - min(values) >= _LEAST_CONTRAST

    def _rendering(self) -> Any:
        if self._pixels is None:
            area = max(1.0, self._page.rect.width * self._page.rect.height)
            scale = min(1.0, (_MOST_PIXELS / area) ** 0.5)
            self._pixels = self._page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace="gray", annots=False)
        return self._pixels


def _on(page: Any, box: Box) -> bool:
    return bool(box[2] > page.x0 and box[0] < page.x1 and box[3] > page.y0 and box[1] < page.y1)


def _holds(paint: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return paint[0] <= x <= paint[2] and paint[1] <= y <= paint[3]


def _is_pale(colour: int) -> bool:
    red, green, blue = colour >> 16 & 255, colour >> 8 & 255, colour & 255
    return 0.299 * red + 0.587 * green + 0.114 * blue > _PALE
