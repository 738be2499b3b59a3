from __future__ import annotations

from collections.abc import Callable

import numpy as np

from db import packed_vectors, resumes
from db.packed_vectors import JobVectors, Packed, Progress, ResumeVectors
from db.people import FIRST_ORGANISATION
from db.session import Database

TEXTS = ("Wrote services", "Cooked for 200 guests", "a\ud800b")


def some(texts: tuple[str, ...] = TEXTS, seed: int = 7) -> Packed:
    return Packed.of(texts, np.random.default_rng(seed).normal(size=(len(texts), 384)).astype(np.float16))


def test_vectors_come_back_as_they_were_packed(database: Database, store_resume: Callable[..., int]) -> None:
    key, packed = store_resume(), some()
    with database.session() as session:
        assert packed_vectors.keep(session, ResumeVectors, "m", {key: packed}) == {key}
        session.commit()
        found = packed_vectors.known(session, ResumeVectors, "m", [key, 999])
        assert not packed_vectors.known(session, ResumeVectors, "another", [key])
    assert list(found) == [key]
    assert np.array_equal(found[key].vectors, packed.vectors)
    assert found[key].texts_sha256 == packed_vectors.digest(TEXTS)
    assert np.array_equal(found[key].by_key()[packed_vectors.key(TEXTS[1])], packed.vectors[1])


def test_a_text_without_vectors_and_no_texts_at_all_can_be_packed(
    database: Database, store_resume: Callable[..., int]
) -> None:
    key = store_resume()
    with database.session() as session:
        packed_vectors.keep(session, ResumeVectors, "m", {key: Packed.of((), np.zeros((0, 384), np.float16))})
        assert len(packed_vectors.known(session, ResumeVectors, "m", [key])[key].vectors) == 0


def test_vectors_of_other_texts_replace_those_of_before(database: Database, store_job: Callable[[], int]) -> None:
    key = store_job()
    with database.session() as session:
        packed_vectors.keep(session, JobVectors, "m", {key: some()})
        packed_vectors.keep(session, JobVectors, "m", {key: some(("other",))})
        assert packed_vectors.known(session, JobVectors, "m", [key])[key].texts_sha256 == some(("other",)).texts_sha256


def test_nothing_is_stored_for_a_resume_that_another_transaction_has_not_committed(
    database: Database, store_resume: Callable[..., int]
) -> None:
    with database.side_session() as side:
        assert packed_vectors.keep(side, ResumeVectors, "m", {101: some()}) == set()


def test_progress_counts_what_is_ready_and_others_go_when_told(
    database: Database, store_resume: Callable[..., int], store_job: Callable[[], int]
) -> None:
    one, two, job = store_resume("a" * 64), store_resume("c" * 64), store_job()
    with database.session() as session:
        resumes.get(session, store_resume("d" * 64), FIRST_ORGANISATION).status = "processing"
        session.commit()
        packed_vectors.keep(session, ResumeVectors, "old", {one: some(), two: some()})
        packed_vectors.keep(session, ResumeVectors, "new", {two: some()})
        assert packed_vectors.progress(session, "new") == Progress(1, 3)
        assert packed_vectors.lacking(session, ResumeVectors, "new", 9) == [one]
        assert packed_vectors.lacking(session, JobVectors, "new", 9) == [job]
        assert packed_vectors.has_others(session, "new")
        assert packed_vectors.forget_others(session, "new") == 2
        assert not packed_vectors.has_others(session, "new")
        assert packed_vectors.progress(session, "new") == Progress(1, 3)
