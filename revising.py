"""The flows of a stored résumé that changes: corrected by people, replaced by another file, matched again, erased with its person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

import at_hand
import extractors
import matcher
from db import identity, invitations, jobs, persons, resumes
from db.jobs import StoredJob
from db.matches import StoredMatch
from db.people import User
from db.persons import StoredPerson
from db.resumes import StoredResume
from db.session import Session
from errors import Conflict
from nlp.corrected_resume import corrected, unknown_skills
from nlp.sides import texts_of_resume
from own_skills import refuse_unknown, taxonomy_of
from pipeline import (
    MAX_NAME,
    Parts,
    Upload,
    drop_original,
    erase_resume,
    forget_reading,
    original_path,
    refuse_too_large,
    take,
)
from records import Document
from scoring import Weighing, match_stored

MOST_AT_ONCE = 50
"""So many matches are made anew while somebody waits; more of them in the background."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """A file that takes the place of another, and what was read of it; None of a scan, which is read later."""

    upload: Upload
    document: Document | None


def correct_resume(
    session: Session, row: StoredResume, corrections: Mapping[str, Any], reset: Collection[str] = ()
) -> None:
    """Lays corrections over what was read of a résumé, beside those it has; its person follows.

    Args:
        session: The unit of work.
        row: A résumé that is ready, held until the transaction ends.
        corrections: By field, in the form of ``nlp.corrected_resume``.
        reset: Fields whose corrections are taken back first; ``*`` for all.

    Raises:
        Conflict: The résumé is not ready.
        InvalidFields: A skill goes by an id that the taxonomy lacks, or an entry names one that it lacks.
    """
    if row.status != "ready":
        raise Conflict(f"Résumé R{row.id} is {row.status}; only what was read can be corrected.")
    taxonomy = taxonomy_of(session, row.organisation_id)
    refuse_unknown(unknown_skills(corrections, taxonomy))
    kept = {} if "*" in reset else {name: value for name, value in row.corrections.items() if name not in reset}
    kept |= corrections
    if kept == row.corrections:
        return
    row.correct(corrected(row.uncorrected, kept, taxonomy), kept)
    session.flush()
    if row.person_id is not None:
        identity.refresh(session, session.get_one(StoredPerson, row.person_id))


def read_replacement(parts: Parts, upload: Upload) -> Replacement:
    """Reads a file that is to take the place of another, before anything is changed.

    Raises:
        FileTooLarge, UnsupportedType, UnreadableDocument: As in ``pipeline.ingest_resume``.
    """
    refuse_too_large(parts, upload)
    return Replacement(upload, upload.read(whole=True))


def replace_file(
    parts: Parts, session: Session, row: StoredResume, new: Replacement, *, keep_corrections: bool = False
) -> None:
    """Puts another file of the same person in the place of a résumé's; its id, person and standing stay.

    The original of before goes once the transaction holds. Of a scan nothing is known until it is read.

    Args:
        parts: What the flows work with.
        session: The unit of work.
        row: The résumé, held until the transaction ends.
        new: The file.
        keep_corrections: What somebody corrected holds over the new reading, too.

    Raises:
        Conflict: These bytes are another résumé of the same owner.
    """
    upload = new.upload
    for sha256 in sorted({row.sha256, upload.sha256}):
        resumes.hold_original(session, row.organisation_id, sha256)
    known = resumes.by_content(session, row.organisation_id, upload.sha256, row.owner_key)
    if known is not None and known.id != row.id:
        raise Conflict(f"This file is résumé R{known.id} already; erase that one first, or send another file.")
    if row.record is not None:
        forget_reading(parts, session, row)
    if row.sha256 != upload.sha256:
        drop_original(parts, session, row)
    row.corrections = dict(row.corrections) if keep_corrections else {}
    media_type = new.document.media_type if new.document else "application/octet-stream"
    said = {"sha256": upload.sha256, "filename": upload.name[:MAX_NAME], "media_type": media_type}
    row.replace(**said, size=len(upload.data), as_of=date.today())
    session.flush()
    if new.document is not None:
        _read_in_place(session, row, new.document)
    session.write_original(original_path(parts, row), upload.data)


def match_again(parts: Parts, session: Session, row: StoredResume) -> bool:
    """Brings the matches by named profiles that are stored of a résumé up to date; those by weights when next asked for.

    Returns:
        Whether that is done; of more than ``MOST_AT_ONCE`` matches none is made, ``match_all_again`` makes them.
    """
    stored = [(found[0], found[1]) for found in session.execute(_stored(row).limit(MOST_AT_ONCE + 1))]
    if len(stored) > MOST_AT_ONCE:
        return False
    if row.status == "ready":
        _match(parts, session, row, stored)
    return True


def match_all_again(parts: Parts, resume_id: int) -> None:
    """Brings all matches by named profiles that are stored of a résumé up to date, some in each transaction.

    Args:
        parts: What the flows work with.
        resume_id: The résumé; one that is gone or not ready has nothing to match.
    """
    with parts.database.session() as session:
        row = session.get(StoredResume, resume_id)
        stored = [(found[0], found[1]) for found in session.execute(_stored(row))] if row else []
        for at in range(0, len(stored), MOST_AT_ONCE):
            session.expire_all()
            row = session.get(StoredResume, resume_id)
            if row is None or row.status != "ready":
                return
            _match(parts, session, row, stored[at : at + MOST_AT_ONCE])
            session.commit()


def erase_person(parts: Parts, session: Session, person: StoredPerson) -> int:
    """Erases all résumés of a person, and with the last of them the person and the account that they have as a candidate.

    Returns:
        How many résumés there were.
    """
    user = session.get(User, person.user_id) if person.user_id is not None else None
    goes_along = user is not None and user.role == "candidate" and user.organisation_id == person.organisation_id
    gone = _erase_all(parts, session, select(StoredResume).where(StoredResume.person_id == person.id))
    if not gone:
        session.delete(persons.get(session, person.id, person.organisation_id))
    return gone + (erase_account(parts, session, user) if user is not None and goes_along else 0)


def erase_account(parts: Parts, session: Session, user: User) -> int:
    """Erases a candidate's account and all résumés that they uploaded; those that staff uploaded of them stay staff's.

    Returns:
        How many résumés there were.
    """
    own = select(StoredResume).where(StoredResume.owner_id == user.id)
    gone = _erase_all(parts, session, own)
    # An upload that is under way holds the account; whatever it stored is seen once the account is ours.
    session.execute(select(User.id).where(User.id == user.id).with_for_update())
    gone += _erase_all(parts, session, own)
    _remove_account(session, user)
    return gone


def _erase_all(parts: Parts, session: Session, which: Select[StoredResume]) -> int:
    rows = session.scalars(which.order_by(StoredResume.id).with_for_update()).all()
    for organisation_id, sha256 in sorted({(row.organisation_id, row.sha256) for row in rows}):
        resumes.hold_original(session, organisation_id, sha256)
    for row in rows:
        erase_resume(parts, session, row)
    return len(rows)


def _remove_account(session: Session, user: User) -> None:
    invitations.forget(session, user.organisation_id, user.email)
    session.delete(user)
    session.flush()


def _read_in_place(session: Session, row: StoredResume, document: Document) -> None:
    taxonomy = taxonomy_of(session, row.organisation_id)
    resume = extractors.extract_resume(document, as_of=row.as_of, taxonomy=taxonomy)
    take(session, row, resume, at_hand.pack(texts_of_resume(resume)), taxonomy)


def _stored(row: StoredResume) -> Select[int, str]:
    """(job, profile) of the matches that are stored of a résumé, with jobs that are still there."""
    known = jobs.visible(row.organisation_id).order_by(None).with_only_columns(StoredJob.id)
    mine = (StoredMatch.resume_id == row.id) & StoredMatch.variant.in_(matcher.PROFILES) & StoredMatch.job_id.in_(known)
    return select(StoredMatch.job_id, StoredMatch.variant).where(mine).order_by(StoredMatch.job_id, StoredMatch.variant)


def _match(parts: Parts, session: Session, row: StoredResume, stored: Collection[tuple[int, str]]) -> None:
    for variant in sorted({variant for _, variant in stored}):
        keys = [key for key, name in stored if name == variant]
        wanted = jobs.visible(row.organisation_id).where(StoredJob.id.in_(keys)).order_by(None).order_by(StoredJob.id)
        match_stored(parts, session, [row], session.scalars(wanted).all(), Weighing(variant))
