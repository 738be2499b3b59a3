"""E-mails as they go out: right headers, and nothing that somebody wrote can become one."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.mail import Attachment, Letter, MailServer, NotNow, Refused, is_address, message_of


def a_letter(**more: Any) -> Letter:
    said: dict[str, Any] = {
        "key": "notice-1", "name": "Ann Lee", "address": "ann@example.org", "subject": "Hello", "text": "Hello\n",
        "html": "<p>Hello</p>", "written_at": datetime(2027, 3, 3, 10, tzinfo=UTC),
    }  # fmt: skip
    return Letter(**said | more)


def sent(letter: Letter, sender: str = "Acme <jobs@acme.example>") -> Any:
    """As it is read at the other end."""
    return email.message_from_bytes(message_of(letter, sender).as_bytes(), policy=email.policy.default)


def test_headers_are_what_mail_programs_expect() -> None:
    found = sent(a_letter(preferences="https://hr.example/#n"))
    assert (found["From"], found["To"]) == ("Acme <jobs@acme.example>", "Ann Lee <ann@example.org>")
    assert found["Message-ID"] == "<notice-1@acme.example>"
    assert found["Date"].datetime == datetime(2027, 3, 3, 10, tzinfo=UTC)
    assert found["List-Unsubscribe"] == "<https://hr.example/#n>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in found.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("name", ["", "Bcc: x@evil.example", "A\r\nBcc: x@evil.example", 'X" <x@evil.example>, "Y', "a, b; c: d", "日本 太郎 " * 30, "\x00\x1b[2J", "Ann\u2028Bcc: x@evil.example", "Dr. " * 50 + "<x@evil.example>"])  # fmt: skip
def test_a_name_stays_a_name(name: str) -> None:
    found = sent(a_letter(name=name, subject=f"Hello {name}"))
    assert [one.addr_spec for one in found["To"].addresses] == ["ann@example.org"]
    assert [header for header in dict(found.items()) if header.lower() in {"bcc", "cc", "x-spam"}] == []
    assert "\n" not in found["Subject"]


@pytest.mark.parametrize(
    "said", ["", "ann", "ann@", "@example.org", "a b@example.org", "a@b@c.org", "a@example.org,b@example.org", "a@example.org\r\nBcc: b@c.org",
             "<a@example.org>", "a@-x.org", "a@x..org", "x" * 250 + "@example.org", '"a b"@example.org'],
)  # fmt: skip
def test_what_is_no_address_is_written_to_by_nobody(said: str) -> None:
    assert not is_address(said)
    with pytest.raises(Refused):
        message_of(a_letter(address=said), "jobs@acme.example")


def test_addresses_of_all_scripts_are_addresses() -> None:
    for said in ("ann.lee+jobs@example.org", "o'brien@sub.example.co.id", "jürgen@bücher.example", "a@b"):
        assert is_address(said), said


def test_a_calendar_goes_along_with_its_method() -> None:
    data = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    attached = Attachment("interview.ics", "text/calendar", data, (("method", "REQUEST"),))
    (part,) = sent(a_letter(attachments=[attached])).iter_attachments()
    assert (part.get_content_type(), part.get_filename()) == ("text/calendar", "interview.ics")
    assert part.get_param("method") == "REQUEST"
    assert part.get_payload(decode=True) == data


def test_a_server_that_does_not_answer_is_away() -> None:
    with pytest.raises(NotNow) as caught, MailServer("127.0.0.1", 9, "jobs@acme.example").line():
        pass
    assert (caught.value.is_away, caught.value.problem) == (True, "no_connection")


def test_a_password_is_not_shown() -> None:
    assert "hunter2" not in repr(MailServer("h", 25, "jobs@acme.example", "u", "hunter2"))
