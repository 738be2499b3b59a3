"""The flows of a job: an ad becomes a stored job, is read again when it changes and corrected by people; it knows no résumé."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import object_session

import at_hand
import extractors
from db import embeddings, jobs
from db.jobs import Status, StoredJob
from db.session import Session
from errors import Conflict, TooComplexDocument
from nlp.ad_likeness import SAME, bands, is_another_job, signature
from nlp.ad_quality import judge_again
from nlp.corrected import corrected, unknown_skills
from nlp.sides import texts_of_job
from nlp.taxonomy import Taxonomy, default_taxonomy
from own_skills import refuse_unknown, taxonomy_of
from pipeline import MAX_NAME, Owner, Parts, Upload, refuse_too_large
from records import Job

_MOST_SAME = 5
_HALF_ALIKE = 0.5

MOST_CHARACTERS = 250_000
"""A longer text is no ad; reading it would keep others waiting."""


@dataclass(frozen=True, slots=True)
class JobFields:
    """What the client states about a job beside its description."""

    title: str | None = None
    company: str | None = None
    location: str | None = None
    requirements: str | None = None
    skills_required: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> JobFields:
        """The fields among what is known of a job."""
        said = {name: given[name] for name in cls.__slots__ if given.get(name)}
        return cls(**said | {"skills_required": tuple(said.get("skills_required", ()))})

    def stated(self) -> dict[str, Any]:
        """The fields that are stated at all."""
        found = {name: getattr(self, name) for name in self.__slots__}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a job begins: its status, its last day, and what somebody says instead of what is read, as ``correct_job`` takes it.

    ``source_link`` leads to where it was found.
    """

    status: Status = "open"
    closes_on: date | None = None
    corrections: Mapping[str, Any] = field(default_factory=dict)
    source_link: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedAd:
    """What an ad says, the text it was read from, and whether that was remembered."""

    job: Job
    text: str
    is_cached: bool


def ingest_job(
    parts: Parts,
    session: Session,
    owner: Owner,
    upload: Upload,
    fields: JobFields = JobFields(),
    standing: Standing = Standing(),
) -> tuple[StoredJob, bool]:
    """Stores an ad as a job and says whether its parse was remembered; the same ad again is another job."""
    ad = parse_job(parts, upload, fields, taxonomy_of(session, owner.organisation_id), of=owner.organisation_id)
    return keep_job(parts, session, owner, upload, fields, ad, standing), ad.is_cached


def keep_job(
    parts: Parts,
    session: Session,
    owner: Owner,
    upload: Upload,
    fields: JobFields,
    ad: ParsedAd,
    standing: Standing,
    *,
    embeds: bool = True,
) -> StoredJob:
    """Stores an ad that was read as a job, with its vectors, unless those are left to the background or the first match."""
    taxonomy = taxonomy_of(session, owner.organisation_id)
    refuse_unknown(unknown_skills(standing.corrections, taxonomy))
    made = laid_over(ad.job, standing.corrections, taxonomy)
    signed = signature(ad.job.text)
    row = jobs.add(
        session,
        owner.organisation_id,
        ad.job,
        _content(upload, fields),
        fields.stated() | {"text": ad.text},
        upload.name[:MAX_NAME],
        status=standing.status,
        closes_on=standing.closes_on,
        source_link=standing.source_link,
        likeness=(signed, bands(signed)),
        corrected=(made, dict(standing.corrections)) if standing.corrections else None,
    )
    if embeds:
        at_hand.of_job(parts.database, session, row, made, taxonomy)
    return row


def job_of(parts: Parts, session: Session, owner: Owner, upload: Upload) -> StoredJob:
    """Finds the job with this ad, or stores it: matching the same files again makes no second job."""
    return known_job(session, owner, upload) or ingest_job(parts, session, owner, upload)[0]


def known_job(session: Session, owner: Owner, upload: Upload, fields: JobFields = JobFields()) -> StoredJob | None:
    """Finds the organisation's newest job with this content."""
    return jobs.by_content(session, owner.organisation_id, _content(upload, fields))


def with_like_words(session: Session, owner: Owner, text: str) -> list[StoredJob]:
    """The organisation's jobs whose ads share half of their words' sequences with a text, most alike first."""
    signed = signature(text)
    return [row for row, _ in jobs.alike(session, owner.organisation_id, signed, bands(signed), 0, _HALF_ALIKE)]


