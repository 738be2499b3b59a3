"""A mail server and a receiver of webhooks, both real and local, that answer as they are told."""

from __future__ import annotations

import email
import email.policy
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller


@dataclass
class MailBox:
    """What a mail server took; ``says`` are its next answers to an address or a message, then it takes everything."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    says_to_message: list[str] = field(default_factory=list)
    wait_s: float = 0.0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        answer = self.says.pop(0) if self.says else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.wait_s:
            time.sleep(self.wait_s)
        answer = self.says_to_message.pop(0) if self.says_to_message else "250 OK"
        if answer.startswith("2"):
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.messages.append(cast(EmailMessage, message))
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        return answer


@dataclass
class Receiver:
    """What a receiver of webhooks got; ``says`` are its next statuses, then it says 200."""

    url: str = ""
    allowed: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    says: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    wait_s: float = 0.0


@pytest.fixture
def mailbox() -> Iterator[MailBox]:
    box = MailBox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = int(probe.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def make_receiver() -> Iterator[Callable[[], Receiver]]:
    servers: list[ThreadingHTTPServer] = []

    def make() -> Receiver:
        receiver = Receiver()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                time.sleep(receiver.wait_s)
                self.send_response(receiver.says.pop(0) if receiver.says else 200)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *said: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        receiver.allowed = f"127.0.0.1:{server.server_address[1]}"
        receiver.url = f"http://{receiver.allowed}/hook"
        return receiver

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def receiver(make_receiver: Callable[[], Receiver]) -> Receiver:
    return make_receiver()
