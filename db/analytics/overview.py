"""An organisation at a glance: how much there is of everything; how it got there the other figures say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.analytics.scope import Scope, rows_of


@dataclass(frozen=True, slots=True)
class Glance:
    """Jobs and résumés that came up on the days, and interviews that take or took place on them, by status."""

    jobs: int
    open_jobs: int
    resumes: int
    interviews: Mapping[str, int]


def glance(session: Session, scope: Scope) -> Glance:
    """Counts them; of one job, the résumés are those of its candidates whose row was made on the days."""
    ready = "resumes.organisation_id = :organisation and resumes.status = 'ready'"
    candidates = (
        f"select resume_id from applications where {scope.mine('applications')} and {scope.within('created_at')}"
    )
    resumes = (
        f"{ready} and {scope.within('created_at')}" if scope.job_id is None else f"{ready} and id in ({candidates})"
    )
    of_days = scope.within("created_at") if scope.job_id is None else "true"
    (jobs, open_jobs, number), *_ = rows_of(
        session,
        f"""select count(*), count(*) filter (where status = 'open'), (select count(*) from resumes where {resumes})
            from jobs where {scope.mine("jobs", "id")} and deleted_at is null and {of_days}""",
        scope,
    )
    interviews = rows_of(
        session,
        f"""select status, count(*) from interviews
            where {scope.mine("interviews")} and {scope.within("starts_at")} group by 1 order by 1""",
        scope,
    )
    return Glance(jobs, open_jobs, number, dict(map(tuple, interviews)))
