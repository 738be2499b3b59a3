"""An OpenDocument text gives all of its visible text once, wherever it stands."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from documents.reading import read
from errors import DamagedDocument, EncryptedDocument, NoText, UnsupportedType
from records import Document

MIMETYPE = "application/vnd.oasis.opendocument.text"
NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("manifest", "manifest"),
    )
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
MakeOdt = Callable[..., bytes]


def _odt(
    body: str, *, automatic: str = "", styles: str = "", pages: str = "", parts: dict[str, str] | None = None
) -> bytes:
    """Return an ODT: the body, its automatic styles, the common styles, and the master pages with their styles."""
    content = f"<office:automatic-styles>{automatic}</office:automatic-styles><office:body><office:text>{body}"
    held = {
        "mimetype": MIMETYPE,
        "content.xml": f"<office:document-content {NAMESPACES}>{content}</office:text></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {NAMESPACES}><office:styles>{styles}</office:styles>{pages}</office:document-styles>",
        "META-INF/manifest.xml": f"<manifest:manifest {NAMESPACES}/>",
    } | (parts or {})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container:
        for name, text in held.items():
            container.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else None)
    return file.getvalue()


def _style(name: str, properties: str = "", *, family: str = "text", parent: str = "") -> str:
    above = f' style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="{family}"{above}>{properties}</style:style>'


def _letters(attributes: str) -> str:
    return f"<style:text-properties {attributes}/>"


def _p(text: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def _lines(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def test_paragraphs_carry_their_typography() -> None:
    styles = (
        '<style:default-style style:family="paragraph"><style:text-properties fo:font-size="11pt"/></style:default-style>'
        + _style("Base", _letters('fo:font-size="20pt" fo:font-weight="bold"'), family="paragraph")
        + _style("Heading_20_2", family="paragraph", parent="Base")
    )
    automatic = (
        _style("P1", _letters('fo:font-size="50%"'), family="paragraph", parent="Base")
        + _style("P2", family="paragraph", parent="Heading_20_2")
        + _style("T1", _letters('fo:font-weight="700"'))
    )
    body = (
        '<text:h text:style-name="Unknown" text:outline-level="1">Experience</text:h>'
        + _p("Acme Ltd", "P1")
        + _p("Education", "P2")
        + _p('<text:span text:style-name="T1">Mostly bold</text:span> text')
        + _p("plain")
    )
    document = read(_odt(body, automatic=automatic, styles=styles), "jane.odt")
    assert [(line.text, line.is_heading, line.bold, line.size) for line in document.lines] == [
        ("Experience", True, False, 11.0),
        ("Acme Ltd", False, True, 10.0),
        ("Education", True, True, 20.0),
        ("Mostly bold text", False, True, 11.0),
        ("plain", False, False, 11.0),
    ]
    assert all(document.text.startswith(line.text, line.start) for line in document.lines)
    assert document.media_type == MIMETYPE


def test_every_kind_of_text_is_read_once() -> None:
    frame = (
        "<draw:frame><draw:text-box><text:p>in a frame</text:p></draw:text-box><draw:image><text:p>no</text:p></draw:image>"
        "<svg:title>an alternative</svg:title></draw:frame>"
    )
    shape = "<draw:g><draw:custom-shape><text:p>in a shape</text:p></draw:custom-shape></draw:g>"
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>in a note</text:p></text:note-body></text:note>"
    comment = "<office:annotation><dc:creator>Boss</dc:creator><text:p>a comment</text:p></office:annotation>"
    contents = (
        "<text:table-of-content><text:table-of-content-source><text:index-title-template>no</text:index-title-template>"
        "</text:table-of-content-source><text:index-body><text:p>in the contents</text:p></text:index-body></text:table-of-content>"
    )
    body = (
        '<text:sequence-decls/><office:forms/>' + _p(f"before{note}{comment} after{frame}") + shape + contents
        + "<text:section><text:p>in a section</text:p></text:section>"
        + _p("<text:ruby><text:ruby-base>漢字</text:ruby-base><text:ruby-text>kanji</text:ruby-text></text:ruby>")
    )  # fmt: skip
    assert _lines(read(_odt(body))) == [
        "before after", "in a frame", "in a shape", "in the contents", "in a section", "漢字", "in a note",
    ]  # fmt: skip


def test_headers_and_footers_are_read_once_each() -> None:
    pages = (
        "<office:automatic-styles>"
        + _style("P1", _letters('fo:font-size="8pt"'), family="paragraph")
        + "</office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Standard">'
        '<style:header><text:p text:style-name="P1">jane@example.org</text:p></style:header>'
        "<style:header-left><text:p>jane@example.org</text:p></style:header-left>"
        '<style:header-first style:display="false"><text:p>switched off</text:p></style:header-first>'
        "<style:footer><text:p>in the footer</text:p></style:footer></style:master-page>"
        '<style:master-page style:name="First"><style:header><text:p>on the first page</text:p></style:header>'
        "<style:footer><text:p>in the footer</text:p></style:footer></style:master-page></office:master-styles>"
    )
    automatic = _style("P1", _letters('fo:font-size="30pt"'), family="paragraph")
    document = read(_odt(_p("in the body", "P1"), automatic=automatic, pages=pages))
    assert _lines(document) == ["jane@example.org", "on the first page", "in the body", "in the footer"]
    assert [line.size for line in document.lines] == [8.0, 10.0, 30.0, 10.0]


def test_tables_are_read_cell_by_cell_once() -> None:
    def cell(text: str, attributes: str = "") -> str:
        return f"<table:table-cell {attributes}>{_p(text)}</table:table-cell>"

    nested = f"<table:table><table:table-row>{cell('in a nested table')}</table:table-row></table:table>"
    table = (
        '<table:table><table:table-column table:number-columns-repeated="1000000000"/><table:table-header-rows>'
        f"<table:table-row>{cell('a1')}{cell('b1')}</table:table-row></table:table-header-rows>"
        f'<table:table-row table:number-rows-repeated="1000000000">{cell("a2")}{cell("b2")}</table:table-row>'
        f"<table:table-row>{cell('over two', 'table:number-columns-spanned=' + chr(34) + '2' + chr(34))}"
        f"<table:covered-table-cell>{_p('covered')}</table:covered-table-cell></table:table-row>"
        f'<table:table-row table:visibility="collapse">{cell("folded away")}</table:table-row>'
        f"<table:table-row><table:table-cell>{nested}</table:table-cell></table:table-row></table:table>"
    )
    assert _lines(read(_odt(table))) == ["a1\tb1", "a2\tb2", "over two", "in a nested table"]


def test_a_table_for_two_columns_is_read_column_by_column() -> None:
    columns = ("Skills", "Python", "SQL"), ("Experience", "Acme", "Built things")
    cells = "".join(f"<table:table-cell>{''.join(map(_p, column))}</table:table-cell>" for column in columns)
    document = read(_odt(f"<table:table><table:table-row>{cells}</table:table-row></table:table>"))
    assert _lines(document) == [*columns[0], *columns[1]]
    assert document.lines[0].block != document.lines[3].block


def test_lists_carry_bullets_and_numbers() -> None:
    automatic = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/>'
        '<text:list-level-style-bullet text:level="2" text:bullet-char="-"/></text:list-style>'
        '<text:list-style style:name="L2"><text:list-level-style-number text:level="1" style:num-format=""/></text:list-style>'
    )
    inner = f"<text:list><text:list-item>{_p('inner')}</text:list-item></text:list>"
    body = (
        f'<text:list text:style-name="L1"><text:list-item>{_p("first")}{_p("its second paragraph")}{inner}</text:list-item>'
        f"<text:list-item>{_p('second')}</text:list-item></text:list>{_p('between')}"
        f'<text:list text:style-name="L1" text:continue-numbering="true"><text:list-item>{_p("third")}</text:list-item></text:list>'
        f'<text:list text:style-name="L1"><text:list-item>{_p("again")}</text:list-item></text:list>'
        f'<text:list text:style-name="L2"><text:list-item>{_p("unmarked")}</text:list-item></text:list>'
        f"<text:list><text:list-header>{_p('header')}</text:list-header><text:list-item>{_p('by default')}</text:list-item></text:list>"
    )
    assert _lines(read(_odt(body, automatic=automatic))) == [
        "1. first", "its second paragraph", "• inner", "2. second", "between", "3. third", "1. again", "unmarked",
        "header", "• by default",
    ]  # fmt: skip


def test_tabs_blanks_breaks_and_links() -> None:
    body = (
        _p('Acme<text:tab/>2019<text:line-break/>Engineer<text:s text:c="3"/>at\n   large <text:s text:c="999999999"/>')
        + _p('<text:a xlink:href="https://example.org/jane">my <text:span>page</text:span></text:a>')
        + _p('<text:a xlink:href="#top">top</text:a><text:a xlink:href="javascript:alert(1)">no</text:a>')
        + '<text:soft-page-break/><draw:a xlink:href="mailto:jane@example.org"><draw:frame><draw:text-box>'
        + _p("mail<text:soft-page-break/>") + "</draw:text-box></draw:frame></draw:a>"
    )  # fmt: skip
    document = read(_odt(body))
    assert _lines(document) == ["Acme\t2019", "Engineer   at large", "my page", "topno", "mail"]
    assert document.links == ("https://example.org/jane", "mailto:jane@example.org")
    assert (document.pages, document.lines[-2].page, document.lines[-1].page) == (3, 0, 2)


def test_white_space_and_page_breaks_come_from_the_styles() -> None:
    automatic = (
        _style("P1", '<style:paragraph-properties fo:margin-top="0.5cm" fo:margin-bottom="0in"/>', family="paragraph")
        + _style("P2", '<style:paragraph-properties fo:break-before="page"/>', family="paragraph", parent="P1")
    )  # fmt: skip
    document = read(
        _odt(_p("one", "P2") + _p("two", "P1") + _p("three") + _p("") + _p("four", "P2"), automatic=automatic)
    )
    assert [(line.text, line.gap >= 0.8, line.page) for line in document.lines] == [
        ("one", True, 0),
        ("two", True, 0),
        ("three", False, 0),
        ("four", True, 1),
    ]


def test_deleted_text_is_left_out_and_inserted_text_kept() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info/><text:p>deleted</text:p>"
        "</text:deletion></text:changed-region><text:changed-region><text:insertion/></text:changed-region></text:tracked-changes>"
        + _p('kept <text:change text:change-id="a"/><text:change-start text:change-id="b"/>inserted<text:change-end text:change-id="b"/>')
    )  # fmt: skip
    assert read(_odt(body)).text == "kept inserted"


HIDINGS = {
    "hidden": 'text:display="none"',
    "white": 'fo:color="#ffffff"',
    "pale": 'fo:color="#fcfcfc"',
    "tiny": 'fo:font-size="1pt"',
    "white on white": 'fo:color="#ffffff" fo:background-color="#ffffff"',
}


@pytest.mark.parametrize("hiding", list(HIDINGS))
def test_hidden_text_is_left_out_and_reported(hiding: str) -> None:
    hidden = '<text:span text:style-name="T1">kubernetes terraform golang rust</text:span>'
    body = _p(f"Jane Doe, engineer{hidden}")
    document = read(_odt(body, automatic=_style("T1", _letters(HIDINGS[hiding]))))
    assert document.text == "Jane Doe, engineer"
    assert [notice.code for notice in document.notices] == ["hidden_text"]
    assert document.notices[0].share == pytest.approx(32 / 50, abs=1e-3)


def test_hidden_sections_and_fields_are_left_out_and_reported() -> None:
    body = (
        _p("Jane Doe")
        + '<text:section text:display="none"><text:p>kubernetes</text:p></text:section>'
        + _p('<text:hidden-paragraph text:is-hidden="true"/>terraform')
        + _p('<text:hidden-text text:is-hidden="true">golang</text:hidden-text>')
        + _p('<text:hidden-text text:is-hidden="false"> and more</text:hidden-text>')
    )
    document = read(_odt(body))
    assert _lines(document) == ["Jane Doe", "and more"]
    assert [notice.code for notice in document.notices] == ["hidden_text"]


def test_white_letters_on_a_dark_ground_are_seen() -> None:
    dark = 'fo:background-color="#1f3864"'
    automatic = (
        _style("T1", _letters('fo:color="#ffffff"'))
        + _style("P1", f"<style:paragraph-properties {dark}/>", family="paragraph")
        + _style("C1", f"<style:table-cell-properties {dark}/>", family="table-cell")
        + _style("C2", '<style:table-cell-properties fo:background-color="#ffffff"/>', family="table-cell")
        + _style("R1", f"<style:table-row-properties {dark}/>", family="table-row")
        + _style("S1", f"<style:section-properties {dark}/>", family="section")
    )

    def white(text: str, style: str = "Standard") -> str:
        return _p(f'<text:span text:style-name="T1">{text}</text:span>', style)

    body = (
        white("paragraph", "P1")
        + f'<text:section text:style-name="S1">{white("section")}</text:section>'
        + f'<table:table><table:table-row><table:table-cell table:style-name="C1">{white("cell")}</table:table-cell></table:table-row>'
        + f'<table:table-row table:style-name="R1"><table:table-cell>{white("row")}</table:table-cell>'
        + f'<table:table-cell table:style-name="C2">{white("unseen")}</table:table-cell></table:table-row></table:table>'
        + f"<draw:frame><draw:text-box>{white('box')}</draw:text-box></draw:frame>"
        + white("unseen as well")
    )
    assert _lines(read(_odt(body, automatic=automatic))) == ["paragraph", "section", "cell", "row", "box"]


def test_white_letters_on_dark_paper_are_seen() -> None:
    pages = (
        '<office:automatic-styles><style:page-layout style:name="L1"><style:page-layout-properties fo:background-color="#202020"/>'
        '</style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Standard" '
        'style:page-layout-name="L1"/></office:master-styles>'
    )
    automatic = _style("P1", _letters('fo:color="#ffffff"'), family="paragraph")
    assert read(_odt(_p("Jane Doe", "P1"), automatic=automatic, pages=pages)).text == "Jane Doe"


def test_the_automatic_colour_is_seen_whatever_stands_beside_it() -> None:
    loext = 'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
    automatic = (
        _style("T1", _letters(f'{loext} style:use-window-font-color="true" loext:opacity="0%"'))
        + _style("T2", _letters(f'{loext} fo:color="#000000" loext:opacity="0%"'))
    )  # fmt: skip
    body = _p('<text:span text:style-name="T1">seen</text:span><text:span text:style-name="T2">see-through</text:span>')
    assert read(_odt(body, automatic=automatic)).text == "seen"


def test_a_password_is_asked_for() -> None:
    manifest = f"<manifest:manifest {NAMESPACES}><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    with pytest.raises(EncryptedDocument):
        read(_odt(_p("x"), parts={"META-INF/manifest.xml": manifest}))
    with pytest.raises(EncryptedDocument):
        read(_odt(_p("x"), parts={"encrypted-package": "x"}))


def test_macros_and_entities_are_refused_and_old_manifests_are_not() -> None:
    with pytest.raises(UnsupportedType, match="macros"):
        read(_odt(_p("x"), parts={"Basic/Standard/Module1.xml": "<x/>"}))
    with pytest.raises(UnsupportedType, match="entities"):
        read(_odt(_p("x"), parts={"styles.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'}))
    manifest = f'<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd"><manifest:manifest {NAMESPACES}/>'
    assert read(_odt(_p("x"), parts={"META-INF/manifest.xml": manifest})).text == "x"


@pytest.mark.parametrize(
    "content", ["", "<office:document-content", f"<office:document-content {NAMESPACES}/>", "<a>" * 5000]
)
def test_broken_content_is_damage(content: str) -> None:
    with pytest.raises(DamagedDocument):
        read(_odt(_p("x"), parts={"content.xml": content}))


def test_a_file_without_styles_is_read() -> None:
    assert read(_odt(_p("Jane Doe"), parts={"styles.xml": ""})).text == "Jane Doe"


def test_a_document_without_text_says_so() -> None:
    with pytest.raises(NoText):
        read(_odt(_p("") + _p("<text:tab/>")))


@pytest.mark.parametrize(
    ("mimetype", "kind"), [(f"{MIMETYPE}-template", True), (MIMETYPE.replace("text", "spreadsheet"), False)]
)
def test_templates_are_read_and_spreadsheets_are_not(mimetype: str, kind: bool) -> None:
    data = _odt(_p("Jane Doe"), parts={"mimetype": mimetype})
    if kind:
        assert read(data).text == "Jane Doe"
    else:
        with pytest.raises(UnsupportedType, match="OpenDocument"):
            read(data)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed: nothing here writes a real ODT")
def test_what_libreoffice_writes_says_the_same_as_the_docx(tmp_path: Path) -> None:
    sources = sorted(Path(__file__).parents[2].glob("demo/resumes/*.docx"))
    assert sources
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "odt",
         "--outdir", str(tmp_path), *map(str, sources)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    for source in sources:
        word, odt = read(source.read_bytes()), read((tmp_path / f"{source.stem}.odt").read_bytes())
        assert _lines(odt) == _lines(word), source.name
        assert [(line.bold, line.is_heading) for line in odt.lines] == [
            (line.bold, line.is_heading) for line in word.lines
        ]
        assert odt.links == word.links
