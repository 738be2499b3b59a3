"""The task that matches a changed résumé again; how that is done revising knows."""

from __future__ import annotations

from procrastinate import JobContext, RetryStrategy

from db.session import Session
from errors import Unavailable
from revising import match_all_again
from tasks.queue import VECTORS, queue

_BEHIND_SCANS = -5
_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=[Unavailable])


def defer(session: Session, resume_id: int) -> None:
    """Has the stored matches of a résumé made anew soon, only if the session's transaction holds."""
    rematch.configure(connection=session.connection(), priority=_BEHIND_SCANS).defer(resume_id=resume_id)


@queue.task(name="match_again", queue=VECTORS, pass_context=True, retry=_AGAIN)
def rematch(context: JobContext, resume_id: int) -> None:
    """Makes the matches anew; a résumé that is gone meanwhile has none."""
    match_all_again(context.additional_context["parts"], resume_id)
