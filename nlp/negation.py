"""What a text denies: "no experience with Python", "tidak menguasai Docker", "a degree is not required"."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from nlp.lexicon import lexicon
from nlp.phrases import phrase_pattern
from nlp.tokens import matcher, pipeline

# Where a denial ends: ". ", ";", a line break, a bullet. Not the dot of "Node.js" or "3.5".
_CLAUSE_END = re.compile(r"[.!?](?=\s|$)|[;\n•●▪]")


def denied_spans(text: str) -> list[tuple[int, int]]:
    """Half-open stretches of ``text`` that deny what they name, ascending and not overlapping."""
    spans: list[tuple[int, int]] = []
    for start, end in _clauses(text):
        clause = text[start:end]
        if _MAYBE.search(clause):
            spans += [(start + a, start + b) for a, b in _denied(clause)]
    return spans


def is_denied(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """The stretch lies in a denied one."""
    return any(a <= start and end <= b for a, b in spans)


def optional_spans(text: str) -> list[tuple[int, int]]:
    """Clauses of a job ad that say a thing is not wanted: "degree not required"."""
    not_wanted = phrase_pattern(lexicon().tables["negation"]["not_wanted"])
    return [(start, end) for start, end in _clauses(text) if not_wanted.search(text, start, end)]


# A quick look before any rule runs: matches "not", "tidak", "without"; most clauses hold none of them.
_MAYBE = re.compile(
    r"\b(?:no|not|never|cannot|without|lack\w*|zero|unfamiliar|learn|yet|tidak|belum|tanpa|bukan|belajar|\w+n['’]t)\b",
    re.IGNORECASE,
)


def _clauses(text: str) -> list[tuple[int, int]]:
    ends = [match.start() for match in _CLAUSE_END.finditer(text)]
    return [(a, b) for a, b in zip([0, *(end + 1 for end in ends)], [*ends, len(text)], strict=True) if b > a]


def _denied(clause: str) -> list[tuple[int, int]]:
    """From the denying words to the end of the clause or to a "but"."""
    table = lexicon().tables["negation"]
    if phrase_pattern(table["false"]).search(clause):
        return []
    start = _first_cue(clause)
    if start is None:
        return []
    if _LABEL.fullmatch(clause[:start]):
        start = 0
    turn = phrase_pattern(lexicon().lists["clause_breaks"]).search(clause, start + 1)
    return [(start, turn.start() if turn else len(clause))]


# Matches the label in "Python: never used"; not "I know Java: ".
_LABEL = re.compile(r"\s*[^\s:]+(?: [^\s:]+){0,2}:\s*")


def _first_cue(clause: str) -> int | None:
    table = lexicon().tables["negation"]
    found = [match.start() for match in [phrase_pattern(table["cues"]).search(clause)] if match]
    opening = phrase_pattern(table["clause_start"]).match(clause, len(clause) - len(clause.lstrip(" ,:-")))
    found += [opening.start()] if opening else []
    doc = pipeline().make_doc(clause)
    found += [doc[begin].idx for _, begin, _ in _rules()(doc)]
    return min(found, default=None)


@cache
def _rules() -> Any:
    """ "no professional Docker experience", "lack of hands-on AWS knowledge": a denial with up to five words between."""
    wanted = ["experience", "knowledge", "exposure", "background", "familiarity", "skills", "training", "certification",
              "licence", "license", "pengalaman", "sertifikat", "kemampuan"]  # fmt: skip
    opening = [{"LOWER": {"IN": ["no", "without", "lack", "lacking", "zero", "tanpa", "belum"]}}]
    between = [{"IS_PUNCT": False, "OP": "{0,5}"}]
    closing = [{"LOWER": {"IN": wanted}}]
    return matcher({"DENIED": [opening + between + closing]})
