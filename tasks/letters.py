"""The e-mails of the outbox: to whom, in which language and with what in them, looked up when they are sent."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2 import TemplateError
from sqlalchemy import select

from calendar_files import Guest
from connectors.mail import Letter, Line, NotNow, Refused, is_address, one_line
from db import invitations, notice_preferences
from db.invitations import Invitation
from db.outbox import DELIVERED, Notice, Outcome
from db.people import Organisation, User
from db.resumes import StoredResume
from db.session import Session
from notices.events import ALWAYS_TOLD
from notices.writing import Facts, Reader, language_of, written
from pipeline import Parts
from tasks.interview_letters import enclosed

log = logging.getLogger(__name__)

_MOST_NAME = 100
_AWAY = "no_mail_server"


@dataclass(frozen=True, slots=True)
class _Addressee:
    """Who gets an e-mail."""

    reader: Reader
    name: str
    address: str
    language: str
    token: str = ""
    role: str = ""


class _Skipped(Exception):
    """Nobody is to get it; the reason is one word."""


def send(parts: Parts, rows: Sequence[Notice]) -> Iterator[tuple[Notice, Outcome]]:
    """Sends e-mails over one connection; when the server is away that holds for all that are left."""
    left = list(rows)
    try:
        if parts.mail is None:
            raise NotNow(_AWAY, is_away=True)
        with parts.mail.line() as line:
            while left:
                outcome = _send(parts, line, left[0])
                yield left.pop(0), outcome
    except NotNow as exc:
        for row in left:
            yield row, Outcome("failed", exc.problem, exc.answer_code, is_away=True)


def _send(parts: Parts, line: Line, row: Notice) -> Outcome:
    """Sends one; raises NotNow when the server is away."""
    try:
        with parts.database.session() as session:
            letter = letter_of(parts, session, row)
        line.send(letter)
    except (TemplateError, ValueError, KeyError) as exc:  # one letter that cannot be written must not keep the others
        log.error("letter_not_written", extra={"notice": row.id, "event": row.kind, "error": type(exc).__name__})
        return Outcome("failed", "not_written", is_final=True)
    except _Skipped as exc:
        return Outcome("skipped", str(exc))
    except Refused as exc:
        return Outcome("failed", exc.problem, exc.answer_code, is_final=True)
    except NotNow as exc:
        if exc.is_away:
            raise
        return Outcome("failed", exc.problem, exc.answer_code)
    return DELIVERED


def letter_of(parts: Parts, session: Session, row: Notice) -> Letter:
    """Writes the e-mail of a notice, for whom it is now and in their language."""
    addressee = _addressee(parts, session, row)
    page = parts.public_url or ""
    person = _person(session, row) if addressee.reader == "staff" else ""
    sender = parts.mail.address if parts.mail else ""
    beside = enclosed(session, row, Guest(addressee.name, addressee.address), person, sender)
    facts = Facts(
        reader=addressee.reader,
        organisation=one_line(
            session.scalars(select(Organisation.name).where(Organisation.id == row.organisation_id)).one()
        ),
        name=addressee.name,
        about={name: one_line(value) if isinstance(value, str) else value for name, value in row.about.items()},
        person=person,
        place=beside.place,
        link=f"{page}/#invitation={addressee.token}" if page and addressee.token else f"{page}/" if page else "",
        token=addressee.token,
        role=addressee.role,
    )
    words = written(row.kind, addressee.language, facts)
    return Letter(
        key=f"notice-{row.key.hex}",
        name=addressee.name,
        address=addressee.address,
        subject=words.subject,
        text=words.text,
        html=words.html,
        written_at=row.created_at,
        attachments=beside.files,
    )


def _addressee(parts: Parts, session: Session, row: Notice) -> _Addressee:
    if row.invitation_id is not None:
        found = _invited(parts, session, row.invitation_id)
    elif row.user_id is not None:
        found = _user(session, row, row.user_id)
    else:
        found = _person_of_resume(session, row)
    if not is_address(found.address):
        raise _Skipped("no_address")
    return found


def _invited(parts: Parts, session: Session, key: int) -> _Addressee:
    invitation = session.get(Invitation, key)
    token = invitations.token_to_mail(invitation, parts.secret_key) if invitation else None
    if invitation is None or token is None:
        raise _Skipped("invitation_over")
    inviter = invitation.invited_by
    language = notice_preferences.of_user(session, inviter).language if inviter else None
    return _Addressee("invited", "", invitation.email, language_of(language), token, invitation.role)


def _user(session: Session, row: Notice, key: int) -> _Addressee:
    user = session.get(User, key)
    if user is None or not user.is_active:
        raise _Skipped("no_recipient")
    wishes = notice_preferences.of_user(session, key)
    if row.kind in wishes.muted and row.kind not in ALWAYS_TOLD:
        raise _Skipped("muted")
    is_candidate = user.role == "candidate"
    language = language_of(wishes.language, _resume(session, row)[2] if is_candidate else None)
    return _Addressee("candidate" if is_candidate else "staff", _called(user.full_name), user.email, language)


def _person_of_resume(session: Session, row: Notice) -> _Addressee:
    name, address, language = _resume(session, row)
    return _Addressee("candidate", _called(name), address or "", language_of(language))


def _person(session: Session, row: Notice) -> str:
    return _called(_resume(session, row)[0])


def _resume(session: Session, row: Notice) -> tuple[str | None, str | None, str | None]:
    """Name, address and language of the résumé that a notice is about."""
    wanted = select(StoredResume.name, StoredResume.email, StoredResume.language).where(
        StoredResume.id == row.resume_id
    )
    found = session.execute(wanted).one_or_none() if row.resume_id is not None else None
    return (found[0], found[1], found[2]) if found else (None, None, None)


def _called(name: str | None) -> str:
    return one_line(name or "", _MOST_NAME)
