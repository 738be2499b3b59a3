"""How one file of a task becomes a stored résumé, or a reason why not; which file is whose turn others decide."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from sqlalchemy import event
from sqlalchemy.exc import TimeoutError as NoFreeConnection

import extractors
from db import bulk, bulk_claims, originals, resumes
from db.bulk import BulkFile
from db.packed_vectors import Half, Packed
from db.resumes import StoredResume
from db.session import Session
from errors import AppError, NotFound, Unavailable
from nlp.embeddings import default_embedder
from nlp.sides import texts_of_resume
from nlp.taxonomy import Taxonomy, default_taxonomy
from own_skills import taxonomy_of
from pipeline import Parts, take
from records import Document, Resume
from tasks.bulk_vectors import LATELY, Lately

log = logging.getLogger(__name__)

_AT_ONCE = 50


class NotReadHere(AppError):
    """A fault of this program, not of the file."""

    code = "internal"


@dataclass(slots=True)
class Desk:
    """What the files of one step share: whose they are, the step's name, and what was looked up or made for all of them.

    Attributes:
        parts: The parts of the program.
        organisation_id: Whose the files are.
        lease: The step's name.
        known: Résumés that some of the files are already, by their bytes.
        taxonomy: The organisation's skills when the step began.
        vectors: Vectors of texts.
        lately: Vectors of texts of the steps before.
    """

    parts: Parts
    organisation_id: int
    lease: int
    known: dict[str, StoredResume] = field(default_factory=dict)
    taxonomy: Taxonomy = field(default_factory=default_taxonomy)
    vectors: dict[str, Half] = field(default_factory=dict)
    lately: Lately = LATELY

    def look_up(self, files: Sequence[BulkFile]) -> None:
        """Asks once what reading each of the files needs of the database."""
        with self.parts.database.session() as session:
            self.known = resumes.by_contents(session, self.organisation_id, [file.sha256 for file in files])
            self.taxonomy = taxonomy_of(session, self.organisation_id)

    def embed(self, texts: Iterable[str]) -> None:
        """Makes the vectors of texts of several files; a text that came in another file, here or lately, is not embedded again."""
        embedder, lately = default_embedder(), self.lately
        self.vectors |= lately.known(embedder.identity, texts := list(dict.fromkeys(texts)))
        new = [text for text in texts if text not in self.vectors]
        made = dict(zip(new, embedder.embed(new).astype(np.float16), strict=True))
        lately.hold(embedder.identity, made)
        self.vectors |= made

    def packed(self, texts: Sequence[str]) -> Packed:
        """The vectors of a résumé's texts, which were made before."""
        rows = [self.vectors[text] for text in texts]
        return Packed.of(texts, np.stack(rows) if rows else np.zeros((0, default_embedder().dimensions), np.float16))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a file says, to be stored."""

    document: Document
    resume: Resume
    texts: Sequence[str]
    as_of: date


@dataclass(frozen=True, slots=True)
class Read:
    """A file of a step with what it says, the number of the résumé that it is already, or why it cannot be read."""

    file: BulkFile
    outcome: _Said | int | AppError
    took: dict[str, int]


def read(desk: Desk, file: BulkFile) -> Read | None:
    """Reads one file of a step; None where it is not the step's any more."""
    with desk.parts.database.session() as session:
        if not bulk_claims.begin(session, file.id, desk.lease):
            return None
        session.commit()
    took: dict[str, int] = {}
    return Read(file, _outcome(desk, file, took), took)


def store(desk: Desk, found: Sequence[Read]) -> None:
    """Stores what became of files that were read, their texts embedded together: that takes half as long as one by one."""
    said = {one.file.id: one.outcome for one in found if isinstance(one.outcome, _Said)}
    with desk.parts.database.session() as session:
        bulk_claims.survive(session, [one.file.id for one in found], desk.lease)
        session.commit()
    began = time.perf_counter()
    desk.embed(text for one in said.values() for text in one.texts)
    each_ms = 1000 * (time.perf_counter() - began) / max(1, sum(len(one.texts) for one in said.values()))
    for one in found:
        if isinstance(one.outcome, AppError):
            _fail(desk, one.file, one.outcome)
        else:
            texts = said[one.file.id].texts if one.file.id in said else ()
            _keep(desk, one.file, one.outcome, one.took | {"embed": round(each_ms * len(texts))})


def fail_all(desk: Desk, files: Sequence[BulkFile], error: AppError) -> None:
    """Says of several files why they have no result."""
    for file in files:
        _fail(desk, file, error)


