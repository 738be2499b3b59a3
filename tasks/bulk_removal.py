"""A task of many résumés goes: its files that nobody reads any more, and of a guest everything there is."""

from __future__ import annotations

import logging
import shutil
from datetime import datetime

from sqlalchemy import Select, delete, select

from db import audit, bulk
from db.audit import Who
from db.bulk import BulkTask
from db.jobs import StoredJob
from db.people import Organisation
from db.resumes import StoredResume
from db.session import Session
from pipeline import Parts, erase_resume
from posting import forget_ad
from tasks.bulk_reading import drop_unwanted

log = logging.getLogger(__name__)

_AT_ONCE = 50


def cancel(parts: Parts, session: Session, row: BulkTask) -> None:
    """Ends a task that is held; what is read and matched stays, and what was not read is removed from the disk."""
    drop_unwanted(parts, session, row.organisation_id, bulk.cancel(session, row))


def remove(parts: Parts, session: Session, row: BulkTask) -> None:
    """Removes a task that is held; résumés and matches stay the organisation's, a guest's go with it.

    A guest's are erased in transactions of their own, so that they are gone from files, memory and caches, too.
    """
    cancel(parts, session, row)
    if not row.is_guest:
        session.delete(row)
        return
    organisation_id = row.organisation_id
    session.commit()
    _erase_all(parts, session, organisation_id)
    session.execute(delete(Organisation).where(Organisation.id == organisation_id))
    session.expunge_all()
    session.flush()
    shutil.rmtree(parts.upload_dir / str(organisation_id), ignore_errors=True)


def remove_expired(parts: Parts, moment: datetime) -> int:
    """Removes the tasks whose time is over, each by itself; returns how many."""
    gone = 0
    while True:
        with parts.database.session() as session:
            due = [(row.id, row.organisation_id) for row in bulk.expired(session, moment, _AT_ONCE)]
        for key, organisation_id in due:
            with parts.database.session() as session:
                held = select(BulkTask).where(BulkTask.id == key, BulkTask.expires_at < moment).with_for_update()
                row = session.scalars(held).one_or_none()
                if row is not None:
                    remove(parts, session, row)
                    audit.note(session, Who(organisation_id, "retention"), "erased", "task", f"T{key}")
                    session.commit()
                    gone += 1
        if not due:
            return gone


def _erase_all(parts: Parts, session: Session, organisation_id: int) -> None:
    while rows := session.scalars(_some(organisation_id)).all():
        for row in rows:
            erase_resume(parts, session, row)
        session.commit()
    for job in session.scalars(select(StoredJob).where(StoredJob.organisation_id == organisation_id)):
        forget_ad(parts, session, job)
    session.commit()


def _some(organisation_id: int) -> Select[StoredResume]:
    mine = select(StoredResume).where(StoredResume.organisation_id == organisation_id)
    return mine.order_by(StoredResume.id).limit(_AT_ONCE)
