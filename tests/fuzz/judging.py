"""Says what is wrong with how a file was read, whatever the file is: a refusal on purpose is right, an exception is not."""

from __future__ import annotations

import io
import time
import traceback
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import extractors
from documents import archives
from errors import AppError, Unavailable
from records import Document, Evidence, Passage

CORPUS = Path(__file__).parent / "corpus"
TODAY = date(2026, 11, 1)
PATIENCE_S = 20.0
"""Processor time that reading what is under 300 kB may take, many times what any file takes."""
_READ = 60_000


def wrong_with(data: bytes) -> str | None:
    """What is wrong, in a line without anything of the file; None where all is as it should be."""
    began = time.process_time()
    try:
        _archive(data)
        told = _file(data)
    except Exception as exc:
        where = [
            f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in traceback.extract_tb(exc.__traceback__)
        ]
        return f"{type(exc).__name__} at {' '.join(where[-3:])}"
    took = time.process_time() - began
    return told or (f"{took:.0f} s of processor time" if took > PATIENCE_S else None)


def _archive(data: bytes) -> None:
    if not archives.is_archive(io.BytesIO(data)):
        return
    try:
        for member in archives.members(io.BytesIO(data)):
            assert member.name, "a member has no name"
    except AppError:
        return


def _file(data: bytes) -> str | None:
    try:
        document = extractors.read(data)
    except Unavailable:
        return "the reader cannot be started"
    except AppError as refused:
        return None if refused.detail.endswith(".") else "a refusal without a sentence"
    return next(_wrong_document(document), None) or wrong_with_text(document)


def wrong_with_text(document: Document) -> str | None:
    """What is wrong with the résumé and the job that are read from a document."""
    if len(document.text) > _READ:
        if not document.text[:_READ].strip():
            return None
        document = extractors.read_text(document.text[:_READ])
    resume = extractors.extract_resume(document, as_of=TODAY)
    job = extractors.extract_job(document)
    if extractors.extract_resume(document, as_of=TODAY) != resume:
        return "another résumé the second time"
    return next(_wrong_places(resume, resume.text), None) or next(_wrong_places(job, job.text), None)


def _wrong_document(document: Document) -> Iterator[str]:
    if not document.text.strip():
        yield "a document without text"
    if any(not document.text.startswith(line.text, line.start) for line in document.lines):
        yield "a line that is not where it says"
    if "\x00" in document.text or any("\ud800" <= sign <= "\udfff" for sign in document.text):
        yield "a character that no database takes"


def _wrong_places(found: object, text: str) -> Iterator[str]:
    """Every passage and every evidence stands where it says."""
    if isinstance(found, (Evidence, Passage)) and not 0 <= found.start <= found.end <= len(text):
        yield f"{type(found).__name__} in {found.section} is outside the text"
    # A passage leaves out what must not count, so only an evidence has the very words.
    if isinstance(found, Evidence) and found.text.split() != text[found.start : found.end].split():
        yield f"the words of an evidence in {found.section} are others"
    if isinstance(found, (tuple, list)):
        for one in found:
            yield from _wrong_places(one, text)
    elif isinstance(found, dict):
        for one in found.values():
            yield from _wrong_places(one, text)
    elif is_dataclass(found) and not isinstance(found, type):
        for part in fields(found):
            yield from _wrong_places(getattr(found, part.name), text)
