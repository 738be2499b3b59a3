"""One vector for the whole of each résumé or job; it computes none and finds nobody.

Half floats (d,), of unit length or zero: the nearness of two is their inner product. ``space`` names what they are made by, the
model and the numbers learnt for it; vectors of two spaces are never compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, bindparam, cast, delete, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from db.jobs import StoredJob
from db.resumes import StoredResume
from db.tables import Table

INDEXED = (384, 768)
"""Lengths of vectors that an index orders; of others all are looked at."""

Half = NDArray[np.float16]


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """Where a whole résumé or job points, (d,), in a space."""

    space: int
    direction: Half


class ResumeWhole(Table):
    """Where a résumé points; it goes with the résumé. ``organisation_id`` is the résumé's, which never changes.

    What lists are narrowed by is copied here: looking up the résumé of each vector would take longer than comparing it. A
    trigger carries changes of the résumé over.
    """

    __tablename__ = "resume_wholes"
    __table_args__ = (Index("ix_resume_wholes_organisation_id_space", "organisation_id", "space"),)
    resume_id: Mapped[int] = mapped_column(ForeignKey(StoredResume.id, ondelete="CASCADE"), primary_key=True)
    space: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    organisation_id: Mapped[int]
    direction: Mapped[HalfVector] = mapped_column(HALFVEC())
    is_ready: Mapped[bool]
    experience_months: Mapped[int | None]
    country: Mapped[str | None] = mapped_column(String(2))
    city: Mapped[str | None] = mapped_column(String(100))


class JobWhole(Table):
    """Where a job points; it goes with the job. ``organisation_id`` is the job's, which never changes."""

    __tablename__ = "job_wholes"
    __table_args__ = (Index("ix_job_wholes_organisation_id_space", "organisation_id", "space"),)
    job_id: Mapped[int] = mapped_column(ForeignKey(StoredJob.id, ondelete="CASCADE"), primary_key=True)
    space: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    organisation_id: Mapped[int]
    direction: Mapped[HalfVector] = mapped_column(HALFVEC())


Kind = type[ResumeWhole] | type[JobWhole]


def owner_id(kind: Kind) -> InstrumentedAttribute[int]:
    """The column that says whose vector it is."""
    return ResumeWhole.resume_id if kind is ResumeWhole else JobWhole.job_id


def known(session: Session, kind: Kind, space: int, keys: Sequence[int]) -> dict[int, Half]:
    """Reads the vectors of those résumés or jobs that have one in this space."""
    # In the wire format of the type: reading numbers from text takes fifty times as long.
    binary = func.halfvec_send(kind.direction, type_=LargeBinary)
    rows = session.execute(select(owner_id(kind), binary).where(kind.space == space, owner_id(kind).in_(keys)))
    return {key: np.frombuffer(data, dtype=">f2", offset=4).astype(np.float16) for key, data in rows}


def keep(session: Session, kind: Kind, wholes: Mapping[int, Whole], *, is_waiting: bool = True) -> set[int]:
    """Stores vectors in place of those that were there; whose owner this transaction does not see is left out.

    Args:
        session: The unit of work.
        kind: Of résumés, or of jobs.
        wholes: By the owner's id.
        is_waiting: Wait for who changes a résumé at the moment; else that one is left out, too.

    Returns:
        The owners whose vectors were stored.
    """
    put = _put(kind, is_waiting)
    rows = {key: {"of": key, "within": one.space, "said": HalfVector(one.direction)} for key, one in wholes.items()}
    return {key for key, row in sorted(rows.items()) if session.scalars(put, row).all()}


@cache
def _put(kind: Kind, is_waiting: bool) -> ReturningInsert[int]:
    """Stores ``said`` in the space ``within`` as the direction of ``of``; made once, since making it takes longer than sending it."""
    owner = StoredResume if kind is ResumeWhole else StoredJob
    said = cast(bindparam("said", type_=HALFVEC()), HALFVEC())
    within = bindparam("within", type_=BigInteger())
    rows = select(owner.id, within, owner.organisation_id, said).where(owner.id == bindparam("of"))
    names = [owner_id(kind).key, "space", "organisation_id", "direction"]
    if kind is ResumeWhole:
        copied = (StoredResume.experience_months, StoredResume.country, StoredResume.city)
        rows = rows.add_columns((StoredResume.status == "ready").label("is_ready"), *copied)
        # Who changes the row at the same time does not see the new copies, and would leave them as they are.
        rows = rows.with_for_update(read=True, skip_locked=not is_waiting)
        names += ["is_ready", "experience_months", "country", "city"]
    new = insert(kind).from_select(names, rows)
    changes = {name: new.excluded[name] for name in names[3:]}
    put = new.on_conflict_do_update(index_elements=names[:2], set_=changes).returning(owner_id(kind))
    return put.execution_options(dml_strategy="raw")


def forget(session: Session, kind: Kind, keys: Sequence[int]) -> None:
    """Deletes the vectors of these résumés or jobs, of every space."""
    if keys:
        session.execute(delete(kind).where(owner_id(kind) == func.any(cast(list(keys), ARRAY(BigInteger)))))


def forget_others(session: Session, space: int) -> None:
    """Deletes the vectors of all other spaces."""
    for kind in (ResumeWhole, JobWhole):
        session.execute(delete(kind).where(kind.space != space))


def has_others(session: Session, space: int) -> bool:
    """Says whether vectors of another space are stored."""
    kinds: tuple[Kind, ...] = (ResumeWhole, JobWhole)
    return any(session.scalar(select(kind.space != space).where(kind.space != space).limit(1)) for kind in kinds)
