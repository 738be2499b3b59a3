"""Pictures of text are recognised when asked."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pymupdf
import pytest
from PIL import Image

from documents.gate import ScannedDocument
from documents.limits import DEFAULT_LIMITS
from documents.ocr import read_image
from documents.reading import read
from errors import DamagedDocument, TooComplexDocument

pytest.importorskip("rapidocr", reason="character recognition is not installed")

MakePdf = Callable[..., bytes]


@pytest.fixture
def picture(make_pdf: MakePdf) -> bytes:
    """Return a PNG of two columns of text under a name."""
    page = [(20, 40, "Jane Doe", {"fontsize": 20})]
    for row, (left, right) in enumerate((("Skills", "Experience"), ("Python", "Acme Ltd"), ("Docker", "Engines"))):
        page += [(20, 90 + 22 * row, left, {"fontsize": 13}), (150, 90 + 22 * row, right, {"fontsize": 13})]
    with pymupdf.open(stream=make_pdf(page)) as printed:
        return bytes(printed[0].get_pixmap(dpi=130, clip=(0, 0, 260, 160)).tobytes("png"))


@pytest.mark.heavy
def test_a_picture_goes_through_recognition_when_asked(picture: bytes) -> None:
    with pytest.raises(ScannedDocument):
        read(picture)
    document = read(picture, ocr=True)
    assert document.ocr
    words = ["Jane Doe", "Skills", "Python", "Docker", "Experience", "Acme Ltd", "Engines"]
    assert [line.text for line in document.lines] == words
    assert document.media_type == "image/png"


def test_a_scanned_page_goes_through_recognition_when_asked(picture: bytes) -> None:
    pdf = pymupdf.open()
    page = pdf.new_page(width=260, height=160)
    page.insert_image(page.rect, stream=picture)
    scan = bytes(pdf.tobytes())
    with pytest.raises(ScannedDocument):
        read(scan)
    assert "Acme Ltd" in read(scan, ocr=True).text


def test_a_text_layer_is_preferred_to_recognition(make_pdf: MakePdf) -> None:
    assert not read(make_pdf([(72, 72, "Jane Doe, engineer in Jakarta")]), ocr=True).ocr


def test_too_many_pixels_are_refused_before_they_are_decoded() -> None:
    file = io.BytesIO()
    Image.new("1", (300, 300)).save(file, "PNG")
    with pytest.raises(TooComplexDocument):
        read_image(file.getvalue(), replace(DEFAULT_LIMITS, ocr_pixels=80_000))


def test_a_broken_picture_is_damage() -> None:
    with pytest.raises(DamagedDocument):
        read_image(b"\x89PNG\r\n\x1a\n" + bytes(100), DEFAULT_LIMITS)
