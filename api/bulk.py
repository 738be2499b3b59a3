"""Tasks of many résumés over HTTP: listing, progress, results, files, cancelling and removing; how they begin is next door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response
from flask_openapi.blueprint import APIBlueprint

from api import bulk_events
from api.bulk_access import own_key
from api.bulk_intake import root
from api.bulk_shapes import FileList, FileQuery, ResultList, ResultsQuery, TaskList, TaskOut
from api.bulk_wire import failed_out, file_out, progress_of, results_out, tasks_out
from api.context import caller, parts, session
from api.documentation import answers
from api.ids import TaskPath, task_key
from api.paging import CSV_ROWS, csv_of, page_of, rows_of
from api.schemas import Page
from db import bulk, bulk_results
from db.bulk import BulkFile, BulkTask
from tasks import bulk_removal

api = APIBlueprint("bulk", __name__, url_prefix="/api/v1", abp_tags=[{"name": "tasks of many résumés"}])

CSV_COLUMNS = (
    "rank", "filename", "match_id", "resume_id", "candidate_name", "overall", "grade", "matched_skills", "missing_skills",
    "best_project", "best_experience", "comments", "code", "detail",
)  # fmt: skip
_AT_ONCE = 100
# Readers differ in whether such a schema is of the whole stream or of an event, so no type is named.
_STREAM: Any = {"schema": {"description": "How far it is, an event after each change; data is JSON."}}
_EVENTS: Any = {200: {"description": "OK", "content": {"text/event-stream": _STREAM}}}


@root.get("/tasks", responses=answers(TaskList, 200))
@api.get("/tasks", responses=answers(TaskList, 200))
def index(query: Page) -> dict[str, Any]:
    """List the organisation's tasks of many résumés, newest first."""
    found, about = rows_of(session(), bulk.visible(caller().organisation_id), query, is_narrow=True)
    return {"items": tasks_out(found)} | about


@root.get("/tasks/<task_id>", responses=answers(TaskOut, 200))
@api.get("/tasks/<task_id>", responses=answers(TaskOut, 200))
def show(path: TaskPath) -> dict[str, Any]:
    """Show how far a task is: its files by state, the rate of the last minute and the seconds that are left."""
    return progress_of(session(), _one(path))


@root.get("/tasks/<task_id>/events", responses=_EVENTS)
@api.get("/tasks/<task_id>/events", responses=_EVENTS)
def events(path: TaskPath) -> Response:
    """Follow a task as server-sent events: progress whenever it changes, and end when it is over."""
    return bulk_events.stream(parts(), _one(path))


@root.get("/tasks/<task_id>/results", responses=answers(ResultList, 200, csv=True))
@api.get("/tasks/<task_id>/results", responses=answers(ResultList, 200, csv=True))
def results(path: TaskPath, query: ResultsQuery) -> dict[str, Any] | Response:
    """List a task's results, best first; status=failed lists the files that have none, format=csv downloads them all.

    A file that came several times has one result, with the name of the first.
    """
    row = _one(path)
    if query.format == "csv":
        return csv_of(_csv_rows(row, query), CSV_COLUMNS, f"T{row.id}.csv")
    if query.status == "failed":
        return page_of(
            session(), bulk.files_of(row.id, ["failed"]), query, lambda one: failed_out(one, blind=query.blind)
        )
    start = (query.page - 1) * query.limit
    found, total = bulk_results.best_first(session(), row, start, query.limit)
    about = {"page": query.page, "limit": query.limit, "total": total, "total_is_estimate": False}
    return {"items": results_out(found, start, blind=query.blind)} | about


@root.get("/tasks/<task_id>/files", responses=answers(FileList, 200))
@api.get("/tasks/<task_id>/files", responses=answers(FileList, 200))
def files(path: TaskPath, query: FileQuery) -> dict[str, Any]:
    """List a task's files in the order they came, each with its state and, where it failed, the reason."""
    rows = bulk.files_of(_one(path).id, query.state)

    def shown(one: BulkFile) -> dict[str, Any]:
        return file_out(one, blind=query.blind)

    return page_of(session(), rows, query, shown)


@root.post("/tasks/<task_id>/cancel", responses=answers(TaskOut, 200))
@api.post("/tasks/<task_id>/cancel", responses=answers(TaskOut, 200))
def cancel(path: TaskPath) -> dict[str, Any]:
    """Cancel a task: what is read and matched stays, the rest is not read any more; cancelled again it stays as it is."""
    row = _one(path, to_change=True)
    bulk_removal.cancel(parts(), session(), row)
    session().commit()
    return progress_of(session(), row)


@root.delete("/tasks/<task_id>", responses={204: None})
@api.delete("/tasks/<task_id>", responses={204: None})
def remove(path: TaskPath) -> tuple[str, int]:
    """Remove a task with the list of its files; its résumés and matches stay the organisation's, a guest's are erased."""
    row = _one(path, to_change=True)
    bulk_removal.remove(parts(), session(), row)
    session().commit()
    return "", 204


def _one(path: TaskPath, *, to_change: bool = False) -> BulkTask:
    key = own_key(task_key(path.task_id))
    return bulk.get(session(), key, caller().organisation_id, to_change=to_change)


def _csv_rows(row: BulkTask, query: ResultsQuery) -> Iterator[dict[str, Any]]:
    if query.status == "failed":
        rows = session().scalars(bulk.files_of(row.id, ["failed"]).limit(CSV_ROWS))
        yield from (failed_out(one, blind=query.blind) for one in rows)
        return
    for start in range(0, CSV_ROWS, _AT_ONCE):
        found, _ = bulk_results.best_first(session(), row, start, _AT_ONCE)
        yield from map(_csv_row, results_out(found, start, blind=query.blind))
        if len(found) < _AT_ONCE:
            return


def _csv_row(out: dict[str, Any]) -> dict[str, Any]:
    best = {
        f"best_{kind}": max((one["score"] for one in out[f"{kind}_relevance"]), default=None)
        for kind in ("project", "experience")
    }
    shown: dict[str, Any] = out["match"] | out | best
    return shown
