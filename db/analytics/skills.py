"""Skills that jobs want against skills that people have; which names are one skill the taxonomy has decided before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.analytics.scope import Scope, rows_of

_NUMBER = "hashtextextended(said.name, 0)"


@dataclass(frozen=True, slots=True)
class SkillGap:
    """How many jobs require or prefer a skill, named in lower case, and how many résumés show it."""

    skill: str
    required: int
    preferred: int
    at_hand: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """The skills wanted, of how many jobs and how many résumés, and how many skills are wanted in all."""

    jobs: int
    resumes: int
    skills: Sequence[SkillGap]
    wanted: int


def held_by_day(condition: str) -> str:
    """Statement: résumés that fulfil a condition by day of arrival and number of the skill.

    Not its name: what is counted outlives the résumé for a while, and a rare skill might tell whose it was.
    """
    return f"""select (resumes.created_at at time zone 'UTC')::date as day, {_NUMBER} as skill, count(*) as resumes
        from resumes cross join lateral unnest(skill_names) said (name) where {condition} group by 1, 2"""


def gaps(session: Session, scope: Scope, most: int, *, summed: bool) -> Gaps:
    """The skills of jobs that are or were open and came up on the days, against those of résumés that arrived on them.

    Of one job: what it wants, whatever its state and day, against the résumés of its candidates whose row was made on the
    days. Skills whose share of jobs is furthest above their share of résumés come first. ``summed`` takes what résumés
    show from what was counted before; never of one job.
    """
    jobs, resumes = _jobs(scope), _resumes(scope)
    held = (
        _summed(scope)
        if summed
        else f"select skill, sum(resumes) as resumes from ({held_by_day(resumes)}) day group by 1"
    )
    found = rows_of(
        session,
        f"""with sizes as materialized (select (select count(*) from jobs where {jobs}) as jobs,
                (select count(*) from resumes where {resumes}) as resumes),
            wanted as (
                select said.name, {_NUMBER} as skill, sum(required)::bigint as required, sum(preferred)::bigint as preferred
                from (
                    select unnest(required_skills) as name, 1 as required, 0 as preferred from jobs where {jobs}
                    union all select unnest(preferred_skills), 0, 1 from jobs where {jobs}) said group by 1),
            held as ({held})
            select sizes.jobs, sizes.resumes, name, required, preferred, coalesce(held.resumes, 0), count(name) over ()
            from sizes left join (wanted left join held using (skill)) on true
            order by (required + preferred)::float8 / greatest(1, sizes.jobs)
                - coalesce(held.resumes, 0)::float8 / greatest(1, sizes.resumes) desc,
                required desc, name limit :most""",
        scope,
        most=most,
    )
    shown = [SkillGap(row[2], row[3], row[4], int(row[5])) for row in found if row[2] is not None]
    return Gaps(found[0][0], found[0][1], shown, found[0][6])


def _jobs(scope: Scope) -> str:
    if scope.job_id is not None:
        return scope.mine("jobs", "id")
    return f"{scope.mine('jobs', 'id')} and jobs.status <> 'draft' and {scope.within('jobs.created_at')}"


def _resumes(scope: Scope) -> str:
    ready = "resumes.organisation_id = :organisation and resumes.status = 'ready'"
    if scope.job_id is None:
        return f"{ready} and {scope.within('resumes.created_at')}"
    candidates = (
        f"select resume_id from applications where {scope.mine('applications')} and {scope.within('created_at')}"
    )
    return f"{ready} and resumes.id in ({candidates})"


def _summed(scope: Scope) -> str:
    # Only skills that are wanted: the sums of all others are left aside by their key.
    return f"""select skill, sum(resumes) as resumes from skill_sums
        where organisation_id = :organisation and skill in (select skill from wanted) and {scope.on_days("day")} group by 1"""
