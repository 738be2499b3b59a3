"""What a statement of an ad is about where no heading says it: asks, tells a duty, offers, praises, or how to apply.

A linear model over words, fitted by ``python -m training.statements`` on statements that stand under clear headings.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

WEIGHTS = Path(__file__).parent / "weights" / "statements.json"
KINDS = ("requirements", "responsibilities", "preferred", "benefits", "company", "application")
"""The sections that the model tells apart."""

_WORDS = 60
# Matches "C++", "don't", "D3", "₹"; not "," nor " ".
_WORD = re.compile(r"[^\W_]+(?:['’+#][^\W_]*)*|[$€£₹%:@]")


def chances(text: str) -> Mapping[str, float]:
    """Kind -> chance 0..1; they sum to one."""
    model = _model()
    seen = [model["weights"][feature] for feature in set(features(text)) if feature in model["weights"]]
    sums = [bias + sum(row[at] for row in seen) / 100 for at, bias in enumerate(model["biases"])]
    top = max(sums)
    powers = [math.exp(value - top) for value in sums]
    return {kind: power / sum(powers) for kind, power in zip(KINDS, powers, strict=True)}


def features(text: str) -> Iterator[str]:
    """Words and pairs of neighbours of the first sixty, the first word marked, numbers as such."""
    words = ["0" if word[0].isdigit() and word.isdigit() else word.lower() for word in _WORD.findall(text)[:_WORDS]]
    yield from words
    yield from (f"{one} {two}" for one, two in itertools.pairwise(words))
    yield from (f"^{word}" for word in words[:1])
    yield f"~{min(len(words), 31) // 4}"


@cache
def _model() -> Any:
    return json.loads(WEIGHTS.read_text("utf-8"))