def _outcome(desk: Desk, file: BulkFile, took: dict[str, int]) -> _Said | int | AppError:
    known = desk.known.get(file.sha256)
    if known is not None and known.status == "ready" and not _lacks_pages(known):
        return known.id
    try:
        return _said(desk, file, known.as_of if known else date.today(), took)
    except Unavailable:
        raise
    except FileNotFoundError:
        return NotFound("file", "that was uploaded")
    except AppError as exc:
        return exc
    except Exception as exc:
        # The edge of a step: whatever is wrong with the program for this file must not lose the others.
        where = [
            f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in traceback.extract_tb(exc.__traceback__)
        ]
        log.error("bulk_file_failed", extra={"file": file.id, "error": type(exc).__name__, "where": where[-4:]})
        return NotReadHere("Something went wrong here while this file was read; send it again, or its text.")


def _said(desk: Desk, file: BulkFile, as_of: date, took: dict[str, int]) -> _Said:
    path = originals.path_of(desk.parts.upload_dir, desk.organisation_id, file.sha256)
    with _clock(took, "read"):
        document = extractors.read(path.read_bytes(), file.filename, ocr=file.is_scan, whole=not file.is_scan)
    with _clock(took, "extract"):
        resume = extractors.extract_resume(document, as_of=as_of, taxonomy=desk.taxonomy)
    return _Said(document, resume, texts_of_resume(resume), as_of)


def _keep(desk: Desk, file: BulkFile, outcome: _Said | int, took: dict[str, int]) -> None:
    with desk.parts.database.session() as session:
        # Before the file, as where a résumé is erased.
        resumes.hold_original(session, desk.organisation_id, file.sha256)
        row = bulk_claims.hold(session, file.id, desk.lease)
        if row is None:  # cancelled or erased meanwhile
            return
        with _clock(took, "store"):
            resume_id = outcome if isinstance(outcome, int) else _store(desk, session, file, outcome)
        bulk_claims.mark_read(session, row, resume_id, took)
        session.commit()


def _store(desk: Desk, session: Session, file: BulkFile, said: _Said) -> int:
    row, is_new = resumes.add(
        session,
        organisation_id=desk.organisation_id,
        owner_id=None,
        sha256=file.sha256,
        filename=file.filename,
        media_type=said.document.media_type,
        size=file.size,
        as_of=said.as_of,
        status="processing",
        candidate_id=None,
    )
    if is_new or row.status != "ready" or _lacks_pages(row):
        take(session, row, said.resume, desk.packed(said.texts), desk.taxonomy)
    return row.id


def _fail(desk: Desk, file: BulkFile, error: AppError) -> None:
    with desk.parts.database.session() as session:
        resumes.hold_original(session, desk.organisation_id, file.sha256)
        row = bulk_claims.hold(session, file.id, desk.lease)
        if row is None:
            return
        if getattr(error, "scanned", False) and not row.is_scan:
            bulk_claims.mark_scan(session, row)
        else:
            bulk_claims.mark_failed(session, row, error)
            drop_unwanted(desk.parts, session, desk.organisation_id, [file.sha256])
        session.commit()


def drop_unwanted(parts: Parts, session: Session, organisation_id: int, sha256s: Sequence[str]) -> None:
    """Removes originals once the transaction holds that neither a résumé nor a waiting file is of then."""
    gone = sorted({*sha256s} - {""})
    if gone:
        event.listen(session, "after_commit", lambda _: remove_unwanted(parts, organisation_id, gone), once=True)


def remove_unwanted(parts: Parts, organisation_id: int, sha256s: Sequence[str]) -> None:
    """Removes those of some originals that nobody relies on, while nobody can come to; what is missed is swept up later."""
    for start in range(0, len(sha256s), _AT_ONCE):
        some = sorted(sha256s[start : start + _AT_ONCE])
        with suppress(Unavailable, NoFreeConnection, OSError), parts.database.side_session() as session:
            originals.hold_removals(session, organisation_id)
            for sha256 in some:
                resumes.hold_original(session, organisation_id, sha256)
            for sha256 in bulk.unwanted(session, organisation_id, some):
                originals.path_of(parts.upload_dir, organisation_id, sha256).unlink(missing_ok=True)
            session.commit()


def _lacks_pages(row: StoredResume) -> bool:
    warnings = (row.record or {}).get("warnings") or ()
    return any(one["code"] == "scanned_pages" for one in warnings)


@contextmanager
def _clock(took: dict[str, int], what: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    took[what] = round(1000 * (time.perf_counter() - began))
