"""Persons with whom nothing has happened for a long time, and résumés of nobody; what becomes of them others decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Date, Select, and_, cast, exists, or_, select
from sqlalchemy.orm import Session

from db.applications import Application
from db.audit import AuditEntry
from db.interviews import Interview
from db.logins import Login
from db.notes import Note
from db.persons import StoredPerson
from db.resumes import StoredResume
from db.scorecards import Scorecard

_AT_ONCE = 2_000


def next_persons(session: Session, after: int) -> Sequence[int]:
    """The keys of some persons of any organisation behind a key, in order; none at the end."""
    return session.scalars(
        select(StoredPerson.id).where(StoredPerson.id > after).order_by(StoredPerson.id).limit(_AT_ONCE)
    ).all()


def idle_persons(session: Session, keys: Sequence[int], before: datetime) -> list[int]:
    """Those of several persons with whom nothing has happened since a moment.

    What counts: a résumé that came or was replaced, a step of an application, a note, an interview or what was found in it,
    a login, and whatever the person changed by their account. That somebody looked at them does not.
    """
    return list(session.scalars(_idle(before).where(StoredPerson.id.in_(keys)).order_by(StoredPerson.id)))


def hold_idle(session: Session, key: int, before: datetime) -> StoredPerson | None:
    """Finds a person, held until the transaction ends, if nothing has happened meanwhile."""
    # Résumés first, as everywhere.
    theirs = select(StoredResume.id).where(StoredResume.person_id == key).order_by(StoredResume.id)
    session.execute(theirs.with_for_update())
    wanted = select(StoredPerson).where(StoredPerson.id.in_(_idle(before).where(StoredPerson.id == key)))
    return session.scalars(wanted.with_for_update()).one_or_none()


def idle_resumes(session: Session, after: int, before: datetime) -> Sequence[int]:
    """Some résumés of nobody, as those that could not be read, from before a moment and behind a key, in order."""
    rows = select(StoredResume.id).where(_of_nobody(before), StoredResume.id > after)
    return session.scalars(rows.order_by(StoredResume.id).limit(_AT_ONCE)).all()


def hold_resume(session: Session, key: int, before: datetime) -> StoredResume | None:
    """Finds such a résumé, held until the transaction ends; None when it is somebody's meanwhile, or gone."""
    wanted = select(StoredResume).where(StoredResume.id == key, _of_nobody(before))
    return session.scalars(wanted.with_for_update()).one_or_none()


def _of_nobody(before: datetime) -> ColumnElement[bool]:
    return and_(StoredResume.status != "ready", StoredResume.person_id.is_(None), _came_before(before))


def _came_before(before: datetime) -> ColumnElement[bool]:
    return and_(StoredResume.created_at < before, StoredResume.as_of <= cast(before, Date))


def _idle(before: datetime) -> Select[int]:
    theirs = StoredResume.person_id == StoredPerson.id
    moved = exists().where(
        theirs,
        Application.resume_id == StoredResume.id,
        or_(Application.updated_at >= before, Application.applied_at >= before),
    )
    noted = exists().where(theirs, Note.resume_id == StoredResume.id, Note.updated_at >= before)
    met = exists().where(
        theirs,
        Interview.resume_id == StoredResume.id,
        or_(Interview.updated_at >= before, Interview.ends_at >= before),
    )
    judged = exists().where(
        theirs,
        Interview.resume_id == StoredResume.id,
        Scorecard.interview_id == Interview.id,
        Scorecard.updated_at >= before,
    )
    logged_in = exists().where(Login.user_id == StoredPerson.user_id, Login.last_used_at >= before)
    acted = exists().where(
        AuditEntry.organisation_id == StoredPerson.organisation_id,
        AuditEntry.actor_id == StoredPerson.user_id,
        AuditEntry.via == "user",
        AuditEntry.at >= before,
    )
    return select(StoredPerson.id).where(
        StoredPerson.created_at < before,
        ~exists().where(theirs, ~_came_before(before)),
        ~moved,
        ~noted,
        ~met,
        ~judged,
        ~logged_in,
        ~acted,
    )
