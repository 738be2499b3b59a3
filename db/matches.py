"""Stored matches and the ones they replaced: one for each job, résumé and way of weighing; it computes no score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, UniqueConstraint, func, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.jobs import StoredJob
from db.people import Organisation
from db.resumes import StoredResume
from db.stored import from_plain, to_plain
from db.tables import Table, created, row_id
from errors import NotFound
from records import Match


class StoredMatch(Table):
    """The match of a résumé and a job by one profile or set of weights; ``basis`` names everything it was made from."""

    __tablename__ = "matches"
    __table_args__ = (
        UniqueConstraint("job_id", "resume_id", "variant"),
        Index("ix_matches_organisation_id_score", "organisation_id", "score"),
    )
    id: Mapped[int] = row_id(start=301)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    job_id: Mapped[int] = mapped_column(ForeignKey(StoredJob.id, ondelete="CASCADE"))
    resume_id: Mapped[int] = mapped_column(ForeignKey(StoredResume.id, ondelete="CASCADE"), index=True)
    variant: Mapped[str] = mapped_column(String(80))
    basis: Mapped[str] = mapped_column(String(64))
    score: Mapped[float]
    record: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = created()

    @property
    def match(self) -> Match:
        """The reasons."""
        return from_plain(Match, self.record)


class ReplacedMatch(Table):
    """A match as it was before new versions, a new résumé text or a new ad changed it."""

    __tablename__ = "match_history"
    id: Mapped[int] = row_id()
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"), index=True)
    basis: Mapped[str] = mapped_column(String(64))
    score: Mapped[float]
    record: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime]
    replaced_at: Mapped[datetime] = mapped_column(server_default=func.now())


def stored(session: Session, resume_ids: Sequence[int], job_id: int, variant: str) -> dict[int, StoredMatch]:
    """Finds the matches of these résumés with a job, by résumé id."""
    same = (StoredMatch.job_id == job_id) & (StoredMatch.variant == variant)
    rows = select(StoredMatch).where(same, StoredMatch.resume_id.in_(resume_ids))
    found = session.scalars(rows.execution_options(populate_existing=True))
    return {row.resume_id: row for row in found}


def keep(
    session: Session, job: StoredJob, variant: str, scored: Mapping[int, tuple[str, Match]]
) -> dict[int, StoredMatch]:
    """Stores the matches of a job, given by résumé id with their basis; ones of another basis move to the history.

    Requests that match the same pair at once end with one row: the unique constraint decides, and the later request
    gets the earlier one's row. Rows go in by id order, so two requests never wait for each other in a circle.
    """
    if not scored:
        return {}
    _move_to_history(session, job.id, variant, scored)
    same = {"organisation_id": job.organisation_id, "job_id": job.id, "variant": variant}
    rows = [
        same | {"resume_id": key, "basis": basis, "score": match.match_score, "record": to_plain(match)}
        for key, (basis, match) in sorted(scored.items())
    ]
    new = insert(Table.metadata.tables[StoredMatch.__tablename__])
    changes: dict[str, Any] = {name: new.excluded[name] for name in ("basis", "score", "record")}
    upsert = new.on_conflict_do_update(
        index_elements=["job_id", "resume_id", "variant"],
        set_=changes | {"created_at": func.now()},
        where=StoredMatch.basis != new.excluded.basis,
    )
    session.execute(upsert, rows)
    return stored(session, list(scored), job.id, variant)


def get(session: Session, key: int, organisation_id: int, owner_id: int | None = None) -> StoredMatch:
    """Finds one of the organisation's matches; with ``owner_id``, one about this user's résumé.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    row = session.scalars(visible(organisation_id, owner_id).where(StoredMatch.id == key)).one_or_none()
    if row is None:
        raise NotFound("match", f"M{key}")
    return row


def visible(organisation_id: int, owner_id: int | None = None) -> Select[StoredMatch]:
    """Selects the organisation's matches, best first."""
    mine = select(StoredMatch).where(StoredMatch.organisation_id == organisation_id)
    if owner_id is not None:
        mine = mine.join(StoredResume).where(StoredResume.owner_id == owner_id)
    return mine.order_by(StoredMatch.score.desc(), StoredMatch.id)


def _move_to_history(session: Session, job_id: int, variant: str, scored: Mapping[int, tuple[str, Match]]) -> None:
    unchanged = [(key, basis) for key, (basis, _) in scored.items()]
    old = (
        select(StoredMatch.id, StoredMatch.basis, StoredMatch.score, StoredMatch.record, StoredMatch.created_at)
        .where(StoredMatch.job_id == job_id, StoredMatch.variant == variant, StoredMatch.resume_id.in_(scored))
        .where(tuple_(StoredMatch.resume_id, StoredMatch.basis).not_in(unchanged))
        .order_by(StoredMatch.resume_id)
        .with_for_update()
    )
    columns = ["match_id", "basis", "score", "record", "created_at"]
    session.execute(insert(ReplacedMatch).from_select(columns, old))
