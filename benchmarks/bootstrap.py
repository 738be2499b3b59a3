"""Shares with 95 % intervals from units that are drawn again whole; what a unit is, job or query, it does not know."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 2000
_ENDS = (2.5, 97.5)

# What a unit earned, and what it could have earned: (right pairs, pairs) or (nDCG, 1); (0, 0) where it says nothing.
Unit = tuple[float, float]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval; all three are NaN where no unit says anything."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """``0.71 (0.66 to 0.76)`` to three places; empty where there is no figure."""
        if math.isnan(self.value):
            return ""
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def share(units: Sequence[Unit], seed: int = 0) -> Estimate:
    """The units' sum of earnings by what they could have earned."""
    return Estimate(_ratio(units), *_ends(_drawn(units, seed)))


def difference(ours: Sequence[Unit], theirs: Sequence[Unit], seed: int = 0) -> Estimate:
    """Ours less theirs over the same units in the same order: each draw takes the same units of both.

    Raises:
        ValueError: The two have not as many units.
    """
    if len(ours) != len(theirs):
        raise ValueError(f"{len(ours)} units cannot be paired with {len(theirs)}.")
    return Estimate(_ratio(ours) - _ratio(theirs), *_ends(_drawn(ours, seed) - _drawn(theirs, seed)))


def _ratio(units: Sequence[Unit]) -> float:
    earned, possible = (math.fsum(unit[at] for unit in units) for at in (0, 1))
    return earned / possible if possible else math.nan


def _drawn(units: Sequence[Unit], seed: int) -> Numbers:
    """(DRAWS,) the share among units drawn with replacement, NaN where a draw says nothing."""
    if not units:
        return np.full(DRAWS, np.nan)
    earned, possible = np.array(units, dtype=np.float64).T
    picks = np.random.default_rng(seed).integers(0, len(units), (DRAWS, len(units)))
    whole = possible[picks].sum(1)
    drawn: Numbers = np.divide(earned[picks].sum(1), whole, out=np.full(DRAWS, np.nan), where=whole > 0)
    return drawn


def _ends(drawn: Numbers) -> tuple[float, float]:
    known = drawn[np.isfinite(drawn)]
    if not len(known):
        return math.nan, math.nan
    low, high = np.percentile(known, _ENDS)
    return float(low), float(high)
