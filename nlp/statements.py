"""Cuts a job ad into its statements, one sentence or bullet each, and says what each is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nlp import sentences, statement_kinds, wrapped_lines
from nlp.intervals import Intervals
from nlp.lexicon import lexicon
from nlp.phrases import has_any, words_of
from nlp.sections import Section

ASKING = frozenset({"requirements", "preferred", "skills", "certifications", "languages", "education", "experience"})
"""Sections whose statements ask something of the candidate."""

TELLING = frozenset({"benefits", "company", "application"})
"""Sections whose statements ask nothing, but for those that do all the same."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or bullet of an ad with its section and place [start, end) in the text."""

    text: str
    section: str
    start: int
    end: int


def statements(sections: Sequence[Section], *, itemised: bool = True) -> list[Statement]:
    """Sentences and bullets in reading order; wrapped lines of one bullet are joined, lists parted when ``itemised``."""
    found: list[Statement] = []
    for section in sections:
        for line in wrapped_lines.joined(section.lines):
            found += _sentences(line.text, section.name, line.start, itemised)
    return [one for one in found if re.search(r"[^\W\d_]{2}", one.text)]


def sorted_out(said: Sequence[Statement]) -> list[Statement]:
    """The statements, those that ask under a heading that does not as requirements, and boilerplate as such.

    A bulletin asks for a licence among its notes and for knowledge under "Selection process"; an equal opportunity
    statement may stand under any heading.
    """
    placed: list[Statement] = []
    for one in said:
        now = _in_its_place(one)
        if placed and now is one and _goes_on(placed[-1], one):
            now = replace(one, section=placed[-1].section)
        placed.append(now)
    return placed


def statement_finder(said: Sequence[Statement]) -> Callable[[int], Statement | None]:
    """A function from an offset of the ad to the statement there, or None."""
    ordered = sorted(said, key=lambda one: one.start)
    stretches = Intervals((one.start, one.end) for one in ordered)

    def statement_at(offset: int) -> Statement | None:
        found = stretches.at(offset)
        return None if found is None else ordered[found]

    return statement_at


def has_sections(said: Sequence[Statement]) -> bool:
    """The ad lists what it asks for under a heading."""
    return any(one.section in ASKING for one in said)


def _in_its_place(one: Statement) -> Statement:
    lists = lexicon().lists
    if has_any(one.text, lists["legal_phrases"]) or (
        one.section not in ASKING and one.section != "responsibilities" and has_any(one.text, lists["boilerplate"])
    ):
        return one if one.section == "benefits" else replace(one, section="application")
    if one.section in _UNTOLD:
        return _guessed(one)
    if one.section not in TELLING or not has_any(one.text, lists["asks_anywhere"]):
        return one
    if one.section == "application" and _is_about_applying(one.text):
        return one
    if has_any(one.text, lists["for_some"]):
        return replace(one, section="preferred")
    return replace(one, section="requirements") if one.section != "benefits" else one


# Sections that say nothing of their statements.
_UNTOLD = frozenset({"header", "other", "summary"})
_SURE = 0.8


def _guessed(one: Statement) -> Statement:
    """Of a statement under no heading that says anything, what its words are like."""
    if len(words_of(one.text)) < 3:
        return one
    chances = statement_kinds.chances(one.text)
    kind = max(chances, key=lambda kind: chances[kind])
    return replace(one, section=kind) if chances[kind] >= _SURE else one


def _goes_on(above: Statement, one: Statement) -> bool:
    """The rest of a list that was asked for: "knowledge of: budgeting; personnel rules; and the ability to ..."."""
    return (
        one.section in TELLING
        and above.section in ASKING
        and above.text.endswith((";", ",", ":"))
        and one.start - above.end <= 3
        and not has_any(one.text, lexicon().lists["legal_phrases"])
    )


def _is_about_applying(text: str) -> bool:
    """More about the way to apply than about what one must know."""
    asks = re.search(r"(?i)\bknowledge of\b|\bcompetenc|\blicen[sc]e\b|\bcertificat", text)
    return not asks and has_any(text, lexicon().lists["applying"])


def _sentences(text: str, section: str, start: int, itemised: bool) -> list[Statement]:
    found: list[Statement] = []
    for begin, end in sentences.spans(text):
        for first, last in _list_items(text, begin, end, section) if itemised else [(begin, end)]:
            clean = " ".join(text[first:last].split())
            if clean:
                found.append(Statement(clean, section, start + first, start + last))
    return found


def _list_items(text: str, begin: int, end: int, section: str) -> list[tuple[int, int]]:
    """A sentence that only lists things ("Requirements: S1, STR, BTCLS") is one statement an item."""
    lead = _LIST_LEAD.match(text, begin, end)
    first = lead.end() if lead else begin
    if section in TELLING or not (lead or section in ASKING):
        return [(begin, end)]
    items = [(first + m.start(), first + m.end()) for m in _ITEM.finditer(text[first:end]) if m[0].strip(" .")]
    sizes = [len(text[a:b].split()) for a, b in items]
    most = 6 if lead else 3
    if (
        len(items) < 3
        or sum(sizes) > most * len(items)
        or max(sizes) > most + (most if lead else 1)
        or has_any(text[first:end], lexicon().lists["or"])
    ):
        return [(first, end)]
    return items


# Matches "Requirements: ", "Persyaratan:"; not "https:".
_LIST_LEAD = re.compile(r"\s*[^\W\d_][^\W\d_ ]{2,24}(?: [^\W\d_]+){0,2}\s*:\s+")
# Matches each of "a", " b" in "a, b"; a comma in brackets or between digits parts nothing.
_ITEM = re.compile(r"(?:[^,;()]|(?<=\d),(?=\d)|\([^()]{0,200}\)|\()+")
