"""Tags that an organisation gives résumés: short words in lower case, up to twenty for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, String, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.people import Organisation
from db.resumes import StoredResume
from db.tables import Table, created
from errors import Conflict, NotFound

MOST_TAGS = 20


class ResumeTag(Table):
    """One tag of one résumé."""

    __tablename__ = "resume_tags"
    __table_args__ = (Index("ix_resume_tags_organisation_id_tag", "organisation_id", "tag", "resume_id"),)
    resume_id: Mapped[int] = mapped_column(ForeignKey(StoredResume.id, ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(40), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    created_at: Mapped[datetime] = created()


def put(session: Session, organisation_id: int, resume_id: int, tag: str) -> bool:
    """Gives a résumé a tag and says whether it is new; the résumé is held, so that tags at once keep to the number.

    Raises:
        NotFound: The organisation has no such résumé.
        Conflict: It has as many tags as a résumé may have.
    """
    _hold(session, organisation_id, resume_id)
    present = set(of_resumes(session, [resume_id]).get(resume_id, ()))
    if tag in present:
        return False
    if len(present) >= MOST_TAGS:
        raise Conflict(f"Résumé R{resume_id} has {MOST_TAGS} tags already; take one away first.")
    session.execute(insert(ResumeTag).values(organisation_id=organisation_id, resume_id=resume_id, tag=tag))
    return True


def remove(session: Session, organisation_id: int, resume_id: int, tag: str) -> None:
    """Takes a tag from a résumé; one that it has not is no error. Raises NotFound when there is no such résumé."""
    _hold(session, organisation_id, resume_id)
    session.execute(delete(ResumeTag).where(ResumeTag.resume_id == resume_id, ResumeTag.tag == tag))


def of_resumes(session: Session, keys: Sequence[int]) -> dict[int, list[str]]:
    """The tags of several résumés in alphabetical order, by résumé; those without any are left out."""
    found: dict[int, list[str]] = {}
    rows = select(ResumeTag.resume_id, ResumeTag.tag).where(ResumeTag.resume_id.in_(keys))
    for key, tag in session.execute(rows.order_by(ResumeTag.tag)):
        found.setdefault(key, []).append(tag)
    return found


def counted(organisation_id: int) -> Select[str, int]:
    """Selects the organisation's tags in alphabetical order, each with the number of résumés that have it."""
    rows = select(ResumeTag.tag, func.count()).where(ResumeTag.organisation_id == organisation_id)
    return rows.group_by(ResumeTag.tag).order_by(ResumeTag.tag)


def _hold(session: Session, organisation_id: int, resume_id: int) -> None:
    mine = select(StoredResume.id).where(StoredResume.organisation_id == organisation_id, StoredResume.id == resume_id)
    if session.scalar(mine.with_for_update(key_share=True)) is None:
        raise NotFound("résumé", f"R{resume_id}")
