"""The day goes on: a candidate applies, is interviewed, gets an offer and is hired, and everybody is told of each step."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from standardwebhooks import Webhook as Verifier
from werkzeug.serving import make_server

from db.session import Database
from tasks import worker
from tests.api.a_day import DEMO, RESUMES, SECRET, Client, recruiter_of, register, spend_the_day

JOB = DEMO / "jobs" / "backend-engineer.pdf"
CANDIDATE, RECRUITER = "dewi@candidates.example", "rui@first.example"


@dataclass
class Post:
    """What arrived since somebody last looked: e-mails, and webhooks whose signatures were right."""

    mailbox: Any
    receiver: Any
    work: Callable[[], None]
    secret: str = ""
    seen: dict[str, int] = field(default_factory=lambda: {"mails": 0, "hooks": 0})

    def settles(self) -> None:
        """Lets everything arrive and looks at none of it."""
        self.work()
        self.seen = {"mails": len(self.mailbox.messages), "hooks": len(self.receiver.got)}

    def brings(self, *kinds: str, to: dict[str, str]) -> list[Any]:
        """Exactly these webhooks, and exactly these e-mails by address with a piece of their subject; gives the e-mails."""
        self.work()
        mails = self.mailbox.messages[self.seen["mails"] :]
        hooks = self.receiver.got[self.seen["hooks"] :]
        self.seen = {"mails": len(self.mailbox.messages), "hooks": len(self.receiver.got)}
        read = [Verifier(self.secret).verify(body, headers) for headers, body in hooks]
        assert sorted(one["type"] for one in read) == sorted(kinds)
        subjects = {mail["To"].addresses[0].addr_spec: mail["Subject"] for mail in mails}
        assert subjects.keys() == to.keys(), subjects
        assert all(said in subjects[address] for address, said in to.items()), subjects
        return sorted(mails, key=lambda mail: str(mail["To"].addresses[0].addr_spec))


@pytest.fixture
def app(make_app: Callable[..., Flask], database: Database, mailbox: Any, receiver: Any) -> Flask:
    return make_app(
        host="0.0.0.0", secret_key=SECRET, rate_limit_uploads="1000/minute", smtp_host="127.0.0.1",
        smtp_port=mailbox.port, smtp_security="none", mail_from="First Works <jobs@first.example>",
        public_url="https://hr.first.example", outbound_allowed_hosts=receiver.allowed, task_worker="off",
    )  # fmt: skip


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    app.extensions["parts"].database.close()


@pytest.fixture
def post(app: Flask, database_url: str, mailbox: Any, receiver: Any) -> Post:
    parts = app.extensions["parts"]
    return Post(mailbox, receiver, lambda: worker.run(database_url, parts, is_main=False, until_empty=True))


def test_a_candidate_is_hired_and_everybody_is_told(url: str, post: Post) -> None:
    admin = register(url, "ada@first.example", "First Works")
    hook = admin.ask("POST", "/webhooks", {"url": post.receiver.url}, 201)
    post.secret = hook["secret"]
    rui = recruiter_of(admin, RECRUITER, lambda: post.brings("invitation.created", to={RECRUITER: "First Works"}))
    jobs, _ = spend_the_day(rui)
    # Nobody has applied yet: programs hear that one was shortlisted and one rejected, and the people nothing.
    post.brings("application.status_changed", "application.status_changed", to={})

    dewi = register(url, CANDIDATE, "Nowhere", role="candidate", full_name="Dewi Lestari")
    dewi.ask("PUT", "/me/notifications", {"email": {}, "language": "id"})
    resume = dewi.upload("/uploadResume", RESUMES[0], {})["resume_id"]
    dewi.ask("POST", f"/jobs/{jobs[0]}/apply", {"resume_id": resume}, 201)
    staff = {"ada@first.example": "application", RECRUITER: "application"}
    post.brings("application.applied", to={CANDIDATE: "Lamaran", **staff})

    place = f"/jobs/{jobs[0]}/candidates/{resume}"
    rui.ask("PATCH", place, {"status": "shortlisted"})
    post.brings("application.status_changed", to={})

    interview = book(rui, jobs[0], resume)
    told = post.brings(
        "application.status_changed", "interview.scheduled", to={CANDIDATE: "Wawancara", RECRUITER: "Interview"}
    )
    assert [sequence_in(mail) for mail in told] == [0, 0]
    begins = {"start": f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}", "location": "Room 5"}
    rui.ask("PATCH", f"/interviews/{interview}", begins)
    told = post.brings("interview.rescheduled", to={CANDIDATE: "", RECRUITER: ""})
    assert [sequence_in(mail) for mail in told] == [1, 1]
    assert "Room 5" in told[0].get_body(("plain",)).get_content()
    rui.ask("POST", f"/interviews/{interview}/outcome", {"outcome": "completed"})
    post.brings("interview.completed", to={CANDIDATE: "", RECRUITER: ""})
    card = {"criteria": [{"name": "Python", "score": 5}], "recommendation": "strong_yes"}
    rui.ask("PUT", f"/interviews/{interview}/scorecards", card, 201)

    rui.ask("PATCH", place, {"status": "offer"})
    post.brings("offer.made", to={CANDIDATE: "Penawaran"})
    rui.ask("PATCH", place, {"status": "hired"})
    post.brings("candidate.hired", to={CANDIDATE: ""})
    assert [one["status"] for one in dewi.ask("GET", "/me/applications")["items"]] == ["hired"]
    deliveries = admin.ask("GET", f"/webhooks/{hook['webhook_id']}/deliveries?limit=100")["items"]
    assert {one["status"] for one in deliveries} == {"delivered"}
    report(rui, admin, jobs[0], resume)


def book(who: Client, job: str, resume: str) -> str:
    """Schedules an interview held by whoever books it, in a week."""
    body = {
        "job_id": job, "resume_id": resume, "type": "onsite", "duration_minutes": 45, "time_zone": "Asia/Jakarta",
        "start": f"{datetime.now(UTC) + timedelta(days=7):%Y-%m-%d}T10:00",
        "interviewer_ids": [who.ask("GET", "/auth/me")["user_id"]],
    }  # fmt: skip
    return str(who.ask("POST", "/interviews", body, 201)["interview_id"])


def sequence_in(mail: Any) -> int:
    """The sequence number of the meeting in the calendar file that an e-mail encloses."""
    (file,) = [part for part in mail.iter_attachments() if part.get_content_type() == "text/calendar"]
    said = file.get_content()
    (meeting,) = Calendar.from_ical(said if isinstance(said, str) else said.decode()).walk("VEVENT")
    return int(meeting["SEQUENCE"])


def report(rui: Client, admin: Client, job: str, resume: str) -> None:
    """The figures of the day: 17 candidates are known, of whom three have a row; one of these was hired."""
    told = rui.ask("GET", f"/analytics/report?job_id={job}")
    stages = {one["status"]: one for one in told["funnel"]["stages"]}
    assert [stages[name]["reached"] for name in ("shortlisted", "interview", "offer", "hired")] == [2, 1, 1, 1]
    assert stages["rejected"]["entered"] == 1
    assert told["time_to_hire"]["hires"] == 1
    assert {one["source"]: one["applications"] for one in told["sources"]["sources"]} == {"staff": 2, "candidate": 1}
    drawn = rui.ask("GET", f"/analytics/funnel?job_id={job}&format=svg")
    assert drawn.startswith(b"<svg") or b"<svg" in drawn[:200]
    entries = admin.ask("GET", f"/audit?key={resume}&limit=100")["items"]
    assert {"created", "moved", "changed"} <= {one["action"] for one in entries}
    assert "Dewi" not in json.dumps(entries)


def test_of_a_change_everybody_hears_what_it_means_for_them(url: str, post: Post) -> None:
    """Bo is taken off, Cy comes instead, then the room changes: the time never does."""
    admin = register(url, "ada@first.example", "First Works")
    bo, cy = recruiter_of(admin, "bo@first.example"), recruiter_of(admin, "cy@first.example")
    post.secret = admin.ask("POST", "/webhooks", {"url": post.receiver.url}, 201)["secret"]
    job = admin.upload("/uploadJD", JOB, {})["job_id"]
    dewi = register(url, CANDIDATE, "Nowhere", role="candidate", full_name="Dewi Lestari")
    resume = dewi.upload("/uploadResume", RESUMES[0], {})["resume_id"]
    dewi.ask("POST", f"/jobs/{job}/apply", {"resume_id": resume}, 201)
    admin.ask("PATCH", f"/jobs/{job}/candidates/{resume}", {"status": "shortlisted"})
    interview = book(bo, job, resume)
    post.settles()

    cys = cy.ask("GET", "/auth/me")["user_id"]
    admin.ask("PATCH", f"/interviews/{interview}", {"interviewer_ids": [cys]})
    off, on = post.brings(
        "interview.rescheduled", to={"bo@first.example": "cancelled", "cy@first.example": "Interview for"}
    )
    assert "no longer hold" in off.get_body(("plain",)).get_content()
    assert [method_in(off), method_in(on)] == ["CANCEL", "REQUEST"]
    admin.ask("PATCH", f"/interviews/{interview}", {"location": "Room 7"})
    told = post.brings(
        "interview.rescheduled", to={"cy@first.example": "details changed", CANDIDATE: "details changed"}
    )
    assert [method_in(mail) for mail in told] == ["REQUEST", "REQUEST"]
    admin.ask("PATCH", f"/interviews/{interview}", {"note": "Ask for the oven."})
    post.brings(to={})


def method_in(mail: Any) -> str:
    (file,) = [part for part in mail.iter_attachments() if part.get_content_type() == "text/calendar"]
    assert file.get_content_charset() == "utf-8"
    return str(Calendar.from_ical(file.get_content())["METHOD"])


def test_who_was_to_interview_somebody_hears_when_they_are_erased(url: str, post: Post) -> None:
    admin = register(url, "ada@first.example", "First Works")
    bo = recruiter_of(admin, "bo@first.example")
    post.secret = admin.ask("POST", "/webhooks", {"url": post.receiver.url}, 201)["secret"]
    job = admin.upload("/uploadJD", JOB, {})["job_id"]
    resume = admin.upload("/uploadResume", RESUMES[0], {})["resume_id"]
    name = admin.ask("GET", f"/resumes/{resume}")["name"]
    admin.ask("PATCH", f"/jobs/{job}/candidates/{resume}", {"status": "shortlisted"})
    book(bo, job, resume)
    post.settles()
    admin.ask("DELETE", f"/resumes/{resume}", expect=204)
    (told,) = post.brings("interview.cancelled", to={"bo@first.example": "cancelled"})
    said = told.get_body(("plain",)).get_content()
    assert "10:00 (Asia/Jakarta)" in said
    assert name not in said
