"""What language models said of pairs, kept beside the matches, and the tokens that it took; it asks no model and moves no score."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.jobs import StoredJob
from db.matches import StoredMatch
from db.people import Organisation
from db.resumes import StoredResume
from db.tables import Table, created, row_id

# The numbers of rows that are gone meanwhile are left out; those that stay do so until the transaction ends.
_INSERT = text("""
    insert into model_comments (organisation_id, job_id, resume_id, basis, model, prompt_version, score, comment, reasons)
    select jobs.organisation_id, jobs.id, resumes.id, :basis, :model, :prompt_version, :score, :comment, :reasons
    from resumes join jobs on jobs.id = :job where resumes.id = :resume
    for key share of resumes, jobs
    on conflict (job_id, resume_id, basis, model, prompt_version) do nothing
""").bindparams(bindparam("reasons", type_=JSONB))


class ModelComment(Table):
    """One model's opinion of one pair, as its two sides were then: ``basis`` names their contents.

    ``score`` is the model's, 0..1, and stands beside the score of the match. ``reasons`` are ``{text, quote}``, the quote
    being from what the model was told.
    """

    __tablename__ = "model_comments"
    __table_args__ = (
        UniqueConstraint("job_id", "resume_id", "basis", "model", "prompt_version"),
        CheckConstraint("score between 0 and 1", name="ck_model_comments_score"),
    )
    id: Mapped[int] = row_id()
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"), index=True)
    job_id: Mapped[int] = mapped_column(ForeignKey(StoredJob.id, ondelete="CASCADE"))
    resume_id: Mapped[int] = mapped_column(ForeignKey(StoredResume.id, ondelete="CASCADE"), index=True)
    basis: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(200))
    prompt_version: Mapped[str] = mapped_column(String(16))
    score: Mapped[float]
    comment: Mapped[str] = mapped_column(Text)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = created()


class SpentTokens(Table):
    """How many tokens an organisation spent on a day (UTC), with those set aside for requests that are under way."""

    __tablename__ = "model_tokens"
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    tokens: Mapped[int]


@dataclass(frozen=True, slots=True)
class Maker:
    """Who says it: the model's name and the version of what it is asked."""

    model: str
    prompt_version: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a model says of a pair: a score 0..1, a comment, and reasons as ``{text, quote}``."""

    score: float
    comment: str
    reasons: tuple[Mapping[str, str], ...]


def basis_of(job: StoredJob, resume: StoredResume) -> str:
    """Names the contents of the two sides, as they were read and corrected."""
    return _basis(job.sha256, job.versions, resume.sha256, resume.versions)


def known(session: Session, job_id: int, bases: Mapping[int, str], maker: Maker) -> dict[int, ModelComment]:
    """Finds what this model said of pairs whose contents are still these, by résumé id; ``bases`` are by résumé id."""
    if not bases:
        return {}
    same = (ModelComment.job_id == job_id) & (ModelComment.model == maker.model)
    same &= ModelComment.prompt_version == maker.prompt_version
    pairs = tuple_(ModelComment.resume_id, ModelComment.basis).in_(list(bases.items()))
    return {row.resume_id: row for row in session.scalars(select(ModelComment).where(same, pairs))}


def keep(
    session: Session, job_id: int, bases: Mapping[int, str], maker: Maker, said: Mapping[int, Said]
) -> dict[int, ModelComment]:
    """Stores what a model said, by résumé id; what was said of former contents of a pair goes.

    Of two requests that asked about the same pair at once the first is kept and the second gets its row. Résumés that are
    erased meanwhile are left out.
    """
    for key in sorted(said):
        of_pair = (ModelComment.job_id == job_id) & (ModelComment.resume_id == key)
        session.execute(delete(ModelComment).where(of_pair, ModelComment.basis != bases[key]))
        values = {"job": job_id, "resume": key, "basis": bases[key], "score": said[key].score}
        values |= {"model": maker.model, "prompt_version": maker.prompt_version, "comment": said[key].comment}
        session.execute(_INSERT, values | {"reasons": [dict(one) for one in said[key].reasons]})
    return known(session, job_id, {key: bases[key] for key in said}, maker)


def of_match(session: Session, match: StoredMatch) -> ModelComment | None:
    """What a model said last of a match's pair; None when none did, or one of its sides has changed since."""
    sides = select(StoredJob.sha256, StoredJob.versions, StoredResume.sha256, StoredResume.versions)
    sides = sides.join_from(StoredJob, StoredResume, StoredResume.id == match.resume_id)
    found = session.execute(sides.where(StoredJob.id == match.job_id)).one_or_none()
    if found is None:
        return None
    same = (ModelComment.job_id == match.job_id) & (ModelComment.resume_id == match.resume_id)
    rows = select(ModelComment).where(same, ModelComment.basis == _basis(*found))
    return session.scalars(rows.order_by(ModelComment.id.desc()).limit(1)).one_or_none()


def set_aside(session: Session, organisation_id: int, tokens: int, most: int) -> date | None:
    """Sets tokens aside for a request to come; returns the day they are of, or None where the day has none left."""
    if tokens > most:
        return None
    new = insert(SpentTokens).values(organisation_id=organisation_id, day=func.current_date(), tokens=tokens)
    together = SpentTokens.tokens + new.excluded.tokens
    upsert = new.on_conflict_do_update(
        index_elements=["organisation_id", "day"], set_={"tokens": together}, where=together <= most
    )
    return session.scalar(upsert.returning(SpentTokens.day))


def settle(session: Session, organisation_id: int, day: date, aside: int, spent: int) -> None:
    """Counts what a request took in place of what was set aside for it."""
    session.execute(
        text(
            "update model_tokens set tokens = greatest(0, tokens + :change) where organisation_id = :of and day = :day"
        ),
        {"change": spent - aside, "of": organisation_id, "day": day},
    )


def spent_today(session: Session, organisation_id: int) -> int:
    """How many tokens an organisation has spent today, with those set aside."""
    mine = (SpentTokens.organisation_id == organisation_id) & (SpentTokens.day == func.current_date())
    return session.scalar(select(SpentTokens.tokens).where(mine)) or 0


def _basis(*named: str) -> str:
    return hashlib.sha256("\x00".join(named).encode()).hexdigest()
