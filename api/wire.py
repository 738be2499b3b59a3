"""Rows and records as they travel: ids with letters, scores 0-100 to 0.1; it decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from api.context import language
from api.moments import moment
from db.jobs import StoredJob
from db.matches import StoredMatch
from db.resumes import StoredResume
from db.stored import to_plain
from extractors import EXTRACTOR_VERSION
from records import Match, SkillHit

_RESUME = (
    "language", "pages", "ocr", "name", "email", "phone", "phone_valid", "location", "links", "summary", "headline",
    "skills", "experience", "education", "certifications", "languages", "projects", "publications", "awards",
    "total_experience_months", "experience_gaps", "education_gaps", "education_to_first_job_months", "confidence", "needs_review", "warnings",
    "extractor_version", "taxonomy_version",
)  # fmt: skip
_JOB = (
    "title", "role", "seniority", "company", "department", "location", "locations", "remote", "remote_area",
    "employment_type", "salary", "industry", "skills", "requirements", "responsibilities", "occupations",
    "min_experience_years", "education_level", "education_fields", "experience_instead", "languages", "certifications",
    "start", "deadline", "openings", "contact", "benefits", "boilerplate", "evidence", "language", "warnings",
    "extractor_version", "taxonomy_version",
)  # fmt: skip
_MATCH = (
    "fit_probability", "grade", "profile", "key_strengths", "matched_skills", "partial_skills", "missing_skills",
    "missing_required", "additional_skills", "experience", "education", "requirements", "knockouts", "comments",
    "matcher_version", "extractor_version", "taxonomy_version", "model", "as_of",
)  # fmt: skip


def resume_out(row: StoredResume, with_text: bool = False) -> dict[str, Any]:
    """A résumé; its visible text only where asked for."""
    out: dict[str, Any] = {
        "resume_id": f"R{row.id}",
        "filename": row.filename,
        "status": row.status,
        "created_at": _moment(row.created_at),
        "as_of": row.as_of.isoformat(),
        "candidate_id": row.candidate_id,
        "person_id": f"P{row.person_id}" if row.person_id else None,
        "corrected": sorted(row.corrections or {}),
        "failure": row.failure,
    }
    if row.record is not None:
        out |= {name: row.record.get(name) for name in _RESUME}
        if with_text:
            out["text"] = row.record["text"]
    return out


def job_out(row: StoredJob, cached: bool = False, with_text: bool = False) -> dict[str, Any]:
    """A job; the ad's text only where asked for."""
    out = {
        "job_id": f"J{row.id}",
        "filename": row.filename,
        "is_open": row.is_open,
        "status": row.status,
        "version": row.version,
        "closes_on": row.closes_on.isoformat() if row.closes_on else None,
        "created_at": _moment(row.created_at),
        "updated_at": _moment(row.updated_at),
        "published_at": moment(row.published_at),
        "closed_at": moment(row.closed_at),
        "deleted_at": moment(row.deleted_at),
        "cached": cached,
        "source_link": row.source_link,
        "corrected": sorted(row.corrections),
    }
    # A job that an older version stored lacks fields, also within others.
    said = row.record if row.versions.startswith(f"{EXTRACTOR_VERSION}/") else to_plain(row.job)
    out |= {name: said[name] for name in _JOB}
    return out | ({"text": said["text"]} if with_text else {})


def same_out(found: Sequence[tuple[StoredJob, float]]) -> dict[str, Any]:
    """The other jobs with a job's ad."""
    return {"same_as": [{"job_id": f"J{row.id}", "likeness": round(likeness, 2)} for row, likeness in found]}


def match_out(row: StoredMatch, resume: StoredResume | None, job: StoredJob | None) -> dict[str, Any]:
    """A stored match with the names of its two sides."""
    ids: dict[str, str | None] = {
        "match_id": f"M{row.id}",
        "resume_id": f"R{row.resume_id}",
        "job_id": f"J{row.job_id}",
    }
    ids |= {
        "candidate_id": resume.candidate_id if resume else None,
        "candidate_name": resume.name if resume else None,
        "job_title": job.title if job else None,
    }
    return ids | _match(row.record) | {"created_at": _moment(row.created_at)}


def unstored_match_out(match: Match) -> dict[str, Any]:
    """A match of which nothing was stored."""
    return found_match_out(to_plain(match))


def found_match_out(record: Mapping[str, Any]) -> dict[str, Any]:
    """The same of its record."""
    ids = dict.fromkeys(("match_id", "resume_id", "job_id", "candidate_id", "candidate_name", "job_title"))
    return ids | _match(record) | {"created_at": _moment(datetime.now(UTC))}


def skills_out(hits: Sequence[SkillHit]) -> list[dict[str, Any]]:
    """Skills found in a text."""
    return [to_plain(hit) for hit in hits]


def points(share: float) -> float:
    """0..1 as 0-100 to 0.1."""
    return round(100 * share, 1)


def _match(record: Mapping[str, Any]) -> dict[str, Any]:
    semantic, keyword = points(record["semantic_score"]), points(record["keyword_score"])
    compared = {
        "semantic_score": semantic,
        "keyword_score": keyword,
        "improvement": round(semantic - keyword, 1),
    }
    out = {"match_score": points(record["match_score"])} | {name: record[name] for name in _MATCH} | compared
    # A match that an older version stored lacks some.
    out |= {"warnings": record.get("warnings", []), "suggested_weights": record.get("suggested_weights", {})}
    out |= record.get("told", {}).get(language()) or {}
    return out | {
        "components": {name: _component(part) for name, part in record["components"].items()},
        "location": {"verdict": record["location"]},
        "score_comparison": compared,
        "reverse_score": points(record["reverse_score"]),
        "would_raise": [{**one, "points": points(one["points"])} for one in record["would_raise"]],
        "relevance": {kind: [_relevance(one) for one in entries] for kind, entries in record["relevance"].items()},
        "sections": {name: points(score) for name, score in record["sections"].items()},
    }


def _relevance(entry: Mapping[str, Any]) -> dict[str, Any]:
    sides = ("score", "job", "role")
    return {**entry, **{side: points(entry[side]) for side in sides if entry.get(side) is not None}}


def _component(part: Mapping[str, Any]) -> dict[str, Any]:
    # Thirteen a match, twenty matches a page: written out, since half of a page's time went here.
    score, contribution = round(100 * part["score"], 1), round(100 * part["contribution"], 1)
    return {**part, "score": score, "contribution": contribution, "weight": round(part["weight"], 4)}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
