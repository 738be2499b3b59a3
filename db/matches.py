"""Stored matches and the ones they replaced: one for each job, résumé and way of weighing; it computes no score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, overload

from sqlalchemy import ForeignKey, Index, Select, String, UniqueConstraint, func, inspect, select, text
from sqlalchemy.orm import Mapped, Session, defer, load_only, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from db.jobs import StoredJob, deleted, open_ones
from db.jobs import visible as jobs_visible
from db.people import Organisation
from db.resumes import StoredResume
from db.stored import PackedRecord, from_plain, packed
from db.tables import Table, created, row_id
from errors import NotFound
from records import Match

_AT_ONCE = 100
# One statement for all rows: a row each in SQLAlchemy's own way takes three times as long.
_UPSERT = text("""
    insert into matches (organisation_id, job_id, resume_id, variant, basis, score, record)
    select :organisation, :job, resume, :variant, basis, score, fresh.record
    from unnest(cast(:resumes as bigint[]), cast(:bases as text[]), cast(:scores as float8[]), cast(:records as bytea[]))
        as fresh (resume, basis, score, record)
    join resumes on resumes.id = resume
    order by resume for key share of resumes
    on conflict (job_id, resume_id, variant) do update
    set basis = excluded.basis, score = excluded.score, record = excluded.record, created_at = now()
    where matches.basis <> excluded.basis
""")
_BASES = text("""
    select resume_id, basis from matches
    where job_id = :job and variant = :variant and resume_id = any(cast(:resumes as bigint[]))
""")
_TO_HISTORY = text("""
    insert into match_history (match_id, job_id, basis, score, record, created_at)
    select matches.id, job_id, matches.basis, score, record, created_at
    from unnest(cast(:resumes as bigint[]), cast(:bases as text[])) as fresh (resume, basis)
    join matches on job_id = :job and resume_id = resume and variant = :variant
    where matches.basis <> fresh.basis
    order by resume_id for update of matches
""")


class StoredMatch(Table):
    """The match of a résumé and a job by one profile or set of weights; ``basis`` names everything it was made from."""

    __tablename__ = "matches"
    __table_args__ = (
        UniqueConstraint("job_id", "resume_id", "variant"),
        Index("ix_matches_organisation_id_score", "organisation_id", "score"),
        Index(
            "ix_matches_job_id_variant_score",
            "job_id",
            "variant",
            text("score desc"),
            "resume_id",
            postgresql_include=["id"],
        ),
    )
    id: Mapped[int] = row_id(start=301)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    job_id: Mapped[int] = mapped_column(ForeignKey(StoredJob.id, ondelete="CASCADE"))
    resume_id: Mapped[int] = mapped_column(ForeignKey(StoredResume.id, ondelete="CASCADE"), index=True)
    variant: Mapped[str] = mapped_column(String(80))
    basis: Mapped[str] = mapped_column(String(64))
    score: Mapped[float]
    record: Mapped[dict[str, Any]] = mapped_column(PackedRecord)
    created_at: Mapped[datetime] = created()

    @property
    def match(self) -> Match:
        """The reasons."""
        return from_plain(Match, self.record)


class ReplacedMatch(Table):
    """A match as it was before new versions, a new résumé text or a new ad changed it; ``job_id`` is the match's own."""

    __tablename__ = "match_history"
    id: Mapped[int] = row_id()
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[int]
    basis: Mapped[str] = mapped_column(String(64))
    score: Mapped[float]
    record: Mapped[dict[str, Any]] = mapped_column(PackedRecord)
    created_at: Mapped[datetime]
    replaced_at: Mapped[datetime] = mapped_column(server_default=func.now())


_WITH_NAMES = (
    select(StoredMatch, StoredResume, StoredJob)
    .join(StoredResume, StoredResume.id == StoredMatch.resume_id)
    .join(StoredJob, StoredJob.id == StoredMatch.job_id)
    .options(load_only(StoredResume.name, StoredResume.candidate_id), load_only(StoredJob.title))
)


@dataclass(frozen=True, slots=True)
class PackedMatch:
    """A match as it is stored: its score 0..1 and its record; smaller and quicker to hand on than the match."""

    score: float
    record: bytes

    @classmethod
    def of(cls, match: Match) -> PackedMatch:
        """Packs a match."""
        return cls(match.match_score, packed(match))


