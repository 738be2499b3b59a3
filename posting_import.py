"""A posting of a job board becomes a job of the organisation, and closes by itself when it is gone from there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from ads_read import reading_of, text_and_fields
from connectors.boards.posting import Posting
from connectors.boards.searching import Heard
from db import found_postings
from db.found_postings import ImportedPosting
from db.jobs import StoredJob
from db.session import Session
from db.stored import from_plain
from errors import Conflict
from hearing import PER_SOURCE, Standing
from own_skills import taxonomy_of
from pipeline import Owner, Parts, Upload
from posting import Standing as Beginning
from posting import ingest_job, is_over, known_job, move_job

GONE_AFTER = 2
"""Refreshes in a row in which a posting is not there any more."""


def import_posting(parts: Parts, session: Session, owner: Owner, token: str) -> tuple[StoredJob, bool]:
    """Stores a posting that a search of the organisation showed as a job, and says whether it is new.

    Raises:
        NotFound: No search showed it of late.
        Conflict: Its last day is over.
    """
    kept = found_postings.get(session, owner.organisation_id, token)
    posting = from_plain(Posting, kept["posting"])
    text, fields = text_and_fields(posting)
    upload = Upload.of_text(text)
    # Two who import the same ad at once come one after the other.
    name = hashlib.sha256(f"{text}\x00{fields.stated()}".encode("utf-8", "surrogatepass")).hexdigest()
    lock = func.pg_advisory_xact_lock(func.hashtextextended(f"import {owner.organisation_id} {name}", 0))
    session.execute(select(lock))
    known = known_job(session, owner, upload, fields)
    if known is not None:
        return known, False
    closes_on = posting.closes_at.astimezone(UTC).date() if posting.closes_at else None
    if is_over(closes_on):
        raise Conflict(f"The last day of this posting was {closes_on}; it cannot be imported as an open job.")
    taxonomy = taxonomy_of(session, owner.organisation_id)
    job = reading_of(parts, session, owner.organisation_id, taxonomy, posting)
    if job is not None:
        parts.jd_cache.read_by(f"{taxonomy.version}@{owner.organisation_id}").put(
            upload.read().text, job, fields.stated()
        )
    link = posting.source_link_back or posting.url
    row, _ = ingest_job(parts, session, owner, upload, fields, Beginning(closes_on=closes_on, source_link=link))
    session.add(_imported(row, kept))
    session.flush()
    return row, True


def close_gone(session: Session, organisation_id: int, found: Standing, heard: Sequence[Heard]) -> list[int]:
    """Closes imported jobs whose postings are missing from two whole answers in a row; returns their numbers."""
    closed = []
    for one in heard:
        # A part of what there is says nothing of the rest.
        is_whole = one.problem is None and len(one.postings) < PER_SOURCE and found.query.posted_within_days is None
        there = {posting.external_id for posting in one.postings}
        for row in found_postings.imported_from(session, organisation_id, found.key, one.board, one.source):
            row.looked_at = datetime.now(UTC)
            if row.external_id in there:
                row.misses = 0
            elif is_whole:
                row.misses += 1
            if row.misses >= GONE_AFTER:
                closed += _close(session, row)
    return closed


def _close(session: Session, row: ImportedPosting) -> list[int]:
    job = session.get(StoredJob, row.job_id, with_for_update={"key_share": True}, populate_existing=True)
    session.delete(row)
    if job is None or not job.is_open:
        return []
    move_job(job, "closed")
    return [job.id]


def _imported(row: StoredJob, kept: Any) -> ImportedPosting:
    first = kept["sources"][0]
    return ImportedPosting(
        job_id=row.id,
        organisation_id=row.organisation_id,
        board=first["board"],
        source=first["source"],
        external_id=first["external_id"],
        query_key=bytes.fromhex(kept["query_key"]),
    )
