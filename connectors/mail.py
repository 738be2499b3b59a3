"""Sending e-mail by SMTP: connections, how a message must look, and which refusals are final; what is written others know."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Literal

from errors import AppError

Security = Literal["starttls", "tls", "none"]
# Every character that ends a line somewhere or is not seen; matches "\r" and U+2028, not "é". One class.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Matches "<" and ","; not "." nor "'". One class.
_SIGNS = re.compile(r"[<>()\[\]:;@\\,\"]+")
# Matches "ann.lee@example.org"; not "ann lee@example.org", "a@b@c" nor "a@-". Linear: no part can end in two ways.
_ADDRESS = re.compile(
    r"[^\s@<>(),;:\"\\\[\]]{1,64}@(?:[\w](?:[\w-]{0,61}[\w])?\.)*[\w](?:[\w-]{0,61}[\w])?", re.UNICODE
)


class Refused(AppError):
    """The server will not take this message, now or ever; others it may. ``answer_code`` is its number."""

    code = "refused"

    def __init__(self, problem: str, answer_code: int | None = None) -> None:
        super().__init__(f"The mail server does not take this message ({problem}).")
        self.problem, self.answer_code = problem, answer_code


class NotNow(AppError):
    """The server does not take this message now; ``is_away`` when it would take no other one either."""

    code = "not_now"

    def __init__(self, problem: str, answer_code: int | None = None, *, is_away: bool = False) -> None:
        super().__init__(f"The mail server does not take it now ({problem}).")
        self.problem, self.answer_code, self.is_away = problem, answer_code, is_away


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along; ``kind`` such as ``text/calendar``, with parameters."""

    name: str
    kind: str
    data: bytes
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail to one person. ``key`` makes its Message-ID: the same letter sent twice can be recognised."""

    key: str
    name: str
    address: str
    subject: str
    text: str
    html: str
    written_at: datetime
    preferences: str | None = None
    attachments: Sequence[Attachment] = field(default=())


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that takes our e-mail; ``sender`` may have a name: ``Acme <jobs@example.org>``."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    security: Security = "starttls"
    timeout_s: float = 10.0

    @property
    def address(self) -> str:
        """The sender's address without a name."""
        return parseaddr(self.sender)[1]

    @property
    def domain(self) -> str:
        """The sender's."""
        return self.address.rpartition("@")[2] or "localhost"

    @contextmanager
    def line(self) -> Iterator[Line]:
        """Opens a connection for several letters.

        Raises:
            NotNow: It does not answer, or does not let us in; ``is_away`` is True.
        """
        try:
            connection = self._opened()
        except (OSError, smtplib.SMTPException) as exc:
            raise NotNow(_problem(exc), _number(exc), is_away=True) from exc
        try:
            yield Line(connection, self)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()
            connection.close()

    def _opened(self) -> smtplib.SMTP:
        # With a name of our own for ourselves: looking it up may take as long as all the rest.
        if self.security == "tls":
            trust = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, self.domain, timeout=self.timeout_s, context=trust
            )
        else:
            connection = smtplib.SMTP(self.host, self.port, self.domain, timeout=self.timeout_s)
        try:
            if self.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if self.user:
                connection.login(self.user, self.password or "")
        except BaseException:
            connection.close()
            raise
        return connection


class Line:
    """An open connection to a mail server."""

    def __init__(self, connection: smtplib.SMTP, server: MailServer) -> None:
        self._connection, self._server = connection, server

    def send(self, letter: Letter) -> None:
        """Sends a letter.

        Raises:
            Refused: The server, or the form of the address, says that it never will arrive.
            NotNow: It may later.
        """
        try:
            self._connection.send_message(message_of(letter, self._server.sender), to_addrs=[letter.address])
        except smtplib.SMTPRecipientsRefused as exc:
            _raise(*next(iter(exc.recipients.values())), exc)
        except smtplib.SMTPSenderRefused as exc:  # that says nothing of the addressee: all others are refused, too
            raise NotNow("sender_refused", exc.smtp_code, is_away=True) from exc
        except smtplib.SMTPDataError as exc:
            _raise(exc.smtp_code, b"", exc)
        except smtplib.SMTPNotSupportedError as exc:  # an address that needs SMTPUTF8
            raise Refused("address_not_supported") from exc
        except (OSError, smtplib.SMTPException) as exc:
            raise NotNow(_problem(exc), _number(exc), is_away=True) from exc


def is_address(said: str) -> bool:
    """Says whether something can be an e-mail address, so that nothing else gets into a header."""
    return len(said) <= 254 and bool(_ADDRESS.fullmatch(said))


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """Writes a letter as a message; nothing in its fields can become a header, a line or an address of its own.

    Raises:
        Refused: It is addressed to something that is no address.
    """
    if not is_address(letter.address):
        raise Refused("bad_address")
    local, _, domain = letter.address.rpartition("@")
    name, sending = parseaddr(sender)
    message = EmailMessage()
    message["From"] = Address(_display(name), addr_spec=sending)
    message["To"] = Address(_display(letter.name), local, domain)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(letter.written_at.astimezone(UTC))
    message["Message-ID"] = f"<{letter.key}@{sending.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers it
    if letter.preferences:
        message["List-Unsubscribe"] = f"<{letter.preferences}>"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    for one in letter.attachments:
        main, _, sub = one.kind.partition("/")
        message.add_attachment(one.data, maintype=main, subtype=sub, filename=one.name, params=dict(one.parameters))
    return message


def one_line(said: str, most: int = 200) -> str:
    """Takes what is not seen or ends a line out of a text for a header, and what is too much."""
    flat = " ".join(_UNSEEN.sub(" ", said).split())[:most]
    # An encoded word (RFC 2047) is read by the library itself, with whatever line breaks it hides.
    return flat.replace("=?", "= ?")


def _display(name: str) -> str:
    """A name beside an address, without the signs that mean something there: folding a long header loses its quotes."""
    return one_line(_SIGNS.sub(" ", name), 60)


def _raise(answer_code: int, words: bytes, exc: Exception) -> None:
    """A number of 500 and above is final (RFC 5321, 4.2.1); what the server says beside it may hold the address."""
    if answer_code >= 500:
        raise Refused("refused", answer_code) from exc
    raise NotNow("put_off", answer_code, is_away=answer_code == 421) from exc


def _number(exc: Exception) -> int | None:
    return exc.smtp_code if isinstance(exc, smtplib.SMTPResponseException) else None


def _problem(exc: Exception) -> str:
    if isinstance(exc, smtplib.SMTPAuthenticationError):
        return "not_let_in"
    if isinstance(exc, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return "tls"
    return "timeout" if isinstance(exc, TimeoutError) else "no_connection"
