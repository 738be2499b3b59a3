"""What an organisation excludes from searches of job boards, and which boards it searches, over HTTP."""

from __future__ import annotations

from typing import Any

from flask_openapi.blueprint import APIBlueprint

import hearing
from api.context import caller, parts, session
from api.documentation import answers
from api.job_search_shapes import SettingsGiven, SettingsOut
from connectors.boards.registry import KNOWN
from db import saved_searches
from db.saved_searches import SearchSettings
from errors import BadSettings, InvalidFields

api = APIBlueprint("search_settings", __name__, url_prefix="/api/v1", abp_tags=[{"name": "job boards"}])


@api.get("/search-settings", responses=answers(SettingsOut, 200))
def show() -> dict[str, Any]:
    """Show what the organisation excludes from every search, and the boards it searches."""
    return _out(saved_searches.settings_of(session(), caller().organisation_id))


@api.put("/search-settings", responses=answers(SettingsOut, 200))
def replace(body: SettingsGiven) -> dict[str, Any]:
    """Replace what the organisation excludes from every search, and the boards it searches; in effect at once."""
    if body.boards is not None:
        _check(body.boards)
    row = saved_searches.set_settings(
        session(),
        caller().organisation_id,
        list(dict.fromkeys(body.exclude_companies)),
        list(dict.fromkeys(body.exclude_keywords)),
        None if body.boards is None else list(dict.fromkeys(body.boards)),
    )
    session().commit()
    return _out(row)


def _check(said: list[str]) -> None:
    try:
        hearing.checked(parts(), said)
    except BadSettings as exc:
        raise InvalidFields(f"boards: {exc.detail}", ({"field": "boards", "detail": exc.detail},)) from exc


def _out(row: SearchSettings) -> dict[str, Any]:
    boards = hearing.boards_of(parts(), session(), row.organisation_id)
    return {
        "exclude_companies": list(row.exclude_companies),
        "exclude_keywords": list(row.exclude_keywords),
        "boards": None if row.boards is None else list(row.boards),
        "boards_in_effect": [
            f"{name}:{source}" if source else name
            for name, sources in boards.sources.items()
            for source in sources or ("",)
        ],
        "boards_there_are": list(KNOWN),
        "linkedin_is_allowed": parts().boards.linkedin,
    }
