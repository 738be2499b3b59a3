"""Words in headers that a library would decode: nothing in them becomes a header, a line or a body of its own."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from connectors.mail import Letter, message_of

EXPECTED = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
HIDDEN = "Pay now\r\nReply-To: evil@example.org\r\n\r\nClick here\r\n"


def word(said: str, charset: str = "utf-8", how: str = "b") -> str:
    body = base64.b64encode(said.encode()).decode() if how == "b" else "".join(f"={one:02X}" for one in said.encode())
    return f"=?{charset}?{how}?{body}?="


@pytest.mark.parametrize(
    "said", [word(HIDDEN), word(HIDDEN, how="q"), "=?utf-7?q?+2AA-?=", f"a {word(HIDDEN)} b", "=?=?=?"]
)
@pytest.mark.parametrize("where", ["subject", "name", "sender"])
def test_encoded_words_hide_nothing(said: str, where: str) -> None:
    sender = f'"{said}" <jobs@acme.example>' if where == "sender" else "jobs@acme.example"
    given = {"subject": "Hello", "name": "Ann", **({where: said} if where != "sender" else {})}
    letter = Letter("k", given["name"], "ann@example.org", given["subject"], "text", "<p>text</p>", datetime.now(UTC))
    message = message_of(letter, sender)
    raw = message.as_bytes()
    assert set(message.keys()) <= EXPECTED
    head = raw.partition(b"\n\n")[0]
    assert b"\nReply-To" not in head
    assert b"\r\nReply-To" not in raw
    assert b"Click here" not in raw.replace(b"=20", b" ").partition(b"Content-Type")[0]