class FoundMatches(Sequence[StoredMatch]):
    """Matches in an order, whose records are read when they are looked at: those of a slice at once, or a hundred."""

    def __init__(self, session: Session, rows: Iterable[StoredMatch]) -> None:
        """Takes rows of this session, with or without their records."""
        self._session, self._rows = session, list(rows)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> StoredMatch: ...
    @overload
    def __getitem__(self, at: slice) -> list[StoredMatch]: ...
    def __getitem__(self, at: int | slice) -> StoredMatch | list[StoredMatch]:
        """Gives one, or several as a list."""
        if isinstance(at, slice):
            return self._filled(self._rows[at])
        return self._filled([self._rows[at]])[0]

    def __iter__(self) -> Iterator[StoredMatch]:
        """Goes through them."""
        for start in range(0, len(self._rows), _AT_ONCE):
            yield from self._filled(self._rows[start : start + _AT_ONCE])

    def _filled(self, rows: list[StoredMatch]) -> list[StoredMatch]:
        bare = {row.id: row for row in rows if "record" in inspect(row).unloaded}
        if bare:
            asked = select(StoredMatch.id, StoredMatch.record).where(StoredMatch.id.in_(bare))
            for key, record in self._session.execute(asked):
                set_committed_value(bare[key], "record", record)
        return rows


def stored(session: Session, resume_ids: Sequence[int], job_id: int, variant: str) -> dict[int, StoredMatch]:
    """Finds the matches of these résumés with a job, by résumé id, without their records: those are long."""
    same = (StoredMatch.job_id == job_id) & (StoredMatch.variant == variant)
    rows = select(StoredMatch).where(same, StoredMatch.resume_id.in_(resume_ids)).options(defer(StoredMatch.record))
    found = session.scalars(rows.execution_options(populate_existing=True))
    return {row.resume_id: row for row in found}


def keep(
    session: Session, job: StoredJob, variant: str, scored: Mapping[int, tuple[str, PackedMatch]]
) -> dict[int, StoredMatch]:
    """Stores matches as ``put`` does, and finds them, by résumé id."""
    put(session, job, variant, scored)
    return stored(session, sorted(scored), job.id, variant) if scored else {}


def put(session: Session, job: StoredJob, variant: str, scored: Mapping[int, tuple[str, PackedMatch]]) -> None:
    """Stores the matches of a job, given by résumé id with their basis; ones of another basis move to the history.

    Requests that match the same pair at once end with one row: the unique constraint decides, and the later request
    gets the earlier one's row. A résumé that was erased meanwhile is left out. Rows go in by id order, so two requests
    never wait for each other in a circle.
    """
    if not scored:
        return
    ids = sorted(scored)
    of = {"job": job.id, "variant": variant, "resumes": ids, "bases": [scored[key][0] for key in ids]}
    session.execute(_TO_HISTORY, of)
    matches = [scored[key][1] for key in ids]
    made = {"scores": [one.score for one in matches], "records": [one.record for one in matches]}
    session.execute(_UPSERT, {"organisation": job.organisation_id} | of | made)


def bases(session: Session, resume_ids: Sequence[int], job_id: int, variant: str) -> dict[int, str]:
    """What the stored matches of these résumés with a job were made from, by résumé id."""
    return {
        row[0]: row[1] for row in session.execute(_BASES, {"job": job_id, "variant": variant, "resumes": resume_ids})
    }


def get(session: Session, key: int, organisation_id: int, owner_id: int | None = None) -> StoredMatch:
    """Finds one of the organisation's matches; with ``owner_id``, one about this user's résumé.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    row = session.scalars(visible(organisation_id, owner_id).where(StoredMatch.id == key)).one_or_none()
    if row is None:
        raise NotFound("match", f"M{key}")
    return row


def with_names(session: Session, keys: Sequence[int]) -> list[tuple[StoredMatch, StoredResume, StoredJob]]:
    """Reads matches with their two sides, of which only names are known, in the order asked for; those gone are left out."""
    rows = session.execute(_WITH_NAMES.where(StoredMatch.id.in_(keys)))
    found = {row[0].id: (row[0], row[1], row[2]) for row in rows}
    return [found[key] for key in keys if key in found]


def visible(organisation_id: int, owner_id: int | None = None) -> Select[StoredMatch]:
    """Selects the organisation's matches, best first; a deleted job has none.

    With ``owner_id`` those of this candidate's own résumés with jobs that are open: of others they know nothing.
    """
    mine = select(StoredMatch).where(StoredMatch.organisation_id == organisation_id)
    mine = mine.where(
        StoredMatch.job_id.not_in(deleted(organisation_id).order_by(None).with_only_columns(StoredJob.id))
    )
    if owner_id is not None:
        still_open = open_ones(organisation_id).order_by(None).with_only_columns(StoredJob.id)
        mine = mine.join(StoredResume).where(StoredResume.owner_id == owner_id, StoredMatch.job_id.in_(still_open))
    return mine.order_by(StoredMatch.score.desc(), StoredMatch.id)


def of_job(organisation_id: int, job_id: int) -> Select[StoredMatch]:
    """Selects the matches of one of the organisation's jobs, best first, by an index alone: that the job is theirs is asked once."""
    theirs = jobs_visible(organisation_id).order_by(None).with_only_columns(StoredJob.id).where(StoredJob.id == job_id)
    rows = select(StoredMatch).where(StoredMatch.job_id == job_id, theirs.exists())
    return rows.order_by(StoredMatch.score.desc(), StoredMatch.id)
