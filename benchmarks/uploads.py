"""Uploads over plain HTTP, as a client does that believes nothing: the status, the time and the code of the problem."""

from __future__ import annotations

import contextlib
import http.client
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """How one request ended; ``status`` is 0 where the connection broke without an answer."""

    status: int
    seconds: float
    code: str = ""
    body: bytes = b""


def upload(url: str, name: str, data: bytes, token: str = "") -> Answer:
    """Sends a file as a form to /uploadResume, under a name that may be anything."""
    mark = uuid.uuid4().hex
    said = (
        name.replace("\\", "\\\\")
        .replace('"', "%22")
        .replace("\r", "%0D")
        .replace("\n", "%0A")
        .encode("utf-8", "replace")
    )
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="'.encode() + said + b'"\r\n\r\n'
    body = head + data + f"\r\n--{mark}--\r\n".encode()
    return asked(url, "POST", "/uploadResume", body, {"Content-Type": f"multipart/form-data; boundary={mark}"}, token)


def asked(
    url: str, verb: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None, token: str = ""
) -> Answer:
    """Sends one request on a connection of its own."""
    given = dict(headers or {}) | ({"Authorization": f"Bearer {token}"} if token else {})
    place = urlsplit(url)
    began = time.perf_counter()
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=PATIENCE_S)
    try:
        # A body that is refused early is not read to its end; the answer is there all the same.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.request(verb, path, body or None, given)
        answer = connection.getresponse()
        said = answer.read()
    except (OSError, http.client.HTTPException):
        return Answer(0, time.perf_counter() - began)
    finally:
        connection.close()
    return Answer(answer.status, time.perf_counter() - began, _code(answer.status, said), said)


def _code(status: int, body: bytes) -> str:
    if status < 400:
        return ""
    try:
        return str(json.loads(body).get("code", ""))
    except (ValueError, AttributeError):
        return ""
