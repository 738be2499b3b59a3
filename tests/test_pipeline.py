from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

import at_hand
import matcher
import pipeline
import posting
import scoring
from cache import MemoryStore
from db import matches, packed_vectors, resumes
from db.matches import ReplacedMatch
from db.packed_vectors import ResumeVectors
from db.people import FIRST_ORGANISATION
from db.session import Database, Session
from errors import FileTooLarge, NoText
from jd_cache import JdCache
from nlp.embeddings import default_embedder
from nlp.sides import texts_of_resume
from pipeline import Candidate, Owner, Parts, Upload
from posting import JobFields
from scoring import Weighing

OWNER = Owner(FIRST_ORGANISATION)
CV = "Ann Lee\nann@example.org\n\nSkills\nPython, PostgreSQL\n\nExperience\nDeveloper, Acme, 2019 - 2024\n- Wrote services\n"
JD = "Developer\n\nRequirements\n- Python\n- PostgreSQL\n- Kubernetes\n"


@pytest.fixture
def parts(database: Database, tmp_path: Path) -> Parts:
    return Parts(database, tmp_path / "uploads", JdCache(MemoryStore(), "e", "t"), 1 << 20)


@pytest.fixture
def pair(parts: Parts) -> Callable[[Session], tuple[resumes.StoredResume, object]]:
    def store(session: Session) -> tuple[resumes.StoredResume, object]:
        resume, _ = pipeline.ingest_resume(parts, session, OWNER, Upload.of_text(CV))
        job, _ = posting.ingest_job(parts, session, OWNER, Upload.of_text(JD))
        session.commit()
        return resume, job

    return store


def test_the_vectors_of_a_resume_are_made_on_upload_and_found_again(
    parts: Parts, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.session() as session:
        row, _ = pipeline.ingest_resume(parts, session, OWNER, Upload.of_text(CV))
        session.commit()
        texts = texts_of_resume(row.resume)
        stored = packed_vectors.known(session, ResumeVectors, default_embedder().identity, [row.id])[row.id]
        assert "Wrote services" in "".join(texts)
        assert np.array_equal(stored.vectors.astype(np.float32), default_embedder().embed(texts))
        monkeypatch.setattr(default_embedder(), "embed", lambda texts: pytest.fail("made again"))
        found = parts.at_hand.resumes(database, session, [row.id])[row.id]
        assert found.resume == row.resume
        assert np.array_equal(
            found.passages, at_hand.finding(texts, stored.vectors)([p.counted for p in row.resume.passages])
        )


def test_an_ad_is_embedded_once(
    parts: Parts,
    database: Database,
    pair: Callable[[Session], tuple[resumes.StoredResume, object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with database.session() as session:
        resume, job = pair(session)
        first = scoring.match_stored(parts, session, [resume], [job])[0]
        session.commit()
        monkeypatch.setattr(default_embedder(), "embed", lambda texts: pytest.fail("made again"))
        again = scoring.match_stored(parts, session, [resume], [job], Weighing("semantic_60_40"))[0]
    assert (first.variant, again.variant) == ("balanced", "semantic_60_40")


def test_stored_and_unstored_matching_give_the_same_score(
    parts: Parts, database: Database, pair: Callable[[Session], tuple[resumes.StoredResume, object]]
) -> None:
    with database.session() as session:
        resume, job = pair(session)
        stored = scoring.match_stored(parts, session, [resume], [job])[0]
        unstored = scoring.match_texts(parts, CV, job.job)
    assert stored.match.match_score == unstored.match_score
    assert stored.match == matcher.match(resume.resume, job.job)


def test_new_versions_score_again_and_keep_the_old_match_in_the_history(
    parts: Parts,
    database: Database,
    pair: Callable[[Session], tuple[resumes.StoredResume, object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with database.session() as session:
        resume, job = pair(session)
        old = scoring.match_stored(parts, session, [resume], [job])[0]
        key, basis, moment = old.id, old.basis, old.created_at
        session.commit()
        scored = []
        real = matcher.rank_ready
        monkeypatch.setattr(matcher, "rank_ready", lambda *args, **given: scored.append(1) or real(*args, **given))
        assert scoring.match_stored(parts, session, [resume], [job])[0].created_at == moment
        assert scored == []
        monkeypatch.setattr(matcher, "MATCHER_VERSION", "999")
        new = scoring.match_stored(parts, session, [resume], [job])[0]
        session.commit()
        assert (new.id, new.basis != basis, scored) == (key, True, [1])
        history = session.scalars(select(ReplacedMatch)).all()
    assert [(row.match_id, row.basis) for row in history] == [(key, basis)]


def test_weights_in_the_same_proportion_are_the_same_variant() -> None:
    one = Weighing("x", {"skills": 1, "semantic": 3, "title": 0})
    assert one.variant == Weighing("y", {"semantic": 0.75, "skills": 0.25}).variant
    assert one.variant != Weighing("x", {"skills": 3, "semantic": 1}).variant
    assert len(one.variant) <= 80


def test_the_same_ad_is_parsed_once_and_other_fields_make_another(parts: Parts) -> None:
    upload = Upload.of_text(JD)
    assert posting.parse_job(parts, upload).is_cached is False
    assert posting.parse_job(parts, upload).is_cached is True
    other = posting.parse_job(parts, upload, JobFields(title="Cook"))
    assert (other.is_cached, other.job.title) == (False, "Cook")


def test_an_unreadable_upload_stores_nothing(parts: Parts, database: Database) -> None:
    with database.session() as session:
        with pytest.raises(NoText):
            pipeline.ingest_resume(parts, session, OWNER, Upload.of_text("  \n"))
        with pytest.raises(FileTooLarge):
            pipeline.ingest_resume(parts, session, OWNER, Upload(b"a" * ((1 << 20) + 1)))
        session.commit()
        assert session.scalar(select(func.count()).select_from(resumes.StoredResume)) == 0
    assert not parts.upload_dir.exists()


def test_the_name_and_id_that_the_client_gives_stay_with_the_resume(parts: Parts, database: Database) -> None:
    with database.session() as session:
        upload = Upload.of_text(CV)
        row, _ = pipeline.ingest_resume(parts, session, OWNER, upload, Candidate("Ann B. Lee", "c-7"))
        assert (row.name, row.candidate_id, row.resume.name) == ("Ann B. Lee", "c-7", "Ann B. Lee")


def test_an_erased_person_leaves_no_words_behind(
    parts: Parts, database: Database, pair: Callable[[Session], tuple[resumes.StoredResume, object]]
) -> None:
    with database.session() as session:
        resume, job = pair(session)
        scoring.match_stored(parts, session, [resume], [job])
        session.commit()
        assert session.scalar(select(func.count()).select_from(ResumeVectors)) == 1
        pipeline.erase_resume(parts, session, resume)
        assert pipeline.original_path(parts, resume).exists()
        session.commit()
        assert not pipeline.original_path(parts, resume).exists()
        assert session.scalar(select(func.count()).select_from(ResumeVectors)) == 0
        assert session.scalars(matches.visible(FIRST_ORGANISATION)).all() == []
