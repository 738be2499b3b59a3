"""Vectors of single texts, as versions before 1.1 stored them, until they are packed; nothing new is kept here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import LargeBinary, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.tables import Table

Vector = NDArray[np.float32]


class StoredVector(Table):
    """The vector of one text by one model; the text itself is not kept here."""

    __tablename__ = "embeddings"
    model: Mapped[str] = mapped_column(String(200), primary_key=True)
    text_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    vector: Mapped[HalfVector] = mapped_column(HALFVEC())


def key(text: str) -> bytes:
    """Names a text by its content."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def known(session: Session, model: str, texts: Sequence[str]) -> dict[str, Vector]:
    """Finds the stored vectors (float32, shape (d,)) of those texts that have one."""
    by_key = {key(text): text for text in texts}
    # In the wire format of the type: reading 384 numbers from text takes fifty times as long.
    binary = func.halfvec_send(StoredVector.vector, type_=LargeBinary)
    asked = (StoredVector.model == model) & (StoredVector.text_sha256.in_(list(by_key)))
    rows = session.execute(select(StoredVector.text_sha256, binary).where(asked))
    return {by_key[bytes(name)]: _from_wire(data) for name, data in rows}


def forget(session: Session, texts: Sequence[str]) -> None:
    """Deletes the vectors of these texts, of every model."""
    session.execute(delete(StoredVector).where(StoredVector.text_sha256.in_([key(text) for text in texts])))


def forget_all(session: Session) -> None:
    """Deletes all of them."""
    session.execute(delete(StoredVector))


def _from_wire(data: bytes) -> Vector:
    """Reads pgvector's binary halfvec: two 16-bit words (dimension, unused), then big-endian half floats."""
    return np.frombuffer(data, dtype=">f2", offset=4).astype(np.float32)
