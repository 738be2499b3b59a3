"""What recruiters write down about a résumé, for each other; candidates never see it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.jobs import StoredJob
from db.people import Organisation, User
from db.resumes import StoredResume
from db.tables import Table, created, row_id
from errors import NotFound


class Note(Table):
    """A note about a résumé, and about one job where ``job_id`` is set; ``author_id`` is None for those without a user."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_resume_id", "resume_id", "id"),)
    id: Mapped[int] = row_id(start=951)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"), index=True)
    resume_id: Mapped[int] = mapped_column(ForeignKey(StoredResume.id, ondelete="CASCADE"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey(StoredJob.id, ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"), index=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = created()
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


def add(
    session: Session, organisation_id: int, resume_id: int, job_id: int | None, author_id: int | None, text: str
) -> Note:
    """Stores a note; résumé and job are of the organisation."""
    row = Note(organisation_id=organisation_id, resume_id=resume_id, job_id=job_id, author_id=author_id, text=text)
    session.add(row)
    session.flush()
    session.refresh(row)
    return row


def change(session: Session, row: Note, text: str) -> Note:
    """Gives a note another text."""
    row.text = text
    session.flush()
    session.refresh(row)
    return row


def get(session: Session, key: int, organisation_id: int) -> Note:
    """Finds one of the organisation's notes and holds it; raises NotFound when there is none or it is somebody else's."""
    mine = select(Note).where(Note.organisation_id == organisation_id, Note.id == key)
    row = session.scalars(mine.with_for_update()).one_or_none()
    if row is None:
        raise NotFound("note", f"N{key}")
    return row


def of_resume(organisation_id: int, resume_id: int, job_id: int | None = None) -> Select[Note]:
    """Selects the notes about a résumé, newest first; with ``job_id``, those about this job and about none."""
    rows = select(Note).where(Note.organisation_id == organisation_id, Note.resume_id == resume_id)
    rows = rows if job_id is None else rows.where((Note.job_id == job_id) | Note.job_id.is_(None))
    return rows.order_by(Note.id.desc())
