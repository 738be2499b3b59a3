"""Knows how résumés and ads look as Word files, the places that readers overlook included; refuses to know PDF."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.shared import Cm, Pt, RGBColor

from demo.writing import Block, Bullet, Entry, Paragraph, Piece, Section

_WRITTEN = datetime(2026, 1, 5, 9, 0, 0)
_ACCENT = RGBColor(0x1F, 0x4E, 0x79)
_DATES_AT = Cm(17)


def headings(piece: Piece) -> bytes:
    """Name, contact line and Word headings from top to bottom; dates at a right tab stop."""
    document = _blank(piece)
    _title(document, piece)
    document.add_paragraph(" | ".join(piece.contact))
    for section in piece.sections:
        _section(document, section)
    return _saved(document)


def contact_in_header(piece: Piece) -> bytes:
    """Contact data in the page header only; entries in a borderless table with the dates on the left."""
    document = _blank(piece)
    head = document.sections[0].header.paragraphs[0]
    head.text = "  ·  ".join(piece.contact)
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _title(document, piece)
    for section in piece.sections:
        document.add_heading(section.heading, 1)
        if any(isinstance(block, Entry) for block in section.blocks):
            _dates_table(document, section)
        elif all(isinstance(block, Paragraph) and ": " in block.text for block in section.blocks):
            _label_table(document, section, style="Table Grid")
        else:
            _blocks(document, section.blocks)
    return _saved(document)


def text_box(piece: Piece) -> bytes:
    """Contact data and the sidebar in a floating text box, with the second copy that Word keeps for old readers."""
    document = _blank(piece)
    document.sections[0].right_margin = Cm(7.2)
    _title(document, piece)
    lines = [("Contact", True), *((part, False) for part in piece.contact)]
    for section in piece.sidebar:
        lines += [("", False), (section.heading, True)]
        lines += [(block.text, False) for block in section.blocks if not isinstance(block, Entry)]
    anchor = document.paragraphs[-1].add_run()
    anchor._r.append(parse_xml(_box(lines)))
    for section in piece.main:
        _section(document, section, dates_below=True)
    return _saved(document)


def personal_data(piece: Piece) -> bytes:
    """The Indonesian form: a centred title, then a table of personal data with a colon column."""
    document = _blank(piece)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run("DAFTAR RIWAYAT HIDUP")
    run.bold, run.font.size = True, Pt(15)
    for section in piece.sections:
        if all(isinstance(block, Paragraph) and ": " in block.text for block in section.blocks):
            document.add_heading(section.heading, 1)
            _label_table(document, section, colon=True)
        else:
            _section(document, section, dates_below=True)
    return _saved(document)


def _blank(piece: Piece) -> Any:
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(1.8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(3)
    facts = document.core_properties
    facts.author, facts.title, facts.comments = piece.name, piece.headline, ""
    facts.created = facts.modified = _WRITTEN
    return document


def _title(document: Any, piece: Piece) -> None:
    name = document.add_paragraph().add_run(piece.name)
    name.bold, name.font.size, name.font.color.rgb = True, Pt(20), _ACCENT
    headline = document.add_paragraph().add_run(piece.headline)
    headline.font.size = Pt(12)


def _section(document: Any, section: Section, *, dates_below: bool = False) -> None:
    document.add_heading(section.heading, 1)
    _blocks(document, section.blocks, dates_below=dates_below)


def _blocks(container: Any, blocks: tuple[Block, ...], *, dates_below: bool = False) -> None:
    for block in blocks:
        match block:
            case Entry():
                (_entry_stacked if dates_below else _entry_tabbed)(container, block)
            case Bullet(text):
                container.add_paragraph(text, style="List Bullet")
            case Paragraph(text):
                container.add_paragraph(text)


def _entry_tabbed(container: Any, entry: Entry) -> None:
    paragraph = container.add_paragraph()
    paragraph.paragraph_format.tab_stops.add_tab_stop(_DATES_AT, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.add_run(entry.title).bold = True
    paragraph.add_run(f"\t{entry.dates}")
    if entry.where:
        container.add_paragraph().add_run(entry.where).italic = True


def _entry_stacked(container: Any, entry: Entry) -> None:
    paragraph = container.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.add_run(f"{entry.title}, {entry.company}").bold = True
    below = " | ".join(part for part in (entry.dates, entry.place) if part)
    container.add_paragraph().add_run(below).italic = True


def _dates_table(document: Any, section: Section) -> None:
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    cell: Any = None
    for block in section.blocks:
        if isinstance(block, Entry):
            left, cell = table.add_row().cells
            left.width, cell.width = Cm(3.8), Cm(13.2)
            left.text = block.dates
            cell.paragraphs[0].add_run(block.title).bold = True
            cell.add_paragraph().add_run(block.where).italic = True
        else:
            _blocks(cell if cell is not None else document, (block,))


def _label_table(document: Any, section: Section, *, style: str | None = None, colon: bool = False) -> None:
    table = document.add_table(rows=0, cols=3 if colon else 2, style=style)
    table.autofit = False
    for block in section.blocks:
        assert isinstance(block, Paragraph)
        label, _, value = block.text.partition(": ")
        texts, widths = ((label, ":", value), (4.2, 0.6, 12.2)) if colon else ((label, value), (4.2, 12.8))
        for cell, text, width in zip(table.add_row().cells, texts, widths, strict=True):
            cell.text, cell.width = text, Cm(width)


def _box(lines: list[tuple[str, bool]]) -> str:
    rows = "".join(
        f"<w:p><w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}<w:t>{escape(text)}</w:t></w:r></w:p>"
        for text, bold in lines
    )
    return _TEXT_BOX.format(content=f"<w:txbxContent>{rows}</w:txbxContent>")


def _saved(document: Any) -> bytes:
    """The file with every member dated alike, so that two runs write the same bytes."""
    raw, even = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(even, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, (2026, 1, 5, 9, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return even.getvalue()


LAYOUTS: dict[str, Callable[[Piece], bytes]] = {
    "headings": headings,
    "contact_in_header": contact_in_header,
    "text_box": text_box,
    "personal_data": personal_data,
}

_TEXT_BOX = """<mc:AlternateContent
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:v="urn:schemas-microsoft-com:vml">
<mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="114300" distR="114300" simplePos="0" relativeHeight="2" behindDoc="0"
 locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="page"><wp:posOffset>5220000</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>720000</wp:posOffset></wp:positionV>
<wp:extent cx="1980000" cy="6480000"/><wp:wrapSquare wrapText="bothSides"/><wp:docPr id="1" name="Text Box 1"/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1980000" cy="6480000"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="EAF1F7"/></a:solidFill></wps:spPr>
<wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor>
</w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:shape style="position:absolute;left:411pt;top:57pt;width:156pt;height:510pt"
 fillcolor="#eaf1f7"><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback>
</mc:AlternateContent>"""
