"""Labelled pairs from the database: what people said of real stored matches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import pipeline
import posting
import scoring
from cache import MemoryStore
from db import applications, feedback, originals, people
from db.applications import Mover
from db.people import FIRST_ORGANISATION
from db.session import Database
from jd_cache import JdCache
from pipeline import Owner, Parts, Upload
from statuses import Status
from training.decisions import label_of, pairs_of
from training.labelled_pairs import read

CV = "Noor Haddad\nBaker\n\nSkills\nBread baking, HACCP\n\nExperience\nBaker, Oak Ltd, 2019 - 2024\n- Baked bread\n"
AD = "Baker\n\nRequirements\n- Bread baking\n- HACCP\n"
OTHER_AD = "Backend Developer\n\nRequirements\n- Python\n- PostgreSQL\n"


@pytest.mark.parametrize(
    ("verdict", "grade", "score", "label"),
    [
        ("agree", None, 0.5, 1.0), ("agree", None, 0.49, 0.0), ("disagree", None, 0.8, 0.0), ("disagree", None, 0.2, 1.0),
        ("corrected", None, 0.8, None), ("corrected", 3, 0.1, 0.75), ("agree", 1, 0.9, 0.25),
    ],
)  # fmt: skip
def test_an_opinion_is_a_label(verdict: str, grade: int | None, score: float, label: float | None) -> None:
    assert label_of(verdict, grade, score) == label


def test_what_people_said_of_matches_becomes_pairs(
    database: Database, database_url: str, tmp_path: Path, command: Callable[..., int], last_run: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    parts = Parts(database, tmp_path / "uploads", JdCache(MemoryStore(), "e", "t"), 1 << 20)
    owner = Owner(FIRST_ORGANISATION)
    with database.session() as session:
        resume, _ = pipeline.ingest_resume(parts, session, owner, Upload.of_text(CV))
        jobs = [posting.ingest_job(parts, session, owner, Upload.of_text(text))[0] for text in (AD, OTHER_AD)]
        found = {row.job_id: row for row in scoring.match_stored(parts, session, [resume], jobs)}
        user = people.register(session, "ann@example.org", "x", "ann", "candidate", None).id
        good, bad = (found[job.id] for job in jobs)
        for match, who, verdict in (
            (good, None, "agree"),
            (good, user, "disagree"),
            (bad, None, "agree"),
            (bad, user, "corrected"),
        ):
            said: dict[str, object] = {"verdict": verdict, "corrected_skills": [], "grade": None, "comment": None}
            feedback.keep(session, feedback.match_to_judge(session, match.id, FIRST_ORGANISATION), who, said)
        session.commit()
        assert good.score >= 0.5 > bad.score
        first, second = pairs_of(session, FIRST_ORGANISATION, tmp_path / "uploads")
        assert (first.label, first.raters, first.spread) == (0.5, 2, 1.0)
        assert (second.label, second.raters, second.spread) == (0.0, 1, 0.0)
        assert "Bread baking" in first.job_text
        assert first.resume is not None
        assert first.as_of == date.today().isoformat()
        monkeypatch.setenv("DATABASE_URL", database_url)
        monkeypatch.setenv("UPLOAD_DIR", str(tmp_path / "uploads"))
        assert command("pairs", "--from-database") == 0
        assert [pair.label for pair in read(last_run("pairs"))] == [0.5, 0.0]
        originals.path_of(tmp_path / "uploads", FIRST_ORGANISATION, resume.sha256).unlink()
        assert pairs_of(session, FIRST_ORGANISATION, tmp_path / "uploads")[0].resume is None
        assert pairs_of(session, FIRST_ORGANISATION + 1, tmp_path / "uploads") == []


@pytest.mark.parametrize(
    ("way", "label"),
    [
        ([], None), (["reviewed"], None), (["withdrawn"], None), (["rejected"], 0.0), (["rejected", "reviewed"], None),
        (["shortlisted"], 1.0), (["shortlisted", "interview"], 1.0), (["shortlisted", "interview", "offer"], 1.0),
        (["shortlisted", "interview", "offer", "hired"], 1.0), (["shortlisted", "rejected"], 0.0),
    ],
)  # fmt: skip
def test_how_far_a_candidate_came_is_a_label(
    database: Database, tmp_path: Path, way: list[Status], label: float | None
) -> None:
    parts = Parts(database, tmp_path / "uploads", JdCache(MemoryStore(), "e", "t"), 1 << 20)
    owner = Owner(FIRST_ORGANISATION)
    with database.session() as session:
        resume, _ = pipeline.ingest_resume(parts, session, owner, Upload.of_text(CV))
        job, _ = posting.ingest_job(parts, session, owner, Upload.of_text(AD))
        for status in way:
            applications.move(session, job, resume.id, status, Mover(None, "local"), None)
        session.commit()
        found = [pair.label for pair in pairs_of(session, FIRST_ORGANISATION, tmp_path / "uploads")]
        assert found == ([] if label is None else [label])
        (match,) = scoring.match_stored(parts, session, [resume], [job])
        said: dict[str, object] = {"verdict": "corrected", "corrected_skills": [], "grade": 2, "comment": None}
        feedback.keep(session, feedback.match_to_judge(session, match.id, FIRST_ORGANISATION), None, said)
        both = [0.5] if label is None else [(label + 0.5) / 2]
        assert [pair.label for pair in pairs_of(session, FIRST_ORGANISATION, tmp_path / "uploads")] == both
