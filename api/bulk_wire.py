"""Tasks of many résumés and their files as they travel; it decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from api.blinding import blind_matches
from api.context import session
from api.matching import named
from api.moments import moment
from db import bulk, bulk_results
from db.bulk import UNDER_WAY, UNFINISHED, BulkFile, BulkTask
from nlp.blinding import hidden_name

Out = dict[str, Any]


def task_out(row: BulkTask, files: Mapping[str, int], lately: tuple[int, float] = (0, 0.0)) -> Out:
    """A task; ``lately`` is how many files were finished lately, in how many seconds."""
    total = sum(files.values())
    left = sum(files[state] for state in UNFINISHED)
    count, seconds = lately
    rate = count / seconds if count and seconds > 0 and row.status in UNDER_WAY else None
    return {
        "task_id": f"T{row.id}",
        "name": row.name,
        "role": row.role,
        "status": row.status,
        "job_id": f"J{row.job_id}" if row.job_id else None,
        "profile": row.profile,
        "files": dict(files),
        "total": total,
        "done": total - left,
        "share": round((total - left) / total, 4) if total else 0.0,
        "files_per_minute": round(60 * rate, 1) if rate else None,
        "seconds_left": round(left / rate) if rate and row.status == "processing" else None,
        "created_at": moment(row.created_at),
        "started_at": moment(row.started_at),
        "done_at": moment(row.done_at),
        "expires_at": moment(row.expires_at),
    }


def progress_of(of: Session, row: BulkTask) -> Out:
    """A task with its present figures."""
    return task_out(row, bulk.counts(of, [row.id])[row.id], bulk.recent_rate(of, row.id))


def tasks_out(rows: Sequence[BulkTask]) -> list[Out]:
    """Several tasks, counted together."""
    files = bulk.counts(session(), [row.id for row in rows])
    return [task_out(row, files[row.id]) for row in rows]


def file_out(row: BulkFile, *, blind: bool = False) -> Out:
    """A file of a task."""
    return {
        "position": row.position,
        "filename": _name(row.filename, blind),
        "state": row.state,
        "code": row.code,
        "detail": row.detail,
        "resume_id": f"R{row.resume_id}" if row.resume_id else None,
        "size": row.size,
        "attempts": row.attempts,
        "started_at": moment(row.started_at),
        "done_at": moment(row.done_at),
    }


def upload_out(row: BulkTask, upload: int) -> Out:
    """What became of each file of one upload; of who was erased since nothing is left to tell."""
    files = session().scalars(bulk_results.of_upload(row.id, upload)).all()
    taken = [one for one in files if not one.is_rejected and one.state != "erased"]
    refused = [one for one in files if one.is_rejected and one.state != "erased"]
    return {
        "task_id": f"T{row.id}",
        "accepted": [
            {"filename": one.filename, "position": one.position, "size": one.size, "sha256": one.sha256}
            for one in taken
        ],
        "rejected": [{"filename": one.filename, "code": one.code, "detail": one.detail} for one in refused],
    }


def results_out(found: Sequence[bulk_results.Placed], start: int, *, blind: bool) -> list[Out]:
    """Matches of a task's files, the first of them on place ``start`` + 1."""
    shown = named([one.match_id for one in found])
    matches = {out["match_id"]: out for out in (blind_matches(shown) if blind else shown)}
    return [
        _result(one, start + at, matches[f"M{one.match_id}"], blind)
        for at, one in enumerate(found, 1)
        if f"M{one.match_id}" in matches
    ]


def failed_out(row: BulkFile, *, blind: bool = False) -> Out:
    """A file without a result."""
    out: Out = {"filename": _name(row.filename, blind), "position": row.position, "rank": None, "overall": None}
    out |= {"project_relevance": [], "experience_relevance": [], "match": None}
    return out | {"code": row.code, "detail": row.detail}


def _result(one: bulk_results.Placed, rank: int, match: Out, blind: bool) -> Out:
    return {
        "filename": _name(one.filename, blind),
        "position": one.position,
        "rank": rank,
        "overall": match["match_score"],
        "project_relevance": match["relevance"].get("projects", []),
        "experience_relevance": match["relevance"].get("experience", []),
        "match": match,
        "code": None,
        "detail": None,
    }


def _name(filename: str, blind: bool) -> str | None:
    return (hidden_name(filename) if blind else filename) or None
