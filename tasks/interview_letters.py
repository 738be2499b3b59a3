"""What e-mails about interviews have beside their words: where it is, and a calendar file for whom it is sent to."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from calendar_files import MEDIA_TYPE, NOBODY, Guest, Meeting, calendar_file
from connectors.mail import Attachment, one_line
from db.interviews import Interview, interviewers_of
from db.outbox import Notice
from db.people import Organisation
from db.session import Session

# By the event: the status in which the interview must be for a file to go along. Later changes have e-mails of their own.
_WITH_FILE = {
    "interview.scheduled": "scheduled",
    "interview.rescheduled": "scheduled",
    "interview.cancelled": "cancelled",
}


@dataclass(frozen=True, slots=True)
class Enclosed:
    """Where an interview is, in a line, and what goes along."""

    place: str = ""
    files: list[Attachment] = field(default_factory=list)


def enclosed(session: Session, row: Notice, reader: Guest, person: str, sender: str) -> Enclosed:
    """Looks up the interview of a notice; nothing for any other notice, or when it is gone.

    Args:
        session: The unit of work.
        row: The notice.
        reader: Whom the e-mail is for; the file names nobody else.
        person: The candidate, where the reader may know who it is; else empty.
        sender: The address that our e-mails come from: the same organiser in every file of a meeting.
    """
    said = str(row.about.get("interview_id") or "").removeprefix("I")
    mine = select(Interview).where(Interview.organisation_id == row.organisation_id)
    interview = session.scalars(mine.where(Interview.id == int(said))).one_or_none() if said.isdecimal() else None
    if interview is None or not _goes_along(session, interview, row):
        return Enclosed()
    places = [one_line(part, 500) for part in (interview.location, interview.video_link) if part]
    return Enclosed(", ".join(places), [_file(session, interview, row, reader, person, sender)])


def _goes_along(session: Session, interview: Interview, row: Notice) -> bool:
    """A file says what holds now: later changes have e-mails of their own."""
    if row.about.get("is_taken_off"):
        return row.user_id not in interviewers_of(session, [interview.id]).get(interview.id, [])
    return _WITH_FILE.get(row.kind) == interview.status


def _file(
    session: Session, interview: Interview, row: Notice, reader: Guest, person: str, sender: str
) -> Attachment:  # fmt: skip
    ours = session.get_one(Organisation, interview.organisation_id)
    about = ", ".join(str(part) for part in (row.about.get("job_title"), person or ours.name) if part)
    meeting = Meeting(
        uid=str(interview.uid),
        sequence=interview.sequence,
        is_cancelled=interview.status == "cancelled" or bool(row.about.get("is_taken_off")),
        starts_at=interview.starts_at,
        ends_at=interview.ends_at,
        time_zone=interview.time_zone,
        title=f"Interview: {about}",
        created_at=interview.created_at,
        updated_at=interview.updated_at,
        location=interview.location,
        link=interview.video_link,
        organiser=Guest(ours.name, sender or NOBODY),
        guests=[reader],
    )
    method = "CANCEL" if meeting.is_cancelled else "REQUEST"
    return Attachment("interview.ics", MEDIA_TYPE, calendar_file(meeting), (("method", method), ("charset", "utf-8")))
