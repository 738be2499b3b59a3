"""A candidate's own interviews over HTTP: those still to come, and their calendar files."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_openapi.blueprint import APIBlueprint

from api.context import caller, session
from api.documentation import answers
from api.ids import interview_key
from api.interview_shapes import InterviewPath, OwnInterviewList
from api.interview_wire import file_for_candidate, own_interviews_out
from api.interviews import CALENDAR_FILE
from api.paging import rows_of
from api.schemas import Page
from db import interviews
from errors import Forbidden

api = APIBlueprint("own_interviews", __name__, url_prefix="/api/v1/me", abp_tags=[{"name": "candidate's own"}])


@api.before_request
def _admit() -> None:
    """Lets in candidates alone, as the rest of their own side does."""
    if request.method != "OPTIONS" and caller().own_only is None:
        raise Forbidden("This is for candidates; log in as one.")


@api.get("/interviews", responses=answers(OwnInterviewList, 200))
def index(query: Page) -> dict[str, Any]:
    """List your interviews that are still to come, soonest first."""
    rows = interviews.upcoming(interviews.visible(caller().organisation_id, caller().own_only))
    found, about = rows_of(session(), rows, query)
    return {"items": own_interviews_out(found)} | about


@api.get("/interviews/<interview_id>/calendar.ics", responses=CALENDAR_FILE)
def calendar_file(path: InterviewPath) -> Response:
    """Download one of your interviews for a calendar; one that was cancelled says so."""
    key, mine = interview_key(path.interview_id), caller().organisation_id
    return file_for_candidate(interviews.get(session(), key, mine, caller().own_only))
