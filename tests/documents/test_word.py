"""A DOCX gives all of its visible text once, wherever it stands."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor
from docx2python import docx2python

from documents.reading import read
from errors import NoText
from records import Document

MakeDocx = Callable[..., bytes]
NS = (
    nsdecls("w")
    + ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
)
BOX = "<w:txbxContent><w:p><w:r><w:t>in a text box</w:t></w:r></w:p></w:txbxContent>"


def _lines(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def _insert(package: Any, xml: str) -> None:
    package.element.body.insert(len(package.element.body) - 1, parse_xml(xml))


def test_paragraphs_carry_their_typography(make_docx: MakeDocx) -> None:
    def fill(package: Any) -> None:
        package.add_heading("Experience", 1)
        run = package.add_paragraph().add_run("Acme Ltd")
        run.bold, run.font.size = True, Pt(14)
        package.add_paragraph("Built things.")
        package.add_paragraph("Shipped them.", style="List Bullet")

    document = read(make_docx(fill), "jane.docx")
    heading, company, text, item = document.lines
    assert (heading.is_heading, company.is_heading, company.bold, company.size) == (True, False, True, 14.0)
    assert (text.bold, item.text) == (False, "• Shipped them.")
    assert all(document.text[line.start :].startswith(line.text) for line in document.lines)
    assert document.media_type.endswith("wordprocessingml.document")


def test_headers_tables_boxes_and_controls_are_read_once(make_docx: MakeDocx) -> None:
    def fill(package: Any) -> None:
        package.sections[0].header.paragraphs[0].text = "jane@example.org"
        package.sections[0].footer.paragraphs[0].text = "in the footer"
        package.add_paragraph("in the body")
        table = package.add_table(2, 2)
        for cell, text in zip((c for row in table.rows for c in row.cells), ("a1", "b1", "a2", "b2"), strict=True):
            cell.text = text
        table.cell(1, 1).add_table(1, 1).cell(0, 0).text = "in a nested table"
        drawn = f"<mc:Choice Requires='wps'>{BOX}</mc:Choice><mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback>"
        _insert(package, f"<w:p {NS}><w:r><mc:AlternateContent>{drawn}</mc:AlternateContent></w:r></w:p>")
        control = "<w:sdtContent><w:p><w:r><w:t>in a control</w:t></w:r></w:p></w:sdtContent>"
        _insert(package, f"<w:sdt {NS}>{control}</w:sdt>")

    lines = _lines(read(make_docx(fill)))
    assert lines == [
        "jane@example.org", "in the body", "a1\tb1", "a2\tb2", "in a nested table", "in a text box", "in a control",
        "in the footer",
    ]  # fmt: skip


def test_merged_cells_are_read_once_and_quickly(make_docx: MakeDocx) -> None:
    def fill(package: Any) -> None:
        table = package.add_table(3, 3)
        table.cell(0, 0).merge(table.cell(2, 2)).text = "one cell over nine"
        table.rows[0]._tr.tc_lst[0].grid_span = 10**9

    assert _lines(read(make_docx(fill))) == ["one cell over nine"]


def test_a_table_for_two_columns_is_read_column_by_column(make_docx: MakeDocx) -> None:
    def fill(package: Any) -> None:
        left, right = package.add_table(1, 2).rows[0].cells
        left.text, right.text = "Skills\nPython\nSQL", "Experience\nAcme\nBuilt things"

    document = read(make_docx(fill))
    assert _lines(document) == ["Skills", "Python", "SQL", "Experience", "Acme", "Built things"]
    assert document.lines[0].block != document.lines[3].block


def test_a_date_in_a_cell_stays_with_its_entry(make_docx: MakeDocx) -> None:
    def fill(package: Any) -> None:
        left, right = package.add_table(1, 2).rows[0].cells
        left.text, right.text = "2019 - 2021", "Acme Ltd\nBuilt things"

    assert _lines(read(make_docx(fill))) == ["2019 - 2021\tAcme Ltd", "Built things"]


def test_deleted_text_is_left_out_and_inserted_text_kept(make_docx: MakeDocx) -> None:
    def fill(package: Any) -> None:
        old = '<w:del w:id="1"><w:r><w:delText>deleted</w:delText></w:r></w:del>'
        new = '<w:ins w:id="2"><w:r><w:t>inserted</w:t></w:r></w:ins>'
        moved = '<w:moveFrom w:id="3"><w:r><w:t>moved away</w:t></w:r></w:moveFrom>'
        _insert(package, f"<w:p {NS}>{old}{new}{moved}</w:p>")

    assert read(make_docx(fill)).text == "inserted"


def test_hidden_text_is_left_out_and_reported(make_docx: MakeDocx) -> None:
    def fill(package: Any) -> None:
        package.add_paragraph("Jane Doe, engineer with ten years of Python")
        for change in ("hidden", "white", "tiny"):
            run = package.add_paragraph().add_run(f"{change} kubernetes terraform")
            run.font.hidden = change == "hidden"
            run.font.color.rgb = RGBColor(255, 255, 255) if change == "white" else None
            run.font.size = Pt(1) if change == "tiny" else None
        style = package.styles.add_style("Unseen", WD_STYLE_TYPE.PARAGRAPH)
        style.font.hidden = True
        package.add_paragraph("kubernetes by a style", style="Unseen")

    document = read(make_docx(fill))
    assert document.text == "Jane Doe, engineer with ten years of Python"
    assert [notice.code for notice in document.notices] == ["hidden_text"]
    assert 0.5 < (document.notices[0].share or 0) < 1


def test_white_letters_in_a_dark_cell_are_seen(make_docx: MakeDocx) -> None:
    def fill(package: Any) -> None:
        cell = package.add_table(1, 1).cell(0, 0)
        cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {NS} w:val="clear" w:fill="1F3864"/>'))
        run = cell.paragraphs[0].add_run("Jane Doe")
        run.font.color.rgb = RGBColor(255, 255, 255)

    assert read(make_docx(fill)).text == "Jane Doe"


def test_tabs_breaks_and_links(make_docx: MakeDocx) -> None:
    def fill(package: Any) -> None:
        paragraph = package.add_paragraph("Acme\t2019")
        paragraph.add_run().add_break()
        paragraph.add_run("Engineer")
        key = package.part.relate_to(
            "https://example.org/jane", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
            is_external=True,
        )  # fmt: skip
        link = f'<w:hyperlink {NS} {nsdecls("r")} r:id="{key}"><w:r><w:t>my page</w:t></w:r></w:hyperlink>'
        _insert(package, f"<w:p {NS}>{link}</w:p>")
        package.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
        package.add_paragraph("on page two")

    document = read(make_docx(fill))
    assert _lines(document) == ["Acme\t2019", "Engineer", "my page", "on page two"]
    assert document.links == ("https://example.org/jane",)
    assert (document.pages, document.lines[-1].page) == (2, 1)


def test_empty_paragraphs_become_white_space(make_docx: MakeDocx) -> None:
    def fill(package: Any) -> None:
        for text in ("Experience", "", "Acme"):
            package.add_paragraph(text)

    assert read(make_docx(fill)).text == "Experience\n\nAcme"


def test_a_document_without_text_says_so(make_docx: MakeDocx) -> None:
    with pytest.raises(NoText):
        read(make_docx(lambda package: None))


def test_no_word_is_lost_against_another_reader(shared: Path) -> None:
    files = sorted([*shared.glob("files/*.docx"), *shared.glob("jobs/files/*.docx")])
    assert files
    for file in files:
        data = file.read_bytes()
        with docx2python(io.BytesIO(data)) as other:
            wanted = set(re.findall(r"[^\W_]{3,}", re.sub(r"<[^>]*>|----\w+/\S*?----", " ", other.text)))
        lost = wanted - set(re.findall(r"[^\W_]{3,}", read(data).text))
        assert len(lost) <= 0.01 * len(wanted), f"{len(lost)} words of {len(wanted)} lost"
