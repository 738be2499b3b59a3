"""How scores are spread, and how well what recruiters decide agrees with them; it scores nothing.

A candidate is chosen who was ever shortlisted or further, whatever came after, and rejected who is rejected without that:
when a job is filled, nearly everybody is rejected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.analytics.scope import Scope, rows_of
from statuses import STATUSES

BUCKETS, WIDTH = 20, 5
"""Points 0-100 in steps of five; the last bucket holds 100, too."""
FEWEST_PAIRS = 20
"""Of fewer pairs of a chosen and a rejected candidate there is too little to say."""

# Points are compared as they are shown, to a tenth: what nobody can tell apart is equal.
_TENTHS = "round(matches.score * 1000)"
_CHOSEN_BITS = sum(1 << STATUSES.index(one) for one in ("shortlisted", "interview", "offer", "hired"))
_CHOSEN = f"applications.reached & {_CHOSEN_BITS} <> 0"
_REJECTED = f"(applications.status = 'rejected' and applications.reached & {_CHOSEN_BITS} = 0)"
_DAY_OF_MATCH = "(matches.created_at at time zone 'UTC')::date"
_DAY_OF_ROW = "(applications.created_at at time zone 'UTC')::date"
BUCKET = f"least({BUCKETS - 1}, greatest(0, floor({_TENTHS} / {WIDTH * 10})))::int"
_PAIR = """applications on applications.job_id = matches.job_id and applications.resume_id = matches.resume_id"""


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many matches have from ``low`` to below ``low + WIDTH`` points, and how many of them are of whom."""

    low: int
    matches: int
    chosen: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairs of a chosen and a rejected candidate of one job, and in how many the chosen one has the higher score, ties half.

    ``job_id`` is None for all jobs together.
    """

    job_id: int | None
    title: str | None
    chosen: int
    rejected: int
    pairs: int
    right: float

    @property
    def share(self) -> float | None:
        """The share of pairs 0..1; None where there are too few."""
        return self.right / self.pairs if self.pairs >= FEWEST_PAIRS else None


def scored(condition: str, *keys: str) -> str:
    """Statement: matches that fulfil a condition by columns of them, ``day`` when they were made, and bucket."""
    return f"""select {_shown(keys, _DAY_OF_MATCH)} {BUCKET} as bucket, count(*) as matches,
            count(*) filter (where {_CHOSEN}) as chosen, count(*) filter (where {_REJECTED}) as rejected
        from matches left join {_PAIR} where {condition} group by {_numbered(keys)}"""


def decided(condition: str, *keys: str) -> str:
    """Statement: decisions about candidates with a match by columns of it, ``day`` of the candidate's row, and tenths of points."""
    return f"""select {_shown(keys, _DAY_OF_ROW)} {_TENTHS}::smallint as points,
            count(*) filter (where {_CHOSEN})::int as chosen, count(*) filter (where {_REJECTED})::int as rejected
        from matches join {_PAIR} where {condition} and ({_CHOSEN} or {_REJECTED}) group by {_numbered(keys)}"""


def distribution(session: Session, scope: Scope, variant: str, *, summed: bool) -> tuple[Bucket, ...]:
    """All buckets in order, of matches by one weighing that were made on the days; ``summed`` from what was counted before."""
    found = rows_of(session, _summed_scores(scope) if summed else _live_scores(scope), scope, variant=variant)
    known = {row[0]: row[1:] for row in found}
    return tuple(Bucket(at * WIDTH, *map(int, known.get(at, (0, 0, 0)))) for at in range(BUCKETS))


def agreement(
    session: Session, scope: Scope, variant: str, most_jobs: int, *, summed: bool
) -> tuple[Agreement, Sequence[Agreement], int]:
    """The agreement about candidates whose row was made on the days: over all jobs, by job, and how many jobs have a pair.

    Only candidates of the same job make a pair. Jobs come by their number of pairs, most first.
    """
    statement = _summed_decisions(scope) if summed else _live_decisions(scope)
    found = rows_of(
        session,
        f"""with ranked as (
                select job_id, chosen, rejected,
                    coalesce(sum(rejected) over (lower groups between unbounded preceding and 1 preceding), 0) as below,
                    sum(rejected) over (lower groups between current row and current row) as equal
                from ({statement}) decided window lower as (partition by job_id order by points)),
            counted as (
                select job_id, sum(chosen) as chosen, sum(rejected) as rejected,
                    sum(chosen * (below + equal / 2.0::float8)) as right_ones from ranked group by 1),
            both_kinds as (select *, chosen * rejected as pairs from counted)
            select job_id, (select title from jobs where id = job_id), chosen, rejected, pairs, right_ones, jobs from (
                select null as job_id, sum(chosen) as chosen, sum(rejected) as rejected, sum(pairs) as pairs,
                    sum(right_ones) as right_ones, count(*) filter (where pairs > 0) as jobs from both_kinds
                union all
                select job_id, chosen, rejected, pairs, right_ones, 0 from both_kinds where pairs > 0) shown
            order by job_id is not null, pairs desc, job_id limit :most""",
        scope,
        variant=variant,
        most=most_jobs + 1,
    )
    shown = [
        Agreement(job, title, int(chosen or 0), int(rejected or 0), int(pairs or 0), float(right or 0))
        for job, title, chosen, rejected, pairs, right, _ in found
    ]
    return shown[0], shown[1:], int(found[0][6])


def opinions(session: Session, scope: Scope, variant: str) -> Mapping[str, int]:
    """How often people said which verdict about matches by one weighing on the days, when they last said it."""
    found = rows_of(
        session,
        f"""select verdict, count(*) from match_feedback join matches on matches.id = match_id
            where match_feedback.organisation_id = :organisation and {scope.mine("matches")}
                and matches.variant = :variant and {scope.within("match_feedback.updated_at")} group by 1""",
        scope,
        variant=variant,
    )
    return {verdict: int(number) for verdict, number in found}


def _shown(keys: Sequence[str], day: str) -> str:
    return "".join(f"{day} as day, " if key == "day" else f"matches.{key}, " for key in keys)


def _numbered(keys: Sequence[str]) -> str:
    return ", ".join(str(at + 1) for at in range(len(keys) + 1))


def _live_scores(scope: Scope) -> str:
    mine = f"{scope.mine('matches')} and matches.variant = :variant and {scope.within('matches.created_at')}"
    return scored(mine)


def _summed_scores(scope: Scope) -> str:
    return f"""select bucket, sum(matches), sum(chosen), sum(rejected) from score_sums
        where {scope.mine("score_sums")} and variant = :variant and {scope.on_days("day")} group by 1"""


def _live_decisions(scope: Scope) -> str:
    mine = f"{scope.mine('applications')} and matches.variant = :variant and {scope.within('applications.created_at')}"
    return decided(mine, "job_id")


def _summed_decisions(scope: Scope) -> str:
    return f"""select job_id, points, chosen, rejected from decision_sums
        where {scope.mine("decision_sums")} and variant = :variant and {scope.on_days("day")}"""
