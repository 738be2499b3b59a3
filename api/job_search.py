"""Searches of job boards over HTTP: what was found, matched with a résumé, and taking a posting over as a job."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from flask_openapi.blueprint import APIBlueprint

import job_search
from api import job_search_events
from api.auditing import shown
from api.context import caller, owner, parts, session
from api.documentation import answers
from api.ids import resume_key
from api.job_search_shapes import ImportAsked, SearchAnswer, SearchQuery
from api.job_search_wire import answer_out, query_of
from api.job_shapes import JobOut
from api.job_versions import tagged
from api.limits import searches_limit
from api.wire import job_out
from job_search import Wanted
from posting_import import import_posting
from tasks import searching

api = APIBlueprint("job_search", __name__, url_prefix="/api/v1/jobs", abp_tags=[{"name": "job boards"}])

# Readers differ in whether such a schema is of the whole stream or of an event, so no type is named.
_STREAM: Any = {"schema": {"description": "What comes, an event a piece; data is JSON."}}
_EVENTS: Any = {200: {"description": "OK", "content": {"text/event-stream": _STREAM}}}


@api.get("/search_and_match", responses=answers(SearchAnswer, 200))
@searches_limit
def find(query: SearchQuery) -> dict[str, Any]:
    """Search job boards and match what they have with a résumé, best first.

    The most promising ads are matched fully; considered says how many. An answer is kept for a day: an older one is given at
    once with stale true, and asked for again in the background. A board that fails is a warning. Candidates search for
    their own résumé. Nothing of the résumé is sent to a board.
    """
    wanted = _wanted(query)
    # No connection is held while boards are waited for.
    session().close()
    found = job_search.find(parts(), wanted, (query.page - 1) * query.limit, query.limit)
    if found.stale or found.is_unfinished:
        searching.defer(session(), wanted)
        session().commit()
    shown([wanted.resume_id])
    return answer_out(found, f"R{wanted.resume_id}", query.page, query.limit)


@api.get("/search_and_match/events", responses=_EVENTS)
@searches_limit
def events(query: SearchQuery) -> Response:
    """Follow a search as server-sent events: each source as it answers (board), then the page (results), then end."""
    wanted = _wanted(query)
    shown([wanted.resume_id])
    session().close()
    return job_search_events.stream(parts(), wanted, query, current_app.json.dumps)


@api.post("/search_and_match/import", responses=answers(JobOut, 200, 201))
def take(body: ImportAsked) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Take a posting that a search showed over as a job of the organisation; taken over again it is the same job."""
    row, is_new = import_posting(parts(), session(), owner(), body.posting_id)
    session().commit()
    return tagged(row, job_out(row, with_text=True) | {"same_as": []}, 201 if is_new else 200)


def _wanted(query: SearchQuery) -> Wanted:
    return Wanted(
        caller().organisation_id, resume_key(query.resume_id), query_of(query), tuple(query.sources), caller().own_only
    )
