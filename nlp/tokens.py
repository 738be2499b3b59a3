"""The one place where spaCy is loaded: tokens, sentences and token patterns; no trained model is needed."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any


@cache
def pipeline() -> Any:
    """A blank multi-language spaCy pipeline with the rule-based sentence splitter."""
    spacy = _spacy()
    nlp = spacy.blank("xx")
    nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "\n", ";", "•", "●", "▪"]})
    nlp.max_length = 2_000_000
    return nlp


def matcher(patterns: dict[str, list[list[dict[str, Any]]]]) -> Any:
    """A spaCy ``Matcher`` over ``pipeline()``'s vocabulary, longest match first."""
    _spacy()
    from spacy.matcher import Matcher

    rules = Matcher(pipeline().vocab)
    for name, alternatives in patterns.items():
        rules.add(name, alternatives, greedy="LONGEST")
    return rules


@cache
def _spacy() -> Any:
    """spaCy, imported with torch hidden.

    thinc imports torch wherever it is installed (1.2 s, 334 MiB) and nothing here uses it. The mark must not
    stay: with it left in place scipy breaks.
    """
    hidden = "torch" not in sys.modules
    if hidden:
        sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        import spacy
        import spacy.matcher
    finally:
        if hidden:
            del sys.modules["torch"]
    return spacy
