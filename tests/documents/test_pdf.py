"""A PDF gives its visible text, in order, with its layout."""

from __future__ import annotations

import io
from collections.abc import Callable

import pymupdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from documents.gate import ScannedDocument
from documents.reading import read
from errors import DamagedDocument, EncryptedDocument, NoText
from records import Document

MakePdf = Callable[..., bytes]
FILLER = [(72, 300 + 14 * n, f"Line {n} of a perfectly ordinary résumé text") for n in range(6)]
WHITE = (1.0, 1.0, 1.0)


def _lines(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def test_lines_carry_text_offsets_and_type(make_pdf: MakePdf) -> None:
    page = [(72, 72, "Jane Doe", {"fontsize": 20, "fontname": "hebo"}), (72, 110, "Engineer"), (72, 124, "Python, SQL")]
    document = read(make_pdf(page), "jane.pdf")
    assert _lines(document) == ["Jane Doe", "Engineer", "Python, SQL"]
    name, title, skills = document.lines
    assert (name.size, name.bold, title.bold, title.page) == (20.0, True, False, 0)
    assert skills.gap == 0.0 < title.gap
    assert all(document.text[line.start :].startswith(line.text) for line in document.lines)
    assert (document.filename, document.media_type, document.pages) == ("jane.pdf", "application/pdf", 1)
    assert len(document.sha256) == 64


def test_white_space_between_sections_is_seen(make_pdf: MakePdf) -> None:
    document = read(make_pdf([(72, 72, "First section"), (72, 86, "goes on"), (72, 140, "Second section begins")]))
    assert [line.gap > 0.8 for line in document.lines[1:]] == [False, True]
    assert document.text == "First section\ngoes on\n\nSecond section begins"


def test_a_page_drawn_line_by_line_is_read_column_by_column() -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for row in range(20):
        canvas.drawString(60, 760 - 15 * row, f"left text number {row:02} goes here")
        canvas.drawString(330, 760 - 15 * row, f"right text number {row:02} goes here")
    canvas.save()
    lines = _lines(read(file.getvalue()))
    assert lines == [f"{side} text number {n:02} goes here" for side in ("left", "right") for n in range(20)]


def test_dates_set_right_by_blanks_or_by_position_are_parted_by_a_tab(make_pdf: MakePdf) -> None:
    page = [(72, 72, "Acme Ltd"), (480, 72, "2019 - 2021"), (72, 90, "Initech             2015 - 2019"), *FILLER]
    assert _lines(read(make_pdf(page)))[:2] == ["Acme Ltd\t2019 - 2021", "Initech\t2015 - 2019"]


@pytest.mark.parametrize(
    ("x", "y", "options"),
    [
        (72, 200, {"color": WHITE}),
        (72, 200, {"fontsize": 1}),
        (72, 200, {"render_mode": 3}),
        (72, 200, {"fill_opacity": 0.01}),
        (900, 200, {}),
    ],
    ids=["white", "tiny", "invisible", "transparent", "off the page"],
)
def test_hidden_text_is_left_out_and_reported(
    make_pdf: MakePdf, x: float, y: float, options: dict[str, object]
) -> None:
    document = read(make_pdf([*FILLER, (x, y, "kubernetes terraform golang rust scala", options)]))
    assert "kubernetes" not in document.text
    assert len(document.lines) == len(FILLER)
    notice = next(notice for notice in document.notices if notice.code == "hidden_text")
    assert notice.share is not None
    assert 0.05 < notice.share < 0.3


def test_text_under_a_white_box_is_hidden_and_white_text_on_a_dark_one_is_not() -> None:
    pdf = pymupdf.open()
    page = pdf.new_page()
    for x, y, text in FILLER:
        page.insert_text((x, y), text)
    page.insert_text((72, 600), "covered kubernetes terraform")
    page.draw_rect((60, 580, 500, 620), color=WHITE, fill=WHITE)
    page.draw_rect((60, 40, 500, 80), color=(0, 0, 0.4), fill=(0, 0, 0.4))
    page.insert_text((72, 65), "Jane Doe in a header band", color=WHITE)
    document = read(bytes(pdf.tobytes()))
    assert document.lines[0].text == "Jane Doe in a header band"
    assert "covered" not in document.text
    assert [notice.code for notice in document.notices] == ["hidden_text"]


def test_running_headers_and_page_numbers_are_read_once(make_pdf: MakePdf) -> None:
    pages = [
        [
            (72, 40, "Jane Doe - Curriculum Vitae"),
            *FILLER[:4],
            (72, 380, f"Only on page {n}"),
            (290, 820, f"Page {n} of 3"),
        ]
        for n in (1, 2, 3)
    ]
    text = read(make_pdf(*pages)).text
    assert text.count("Curriculum Vitae") == 1
    assert "Page 1 of 3" not in text
    assert [f"Only on page {n}" in text for n in (1, 2, 3)] == [True] * 3


def test_ligatures_come_out_as_letters() -> None:
    pdf = pymupdf.open()
    page = pdf.new_page()
    writer = pymupdf.TextWriter(page.rect)
    writer.append((72, 72), "of\ufb01ce work and certi\ufb01cates", font=pymupdf.Font("cjk"))
    writer.write_text(page)
    assert _lines(read(bytes(pdf.tobytes()))) == ["office work and certificates"]


def test_words_cut_at_the_line_end_are_mended(make_pdf: MakePdf) -> None:
    page = [
        (72, 72, "Built the deployment pipeline and led its develop-"), (72, 86, "ment with cross-"),
        (72, 100, "functional teams, a development of two years"),
    ]  # fmt: skip
    assert _lines(read(make_pdf(page))) == [
        "Built the deployment pipeline and led its development", "with cross-functional",
        "teams, a development of two years",
    ]  # fmt: skip


def test_links_are_collected() -> None:
    pdf = pymupdf.open()
    page = pdf.new_page()
    for x, y, text in FILLER:
        page.insert_text((x, y), text)
    link = {"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(72, 290, 200, 310), "uri": "https://example.org/jane"}
    page.insert_link(link)
    assert read(bytes(pdf.tobytes())).links == ("https://example.org/jane",)


def test_what_was_typed_into_a_form_is_read() -> None:
    pdf = pymupdf.open()
    page = pdf.new_page()
    page.insert_text((72, 72), "Name of the applicant for the post")
    field = pymupdf.Widget()
    field.field_name, field.field_type = "name", pymupdf.PDF_WIDGET_TYPE_TEXT
    field.rect, field.field_value = pymupdf.Rect(72, 100, 300, 120), "Jane Doe"
    page.add_widget(field)
    assert "Jane Doe" in read(bytes(pdf.tobytes())).text.splitlines()


def test_a_page_set_on_its_side_is_read() -> None:
    pdf = pymupdf.open()
    page = pdf.new_page()
    for number in range(5):
        page.insert_text((100 + 20 * number, 700), f"Sideways line number {number}", rotate=90)
    assert _lines(read(bytes(pdf.tobytes()))) == [f"Sideways line number {n}" for n in range(5)]


def test_pages_over_the_limit_are_left_out_and_reported(make_pdf: MakePdf) -> None:
    document = read(make_pdf(*[[(72, 72, f"This is the page with number {n}")] for n in range(203)]))
    assert document.pages == 203
    assert "number 199" in document.text
    assert "number 200" not in document.text
    assert document.notices[0].code == "truncated"


def test_a_password_is_named(make_pdf: MakePdf) -> None:
    locked = make_pdf(FILLER, encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="o", user_pw="u")
    with pytest.raises(EncryptedDocument):
        read(locked)


def test_a_pdf_that_only_its_owner_may_change_is_read(make_pdf: MakePdf) -> None:
    assert len(read(make_pdf(FILLER, encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="o")).lines) == len(FILLER)


def test_noise_behind_a_header_is_damage() -> None:
    with pytest.raises(DamagedDocument):
        read(b"%PDF-1.7\n" + bytes(range(256)) * 40)


def test_an_empty_page_has_no_text() -> None:
    pdf = pymupdf.open()
    pdf.new_page()
    with pytest.raises(NoText) as caught:
        read(bytes(pdf.tobytes()))
    assert not isinstance(caught.value, ScannedDocument)


def test_a_scan_says_that_recognition_could_help(make_pdf: MakePdf) -> None:
    with pymupdf.open(stream=make_pdf(FILLER)) as printed:
        picture = printed[0].get_pixmap(dpi=60)
    pdf = pymupdf.open()
    page = pdf.new_page()
    page.insert_image(page.rect, pixmap=picture)
    page.insert_text((72, 300), "a hidden layer that says something else", render_mode=3)
    with pytest.raises(NoText) as caught:
        read(bytes(pdf.tobytes()))
    assert isinstance(caught.value, ScannedDocument)
    assert caught.value.scanned
