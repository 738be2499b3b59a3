"""Résumés with their vectors as they are written: whoever reads them later needs no connection; nothing is read here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from db import packed_vectors
from db.packed_vectors import Half
from db.stored import from_json
from records import Resume


@dataclass(frozen=True, slots=True)
class Unread:
    """A résumé as the database has it; ``revision`` is that of ``resumes.revisions``.

    Attributes:
        record: What it says, as JSON.
        texts_sha256: Names the texts that the vectors are of.
        vectors: Half floats in hexadecimal digits: the driver takes three times as long to make bytes of them.
    """

    key: int
    revision: str
    record: str
    texts_sha256: bytes
    vectors: str

    @property
    def resume(self) -> Resume:
        """What it says."""
        return from_json(Resume, self.record)

    def vectors_of(self, texts: Sequence[str]) -> Half | None:
        """The vectors (n, d) of its texts; None where they are of other texts."""
        if self.texts_sha256 != packed_vectors.digest(texts):
            return None
        if not texts:
            return np.zeros((0, 0), dtype=np.float16)
        return np.frombuffer(bytes.fromhex(self.vectors), dtype="<f2").reshape(len(texts), -1)


def several(session: Session, model: str, keys: Sequence[int]) -> Mapping[int, Unread]:
    """Finds those of several résumés that are read and have vectors of a model, by id, in one statement."""
    rows = session.execute(_SEVERAL, {"model": model, "keys": list(keys)}) if keys else ()
    return {row[0]: Unread(row[0], row[1], row[2], bytes(row[3]), row[4]) for row in rows}


_SEVERAL = text("""
    select resumes.id, resumes.xmin::text || resumes.ctid::text || resumes.created_at::text, resumes.record::text,
        texts_sha256, encode(vectors, 'hex')
    from resumes join resume_vectors on resume_id = resumes.id and model = :model
    where resumes.id = any(cast(:keys as bigint[])) and resumes.record is not null
""")
