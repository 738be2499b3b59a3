"""What happens is told by e-mail and by webhooks: with the transaction or not at all, again after failures, and never lost."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import event, func, select, text
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

import settings as configuration
from app_main import create_app
from db import outbox
from db.outbox import ATTEMPTS, Notice
from db.session import Database, Session
from db.webhooks import Webhook
from notices.events import Event, Recipient
from pipeline import Parts
from tasks import deliveries, letters, notifying, rematching, worker

CV = "Ann Lee\nann.lee@example.org\n\nSkills\nPython, Flask\n"
JD = "Baker\n\nRequirements\n- Two years of experience with bread\n"
KEY = "k3y-for-tests-only-0123456789-abcdefghij"
Make = Callable[..., Flask]


@pytest.fixture
def make(database: Database, database_url: str, tmp_path: Path, mailbox: Any, receiver: Any) -> Iterator[Make]:
    made: list[Flask] = []

    def make(**given: Any) -> Flask:
        choice: dict[str, Any] = {
            "_env_file": None, "database_url": database_url, "data_dir": tmp_path / "var", "upload_dir": tmp_path / "up",
            "demo_data": False, "secret_key": KEY, "smtp_host": "127.0.0.1", "smtp_port": mailbox.port,
            "smtp_security": "none", "mail_from": "Acme <jobs@acme.example>", "public_url": "https://hr.acme.example",
            "outbound_allowed_hosts": receiver.allowed, "rate_limit_login": "1000/minute",
        }  # fmt: skip
        made.append(create_app(configuration.load(**choice | given)))
        return made[-1]

    yield make
    for app in made:
        app.extensions["parts"].database.close()


@pytest.fixture
def app(make: Make) -> Flask:
    return make()


@pytest.fixture
def parts(app: Flask) -> Parts:
    found: Parts = app.extensions["parts"]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def hook(client: FlaskClient, receiver: Any) -> dict[str, Any]:
    """A webhook of the first organisation."""
    answer: Any = client.post("/api/v1/webhooks", json={"url": receiver.url})
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


@pytest.fixture
def work(parts: Parts, database_url: str) -> Callable[[], None]:
    return lambda: worker.run(database_url, parts, is_main=False, until_empty=True)


def make_due(parts: Parts) -> None:
    with parts.database.session() as session:
        session.execute(text("update outbox set next_at = now() - interval '1 second' where done_at is null"))
        session.commit()


def notices(parts: Parts) -> list[Notice]:
    with parts.database.session() as session:
        return list(session.scalars(select(Notice).order_by(Notice.id)))


def queued(parts: Parts) -> int:
    with parts.database.session() as session:
        return session.scalar(text("select count(*) from procrastinate_jobs where task_name = 'deliver_notices'")) or 0


def soon(is_so: Callable[[], bool], within_s: float) -> bool:
    end = time.monotonic() + within_s
    while not is_so() and time.monotonic() < end:
        time.sleep(0.03)
    return is_so()


@contextlib.contextmanager
def working(database_url: str, parts: Parts) -> Iterator[None]:
    """A worker in a thread, as in the server, that ends with the block."""
    loop = asyncio.new_event_loop()
    task = loop.create_task(worker._work(database_url, parts, False, False, threading.Event()))

    def run() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(task)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(30)
        loop.close()


def applied(number: int = 1, *to: Recipient) -> Event:
    return Event("application.applied", 1, {"job_id": f"J{number}", "job_title": "Baker"}, to)


def a_user(parts: Parts, email: str = "ann@example.org", role: str = "recruiter", name: str = "Ann Lee") -> int:
    with parts.database.session() as session:
        new = "insert into users (organisation_id, email, password_hash, full_name, role) values (1, :e, 'x', :n, :r) returning id"
        key = session.scalar(text(new), {"e": email, "n": name, "r": role})
        session.commit()
        return int(key)


def tell(parts: Parts, *events: Event) -> None:
    with parts.database.session() as session:
        notifying.tell_all(session, events)
        session.commit()


def the_body(message: Any, kind: str = "plain") -> str:
    return str(message.get_body((kind,)).get_content())


def test_an_event_reaches_mail_and_webhook_signed_and_once(
    parts: Parts, hook: dict[str, Any], work: Callable[[], None], mailbox: Any, receiver: Any
) -> None:
    tell(parts, applied(7, Recipient(a_user(parts))))
    work()
    work()
    (message,) = mailbox.messages
    assert (message["To"], message["From"]) == ("Ann Lee <ann@example.org>", "Acme <jobs@acme.example>")
    assert message["Subject"] == "New application for Baker"
    assert message["List-Unsubscribe"] is None  # the page has no place for it yet
    assert message["Date"].datetime <= datetime.now(UTC)
    assert message.get_content_type() == "multipart/alternative"
    ((headers, body),) = receiver.got
    said: Any = Verifier(hook["secret"]).verify(body, headers)
    assert (said["type"], said["data"]) == ("application.applied", {"job_id": "J7", "job_title": "Baker"})
    assert datetime.fromisoformat(said["timestamp"]) <= datetime.now(UTC)
    with pytest.raises(WebhookVerificationError):
        Verifier("whsec_" + base64.b64encode(b"x" * 32).decode()).verify(body, headers)
    assert [row.status for row in notices(parts)] == ["delivered", "delivered"]
    assert queued(parts) == 0


def test_nothing_is_told_when_the_transaction_is_undone(parts: Parts, hook: dict[str, Any]) -> None:
    user = a_user(parts)
    with parts.database.session() as session:
        notifying.tell(session, applied(1, Recipient(user)))
        assert session.scalar(select(func.count()).select_from(Notice)) == 2
        session.rollback()
    assert (notices(parts), queued(parts)) == ([], 0)


def test_five_hundred_events_are_few_statements_and_few_jobs(parts: Parts, hook: dict[str, Any]) -> None:
    user, asked = a_user(parts), []

    def note(*said: Any) -> None:
        asked.append(said[2])

    event.listen(parts.database.engine, "before_cursor_execute", note)
    began = time.perf_counter()
    tell(parts, *(applied(number, Recipient(user)) for number in range(500)))
    print(f"500 events told in {1000 * (time.perf_counter() - began):.0f} ms")
    event.remove(parts.database.engine, "before_cursor_execute", note)
    assert (len(notices(parts)), queued(parts)) == (1000, 2)
    assert len(asked) <= 8, asked


def test_without_a_mail_server_no_mail_is_queued(make: Make) -> None:
    parts: Parts = make(smtp_host=None).extensions["parts"]
    tell(parts, applied(1, Recipient(a_user(parts))))
    assert (notices(parts), queued(parts)) == ([], 0)


def test_a_receiver_that_fails_twice_gets_the_same_message_again(
    parts: Parts, hook: dict[str, Any], work: Callable[[], None], receiver: Any
) -> None:
    receiver.says = [500, 503]
    tell(parts, applied())
    work()
    (row,) = notices(parts)
    assert (row.status, row.attempts, row.answer_code, row.problem) == ("pending", 1, 500, "answer")
    assert timedelta(seconds=3) < row.next_at - datetime.now(UTC) < timedelta(seconds=7)
    assert queued(parts) == 1  # for when it is due again
    for _ in range(2):
        make_due(parts)
        notifying.send_due(parts, row.webhook_id)
    (row,) = notices(parts)
    assert (row.status, row.attempts, row.answer_code, row.problem) == ("delivered", 3, 200, None)
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len({body for _, body in receiver.got}) == 1
    for headers, body in receiver.got:
        Verifier(hook["secret"]).verify(body, headers)


def test_the_queue_tries_again_by_itself(
    parts: Parts, hook: dict[str, Any], database_url: str, receiver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "DELAYS_S", (0.5,) * 7)
    receiver.says = [500, 500]
    with working(database_url, parts):
        tell(parts, applied())
        assert soon(lambda: notices(parts)[0].status == "delivered", 20)
    assert len(receiver.got) == 3


def test_after_eight_attempts_in_a_day_it_has_failed_and_can_be_sent_again(
    client: FlaskClient, parts: Parts, hook: dict[str, Any], receiver: Any
) -> None:
    receiver.says = [500] * ATTEMPTS
    tell(parts, applied())
    waits = []
    for _ in range(ATTEMPTS):
        make_due(parts)
        notifying.send_due(parts, 601)
        waits.append((notices(parts)[0].next_at - datetime.now(UTC)).total_seconds())
    (row,) = notices(parts)
    assert (row.status, row.attempts) == ("failed", 8)
    assert 86_400 < sum(waits[:-1]) < 1.3 * 86_400
    shown = client.get("/api/v1/webhooks/W601/deliveries?status=failed").json["items"][0]
    assert (shown["attempts"], shown["answer_code"], shown["delivery_id"]) == (8, 500, "D651")
    assert client.post("/api/v1/deliveries/D651/retry").json["status"] == "pending"
    notifying.send_due(parts, 601)
    assert notices(parts)[0].status == "delivered"


def test_a_mail_server_that_says_later_is_asked_later_and_one_that_says_no_is_not(parts: Parts, mailbox: Any) -> None:
    tell(parts, applied(1, Recipient(a_user(parts))))
    mailbox.says = ["450 busy"]
    notifying.send_due(parts, None)
    (row,) = notices(parts)
    assert (row.status, row.problem, row.answer_code) == ("pending", "put_off", 450)
    make_due(parts)
    notifying.send_due(parts, None)
    assert notices(parts)[0].status == "delivered"
    assert mailbox.messages[0]["Message-ID"] == f"<notice-{row.key.hex}@acme.example>"
    tell(parts, applied(2, Recipient(a_user(parts, "gone@example.org"))))
    mailbox.says = ["550 no such user"]
    notifying.send_due(parts, None)
    assert [(row.status, row.attempts, row.answer_code) for row in notices(parts)[1:]] == [("failed", 1, 550)]
    make_due(parts)
    notifying.send_due(parts, None)
    assert len(mailbox.messages) == 1


def test_one_bad_address_keeps_no_other_mail(parts: Parts, mailbox: Any) -> None:
    tell(parts, *(applied(number, Recipient(a_user(parts, f"u{number}@example.org"))) for number in range(3)))
    mailbox.says = ["250 OK", "550 no"]
    notifying.send_due(parts, None)
    assert [row.status for row in notices(parts)] == ["delivered", "failed", "delivered"]


def test_a_mail_server_that_is_away_costs_one_attempt_of_each_and_is_waited_for(make: Make) -> None:
    parts: Parts = make(smtp_port=9).extensions["parts"]
    tell(parts, *(applied(number, Recipient(a_user(parts, f"u{number}@example.org"))) for number in range(3)))
    began = time.monotonic()
    notifying.send_due(parts, None)
    assert time.monotonic() - began < 5
    assert [(row.status, row.attempts, row.problem) for row in notices(parts)] == [("pending", 1, "no_connection")] * 3


def test_who_is_killed_between_sending_and_marking_repeats_and_loses_nothing(
    parts: Parts, hook: dict[str, Any], receiver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*said: Any) -> None:
        raise Killed

    tell(parts, applied())
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "mark", die)
        with pytest.raises(Killed):
            notifying.send_due(parts, 601)
    (row,) = notices(parts)
    assert (row.status, len(receiver.got)) == ("sending", 1)
    notifying.send_due(parts, 601)  # somebody may still be at it
    assert len(receiver.got) == 1
    make_due(parts)  # the lease is over
    notifying.send_due(parts, 601)
    assert notices(parts)[0].status == "delivered"
    assert receiver.got[0][0]["webhook-id"] == receiver.got[1][0]["webhook-id"]


def test_a_lane_that_nobody_is_at_is_found(parts: Parts, hook: dict[str, Any], work: Callable[[], None]) -> None:
    tell(parts, applied())
    with parts.database.session() as session:
        session.execute(text("delete from procrastinate_jobs"))
        session.execute(text("update outbox set next_at = now() - interval '2 minutes'"))
        session.commit()
    for _ in range(2):
        notifying.wake_overdue(parts)
    assert queued(parts) == 1
    work()
    assert notices(parts)[0].status == "delivered"


def test_what_ends_every_sender_is_given_up(parts: Parts, hook: dict[str, Any], receiver: Any) -> None:
    tell(parts, applied())
    with parts.database.session() as session:
        session.execute(
            text("update outbox set status = 'sending', attempts = 8, next_at = now() - interval '1 minute'")
        )
        session.commit()
    notifying.send_due(parts, 601)
    assert [(row.status, row.problem) for row in notices(parts)] == [("failed", "never_ended")]
    assert receiver.got == []


def test_a_slow_receiver_delays_neither_mail_nor_other_receivers(
    client: FlaskClient, parts: Parts, make_receiver: Any, database_url: str, mailbox: Any, make: Make, receiver: Any
) -> None:
    slow = make_receiver()
    slow.wait_s = 3.0
    app = make(outbound_allowed_hosts=f"{slow.allowed},{receiver.allowed}")
    for url in (slow.url, receiver.url):
        assert app.test_client().post("/api/v1/webhooks", json={"url": url}).status_code == 201
    parts = app.extensions["parts"]
    user = a_user(parts)
    with working(database_url, parts):
        for number in range(5):  # as many jobs for the slow lane as run at once, and one more
            tell(parts, applied(number, Recipient(user)))
        assert soon(lambda: (len(receiver.got), len(mailbox.messages)) == (5, 5), 4)
        assert len(slow.got) <= 2


def test_a_slow_mail_server_does_not_keep_other_background_work(
    client: FlaskClient, parts: Parts, database_url: str, mailbox: Any
) -> None:
    mailbox.wait_s = 2.0
    resume = client.post("/uploadResume", json={"text": CV}).json["resume_id"]
    for number in range(3):
        tell(parts, applied(number, Recipient(a_user(parts, f"u{number}@example.org"))))

    def waiting() -> int:
        with parts.database.session() as session:
            return session.scalar(text("select count(*) from procrastinate_jobs where task_name = 'match_again'")) or 0

    with working(database_url, parts):
        assert soon(lambda: any(row.status == "sending" for row in notices(parts)), 5)
        with parts.database.session() as session:
            rematching.defer(session, int(resume[1:]))
            session.commit()
        assert soon(lambda: waiting() == 0, 4)
        assert len(mailbox.messages) < 3


def test_a_receiver_that_is_gone_is_switched_off_at_once_and_one_that_fails_for_days_later(
    client: FlaskClient, parts: Parts, hook: dict[str, Any], receiver: Any
) -> None:
    receiver.says = [500, 500, 410]
    tell(parts, applied())
    notifying.send_due(parts, 601)
    shown = client.get("/api/v1/webhooks/W601").json
    assert (shown["is_active"], shown["failing_since"] is not None) == (True, True)
    with parts.database.session() as session:
        session.execute(text("update webhooks set failing_since = now() - interval '6 days'"))
        session.commit()
    make_due(parts)
    notifying.send_due(parts, 601)
    shown = client.get("/api/v1/webhooks/W601").json
    assert shown["is_active"] is False
    assert "days" in shown["disabled_reason"]
    make_due(parts)
    notifying.send_due(parts, 601)
    assert [(row.status, row.problem) for row in notices(parts)] == [("failed", "webhook_off")]
    assert client.post("/api/v1/deliveries/D651/retry").status_code == 409
    back = client.patch("/api/v1/webhooks/W601", json={"is_active": True}).json
    assert (back["is_active"], back["disabled_reason"], back["failing_since"]) == (True, None, None)
    tell(parts, applied(2))
    notifying.send_due(parts, 601)
    shown = client.get("/api/v1/webhooks/W601").json
    assert (shown["is_active"], "410" in shown["disabled_reason"]) == (False, True)
    tell(parts, applied(3))
    assert len(notices(parts)) == 2


def test_a_receiver_that_asks_for_time_gets_it(parts: Parts, hook: dict[str, Any], receiver: Any) -> None:
    receiver.says, receiver.headers = [429], {"Retry-After": "600"}
    tell(parts, applied())
    notifying.send_due(parts, 601)
    assert timedelta(seconds=590) < notices(parts)[0].next_at - datetime.now(UTC) < timedelta(seconds=601)


def test_after_a_change_of_secret_both_are_good_for_a_day(
    client: FlaskClient, parts: Parts, hook: dict[str, Any], receiver: Any
) -> None:
    new = client.post("/api/v1/webhooks/W601/rotate-secret").json["secret"]
    assert new != hook["secret"]
    tell(parts, applied())
    notifying.send_due(parts, 601)
    for secret in (new, hook["secret"]):
        Verifier(secret).verify(receiver.got[0][1], receiver.got[0][0])
    with parts.database.session() as session:
        session.execute(text("update webhooks set former_until = now() - interval '1 second'"))
        session.commit()
    tell(parts, applied(2))
    notifying.send_due(parts, 601)
    Verifier(new).verify(receiver.got[1][1], receiver.got[1][0])
    with pytest.raises(WebhookVerificationError):
        Verifier(hook["secret"]).verify(receiver.got[1][1], receiver.got[1][0])


def test_with_another_key_of_the_installation_nothing_is_signed_wrongly(
    make: Make, parts: Parts, hook: dict[str, Any], receiver: Any
) -> None:
    tell(parts, applied())
    other: Parts = make(secret_key=KEY[::-1]).extensions["parts"]
    notifying.send_due(other, 601)
    assert [(row.status, row.problem) for row in notices(parts)] == [("failed", "secret_lost")]
    assert receiver.got == []


def test_a_webhook_gets_only_what_it_wants_of_its_own_organisation(
    client: FlaskClient, parts: Parts, receiver: Any
) -> None:
    client.post("/api/v1/webhooks", json={"url": receiver.url, "events": ["offer.made"]})
    with parts.database.session() as session:
        session.execute(text("insert into organisations (id, name) overriding system value values (2, 'Other')"))
        session.commit()
    tell(parts, applied(), Event("offer.made", 2, {}), Event("offer.made", 1, {"job_id": "J9"}))
    notifying.send_due(parts, 601)
    assert [json.loads(body)["data"] for _, body in receiver.got] == [{"job_id": "J9"}]


def test_addresses_that_are_not_public_are_refused_when_it_is_sent_too(parts: Parts, hook: dict[str, Any]) -> None:
    with parts.database.session() as session:
        session.execute(text("update webhooks set url = 'https://127.0.0.1/'"))
        session.commit()
    tell(parts, applied())
    notifying.send_due(parts, 601)
    assert [(row.status, row.problem) for row in notices(parts)] == [("failed", "forbidden_address")]


def test_who_does_not_want_it_is_inactive_or_gone_gets_nothing(client: FlaskClient, parts: Parts, mailbox: Any) -> None:
    muted, inactive, gone = (a_user(parts, f"{name}@example.org") for name in ("muted", "inactive", "gone"))
    tell(parts, *(applied(1, Recipient(user)) for user in (muted, inactive, gone)))
    with parts.database.session() as session:
        session.execute(
            text("insert into notice_preferences (user_id, muted) values (:u, '{application.applied}')"), {"u": muted}
        )
        session.execute(text("update users set is_active = false where id = :u"), {"u": inactive})
        session.execute(text("delete from users where id = :u"), {"u": gone})
        session.commit()
    notifying.send_due(parts, None)
    assert [(row.status, row.problem) for row in notices(parts)] == [("skipped", "muted"), ("skipped", "no_recipient")]
    assert mailbox.messages == []


def test_language_follows_the_person_then_the_resume_then_is_english(
    client: FlaskClient, parts: Parts, mailbox: Any
) -> None:
    resume = int(client.post("/uploadResume", json={"text": CV}).json["resume_id"][1:])
    said, silent = a_user(parts, "said@example.org", "candidate"), a_user(parts, "silent@example.org", "candidate")
    staff = a_user(parts, "staff@example.org")
    with parts.database.session() as session:
        session.execute(text("insert into notice_preferences (user_id, language) values (:u, 'en')"), {"u": said})
        session.execute(text("update resumes set language = 'id'"))
        session.commit()
    tell(parts, applied(1, *(Recipient(user, resume) for user in (said, silent, staff)), Recipient(resume_id=resume)))
    notifying.send_due(parts, None)
    subjects = {message["To"].addresses[0].addr_spec: message["Subject"] for message in mailbox.messages}
    assert subjects == {
        "said@example.org": "We have your application for Baker",
        "silent@example.org": "Lamaran Anda untuk Baker sudah kami terima",
        "staff@example.org": "New application for Baker",
        "ann.lee@example.org": "Lamaran Anda untuk Baker sudah kami terima",
    }
    staffs = next(message for message in mailbox.messages if "staff@" in message["To"])
    assert "Ann Lee applied for Baker." in the_body(staffs)


def test_nothing_that_people_write_gets_into_a_header_or_runs_as_html(parts: Parts, mailbox: Any) -> None:
    evil = 'Eve\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script> "x" <eve@evil.example>, {{ 7 * 7 }}'
    user = a_user(parts, name=evil)
    title = "Baker\r\nX-Spam: no\r\n\r\n<b>{{ 7*7 }}</b>"
    tell(parts, Event("application.applied", 1, {"job_title": title}, [Recipient(user)]))
    notifying.send_due(parts, None)
    (message,) = mailbox.messages
    assert message["Bcc"] is None
    assert message["X-Spam"] is None
    assert mailbox.envelopes[0][1] == ["ann@example.org"]
    assert [one.addr_spec for one in message["To"].addresses] == ["ann@example.org"]
    assert "<script>" not in the_body(message, "html")
    assert "<b>" not in the_body(message, "html")
    assert "49" not in the_body(message)


def test_an_invitation_is_mailed_with_a_token_that_works_though_nothing_stores_it(
    client: FlaskClient, parts: Parts, mailbox: Any, hook: dict[str, Any], receiver: Any, work: Callable[[], None]
) -> None:
    made = client.post("/api/v1/invitations", json={"email": "bo@example.org", "role": "recruiter"}).json
    work()
    (message,) = mailbox.messages
    assert message["List-Unsubscribe"] is None
    link = f"https://hr.acme.example/#invitation={made['token']}"
    assert link in the_body(message)
    assert "recruiter" in the_body(message)
    assert json.loads(receiver.got[0][1])["data"] == {"invitation_id": made["invitation_id"], "role": "recruiter"}
    with parts.database.session() as session:
        held = session.scalar(text("select string_agg(o::text, '') from outbox o"))
        assert made["token"] not in held
        assert "bo@example.org" not in held
    body = {
        "email": "bo@example.org",
        "password": "correct horse battery",
        "full_name": "Bo",
        "invitation": made["token"],
    }
    assert client.post("/api/v1/auth/register", json=body).status_code == 201


def test_an_invitation_that_is_over_is_not_mailed(client: FlaskClient, parts: Parts, mailbox: Any) -> None:
    for email in ("a@example.org", "b@example.org"):
        client.post("/api/v1/invitations", json={"email": email})
    client.delete("/api/v1/invitations/V701")
    with parts.database.session() as session:
        session.execute(text("update invitations set expires_at = now() - interval '1 hour'"))
        session.commit()
    notifying.send_due(parts, None)
    assert [(row.status, row.problem) for row in notices(parts)] == [("skipped", "invitation_over")]
    assert mailbox.messages == []


def test_who_is_erased_before_it_is_sent_gets_nothing_and_leaves_nothing(
    client: FlaskClient, parts: Parts, hook: dict[str, Any], mailbox: Any, receiver: Any
) -> None:
    resume = client.post("/uploadResume", json={"text": CV}).json["resume_id"]
    key = int(resume[1:])
    tell(parts, Event("offer.made", 1, {"resume_id": resume}, [Recipient(resume_id=key)]))
    assert len(notices(parts)) == 2
    assert client.delete(f"/api/v1/resumes/{resume}").status_code == 204
    assert notices(parts) == []
    for lane in (None, 601):
        notifying.send_due(parts, lane)
    assert (mailbox.messages, receiver.got) == ([], [])


def test_what_was_done_with_long_ago_is_removed(parts: Parts, hook: dict[str, Any]) -> None:
    tell(parts, *(applied(number) for number in range(3)))
    with parts.database.session() as session:
        session.execute(
            text("update outbox set status = 'delivered', done_at = now() - interval '31 days' where id = 651")
        )
        session.execute(text("update outbox set status = 'failed', done_at = now() - interval '2 days' where id = 652"))
        session.commit()
        assert outbox.remove_old(session, datetime.now(UTC) - timedelta(days=30)) == 1
        session.commit()
    assert [row.id for row in notices(parts)] == [652, 653]


def test_neither_secrets_nor_addresses_are_logged(
    client: FlaskClient, parts: Parts, receiver: Any, mailbox: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = client.post("/api/v1/webhooks", json={"url": receiver.url}).json["secret"]
    receiver.says, mailbox.says = [500], ["550 <ann@example.org> is unknown"]
    tell(parts, applied(1, Recipient(a_user(parts))))
    for lane in (None, 601):
        notifying.send_due(parts, lane)
    ours = [record for record in caplog.records if record.name != "mail.log"]  # the mail server's own
    said = "".join(str(record.__dict__) for record in ours)
    assert secret.removeprefix("whsec_") not in said
    assert "ann@example.org" not in said
    assert "notice" in said


def test_the_secret_of_a_webhook_is_nowhere_in_the_database(parts: Parts, hook: dict[str, Any]) -> None:
    raw = base64.b64decode(hook["secret"].removeprefix("whsec_"))
    with parts.database.session() as session:
        row = session.get_one(Webhook, 601)
        assert raw not in {row.secret_nonce, row.secret_sha256}
        held = session.scalar(text("select w::text from webhooks w"))
    assert raw.hex() not in held


def test_a_letter_that_cannot_be_written_keeps_no_other_one(
    parts: Parts, mailbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = letters.written

    def broken(kind: str, *rest: Any) -> Any:
        if kind == "offer.made":
            raise ValueError("broken")
        return write(kind, *rest)

    monkeypatch.setattr(letters, "written", broken)
    user = a_user(parts)
    tell(parts, Event("offer.made", 1, {}, [Recipient(user)]), applied(1, Recipient(user)))
    notifying.send_due(parts, None)
    assert [(row.status, row.problem) for row in notices(parts)] == [("failed", "not_written"), ("delivered", None)]


def test_signatures_are_those_of_standard_webhooks(parts: Parts, hook: dict[str, Any]) -> None:
    tell(parts, applied())
    (row,) = notices(parts)
    body, secret = deliveries.body_of(row), base64.b64decode(hook["secret"].removeprefix("whsec_"))
    ours = deliveries.headers_of(row, body, [secret], 1_700_000_000)
    at = datetime.fromtimestamp(1_700_000_000, UTC)
    theirs = Verifier(hook["secret"]).sign(ours["webhook-id"], at, body.decode())
    assert ours["webhook-signature"] == theirs


def test_sessions_know_whether_there_is_mail(parts: Parts) -> None:
    for session in (parts.database.open(), Session(sqlalchemy.create_engine("sqlite://"))):
        assert session.info.get(notifying.HAS_MAIL, False) is (session.bind is parts.database.engine)
        session.close()


def test_interviews_are_mailed_with_their_place_and_a_calendar_file(
    client: FlaskClient, parts: Parts, mailbox: Any, work: Callable[[], None]
) -> None:
    resume = client.post("/uploadResume", json={"text": CV}).json["resume_id"]
    job = client.post("/uploadJD", json={"text": JD}).json["job_id"]
    with parts.database.session() as session:
        new = """insert into interviews (organisation_id, job_id, resume_id, type, starts_at, ends_at, time_zone, location, note)
            values (1, :job, :resume, 'onsite', '2027-03-03 03:00Z', '2027-03-03 04:00Z', 'Asia/Jakarta', 'Room 7', 'Ask why')"""
        session.execute(text(new), {"job": int(job[1:]), "resume": int(resume[1:])})
        session.commit()
    about = {
        "interview_id": "I505", "job_id": job, "resume_id": resume, "job_title": "Baker", "start": "2027-03-03T03:00:00Z",
        "local_start": "2027-03-03T10:00:00+07:00", "time_zone": "Asia/Jakarta",
    }  # fmt: skip
    tell(parts, Event("interview.scheduled", 1, about, [Recipient(resume_id=int(resume[1:]))]))
    work()
    (message,) = mailbox.messages
    assert "10:00 (Asia/Jakarta)" in message["Subject"]
    assert "Where: Room 7" in the_body(message)
    (part,) = message.iter_attachments()
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "REQUEST")
    (meeting,) = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    assert (meeting["DTSTART"].dt.isoformat(), str(meeting["LOCATION"])) == ("2027-03-03T10:00:00+07:00", "Room 7")
    assert "ann.lee@example.org" in str(meeting["ATTENDEE"])
    assert "Ask why" not in str(part.get_payload(decode=True))
    with parts.database.session() as session:
        session.execute(text("update interviews set status = 'cancelled', sequence = 1, ended_cause = 'staff'"))
        session.commit()
    tell(parts, Event("interview.cancelled", 1, about, [Recipient(resume_id=int(resume[1:]))]))
    work()
    (part,) = mailbox.messages[1].iter_attachments()
    assert part.get_param("method") == "CANCEL"
