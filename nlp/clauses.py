"""Which part of a statement a wish or a waiver is about: "Xero essential, Sage desirable" wishes for Sage alone."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.lexicon import lexicon
from nlp.negation import optional_spans
from nlp.phrases import has_any, phrase_pattern, words_of

Span = tuple[int, int]
# What parts clauses for sure, and the comma, which also parts the items of a list.
_BREAK = re.compile(r"[;(]|\s[–—]\s|\b(?:but|while|whereas|however|although|tetapi|namun|sedangkan)\b", re.IGNORECASE)
_COMMA = re.compile(r",(?!\d)")
# Matches "No degree required", "tanpa pengalaman yang diperlukan"; not "no more than 3 required skills are".
_NOTHING_NEEDED = re.compile(
    r"\b(?:no|tanpa|without)\s+(?:(?!more\b|less\b|fewer\b)[\w'’/-]+\s+){1,4}?(?:is\s|are\s)?(?:required|needed|necessary|essential|diperlukan|dibutuhkan)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=512)
def preferred_span(text: str) -> Span:
    """[start, end) of the words that are only wished for; (0, 0) where all is required.

    Words such as "preferably" reach forward, words such as "is a plus" back to the start of their clause, across a
    list ("Java, Python and Scala are a plus") but not into a clause that stands by itself.
    """
    lists = lexicon().lists
    ahead = phrase_pattern(lists["preferred_to_the_right"]).search(text)
    behind = phrase_pattern(lists["preferred_to_the_left"]).search(text)
    if ahead and text[ahead.end() :].strip(" .)!:"):
        if not behind or ahead.start() <= behind.start():
            return _opening(text, ahead.start()), len(text)
    elif ahead:
        behind = ahead if behind is None or ahead.start() < behind.start() else behind
    if behind is None:
        return 0, 0
    if not words_of(text[: behind.start()]):
        return 0, len(text)
    start = _back(text, behind.start())
    return (0, 0) if has_any(text[start : behind.start()], ("must", "wajib", "harus")) else (start, behind.end())


def waived_spans(text: str) -> list[Span]:
    """What is not asked for: "a degree is not required", "no experience needed"; not "preferred but not required"."""
    if phrase_pattern(lexicon().lists["still_preferred"]).search(text):
        return []
    found = [match.span() for match in _NOTHING_NEEDED.finditer(text)]
    for start, end in optional_spans(text):
        cue = phrase_pattern(lexicon().tables["negation"]["not_wanted"]).search(text, start, end)
        at = cue.start() if cue else start
        if not phrase_pattern(lexicon().lists["preferred"]).search(text, _back(text, at), at):
            found.append((max(start, _back(text, at)), _forward(text, at, end)))
    return sorted(found)


def _opening(text: str, at: int) -> int:
    """Where what "preferably" wishes for begins: there, or at the start of a statement that says nothing before it."""
    is_parted = text[:at].rstrip().endswith((",", ";", "(", "–", "-", "."))
    return at if is_parted or len(words_of(text[:at])) >= 3 else 0


def _back(text: str, at: int) -> int:
    """The start of the clause that holds the offset."""
    breaks = [match.end() for match in _BREAK.finditer(text, 0, at) if words_of(text[match.end() : at])]
    start = breaks[-1] if breaks else 0
    commas = [match.end() for match in _COMMA.finditer(text, start, at)]
    if not commas or phrase_pattern(lexicon().lists["list_joints"]).search(text, commas[-1], at):
        return start
    return commas[-1]


def _forward(text: str, at: int, end: int) -> int:
    found = _BREAK.search(text, at, end)
    return found.start() if found else end
