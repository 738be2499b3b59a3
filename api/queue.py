"""The queue over HTTP, for admins: what waits, what failed for good, and trying that again; it works nothing off."""

from __future__ import annotations

from typing import Any

from flask_openapi.blueprint import APIBlueprint
from pydantic import BaseModel, Field

from api.context import caller, session
from api.documentation import answers
from api.moments import moment
from db import job_failures
from errors import NotFound

api = APIBlueprint("queue", __name__, url_prefix="/api/v1/queue", abp_tags=[{"name": "operation"}])

_LONGEST = 15


class QueuedPath(BaseModel):
    """A job of the queue in the address."""

    queued_id: str = Field(max_length=40, description="A number.")


class QueueCount(BaseModel):
    """How many jobs of a queue are in a state."""

    queue: str
    state: str
    count: int


class FailedJob(BaseModel):
    """A job of the queue that is not tried again by itself; reason is the kind of error."""

    queued_id: str
    queue: str
    task: str
    attempts: int
    reason: str | None
    failed_at: str | None


class QueueOut(BaseModel):
    """What is in the queue of the installation, and the organisation's jobs that failed, the newest first."""

    counts: list[QueueCount]
    failed: list[FailedJob]


@api.get("", responses=answers(QueueOut, 200))
def show() -> dict[str, Any]:
    """Show how many jobs are in which queue and state, and which of the organisation's failed for good."""
    found = job_failures.failed(session(), caller().organisation_id)
    counts = [{"queue": name, "state": state, "count": count} for name, state, count in job_failures.counts(session())]
    return {"counts": counts, "failed": [_shown(one) for one in found]}


@api.post("/<queued_id>/retry", responses={204: None})
def retry(path: QueuedPath) -> tuple[str, int]:
    """Try a failed job of the organisation again."""
    said = path.queued_id.strip()
    if not (said.isascii() and said.isdecimal() and len(said) <= _LONGEST):
        raise NotFound("failed job", said)
    job_failures.retry(session(), int(said), caller().organisation_id)
    session().commit()
    return "", 204


def _shown(one: job_failures.Failed) -> dict[str, Any]:
    return {
        "queued_id": str(one.queued_id),
        "queue": one.queue,
        "task": one.task,
        "attempts": one.attempts,
        "reason": one.error,
        "failed_at": moment(one.at),
    }
