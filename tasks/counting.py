"""The task that counts a large organisation's sums anew for whoever asks for figures later; what is counted db.analytics knows."""

from __future__ import annotations

from procrastinate import JobContext, RetryStrategy
from sqlalchemy import text

from db.analytics import sums
from db.session import Session
from errors import Unavailable
from pipeline import Parts
from tasks.queue import RANKINGS, queue

_BEHIND_ALL = -10
_NAME = "count_sums"
_WAITING = text("""
    select true from procrastinate_jobs where task_name = :task and status = 'todo'
    and args ->> 'organisation_id' = :organisation limit 1
""")
_AGAIN = RetryStrategy(max_attempts=3, exponential_wait=5, retry_exceptions=[Unavailable])


def defer(session: Session, organisation_id: int) -> bool:
    """Has the sums counted soon, if the session's transaction holds; says whether nobody had asked for it yet."""
    if session.scalar(_WAITING, {"task": _NAME, "organisation": str(organisation_id)}) is not None:
        return False
    task = count_sums.configure(
        connection=session.connection(), priority=_BEHIND_ALL, lock=f"{_NAME}-{organisation_id}"
    )
    task.defer(organisation_id=organisation_id)
    return True


@queue.task(name=_NAME, queue=RANKINGS, pass_context=True, retry=_AGAIN)
def count_sums(context: JobContext, organisation_id: int) -> None:
    """Counts them in short transactions."""
    parts: Parts = context.additional_context["parts"]
    with parts.database.session() as session:
        for _ in sums.count_anew(session, organisation_id):
            session.commit()
