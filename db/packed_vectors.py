"""Stored vectors of all texts of a résumé or a job, packed in one row for each model; it computes none and keeps no text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, ForeignKey, LargeBinary, String, bindparam, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from db import wholes
from db.jobs import StoredJob
from db.resumes import StoredResume
from db.tables import Table
from db.wholes import JobWhole, ResumeWhole, Whole

KEY_BYTES = 16

Half = NDArray[np.float16]


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """Vectors (n, d) of n texts in their order; ``keys`` names each text by its content in 16 bytes.

    ``whole`` is the vector of what has these texts; None where it is not made yet, and when it was read from the database.
    """

    texts_sha256: bytes
    keys: bytes
    vectors: Half
    whole: Whole | None = None

    @classmethod
    def of(cls, texts: Sequence[str], vectors: Half) -> Packed:
        """Packs the vectors of these texts."""
        return cls(digest(texts), b"".join(map(key, texts)), vectors)

    def by_key(self) -> dict[bytes, Half]:
        """Each text's vector (d,)."""
        names = (self.keys[at : at + KEY_BYTES] for at in range(0, len(self.keys), KEY_BYTES))
        return dict(zip(names, self.vectors, strict=True))


class ResumeVectors(Table):
    """The vectors of one résumé by one model; they go with the résumé."""

    __tablename__ = "resume_vectors"
    resume_id: Mapped[int] = mapped_column(ForeignKey(StoredResume.id, ondelete="CASCADE"), primary_key=True)
    model: Mapped[str] = mapped_column(String(200), primary_key=True)
    texts_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    keys: Mapped[bytes] = mapped_column(LargeBinary)
    vectors: Mapped[bytes] = mapped_column(LargeBinary)


class JobVectors(Table):
    """The vectors of one job by one model; they go with the job."""

    __tablename__ = "job_vectors"
    job_id: Mapped[int] = mapped_column(ForeignKey(StoredJob.id, ondelete="CASCADE"), primary_key=True)
    model: Mapped[str] = mapped_column(String(200), primary_key=True)
    texts_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    keys: Mapped[bytes] = mapped_column(LargeBinary)
    vectors: Mapped[bytes] = mapped_column(LargeBinary)


Kind = type[ResumeVectors] | type[JobVectors]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the résumés that are ready and the jobs have vectors of a model."""

    done: int
    total: int


def key(text: str) -> bytes:
    """Names a text by its content."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:KEY_BYTES]


def digest(texts: Sequence[str]) -> bytes:
    """Names texts in their order by their content; 32 bytes."""
    return hashlib.sha256("\x00".join(texts).encode("utf-8", "surrogatepass")).digest()


def known(session: Session, kind: Kind, model: str, ids: Sequence[int]) -> dict[int, Packed]:
    """Reads the vectors of those résumés or jobs that have some of this model."""
    asked = select(_id(kind), kind.texts_sha256, kind.keys, kind.vectors).where(kind.model == model)
    rows = session.execute(asked.where(_id(kind).in_(ids)))
    return {row[0]: Packed(bytes(row[1]), bytes(row[2]), _matrix(bytes(row[2]), bytes(row[3]))) for row in rows}


def keep(
    session: Session, kind: Kind, model: str, packed: Mapping[int, Packed], *, is_waiting: bool = True
) -> set[int]:
    """Stores vectors in place of those that were there, and that of the whole: one of other texts never stays.

    Args:
        session: The unit of work.
        kind: Of résumés, or of jobs.
        model: By which they were made.
        packed: The vectors by the owner's id.
        is_waiting: Wait for who changes a résumé at the moment; else that of the whole is not stored.

    Returns:
        The ids of which all were stored: of a résumé or job that this transaction does not see, none are.
    """
    rows = {of: _row(model, of, one) for of, one in sorted(packed.items())}
    kept = {of for of, row in rows.items() if session.scalars(_put(kind), row).one_or_none()}
    wholes.forget(session, _whole(kind), [of for of in kept if packed[of].whole is None])
    whole = {of: one for of in kept if (one := packed[of].whole)}
    return kept - (whole.keys() - wholes.keep(session, _whole(kind), whole, is_waiting=is_waiting))


def keep_wholes(session: Session, kind: Kind, made: Mapping[int, Whole]) -> None:
    """Stores the vectors of wholes alone, of texts whose own vectors are there."""
    wholes.keep(session, _whole(kind), made)


