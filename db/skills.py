"""An organisation's own skills: their rows, the rules of the rows and their revision; what a skill means it does not know."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.people import Organisation
from db.tables import Table, created, row_id
from errors import Conflict, NotFound

OWN = "own-"
MOST = 5_000


class OwnSkill(Table):
    """A skill that an organisation added, or what it added to one that all organisations have.

    ``skill_id`` begins with ``own-`` where the skill is the organisation's; ``record`` is the skill as JSON, without
    its id, or the names that are added.
    """

    __tablename__ = "own_skills"
    __table_args__ = (UniqueConstraint("organisation_id", "skill_id"),)
    id: Mapped[int] = row_id()
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"))
    skill_id: Mapped[str] = mapped_column(String(100))
    record: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = created()


class SkillRevision(Table):
    """Names the state of an organisation's skills; it is another one after every change."""

    __tablename__ = "skill_revisions"
    id: Mapped[int] = row_id()
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id, ondelete="CASCADE"), unique=True)
    revision: Mapped[str] = mapped_column(String(32), default="")


# Asked for with almost every request; put together once.
_REVISION = select(SkillRevision.revision).where(SkillRevision.organisation_id == bindparam("organisation"))


def revision(session: Session, organisation_id: int) -> str:
    """Names the state of the organisation's skills; empty for an organisation that never had one."""
    return session.scalar(_REVISION, {"organisation": organisation_id}) or ""


def begin_change(session: Session, organisation_id: int) -> None:
    """Makes others who change the organisation's skills wait for the end of this transaction.

    So two requests at once can neither take the same name nor go over the limit together.
    """
    new = insert(SkillRevision).values(organisation_id=organisation_id, revision="")
    session.execute(new.on_conflict_do_nothing())
    mine = select(SkillRevision.id).where(SkillRevision.organisation_id == organisation_id)
    session.execute(mine.with_for_update())


def all_of(session: Session, organisation_id: int) -> Sequence[OwnSkill]:
    """The organisation's skills and additions, oldest first."""
    mine = select(OwnSkill).where(OwnSkill.organisation_id == organisation_id)
    return session.scalars(mine.order_by(OwnSkill.id)).all()


def get(session: Session, organisation_id: int, skill_id: str) -> OwnSkill:
    """Finds one of them; raises NotFound when there is none or it is somebody else's."""
    row = find(session, organisation_id, skill_id)
    if row is None:
        raise NotFound("skill of your organisation", skill_id)
    return row


def find(session: Session, organisation_id: int, skill_id: str) -> OwnSkill | None:
    """Finds one of them, or None."""
    mine = select(OwnSkill).where(OwnSkill.organisation_id == organisation_id, OwnSkill.skill_id == skill_id)
    return session.scalars(mine).one_or_none()


def add(session: Session, organisation_id: int, skill_id: str, record: dict[str, Any]) -> OwnSkill:
    """Stores a skill or an addition; an own id that is taken gets a number. Call ``begin_change`` first.

    Raises:
        Conflict: The organisation has as many as it may have.
    """
    count = session.scalar(select(func.count()).where(OwnSkill.organisation_id == organisation_id)) or 0
    if count >= MOST:
        raise Conflict(f"An organisation may have {MOST:,} skills of its own; delete some that nobody needs first.")
    row = OwnSkill(organisation_id=organisation_id, skill_id=_free(session, organisation_id, skill_id), record=record)
    session.add(row)
    _end_change(session, organisation_id)
    return row


def revise(session: Session, row: OwnSkill, record: dict[str, Any]) -> None:
    """Stores what a skill is now. Call ``begin_change`` first."""
    row.record = record
    _end_change(session, row.organisation_id)


def remove(session: Session, row: OwnSkill) -> None:
    """Deletes a skill or an addition. Call ``begin_change`` first."""
    session.delete(row)
    _end_change(session, row.organisation_id)


def _end_change(session: Session, organisation_id: int) -> None:
    # Not a clock: of two moments in two transactions the earlier may be the one that is seen last.
    session.flush()
    mine = update(SkillRevision).where(SkillRevision.organisation_id == organisation_id)
    session.execute(mine.values(revision=uuid.uuid4().hex))


def _free(session: Session, organisation_id: int, skill_id: str) -> str:
    taken = set(session.scalars(select(OwnSkill.skill_id).where(OwnSkill.organisation_id == organisation_id)))
    if skill_id not in taken:
        return skill_id
    return next(other for number in range(2, MOST + 3) if (other := f"{skill_id}-{number}") not in taken)
