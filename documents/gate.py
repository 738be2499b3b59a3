"""Knows what an upload is by its content alone and whether it is safe to hand on; reads no document."""

from __future__ import annotations

import re
from typing import Final, Literal

from documents import compound, containers, legacy, pictures
from documents.decoding import decode
from documents.limits import DEFAULT_LIMITS, Limits
from errors import (
    DamagedDocument,
    EncryptedDocument,
    FileTooLarge,
    NoText,
    TooComplexDocument,
    UnsupportedType,
)


class ScannedDocument(NoText):
    """It shows pictures of text: character recognition can read it."""

    scanned = True


Kind = Literal["pdf", "docx", "odt", "doc", "rtf", "html", "jsonresume", "text", "image"]

MEDIA_TYPES: Final[dict[Kind, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": containers.ODT_MEDIA_TYPE,
    "doc": "application/msword",
    "rtf": "application/rtf",
    "html": "text/html",
    "jsonresume": "application/json",
    "text": "text/plain",
    "image": "image/*",
}

_REFUSED: Final[tuple[tuple[bytes, str], ...]] = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"BZh", "a compressed archive"),
    (b"\xfd7zXZ", "a compressed archive"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"RIFF", "a media file"),
    (b"%!PS", "a PostScript file"),
    (b"\xffWPC", "a WordPerfect file"),
    (b"SQLite format 3\x00", "a database"),
)
# matches "<!DOCTYPE html>" and "<html lang='en'>"; not "<htmlish>"
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
# matches '"basics": {' and '"work":['; not '"works": [' or '"basics": null'
_JSON_RESUME = re.compile(r'"(?:basics"\s{0,20}:\s{0,20}\{|(?:work|education)"\s{0,20}:\s{0,20}\[)')
_BLANKS: Final[bytes] = bytes(range(0x21)) + b"\x7f"
_MARKS_OF_ORDER = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_MEGAPIXEL = 1_000_000


def admit(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Kind:
    """Return what the bytes are, after every check that needs no parser. The file's name plays no part.

    Raises:
        FileTooLarge: Over the cap as sent, or once a container is inflated.
        UnsupportedType: A kind that is not read here, among them programs, archives and spreadsheets.
        EncryptedDocument: A document behind a password.
        DamagedDocument: A container or a picture's header that breaks its own format.
        TooComplexDocument: A picture with too many pixels, a text with a word as long as a book.
        NoText: No bytes at all, or nothing but blanks and control characters.
    """
    if not data:
        raise NoText("The file is empty; export it again and send it once more.")
    if len(data) > limits.file_bytes:
        cap = limits.file_bytes // (1024 * 1024)
        raise FileTooLarge(f"The file is over {cap} MB; send a smaller export, without large pictures.")
    if data.startswith(b"PK\x03\x04"):
        return containers.walk(data, limits, _wanted())
    if data.startswith(compound.MAGIC):
        return _old_office_kind(data)
    if data.startswith(pictures.MARKS):
        _check_pixels(data, limits)
        return "image"
    return _streamed_kind(data, limits)


def _wanted() -> str:
    old_word = "DOC, " if legacy.is_installed() else ""
    return f"Send a PDF, DOCX, {old_word}ODT, RTF, HTML, JSON Resume or text file, or a PNG, JPEG or TIFF picture."


def _old_office_kind(data: bytes) -> Kind:
    try:
        found = compound.look_into(data)
    except ValueError as exc:
        if "EncryptedPackage".encode("utf-16-le") in data:
            found = compound.Compound(is_encrypted=True)
        elif "WordDocument".encode("utf-16-le") in data:
            raise DamagedDocument("The Word document is damaged; open it, save it as DOCX and send that.") from exc
        else:
            found = compound.Compound()
    if found.is_encrypted:
        raise EncryptedDocument("The document is protected by a password; save it without one and send it again.")
    if not found.is_word:
        raise UnsupportedType(f"This is {found.what}. {_wanted()}")
    if found.has_macros:
        raise UnsupportedType("The document carries macros; save it without macros or as a PDF.")
    return "doc"


def _check_pixels(data: bytes, limits: Limits) -> None:
    try:
        largest = max(width * height for width, height in pictures.frame_sizes(data))
    except ValueError as exc:
        raise DamagedDocument("The picture is damaged; save it again and send that.") from exc
    if largest > limits.ocr_pixels:
        most = limits.ocr_pixels // _MEGAPIXEL
        raise TooComplexDocument(f"The picture has over {most} megapixels; scan it at 200 to 300 dots per inch.")


def _streamed_kind(data: bytes, limits: Limits) -> Kind:
    for mark, what in _REFUSED:
        # A letter may begin with the initials MZ or BM.
        if data.startswith(mark) and not (mark.isalpha() and _reads_as_text(data)):
            raise UnsupportedType(f"The content is {what}, whatever its name says. {_wanted()}")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    return _textual_kind(data, limits)


def _reads_as_text(data: bytes) -> bool:
    return b"\x00" not in data[:4096] and b"%PDF-" not in data[:1024]


def _textual_kind(data: bytes, limits: Limits) -> Kind:
    mark = next((mark for mark in _MARKS_OF_ORDER if data.startswith(mark)), b"")
    if not data.removeprefix(mark).strip(_BLANKS):
        raise NoText("The file holds nothing but blanks and control characters; export it again and send that.")
    try:
        text = decode(data[: 1024 * 1024])
    except ValueError as exc:
        raise UnsupportedType(f"The content is neither text nor a document that is known here. {_wanted()}") from exc
    start = text[:2048].lstrip("\ufeff \t\r\n")
    if start.startswith("<") and _HTML.search(start):
        return "html"
    if start.startswith(("<?xml", "<svg")):
        raise UnsupportedType(f"This is an XML file. {_wanted()}")
    if start.startswith("{") and _JSON_RESUME.search(text):
        return "jsonresume"
    if _has_endless_word(data, limits.word_bytes):
        raise TooComplexDocument("The file holds a word without an end; send a document, or its text alone.")
    return "text"


def _has_endless_word(data: bytes, most: int) -> bool:
    """Say whether a whole block of so many bytes has no blank; any word of twice that length fills one."""
    blocks = (data[start : start + most] for start in range(0, len(data) - most + 1, most))
    return any(len(block.translate(None, b" \t\r\n\f\0")) == most for block in blocks)
