"""Collects labelled pairs from raters' tables and stored decisions and splits them for training and testing.

The run folder holds the texts of résumés, which are personal data: it stays on this machine, is ignored by git, and is
yours to delete.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from errors import InvalidFields
from training.labelled_pairs import Pair, fingerprint, written
from training.ratings import agreement, pairs_of, read
from training.runs import Run
from training.splitting import split


def collect(
    run: Run,
    *,
    table: Path | None,
    scale: tuple[float, float],
    decided: Sequence[Pair],
    seed: int,
    as_of: str,
) -> None:
    """Writes ``pairs.jsonl`` and ``documents.jsonl`` into the run.

    Args:
        run: The run to write into.
        table: A CSV of several raters' scores; None for none.
        scale: The lowest and the highest score that a rater can give.
        decided: Pairs from stored decisions.
        seed: Of the split.
        as_of: The day that "present" means in the table's résumés.

    Raises:
        InvalidFields: Rows that cannot be used, or no pair at all.
    """
    ratings = read(table, *scale) if table else []
    pairs = _united([*pairs_of(ratings, as_of), *decided])
    if not pairs:
        raise InvalidFields("There is no pair: nobody has said anything of a match yet, and no table was given.")
    parted = split(pairs, seed)
    for name, content in written(parted.pairs).items():
        run.write(name, content)
    run.config |= {"split_by_job": parted.by_job, "split": parted.why}
    run.metrics = _figures(parted.pairs) | ({"agreement": agreement(ratings)} if ratings else {})


def _united(pairs: Sequence[Pair]) -> list[Pair]:
    """The same résumé and job from two sources are one pair, each source counting by its raters."""
    together: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        together[pair.resume_text, pair.job_text].append(pair)
    return [_one(same) for same in together.values()]


def _one(same: Sequence[Pair]) -> Pair:
    if len(same) == 1:
        return same[0]
    raters = sum(pair.raters for pair in same)
    label = sum(pair.label * pair.raters for pair in same) / raters
    spread = max(max(pair.spread for pair in same), max(p.label for p in same) - min(p.label for p in same))
    return replace(same[0], label=round(label, 6), raters=raters, spread=round(spread, 6))


def _figures(pairs: Sequence[Pair]) -> dict[str, Any]:
    return {
        "pairs": len(pairs),
        "jobs": len({pair.job_key for pair in pairs}),
        "fits": sum(pair.is_fit for pair in pairs),
        "splits": {
            name: {
                "pairs": sum(pair.split == name for pair in pairs),
                "jobs": len({pair.job_key for pair in pairs if pair.split == name}),
                "fits": sum(pair.is_fit for pair in pairs if pair.split == name),
            }
            for name in ("train", "test")
        },
        "raters_per_pair": dict(sorted(Counter(pair.raters for pair in pairs).items())),
        "mean_spread": round(sum(pair.spread for pair in pairs) / len(pairs), 4),
        "sha256": fingerprint(pairs),
    }
