"""Marks names, job titles, employers, degrees and schools in text that has lost its typography, by a trained model.

The model is a linear-chain conditional random field (CRFsuite) fitted by ``python -m training.entities``; it knows no
word that fewer than three résumés of the training data share, hence no person.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nlp.entity_features import LABELS, describe
from nlp.sections import Section
from records import Document

WEIGHTS = Path(__file__).parent / "weights" / "entities.crf"
LANGUAGES = frozenset({"en"})
"""Languages of the résumés that the model was fitted on."""

# The likeliest marks leave too much out; these thresholds give the best F1 on résumés that the model has not seen.
_LIKELY_ENOUGH = {"COMPANY": 0.25, "TITLE": 0.35, "SCHOOL": 0.4, "DEGREE": 0.4}
_EDGES = " \t\r\n,;:|/*-–—•·()[]\"'“”"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the document's text under one of LABELS; ``line`` counts the lines that hold words."""

    label: str
    text: str
    start: int
    end: int
    line: int


def tag(document: Document, sections: Sequence[Section], believed: Mapping[str, Iterable[str]]) -> list[Span]:
    """The spans in the document's order, never overlapping; arguments as for ``entity_features.describe``."""
    tokens, features = describe(document, sections, believed)
    if not tokens:
        return []
    marks = _marks(features, [token.line for token in tokens])
    found: list[tuple[str, int, int, int]] = []
    last = "O"
    for token, mark in zip(tokens, marks, strict=True):
        label = mark[2:]
        if mark == "O":
            pass
        elif mark[0] == "I" and last[2:] == label:
            found[-1] = (label, found[-1][1], token.end, found[-1][3])
        else:
            found.append((label, token.start, token.end, token.line))
        last = mark
    return [span for one in found if (span := _trimmed(document.text, *one))]


def _marks(features: list[list[str]], lines: Sequence[int]) -> list[str]:
    """The likeliest marks, and those of words left out that are likely enough all the same."""
    with _lock:  # the model remembers one text at a time, for whoever asks
        model = _model()
        model.set(features)
        marks: list[str] = model.tag()
        for label, least in _LIKELY_ENOUGH.items():
            begins, goes_on = f"B-{label}", f"I-{label}"
            for at, mark in enumerate(marks):
                if mark == "O" and model.marginal(begins, at) + model.marginal(goes_on, at) > least:
                    follows = at > 0 and marks[at - 1][2:] == label and lines[at - 1] == lines[at]
                    marks[at] = goes_on if follows else begins
    return marks


def _trimmed(text: str, label: str, start: int, end: int, line: int) -> Span | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip(_EDGES))
    words = words.strip(_EDGES)
    if words.count("(") > words.count(")"):
        words += ")" if text[start + len(words) : start + len(words) + 1] == ")" else ""
    said = " ".join(words.split())
    if label not in LABELS or not any(char.isalpha() for char in said):
        return None
    return Span(label, said, start, start + len(words), line)


@cache
def _model() -> Any:
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open(str(WEIGHTS))
    return tagger


_lock = threading.Lock()
