"""Sums of a large organisation's many rows, counted beforehand, and when; small organisations are counted when they ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, PrimaryKeyConstraint, SmallInteger, String, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.analytics.scores import decided, scored
from db.analytics.skills import held_by_day
from db.jobs import StoredJob
from db.matches import StoredMatch
from db.people import Organisation
from db.resumes import StoredResume
from db.tables import Table

FEW_MATCHES, FEW_RESUMES = 50_000, 20_000
"""Up to so many of an organisation's rows are counted when somebody asks."""

# Each statement is done within the time that one may take.
_MATCHES_AT_ONCE, _RESUMES_AT_ONCE = 250_000, 50_000


class ScoreSum(Table):
    """Matches of a job by one weighing, made on one day, in one bucket of points: all, and those of chosen or rejected people."""

    __tablename__ = "score_sums"
    __table_args__ = (
        PrimaryKeyConstraint("job_id", "variant", "day", "bucket"),
        Index("ix_score_sums_organisation_id_variant", "organisation_id", "variant"),
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    job_id: Mapped[int] = mapped_column(ForeignKey(StoredJob.id, ondelete="CASCADE"))
    variant: Mapped[str] = mapped_column(String(80))
    day: Mapped[date]
    bucket: Mapped[int] = mapped_column(SmallInteger)
    matches: Mapped[int] = mapped_column(Integer)
    chosen: Mapped[int] = mapped_column(Integer)
    rejected: Mapped[int] = mapped_column(Integer)


class DecisionSum(Table):
    """Decisions about candidates of a job whose row was made on one day, by the tenths of points of their match."""

    __tablename__ = "decision_sums"
    __table_args__ = (
        PrimaryKeyConstraint("job_id", "variant", "day", "points"),
        Index("ix_decision_sums_organisation_id_variant", "organisation_id", "variant"),
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    job_id: Mapped[int] = mapped_column(ForeignKey(StoredJob.id, ondelete="CASCADE"))
    variant: Mapped[str] = mapped_column(String(80))
    day: Mapped[date]
    points: Mapped[int] = mapped_column(SmallInteger)
    chosen: Mapped[int] = mapped_column(Integer)
    rejected: Mapped[int] = mapped_column(Integer)


class SkillSum(Table):
    """Résumés that arrived on one day and show a skill; ``skill`` is the number that its name gives."""

    __tablename__ = "skill_sums"
    __table_args__ = (PrimaryKeyConstraint("organisation_id", "skill", "day"),)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    day: Mapped[date]
    skill: Mapped[int]
    resumes: Mapped[int] = mapped_column(Integer)


class SumsMade(Table):
    """When the sums of an organisation were last counted: nothing older is left out, what is newer may be."""

    __tablename__ = "sums_made"
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"), primary_key=True)
    as_of: Mapped[datetime]


def has_many_matches(session: Session, organisation_id: int) -> bool:
    """Says whether an organisation's matches are too many to be counted while somebody waits."""
    some = select(StoredMatch.id).where(StoredMatch.organisation_id == organisation_id).offset(FEW_MATCHES).limit(1)
    return session.scalar(some) is not None


def has_many_resumes(session: Session, organisation_id: int) -> bool:
    """Says whether an organisation's résumés are too many to be counted while somebody waits."""
    some = select(StoredResume.id).where(StoredResume.organisation_id == organisation_id).offset(FEW_RESUMES).limit(1)
    return session.scalar(some) is not None


def made_at(session: Session, organisation_id: int) -> datetime | None:
    """When the sums were last counted; None for never."""
    return session.scalar(select(SumsMade.as_of).where(SumsMade.organisation_id == organisation_id))


def count_anew(session: Session, organisation_id: int) -> Iterator[None]:
    """Counts the sums, some jobs at a time; after each step the caller commits, and others see the old sums until then.

    Who counts the same organisation at the same time waits at each step.
    """
    began = session.scalar(select(func.clock_timestamp()))
    for low, high in _runs_of_jobs(session, organisation_id):
        given = {"organisation": organisation_id, "low": low, "high": high}
        _hold(session, organisation_id)
        of_jobs = "organisation_id = :organisation and job_id between :low and :high"
        session.execute(text(f"delete from score_sums where {of_jobs}"), given)
        session.execute(text(f"delete from decision_sums where {of_jobs}"), given)
        session.execute(text(_ADD_SCORES), given)
        session.execute(text(_ADD_DECISIONS), given)
        yield
    _hold(session, organisation_id)
    _count_skills(session, organisation_id)
    made = insert(SumsMade).values(organisation_id=organisation_id, as_of=began)
    session.execute(
        made.on_conflict_do_update(
            index_elements=["organisation_id"], set_={"as_of": func.greatest(SumsMade.as_of, made.excluded.as_of)}
        )
    )
    yield


_KEYS = ("job_id", "variant", "day")
_OF_JOBS = "matches.organisation_id = :organisation and matches.job_id between :low and :high"
_ADD_SCORES = f"""insert into score_sums (organisation_id, job_id, variant, day, bucket, matches, chosen, rejected)
    select :organisation, counted.* from ({scored(_OF_JOBS, *_KEYS)}) counted"""
_ADD_DECISIONS = f"""insert into decision_sums (organisation_id, job_id, variant, day, points, chosen, rejected)
    select :organisation, counted.* from ({decided(_OF_JOBS, *_KEYS)}) counted"""
_ADD_SKILLS = f"""insert into skill_sums (organisation_id, day, skill, resumes)
    select :organisation, counted.* from ({
    held_by_day("organisation_id = :organisation and status = 'ready' and resumes.id > :low and resumes.id <= :high")
}) counted
    on conflict (organisation_id, skill, day) do update set resumes = skill_sums.resumes + excluded.resumes"""


def _runs_of_jobs(session: Session, organisation_id: int) -> Iterator[tuple[int, int]]:
    """First and last job of runs with about so many matches as one statement counts in time; jobs of others between them, too."""
    sizes = session.execute(
        select(StoredMatch.job_id, func.count())
        .where(StoredMatch.organisation_id == organisation_id)
        .group_by(StoredMatch.job_id)
        .order_by(StoredMatch.job_id)
    ).all()
    low, last, many = 0, 0, 0
    for key, number in sizes:
        if many and many + number > _MATCHES_AT_ONCE:
            yield low, last
            low, many = last + 1, 0
        last, many = key, many + number
    # Jobs without matches any more lose their sums, too.
    yield low, 2**62


def _count_skills(session: Session, organisation_id: int) -> None:
    """In one transaction: a skill's sum comes from several runs of résumés."""
    session.execute(
        text("delete from skill_sums where organisation_id = :organisation"), {"organisation": organisation_id}
    )
    mine = select(func.max(StoredResume.id)).where(StoredResume.organisation_id == organisation_id)
    low, last = 0, session.scalar(mine) or 0
    while low < last:
        high = session.scalar(
            select(func.max(StoredResume.id)).where(
                StoredResume.id.in_(
                    select(StoredResume.id)
                    .where(StoredResume.organisation_id == organisation_id, StoredResume.id > low)
                    .order_by(StoredResume.id)
                    .limit(_RESUMES_AT_ONCE)
                )
            )
        )
        session.execute(text(_ADD_SKILLS), {"organisation": organisation_id, "low": low, "high": high})
        low = high or last


def _hold(session: Session, organisation_id: int) -> None:
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"sums {organisation_id}", 0))))
