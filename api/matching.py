"""What resources share when they match: several files with a verdict each, and the two sides of a match request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from api import job_rows
from api.context import parts, session
from api.errors import verdict
from api.ids import job_key
from api.wire import match_out
from db import jobs, matches
from db.jobs import StoredJob
from db.matches import StoredMatch
from db.resumes import StoredResume
from errors import AppError, InvalidFields, NotFound, Unavailable
from pipeline import Upload
from scoring import Weighing, match_stored

T = TypeVar("T")


def each(given: Sequence[Upload], take: Callable[[Upload], T]) -> tuple[list[T], list[dict[str, str]]]:
    """Takes each file by itself: one bad file loses nothing.

    Raises:
        InvalidFields: None of them could be taken; its errors are the verdicts.
    """
    taken: list[T] = []
    refused: list[dict[str, str]] = []
    for upload in given:
        try:
            taken.append(take(upload))
        except Unavailable:
            raise
        except AppError as exc:
            refused.append(verdict(upload.name, exc))
    if not taken:
        raise InvalidFields("None of the files could be read; errors says why for each.", tuple(refused))
    return taken, refused


def job_to_match(job_id: str | None) -> StoredJob | None:
    """Finds the job that an upload is to be matched with, among those that the caller may see."""
    return jobs.one_of(session(), job_rows.seen(), job_key(job_id)) if job_id else None


def matched(resume: StoredResume, job: StoredJob, weighing: Weighing) -> StoredMatch:
    """The match of a résumé and a job; raises NotFound when the résumé is erased meanwhile."""
    found = match_stored(parts(), session(), [resume], [job], weighing)
    if not found:
        raise NotFound("résumé", f"R{resume.id}")
    return found[0]


def named(keys: Sequence[int]) -> list[dict[str, Any]]:
    """Stored matches by their numbers, with the names of their sides."""
    return [match_out(*found) for found in matches.with_names(session(), keys)]


def shown(rows: Sequence[Any], resumes: Sequence[Any], wanted: Sequence[Any]) -> list[dict[str, Any]]:
    """Matches with the names of their sides."""
    people, ads = {row.id: row for row in resumes}, {row.id: row for row in wanted}
    return [match_out(row, people[row.resume_id], ads[row.job_id]) for row in rows]
