"""What somebody is told of, and the e-mails and webhooks that follow from what people do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from api.webhook_shapes import PreferencesOut
from db.outbox import Notice
from db.session import Database
from notices.events import KINDS

V1 = "/api/v1"


class Office(NamedTuple):
    """A client on an installation with a mail server, and the headers of an admin and a candidate."""

    client: FlaskClient
    admin: dict[str, str]
    cand: dict[str, str]


@pytest.fixture
def office(make_app: Callable[..., Flask], database: Database, join: Callable[..., dict[str, str]]) -> Office:
    app = make_app(smtp_host="127.0.0.1", mail_from="jobs@acme.example")
    client = app.test_client()
    body = {"email": "boss@example.org", "password": "correct horse", "full_name": "Ann Boss", "company_name": "Acme"}
    admin = {"Authorization": f"Bearer {client.post(f'{V1}/auth/register', json=body).json['access_token']}"}
    return Office(client, admin, join(client, admin, "cand", "candidate"))


@pytest.fixture
def job(office: Office, jd: str) -> str:
    return str(office.client.post(f"{V1}/jobs", json={"text": jd}, headers=office.admin).json["job_id"])


def upload(office: Office, headers: dict[str, str], cv: str) -> str:
    return str(office.client.post("/uploadResume", json={"text": cv}, headers=headers).json["resume_id"])


def told(database: Database) -> list[tuple[str, str, str | None]]:
    """Kind, to whom and which status of what waits, without the invitations of the fixtures."""
    with database.session() as session:
        rows = session.scalars(select(Notice).where(Notice.kind != "invitation.created").order_by(Notice.id)).all()
    return [
        (
            row.kind,
            f"user {row.user_id}" if row.user_id else "resume" if not row.webhook_id else "webhook",
            row.about.get("status"),
        )
        for row in rows
    ]


def forget(database: Database) -> None:
    with database.session() as session:
        session.execute(text("delete from outbox"))
        session.commit()


def move(office: Office, job: str, resume: str, status: str) -> Any:
    path = f"{V1}/jobs/{job}/candidates/{resume}"
    answer = office.client.patch(path, json={"status": status}, headers=office.admin)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_everybody_says_what_they_want_to_be_told_of(office: Office) -> None:
    path = f"{V1}/me/notifications"
    for who in (office.admin, office.cand):
        shown = office.client.get(path, headers=who).json
        PreferencesOut.model_validate(shown, strict=True)
        assert shown["email_is_sent"] is True
        assert set(shown["email"]) == set(KINDS) - {"invitation.created"}
        assert all(shown["email"].values())
        body = {"email": {"offer.made": False, "candidate.hired": True}, "language": "id"}
        changed = office.client.put(path, json=body, headers=who).json
        assert [kind for kind, is_told in changed["email"].items() if not is_told] == ["offer.made"]
        assert changed["language"] == "id"
        assert office.client.get(path, headers=who).json == changed
    assert all(office.client.put(path, json={}, headers=office.cand).json["email"].values())
    assert office.client.get(path, headers=office.admin).json["language"] == "id"


@pytest.mark.parametrize(
    "said", [{"email": {"invitation.created": False}}, {"email": {"nonsense": True}}, {"email": {"offer.made": "no"}}, {"language": "xx"},
             {"language": 5}, {"user_id": 1}, {"email": []}],
)  # fmt: skip
def test_what_cannot_be_wished_is_refused(office: Office, said: dict[str, Any]) -> None:
    assert office.client.put(f"{V1}/me/notifications", json=said, headers=office.cand).status_code == 422


def test_it_says_when_no_mail_is_sent(make_app: Callable[..., Flask], office: Office) -> None:
    other = make_app().test_client()
    assert other.get(f"{V1}/me/notifications", headers=office.cand).json["email_is_sent"] is False


def test_an_application_is_confirmed_and_staff_hears_of_it_once(
    office: Office, job: str, cv: str, database: Database
) -> None:
    resume = upload(office, office.cand, cv)
    for _ in range(2):
        done = office.client.post(f"{V1}/jobs/{job}/apply", json={"resume_id": resume}, headers=office.cand)
    assert told(database) == [("application.applied", "user 2", None), ("application.applied", "user 1", None)]
    forget(database)
    for _ in range(2):
        office.client.post(f"{V1}/applications/{done.json['application_id']}/withdraw", headers=office.cand)
    assert told(database) == [("application.withdrawn", "user 1", None)]
    forget(database)
    office.client.post(f"{V1}/jobs/{job}/apply", json={"resume_id": resume}, headers=office.cand)
    assert len(told(database)) == 2


def test_an_applicant_hears_of_what_matters_and_a_webhook_of_every_move(
    office: Office, job: str, cv: str, database: Database
) -> None:
    office.client.post(f"{V1}/webhooks", json={"url": "https://hooks.example.org/"}, headers=office.admin)
    resume = upload(office, office.cand, cv)
    office.client.post(f"{V1}/jobs/{job}/apply", json={"resume_id": resume}, headers=office.cand)
    forget(database)
    for status in ("reviewed", "shortlisted", "interview", "offer", "hired"):
        move(office, job, resume, status)
        move(office, job, resume, status)  # stays where it is
    assert told(database) == [
        ("application.status_changed", "webhook", "reviewed"),
        ("application.status_changed", "webhook", "shortlisted"),
        ("application.status_changed", "user 2", "interview"),
        ("application.status_changed", "webhook", "interview"),
        ("offer.made", "user 2", "offer"),
        ("offer.made", "webhook", "offer"),
        ("candidate.hired", "user 2", "hired"),
        ("candidate.hired", "webhook", "hired"),
    ]


def test_who_never_applied_nor_was_invited_hears_nothing(office: Office, job: str, cv: str, database: Database) -> None:
    resume = upload(office, office.admin, cv)
    for status in ("shortlisted", "interview", "offer", "rejected"):
        move(office, job, resume, status)
    assert told(database) == []


def test_who_was_invited_to_an_interview_hears_of_the_end_by_the_resumes_address(
    office: Office, job: str, cv: str, database: Database
) -> None:
    resume = upload(office, office.admin, cv)
    for status in ("shortlisted", "interview"):
        move(office, job, resume, status)
    with database.session() as session:
        new = """insert into interviews (organisation_id, job_id, resume_id, type, starts_at, ends_at, time_zone)
            values (1, :job, :resume, 'phone', now() + interval '1 day', now() + interval '25 hours', 'UTC')"""
        session.execute(text(new), {"job": int(job[1:]), "resume": int(resume[1:])})
        session.commit()
    move(office, job, resume, "rejected")
    assert ("application.status_changed", "resume", "rejected") in told(database)


def test_moves_of_many_tell_of_those_alone_that_were_made(
    office: Office, job: str, cv: str, database: Database
) -> None:
    office.client.post(f"{V1}/webhooks", json={"url": "https://hooks.example.org/"}, headers=office.admin)
    found = [upload(office, office.admin, cv + f"\nNumber {number}") for number in range(3)]
    move(office, job, found[0], "rejected")
    move(office, job, found[1], "shortlisted")
    forget(database)
    body = {"status": "shortlisted", "resume_ids": [*found, "R999999"]}
    done = office.client.post(f"{V1}/jobs/{job}/candidates/moves", json=body, headers=office.admin).json
    assert (len(done["results"]), len(done["errors"])) == (2, 2)
    assert told(database) == [("application.status_changed", "webhook", "shortlisted")]


def test_an_invitation_is_told(office: Office, database: Database) -> None:
    made = office.client.post(f"{V1}/invitations", json={"email": "bo@example.org"}, headers=office.admin).json
    with database.session() as session:
        row = session.scalars(select(Notice).order_by(Notice.id.desc()).limit(1)).one()
        assert (row.kind, f"V{row.invitation_id}", row.user_id) == ("invitation.created", made["invitation_id"], None)
        assert "bo@example.org" not in str(row.about)