def progress(session: Session, model: str, space: int | None = None) -> Progress:
    """Counts what has vectors of a model and what should; with ``space``, only what has one of the whole, too."""
    due = StoredResume.status == "ready"
    if space is not None:
        return _progress_of_wholes(session, space)
    counts = (
        select(func.count()).select_from(ResumeVectors).join(StoredResume).where(ResumeVectors.model == model, due),
        select(func.count()).select_from(JobVectors).where(JobVectors.model == model),
        select(func.count()).select_from(StoredResume).where(due),
        select(func.count()).select_from(StoredJob),
    )
    found = [session.scalar(count) or 0 for count in counts]
    return Progress(sum(found[:2]), sum(found[2:]))


def lacking(session: Session, kind: Kind, model: str, most: int, space: int | None = None) -> list[int]:
    """Finds up to so many résumés that are ready, or jobs, without vectors of a model; the newest first.

    With ``space`` also those without a vector of the whole in it.
    """
    owner = StoredResume if kind is ResumeVectors else StoredJob
    has = select(literal(1)).where(_id(kind) == owner.id, kind.model == model).exists()
    lacks: ColumnElement[bool] = ~has
    if space is not None:
        of = _whole(kind)
        lacks |= ~select(literal(1)).where(wholes.owner_id(of) == owner.id, of.space == space).exists()
    wanted = select(owner.id).where(lacks).order_by(owner.id.desc()).limit(most)
    if owner is StoredResume:
        wanted = wanted.where(StoredResume.status == "ready")
    return list(session.scalars(wanted))


def has_others(session: Session, model: str) -> bool:
    """Says whether vectors of another model are stored."""
    kinds: tuple[Kind, ...] = (ResumeVectors, JobVectors)
    return any(session.scalar(select(kind.model != model).where(kind.model != model).limit(1)) for kind in kinds)


def forget_others(session: Session, model: str) -> int:
    """Deletes the vectors of all other models; returns of how many résumés and jobs."""
    kinds: tuple[Kind, ...] = (ResumeVectors, JobVectors)
    gone = [session.execute(delete(kind).where(kind.model != model).returning(_id(kind))).all() for kind in kinds]
    return sum(map(len, gone))


def _progress_of_wholes(session: Session, space: int) -> Progress:
    """Whatever has a vector of the whole has those of its texts: the former is made from the latter."""
    due = StoredResume.status == "ready"
    counts = (
        select(func.count()).select_from(ResumeWhole).join(StoredResume).where(ResumeWhole.space == space, due),
        select(func.count()).select_from(JobWhole).where(JobWhole.space == space),
        select(func.count()).select_from(StoredResume).where(due),
        select(func.count()).select_from(StoredJob),
    )
    found = [session.scalar(count) or 0 for count in counts]
    return Progress(sum(found[:2]), sum(found[2:]))


def _whole(kind: Kind) -> wholes.Kind:
    return ResumeWhole if kind is ResumeVectors else JobWhole


def _id(kind: Kind) -> InstrumentedAttribute[int]:
    return ResumeVectors.resume_id if kind is ResumeVectors else JobVectors.job_id


def _row(model: str, of: int, one: Packed) -> dict[str, Any]:
    data = one.vectors.astype("<f2", copy=False).tobytes()
    said = {"model": model, "texts_sha256": one.texts_sha256, "keys": one.keys, "vectors": data}
    return {"of": of} | {f"new_{name}": value for name, value in said.items()}


@cache
def _put(kind: Kind) -> ReturningInsert[int]:
    """Stores what ``_row`` gives; made once, since making it takes longer than sending it."""
    owner = StoredResume if kind is ResumeVectors else StoredJob
    names = [_id(kind).key, "model", "texts_sha256", "keys", "vectors"]
    values = [bindparam(f"new_{name}", type_=getattr(kind, name).type) for name in names[1:]]
    new = insert(kind).from_select(names, select(owner.id, *values).where(owner.id == bindparam("of")))
    changes = {name: new.excluded[name] for name in names[2:]}
    put = new.on_conflict_do_update(index_elements=names[:2], set_=changes).returning(_id(kind))
    return put.execution_options(dml_strategy="raw")


def _matrix(keys: bytes, data: bytes) -> Half:
    rows = len(keys) // KEY_BYTES
    return np.frombuffer(data, dtype="<f2").reshape(rows, -1) if rows else np.zeros((0, 0), dtype=np.float16)
