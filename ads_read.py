"""Ads of job boards are read and made ready to meet a résumé, each once for its words, and kept; nothing becomes a job."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import extractors
import matcher
from at_hand import finding
from connectors.boards.posting import Posting
from db import board_answers
from db.board_answers import Reading
from db.session import Session
from db.stored import from_plain, to_plain
from errors import AppError
from nlp.embeddings import default_embedder
from nlp.sides import Wanted, texts_of_job
from nlp.taxonomy import Taxonomy
from pipeline import Parts
from posting import JobFields
from records import Job

log = logging.getLogger(__name__)

_AT_ONCE = 4
"""Ads that are read before the clock is looked at: their texts are embedded together."""
_MOST_SKILLS = 20


@dataclass(frozen=True, slots=True)
class Read:
    """An ad ready to be matched."""

    wanted: Wanted


def text_and_fields(posting: Posting) -> tuple[str, JobFields]:
    """An ad as somebody would upload it."""
    fields = JobFields(
        posting.title, posting.company or None, posting.location or None, skills_required=posting.skills[:_MOST_SKILLS]
    )
    return posting.description or posting.title, fields


def read_all(
    parts: Parts, organisation_id: int, taxonomy: Taxonomy, postings: Sequence[Posting], ends_at: float | None
) -> list[Read | AppError | None]:
    """Reads ads, in their order; those that were read before cost little.

    Args:
        parts: What the flows work with.
        organisation_id: Whose reading it is.
        taxonomy: The skills to look for.
        postings: The ads.
        ends_at: When to be done, by the monotonic clock; the first few are read in any case.

    Returns:
        For each the reading, the error where it cannot be read, and None where there was no time.
    """
    keys = [_key(parts, organisation_id, taxonomy, posting) for posting in postings]
    with parts.database.session() as session:
        known = board_answers.readings(session, organisation_id, list(dict.fromkeys(keys)))
    found: dict[bytes, Read | AppError] = {}
    for key, reading in known.items():
        if (one := _ready(reading, taxonomy)) is not None:
            found[key] = one
    missing = {key: posting for key, posting in zip(keys, postings, strict=True) if key not in found}
    made: dict[bytes, Reading] = {}
    took = 0.0
    for start in range(0, len(missing), _AT_ONCE):
        began = time.monotonic()
        if start and ends_at is not None and began + took > ends_at:
            break
        some = dict(list(missing.items())[start : start + _AT_ONCE])
        found |= _read(some, taxonomy, made)
        took = time.monotonic() - began
    with parts.database.session() as session:
        board_answers.keep_readings(session, organisation_id, made)
        session.commit()
    return [found.get(key) for key in keys]


def reading_of(
    parts: Parts, session: Session, organisation_id: int, taxonomy: Taxonomy, posting: Posting
) -> Job | None:
    """What an ad was read as, None where it was not."""
    key = _key(parts, organisation_id, taxonomy, posting)
    known = board_answers.readings(session, organisation_id, [key])
    return from_plain(Job, known[key].job) if key in known else None


def _key(parts: Parts, organisation_id: int, taxonomy: Taxonomy, posting: Posting) -> bytes:
    text, fields = text_and_fields(posting)
    cache = parts.jd_cache.read_by(f"{taxonomy.version}@{organisation_id}")
    said = f"{cache.key(text, fields.stated())}\x00{default_embedder().identity}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()


def _read(
    some: Mapping[bytes, Posting], taxonomy: Taxonomy, made: dict[bytes, Reading]
) -> dict[bytes, Read | AppError]:
    found: dict[bytes, Read | AppError] = {}
    jobs: dict[bytes, Job] = {}
    for key, posting in some.items():
        try:
            jobs[key] = _job(posting, taxonomy)
        except AppError as exc:
            found[key] = exc
        # One ad of a stranger must not end the search.
        except Exception as exc:
            log.error("ad_not_read", extra={"board": posting.board, "error": type(exc).__name__})
            found[key] = AppError("This ad could not be read.")
    texts = {key: texts_of_job(job) for key, job in jobs.items()}
    every = list(dict.fromkeys(text for own in texts.values() for text in own))
    embedder = default_embedder()
    vectors = dict(zip(every, embedder.embed(every).astype(np.float16), strict=True)) if every else {}
    for key, job in jobs.items():
        matrix = (
            np.stack([vectors[text] for text in texts[key]])
            if texts[key]
            else np.zeros((0, embedder.dimensions), np.float16)
        )
        made[key] = Reading(to_plain(job), matrix.tobytes())
        found[key] = Read(matcher.ready_job(job, finding(texts[key], matrix), taxonomy))
    return found


def _job(posting: Posting, taxonomy: Taxonomy) -> Job:
    text, fields = text_and_fields(posting)
    stated: dict[str, Any] = {name: getattr(fields, name) for name in fields.stated()}
    return extractors.extract_job(extractors.read_text(text), **stated, taxonomy=taxonomy)


def _ready(reading: Reading, taxonomy: Taxonomy) -> Read | None:
    """None where the vectors are not those of its texts."""
    job = from_plain(Job, reading.job)
    texts = texts_of_job(job)
    matrix = np.frombuffer(reading.vectors, np.float16)
    if matrix.size != len(texts) * default_embedder().dimensions:
        return None
    return Read(matcher.ready_job(job, finding(texts, matrix.reshape(len(texts), -1)), taxonomy))
