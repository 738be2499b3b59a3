"""The task that completes a job's ranking where too much is missing for a request; how it is scored the flow knows."""

from __future__ import annotations

from procrastinate import JobContext, RetryStrategy
from sqlalchemy import text

import ranking
from db import jobs
from db.jobs import StoredJob
from db.session import Session
from errors import NotFound, Unavailable
from pipeline import Parts
from scoring import BATCH, Weighing
from tasks.queue import RANKINGS, queue

# Some seconds of work: short enough for a scan to come in between, which goes first.
AT_ONCE = 8 * BATCH
_BEHIND_SCANS = -5
_NAME = "complete_ranking"
_WAITING = text("""
    select true from procrastinate_jobs where task_name = :task and status::text = any(:states)
    and args ->> 'job_id' = :job and args ->> 'profile' = :profile limit 1
""")
_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=[Unavailable])


def defer(session: Session, job: StoredJob, profile: str) -> bool:
    """Has a job's ranking completed soon, if the session's transaction holds; says whether it was not asked yet.

    One of a job and profile runs at a time, and one may wait. Not by the queue's own lock on waiting jobs: with one
    waiting, a killed one could not be put back.
    """
    if _is_there(session, job, profile, ["todo"]):
        return False
    task = complete_ranking.configure(
        connection=session.connection(), priority=_BEHIND_SCANS, lock=f"{_NAME}-{job.id}-{profile}"
    )
    task.defer(organisation_id=job.organisation_id, job_id=job.id, profile=profile)
    return True


def is_under_way(session: Session, job: StoredJob, profile: str) -> bool:
    """Says whether a job's ranking is being completed, or soon will be."""
    return _is_there(session, job, profile, ["todo", "doing"])


def _is_there(session: Session, job: StoredJob, profile: str, states: list[str]) -> bool:
    asked = {"task": _NAME, "job": str(job.id), "profile": profile, "states": states}
    return session.scalar(_WAITING, asked) is not None


@queue.task(name=_NAME, queue=RANKINGS, pass_context=True, retry=_AGAIN)
def complete_ranking(context: JobContext, organisation_id: int, job_id: int, profile: str) -> None:
    """Scores some of what is missing, each batch stored by itself, and has the rest scored after whatever waits."""
    parts: Parts = context.additional_context["parts"]
    weighing = Weighing(profile)
    try:
        with parts.database.session() as session:
            job = jobs.get(session, job_id, organisation_id)
            if not ranking.is_everybody_scored(parts, session, organisation_id):
                return  # it has grown meanwhile: what promises most is scored when somebody asks
            found = ranking.outstanding(session, job, weighing, AT_ONCE)
        for start in range(0, len(found.resume_ids), BATCH):
            with parts.database.session() as session:
                job = jobs.get(session, job_id, organisation_id)
                ranking.score(parts, session, job, weighing, found.resume_ids[start : start + BATCH])
                session.commit()
        with parts.database.session() as session:
            job = jobs.get(session, job_id, organisation_id)
            ranking.remember(session, job, weighing, found)
            if found.left:
                defer(session, job, profile)
            session.commit()
    except NotFound:  # deleted meanwhile
        return
