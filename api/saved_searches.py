"""Saved searches over HTTP: making, changing and deleting them, and what they found when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask_openapi.blueprint import APIBlueprint

import hearing
from api.context import caller, parts, session
from api.documentation import answers
from api.ids import SavedSearchPath, resume_key, saved_search_key
from api.moments import moment
from api.paging import page_of
from api.saved_search_shapes import (
    AlertGiven,
    FindingList,
    NewSavedSearch,
    SavedQuery,
    SavedSearchChange,
    SavedSearchList,
    SavedSearchOut,
)
from api.schemas import Page
from db import resumes, saved_searches
from db.saved_searches import SavedFinding, SavedSearch
from errors import InvalidFields

api = APIBlueprint("saved_searches", __name__, url_prefix="/api/v1", abp_tags=[{"name": "job boards"}])


@api.post("/saved-searches", responses=answers(SavedSearchOut, 201))
def create(body: NewSavedSearch) -> tuple[dict[str, Any], int]:
    """Save a search: it is made again every interval, and new matches are told by e-mail and webhook."""
    mine = caller()
    _check(body.query, body.alert)
    resume = resumes.get(session(), resume_key(body.resume_id), mine.organisation_id)
    row = SavedSearch(
        organisation_id=mine.organisation_id, resume_id=resume.id, created_by=mine.user_id, name=body.name,
        query=body.query.model_dump(), interval_hours=body.interval_hours, **_alert(body.alert),
    )  # fmt: skip
    saved_searches.add(session(), row)
    session().commit()
    session().refresh(row)
    return _out(row), 201


@api.get("/saved-searches", responses=answers(SavedSearchList, 200))
def index(query: Page) -> dict[str, Any]:
    """List the organisation's saved searches, the newest first."""
    return page_of(session(), saved_searches.visible(caller().organisation_id), query, _out)


@api.get("/saved-searches/<saved_search_id>", responses=answers(SavedSearchOut, 200))
def show(path: SavedSearchPath) -> dict[str, Any]:
    """Show a saved search."""
    return _out(_one(path))


@api.patch("/saved-searches/<saved_search_id>", responses=answers(SavedSearchOut, 200))
def change(path: SavedSearchPath, body: SavedSearchChange) -> dict[str, Any]:
    """Change a saved search; what it found stays, and nothing is told twice. Changed or switched on, it is due at once."""
    row = _one(path, to_change=True)
    _check(body.query, body.alert)
    if body.name is not None:
        row.name = body.name
    if body.query is not None:
        row.query = body.query.model_dump()
    if body.interval_hours is not None:
        row.interval_hours = body.interval_hours
    for name, value in (_alert(body.alert) if body.alert else {}).items():
        setattr(row, name, value)
    if body.query is not None or body.interval_hours is not None or (body.is_active and not row.is_active):
        row.next_at = datetime.now(UTC)
    if body.is_active is not None:
        row.is_active = body.is_active
    session().commit()
    return _out(row)


@api.delete("/saved-searches/<saved_search_id>", responses={204: None})
def remove(path: SavedSearchPath) -> tuple[str, int]:
    """Delete a saved search with what it found; jobs that were imported stay."""
    session().delete(_one(path, to_change=True))
    session().commit()
    return "", 204


@api.get("/saved-searches/<saved_search_id>/found", responses=answers(FindingList, 200))
def found(path: SavedSearchPath, query: Page) -> dict[str, Any]:
    """List what a saved search found, the newest first, with when it was first and last there."""
    return page_of(session(), saved_searches.findings(_one(path).id), query, _finding)


def _one(path: SavedSearchPath, *, to_change: bool = False) -> SavedSearch:
    key = saved_search_key(path.saved_search_id)
    return saved_searches.get(session(), key, caller().organisation_id, to_change=to_change)


def _check(query: SavedQuery | None, alert: AlertGiven | None) -> None:
    if query is not None:
        hearing.boards_of(parts(), session(), caller().organisation_id, query.sources)
    if alert is not None and alert.by_email and caller().user_id is None:
        detail = "an e-mail goes to whoever saved the search, and an API key is nobody; send false"
        raise InvalidFields(f"alert.by_email: {detail}.", ({"field": "alert.by_email", "detail": detail},))


def _alert(said: AlertGiven) -> dict[str, Any]:
    return {"min_score": said.min_score, "by_email": said.by_email, "by_webhook": said.by_webhook}


def _out(row: SavedSearch) -> dict[str, Any]:
    return {
        "saved_search_id": f"S{row.id}",
        "name": row.name,
        "resume_id": f"R{row.resume_id}",
        "query": row.query,
        "interval_hours": row.interval_hours,
        "alert": {"min_score": row.min_score, "by_email": row.by_email, "by_webhook": row.by_webhook},
        "is_active": row.is_active,
        "next_at": moment(row.next_at),
        "last_run_at": moment(row.last_run_at),
        "created_at": moment(row.created_at),
    }


def _finding(row: SavedFinding) -> dict[str, Any]:
    return {
        "posting_id": row.token,
        **{name: row.about[name] for name in ("title", "company", "url")},
        "score": row.score,
        "first_seen": moment(row.first_seen),
        "last_seen": moment(row.last_seen),
        "told_at": moment(row.told_at),
    }
