"""Marks phrases that name a skill, whether the taxonomy knows them or not, by a trained model.

The model is a linear-chain conditional random field (CRFsuite) fitted by ``python -m training.skills`` on job ads and
résumé lines; it knows no word that fewer than three of them share.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nlp.intervals import Intervals
from nlp.negation import denied_spans
from nlp.sections import Section
from nlp.skill_features import Row, count_words, describe
from nlp.skills import Found
from records import Document

WEIGHTS = Path(__file__).parent / "weights" / "skills.crf"
LANGUAGES = frozenset({"en"})
"""Languages of the texts that the model was fitted on."""

LABELS = ("KNOWLEDGE", "SKILL")
"""What somebody knows ("Kubernetes", "labour law") and what somebody does ("lead a small team")."""

MOST_CHARACTERS = 60_000
# Words and marks, twice as many as prose of that length holds.
MOST_WORDS = 20_000
_LEAST_CHANCE = 0.3
_MOST_WORDS = {"KNOWLEDGE": 8, "SKILL": 14}
_EDGES = " \t\r\n,;:|/*-–—•·()[]\"'“”.!?"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase at [start, end) of the text, one of LABELS, and the chance 0..1 that it is one."""

    text: str
    start: int
    end: int
    label: str
    chance: float


@dataclass(frozen=True, slots=True)
class Tagging:
    """What the tagger says of a text.

    Attributes:
        phrases: Those that name a skill; those of one label in order and never overlapping; none that the text denies.
        chances: For each of the taxonomy's mentions the chance 0..1 that it is one, or part of one.
    """

    phrases: tuple[Phrase, ...]
    chances: tuple[float, ...]


def tag(
    document: Document, sections: Sequence[Section], mentions: Sequence[Found], *, least: float = _LEAST_CHANCE
) -> Tagging | None:
    """Marks the phrases of a text; None for a book, which would take too long.

    Args:
        document: A text in one of LANGUAGES.
        sections: The document cut by its headings.
        mentions: The taxonomy's skills in the document.
        least: Chance from which a phrase counts.
    """
    if len(document.text) > MOST_CHARACTERS or count_words(document.text) > MOST_WORDS:
        return None
    phrases: list[Phrase] = []
    inside = [0.0] * len(mentions)
    places = Intervals((mention.start, mention.end) for mention in mentions)
    for row in describe(document, sections, mentions):
        chances = _chances(row)
        for label, found in chances.items():
            phrases += _phrases(document.text, row, label, found, least)
        for at, (start, _) in enumerate(row.spans):
            if (mention := places.at(start)) is not None:
                inside[mention] = max(inside[mention], min(1.0, sum(sum(found[at]) for found in chances.values())))
    denied = Intervals(denied_spans(document.text)) if phrases else None
    kept = [one for one in phrases if not (denied and denied.covers(one.start, one.end))]
    return Tagging(tuple(sorted(kept, key=lambda one: (LABELS.index(one.label), one.start))), tuple(inside))


def _chances(row: Row) -> dict[str, list[tuple[float, float]]]:
    """Label -> for each word the chances that it opens such a phrase and that it goes on with one."""
    with _lock:  # the model remembers one line at a time, for whoever asks
        model = _model()
        model.set(row.features)
        return {
            label: [
                (model.marginal(f"B-{label}", at), model.marginal(f"I-{label}", at)) for at in range(len(row.spans))
            ]
            for label in LABELS
        }


def _phrases(text: str, row: Row, label: str, chances: Sequence[tuple[float, float]], least: float) -> Iterator[Phrase]:
    begin, best = -1, 0.0
    for at, (opens, goes_on) in enumerate([*chances, (0.0, 0.0)]):
        is_inside = opens + goes_on > least
        if begin >= 0 and (not is_inside or opens >= goes_on):
            if phrase := _phrase(text, row.spans[begin][0], row.spans[at - 1][1], label, best):
                yield phrase
            begin, best = -1, 0.0
        if is_inside:
            begin, best = at if begin < 0 else begin, max(best, opens + goes_on)


def _phrase(text: str, start: int, end: int, label: str, chance: float) -> Phrase | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip(_EDGES))
    words = words.strip(_EDGES)
    if words.count("(") > words.count(")"):
        words = words.partition("(")[0].rstrip()
    if len(words) < 2 or len(words.split()) > _MOST_WORDS[label] or not any(char.isalpha() for char in words):
        return None
    return Phrase(words, start, start + len(words), label, round(min(1.0, chance), 2))


@cache
def _model() -> Any:
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open(str(WEIGHTS))
    return tagger


_lock = threading.Lock()
