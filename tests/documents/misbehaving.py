"""Parsers that do what a broken or hijacked one would; loaded by a worker of the tests only."""

from __future__ import annotations

import os
import socket
import time

from documents.composing import compose
from documents.limits import Limits
from records import Document, Line


def _answer(text: str) -> Document:
    return compose([Line(text, 0)], media_type="text/plain")


def sleeps(data: bytes, limits: Limits) -> Document:
    time.sleep(60)
    return _answer("woke up")


def spins(data: bytes, limits: Limits) -> Document:
    while True:
        pass


def eats(data: bytes, limits: Limits) -> Document:
    hoard = []
    while True:
        hoard.append(bytes(64 * 1024 * 1024))


def aborts(data: bytes, limits: Limits) -> Document:
    os.abort()


def exits(data: bytes, limits: Limits) -> Document:
    os._exit(0)


def raises(data: bytes, limits: Limits) -> Document:
    raise LookupError("somebody's résumé")


def forks(data: bytes, limits: Limits) -> Document:
    """Leave a descendant in the group behind; its mark tells the tests whom to look for."""
    if os.fork() == 0:
        _linger(data)
    return _answer("forked")


def escapes(data: bytes, limits: Limits) -> Document:
    """Leave a descendant in a session of its own behind."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            _linger(data)
        os._exit(0)
    return _answer("escaped")


def floods(data: bytes, limits: Limits) -> Document:
    return _answer("x" * 200) if data == b"small" else _flood()


def _flood() -> Document:
    lines = tuple(Line("x" * 1000, 1001 * number) for number in range(40_000))
    return Document("\n".join(line.text for line in lines), lines)


def connects(data: bytes, limits: Limits) -> Document:
    host, port = data.decode().split(":")
    with socket.create_connection((host, int(port)), timeout=2):
        return _answer("connected")


def writes(data: bytes, limits: Limits) -> Document:
    with open("left behind", "wb") as file:
        file.write(b"x" * 1000)
    return _answer(os.getcwd())


def _linger(mark: bytes) -> None:
    with open("/proc/self/comm", "wb") as name:
        name.write(mark)
    time.sleep(60)
    os._exit(0)
