"""The flows that HTTP, the command line and workers share: an upload becomes a stored résumé, and a résumé is erased."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import at_hand
import extractors
from at_hand import AtHand
from connectors.boards.asking import Asking
from connectors.boards.registry import Boards
from connectors.language_model import LanguageModel
from connectors.mail import MailServer
from connectors.outbound import Outbound
from db import bookings, embeddings, identity, invitations, originals, packed_vectors, person_data, resumes
from db.packed_vectors import Packed, ResumeVectors
from db.resumes import StoredResume
from db.session import Database, Session
from errors import AppError, FileTooLarge, NotFound, UnreadableDocument, UnsupportedType
from jd_cache import JdCache
from nlp.corrected_resume import corrected
from nlp.embeddings import default_embedder
from nlp.sides import texts_of_resume
from nlp.taxonomy import Taxonomy
from own_skills import taxonomy_of
from records import Document, Resume

MAX_NAME = 255


@dataclass(frozen=True, slots=True)
class Parts:
    """What the flows work with: the way to the database, where originals go, what is remembered and what is too big.

    ``secret_key`` is what secrets are made from; ``mail`` takes e-mail, if anything does, ``web`` asks other servers, and
    ``public_url`` is where people find the page. ``model`` gives second opinions, if anything does, within so many
    tokens a day for an organisation, so many résumés at a time. ``boards`` are the job boards that are set up, ``asking`` is
    how they are asked; a search waits for them so long, and begins no ad that is not read yet so long after its own begin.
    """

    database: Database
    upload_dir: Path
    jd_cache: JdCache
    max_file_bytes: int
    at_hand: AtHand = field(default_factory=AtHand)
    job_retention_days: int = 30
    resume_retention_days: int = 730
    audit_retention_days: int = 730
    secret_key: str = field(default="", repr=False)
    mail: MailServer | None = None
    web: Outbound = field(default_factory=Outbound)
    score_all_up_to: int = 50_000
    public_url: str | None = None
    model: LanguageModel | None = None
    model_tokens_per_day: int = 500_000
    model_items_per_request: int = 4
    boards: Boards = field(default_factory=Boards)
    asking: Asking | None = None
    search_deadline_s: float = 8.0
    search_matching_s: float = 1.5


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose things these are: an organisation's, or a candidate's own where ``user_id`` is set."""

    organisation_id: int
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file or a pasted text as it came; of a file only the bytes decide what it is."""

    data: bytes
    name: str = ""
    is_text: bool = False

    @classmethod
    def of_text(cls, text: str, name: str = "") -> Upload:
        """Takes pasted text."""
        return cls(text.encode("utf-8", "replace"), name, is_text=True)

    @property
    def sha256(self) -> str:
        """Names the content."""
        return hashlib.sha256(self.data).hexdigest()

    def read(self, *, whole: bool = False) -> Document:
        """Reads the document; raises the errors of ``extractors.read``."""
        if self.is_text:
            return extractors.read_text(self.data.decode("utf-8"), self.name)
        return extractors.read(self.data, self.name, whole=whole)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the client says about the person beside the résumé."""

    name: str | None = None
    key: str | None = None


def ingest_resume(
    parts: Parts,
    session: Session,
    owner: Owner,
    upload: Upload,
    candidate: Candidate = Candidate(),
    *,
    whole: bool = False,
) -> tuple[StoredResume, bool]:
    """Stores an upload as a résumé; the same bytes again are the same résumé.

    Args:
        whole: Refuse a PDF some of whose pages are pictures of text, rather than leave these out with a notice.

    Returns:
        The row and whether it is new.

    Raises:
        FileTooLarge, UnsupportedType, UnreadableDocument: From reading; nothing is stored then. A NoText whose
            ``scanned`` is True has pages that need character recognition, see ``keep_scan``.
    """
    refuse_too_large(parts, upload)
    known = resumes.by_content(session, owner.organisation_id, upload.sha256, owner.user_id)
    if known is not None and known.status != "failed" and not (whole and _lacks_pages(known)):
        return _healed(parts, session, known, upload), False
    today = date.today()
    document = upload.read(whole=whole)
    taxonomy = taxonomy_of(session, owner.organisation_id)
    resume = extractors.extract_resume(document, as_of=today, candidate_name=candidate.name, taxonomy=taxonomy)
    # Ahead of the first match: ranking many résumés for a new job then reads vectors instead of making them.
    packed = at_hand.pack(texts_of_resume(resume))
    row, is_new = _add(session, owner, upload, document.media_type, today, candidate)
    if is_new or row.status == "failed":
        take(session, row, resume, packed, taxonomy)
    return _healed(parts, session, row, upload), is_new


def keep_scan(
    parts: Parts, session: Session, owner: Owner, upload: Upload, candidate: Candidate = Candidate()
) -> StoredResume:
    """Stores a résumé with pages that are pictures, ``processing``; reading it takes seconds a page and comes later."""
    row, _ = _add(session, owner, upload, "application/octet-stream", date.today(), candidate)
    row.status, row.failure, row.name = "processing", None, candidate.name or row.name
    return _healed(parts, session, row, upload)


