"""Our own hostile uploads, each small and made by code: bombs, loops, lies about sizes and kinds, broken pieces of good files."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Outcome = Literal["refused", "read", "either"]

GOOD = b"Jane Public\njane@example.org\n\nSkills\nPython, Flask, PostgreSQL, Redis, Docker\n"
_MB = 1 << 20
_ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = b"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS = b"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="word/document.xml"/></Relationships>"""
_PARAGRAPH = b"<w:p><w:r><w:t>Jane Public, Python</w:t></w:r></w:p>"
_NAMES = (
    "../../../../etc/passwd", "..\\..\\windows\\win.ini", "cv.pdf\0.exe", "cv\r\nX-Evil: 1.txt", '"; rm -rf x.txt', ".", "..",
    "=1+1.txt", "{{7*7}}.txt", "${jndi:ldap://127.0.0.1/a}.txt", "<img src=x onerror=alert(1)>.txt", "CON.txt",
    "a" * 5000 + ".txt", "\u202efdp.exe", "履歴書.txt", "cv.txt:ads", "~/.ssh/authorized_keys", "%2e%2e/x.txt", "null",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Input:
    """One upload and what may become of it: a clean refusal, a stored résumé, or either."""

    name: str
    data: bytes
    outcome: Outcome = "either"


def inputs() -> list[Input]:
    """All of them; the same bytes in every run."""
    return [*_word_files(), *_pdfs(), *_texts(), *_other_kinds(), *named()]


def named() -> list[Input]:
    """A good text under names that lead elsewhere; the name decides nothing."""
    return [Input(name, GOOD, "read") for name in _NAMES]


def damaged(originals: list[Path], count: int, seed: int = 7) -> Iterator[Input]:
    """Good files cut short, with bits turned, with pieces blanked, doubled or swapped: what a broken disk or a fuzzer makes."""
    chance = random.Random(seed)
    for number in range(count):
        path = originals[number % len(originals)]
        yield Input(f"damaged-{number}{path.suffix}", _damaged(path.read_bytes(), chance))


def _damaged(data: bytes, chance: random.Random) -> bytes:
    start, length = chance.randrange(len(data)), chance.randrange(1, max(2, len(data) // 10))
    piece = data[start : start + length]
    match chance.randrange(5):
        case 0:
            return data[: max(1, start)]
        case 1:
            turned = bytearray(data)
            for _ in range(chance.randrange(1, 64)):
                turned[chance.randrange(len(turned))] ^= 1 << chance.randrange(8)
            return bytes(turned)
        case 2:
            return data[:start] + bytes(len(piece)) + data[start + length :]
        case 3:
            return data[:start] + piece * chance.randrange(2, 20) + data[start + length :]
        case _:
            return data[start:] + data[:start]


def _word_files() -> Iterator[Input]:
    lol = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    yield Input("bomb.docx", _word(_document(b"<!--" + bytes(60 * _MB) + b"-->")), "refused")
    yield Input("laughs.docx", _word(b'<!DOCTYPE x [<!ENTITY l0 "ha">' + lol + b"]>" + _document(b"&l9;")), "refused")
    outside = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + _document(_text(b"&e;"))
    yield Input("outside.docx", _word(outside), "refused")
    yield Input("deep.docx", _word(_document(b"<w:tbl><w:tr><w:tc>" * 4000)), "refused")
    yield Input("nested.docx", _word(_document(_nested(200))))
    wide = (
        b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>' + _PARAGRAPH + b"</w:tc></w:tr></w:tbl>"
    )
    yield Input("wide.docx", _word(_document(wide)))
    yield Input("entries.docx", _word(_document(_PARAGRAPH), {f"x/{n}": b"" for n in range(1200)}), "refused")
    yield Input("slip.docx", _word(_document(_PARAGRAPH), {"../../../../tmp/slipped": b"out"}))
    yield Input("lying.docx", _with_lying_sizes(_word(_document(b"<!--" + bytes(30 * _MB) + b"-->"))), "refused")
    yield Input("macros.docx", _word(_document(_PARAGRAPH), {"word/vbaProject.bin": b"x"}), "refused")
    yield Input("half.docx", _word(_document(_PARAGRAPH))[:400], "refused")
    yield Input("good.docx", _word(_document(_PARAGRAPH * 3)), "read")


def _pdfs() -> Iterator[Input]:
    yield Input("header.pdf", b"%PDF-1.7\n", "refused")
    yield Input("noise.pdf", b"%PDF-1.7\n" + random.Random(1).randbytes(20_000), "refused")
    jane = _stream(b"BT /F1 12 Tf 72 700 Td (Jane Public, Python) Tj ET")
    yield Input("good.pdf", _pdf(_ONE_PAGE, _page(b"4 0 R"), jane), "read")
    yield Input("pages.pdf", _pdf(b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>", _page(b"4 0 R"), jane))
    yield Input("loop.pdf", _pdf(b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"))
    levels = [b"<</Type/Pages/Parent 2 0 R/Count 9999/Kids[%s]>>" % (b"%d 0 R " % (n + 4) * 10) for n in range(9)]
    yield Input("shared-pages.pdf", _pdf(b"<</Type/Pages/Kids[3 0 R]/Count 1000000000>>", *levels, _page(b"5 0 R")))
    yield Input("self.pdf", _pdf(_ONE_PAGE, _page(b"5 0 R"), b"4 0 R", b"5 0 R"))
    yield Input("arrays.pdf", _pdf(b"[" * 100_000 + b"]" * 100_000))
    deep = b"q " * 200_000 + b"BT /F1 12 Tf (Jane) Tj ET"
    yield Input("states.pdf", _pdf(_ONE_PAGE, _page(b"4 0 R"), _stream(deep)))
    bomb = zlib.compress(zlib.compress(bytes(80 * _MB), 9), 9)
    twice = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(bomb) + bomb + b"\nendstream"
    yield Input("bomb.pdf", _pdf(_ONE_PAGE, _page(b"4 0 R"), twice), "refused")
    huge = _page(b"4 0 R").replace(b"612 792", b"1000000 1000000")
    yield Input("poster.pdf", _pdf(_ONE_PAGE, huge, _stream(b"0 0 m 9 9 l S")))
    locked = _pdf(b"<</Type/Pages/Kids[]/Count 0>>").replace(b"/Root", b"/Encrypt<</Filter/Nobody/V 9>>/Root")
    yield Input("locked.pdf", locked, "refused")
    both = _pdf(_ONE_PAGE, _page(b"4 0 R"), jane)
    yield Input("polyglot.pdf", both + _word(_document(_PARAGRAPH)))


def _texts() -> Iterator[Input]:
    yield Input("empty.txt", b"", "refused")
    yield Input("blank.txt", b" \n\t" * 1000, "refused")
    yield Input("zeros.txt", bytes(10_000), "refused")
    yield Input("zero-within.txt", GOOD.replace(b"Flask", b"Fl\0ask"), "read")
    yield Input("large.txt", b"word " * (11 * _MB // 5), "refused")
    yield Input("line.txt", b"a" * 900_000, "refused")
    yield Input("marks.txt", ("e" + "\u0301" * 200_000).encode())
    yield Input("addresses.txt", b"a@" * 24_000)
    yield Input("digits.txt", b"1" * 100_000, "refused")
    yield Input("words.txt", b"word " * 200_000)
    yield Input("surrogates.txt", GOOD + b"\xed\xa0\x80\xc0\xaf")
    yield Input("escapes.txt", b'Jane\x1b[31m\r\n{"event": "request", "status": 200}\r\n' + GOOD, "read")


def _other_kinds() -> Iterator[Input]:
    yield Input("program.pdf", b"\x7fELF" + bytes(60), "refused")
    yield Input("windows.docx", b"MZ\x90\x00\x03" + bytes(200), "refused")
    yield Input("sheet.docx", _zip({"xl/workbook.xml": b"<x/>"}), "refused")
    yield Input("nest.rtf", b"{\\rtf1 " + b"{" * 200_000 + b"Jane" + b"}" * 200_000 + b"}")
    yield Input("open.rtf", b"{\\rtf1 " + b"{\\b " * 50_000)
    yield Input("bin.rtf", b"{\\rtf1 Jane {\\bin2147483647 x}}")
    yield Input("nest.html", b"<html>" + b"<div>" * 100_000 + b"Jane</html>")
    yield Input("nest.json", b'{"basics": {"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}")
    yield Input("wrong.json", b'{"basics": {"name": {"a": 1}, "email": [2]}, "work": [null, 7, "x"], "skills": {}}')
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    picture = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    yield Input("pixels.png", picture, "refused")
    yield Input("laughs.odt", _zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml":
                b'<!DOCTYPE x [<!ENTITY a "b">]><office:document-content/>'}), "refused")  # fmt: skip
    yield Input("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "refused")


def _document(body: bytes) -> bytes:
    return b'<w:document xmlns:w="' + _WORD.encode() + b'"><w:body>' + body + b"</w:body></w:document>"


def _text(said: bytes) -> bytes:
    return b"<w:p><w:r><w:t>" + said + b"</w:t></w:r></w:p>"


def _nested(depth: int) -> bytes:
    return b"<w:tbl><w:tr><w:tc>" * depth + _PARAGRAPH + b"</w:tc></w:tr></w:tbl>" * depth


def _word(document: bytes, more: dict[str, bytes] | None = None) -> bytes:
    parts = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": document}
    return _zip(parts | (more or {}))


def _zip(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _with_lying_sizes(data: bytes) -> bytes:
    """Every inflated size in a container's headers says 9 bytes."""
    lying = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = lying.find(mark)
        while at >= 0:
            lying[at + place : at + place + 4] = struct.pack("<I", 9)
            at = lying.find(mark, at + 4)
    return bytes(lying)


def _page(content: bytes) -> bytes:
    font = b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    return b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents " + content + font + b">>"


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream"


def _pdf(*objects: bytes) -> bytes:
    """A PDF whose catalog names object 2 as its pages; objects are numbered from 2."""
    file, places = bytearray(b"%PDF-1.7\n"), []
    for number, said in enumerate((b"<</Type/Catalog/Pages 2 0 R>>", *objects), 1):
        places.append(len(file))
        file += b"%d 0 obj\n" % number + said + b"\nendobj\n"
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, table)
    return bytes(file)
