"""Records and vectors that matching needs: from memory as long as the row is the same, and never more than fits."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from pgvector import HalfVector
from sqlalchemy import func, select

import at_hand
import pipeline
import posting
from at_hand import AtHand
from cache import MemoryStore
from db import embeddings, packed_vectors, resumes
from db.embeddings import StoredVector
from db.jobs import StoredJob
from db.packed_vectors import ResumeVectors
from db.people import FIRST_ORGANISATION
from db.session import Database, Session
from jd_cache import JdCache
from nlp.embeddings import default_embedder
from nlp.sides import Person, Wanted, texts_of_resume
from nlp.taxonomy import Taxonomy
from own_skills import taxonomy_of
from pipeline import Owner, Parts, Upload
from records import Job, Resume

CV = "Ann Lee\nann@example.org\n\nExperience\nDeveloper, Acme, 2019 - 2024\n- Wrote {what} services in Python\n"


@pytest.fixture
def keys(database: Database, tmp_path: Path) -> list[int]:
    parts = Parts(database, tmp_path / "uploads", JdCache(MemoryStore(), "e", "t"), 1 << 20)
    with database.session() as session:
        uploads = [Upload.of_text(CV.format(what=what)) for what in ("billing", "parcel", "weather")]
        rows = [pipeline.ingest_resume(parts, session, Owner(FIRST_ORGANISATION), one)[0] for one in uploads]
        session.commit()
        return [row.id for row in rows]


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The ids whose records are read from the database."""
    asked: list[list[int]] = []
    real = resumes.revised_records_of
    monkeypatch.setattr(
        resumes, "revised_records_of", lambda session, ids: asked.append(list(ids)) or real(session, ids)
    )
    return asked


def test_a_resume_is_read_once_and_again_when_its_row_changed(
    database: Database, keys: list[int], reads: list[list[int]]
) -> None:
    held = AtHand()
    with database.session() as session:
        first = held.resumes(database, session, keys)
        assert held.resumes(database, session, keys) == first
        assert reads == [keys]
        row = resumes.get(session, keys[1], FIRST_ORGANISATION)
        row.record = row.record | {"text": "other"}
        session.flush()
        assert held.resumes(database, session, keys)[keys[1]].resume.text == "other"
        row.record = row.record | {"text": "third"}
        session.flush()
        assert held.resumes(database, session, keys)[keys[1]].resume.text == "third"
        assert reads == [keys, [keys[1]], [keys[1]]]
        session.rollback()
        assert held.resumes(database, session, keys)[keys[1]] == first[keys[1]]


def test_memory_stays_within_its_bounds(database: Database, keys: list[int], reads: list[list[int]]) -> None:
    with database.session() as session:
        whole = AtHand()
        whole.resumes(database, session, keys)
        small = AtHand(whole._bytes - 1)
        for _ in range(5):
            assert said(small.resumes(database, session, keys)) == said(whole.resumes(database, session, keys))
            assert small._bytes <= whole._bytes - 1
            assert len(small._order) == len(small._held) == 2
        assert said(AtHand(10).resumes(database, session, keys)) == said(whole.resumes(database, session, keys))


def test_a_resume_that_is_erased_is_forgotten(database: Database, keys: list[int], reads: list[list[int]]) -> None:
    held = AtHand()
    with database.session() as session:
        held.resumes(database, session, keys)
        held.forget(keys[1])
        assert {name[0] for name in held._held} == {keys[0], keys[2]} == {name[0] for name in held._order}
        held.resumes(database, session, keys)
    assert reads == [keys, [keys[1]]]


def test_vectors_that_are_missing_are_made_and_stored_and_those_of_before_are_packed(
    database: Database, keys: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = default_embedder()
    with database.session() as session:
        expected = AtHand().resumes(database, session, keys)[keys[0]]
        session.execute(ResumeVectors.__table__.delete())
        texts = texts_of_resume(expected.resume)
        for text, vector in list(zip(texts, embedder.embed(texts), strict=True))[1:]:
            name = embeddings.key(text)
            session.add(StoredVector(model=embedder.identity, text_sha256=name, vector=HalfVector(vector)))
        session.commit()
        made: list[str] = []
        real = embedder.embed
        monkeypatch.setattr(embedder, "embed", lambda texts: made.extend(texts) or real(texts))
        found = AtHand().resumes(database, session, keys[:1])[keys[0]]
    assert made == [texts[0]]
    assert said({0: found}) == said({0: expected})
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(ResumeVectors)) == 1


