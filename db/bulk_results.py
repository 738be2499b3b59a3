"""What a task of many résumés has come to: its files' matches, best first, and what each upload brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from db.bulk import BulkFile, BulkTask
from db.matches import StoredMatch


@dataclass(frozen=True, slots=True)
class Placed:
    """A file and the number of its match."""

    match_id: int
    position: int
    filename: str


def of_upload(task_id: int, upload: int) -> Select[BulkFile]:
    """Selects the files of one upload in their order."""
    rows = select(BulkFile).where(BulkFile.task_id == task_id, BulkFile.upload == upload)
    return rows.order_by(BulkFile.position)


def best_first(session: Session, task: BulkTask, offset: int, limit: int) -> tuple[Sequence[Placed], int]:
    """Some matches of a task, and how many there are; bytes that came several times count once, with the first file."""
    count = session.scalar(_matched(task, func.count())) or 0
    order = (StoredMatch.score.desc(), BulkFile.position)
    rows = _matched(task, StoredMatch.id, BulkFile.position, BulkFile.filename).order_by(*order)
    found = session.execute(rows.offset(offset).limit(limit))
    return [Placed(row[0], row[1], row[2]) for row in found], count


def _matched(task: BulkTask, *columns: Any) -> Select[Any]:
    former = aliased(BulkFile)
    is_again: ColumnElement[bool] = exists().where(
        former.resume_id == BulkFile.resume_id,
        former.task_id == BulkFile.task_id,
        former.state == "ready",
        former.position < BulkFile.position,
    )
    same = (StoredMatch.job_id == task.job_id) & (StoredMatch.resume_id == BulkFile.resume_id)
    rows = select(*columns).select_from(BulkFile).join(StoredMatch, same & (StoredMatch.variant == task.profile))
    return rows.where(BulkFile.task_id == task.id, BulkFile.state == "ready", ~is_again)
