"""Knows how a worker's answer, a document or an error, travels as JSON; believes nothing that it reads back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, astuple, fields
from operator import attrgetter
from typing import Any, Final

import errors
from documents.gate import ScannedDocument
from records import Document, Line, Notice, Stated

_ERRORS: Final[dict[str, type[errors.AppError]]] = {
    cls.__name__: cls
    for cls in (
        errors.FileTooLarge,
        errors.UnsupportedType,
        errors.EncryptedDocument,
        errors.DamagedDocument,
        errors.NoText,
        errors.TooComplexDocument,
        errors.MissingExtra,
        ScannedDocument,
    )
}

_ROW = attrgetter(*(field.name for field in fields(Line)))  # astuple copies each value: forty times the time


def pack(document: Document) -> bytes:
    """Return the document as JSON bytes."""
    told = {
        "lines": list(map(_ROW, document.lines)),
        "text": document.text,
        "media_type": document.media_type,
        "pages": document.pages,
        "ocr": document.ocr,
        "links": document.links,
        "notices": [astuple(notice) for notice in document.notices],
        "stated": asdict(document.stated) if document.stated else None,
    }
    return json.dumps(told, separators=(",", ":")).encode("ascii")


def pack_error(error: errors.AppError) -> bytes:
    """Return a documented error as JSON bytes."""
    return json.dumps({"error": type(error).__name__, "detail": error.detail}).encode("ascii")


def unpack(data: bytes) -> Document:
    """Return the document that a worker sent, rebuilt field by field; what it states must stand in its text.

    Raises:
        AppError: The error that the worker sent; DamagedDocument where the answer itself makes no sense.
    """
    try:
        told = json.loads(data)
        if "error" in told:
            raise _ERRORS[told["error"]](str(told["detail"]))
        return _document(told)
    except (ValueError, TypeError, KeyError, RecursionError) as exc:
        raise errors.DamagedDocument("The document could not be read; save it again and send that.") from exc


def _document(told: dict[str, Any]) -> Document:
    text = str(told["text"])
    lines = tuple(_line(row) for row in told["lines"])
    if any(not text.startswith(line.text, line.start) for line in lines):
        raise ValueError("lines and text disagree")
    return Document(
        text=text,
        lines=lines,
        media_type=str(told["media_type"]),
        pages=int(told["pages"]),
        ocr=bool(told["ocr"]),
        links=tuple(str(link) for link in told["links"]),
        notices=tuple(Notice(str(code), str(detail), _share(share)) for code, detail, share in told["notices"]),
        stated=None if told["stated"] is None else _stated(told["stated"], text),
    )


def _line(row: list[Any]) -> Line:
    text, start, page, x0, y0, x1, y1, size, bold, is_heading, block, gap = row
    if not isinstance(text, str) or not isinstance(start, int) or start < 0:
        raise ValueError("a line without text or offset")
    box = float(x0), float(y0), float(x1), float(y1)
    return Line(text, start, int(page), *box, float(size), bool(bold), bool(is_heading), int(block), float(gap))


def _stated(told: dict[str, Any], text: str) -> Stated:
    # Loaded late: the worker, which imports this module too, never reads an answer.
    from pydantic import TypeAdapter

    stated: Stated = TypeAdapter(Stated).validate_python(told)
    if any(line not in text for value in _words_in(asdict(stated)) for line in value.split("\n")):
        raise ValueError("a stated value and the text disagree")
    return stated


def _words_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list, tuple)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _words_in(part)


def _share(share: Any) -> float | None:
    return None if share is None else float(share)