def test_texts_that_a_resume_had_before_keep_their_vectors(
    database: Database, keys: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    real = default_embedder().embed
    monkeypatch.setattr(default_embedder(), "embed", lambda texts: made.extend(texts) or real(texts))
    texts = {keys[0]: ("A new line", *stored_texts(database, keys[0]))}
    with database.session() as session:
        said = resumes.records_of(session, keys[:1])
        found = at_hand.vectors_of(database, session, ResumeVectors, texts, default_embedder(), said)
        stored = packed_vectors.known(session, ResumeVectors, default_embedder().identity, keys[:1])
    assert made == ["A new line"]
    assert np.array_equal(found[keys[0]], stored[keys[0]].vectors)


def test_a_resume_of_the_same_transaction_keeps_its_vectors_too(database: Database, keys: list[int]) -> None:
    with database.session() as session:
        row = resumes.get(session, keys[0], FIRST_ORGANISATION)
        new, _ = resumes.add(
            session, organisation_id=FIRST_ORGANISATION, sha256="f" * 64, filename="", media_type="text/plain", size=1,
            as_of=row.as_of, status="processing",
        )  # fmt: skip
        new.read(row.resume)
        session.flush()
        AtHand().resumes(database, session, [new.id])
        assert packed_vectors.known(session, ResumeVectors, default_embedder().identity, [new.id])
        session.rollback()
        assert packed_vectors.progress(session, default_embedder().identity).total == 3


def said(found: dict[int, Person]) -> dict[int, tuple[Resume, bytes, bytes]]:
    return {key: (one.resume, one.passages.tobytes(), one.title_vectors.tobytes()) for key, one in found.items()}


def stored_texts(database: Database, key: int) -> tuple[str, ...]:
    with database.session() as session:
        return texts_of_resume(resumes.records_of(session, [key])[key])


def test_what_another_process_erased_is_dropped(
    database: Database, keys: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_hand, "SWEPT_EVERY_S", 0.05)
    here = AtHand()
    with database.session() as session:
        here.resumes(database, session, keys)
        session.delete(resumes.get(session, keys[0], FIRST_ORGANISATION))
        session.commit()
    end = time.monotonic() + 5
    while len(here._held) == len(keys) and time.monotonic() < end:
        time.sleep(0.02)
    assert {name[0] for name in here._held} == set(keys[1:])
    assert {name[0] for name in here._order} == set(keys[1:])


def test_what_is_made_ready_from_its_stored_form_is_the_same_and_at_hand_the_next_time(
    database: Database, keys: list[int]
) -> None:
    held = AtHand()
    with database.session() as session:
        assert not held.known(database, session, keys)
        stored = at_hand.unread(session, [*keys, 999])
        made = {key: at_hand.made_ready(one) for key, one in stored.items()}
        assert said({key: one for key, one in made.items() if one}) == said(AtHand().resumes(database, session, keys))
        ready = made[keys[0]]
        assert ready is not None
        held.hold(stored[keys[0]], ready)
        assert held.known(database, session, keys) == {keys[0]: ready}


def test_a_resume_whose_vectors_are_of_other_texts_or_missing_is_not_made_ready_without_new_ones(
    database: Database, keys: list[int]
) -> None:
    with database.session() as session:
        session.get_one(ResumeVectors, (keys[0], default_embedder().identity)).texts_sha256 = b"x" * 32
        session.delete(session.get_one(ResumeVectors, (keys[1], default_embedder().identity)))
        session.commit()
        found = at_hand.unread(session, keys)
        assert set(found) == {keys[0], keys[2]}
        assert [at_hand.made_ready(one) is None for one in found.values()].count(True) == 1


def test_a_job_is_made_ready_once_and_again_when_it_changed(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    real = at_hand.of_job

    def noting(base: Database, session: Session, row: StoredJob, job: Job, taxonomy: Taxonomy) -> Wanted:
        made.append(row.sha256)
        return real(base, session, row, job, taxonomy)

    monkeypatch.setattr(at_hand, "of_job", noting)
    parts = Parts(database, tmp_path / "uploads", JdCache(MemoryStore(), "e", "t"), 1 << 20)
    held = AtHand()
    with database.session() as session:
        ads = [f"Backend Developer\n\nRequirements\n- {years} years of Python\n" for years in (3, 5)]
        rows = [posting.ingest_job(parts, session, Owner(FIRST_ORGANISATION), Upload.of_text(ad))[0] for ad in ads]
        taxonomy = taxonomy_of(session, FIRST_ORGANISATION)
        made.clear()
        first = held.job(database, session, rows[0], taxonomy)
        assert held.job(database, session, rows[0], taxonomy) is first
        assert held.job(database, session, rows[1], taxonomy) is not first
        assert made == [row.sha256 for row in rows]
        rows[0].sha256 = "0" * 64
        assert held.job(database, session, rows[0], taxonomy) is not first
        monkeypatch.setattr(at_hand, "MOST_JOBS", 1)
        held.job(database, session, rows[1], taxonomy)
        assert len(held._jobs) == 1
