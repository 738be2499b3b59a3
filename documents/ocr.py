"""Knows how pictures of pages become lines; runs inside the worker only, under the limits of recognition.

RapidOCR finds boxes and reads them; their order is decided by the same column cut as for PDFs. Its classifier of
upside-down lines stays off: it turns some lines of good scans into nonsense.
"""

from __future__ import annotations

import functools
import io
import logging
import math
import os
import time
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from documents.columns import Fragment, regions
from documents.composing import compose
from documents.gate import MEDIA_TYPES
from documents.glyphs import clean
from documents.limits import Limits
from documents.linework import lines_of, mend, with_gaps_between
from documents.margins import without_running_lines
from documents.mupdf import open_pdf, pymupdf
from errors import DamagedDocument, MissingExtra, NoText, TooComplexDocument
from records import Document, Line, Notice

_DPI = 200
_LEAST_SCORE = 0.5
_FONT_PER_HEIGHT = 0.78
_DESCENT_PER_HEIGHT = 0.22
_SHARE_OF_TIME = 0.9


def prepare() -> None:
    """Load the engine and its models.

    Raises:
        MissingExtra: RapidOCR is not installed.
    """
    _engine()


def read_pdf(data: bytes, limits: Limits) -> Document:
    """Return the text recognised on the pages of a PDF, at most ``limits.ocr_pages`` of them.

    Raises:
        NoText: The pages show no letters.
        EncryptedDocument, DamagedDocument: As for any PDF.
    """
    pdf = open_pdf(data)
    pictures = (_rendered(pdf[number], limits) for number in range(min(pdf.page_count, limits.ocr_pages)))
    return _document(pictures, pdf.page_count, MEDIA_TYPES["pdf"], limits)


def read_image(data: bytes, limits: Limits) -> Document:
    """Return the text recognised on a PNG, JPEG or TIFF, page by page.

    Raises:
        TooComplexDocument: The picture has too many pixels.
        DamagedDocument: It cannot be decoded.
        NoText: It shows no letters.
    """
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # our own cap comes first, and says so in our own words
    try:
        picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF"))
        if picture.width * picture.height > limits.ocr_pixels:
            raise TooComplexDocument("The picture has too many pixels; scan it at 200 to 300 dots per inch.")
        count = int(getattr(picture, "n_frames", 1))
        frames = (
            _pixels(ImageOps.exif_transpose(frame).convert("RGB"), limits)
            for number, frame in enumerate(ImageSequence.Iterator(picture))
            if number < limits.ocr_pages
        )
        return _document(frames, count, picture.get_format_mimetype() or MEDIA_TYPES["image"], limits)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as exc:
        raise DamagedDocument("The picture is damaged; save it again and send that.") from exc


def _document(pictures: Iterator[tuple[Any, float]], count: int, media_type: str, limits: Limits) -> Document:
    pages: list[list[Line]] = []
    heights: list[float] = []
    block, began = 0, time.monotonic()
    for number, (pixels, points_per_pixel) in enumerate(pictures):
        spent = time.monotonic() - began
        if number and spent * (number + 1) / number > _SHARE_OF_TIME * limits.ocr_page_s * limits.ocr_pages:
            break  # half a document is worth more than none
        lines: list[Line] = []
        for rows in regions(_fragments(pixels, points_per_pixel)):
            lines += lines_of(rows, page=number, block=block)
            block += 1
        pages.append(with_gaps_between(lines))
        heights.append(pixels.shape[0] * points_per_pixel)
    kept = [line for page in without_running_lines(pages, heights) for line in page]
    if not kept:
        raise NoText("No letters were recognised in the picture; send a sharper scan or a file with text.")
    notices = []
    if count > len(pages):
        notices.append(Notice("truncated", f"Only the first {len(pages)} of {count} pages were recognised."))
    return compose(
        mend(kept, hyphenated=False),
        media_type=media_type,
        pages=count,
        ocr=True,
        notices=notices,
        characters=limits.characters,
    )


def _rendered(page: Any, limits: Limits) -> tuple[Any, float]:
    import numpy

    area = max(1.0, page.rect.width * page.rect.height)
    scale = min(_DPI / 72, math.sqrt(limits.ocr_pixels / area))
    drawn = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace="rgb", alpha=False)
    pixels = numpy.frombuffer(drawn.samples, dtype=numpy.uint8).reshape(drawn.height, drawn.width, 3)
    return pixels[:, :, ::-1], 1 / scale


def _pixels(picture: Any, limits: Limits) -> tuple[Any, float]:
    import numpy

    if picture.width * picture.height > limits.ocr_pixels:
        raise TooComplexDocument("The picture has too many pixels; scan it at 200 to 300 dots per inch.")
    # A page is about 8.3 inches wide: that gives photographs without a resolution a size in points.
    return numpy.asarray(picture)[:, :, ::-1], 595 / max(1, min(picture.width, picture.height))


def _without_telemetry() -> None:
    """ONNX Runtime would report its use to its maker, by a thread that hangs every process forked after it."""
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")


@functools.cache
def _engine() -> Any:
    try:
        _without_telemetry()
        from rapidocr import RapidOCR
    except ImportError as exc:
        raise MissingExtra("Character recognition is not installed; install it with: pip install rapidocr") from exc
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return RapidOCR(params={"Global.use_cls": False, "Global.log_level": "critical"})


def _fragments(pixels: Any, points_per_pixel: float) -> list[Fragment]:
    found = _engine()(pixels)
    if found.boxes is None or found.txts is None:
        return []
    read = [
        (box, text)
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if score >= _LEAST_SCORE and text.strip()
    ]
    tilt = _tilt([box for box, _ in read])
    return [_fragment(box, text, tilt, points_per_pixel) for box, text in read]


def _tilt(boxes: Sequence[Any]) -> float:
    """Return the angle of the writing in radians, from the upper edges of the wide boxes."""
    angles = [
        math.atan2(float(box[1][1] - box[0][1]), float(box[1][0] - box[0][0]))
        for box in boxes
        if float(box[1][0] - box[0][0]) > 4 * abs(float(box[3][1] - box[0][1]))
    ]
    return median(angles) if angles else 0.0


def _fragment(box: Any, text: str, tilt: float, points_per_pixel: float) -> Fragment:
    cos, sin = math.cos(tilt) * points_per_pixel, math.sin(tilt) * points_per_pixel
    corners = [(float(x) * cos + float(y) * sin, float(y) * cos - float(x) * sin) for x, y in box]
    x0, x1 = (corners[0][0] + corners[3][0]) / 2, (corners[1][0] + corners[2][0]) / 2
    y0, y1 = (corners[0][1] + corners[1][1]) / 2, (corners[2][1] + corners[3][1]) / 2
    height = max(1.0, y1 - y0)
    baseline = y1 - _DESCENT_PER_HEIGHT * height
    return Fragment(clean(text).strip(), x0, y0, x1, y1, baseline, round(_FONT_PER_HEIGHT * height, 1))
