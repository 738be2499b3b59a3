"""Knows how bytes become characters; refuses to know what the text says."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Final

from documents.alphabets import SINGLE_BYTE, misfit

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096
_TELLING = 8192
_SEARCHED = 1024 * 1024
_MOST_CONTROLS, _MOST_ZEROS = 0.02, 0.3
_KANA = frozenset(map(chr, range(0x3041, 0x30FF)))
_FEWEST_WIDE = 3

# The upper bytes of UTF-16: alphabets and signs, and beside them Chinese, Japanese and Korean.
_NARROW = frozenset((*range(0x00, 0x10), 0x1E, 0x20, 0x21, 0x22, 0x25))
_WIDE = _NARROW | frozenset((0x30, *range(0x4E, 0xA0), *range(0xAC, 0xD8), 0xFF))


def decode(data: bytes) -> str:
    """Return the characters of a text file in UTF-8, UTF-16, UTF-32 or an old encoding, damaged places replaced.

    Old encodings told apart: Windows 1250 to 1254, Mac Roman, ISO 8859-2, KOI8-R, Shift-JIS, EUC-JP, GB 18030, Big5
    and Korean (949). Where nothing tells, it is Windows-1252.

    Raises:
        ValueError: The bytes are no text in any of these.
    """
    text = data.decode(_encoding(data), errors="replace")
    zeros, controls = _control_shares(text)
    if controls > _MOST_CONTROLS or zeros > _MOST_ZEROS or (zeros > _MOST_CONTROLS and controls):
        raise ValueError("binary content")
    # A stray zero in a word is damage; one in every fifty characters stands where a blank stood.
    return text.replace("\x00", " ") if zeros > _MOST_CONTROLS else text


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if wide := _unmarked_wide(data[:_SAMPLE]):
        return wide
    return "utf-8" if _mostly_utf8(data) else _old_encoding(_telling_rows(data))


def _unmarked_wide(sample: bytes) -> str:
    """Tell UTF-16 or UTF-32 without a mark by where its zero bytes stand; empty where it is neither."""
    if len(sample) < 8:
        return ""
    quarters = [sample[offset::4].count(0) / max(1, len(sample[offset::4])) for offset in range(4)]
    if min(quarters[2:]) > 0.9 and quarters[0] < 0.3:
        return "utf-32-le"
    if min(quarters[:2]) > 0.9 and quarters[3] < 0.3:
        return "utf-32-be"
    if _is_utf16(upper=sample[1::2], lower=sample[0::2]):
        return "utf-16-le"
    return "utf-16-be" if _is_utf16(upper=sample[0::2], lower=sample[1::2]) else ""


def _is_utf16(*, upper: bytes, lower: bytes) -> bool:
    if upper.count(0) < _MOST_CONTROLS * len(upper) or lower.count(0) > 0.1 * len(lower):
        return False
    if _share(upper, _NARROW) > 0.95:
        return True
    # Two ASCII letters make a Chinese one; of real ones about half have a lower byte beyond ASCII.
    beyond = [low > 127 for up, low in zip(upper, lower, strict=False) if up >= 0x30]
    return _share(upper, _WIDE) > 0.95 and sum(beyond) > 0.25 * len(beyond)


def _share(sample: bytes, wanted: frozenset[int]) -> float:
    return sum(byte in wanted for byte in sample) / max(1, len(sample))


def _mostly_utf8(data: bytes) -> bool:
    """True when the bytes are UTF-8 apart from a few damaged places."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        high = sum(byte > 127 for byte in data[:65536])
        damaged = data[:65536].decode("utf-8", errors="replace").count("�")
        return damaged * 4 < high
    return True


def _telling_rows(data: bytes) -> bytes:
    """Return the first rows that go beyond ASCII: the others look the same in every old encoding."""
    return b"\n".join(row for row in data[:_SEARCHED].split(b"\n") if not row.isascii())[:_TELLING]


def _old_encoding(sample: bytes) -> str:
    for encoding, is_likely in _DOUBLE_BYTE:
        try:
            text = codecs.getincrementaldecoder(encoding)("strict").decode(sample)
        except UnicodeDecodeError:
            continue
        wide = [char for char in text if char > "\x7f"]
        if len(wide) >= _FEWEST_WIDE and is_likely(wide, [char.encode(encoding) for char in wide]):
            return encoding
    misfits = [
        misfit(sample.decode(encoding, errors="replace"), alphabets, with_ascii=with_ascii)
        for encoding, alphabets, with_ascii in SINGLE_BYTE
    ]
    return SINGLE_BYTE[misfits.index(min(misfits))][0]


def _leads(codes: list[bytes], *ranges: tuple[int, int]) -> float:
    """Return the share of characters whose first of two bytes lies in the ranges, both ends included."""
    found = sum(len(code) > 1 and any(low <= code[0] <= high for low, high in ranges) for code in codes)
    return found / len(codes)


def _is_japanese(wide: list[str]) -> bool:
    return sum(char in _KANA for char in wide) > 0.1 * len(wide)


def _is_shift_jis(wide: list[str], codes: list[bytes]) -> bool:
    return _is_japanese(wide) and _leads(codes, (0x81, 0x84), (0x88, 0x97)) > 0.9


def _is_euc_jp(wide: list[str], codes: list[bytes]) -> bool:
    return _is_japanese(wide) and _leads(codes, (0xA1, 0xA5), (0xB0, 0xD4)) > 0.9


def _is_korean(_: list[str], codes: list[bytes]) -> bool:
    return _leads(codes, (0xA1, 0xA3), (0xB0, 0xC8)) > 0.95 and _both_high(codes)


def _is_chinese(_: list[str], codes: list[bytes]) -> bool:
    return _leads(codes, (0xA1, 0xA3), (0xB0, 0xD7)) > 0.85 and _both_high(codes)


def _is_big5(_: list[str], codes: list[bytes]) -> bool:
    return _leads(codes, (0xA1, 0xA3), (0xA4, 0xC6)) > 0.9 and not _both_high(codes)


def _both_high(codes: list[bytes]) -> bool:
    """True for the common signs of GB 2312 and KS X 1001; Big5 puts ASCII into half of its second bytes."""
    return sum(len(code) == 2 and code[1] >= 0xA1 for code in codes) > 0.9 * len(codes)


_DOUBLE_BYTE: Final[tuple[tuple[str, Callable[[list[str], list[bytes]], bool]], ...]] = (
    ("cp932", _is_shift_jis),
    ("euc_jp", _is_euc_jp),
    ("cp949", _is_korean),
    ("gb18030", _is_chinese),
    ("big5", _is_big5),
)


def _control_shares(text: str) -> tuple[float, float]:
    """Return the shares of U+0000 and of other control characters, which programs and pictures are full of."""
    sample = text[:65536]
    controls = sum(1 for char in sample if ("\x00" < char < " " and char not in "\t\n\r\f\v\x1b") or char == "\x7f")
    return sample.count("\x00") / max(1, len(sample)), controls / max(1, len(sample))
