"""The content alone decides what a file is, and nothing dangerous passes the gate."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from documents.gate import admit
from documents.limits import DEFAULT_LIMITS, MIB
from errors import DamagedDocument, EncryptedDocument, FileTooLarge, NoText, TooComplexDocument, UnsupportedType

BODY = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
MakeZip = Callable[..., bytes]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", "pdf"),
        (b"\r\n%PDF-1.4", "pdf"),
        (rb"{\rtf1 Jane}", "rtf"),
        (b"<!DOCTYPE html><p>Jane</p>", "html"),
        (b"\xef\xbb\xbf<html><body>Jane", "html"),
        (b"Jane Doe\nPython", "text"),
        ("Zoë Müller".encode("cp1252"), "text"),
        ("Jane Doe, engineer".encode("utf-16"), "text"),
        (b"MZ Holding, Controller 2019-2021", "text"),
        (b"<b>not</b> a page", "text"),
        (b"Jane Doe\x00Python", "text"),
        (b'{"basics": {"name": "Jane Doe"}}', "jsonresume"),
    ],
)
def test_the_content_tells_the_kind(data: bytes, kind: str) -> None:
    assert admit(data) == kind


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200),
        b"\x7fELF" + bytes(60),
        b"\x1f\x8b\x08" + bytes(60),
        b"Rar!\x1a\x07",
        b"GIF89a" + bytes(20),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        bytes(range(256)) * 4,
        b"<?xml version='1.0'?><order/>",
        b"MZ\x90\x00 %PDF-1.4",
    ],
)
def test_other_kinds_are_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnsupportedType) as caught:
        admit(data)
    assert caught.value.detail.endswith(".")


@pytest.mark.parametrize("is_installed", [True, False])
def test_what_to_send_instead_names_doc_only_where_it_is_read(
    make_zip: MakeZip, monkeypatch: pytest.MonkeyPatch, is_installed: bool
) -> None:
    monkeypatch.setattr("documents.legacy.is_installed", lambda: is_installed)
    with pytest.raises(UnsupportedType) as caught:
        admit(make_zip({"xl/workbook.xml": b"<x/>"}))
    assert caught.value.detail.startswith("This is an Excel workbook.")
    assert "ODT" in caught.value.detail
    assert ("DOC, " in caught.value.detail) is is_installed


WORD = struct.pack("<HH6xH", 0xA5EC, 193, 0x12)


def test_an_old_word_file_is_told_from_others_of_its_container(make_compound: MakeZip) -> None:
    assert admit(make_compound({"1Table": b"x", "WordDocument": WORD, "\x05SummaryInformation": b"x"})) == "doc"
    many = {f"stream {number}": b"x" for number in range(9)}
    assert admit(make_compound({**many, "WordDocument": WORD})) == "doc"


@pytest.mark.parametrize(
    ("stream", "what"),
    [
        ("Workbook", "Excel"),
        ("Book", "Excel"),
        ("PowerPoint Document", "PowerPoint"),
        ("__properties_version1.0", "Outlook"),
        ("VisioDocument", "Visio"),
        ("Something", "Office file of an old kind"),
    ],
)
def test_other_old_office_files_are_refused_as_what_they_are(make_compound: MakeZip, stream: str, what: str) -> None:
    with pytest.raises(UnsupportedType, match=what):
        admit(make_compound({stream: "WordDocument".encode("utf-16-le")}))


def test_an_installer_is_refused_as_one(make_compound: MakeZip) -> None:
    program = bytes.fromhex("84100c0000000000c000000000000046")
    with pytest.raises(UnsupportedType, match="Windows installer"):
        admit(make_compound({"\u4840\u3fff": b"x"}, program))


def test_an_old_word_file_with_macros_is_refused(make_compound: MakeZip) -> None:
    with pytest.raises(UnsupportedType, match="macros"):
        admit(make_compound({"WordDocument": WORD, "Macros": b"x"}))


def test_an_old_word_file_behind_a_password_says_so(make_compound: MakeZip) -> None:
    with pytest.raises(EncryptedDocument):
        admit(make_compound({"WordDocument": struct.pack("<HH6xH", 0xA5EC, 193, 0x100)}))
    with pytest.raises(EncryptedDocument):
        admit(make_compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}))


def test_an_old_word_file_in_pieces_is_damage(make_compound: MakeZip) -> None:
    whole = make_compound({"WordDocument": WORD})
    for broken in (whole[:1540], whole.replace(WORD, bytes(len(WORD))), _looped(whole)):
        with pytest.raises(DamagedDocument):
            admit(broken)


def _looped(data: bytes) -> bytes:
    """Return a compound file whose directory goes round in circles and whose root is gone."""
    return data[:516] + struct.pack("<I", 1) + data[520:1090] + b"\x01" + data[1091:]


def test_an_encrypted_office_file_wants_its_password_off() -> None:
    with pytest.raises(EncryptedDocument):
        admit(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize(
    "data",
    [bytes(1000), b"\r" * 5_000_000, b"\x01\x02 \r\n", b" \n\t" * 100, b"\xef\xbb\xbf\n", " \n".encode("utf-16")],
)
def test_blanks_and_control_characters_are_no_text(data: bytes) -> None:
    with pytest.raises(NoText):
        admit(data)


def test_a_word_of_a_text_without_an_end_is_refused_and_a_picture_within_html_is_not() -> None:
    longest = DEFAULT_LIMITS.word_bytes
    assert admit(b"a" * (longest - 1)) == "text"
    assert admit((b"a" * (longest - 1) + b"\n") * 20) == "text"
    assert admit(b"<html><img src='data:image/png;base64," + b"A" * 3 * longest + b"'>Jane") == "html"
    with pytest.raises(TooComplexDocument):
        admit(b"Jane Doe " + b"a" * 2 * longest)


def _png(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


def test_pictures_are_capped_at_n_and_n_plus_one_pixels() -> None:
    assert admit(_png(10_000, 5_000)) == "image"
    for width, height in ((10_000, 5_001), (30_000, 30_000), (65_535, 65_535)):
        with pytest.raises(TooComplexDocument, match="50 megapixels"):
            admit(_png(width, height))


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(60), b"\xff\xd8\xff\xe0", b"II*\x00aaaa", _png(0, 9)])
def test_a_picture_with_a_broken_header_is_damage(data: bytes) -> None:
    with pytest.raises(DamagedDocument):
        admit(data)


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({"ppt/presentation.xml": b"<x/>"}, "PowerPoint"),
        ({"Index/Document.iwa": b"x"}, "Pages"),
        ({"a.txt": b"x"}, "ZIP archive"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}, "OpenDocument"),
        ({"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<x/>"}, "e-book"),
    ],
)
def test_other_containers_are_refused_as_what_they_are(make_zip: MakeZip, parts: dict[str, bytes], what: str) -> None:
    with pytest.raises(UnsupportedType, match=what):
        admit(make_zip(parts))


ODT = b"application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    "parts",
    [
        {"mimetype": ODT, "content.xml": b"<x/>"},
        {"META-INF/manifest.xml": b'<m media-type="' + ODT + b'"/>', "content.xml": b"<x/>"},
        {"content.xml": b"<office:document-content><office:body><office:text/>"},
    ],
)
def test_an_odt_is_known_by_its_content(make_zip: MakeZip, parts: dict[str, bytes]) -> None:
    assert admit(make_zip(parts)) == "odt"


def test_an_odt_is_inflated_under_the_same_limits(make_zip: MakeZip) -> None:
    bomb = make_zip({"mimetype": ODT, "content.xml": b"<x/>", "Pictures/a.bin": bytes(8 * MIB)})
    with pytest.raises(FileTooLarge):
        admit(bomb)


def test_an_empty_file_has_no_text() -> None:
    with pytest.raises(NoText):
        admit(b"")


def test_the_cap_holds_at_n_and_n_plus_one() -> None:
    limits = replace(DEFAULT_LIMITS, file_bytes=10)
    assert admit(b"x" * 10, limits) == "text"
    with pytest.raises(FileTooLarge):
        admit(b"x" * 11, limits)


def test_a_docx_passes_whatever_its_body_part_is_called(make_zip: MakeZip) -> None:
    assert admit(make_zip({"word/document.xml": BODY})) == "docx"
    assert admit(make_zip({"word/document2.xml": BODY})) == "docx"


def test_other_containers_are_refused(make_zip: MakeZip) -> None:
    with pytest.raises(UnsupportedType):
        admit(make_zip({"xl/workbook.xml": b"<x/>"}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_declarations_are_refused_in_any_encoding(make_zip: MakeZip, encoding: str) -> None:
    evil = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "b">]><w/>'.encode(encoding)
    with pytest.raises(UnsupportedType, match="entities"):
        admit(make_zip({"word/document.xml": BODY, "word/styles.xml": evil}))


def test_a_declaration_across_two_reads_is_found(make_zip: MakeZip) -> None:
    evil = b" " * (64 * 1024 - 5) + b"<!DOCTYPE w>"
    with pytest.raises(UnsupportedType):
        admit(make_zip({"word/document.xml": evil}, compress_type=zipfile.ZIP_STORED))


def test_macros_are_refused(make_zip: MakeZip) -> None:
    with pytest.raises(UnsupportedType, match="macros"):
        admit(make_zip({"word/document.xml": BODY, "word/vbaProject.bin": b"x"}))


def test_parts_are_counted_at_n_and_n_plus_one(make_zip: MakeZip) -> None:
    limits = replace(DEFAULT_LIMITS, zip_entries=5)
    parts = {"word/document.xml": BODY} | {f"word/{number}.xml": b"<a/>" for number in range(4)}
    assert admit(make_zip(parts), limits) == "docx"
    with pytest.raises(FileTooLarge):
        admit(make_zip(parts | {"word/5.xml": b"<a/>"}), limits)


def test_what_grows_too_much_is_refused(make_zip: MakeZip) -> None:
    bomb = make_zip({"word/document.xml": BODY, "word/media/a.bin": bytes(8 * MIB)})
    assert len(bomb) < 20_000
    with pytest.raises(FileTooLarge):
        admit(bomb)


def test_the_parts_together_are_capped(make_zip: MakeZip) -> None:
    limits = replace(DEFAULT_LIMITS, zip_total_bytes=300_000)
    parts = {"word/document.xml": BODY} | {f"word/{number}.bin": bytes(100_000) for number in range(3)}
    with pytest.raises(FileTooLarge):
        admit(make_zip(parts), limits)


def test_declared_sizes_are_not_believed(make_zip: MakeZip) -> None:
    honest = make_zip({"word/document.xml": BODY, "a.bin": bytes(5 * MIB)})
    size = (5 * MIB).to_bytes(4, "little")
    lying = honest.replace(size, (1000).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises((DamagedDocument, FileTooLarge)):
        admit(lying)


def test_a_wrong_checksum_is_damage(make_zip: MakeZip) -> None:
    data = make_zip({"word/document.xml": BODY})
    with pytest.raises(DamagedDocument):
        admit(data.replace(zlib.crc32(BODY).to_bytes(4, "little"), b"\x01\x02\x03\x04"))


def test_half_a_container_is_damage(make_zip: MakeZip) -> None:
    data = make_zip({"word/document.xml": BODY * 20})
    with pytest.raises(DamagedDocument):
        admit(data[: len(data) // 2])


def test_an_encrypted_part_is_named_so(make_zip: MakeZip) -> None:
    data = bytearray(make_zip({"word/document.xml": BODY}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(EncryptedDocument):
        admit(bytes(data))


def test_a_part_held_twice_is_damage() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as container:
        container.writestr("word/document.xml", BODY)
        with pytest.warns(UserWarning, match="Duplicate"):
            container.writestr("word/document.xml", BODY + b" ")
    with pytest.raises(DamagedDocument):
        admit(file.getvalue())
