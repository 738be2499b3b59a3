"""Knows what an upload is by its content alone and whether it is safe to hand on; reads no document."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final, Literal

from documents.decoding import decode
from documents.limits import DEFAULT_LIMITS, Limits
from errors import DamagedDocument, EncryptedDocument, FileTooLarge, NoText, UnsupportedType


class ScannedDocument(NoText):
    """It shows pictures of text: character recognition can read it."""

    scanned = True


Kind = Literal["pdf", "docx", "rtf", "html", "text", "image"]

MEDIA_TYPES: Final[dict[Kind, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "rtf": "application/rtf",
    "html": "text/html",
    "text": "text/plain",
    "image": "image/*",
}

_WANTED = "Send a PDF, DOCX, RTF, HTML or text file, or a PNG, JPEG or TIFF picture."
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
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
    (b"SQLite format 3\x00", "a database"),
)
# matches "word/document.xml" and "word/document2.xml"; not "word/documents.xml"
_BODY = re.compile(r"word/document\d{0,3}\.xml\Z")
# matches "word/styles.xml" and "_rels/.rels"; not "word/media/image1.png"
_XML = re.compile(r"\.(?:xml|rels)\Z", re.IGNORECASE)
# matches "<!DOCTYPE" and "<! entity"; not "<!-- DOCTYPE"
_DECLARATION = re.compile(rb"<!\s{0,8}(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# matches "<!DOCTYPE html>" and "<html lang='en'>"; not "<htmlish>"
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_CHUNK = 64 * 1024


def admit(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Kind:
    """Return what the bytes are, after every check that needs no parser. The file's name plays no part.

    Raises:
        FileTooLarge: Over the cap as sent, or once a DOCX is inflated.
        UnsupportedType: A kind that is not read here, among them programs, archives and old Word files.
        EncryptedDocument: A DOCX behind a password.
        DamagedDocument: A DOCX container that breaks its own format.
        NoText: No bytes at all.
    """
    if not data:
        raise NoText("The file is empty; export it again and send it once more.")
    if len(data) > limits.file_bytes:
        cap = limits.file_bytes // (1024 * 1024)
        raise FileTooLarge(f"The file is over {cap} MB; send a smaller export, without large pictures.")
    kind = _kind(data)
    if kind == "docx":
        _walk_container(data, limits)
    return kind


def _kind(data: bytes) -> Kind:
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    if data.startswith(_OLE):
        raise _refused_ole(data)
    if data.startswith(_IMAGES):
        return "image"
    for mark, what in _REFUSED:
        # A letter may begin with the initials MZ or BM.
        if data.startswith(mark) and not (mark.isalpha() and _reads_as_text(data)):
            raise UnsupportedType(f"The content is {what}, whatever its name says. {_WANTED}")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    return _textual_kind(data)


def _reads_as_text(data: bytes) -> bool:
    return b"\x00" not in data[:4096] and b"%PDF-" not in data[:1024]


def _refused_ole(data: bytes) -> UnsupportedType | EncryptedDocument:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return EncryptedDocument("The document is protected by a password; save it without one and send it again.")
    return UnsupportedType("This is a Word file of the old .doc kind; save it as DOCX or PDF and send that.")


def _textual_kind(data: bytes) -> Kind:
    try:
        text = decode(data[: 1024 * 1024])
    except ValueError as exc:
        raise UnsupportedType(f"The content is neither text nor a document that is known here. {_WANTED}") from exc
    start = text[:2048].lstrip("\ufeff \t\r\n")
    if start.startswith("<") and _HTML.search(start):
        return "html"
    if start.startswith(("<?xml", "<svg")):
        raise UnsupportedType(f"This is an XML file. {_WANTED}")
    return "text"


def _walk_container(data: bytes, limits: Limits) -> None:
    # zipfile reads the whole directory before it can be asked how long it is: count the marks first.
    if data.count(b"PK\x01\x02") > limits.zip_entries:
        raise FileTooLarge(f"The document holds over {limits.zip_entries} parts; save it again as DOCX or PDF.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            _check_names(container)
            _inflate_all(container, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError) as exc:
        raise DamagedDocument("The DOCX container is damaged; open it, save it again and send that.") from exc


def _check_names(container: zipfile.ZipFile) -> None:
    entries = container.infolist()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise EncryptedDocument("The document is protected by a password; save it without one and send it again.")
    names = [entry.filename for entry in entries]
    if not any(_BODY.match(name) for name in names):
        raise UnsupportedType(f"This container is no Word document. {_WANTED}")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnsupportedType("The document carries macros; save it as a DOCX without macros or as a PDF.")
    if len(set(names)) != len(names):
        raise DamagedDocument("The DOCX container holds a part twice; open it, save it again and send that.")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise DamagedDocument("The DOCX container is packed in an unusual way; save it again and send that.")


def _inflate_all(container: zipfile.ZipFile, limits: Limits) -> None:
    total = 0
    for entry in container.infolist():
        total += _inflate(container, entry, limits, total)


def _inflate(container: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, before: int) -> int:
    """Read one part in bounded steps, counting what really comes out; declared sizes are not believed."""
    is_xml, tail, size = bool(_XML.search(entry.filename)), b"", 0
    cap = min(limits.zip_part_bytes, max(_CHUNK * 16, entry.compress_size * limits.zip_ratio))
    with container.open(entry) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            if size > cap or before + size > limits.zip_total_bytes:
                raise FileTooLarge("The document grows too large once unpacked; send a smaller export or a PDF.")
            if is_xml:
                window = tail + chunk.replace(b"\x00", b"")  # UTF-16 parts hide their declarations behind zeros
                if _DECLARATION.search(window):
                    raise UnsupportedType("The document declares XML entities, as no Word file does; save it again.")
                tail = window[-32:]
    return size
