"""Sets a fifth of labelled pairs apart for testing: by label band, and no job on both sides; it reads no text."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from training.labelled_pairs import Pair, labels_of

# 80/20: one part of five is for testing.
PARTS = 5
# With fewer jobs a fifth of them would be none.
LEAST_JOBS = 5
_BANDS = 4

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Split:
    """Pairs that know their side; ``by_job`` says whether no job is on both."""

    pairs: tuple[Pair, ...]
    by_job: bool

    @property
    def why(self) -> str:
        """One sentence for the record."""
        if self.by_job:
            return "No job is in both splits."
        return f"There are fewer than {LEAST_JOBS} jobs, so the same job may be in both splits."


def split(pairs: Sequence[Pair], seed: int) -> Split:
    """Marks every pair as train or test; the same pairs and seed give the same split in any order."""
    ordered = sorted(pairs, key=lambda pair: pair.pair_id)
    by_job = len({pair.job_key for pair in ordered}) >= LEAST_JOBS
    bands = np.minimum((labels_of(ordered) * _BANDS).astype(np.int64), _BANDS - 1)
    chosen = _whole_jobs(ordered, bands, seed) if by_job else _each_band(bands, seed)
    sides = {pair.pair_id: "test" if at in chosen else "train" for at, pair in enumerate(ordered)}
    return Split(tuple(replace(pair, split=sides[pair.pair_id]) for pair in pairs), by_job)


def _whole_jobs(pairs: Sequence[Pair], bands: Numbers, seed: int) -> set[int]:
    """Of five parts without a shared job the one whose label bands are most like a fifth of all."""
    from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

    jobs = [pair.job_key for pair in pairs]
    most = np.bincount(bands).max()
    kind = StratifiedGroupKFold if most >= PARTS else GroupKFold
    with warnings.catch_warnings():  # it warns of bands with fewer pairs than parts
        warnings.simplefilter("ignore")
        parts = [test for _, test in kind(PARTS, shuffle=True, random_state=seed).split(bands, bands, jobs)]
    wanted = np.bincount(bands, minlength=_BANDS) / PARTS
    best = min((part for part in parts if len(part)), key=lambda part: _distance(bands[part], wanted))
    return {int(at) for at in best}


def _distance(bands: Numbers, wanted: NDArray[np.float64]) -> float:
    return float(np.abs(np.bincount(bands, minlength=_BANDS) - wanted).sum())


def _each_band(bands: Numbers, seed: int) -> set[int]:
    """Every fifth pair in a random order that goes band by band."""
    order = np.random.default_rng(seed).permutation(len(bands))
    order = order[np.argsort(bands[order], kind="stable")]
    return {int(at) for at in order[PARTS // 2 :: PARTS]}
