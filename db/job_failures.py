"""Why jobs of the queue failed, by the kind of error alone, and what is in the queue; it works nothing off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, func, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.tables import Table, created
from errors import NotFound

_MOST_SHOWN = 100
# Whose a job is: what its arguments name says so.
_WHOSE = """
    coalesce(
        cast(j.args ->> 'organisation_id' as bigint),
        (select r.organisation_id from resumes r where r.id = cast(j.args ->> 'resume_id' as bigint)),
        (select w.organisation_id from webhooks w where w.id = cast(j.args ->> 'webhook_id' as bigint)))
"""
_COUNTS = text("""
    select queue_name, status::text, count(*) from procrastinate_jobs group by queue_name, status order by 1, 2
""")
_FAILED = text(f"""
    select j.id, j.queue_name, j.task_name, j.attempts, f.error, f.at
    from procrastinate_jobs j left join job_failures f on f.queued_id = j.id
    where j.status = 'failed' and (cast(:organisation as bigint) is null or {_WHOSE} = :organisation)
    order by j.id desc limit {_MOST_SHOWN}
""")
_HOLD = text(f"""
    select j.id from procrastinate_jobs j where j.id = :id and j.status = 'failed' and {_WHOSE} = :organisation for update
""")
_RETRY = text("select procrastinate_retry_job_v2(:id, now(), null, null, null)")
_FORGET = text(
    "delete from job_failures f where not exists (select 1 from procrastinate_jobs j where j.id = f.queued_id)"
)


class JobFailure(Table):
    """The last error of a job of the queue, by its kind."""

    __tablename__ = "job_failures"
    queued_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    error: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = created()


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that is not tried again by itself."""

    queued_id: int
    queue: str
    task: str
    attempts: int
    error: str | None
    at: datetime | None


def note(session: Session, queued_id: int, error: str) -> None:
    """Keeps the kind of the last error of a job."""
    new = insert(JobFailure).values(queued_id=queued_id, error=error[:80], at=func.now())
    session.execute(
        new.on_conflict_do_update(index_elements=["queued_id"], set_={"error": error[:80], "at": func.now()})
    )


def counts(session: Session) -> list[tuple[str, str, int]]:
    """How many jobs each queue has in each state."""
    return [(row[0], row[1], row[2]) for row in session.execute(_COUNTS)]


def failed(session: Session, organisation_id: int | None) -> Sequence[Failed]:
    """The newest jobs that have failed for good, an organisation's, or everybody's for None; a hundred at most."""
    return [Failed(*row) for row in session.execute(_FAILED, {"organisation": organisation_id})]


def retry(session: Session, queued_id: int, organisation_id: int) -> None:
    """Has a failed job of the organisation tried again; raises NotFound for any other."""
    if session.scalar(_HOLD, {"id": queued_id, "organisation": organisation_id}) is None:
        raise NotFound("failed job", str(queued_id))
    session.execute(_RETRY, {"id": queued_id})


def forget(session: Session) -> None:
    """Removes what was kept of jobs that are no more."""
    session.execute(_FORGET)
