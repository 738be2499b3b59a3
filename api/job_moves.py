"""Moves of a job over HTTP: it opens for candidates, closes, or comes back after it was deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask_openapi.blueprint import APIBlueprint

from api.context import parts, session
from api.documentation import answers
from api.ids import JobPath
from api.job_rows import one_to_change
from api.job_shapes import JobOut
from api.job_versions import tagged
from api.jobs import Answer
from api.wire import job_out
from db.jobs import StoredJob
from errors import NotFound
from posting import move_job

api = APIBlueprint("job_moves", __name__, url_prefix="/api/v1/jobs", abp_tags=[{"name": "jobs"}])


@api.post("/<job_id>/publish", responses=answers(JobOut, 200))
def publish(path: JobPath) -> Answer:
    """Open a job, a draft or one that was closed; an open one stays as it is."""
    row = one_to_change(path)
    move_job(row, "open")
    return _kept(row)


@api.post("/<job_id>/close", responses=answers(JobOut, 200))
def close(path: JobPath) -> Answer:
    """Close a job; a closed one stays as it is."""
    row = one_to_change(path)
    move_job(row, "closed")
    return _kept(row)


@api.post("/<job_id>/restore", responses=answers(JobOut, 200))
def restore(path: JobPath) -> Answer:
    """Bring a deleted job back with its matches, as long as the retention time is not over; it has the status it had."""
    try:
        row = one_to_change(path, deleted=True)
    except NotFound:
        return _kept(one_to_change(path))
    if row.deleted_at and row.deleted_at < datetime.now(UTC) - timedelta(days=parts().job_retention_days):
        raise NotFound("job", f"J{row.id}")
    row.deleted_at = None
    return _kept(row)


def _kept(row: StoredJob) -> Answer:
    session().commit()
    return tagged(row, job_out(row, with_text=True))
