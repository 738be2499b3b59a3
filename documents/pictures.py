"""Knows how many pixels a PNG, JPEG or TIFF says it has, from its header alone; decodes none of them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
MARKS: Final[tuple[bytes, ...]] = (PNG, JPEG, b"II*\x00", b"MM\x00*")
"""What these files begin with."""

_FRAME_STARTS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_LONELY = frozenset((0x01, *range(0xD0, 0xD8)))
_SCAN_START, _END = 0xDA, 0xD9
_MOST_SEGMENTS = 5_000
_MOST_FRAMES = 200
_MOST_TAGS = 4_096
_WIDTH, _HEIGHT = 256, 257
_NUMBERS: Final[dict[int, str]] = {3: "H", 4: "I"}


def frame_sizes(data: bytes) -> list[tuple[int, int]]:
    """Return width and height of each frame in pixels, at least one frame; of a TIFF at most the first 200.

    Raises:
        ValueError: The header breaks its format.
    """
    try:
        if data.startswith(PNG):
            sizes = [_png(data)]
        elif data.startswith(JPEG):
            sizes = [_jpeg(data)]
        else:
            sizes = list(_tiff(data))
    except (struct.error, IndexError) as exc:
        raise ValueError("the header ends early") from exc
    if not sizes or any(not width or not height for width, height in sizes):
        raise ValueError("a picture without pixels")
    return sizes


def _png(data: bytes) -> tuple[int, int]:
    length, name, width, height = struct.unpack_from(">I4sII", data, len(PNG))
    (checksum,) = struct.unpack_from(">I", data, 29)
    if length != 13 or name != b"IHDR" or zlib.crc32(data[12:29]) != checksum:
        raise ValueError("no PNG header")
    return width, height


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    for _ in range(_MOST_SEGMENTS):
        if data[at] != 0xFF:
            break
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
        elif marker in _LONELY:
            at += 2
        elif marker in _FRAME_STARTS:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        elif marker in (0, _SCAN_START, _END):
            break
        else:
            at += 2 + max(2, struct.unpack_from(">H", data, at + 2)[0])
    raise ValueError("no JPEG frame")


def _tiff(data: bytes) -> Iterator[tuple[int, int]]:
    order = "<" if data.startswith(b"II") else ">"
    (at,) = struct.unpack_from(order + "I", data, 4)
    seen: set[int] = set()
    while at and at not in seen and len(seen) < _MOST_FRAMES:
        if seen and at + 2 > len(data):
            return  # the pages before the cut can still be read
        seen.add(at)
        (count,) = struct.unpack_from(order + "H", data, at)
        if not 0 < count <= _MOST_TAGS:
            raise ValueError("no TIFF directory")
        yield _tiff_size(data, order, at + 2, count)
        (at,) = struct.unpack_from(order + "I", data, at + 2 + 12 * count)


def _tiff_size(data: bytes, order: str, start: int, count: int) -> tuple[int, int]:
    found = {_WIDTH: 0, _HEIGHT: 0}
    for at in range(start, start + 12 * count, 12):
        tag, kind = struct.unpack_from(order + "HH", data, at)
        if tag in found and kind in _NUMBERS:
            (found[tag],) = struct.unpack_from(order + _NUMBERS[kind], data, at + 8)
    return found[_WIDTH], found[_HEIGHT]
