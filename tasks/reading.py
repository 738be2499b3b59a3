"""The task that reads scans; how it is done the pipeline knows."""

from __future__ import annotations

from procrastinate import JobContext, RetryStrategy

from db import jobs
from db.resumes import StoredResume
from db.session import Session
from errors import NotFound, Unavailable
from pipeline import Parts, read_scan
from scoring import match_stored
from tasks.queue import DOCUMENTS, queue

_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=[Unavailable])


def defer(session: Session, resume_id: int, job_id: int | None = None) -> None:
    """Has a kept scan read soon, and matched with a job; both only if the session's transaction holds."""
    read.configure(connection=session.connection()).defer(resume_id=resume_id, job_id=job_id)


@queue.task(name="read_scan", queue=DOCUMENTS, pass_context=True, retry=_AGAIN)
def read(context: JobContext, resume_id: int, job_id: int | None = None) -> None:
    """Reads a scan; its row is ready or failed afterwards."""
    parts: Parts = context.additional_context["parts"]
    read_scan(parts, resume_id)
    if job_id is not None:
        _match(parts, resume_id, job_id)


def _match(parts: Parts, resume_id: int, job_id: int) -> None:
    with parts.database.session() as session:
        # Another job of the queue may have read it: the same scan may come several times, each time for another job.
        row = session.get(StoredResume, resume_id)
        if row is None or row.status != "ready":
            return
        try:
            job = jobs.get(session, job_id, row.organisation_id)
        except NotFound:  # deleted while the scan was read
            return
        match_stored(parts, session, [row], [job])
        session.commit()
