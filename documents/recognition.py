"""Knows how writing is found in the pixels of a page and read, whichever way the page lies; refuses to know layout.

Finding works on a small copy, reading on the whole picture. RapidOCR's own classifier of upside-down lines stays off:
it turns some lines of good scans into nonsense. A page is turned as a whole instead, and only where its lines say so.
"""

from __future__ import annotations

import functools
import logging
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from errors import MissingExtra

Pixels = Any
"""An array of shape (height, width, 3), unsigned bytes, blue first."""

Corners = Any
"""An array of shape (4, 2): x and y in pixels, clockwise from the top left."""

_FOUND_PIXELS = 1600 * 1131
_MOST_ENLARGED = 2.0
_LEAST_SCORE = 0.5
_LONG = 1.5
_TILT_WORTH_LEVELLING = math.radians(1.0)
_DOUBTFUL = 0.9
_SAMPLE = 8
# A blank that the reader held for possible at all stood there on 9 of 10 lines of scans that lost one.
_BLANK_CHANCE = 0.05
_INSIDE_ADDRESSES = frozenset("@_/")


@dataclass(frozen=True, slots=True)
class Writing:
    """A run of characters that was read, with its corners in the upright picture and its score, 0..1."""

    text: str
    corners: Corners
    score: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page shows once it stands upright: its writing and its size in pixels."""

    writing: tuple[Writing, ...]
    width: int
    height: int


def prepare() -> None:
    """Load the engine and its models.

    Raises:
        MissingExtra: RapidOCR is not installed.
    """
    _engine()


def recognise(pixels: Pixels) -> Seen:
    """Return the writing on a page that may lie on its side, upside down or a few degrees askew."""
    pixels, found = _upright(pixels)
    height, width = pixels.shape[:2]
    if not len(found):
        return Seen((), width, height)
    crops = _engine().crop_text_regions(pixels, found)
    read = _read(crops)
    if _doubtful(read) and (turned := _read_upside_down(crops, read)):
        read, found = turned, _upside_down(found, width, height)
    kept = [(text, corners, score) for (text, score), corners in zip(read, found, strict=True) if text.strip()]
    return Seen(tuple(Writing(*one) for one in kept if one[2] >= _LEAST_SCORE), width, height)


def tilt_of(boxes: Sequence[Corners]) -> float:
    """Return the angle of the writing in radians, clockwise, from the upper edges of the wide boxes; 0.0 for none."""
    edges = [box[1] - box[0] for box in boxes if _width(box) > 4 * abs(float(box[3][1] - box[0][1]))]
    return median([math.atan2(float(y), float(x)) for x, y in edges]) if edges else 0.0


def _upright(pixels: Pixels) -> tuple[Pixels, Any]:
    """Return the picture with its lines level, though perhaps upside down, and the boxes (n, 4, 2) of the lines."""
    import numpy

    boxes = _find(pixels)
    if _stand_on_end(boxes):
        pixels = numpy.ascontiguousarray(numpy.rot90(pixels))
        boxes = _find(pixels)
    tilt = tilt_of(boxes)
    if abs(tilt) > _TILT_WORTH_LEVELLING:
        pixels = _rotated(pixels, tilt)
        boxes = _find(pixels)
    return pixels, boxes


def _find(pixels: Pixels) -> Any:
    import cv2
    import numpy

    height, width = pixels.shape[:2]
    scale = min(_MOST_ENLARGED, math.sqrt(_FOUND_PIXELS / (height * width)))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    copy = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    boxes = _engine().text_det(copy).boxes
    return numpy.zeros((0, 4, 2), numpy.float32) if boxes is None else (boxes / scale).astype(numpy.float32)


def _stand_on_end(boxes: Sequence[Corners]) -> bool:
    wide = sum(_width(box) for box in boxes if _width(box) > _LONG * _height(box))
    tall = sum(_height(box) for box in boxes if _height(box) > _LONG * _width(box))
    return tall > wide


def _width(box: Corners) -> float:
    return math.dist(box[0], box[1])


def _height(box: Corners) -> float:
    return math.dist(box[0], box[3])


def _rotated(pixels: Pixels, angle: float) -> Pixels:
    """Return the picture turned against the angle on a larger white ground."""
    import cv2

    height, width = pixels.shape[:2]
    sin, cos = abs(math.sin(angle)), abs(math.cos(angle))
    wider, higher = round(width * cos + height * sin), round(width * sin + height * cos)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), math.degrees(angle), 1.0)
    turn[:, 2] += (wider - width) / 2, (higher - height) / 2
    white = (255, 255, 255)
    return cv2.warpAffine(pixels, turn, (wider, higher), flags=cv2.INTER_CUBIC, borderValue=white)


def _read(crops: Sequence[Pixels]) -> list[tuple[str, float]]:
    from rapidocr.ch_ppocr_rec import TextRecInput

    told = _engine().text_rec(TextRecInput(img=list(crops)))
    return list(zip(told.txts, told.scores, strict=True))


def _doubtful(read: Sequence[tuple[str, float]]) -> bool:
    return median(score for _, score in read) < _DOUBTFUL


def _read_upside_down(crops: Sequence[Pixels], read: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return the lines as read upside down, none where a sample of long ones reads better as it is."""
    sample = sorted(range(len(crops)), key=lambda at: -crops[at].shape[1])[:_SAMPLE]
    turned = _read([crops[at][::-1, ::-1] for at in sample])
    if fmean(score for _, score in turned) <= fmean(read[at][1] for at in sample):
        return []
    return _read([crop[::-1, ::-1] for crop in crops])


def _upside_down(boxes: Any, width: int, height: int) -> Any:
    import numpy

    return (numpy.array((width, height), numpy.float32) - boxes)[:, (2, 3, 0, 1)]


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
    unscaled = {"Det.limit_type": "max", "Det.limit_side_len": 1_000_000}
    engine: Any = RapidOCR(params={"Global.use_cls": False, "Global.log_level": "critical", **unscaled})
    engine.text_det, engine.text_rec = engine._load_det_model(), engine._load_rec_model()
    engine.text_rec.postprocess_op = _Decoder(engine.text_rec.postprocess_op.character)
    return engine


def _may_part(before: Sequence[str], character: str) -> bool:
    """True unless a blank would take a number or an address apart, where gaps are wide without one."""
    pair = (before[-1] if before else " ") + character
    return not (pair.isdigit() or _INSIDE_ADDRESSES.intersection(pair))


class _Decoder:
    """Turns chances into characters as RapidOCR does (greedy CTC), but lets in blanks that came second.

    Small type runs its words together: between them the blank is seen, and outdone by "nothing here".
    """

    def __init__(self, characters: Sequence[str]) -> None:
        self._characters, self._blank = characters, len(characters) - 1

    def __call__(self, chances: Any, *_: object, **__: object) -> tuple[list[tuple[str, float]], list[Any]]:
        return [self._line(line) for line in chances], []

    def _line(self, chances: Any) -> tuple[str, float]:
        """Return text and mean score of one line, given its chances (steps, characters)."""
        import numpy

        best = chances.argmax(axis=1)
        steps = numpy.flatnonzero((best != 0) & numpy.append(True, best[1:] != best[:-1]))
        if not len(steps):
            return "", 0.0
        text, before = list[str](), steps[0]
        for step in steps:
            character = self._characters[best[step]]
            if _may_part(text, character) and (chances[before + 1 : step, self._blank] > _BLANK_CHANCE).any():
                text.append(" ")
            text.append(character)
            before = step
        return " ".join("".join(text).split()), float(chances[steps, best[steps]].mean())
