"""Rows of a hiring history with moments of one's choice, as the program stores them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, text

Path = Sequence[tuple[str, datetime]]


def job(connection: Connection, title: str, at: datetime, **more: object) -> int:
    """Stores a job; ``more`` are ``organisation``, ``status``, ``deleted_at``, ``required`` and ``preferred``."""
    given = {"organisation": 1, "status": "open", "deleted_at": None, "required": [], "preferred": []} | more
    return _key(
        connection,
        """insert into jobs (organisation_id, sha256, filename, title, versions, given, record, status, deleted_at,
            required_skills, preferred_skills, created_at)
        values (:organisation, md5(random()::text), '', :title, 'v', '{}', '{}', :status, :deleted_at, :required, :preferred, :at)
        returning id""",
        title=title,
        at=at,
        **given,
    )


def resume(connection: Connection, at: datetime, skills: Sequence[str] = (), **more: object) -> int:
    """Stores a résumé that is ready, or has another ``status``."""
    given = {"organisation": 1, "status": "ready"} | more
    return _key(
        connection,
        """insert into resumes (organisation_id, sha256, filename, media_type, size, as_of, status, skill_names, created_at)
        values (:organisation, md5(random()::text), 'cv', 't', 1, '2026-01-31', :status, :skills, :at) returning id""",
        at=at,
        skills=list(skills),
        **given,
    )


def match(connection: Connection, job: int, resume: int, score: float, at: datetime, **more: object) -> int:
    """Stores a match by the ``variant`` balanced or another one."""
    given = {"organisation": 1, "variant": "balanced"} | more
    return _key(
        connection,
        """insert into matches (organisation_id, job_id, resume_id, variant, basis, score, record, created_at)
        values (:organisation, :job, :resume, :variant, 'b', :score, '', :at) returning id""",
        job=job,
        resume=resume,
        score=score,
        at=at,
        **given,
    )


def application(connection: Connection, job: int, resume: int, at: datetime, path: Path = (), **more: object) -> int:
    """Stores a candidate of a job who comes to each status of a path at its moment."""
    given = {"organisation": 1, "source": "staff"} | more
    key = _key(
        connection,
        """insert into applications (organisation_id, job_id, resume_id, status, source, created_at, status_since)
        values (:organisation, :job, :resume, 'pending', :source, :at, :at) returning id""",
        job=job,
        resume=resume,
        at=at,
        **given,
    )
    before = "pending"
    for status, moment in path:
        given = {"key": key, "before": before, "status": status, "at": moment}
        connection.execute(
            text("""insert into application_moves (application_id, from_status, to_status, via, at)
                values (:key, :before, :status, 'local', :at)"""),
            given,
        )
        connection.execute(text("update applications set status = :status, status_since = :at where id = :key"), given)
        before = status
    return key


def _key(connection: Connection, statement: str, **given: object) -> int:
    found: int = connection.execute(text(statement), given).scalar_one()
    return found
