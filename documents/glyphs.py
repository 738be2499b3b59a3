"""Knows which characters mean the same to a reader; refuses to know words."""

from __future__ import annotations

import re
import unicodedata

_BULLETS = "\u2022"
# Symbol and Wingdings keep their bullets in the private use area.
_PRIVATE_BULLETS = dict.fromkeys((0xF0A7, 0xF0A8, 0xF0B7, 0xF0D8, 0xF0FC, 0xF06C, 0xF06E, 0xF076, 0xF0E0), _BULLETS)
_SPACES = dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x0B, 0x0C), " ")
_DROPPED = dict.fromkeys(
    (
        *range(0x00, 0x09),
        *range(0x0E, 0x20),
        0x7F,
        *range(0x80, 0xA0),
        0x034F,
        0x061C,
        0x180E,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        0xFFFC,
        *range(0xFE00, 0xFE10),
    )
)
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
    0x2010: "-",
    0x2011: "-",
}
_TABLE: dict[int, str | None] = {**_PRIVATE_BULLETS, **_SPACES, **_DROPPED, **_LIGATURES}
# matches "\ue0b1" (an icon font) and "\U000f0001"; not "é"
_PRIVATE = re.compile("[\ue000-\uf8ff\ud800-\udfff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]")
# matches "e" followed by U+0301, whatever number of marks follows; not "é" as one character
_MARKED = re.compile("[^\u0300-\u036f][\u0300-\u036f]+")
_MOST_MARKS = 4
# matches the "Â" left of a no-break space in "strongÂ planner"; not "À la carte" or "Ângelo"
_STRAY = re.compile(r"(?<![A-ZÀ-Þ])Â(?=\s|\Z)")
_CUT_COMMA = "ï¼"  # two of the three bytes of a full-width comma
_CONTINUATION = bytes(range(0x80, 0xC0)).decode("cp1252", errors="ignore") + "\x81\x8d\x8f\x90\x9d"
# matches "â€™" and "Ã©", UTF-8 read as Windows-1252; not "SÃO" or "château"
_MISREAD = re.compile(f"[\u00c2-\u00df][{re.escape(_CONTINUATION)}]|[\u00e0-\u00ef][{re.escape(_CONTINUATION)}]{{2}}")
# matches "R E S U M E" and "W O R K  E X P"; not "a b" or "C R programming"
_SPACED = re.compile(r"(?:[^\W_] {1,4}){3,}[^\W_](?: ?[&/:])?\s*\Z")
# matches the two blanks of "W O R K  L I F E"; not the single ones
_WORD_GAP = re.compile(r" {2,}")
SOFT_HYPHEN = "\u00ad"
BULLETS = frozenset("•●○▪■□◦‣⁃∙·➢➤►▸❖✓✔✦◆◇*–—-»›§")
"""Characters that open a list item when they stand alone before it."""


def clean(text: str, *, keep_soft_hyphens: bool = False) -> str:
    """Return the text with plain blanks, whole letters and no invisible, private or control characters.

    Tabs are kept; line breaks must be gone before. Linear in the length of the text.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _PRIVATE.sub("", _STRAY.sub("", _MISREAD.sub(_reread, text).replace(_CUT_COMMA, ",")).translate(_TABLE))
    if not keep_soft_hyphens:
        text = text.replace(SOFT_HYPHEN, "")
    # Letter by letter: normalising a long run of marks in one piece takes quadratic time.
    return _MARKED.sub(lambda found: unicodedata.normalize("NFC", found.group()[: 1 + _MOST_MARKS]), text)


def _reread(found: re.Match[str]) -> str:
    try:
        return found.group().encode("cp1252").decode("utf-8")
    except UnicodeError:
        return found.group()


def close_up(text: str) -> str:
    """Return a heading whose letters are set apart (``S K I L L S``) as words; other text unchanged."""
    if not _SPACED.match(text):
        return text
    return " ".join(word.replace(" ", "") for word in _WORD_GAP.split(text.strip()))


def is_bullet(text: str) -> bool:
    """True when the text is nothing but the mark of a list item."""
    return len(text) == 1 and text in BULLETS
