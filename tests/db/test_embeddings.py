from __future__ import annotations

import numpy as np
from pgvector import HalfVector

from db import embeddings
from db.embeddings import StoredVector
from db.session import Database


def test_vectors_of_before_are_found_at_half_precision_until_they_are_forgotten(database: Database) -> None:
    vector = np.random.default_rng(7).normal(size=384).astype(np.float32)
    with database.session() as session:
        for text, one in {"a text": vector, "another": -vector}.items():
            session.add(StoredVector(model="m", text_sha256=embeddings.key(text), vector=HalfVector(one)))
        session.commit()
        found = embeddings.known(session, "m", ["a text", "unknown"])
        assert list(found) == ["a text"]
        assert np.array_equal(found["a text"], vector.astype(np.float16).astype(np.float32))
        assert not embeddings.known(session, "other model", ["a text"])
        embeddings.forget(session, ["a text"])
        assert list(embeddings.known(session, "m", ["a text", "another"])) == ["another"]
        embeddings.forget_all(session)
        assert not embeddings.known(session, "m", ["another"])
