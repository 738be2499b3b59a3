"""Knows the way of an upload from bytes to a document; refuses to know what a résumé or a job is."""

from __future__ import annotations

import atexit
import hashlib
from contextlib import suppress
from dataclasses import replace

from documents import plain
from documents.gate import MEDIA_TYPES, ScannedDocument, admit
from documents.legacy import Converter
from documents.limits import DEFAULT_LIMITS, Limits
from documents.pool import Pool
from errors import DamagedDocument, MissingExtra, TooComplexDocument
from records import Document

__all__ = ["DEFAULT_LIMITS", "Limits", "ScannedDocument", "close", "read", "read_text"]

_POOL, _CONVERTER = Pool(), Converter()
atexit.register(_POOL.close)


def read(
    data: bytes, name: str = "", *, ocr: bool = False, whole: bool = False, limits: Limits = DEFAULT_LIMITS
) -> Document:
    """Return the visible text of an upload with its layout. ``name`` is kept as a label and decides nothing.

    A picture, or a PDF that holds only pictures of pages, is recognised when ``ocr`` is set (seconds a page);
    otherwise it is refused with ScannedDocument, so that the caller can ask again in the background. A PDF with pages
    of both kinds is recognised where it must be with ``ocr``, refused with ``whole``, otherwise read by its text alone
    with a notice ``scanned_pages``. A file of the old .doc kind takes two to three seconds more, for LibreOffice.

    Raises:
        FileTooLarge, UnsupportedType: At the gate.
        EncryptedDocument, DamagedDocument, TooComplexDocument: From the reading.
        NoText: It says nothing; ScannedDocument, a NoText whose ``scanned`` is True, where recognition could help.
        Unavailable: No worker process can be started, or too many old Word files wait to be converted.
    """
    kind = admit(data, limits)
    if kind == "image":
        if not ocr:
            raise ScannedDocument("This is a picture; its text needs character recognition.")
        document = _POOL.read("image-ocr", data, limits)
    elif kind == "doc":
        document = _read_converted(data, limits)
    elif kind == "pdf":
        document = _read_pdf(data, limits, ocr=ocr, whole=whole)
    else:
        document = _POOL.read(kind, data, limits)
    return replace(document, filename=name, sha256=hashlib.sha256(data).hexdigest())


def _read_pdf(data: bytes, limits: Limits, *, ocr: bool, whole: bool) -> Document:
    try:
        document = _POOL.read("pdf", data, limits)
    except ScannedDocument:
        if not ocr:
            raise
        return _POOL.read("pdf-ocr", data, limits)
    left_out = next((notice for notice in document.notices if notice.code == "scanned_pages"), None)
    if left_out is None:
        return document
    if ocr:
        with suppress(MissingExtra):
            return _POOL.read("pdf-ocr", data, limits)
    elif whole:
        raise ScannedDocument(left_out.detail)
    return document


def _read_converted(data: bytes, limits: Limits) -> Document:
    """Return the document of an old Word file; what comes out of the conversion is trusted as little as an upload."""
    converted = _CONVERTER.to_docx(data, limits)
    if admit(converted, limits) != "docx":
        raise DamagedDocument("The old Word file is damaged; open it, save it as DOCX and send that.")
    return replace(_POOL.read("docx", converted, limits), media_type=MEDIA_TYPES["doc"])


def read_text(text: str, name: str = "", *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the document of a pasted text, read in this process.

    Raises:
        TooComplexDocument: Over the cap of characters.
        NoText: Nothing but blanks.
    """
    if len(text) > limits.characters:
        raise TooComplexDocument(f"The text is over {limits.characters:,} characters; paste the part that matters.")
    digest = hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()
    return replace(plain.from_text(text, limits), filename=name, sha256=digest)


def close() -> None:
    """End the worker processes; the next upload starts new ones."""
    _POOL.close()
