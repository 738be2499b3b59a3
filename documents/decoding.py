"""Knows how bytes become characters; refuses to know what the text says."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096
_MOST_CONTROLS = 0.02


def decode(data: bytes) -> str:
    """Return the characters of a text file in UTF-8, UTF-16, UTF-32 or Windows-1252, damaged places replaced.

    Raises:
        ValueError: The bytes are no text in any of these.
    """
    encoding = _encoding(data)
    text = data.decode(encoding, errors="replace")
    if _control_share(text) > _MOST_CONTROLS:
        raise ValueError("binary content")
    return text


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if wide := _unmarked_wide(data[:_SAMPLE]):
        return wide
    return "utf-8" if _mostly_utf8(data) else "cp1252"


def _unmarked_wide(sample: bytes) -> str:
    """Tell UTF-16 or UTF-32 without a mark by where its zero bytes stand; empty where it is neither."""
    if len(sample) < 8:
        return ""
    quarters = [sample[offset::4].count(0) / max(1, len(sample[offset::4])) for offset in range(4)]
    if min(quarters[1:]) > 0.9 and quarters[0] < 0.1:
        return "utf-32-le"
    if min(quarters[:3]) > 0.9 and quarters[3] < 0.1:
        return "utf-32-be"
    even, odd = (quarters[0] + quarters[2]) / 2, (quarters[1] + quarters[3]) / 2
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.1 else ""


def _mostly_utf8(data: bytes) -> bool:
    """True when the bytes are UTF-8 apart from a few damaged places."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        high = sum(byte > 127 for byte in data[:65536])
        damaged = data[:65536].decode("utf-8", errors="replace").count("�")
        return damaged * 4 < high
    return True


def _control_share(text: str) -> float:
    # A stray NUL in a letter is damage; one in every fifty characters is a program or a picture.
    sample = text[:65536]
    controls = sum(1 for char in sample if (char < " " and char not in "\t\n\r\f\v\x1b") or char == "\x7f")
    return controls / max(1, len(sample))
