"""Whole-word phrase tests over lower-case lists: the one way that word lists are looked up in text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

# Matches "•", "- ", "1) ", "➢"; not "-5" nor "3.5 years".
BULLET = re.compile(r"^\s*(?:[•●○▪■◦‣➢✓✔·*❖♦o§»→➤–—-]|\d{1,2}[.)])\s+")


@lru_cache(maxsize=256)
def phrase_pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for a list of phrases, longest first, at word boundaries and in any case.

    ``("b.s.", "bs")`` matches "B.S. in Biology"; not "absent".
    """
    parts = sorted({phrase for phrase in phrases if phrase}, key=len, reverse=True)
    body = "|".join(re.escape(part).replace(r"\ ", r"[ \-]") for part in parts)
    return re.compile(rf"(?<![\w])(?:{body})(?![\w])", re.IGNORECASE)


@lru_cache(maxsize=256)
def _lower_pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """The same for texts in lower case: where any case counts, looking takes five times as long."""
    return re.compile(phrase_pattern(tuple(phrase.lower() for phrase in phrases)).pattern)


def has_any(text: str, phrases: Iterable[str]) -> bool:
    """``text`` holds one of the phrases as whole words, in any case."""
    return _lower_pattern(tuple(phrases)).search(text.lower()) is not None


def without_bullet(text: str) -> str:
    """The line without its bullet or number."""
    return BULLET.sub("", text, count=1).strip()


def is_bullet(text: str) -> bool:
    """The line opens with a bullet or an item number."""
    return BULLET.match(text) is not None


def words_of(text: str) -> list[str]:
    """Words of letters and digits, as written."""
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text)


def is_title_case(text: str) -> bool:
    """At least six in ten of the longer words open with a capital: a heading, name or title rather than prose."""
    words = [word for word in words_of(text) if len(word) > 2 and not word[0].isdigit()]
    return bool(words) and sum(word[0].isupper() for word in words) >= 0.6 * len(words)
