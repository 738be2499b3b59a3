"""A server of language models, real and local: it speaks the protocol, remembers what it was asked and answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Asked = dict[str, Any]
Item = dict[str, Any]
USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


def candidates(asked: Asked) -> list[dict[str, Any]]:
    """The candidates that a request tells of."""
    found: list[dict[str, Any]] = json.loads(asked["messages"][1]["content"])["candidates"]
    return found


def item(of: dict[str, Any], score: float = 72, **changes: Any) -> Item:
    """A good answer about one candidate."""
    reason = {"text": "It is said outright.", "quote": of["lines"][0]}
    return {"id": of["id"], "score": score, "comment": "Fits the job well.", "reasons": [reason]} | changes


def good(asked: Asked) -> str:
    """A good answer about all of them."""
    return json.dumps({"items": [item(one) for one in candidates(asked)]})


@dataclass
class ModelServer:
    """What came, and what is answered: ``content`` is the model's text; ``says`` are next answers of another kind.

    An answer of ``says`` is (status, headers, body); None lets the model speak.
    """

    base_url: str = ""
    allowed: str = ""
    asked: list[Asked] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    content: Callable[[Asked], str] = good
    says: list[tuple[int, dict[str, str], bytes] | None] = field(default_factory=list)
    usage: Any = field(default_factory=lambda: dict(USAGE))
    knows_schemas: bool = True
    wait_s: float = 0.0
    connections: int = 0
    most_at_once: int = 0
    _at_once: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, asked: Asked) -> tuple[int, dict[str, str], bytes]:
        with self._lock:
            self.asked.append(asked)
            said = self.says.pop(0) if self.says else None
        if said is not None:
            return said
        if "response_format" in asked and not self.knows_schemas:
            return 400, {}, b'{"error": {"message": "response_format is not supported"}}'
        choice = {"index": 0, "message": {"role": "assistant", "content": self.content(asked)}, "finish_reason": "stop"}
        whole = {"id": "c", "object": "chat.completion", "model": asked["model"], "choices": [choice]}
        whole |= {} if self.usage is None else {"usage": self.usage}
        return 200, {"Content-Type": "application/json"}, json.dumps(whole).encode()

    def come(self, change: int) -> None:
        with self._lock:
            self._at_once += change
            self.most_at_once = max(self.most_at_once, self._at_once)


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    found = ModelServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/chat/completions"
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.headers.append({name.lower(): value for name, value in self.headers.items()})
            found.come(1)
            time.sleep(found.wait_s)
            status, headers, said = found.answer(json.loads(body))
            found.come(-1)
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)
            except ConnectionError:  # whoever asked does not wait any more
                pass

        def log_message(self, *said: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def process_request(self, *said: Any) -> None:
            found.connections += 1
            super().process_request(*said)

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    found.allowed = f"127.0.0.1:{server.server_address[1]}"
    found.base_url = f"http://{found.allowed}/v1"
    yield found
    server.shutdown()
    server.server_close()