def read_scan(parts: Parts, resume_id: int) -> StoredResume | None:
    """Reads a kept scan by character recognition, in transactions of its own; the row then is ready or failed.

    Returns:
        The row, or None when it was erased meanwhile or read already.
    """
    with parts.database.session() as session:
        row = session.get(StoredResume, resume_id)
        if row is None or row.status != "processing":
            return None
        path, name, as_of, said = original_path(parts, row), row.filename, row.as_of, row.name
        taxonomy = taxonomy_of(session, row.organisation_id)
    outcome = _recognised(path, name, as_of, said, taxonomy)
    packed = at_hand.pack(texts_of_resume(outcome)) if isinstance(outcome, Resume) else None
    with parts.database.session() as session:
        row = session.get(StoredResume, resume_id, with_for_update=True)
        if row is not None:
            if isinstance(outcome, Resume) and packed:
                take(session, row, outcome, packed, taxonomy)
            elif isinstance(outcome, AppError):
                row.fail(outcome.code, outcome.detail)
            session.commit()
        return row


def refuse_too_large(parts: Parts, upload: Upload) -> None:
    """Raises FileTooLarge for an upload over the cap."""
    if len(upload.data) > parts.max_file_bytes:
        raise FileTooLarge(f"The file is larger than {parts.max_file_bytes >> 20} MB; send a smaller one or its text.")


def erase_resume(parts: Parts, session: Session, row: StoredResume) -> None:
    """Erases a résumé: row, matches, history, vectors, what waits in the queue, and the original once the transaction holds.

    The original stays as long as somebody else of the organisation has uploaded the same bytes; the person goes with
    their last résumé, and with them an invitation to their address that nobody else goes by.
    """
    bookings.forget_upcoming(session, row.id)
    if row.record is not None:
        forget_reading(parts, session, row)
    drop_original(parts, session, row)
    session.delete(row)
    session.flush()
    identity.forget_if_empty(session, row.person_id)
    person_data.forget_waiting(session, row.id)
    if row.email:
        invitations.forget_candidate(session, row.organisation_id, row.email)


def forget_reading(parts: Parts, session: Session, row: StoredResume) -> None:
    """Drops what was made from the text of a row that was read: vectors and what caches hold of it."""
    said = (row.resume, row.uncorrected) if row.corrections else (row.resume,)
    embeddings.forget(session, sorted({text for resume in said for text in texts_of_resume(resume)}))
    # Somebody may have matched it as a job ad by mistake.
    for version in {said[0].taxonomy_version, taxonomy_of(session, row.organisation_id).version}:
        parts.jd_cache.read_by(f"{version}@{row.organisation_id}").drop(said[0].text)
    parts.at_hand.forget(row.id)


def drop_original(parts: Parts, session: Session, row: StoredResume) -> None:
    """Removes the original of a row once the transaction holds, unless another row is of the same bytes."""
    resumes.hold_original(session, row.organisation_id, row.sha256)
    if not resumes.others_rely_on(session, row):
        session.doom_original(original_path(parts, row))


def original_path(parts: Parts, row: StoredResume) -> Path:
    """Where the uploaded file of a résumé is kept."""
    return originals.path_of(parts.upload_dir, row.organisation_id, row.sha256)


def take(session: Session, row: StoredResume, resume: Resume, packed: Packed, taxonomy: Taxonomy) -> None:
    """Makes a row ready, together with its vectors and its person; what somebody corrected of it stays corrected."""
    corrections = dict(row.corrections or {})
    row.read(resume)
    if corrections:
        row.correct(corrected(resume, corrections, taxonomy), corrections)
        packed = at_hand.pack(texts_of_resume(row.resume))
    identity.identify(session, row)
    session.flush()
    packed = at_hand.with_whole(packed, row.resume if corrections else resume)
    packed_vectors.keep(session, ResumeVectors, default_embedder().identity, {row.id: packed})


def _add(
    session: Session, owner: Owner, upload: Upload, media_type: str, today: date, candidate: Candidate
) -> tuple[StoredResume, bool]:
    return resumes.add(
        session,
        organisation_id=owner.organisation_id,
        owner_id=owner.user_id,
        sha256=upload.sha256,
        filename=upload.name[:MAX_NAME],
        media_type=media_type,
        size=len(upload.data),
        as_of=today,
        status="processing",
        candidate_id=candidate.key,
    )


def _lacks_pages(row: StoredResume) -> bool:
    return row.status == "ready" and any(notice.code == "scanned_pages" for notice in row.resume.warnings)


def _healed(parts: Parts, session: Session, row: StoredResume, upload: Upload) -> StoredResume:
    """Makes sure the original is there: a crash between two disks' worth of work may have lost it."""
    path = original_path(parts, row)
    if not path.exists():
        session.write_original(path, upload.data)
    return row


def _recognised(path: Path, name: str, as_of: date, said: str | None, taxonomy: Taxonomy) -> Resume | AppError:
    try:
        document = extractors.read(path.read_bytes(), name, ocr=True)
    except FileNotFoundError:
        return NotFound("file of résumé", "that was uploaded")
    except (UnreadableDocument, UnsupportedType, FileTooLarge) as exc:
        return exc
    return extractors.extract_resume(document, as_of=as_of, candidate_name=said, taxonomy=taxonomy)
