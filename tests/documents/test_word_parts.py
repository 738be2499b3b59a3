"""A DOCX written by hand, element by element: whatever a reader sees on the page is read, and exactly once."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field

import pytest

from documents.reading import read
from records import Document

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
MICROSOFT = "http://schemas.microsoft.com/office"
NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": f"{OFFICE}/relationships",
    "m": f"{OFFICE}/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": f"{MICROSOFT}/word/2010/wordprocessingShape",
    "wpg": f"{MICROSOFT}/word/2010/wordprocessingGroup",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "w14": f"{MICROSOFT}/word/2010/wordml",
}
DECLARED = " ".join(f'xmlns:{short}="{name}"' for short, name in NAMESPACES.items())
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml."


@dataclass
class Package:
    """The parts of a DOCX: ``word/<name>.xml`` by the name of its relationship and type."""

    body: str
    parts: list[tuple[str, str, str]] = field(default_factory=list)
    links: dict[str, dict[str, str]] = field(default_factory=dict)
    before_body: str = ""

    def add(self, kind: str, root: str, inside: str) -> str:
        """Add a part; return the id of its relationship."""
        self.parts.append((kind, root, inside))
        return f"rId{len(self.parts)}"

    def link(self, part: str, address: str) -> str:
        """Add an outside address that a part refers to; return the id of its relationship."""
        held = self.links.setdefault(part, {})
        held[f"rLink{len(held)}"] = address
        return f"rLink{len(held) - 1}"

    def bytes(self) -> bytes:
        files = {
            "word/document.xml": f"<w:document {DECLARED}>{self.before_body}<w:body>{self.body}</w:body></w:document>"
        }
        types = [_override("word/document.xml", CONTENT + "document.main+xml")]
        inner = ""
        for number, (kind, root, inside) in enumerate(self.parts, 1):
            name = f"{kind}{number}.xml"
            files[f"word/{name}"] = f"<{root} {DECLARED}>{inside}</{root}>"
            is_word = root.startswith("w:")
            types.append(_override(f"word/{name}", CONTENT + f"{kind}+xml" if is_word else "application/xml"))
            inner += f'<Relationship Id="rId{number}" Type="{OFFICE}/relationships/{kind}" Target="{name}"/>'
            files[f"word/_rels/{name}.rels"] = _relations(self._links(name))
        files["word/_rels/document.xml.rels"] = _relations(inner + self._links("document.xml"))
        files["_rels/.rels"] = _relations(
            f'<Relationship Id="rId1" Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/>'
        )
        rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        package = "http://schemas.openxmlformats.org/package/2006/content-types"
        files["[Content_Types].xml"] = f'<Types xmlns="{package}">{rels}{"".join(types)}</Types>'
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as container:
            for name, text in files.items():
                container.writestr(name, text)
        return file.getvalue()

    def _links(self, part: str) -> str:
        kind = f"{OFFICE}/relationships/hyperlink"
        return "".join(
            f'<Relationship Id="{key}" Type="{kind}" Target="{address}" TargetMode="External"/>'
            for key, address in self.links.get(part, {}).items()
        )


def _override(name: str, kind: str) -> str:
    return f'<Override PartName="/{name}" ContentType="{kind}"/>'


def _relations(inside: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def _r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _p(text: str) -> str:
    return f"<w:p>{_r(text)}</w:p>"


def _cell(inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def _row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _table(*rows: str, properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def _control(inside: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def _read(body: str | Package) -> Document:
    return read((body if isinstance(body, Package) else Package(body)).bytes())


def _lines(body: str | Package) -> list[str]:
    return [line.text for line in _read(body).lines]


def test_merged_cells_are_read_once() -> None:
    wide, tall, below = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = _table(
        _row(_cell(_p("over two columns"), wide), _cell(_p("c1"))),
        _row(_cell(_p("over two rows"), tall), _cell(_p("b2")), _cell(_p("c2"))),
        _row(_cell(_p(""), below), _cell(_p("b3")), _cell(_p("c3"))),
        _row(_cell(_p("another"), tall), _cell(_p("b4")), _cell(_p("c4"))),
    )
    assert _lines(table) == ["over two columns\tc1", "over two rows\tb2\tc2", "b3\tc3", "another\tb4\tc4"]


def test_what_a_merged_cell_hides_is_reported_and_not_read() -> None:
    covered = _row(_cell(_p("kubernetes terraform"), '<w:vMerge w:val="continue"/>'), _cell(_p("b2")))
    document = _read(_table(_row(_cell(_p("a1"), '<w:vMerge w:val="restart"/>'), _cell(_p("b1"))), covered))
    assert [line.text for line in document.lines] == ["a1\tb1", "b2"]
    assert [notice.code for notice in document.notices] == ["hidden_text"]
    assert _lines(_table(covered)) == ["kubernetes terraform\tb2"], "there is nothing above it to be merged into"
    skewed = _row(_cell(_p("a1")), _cell(_p("b1"), '<w:vMerge w:val="restart"/>'))
    assert _lines(_table(skewed, covered)) == ["a1\tb1", "kubernetes terraform\tb2"]


def test_tables_within_tables_controls_and_changes() -> None:
    nested = _table(_row(_cell(_p("in a nested table"))))
    table = _table(
        _row(_cell(nested + _p("after it"))),
        _control(_row(_cell(_p("row in a control")))),
        _row(_control(_cell(_p("cell in a control")))),
        f'<w:ins w:id="1">{_row(_cell(_p("inserted row")))}</w:ins>',
        _row(_cell(_p("row marked as inserted")), properties='<w:ins w:id="2"/>'),
        _row(_cell(_p("deleted row")), properties='<w:del w:id="3"/>'),
    )
    assert _lines(_control(table)) == [
        "in a nested table", "after it", "row in a control", "cell in a control", "inserted row",
        "row marked as inserted",
    ]  # fmt: skip


def test_the_strict_flavour_is_read_like_the_other() -> None:
    package = Package(_p("in the body"))
    package.add("header", "w:hdr", _p("jane@example.org"))
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package.bytes())) as usual, zipfile.ZipFile(file, "w") as strict:
        for name in usual.namelist():
            text = usual.read(name).decode()
            for kind in ("wordprocessingml", "officeDocument", "drawingml"):
                text = text.replace(
                    f"http://schemas.openxmlformats.org/{kind}/2006", f"http://purl.oclc.org/ooxml/{kind}"
                )
            strict.writestr(name, text)
    assert [line.text for line in read(file.getvalue()).lines] == ["jane@example.org", "in the body"]


def test_headers_and_footers_are_read_once_each() -> None:
    package = Package(_p("in the body"))
    for kind, root, text in (
        ("header", "w:hdr", "jane@example.org"),
        ("header", "w:hdr", "jane@example.org"),
        ("header", "w:hdr", "on the first page"),
        ("footer", "w:ftr", "in the footer"),
        ("footer", "w:ftr", "in the footer"),
    ):
        package.add(kind, root, _p(text) + _table(_row(_cell(_p("")))))
    assert _lines(package) == ["jane@example.org", "on the first page", "in the body", "in the footer"]


BOX = f"<w:txbxContent>{_p('in a text box')}</w:txbxContent>"
MODERN = f"<w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
OLD = f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"
BOTH = f'<mc:AlternateContent><mc:Choice Requires="wps">{MODERN}</mc:Choice><mc:Fallback>{OLD}</mc:Fallback></mc:AlternateContent>'
GROUP = f"<w:drawing><a:graphic><a:graphicData><wpg:wgp><wpg:grpSp>{MODERN}</wpg:grpSp></wpg:wgp></a:graphicData></a:graphic></w:drawing>"


@pytest.mark.parametrize(
    "inside",
    [
        f"<w:p>{_r('beside')}<w:r>{MODERN}</w:r></w:p>",
        f"<w:p>{_r('beside')}<w:r>{OLD}</w:r></w:p>",
        f"<w:p>{_r('beside')}<w:r>{BOTH}</w:r></w:p>",
        f"<w:p>{_r('beside')}{BOTH.replace('<w:drawing>', '<w:r><w:drawing>').replace('</w:drawing>', '</w:drawing></w:r>')}</w:p>",
        f"<w:p>{_r('beside')}<w:r>{GROUP}</w:r></w:p>",
        _p("beside") + BOTH.replace(MODERN, _p("in a text box")).replace(OLD, _p("in a text box")),
        _p("beside") + BOTH.replace(MODERN, "").replace(OLD, f"<w:p><w:r>{OLD}</w:r></w:p>"),
    ],
)
def test_a_text_box_is_read_once_however_it_is_held(inside: str) -> None:
    assert _lines(inside) == ["beside", "in a text box"]


def test_a_text_box_within_a_text_box_and_in_a_cell() -> None:
    outer = f"<w:txbxContent><w:p>{_r('outer')}<w:r>{BOTH}</w:r></w:p></w:txbxContent>"
    boxed = BOTH.replace(BOX, outer)
    assert _lines(_table(_row(_cell(f"<w:p><w:r>{boxed}</w:r></w:p>")))) == ["outer", "in a text box"]


def test_word_art_is_read_and_a_watermark_is_not() -> None:
    art = '<w:pict><v:shape id="Art1"><v:textpath string="JANE DOE"/></v:shape></w:pict>'
    watermark = '<w:pict><v:shape id="PowerPlusWaterMarkObject1"><v:textpath string="DRAFT"/></v:shape></w:pict>'
    assert _lines(f"<w:p><w:r>{art}</w:r><w:r>{watermark}</w:r>{_r('Engineer')}</w:p>") == ["JANE DOE", "Engineer"]


def test_smart_art_is_read() -> None:
    package = Package("")
    points = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>" for text in ("Python", "SQL")
    )
    key = package.add("diagramData", "dgm:dataModel", f"<dgm:ptLst>{points}</dgm:ptLst>")
    drawing = f'<w:drawing><a:graphic><a:graphicData><dgm:relIds r:dm="{key}"/></a:graphicData></a:graphic></w:drawing>'
    package.body = f"<w:p>{_r('Skills')}<w:r>{drawing}</w:r></w:p>"
    assert _lines(package) == ["Skills", "Python", "SQL"]


def test_content_controls_are_read_once_wherever_they_stand() -> None:
    inline = f"<w:p>{_r('Name: ')}{_control(_r('Jane Doe'))}</w:p>"
    listed = _control(
        _r("Senior"), '<w:dropDownList><w:listItem w:value="Junior"/><w:listItem w:value="Senior"/></w:dropDownList>'
    )
    box = _control(_r("☒"), "<w14:checkbox><w14:checked/></w14:checkbox>")
    nested = _control(_control(_p("nested")))
    body = inline + _control(_p("block")) + f"<w:p>{listed}</w:p><w:p>{box}{_r(' full time')}</w:p>" + nested
    assert _lines(body) == ["Name: Jane Doe", "block", "Senior", "☒ full time", "nested"]


def test_insertions_are_kept_and_deletions_dropped() -> None:
    body = (
        f'<w:p><w:pPr><w:rPr><w:ins w:id="1"/></w:rPr></w:pPr><w:ins w:id="2">{_r("inserted ")}'
        f'<w:del w:id="3"><w:r><w:delText>inserted and deleted</w:delText></w:r></w:del></w:ins>'
        f'<w:del w:id="4">{_r("deleted in a run of text")}<w:r><w:delText>deleted</w:delText></w:r></w:del>'
        f'<w:moveTo w:id="5">{_r("moved here")}</w:moveTo></w:p>'
        f'<w:p><w:moveFrom w:id="6">{_r("moved from here")}</w:moveFrom></w:p>'
        f"<w:p>{_r('restyled', '<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>')}</w:p>"
    )
    assert _lines(body) == ["inserted moved here", "restyled"]


def test_notes_are_read_once_at_the_end() -> None:
    package = Package(
        f'<w:p>{_r("text")}<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r></w:p>'
    )
    package.add("endnotes", "w:endnotes", f'<w:endnote w:id="1">{_p("an endnote")}</w:endnote>')
    separator = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    package.add(
        "footnotes",
        "w:footnotes",
        f'{separator}<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r>{_r("a footnote")}</w:p></w:footnote>',
    )
    package.add("comments", "w:comments", f'<w:comment w:id="1">{_p("a comment")}</w:comment>')
    assert _lines(package) == ["text", "a footnote", "an endnote"]


def _field(code: str, result: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    split = len(code) // 2
    codes = "".join(
        f'<w:r><w:instrText xml:space="preserve">{part}</w:instrText></w:r>' for part in (code[:split], code[split:])
    )
    return mark("begin") + codes + mark("separate") + _r(result) + mark("end")


def test_fields_show_their_results_and_links_their_addresses() -> None:
    package = Package("")
    key = package.link("document.xml", "https://example.org/jane")
    footnotes = f'<w:footnote w:id="1"><w:p><w:hyperlink r:id="rLink0">{_r("noted")}</w:hyperlink></w:p></w:footnote>'
    package.add("footnotes", "w:footnotes", footnotes)
    package.link("footnotes1.xml", "https://example.org/noted")
    package.body = (
        f'<w:p><w:hyperlink r:id="{key}">{_r("my page")}</w:hyperlink> <w:hyperlink w:anchor="top">{_r(" top")}</w:hyperlink></w:p>'
        f"<w:p>{_field(' HYPERLINK &quot;mailto:jane@example.org&quot; ', 'jane')}</w:p>"
        f"<w:p>{_field(' PAGE ', '7')}</w:p>"
        f'<w:p><w:fldSimple w:instr=" HYPERLINK &quot;https://example.org/simple&quot; ">{_r("simple")}</w:fldSimple></w:p>'
        '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Junior"/>'
        '<w:listEntry w:val="Senior"/></w:ddList></w:ffData></w:fldChar></w:r></w:p>'
    )
    document = _read(package)
    assert [line.text for line in document.lines] == ["my page top", "jane", "7", "simple", "Senior", "noted"]
    assert document.links == (
        "https://example.org/jane", "mailto:jane@example.org", "https://example.org/simple", "https://example.org/noted",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("inside", "seen"),
    [
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A7"/></w:r>' + _r(" Python"), "• Python"),
        ('<w:r><w:sym w:font="Wingdings" w:char="A7"/></w:r>' + _r(" Python"), "• Python"),
        (_r("C") + 2 * '<w:r><w:sym w:font="Symbol" w:char="F02B"/></w:r>', "C++"),
        ('<w:r><w:sym w:font="Calibri" w:char="00E9"/></w:r>' + _r("t"), "ét"),
        ('<w:r><w:sym w:font="Wingdings" w:char="zz"/></w:r>' + _r("kept"), "kept"),
        (_r("§ ", '<w:rFonts w:ascii="Wingdings"/>') + _r("Python"), "• Python"),
        (
            _r("e") + "<w:r><w:noBreakHyphen/></w:r>" + _r("mail") + "<w:r><w:softHyphen/></w:r>",
            "e-mail",
        ),
        (
            "<w:r><w:ruby><w:rt>" + _r("kanji") + "</w:rt><w:rubyBase>" + _r("漢字") + "</w:rubyBase></w:ruby></w:r>",
            "漢字",
        ),
        ("<m:oMath><m:r><m:t>O(n)</m:t></m:r></m:oMath>" + _r(" time"), "O(n) time"),
        ("<w:smartTag>" + _r("Jakarta") + "</w:smartTag>", "Jakarta"),
        ("<w:customXml>" + _r("custom") + "</w:customXml>", "custom"),
        ('<w:dir w:val="rtl">' + _r("turned") + "</w:dir>", "turned"),
        (_r("Acme") + "<w:r><w:tab/></w:r>" + _r("2019"), "Acme\t2019"),
    ],
)
def test_signs_and_inline_elements_are_read(inside: str, seen: str) -> None:
    assert _read(f"<w:p>{inside}</w:p>").text == seen


WHITE = '<w:color w:val="FFFFFF"/>'


def test_white_letters_are_unseen_on_white_and_seen_on_dark() -> None:
    def body(table: str = "", cell: str = "", run: str = "") -> str:
        return _p("Jane") + _table(_row(_cell(f"<w:p>{_r('white', WHITE + run)}</w:p>", cell)), properties=table)

    dark = '<w:shd w:val="clear" w:fill="1F3864"/>'
    assert _lines(body()) == ["Jane"]
    assert _lines(body(run='<w:highlight w:val="white"/>')) == ["Jane"]
    assert _lines(body(table=dark, cell=dark.replace("1F3864", "FFFFFF"))) == ["Jane"]
    assert _lines(body(table=dark)) == ["Jane", "white"]
    assert _lines(body(cell=dark)) == ["Jane", "white"]
    assert _lines(body(cell='<w:shd w:val="solid" w:color="1F3864" w:fill="FFFFFF"/>')) == ["Jane", "white"]
    assert _lines(body(run='<w:highlight w:val="darkBlue"/>')) == ["Jane", "white"]
    styled = Package(body(table='<w:tblStyle w:val="Dark"/>'))
    shade = f'<w:tblStylePr w:type="firstRow"><w:tcPr>{dark}</w:tcPr></w:tblStylePr>'
    styled.add("styles", "w:styles", f'<w:style w:type="table" w:styleId="Dark">{shade}</w:style>')
    assert _lines(styled) == ["Jane", "white"]


def test_white_letters_on_dark_paper_are_seen_when_it_is_shown() -> None:
    package = Package(f"<w:p>{_r('white', WHITE)}</w:p>{_p('black')}", before_body='<w:background w:color="1F3864"/>')
    assert _lines(package) == ["black"]
    package.add("settings", "w:settings", "<w:displayBackgroundShape/>")
    assert _lines(package) == ["white", "black"]
