"""Makes damaged and hostile files out of good ones, the same ones for the same number; reads nothing."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence

LONGEST = 300_000
"""No mutant is longer, so that each is judged in moments."""
_TOKENS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"%s%n", b"-1", b"4294967296", b"1e400", b"NaN",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<![CDATA[", b"<html>", b"<w:p>", b"{\\rtf1", b"{\\bin999999 ", b"{\\*\\pict ", b"\\u-1?",
    b"%PDF-1.7", b"endobj", b"stream\n", b"/Filter /FlateDecode", b"PK\x03\x04", b"PK\x05\x06", b"PK\x01\x02", b'"basics": {',
    b'"work":[', b"[[[[[[[[", b"&#x110000;", b"&#0;", "\u202e".encode(), "\u200b".encode(), "e\u0301".encode(), "\ufdfa".encode(),
    "2019 – Present".encode(), b"+1 415 555 0123", b"ann@example.org", b"\r", b"\x0b\x0c\x1c\x85", "\u2028".encode(),
)  # fmt: skip
# Matches the numbers by which files say how long and where things are.
_NUMBER = re.compile(rb"\d{1,9}")
_NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483648", b"99999999999999999999", b"0.000001", b"1e308")
Mutation = Callable[[bytes, random.Random], bytes]


def mutant(seeds: Sequence[bytes], number: int) -> bytes:
    """The mutant of a number: one of the seeds, changed once to six times, or the parts of its container so changed."""
    chance = random.Random(number)
    data = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        change = chance.choice(_MUTATIONS)
        if data.startswith(b"PK\x03\x04") and chance.random() < 0.7:
            data = repacked(data, lambda part, change=change: change(part, chance), chance)  # type: ignore[misc]
        elif data.startswith(b"%PDF") and chance.random() < 0.5:
            data = _in_stream(data, lambda part, change=change: change(part, chance), chance)  # type: ignore[misc]
        elif chance.random() < 0.1:
            data = _joined(data, chance.choice(seeds), chance)
        else:
            data = change(data, chance)
    return data[:LONGEST]


def repacked(data: bytes, change: Callable[[bytes], bytes], chance: random.Random) -> bytes:
    """A container in which one part is changed and every checksum fits; the bytes themselves where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            parts: Mapping[str, bytes] = {name: container.read(name) for name in container.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return change(data)
    texts = [name for name in parts if name.endswith((".xml", ".rels"))] or list(parts)
    if not texts:
        return change(data)
    chosen, out = chance.choice(texts), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            content = change(content)[:LONGEST] if name == chosen else content
            container.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _in_stream(data: bytes, change: Callable[[bytes], bytes], chance: random.Random) -> bytes:
    """A PDF in which what one compressed stream holds is changed."""
    places = [
        found.end()
        for found in re.finditer(rb"stream\r?\n", data[:LONGEST])
        if data[found.start() - 3 : found.start()] != b"end"
    ]
    if not places:
        return change(data)
    start = chance.choice(places)
    end = data.find(b"endstream", start)
    try:
        inside = zlib.decompressobj().decompress(data[start:end], LONGEST)
    except zlib.error:
        return data[:start] + change(data[start:end]) + data[end:]
    return data[:start] + zlib.compress(change(inside)) + b"\n" + data[end:]


def _flip(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 4, 32)) if out else 0):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _without(data: bytes, chance: random.Random) -> bytes:
    start, end = _stretch(data, chance)
    return data[:start] + data[end:]


def _repeated(data: bytes, chance: random.Random) -> bytes:
    start, end = _stretch(data, chance)
    return (data[:end] + data[start:end] * chance.choice((1, 2, 30, 1_000)))[:LONGEST] + data[end:]


def _moved(data: bytes, chance: random.Random) -> bytes:
    start, end = _stretch(data, chance)
    rest = data[:start] + data[end:]
    place = chance.randrange(len(rest) + 1)
    return rest[:place] + data[start:end] + rest[place:]


def _with_token(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice(_TOKENS) * chance.choice((1, 1, 3, 200)) + data[place:]


def _other_number(data: bytes, chance: random.Random) -> bytes:
    found = list(_NUMBER.finditer(data[:LONGEST]))
    if not found:
        return _with_token(data, chance)
    one = chance.choice(found)
    return data[: one.start()] + chance.choice(_NUMBERS) + data[one.end() :]


def _nested(data: bytes, chance: random.Random) -> bytes:
    opens, closes = chance.choice(((b"[", b"]"), (b"{", b"}"), (b"<b>", b"</b>"), (b"<w:p>", b"</w:p>"), (b"(", b")")))
    depth, (start, end) = chance.choice((10, 1_000, 20_000)), _stretch(data, chance)
    return data[:start] + opens * depth + data[start:end] + closes * depth + data[end:]


def _joined(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _stretch(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 2, 8, 64, 1_024)))


_MUTATIONS: Sequence[Mutation] = (
    _flip, _cut, _without, _repeated, _moved, _with_token, _with_token, _other_number, _nested,
)  # fmt: skip
