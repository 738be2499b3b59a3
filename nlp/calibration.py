"""The learnt numbers of the score: weights of the balanced profile and the meaning of a score as a probability."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

WEIGHTS = Path(__file__).parent / "weights" / "balanced.json"


def balanced_weights() -> Mapping[str, float]:
    """Component -> weight; they sum to 1."""
    weights: dict[str, float] = _learnt()["weights"]
    return weights


def fit_probability(score: float) -> float:
    """Probability 0..1 that a recruiter would call a pair with this score (0..1) a fit: a logistic curve."""
    curve = _learnt()["fit"]
    return round(1 / (1 + math.exp(-(curve["slope"] * score + curve["intercept"]))), 3)


def version() -> str:
    """Names the learnt numbers and the corpus of the IDF they were learnt with; part of the matcher's version."""
    return f"{_learnt()['version']}.{_learnt()['idf']}"


@cache
def _learnt() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(WEIGHTS.read_text("utf-8"))
    return read
