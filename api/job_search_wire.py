"""What a search found as it travels: scores 0-100, moments in UTC, every source with its link; it decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from api.job_search_shapes import SearchQuery
from api.moments import moment
from api.wire import found_match_out, points
from connectors.boards.posting import Query
from job_search import Answer, Shown

_POSTING = (
    "title", "company", "url", "location", "remote", "employment_type", "experience", "salary", "description", "department", "skills",
    "tags",
)  # fmt: skip


def query_of(said: SearchQuery) -> Query:
    """What is looked for, without for whom and where."""
    return Query(
        keywords=said.keywords,
        location=said.location,
        experience=frozenset(said.experience),
        remote=frozenset(said.remote),
        job_types=frozenset(said.job_type),
        salary_min=said.salary_min,
        posted_within_days=said.posted_within,
        exclude_companies=tuple(said.exclude_companies),
        exclude_keywords=tuple(said.exclude_keywords),
    )


def answer_out(found: Answer, resume_id: str, page: int, limit: int) -> dict[str, Any]:
    """One page of an answer."""
    return {
        "items": [_item(one, resume_id) for one in found.items],
        "page": page,
        "limit": limit,
        "total": found.total,
        "considered": {
            "postings": found.considered.found,
            "jobs": found.considered.jobs,
            "matched": found.considered.matched,
            "is_unfinished": found.is_unfinished,
        },
        "warnings": [{"source": one.source, "code": one.code, "detail": one.detail} for one in found.warnings],
        "searched_at": moment(found.searched_at),
        "cached": found.cached,
        "stale": found.stale,
    }


def _item(one: Shown, resume_id: str) -> dict[str, Any]:
    match = None
    if one.match is not None:
        match = found_match_out(one.match) | {"resume_id": resume_id, "job_title": one.posting["title"]}
    return {
        "posting": posting_out(one.posting_id, one.posting, one.sources),
        "score": None if one.score is None else points(one.score),
        "promise": points(one.promise),
        "match": match,
    }


def posting_out(token: str, posting: Mapping[str, Any], sources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A posting with every place where it was found."""
    shown = {name: posting[name] for name in _POSTING}
    dates = {name: _moment(posting[name]) for name in ("posted_at", "closes_at")}
    places = [{name: one[name] for name in ("board", "url", "link_back", "attribution")} for one in sources]
    return {"posting_id": token} | shown | dates | {"sources": places}


def _moment(said: str | None) -> str | None:
    return moment(datetime.fromisoformat(said)) if said else None