def parse_job(
    parts: Parts,
    upload: Upload,
    fields: JobFields = JobFields(),
    taxonomy: Taxonomy | None = None,
    *,
    of: int | None = None,
) -> ParsedAd:
    """Reads an ad without storing it, by everybody's taxonomy unless another one is given.

    What is remembered is the organisation's (``of``) own: else it would tell that somebody else has the same ad.
    """
    refuse_too_large(parts, upload)
    document = upload.read()
    if len(document.text) > MOST_CHARACTERS:
        raise TooComplexDocument(f"The ad has more than {MOST_CHARACTERS:,} characters; send the ad alone.")
    stated = fields.stated()
    taxonomy = taxonomy or default_taxonomy()
    cache = parts.jd_cache.read_by(f"{taxonomy.version}@{of}")
    remembered = cache.get(document.text, stated)
    if remembered is not None:
        return ParsedAd(remembered, document.text, is_cached=True)
    job = extractors.extract_job(document, **{name: getattr(fields, name) for name in stated}, taxonomy=taxonomy)
    cache.put(document.text, job, stated)
    return ParsedAd(job, document.text, is_cached=False)


def revise_job(parts: Parts, row: StoredJob, upload: Upload, fields: JobFields) -> None:
    """Reads a job anew from a changed description or changed fields; what somebody corrected stays corrected."""
    taxonomy, corrections = _taxonomy_for(row), row.corrections
    ad = parse_job(parts, upload, fields, taxonomy, of=row.organisation_id)
    row.read(ad.job, _content(upload, fields), fields.stated() | {"text": ad.text})
    _sign(row, ad.job)
    if corrections:
        row.correct(laid_over(row.reading, corrections, taxonomy), corrections)


def embed_job(parts: Parts, session: Session, row: StoredJob) -> None:
    """Makes the vectors that a changed job lacks, so that its next match finds them."""
    at_hand.of_job(parts.database, session, row, row.job, _taxonomy_for(row))


def forget_ad(parts: Parts, session: Session, row: StoredJob) -> None:
    """Drops what is remembered of an ad beside its row: its parse, and vectors that versions before 1.1 stored."""
    fields, versions = JobFields.of(row.given).stated(), {row.reading.taxonomy_version, _taxonomy_for(row).version}
    for version in versions:
        parts.jd_cache.read_by(f"{version}@{row.organisation_id}").drop(
            row.given.get("text") or row.reading.text, fields
        )
    embeddings.forget(session, texts_of_job(row.job))


def same_ads(session: Session, row: StoredJob) -> list[tuple[StoredJob, float]]:
    """The organisation's other jobs with the same ad, in whatever layout, and how alike they are; best first, at most five."""
    reading = row.reading
    # A job that an older version stored has no signature.
    signed = signature(reading.text) if row.likeness is None else row.likeness
    found = jobs.alike(session, row.organisation_id, signed, bands(signed), row.id, SAME)
    return [(other, share) for other, share in found if not is_another_job(reading, other.reading)][:_MOST_SAME]


def correct_job(row: StoredJob, corrections: Mapping[str, Any], reset: Collection[str] = ()) -> None:
    """Lays corrections over what was read of a job, beside those it has; matches are made anew when next asked for.

    Args:
        corrections: By field, in the form of ``nlp.corrected``.
        reset: Fields whose corrections are taken back first; ``*`` for all.

    Raises:
        InvalidFields: A skill goes by an id that the taxonomy lacks, or a requirement names one that it lacks.
    """
    taxonomy = _taxonomy_for(row)
    refuse_unknown(unknown_skills(corrections, taxonomy))
    kept = {} if "*" in reset else {name: value for name, value in row.corrections.items() if name not in reset}
    kept |= corrections
    row.correct(laid_over(row.reading, kept, taxonomy), kept)


def move_job(row: StoredJob, status: Status) -> None:
    """Takes a job to a status; nothing happens where it has it.

    Raises:
        Conflict: It was published and is to be a draft, or is to open after its last day.
    """
    if status == "draft" and row.status != "draft":
        raise Conflict("A job that was published is no draft any more; close it instead.")
    if status == "open" and row.status != "open" and is_over(row.closes_on):
        raise Conflict(f"Its last day was {row.closes_on}; send a later closes_on, or null, before it opens again.")
    row.become(status)


def is_over(closes_on: date | None) -> bool:
    """Says whether a job's last day has passed, by UTC."""
    return closes_on is not None and closes_on < datetime.now(UTC).date()


def laid_over(reading: Job, corrections: Mapping[str, Any], taxonomy: Taxonomy) -> Job:
    """A reading with corrections, which also supply what the ad was said to lack."""
    if not corrections:
        return reading
    made = corrected(reading, corrections, taxonomy)
    return replace(made, warnings=judge_again(made))


def _sign(row: StoredJob, job: Job) -> None:
    signed = signature(job.text)
    row.compare_by(signed, bands(signed))


def _taxonomy_for(row: StoredJob) -> Taxonomy:
    session = object_session(row)
    assert isinstance(session, Session), "a job is changed in the session that found it"
    return taxonomy_of(session, row.organisation_id)


def _content(upload: Upload, fields: JobFields) -> str:
    stated = json.dumps(fields.stated(), sort_keys=True)
    return hashlib.sha256(upload.data + b"\x00" + stated.encode()).hexdigest()
