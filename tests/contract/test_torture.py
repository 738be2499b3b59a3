"""JSON that is none, or that no database can hold, is the sender's mistake at every operation that takes a body."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from flask import Flask

from tests.contract.callers import Callers, callers

Join = Callable[..., dict[str, str]]
NO_SUCH_ID = "a whole number too large, which may be an id"
# "@" stands for every field that the operation's schema has.
BODIES: Mapping[str, bytes] = {
    "U+0000": b'{"@": "a\\u0000b"}',
    "U+0000 in a name": b'{"@": "a", "x\\u0000": 1}',
    "half a surrogate pair": b'{"@": "\\ud800"}',
    "the other half": b'{"@": "\\udc00\\ud800"}',
    "a surrogate in bytes": b'{"@": "\xed\xa0\x80"}',
    "bytes that are no UTF-8": b'{"@": "\xff\xfe"}',
    "NaN": b'{"@": NaN}',
    "Infinity": b'{"@": -Infinity}',
    "NaN alone": b"NaN",
    "a number too large": b'{"@": 1e400}',
    NO_SUCH_ID: b'{"@": 99999999999999999999999}',
    "a list instead": b"[[], {}]",
    "a word instead": b'"text"',
    "cut off": b'{"@": "a',
    "two values": b"{}{}",
    "an empty list for everything": b'{"@": [[]]}',
}
# One hook reads the bodies of all operations, so some of these are enough for what takes long to send.
LARGE: Mapping[str, bytes] = {
    "nested 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
    "nested 100,000 deep in a field": b'{"@": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001,
    "opened 100,000 times": b"[" * 100_000,
    "a number of 100,000 digits": b'{"@": ' + b"9" * 100_000 + b"}",
}
_EVERY = 8


@pytest.fixture
def known(open_app: Flask, join: Join) -> Callers:
    return callers(open_app, join)


def test_torture_is_refused_by_every_operation_that_takes_json(known: Callers) -> None:
    wrong = []
    for at, (verb, path, fields) in enumerate(_taking_json(known.client.get("/openapi.json").json)):
        address = path.format(**known.ids)
        for name, body in {**BODIES, **(LARGE if at % _EVERY == 0 else {})}.items():
            answer = _sent(known, verb, address, _filled(body, fields))
            if answer.status_code not in {400, 422} | ({404} if name == NO_SUCH_ID else set()):
                wrong.append((verb, path, name, answer.status_code, answer.text[:200]))
    assert not wrong


def test_an_address_with_a_character_that_nobody_stores_is_refused(known: Callers) -> None:
    document: Any = known.client.get("/openapi.json").json
    wrong = []
    for path, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            if verb != "get" or path.endswith("/events"):
                continue
            address = path.format(**known.ids)
            named = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
            for value in ("%00", "%ED%A0%80", "9" * 400, "-1", "1e400"):
                query = "&".join(f"{name}={value}" for name in named)
                status = known.client.get(f"{address}?{query}", headers=dict(known.headers["admin"])).status_code
                if status >= 500 or (named and value == "%00" and status not in {400, 403, 422}):
                    wrong.append((path, value, status))
    assert not wrong


def _taking_json(document: Any) -> Iterator[tuple[str, str, list[str]]]:
    for path, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                yield verb.upper(), path, sorted(_fields(content["application/json"]["schema"], document))


def _fields(schema: Any, document: Any) -> set[str]:
    if "$ref" in schema:
        return _fields(document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]], document)
    return {
        *schema.get("properties", ()),
        *(name for one in schema.get("anyOf", ()) for name in _fields(one, document)),
    }


def _filled(body: bytes, fields: list[str]) -> bytes:
    """The body with each field of the operation in the place of the one that stands for all."""
    start, found, rest = body.partition(b'"@": ')
    if not found:
        return body
    end = b"}" if rest.endswith(b"}") else b""
    more = b", ".join(json.dumps(field).encode() + b": " + rest.removesuffix(end) for field in fields[1:3])
    return (
        start
        + json.dumps((fields or ["x"])[0]).encode()
        + b": "
        + rest.removesuffix(end)
        + b", " * bool(more)
        + more
        + end
    )


def _sent(known: Callers, verb: str, address: str, body: bytes) -> Any:
    """The answer to the first role that may ask."""
    for role in ("admin", "candidate", "task token"):
        answer = known.client.open(
            address, method=verb, data=body, content_type="application/json", headers=dict(known.headers[role])
        )
        if answer.status_code not in {401, 403}:
            return answer
    return answer
