"""Labelled pairs from what people said of stored matches and how far candidates came; it reads the database and changes nothing in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

import extractors
from db import originals
from db.applications import Application
from db.feedback import MatchFeedback
from db.jobs import StoredJob
from db.matches import StoredMatch
from db.resumes import StoredResume
from errors import AppError
from records import Document
from training.labelled_pairs import Pair

# A person's grade of a match is 0..4, as in the judged development set.
_GRADES = 4
# Somebody took the person further, or decided against them; pending, reviewed and withdrawn say nothing of the fit.
_LABELS = {"shortlisted": 1.0, "interview": 1.0, "offer": 1.0, "hired": 1.0, "rejected": 0.0}
# A match that somebody agrees with is a fit from here on.
_FITTING_SCORE = 0.5


@dataclass(frozen=True, slots=True)
class Decision:
    """One person's opinion of one résumé for one job, as a label 0..1."""

    resume_id: int
    job_id: int
    label: float


def pairs_of(session: Session, organisation_id: int, upload_dir: Path) -> list[Pair]:
    """One pair for all that people decided about a résumé and a job; empty when nobody said anything."""
    together: dict[tuple[int, int], list[float]] = defaultdict(list)
    for one in decisions(session, organisation_id):
        together[one.resume_id, one.job_id].append(one.label)
    return [_pair(session, resume, job, labels, upload_dir) for (resume, job), labels in sorted(together.items())]


def decisions(session: Session, organisation_id: int) -> Iterator[Decision]:
    """Every decision that is stored; each kind has its own source below, a new kind adds one."""
    for source in (_opinions, _statuses):
        yield from source(session, organisation_id)


def label_of(verdict: str, grade: int | None, score: float) -> float | None:
    """What an opinion says of the fit: 0..1, or None where it says nothing of it.

    A grade says it outright. Who agrees with a match of ``score`` (0..1) at 0.5 or more calls it a fit, who agrees with
    a lower one calls it none; who disagrees says the opposite. Corrected skills alone tell nothing of the fit.
    """
    if grade is not None:
        return grade / _GRADES
    if verdict not in ("agree", "disagree"):
        return None
    return float((score >= _FITTING_SCORE) == (verdict == "agree"))


def _opinions(session: Session, organisation_id: int) -> Iterator[Decision]:
    """What people said of a match, by the score that they saw."""
    said = select(
        StoredMatch.resume_id, StoredMatch.job_id, MatchFeedback.verdict, MatchFeedback.grade, MatchFeedback.score
    ).join(StoredMatch, StoredMatch.id == MatchFeedback.match_id)
    rows = session.execute(said.where(MatchFeedback.organisation_id == organisation_id).order_by(MatchFeedback.id))
    for resume_id, job_id, verdict, grade, score in rows:
        label = label_of(verdict, grade, score)
        if label is not None:
            yield Decision(resume_id, job_id, label)


def _statuses(session: Session, organisation_id: int) -> Iterator[Decision]:
    """How far the candidates of each job are at present; which way they came there says nothing."""
    said = select(Application.resume_id, Application.job_id, Application.status).join(StoredResume)
    mine = (Application.organisation_id == organisation_id) & Application.status.in_(_LABELS)
    rows = session.execute(said.where(mine, StoredResume.status == "ready").order_by(Application.id))
    for resume_id, job_id, status in rows:
        yield Decision(resume_id, job_id, _LABELS[status])


def _pair(session: Session, resume_id: int, job_id: int, labels: Sequence[float], upload_dir: Path) -> Pair:
    row = session.get_one(StoredResume, resume_id)
    job = session.get_one(StoredJob, job_id)
    document = _original(row, upload_dir)
    return Pair(
        pair_id=f"R{resume_id}-J{job_id}",
        resume_text=document.text if document else row.resume.text,
        job_text=job.job.text,
        label=round(sum(labels) / len(labels), 6),
        raters=len(labels),
        spread=max(labels) - min(labels),
        as_of=row.as_of.isoformat(),
        resume=document,
    )


def _original(row: StoredResume, upload_dir: Path) -> Document | None:
    """The uploaded file, read again for its layout; None where it is gone, or a scan whose text is stored."""
    if row.resume.ocr:
        return None
    try:
        data = originals.path_of(upload_dir, row.organisation_id, row.sha256).read_bytes()
        return extractors.read(data, row.filename)
    except (OSError, AppError):
        return None
