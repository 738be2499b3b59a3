"""Which event tells of what happened to a candidate, and who gets an e-mail of it; sending is the business of tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from api.context import session
from db import people
from db.applications import Application
from db.interviews import Interview
from db.invitations import Invitation
from db.jobs import StoredJob
from db.people import User
from db.resumes import StoredResume
from notices.events import Event, Kind, Recipient
from statuses import Status
from tasks import notifying

MOST_STAFF = 50
"""As many admins and recruiters hear of an application by e-mail: jobs have no owners yet."""
# Of these candidates hear nothing: recruiters sort, and may change their minds.
_QUIET: frozenset[Status] = frozenset({"reviewed", "shortlisted"})
# That an offer is taken back no machine says.
_SPOKEN_OF: frozenset[Status] = frozenset({"offer"})
_KINDS: dict[Status, Kind] = {"offer": "offer.made", "hired": "candidate.hired"}


def tell_moved(job: StoredJob, moved: Iterable[tuple[Application, Status]]) -> None:
    """Tells of candidates of a job that were moved on just now, each with where they came from."""
    rows = list(moved)
    told = _hearing(
        [
            row
            for row, before in rows
            if row.present not in _QUIET and not (before in _SPOKEN_OF and row.present == "interview")
        ]
    )
    notifying.tell_all(session(), [_moved(job, row, before, told.get(row.id)) for row, before in rows])


def tell_applied(job: StoredJob, row: Application) -> None:
    """Tells of an application just made, or made again: the candidate for confirmation, and staff."""
    _tell("application.applied", job, row, [Recipient(_owner(row), row.resume_id), *_staff(row)])


def tell_withdrawn(job: StoredJob, row: Application) -> None:
    """Tells staff of an application that the candidate withdrew just now."""
    _tell("application.withdrawn", job, row, _staff(row))


def tell_invited(invitation: Invitation) -> None:
    """Tells somebody that they are invited."""
    about = {"invitation_id": f"V{invitation.id}", "role": invitation.role}
    to = [Recipient(invitation_id=invitation.id)]
    notifying.tell(session(), Event("invitation.created", invitation.organisation_id, about, to))


def _tell(kind: Kind, job: StoredJob, row: Application, to: Sequence[Recipient]) -> None:
    notifying.tell(session(), Event(kind, row.organisation_id, _about(job, row), to))


def _moved(job: StoredJob, row: Application, before: Status, to: Recipient | None) -> Event:
    kind = _KINDS.get(row.present, "application.status_changed")
    about = _about(job, row) | {"status": row.status, "status_from": before}
    return Event(kind, row.organisation_id, about, [to] if to else [])


def _about(job: StoredJob, row: Application) -> dict[str, str | None]:
    return {
        "job_id": f"J{row.job_id}",
        "job_title": job.title,
        "resume_id": f"R{row.resume_id}",
        "application_id": f"A{row.id}",
    }


def _hearing(rows: Sequence[Application]) -> dict[int, Recipient]:
    """Who of some candidates of one job gets an e-mail: those who applied themselves, and those invited to an interview."""
    if not rows:
        return {}
    keys = [row.resume_id for row in rows]
    asked = select(StoredResume.id, StoredResume.owner_id).where(StoredResume.id.in_(keys))
    owners = {row.id: row.owner_id for row in session().execute(asked)}
    met = select(Interview.resume_id).where(Interview.resume_id.in_(keys), Interview.job_id == rows[0].job_id)
    invited = set(session().scalars(met))
    return {
        row.id: Recipient(owners.get(row.resume_id), row.resume_id)
        for row in rows
        if row.applied_at is not None or row.resume_id in invited
    }


def _owner(row: Application) -> int | None:
    return session().scalar(select(StoredResume.owner_id).where(StoredResume.id == row.resume_id))


def _staff(row: Application) -> list[Recipient]:
    mine = people.visible(row.organisation_id).where(User.role.in_(["admin", "recruiter"]), User.is_active)
    keys = session().scalars(mine.with_only_columns(User.id).limit(MOST_STAFF))
    return [Recipient(key, row.resume_id) for key in keys]
