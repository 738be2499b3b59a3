"""Knows how a ZIP container of a document is walked so that it cannot grow without end; reads no document."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from typing import Final, Literal

from documents.limits import Limits
from errors import DamagedDocument, EncryptedDocument, FileTooLarge, UnsupportedType

ODT_MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_DAMAGED = "The document's container is damaged; open it, save it again and send that."
_PASSWORD = "The document is protected by a password; save it without one and send it again."
_MACROS = "The document carries macros; save it without macros or as a PDF."
# matches "word/document.xml" and "word/document2.xml"; not "word/documents.xml"
_WORD_BODY = re.compile(r"word/document\d{0,3}\.xml\Z")
# matches "word/styles.xml" and "_rels/.rels"; not "word/media/image1.png"
_XML = re.compile(r"\.(?:xml|rels)\Z", re.IGNORECASE)
# matches "<!DOCTYPE" and "<! entity"; not "<!-- DOCTYPE"
_DECLARATION = re.compile(rb"<!\s{0,8}(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# matches "application/vnd.oasis.opendocument.text" and "…text-template"; not "…text-web" or "…spreadsheet"
_ODT = re.compile(re.escape(ODT_MEDIA_TYPE.encode("ascii")) + rb"(?:-template|-master)?(?![\w-])")
_ODT_PARSED = frozenset(("content.xml", "styles.xml"))
_ODT_PROGRAMS = ("Basic/", "Scripts/")
_MANIFEST = "META-INF/manifest.xml"
_CONTENTS: Final[tuple[tuple[str, str], ...]] = (
    ("xl/", "an Excel workbook"),
    ("ppt/", "a PowerPoint presentation"),
    ("visio/", "a Visio drawing"),
    ("Index/Document.iwa", "a Pages document"),
    ("content.xml", "an OpenDocument file, but no text document"),
    ("META-INF/container.xml", "an e-book"),
    ("AndroidManifest.xml", "a program"),
    ("META-INF/MANIFEST.MF", "a program"),
)
_CHUNK = 64 * 1024
_MANIFEST_READ = 1024 * 1024


def walk(data: bytes, limits: Limits, wanted: str) -> Literal["docx", "odt"]:
    """Return which document a ZIP container holds, after inflating all of it in bounded steps.

    ``wanted`` is the sentence that says what to send instead.

    Raises:
        FileTooLarge: It grows over the limits. EncryptedDocument: It wants a password.
        UnsupportedType: It is something else, carries macros or declares entities.
        DamagedDocument: It breaks the format of a container.
    """
    # zipfile reads the whole directory before it can be asked how long it is: count the marks first.
    if data.count(b"PK\x01\x02") > limits.zip_entries:
        raise FileTooLarge(f"The document holds over {limits.zip_entries} parts; save it again as DOCX or PDF.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            _check_entries(container.infolist())
            kind = _kind(container, wanted)
            _inflate_all(container, kind, limits)
            return kind
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError) as exc:
        raise DamagedDocument(_DAMAGED) from exc


def _check_entries(entries: Sequence[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise EncryptedDocument(_PASSWORD)
    if len({entry.filename for entry in entries}) != len(entries):
        raise DamagedDocument("The document's container holds a part twice; open it, save it again and send that.")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise DamagedDocument("The document's container is packed in an unusual way; save it again and send that.")


def _kind(container: zipfile.ZipFile, wanted: str) -> Literal["docx", "odt"]:
    names = container.namelist()
    if any(_WORD_BODY.match(name) for name in names):
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise UnsupportedType(_MACROS)
        return "docx"
    manifest = _beginning(container, _MANIFEST)
    if _says_odt(container, manifest):
        if b"encryption-data" in manifest or "encrypted-package" in names:
            raise EncryptedDocument(_PASSWORD)
        if any(name.startswith(_ODT_PROGRAMS) for name in names):
            raise UnsupportedType(_MACROS)
        if "content.xml" not in names:
            raise DamagedDocument(_DAMAGED)
        return "odt"
    what = next((what for start, what in _CONTENTS if any(name.startswith(start) for name in names)), "a ZIP archive")
    raise UnsupportedType(f"This is {what}. {wanted}")


def _says_odt(container: zipfile.ZipFile, manifest: bytes) -> bool:
    """True when the first of these that is there says so: the declared type, the manifest, the content."""
    if declared := _beginning(container, "mimetype") or manifest:
        return bool(_ODT.search(declared))
    return b"<office:text" in _beginning(container, "content.xml")


def _beginning(container: zipfile.ZipFile, name: str) -> bytes:
    if name not in container.namelist():
        return b""
    with container.open(name) as part:
        return part.read(_MANIFEST_READ).replace(b"\x00", b"")


def _inflate_all(container: zipfile.ZipFile, kind: str, limits: Limits) -> None:
    total = 0
    for entry in container.infolist():
        # Old OpenDocument manifests and formulas name a DTD; nobody parses those.
        is_parsed = entry.filename in _ODT_PARSED if kind == "odt" else bool(_XML.search(entry.filename))
        total += _inflate(container, entry, is_parsed, limits, total)


def _inflate(container: zipfile.ZipFile, entry: zipfile.ZipInfo, is_parsed: bool, limits: Limits, before: int) -> int:
    """Read one part in bounded steps, counting what really comes out; declared sizes are not believed."""
    tail, size = b"", 0
    cap = min(limits.zip_part_bytes, max(_CHUNK * 16, entry.compress_size * limits.zip_ratio))
    with container.open(entry) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            if size > cap or before + size > limits.zip_total_bytes:
                raise FileTooLarge("The document grows too large once unpacked; send a smaller export or a PDF.")
            if is_parsed:
                window = tail + chunk.replace(b"\x00", b"")  # UTF-16 parts hide their declarations behind zeros
                if _DECLARATION.search(window):
                    raise UnsupportedType(
                        "The document declares XML entities, as no word processor does; save it again."
                    )
                tail = window[-32:]
    return size
