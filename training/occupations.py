"""Learns how much each sign counts when the occupations of ESCO are ranked for an ad.

``python -m training.occupations ../shared`` writes nlp/weights/occupations.json; ``--folds 5 --out F/occupations.json`` writes
one file a fold with the rows that it has not learnt from, for ``python -m benchmarks.occupations --unseen-by
F/occupations.json``. Ads of the same title are in one fold. Nothing of an ad is kept but what it does to ten numbers.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from nlp.embeddings import load_embedder
from nlp.imported_occupations import index_of, read_occupations
from nlp.occupation_labels import LabelVectors
from nlp.occupation_signs import NAMES, Embed
from nlp.occupations import WEIGHTS, Occupations, kind_of

ADS, TAXONOMIES = "data/jobs/hahu_esco.csv", "taxonomies"
# Of 0.03, 0.1, 0.3 and 1.0, all within 0.03 at accuracy@5.
_RIDGE = 0.1

Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LabelledAd:
    """An ad with the code that people gave it."""

    title: str
    text: str
    code: str


def main() -> None:
    """Fit on everything, or with ``--folds`` one file a fold."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, help=f"holds {ADS} and {TAXONOMIES}")
    arguments.add_argument("--folds", type=int, default=0)
    arguments.add_argument("--out", type=Path, default=WEIGHTS)
    arguments.add_argument("--vectors", type=Path, help="where the labels' vectors are kept; left out, none are used")
    given = arguments.parse_args()
    ads = labelled_ads(given.folder / ADS)
    found, embed = _occupations(given.folder / TAXONOMIES, given.vectors)
    seen = signs_by_kind(found, ads, embed)
    right = np.array([found.codes.index(ad.code) for ad in ads])
    if not given.folds:
        _write(given.out, seen, right, range(len(ads)), ())
        return
    for number, unseen in enumerate(folds([ad.title for ad in ads], given.folds)):
        kept = [row for row in range(len(ads)) if row not in unseen]
        _write(given.out.with_suffix(f".{number}.json"), seen, right, kept, sorted(unseen))


def labelled_ads(path: Path) -> list[LabelledAd]:
    """The rows of the file of ads, in order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [LabelledAd(row["title"], row["description"], row["esco_code"]) for row in csv.DictReader(file)]


def folds(titles: Sequence[str], count: int) -> list[set[int]]:
    """Numbers of the rows of each fold; rows of one title stand together."""
    different = sorted({_plain(title) for title in titles})
    random.Random(0).shuffle(different)
    fold = {title: number % count for number, title in enumerate(different)}
    return [{row for row, title in enumerate(titles) if fold[_plain(title)] == number} for number in range(count)]


def signs_by_kind(found: Occupations, ads: Sequence[LabelledAd], embed: Embed | None) -> dict[str, Table]:
    """Signs (ads, occupations, ``len(NAMES)``) of each kind of ad: whole, its title alone, each with vectors if given."""
    return {
        kind_of("x" if has_text else "", way): np.array([found.signs(ad.title, ad.text * has_text, way) for ad in ads])
        for way in ([None] if embed is None else [None, embed])
        for has_text in (True, False)
    }


def fit(signs: Table, right: NDArray[np.int64], ridge: float = _RIDGE) -> dict[str, float]:
    """Weights of the signs under which the right occupations are likeliest.

    A conditional logit (McFadden 1974): the chance of an occupation is the softmax of its weighted signs over all.

    Args:
        signs: (ads, occupations, ``len(NAMES)``).
        right: (ads,), position of the right occupation.
        ridge: Penalty on squared weights.
    """
    rows = np.arange(len(right))

    def loss(weights: Table) -> tuple[float, Table]:
        odds = signs @ weights
        shares = np.exp(odds - odds.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        slope = np.einsum("no,nof->f", shares, signs) - signs[rows, right].sum(axis=0) + 2 * ridge * weights
        return float(-np.log(shares[rows, right] + 1e-300).sum() + ridge * weights @ weights), slope

    found: Any = minimize(loss, np.zeros(signs.shape[2]), jac=True, method="L-BFGS-B")
    return {name: round(float(weight), 3) for name, weight in zip(NAMES, found.x, strict=True) if abs(weight) > 1e-3}


def _write(
    path: Path, seen: dict[str, Table], right: NDArray[np.int64], rows: Sequence[int], unseen: Sequence[int]
) -> None:
    weights = {kind: fit(signs[list(rows)].astype(np.float64), right[list(rows)]) for kind, signs in seen.items()}
    made = {"version": f"o1-{len(rows)}", "weights": weights} | ({"unseen": list(unseen)} if unseen else {})
    path.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    print(f"{path}: learnt from {len(rows)} ads", flush=True)


def _occupations(folder: Path, vectors: Path | None) -> tuple[Occupations, Embed | None]:
    index = index_of(read_occupations(folder))
    if vectors is None:
        return Occupations(index), None
    embedder = load_embedder()
    made = LabelVectors(vectors, embedder)
    made.prepare(index.labels)
    return Occupations(index, made.of(index.labels)), embedder.embed


def _plain(title: str) -> str:
    return " ".join(title.lower().split())


if __name__ == "__main__":
    main()
