from __future__ import annotations

import numpy as np

from db import embeddings
from db.session import Database


def test_vectors_come_back_at_half_precision(database: Database) -> None:
    vector = np.random.default_rng(7).normal(size=384).astype(np.float32)
    with database.session() as session:
        embeddings.keep(session, "m", {"a text": vector, "another": -vector})
        session.commit()
        found = embeddings.known(session, "m", ["a text", "unknown"])
        assert not embeddings.known(session, "other model", ["a text"])
    assert list(found) == ["a text"]
    assert np.array_equal(found["a text"], vector.astype(np.float16).astype(np.float32))


def test_a_vector_stored_before_stays_and_one_forgotten_is_gone(database: Database) -> None:
    one, two = np.ones(3, np.float32), np.zeros(3, np.float32)
    with database.session() as session:
        embeddings.keep(session, "m", {"t": one})
        embeddings.keep(session, "m", {"t": two})
        assert np.array_equal(embeddings.known(session, "m", ["t"])["t"], one)
        embeddings.forget(session, ["t"])
        assert not embeddings.known(session, "m", ["t"])
