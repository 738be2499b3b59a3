"""Text, Markdown, HTML and RTF give their lines."""

from __future__ import annotations

import pytest

from documents.reading import read, read_text
from errors import NoText, TooComplexDocument
from records import Document


def _lines(document: Document) -> list[str]:
    return [line.text for line in document.lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_is_read_in_any_common_encoding(encoding: str) -> None:
    text = "Zoë Müller\nSão Paulo – Engineer\nA résumé with enough words to be told apart"
    assert read(text.encode(encoding)).text == text


def test_a_few_damaged_bytes_do_not_change_the_encoding() -> None:
    document = read("Zoë Müller, ingénieur à Orléans".encode() + b"\xff and more")
    assert document.text.startswith("Zoë Müller, ingénieur à Orléans")


def test_blank_lines_become_gaps() -> None:
    document = read_text("Jane Doe\r\n\r\n\r\nExperience\rAcme", "pasted")
    assert _lines(document) == ["Jane Doe", "Experience", "Acme"]
    assert [line.gap for line in document.lines] == [0.0, 2.0, 0.0]
    assert document.text == "Jane Doe\n\nExperience\nAcme"
    assert (document.filename, document.media_type, len(document.sha256)) == ("pasted", "text/plain", 64)


def test_markdown_headings_lose_their_marks() -> None:
    text = "# Jane Doe\n\n## Skills ##\n- **Python** and [SQL](https://example.org/sql)\n\nOld\n---\n**Acme Ltd**\n#tag C# stays"
    document = read_text(text)
    assert _lines(document) == ["Jane Doe", "Skills", "- Python and SQL", "Old", "Acme Ltd", "#tag C# stays"]
    assert [line.is_heading for line in document.lines] == [True, True, False, True, False, False]
    assert document.lines[4].bold
    assert document.links == ("https://example.org/sql",)


def test_plain_text_is_not_taken_for_markdown() -> None:
    assert _lines(read_text("C# and F#\n**not** marked\n-----")) == ["C# and F#", "**not** marked", "-----"]


def test_pasted_text_is_capped_at_n_and_n_plus_one() -> None:
    assert len(read_text("x" * 250_000).text) == 250_000
    with pytest.raises(TooComplexDocument):
        read_text("x" * 250_001)


def test_a_long_text_file_is_cut_and_says_so() -> None:
    document = read(b"word " * 300_000)
    assert len(document.text) <= 250_000
    assert [notice.code for notice in document.notices] == ["truncated"]


@pytest.mark.parametrize("blank", ["", " \n\t \n", "\u200b\n\u00a0"])
def test_blanks_are_no_text(blank: str) -> None:
    with pytest.raises(NoText):
        read_text(blank)


def test_html_gives_its_blocks_as_lines() -> None:
    page = b"""<!DOCTYPE html><html><head><title>t</title><style>p{}</style></head><body>
      <h1>Jane  Doe</h1><p>Engineer<br>in <b>Jakarta</b> &amp; Bandung</p>
      <ul><li>Python<li>SQL</ul><table><tr><td>2019</td><td>Acme</td></tr></table>
      <script>alert(1)</script><div style="display:none">kubernetes terraform golang</div>
      <a href="https://example.org/jane">my page</a></body></html>"""
    document = read(page)
    assert _lines(document) == [
        "Jane Doe", "Engineer", "in Jakarta & Bandung", "• Python", "• SQL", "2019\tAcme", "my page",
    ]  # fmt: skip
    assert [line.is_heading for line in document.lines] == [True] + 6 * [False]
    assert document.links == ("https://example.org/jane",)
    assert [notice.code for notice in document.notices] == ["hidden_text"]
    assert document.media_type == "text/html"


def test_html_declares_its_encoding() -> None:
    page = '<html><meta charset="iso-8859-1"><p>Zoë Müller</p>'.encode("latin-1")
    assert read(page).text == "Zoë Müller"


def test_html_that_is_nested_without_end_is_read() -> None:
    assert read(b"<html>" + b"<div>" * 50_000 + b"deep").text == "deep"


def test_rtf_gives_its_lines() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator Some Writer;}"
        rb"{\b\fs28 Jane Doe\b0}\par Zo\'eb M\u252?ller\tab 2019\par\par {\v kubernetes terraform}"
        rb"\bullet  Python \{and\} SQL\line next {\pict 0102030405}line\par}"
    )
    document = read(rtf)
    assert _lines(document) == ["Jane Doe", "Zoë Müller\t2019", "• Python {and} SQL", "next line"]
    assert (document.lines[0].bold, document.lines[0].size) == (True, 14.0)
    assert [notice.code for notice in document.notices] == ["hidden_text"]
    assert document.media_type == "application/rtf"
