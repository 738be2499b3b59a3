"""Pictures say how large they are, whoever wrote them and whatever stands before it."""

from __future__ import annotations

import io
import struct
import time

import pytest
from PIL import Image

from documents.pictures import frame_sizes


def _saved(kind: str, size: tuple[int, int] = (31, 17), **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size).save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        _saved("PNG"),
        _saved("JPEG"),
        _saved("JPEG", progressive=True),
        _saved("JPEG", exif=Image.Exif(), comment=b"x" * 60_000),
        _saved("TIFF"),
        _saved("TIFF", compression="tiff_lzw"),
    ],
)
def test_the_header_tells_the_size(data: bytes) -> None:
    assert frame_sizes(data) == [(31, 17)]


def test_every_page_of_a_tiff_counts() -> None:
    pages = [Image.new("L", size) for size in ((20, 30), (40, 50))]
    file = io.BytesIO()
    Image.new("L", (10, 10)).save(file, "TIFF", save_all=True, append_images=pages)
    assert frame_sizes(file.getvalue()) == [(10, 10), (20, 30), (40, 50)]
    assert frame_sizes(file.getvalue()[:-200])[0] == (10, 10)


def test_a_jpeg_may_be_padded() -> None:
    data = _saved("JPEG")
    assert frame_sizes(data[:2] + b"\xff" * 100 + data[2:]) == [(31, 17)]


def _tiff(entries: int, following: int, order: str = "<") -> bytes:
    mark = b"II*\0" if order == "<" else b"MM\0*"
    rows = [struct.pack(order + "HHII", tag, 4, 1, 7) for tag in range(256, 256 + entries)]
    return mark + struct.pack(order + "IH", 8, entries) + b"".join(rows) + struct.pack(order + "I", following)


def test_both_byte_orders_are_read() -> None:
    assert frame_sizes(_tiff(2, 0, ">")) == frame_sizes(_tiff(2, 0)) == [(7, 7)]


def test_pages_that_go_round_in_circles_end() -> None:
    assert frame_sizes(_tiff(2, 8)) == [(7, 7)]


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n",
        _saved("PNG").replace(b"IHDR", b"IDAT"),
        _saved("PNG")[:16] + b"\0\0\0\x09" + _saved("PNG")[20:],
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xda" + bytes(50),
        b"\xff\xd8\xff\xe0\xff\xff" + bytes(50),
        _tiff(0, 0),
        _tiff(1, 0),
        b"II*\0\xff\xff\xff\xff",
        b"MM\0*",
    ],
)
def test_a_broken_header_is_an_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"header|frame|directory|pixels"):
        frame_sizes(data)


@pytest.mark.parametrize("data", [b"\xff\xd8\xff" + b"\xff" * 9_000_000, b"\xff\xd8\xff" + b"\xe0\0\0\xff" * 2_000_000])
def test_a_header_without_end_takes_no_time(data: bytes) -> None:
    began = time.process_time()
    with pytest.raises(ValueError, match="JPEG"):
        frame_sizes(data)
    assert time.process_time() - began < 0.5
