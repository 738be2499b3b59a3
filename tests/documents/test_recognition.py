"""Writing is read whichever way the page lies, and whatever picture it comes as."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pymupdf
import pytest
from PIL import Image, ImageDraw

from documents.frames import Frames
from documents.limits import DEFAULT_LIMITS
from documents.reading import read
from records import Document

pytest.importorskip("rapidocr", reason="character recognition is not installed")

MakePdf = Callable[..., bytes]

LINES = (
    "Nadia Kersten",
    "nadia.kersten@example.org",
    "Experience",
    "Bookkeeper, Harbour Freight Ltd, 2016 - 2021",
    "Prepared monthly accounts for eleven branches",
    "Reconciled supplier statements every Friday",
    "Skills: payroll, cost accounting, spreadsheets",
)


def page() -> Image.Image:
    drawn = Image.new("RGB", (820, 640), "white")
    for number, line in enumerate(LINES):
        ImageDraw.Draw(drawn).text((60, 80 + 60 * number), line, "black", font_size=28)
    return drawn


def saved(picture: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def recognised(data: bytes) -> Document:
    return read(data, ocr=True)


def words(document: Document) -> str:
    return " ".join(" ".join(line.text for line in document.lines).split())


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_on_its_side_or_upside_down_is_read_upright(turn: int) -> None:
    read_so = recognised(saved(page().rotate(turn, expand=True)))
    assert [line.text for line in read_so.lines] == list(LINES)


@pytest.mark.parametrize("askew", [-10, 4])
def test_a_page_laid_askew_is_levelled(askew: float) -> None:
    turned = page().rotate(askew, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    assert [line.text for line in recognised(saved(turned, "JPEG", quality=90)).lines] == list(LINES)


def test_a_photograph_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn by a quarter to see it so
    data = saved(page().rotate(90, expand=True), "JPEG", quality=92, exif=exif)
    pixels, _ = next(iter(Frames(data, DEFAULT_LIMITS)))
    assert pixels.shape[:2] == (640, 820)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_any_kind_of_colour_comes_out_as_black_on_white(mode: str) -> None:
    grey = page().convert("L")
    if mode == "I;16":
        picture = grey.convert("I").point(lambda value: value * 257).convert("I;16")
    elif mode in ("LA", "RGBA"):  # black ink on nothing
        picture = Image.new(mode, grey.size, (0,) * len(Image.new(mode, (1, 1)).getbands()))
        picture.putalpha(grey.point(lambda value: 255 - value))
    else:
        picture = page().convert(mode)
    form = "TIFF" if mode in ("CMYK", "I;16") else "PNG"
    pixels, _ = next(iter(Frames(saved(picture, form), DEFAULT_LIMITS)))
    assert pixels.shape == (640, 820, 3)
    assert pixels[5, 5].min() > 245  # paper
    assert pixels.min() < 40  # ink


@pytest.mark.heavy
def test_every_page_of_a_fax_is_read_and_its_thumbnail_is_not() -> None:
    second = Image.new("RGB", (820, 640), "white")
    ImageDraw.Draw(second).text((60, 80), "Second page: references on request", "black", font_size=28)
    document = recognised(saved(page().convert("1"), "TIFF", save_all=True, append_images=[second.convert("1")]))
    assert document.pages == 2
    assert words(document).startswith("Nadia Kersten")
    assert words(document).endswith("references on request")
    assert {line.page for line in document.lines} == {0, 1}


@pytest.fixture
def half_scanned(make_pdf: MakePdf) -> bytes:
    """A PDF of two pages: one typed, one a picture of a page."""
    typed = [(72, 72 + 24 * n, text, {"fontsize": 12}) for n, text in enumerate(("Nadia Kersten", "Summary", *SUMMARY))]
    pdf = pymupdf.open(stream=make_pdf(typed))
    sheet = pdf.new_page(width=595, height=842)
    sheet.insert_image(sheet.rect, stream=saved(page()))
    return bytes(pdf.tobytes())


SUMMARY = (
    "Bookkeeper with nine years in freight and shipping companies of the north coast.",
    "Known for closing the month two days early and for asking before guessing.",
    "Looking for a post in a small team that files its own returns.",
)


def test_of_a_pdf_scanned_in_part_only_the_pictures_are_recognised(half_scanned: bytes) -> None:
    document = read(half_scanned, ocr=True)
    assert document.ocr
    assert SUMMARY[1] in document.text
    assert LINES[3] in document.text
    (notice,) = document.notices
    assert (notice.code, notice.share) == ("recognised", 0.5)


def test_without_recognition_the_pages_left_out_are_told_or_the_whole_is_refused(half_scanned: bytes) -> None:
    document = read(half_scanned)
    assert LINES[3] not in document.text
    (notice,) = document.notices
    assert (notice.code, notice.share) == ("scanned_pages", 0.5)
    with pytest.raises(Exception, match="1 of 2 pages are pictures") as caught:
        read(half_scanned, whole=True)
    assert caught.value.scanned  # type: ignore[attr-defined]
