"""How far candidates came: the funnel, where they come from, how long each stage and each hire took; it judges nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from db.analytics.scope import Scope, rows_of
from statuses import ENDED, STATUSES, Status

WAY: tuple[Status, ...] = ("pending", "reviewed", "shortlisted", "interview", "offer", "hired")
"""The stages on the way to a hire; rejected and withdrawn lead off it."""
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Stage:
    """How many candidates were ever in a status (``entered``), how many in it or further on the way to a hire, and how many are."""

    status: Status
    entered: int
    reached: int
    now: int


@dataclass(frozen=True, slots=True)
class Stays:
    """How long candidates stayed in a status, in days: ``open`` of the ``count`` stays go on, and are counted up to now."""

    status: Status
    count: int
    open: int
    median_days: float
    p90_days: float


@dataclass(frozen=True, slots=True)
class Hires:
    """How long hires took, from a candidate's first row to the hire, in days; ``job_id`` is None for all jobs together."""

    job_id: int | None
    title: str | None
    count: int
    median_days: float
    p90_days: float


@dataclass(frozen=True, slots=True)
class Day:
    """What began and what ended well on one day."""

    day: date
    applications: int
    hires: int


def funnel(session: Session, scope: Scope) -> tuple[Stage, ...]:
    """Every status in order, of candidates whose row was made on the days; who skipped a stage has reached it."""
    found = rows_of(
        session,
        f"""select status, reached, count(*) from applications
            where {scope.mine("applications")} and {scope.within("created_at")} group by 1, 2""",
        scope,
    )
    entered, reached, now = (dict.fromkeys(STATUSES, 0) for _ in range(3))
    for status, bits, number in found:
        ever = [known for at, known in enumerate(STATUSES) if bits >> at & 1]
        furthest = max(WAY.index(one) for one in ever if one in WAY)
        now[status] += number
        for one in ever:
            entered[one] += number
        for one in (*WAY[: furthest + 1], *(one for one in ever if one not in WAY)):
            reached[one] += number
    return tuple(Stage(one, entered[one], reached[one], now[one]) for one in STATUSES)


def sources(session: Session, scope: Scope) -> Mapping[str, Mapping[Status, int]]:
    """Who made the rows that were made on the days, and how many of theirs are in each status now; most rows first."""
    found = rows_of(
        session,
        f"""select source, status, count(*) from applications
            where {scope.mine("applications")} and {scope.within("created_at")} group by 1, 2""",
        scope,
    )
    known: dict[str, dict[Status, int]] = {}
    for source, status, number in found:
        known.setdefault(source, dict.fromkeys(STATUSES, 0))[status] = number
    return dict(sorted(known.items(), key=lambda one: (-sum(one[1].values()), one[0])))


def days(session: Session, scope: Scope) -> tuple[Sequence[Day], Mapping[Status, int]]:
    """Rows made and hires made on each day that has any, in order; and how many of the rows are in each status now."""
    found = rows_of(
        session,
        f"""select (created_at at time zone 'UTC')::date, status, count(*), 0 from applications
            where {scope.mine("applications")} and {scope.within("created_at")} group by grouping sets ((1), (2))
            union all
            select (status_since at time zone 'UTC')::date, null, 0, count(*) from applications
            where {scope.mine("applications")} and status = 'hired' and {scope.within("status_since")} group by 1""",
        scope,
    )
    counts: dict[date, tuple[int, int]] = {}
    now = dict.fromkeys(STATUSES, 0)
    for day, status, made, hired in found:
        if status is not None:
            now[status] = made
        else:
            before = counts.get(day, (0, 0))
            counts[day] = (before[0] + made, before[1] + hired)
    return [Day(day, *counts[day]) for day in sorted(counts)], now


def stays(session: Session, scope: Scope) -> tuple[Stays, ...]:
    """How long the stays that began on the days lasted, by status in order; those of which there is none are left out.

    Nobody waits in a status that ends the way: only stays there that somebody ended count.
    """
    of_job = "application_id in (select id from applications where job_id = :job)" if scope.job_id else "true"
    found = rows_of(
        session,
        f"""select status, total, still, (select percentile_cont(array[0.5, 0.9]) within group (order by s)
                from unnest(seconds) s)
            from (
                select status, count(*) as total, count(*) filter (where is_open) as still,
                    array_agg(seconds) as seconds
                from (
                    select from_status::text as status, date_part('epoch', at - entered_at) as seconds, false as is_open
                    from application_moves where {scope.mine("application_moves")} and {of_job}
                        and {scope.within("entered_at")}
                    union all
                    select status, greatest(0, date_part('epoch', now() - status_since)), true
                    from applications where {scope.mine("applications")} and {scope.within("status_since")}
                        and status <> all(:ended_ones)
                ) stay group by 1) gathered""",
        scope,
        ended_ones=sorted(ENDED),
    )
    known = {row[0]: row for row in found}
    return tuple(
        Stays(one, known[one][1], known[one][2], *(seconds / _DAY_S for seconds in known[one][3]))
        for one in STATUSES
        if one in known
    )


def hires(session: Session, scope: Scope, most_jobs: int) -> tuple[Hires | None, Sequence[Hires], int]:
    """How long the hires of the days took: together, None without any; by job, most hires first; and how many jobs had some."""
    found = rows_of(
        session,
        f"""select job_id, (select title from jobs where id = job_id), number, times, count(*) over () from (
                select job_id, count(*) as number, percentile_cont(array[0.5, 0.9])
                    within group (order by date_part('epoch', status_since - created_at)) as times
                from applications where {scope.mine("applications")} and status = 'hired'
                    and {scope.within("status_since")}
                group by grouping sets ((), (job_id))) counted
            where number > 0 order by job_id is not null, number desc, job_id limit :most""",
        scope,
        most=most_jobs + 1,
    )
    shown = [Hires(job, title, number, *(one / _DAY_S for one in times)) for job, title, number, times, _ in found]
    return (shown[0], shown[1:], found[0][4] - 1) if shown else (None, [], 0)
