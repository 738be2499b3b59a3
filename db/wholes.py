"""One vector for the whole of each résumé or job, kept in an order that an index knows; it computes none and finds nobody.

Half floats (d,), of unit length or zero: the nearness of two is their inner product. ``space`` names what they are made by, the
model and the numbers learnt for it; vectors of two spaces are never compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, cast, delete, func, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

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


def _indexes(table: str) -> tuple[Index, ...]:
    return tuple(
        Index(
            f"ix_{table}_direction_{length}",
            text(f"(direction::halfvec({length})) halfvec_ip_ops"),
            postgresql_using="hnsw",
            postgresql_where=text(f"vector_dims(direction) = {length}"),
        )
        for length in INDEXED
    )


class ResumeWhole(Table):
    """Where a résumé points; it goes with the résumé. ``organisation_id`` is the résumé's, which never changes."""

    __tablename__ = "resume_wholes"
    __table_args__ = (
        Index("ix_resume_wholes_organisation_id_space", "organisation_id", "space"),
        *_indexes("resume_wholes"),
    )
    resume_id: Mapped[int] = mapped_column(ForeignKey(StoredResume.id, ondelete="CASCADE"), primary_key=True)
    space: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    organisation_id: Mapped[int]
    direction: Mapped[HalfVector] = mapped_column(HALFVEC())


class JobWhole(Table):
    """Where a job points; it goes with the job. ``organisation_id`` is the job's, which never changes."""

    __tablename__ = "job_wholes"
    __table_args__ = (
        Index("ix_job_wholes_organisation_id_space", "organisation_id", "space"),
        *_indexes("job_wholes"),
    )
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


def keep(session: Session, kind: Kind, wholes: Mapping[int, Whole]) -> None:
    """Stores vectors in place of those that were there; whose owner this transaction does not see is left out."""
    owner = StoredResume if kind is ResumeWhole else StoredJob
    for key, one in sorted(wholes.items()):
        said = cast(literal(HalfVector(one.direction), HALFVEC()), HALFVEC())
        rows = select(owner.id, literal(one.space, BigInteger), owner.organisation_id, said).where(owner.id == key)
        new = insert(kind).from_select([owner_id(kind).key, "space", "organisation_id", "direction"], rows)
        same = [owner_id(kind).key, "space"]
        session.execute(new.on_conflict_do_update(index_elements=same, set_={"direction": new.excluded.direction}))


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
