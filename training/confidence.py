"""Fits what a sign is worth in ``nlp.confidence``: a logistic curve a field, few weights, each of its known direction.

Usage: python -m benchmarks.extraction --ocr --work WORK --judged WORK/judged.jsonl [--unseen-by MODELS.crf]
       python -m training.confidence WORK/judged.jsonl
       python -m benchmarks.reliability

A row is one field of one résumé: its signs and how right it is, 0..1 (a share counts as that part of a right and the rest
of a wrong value). The files of one person count as one résumé. Weights are ridge-penalised and never point the
wrong way, so that a better sign cannot lower a confidence; one right and one wrong value are added to each field, so
that no run of luck makes certain (rule of succession). How it does is measured on people whom the curve has not seen.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from nlp.confidence import FIELDS, WEIGHTS, Curve

# Which way each sign points: +1 never lowers the confidence, -1 never raises it.
DIRECTIONS: Mapping[str, Mapping[str, int]] = {
    "name": {"largest": 1, "likeness": 1, "alone": 1, "two_words": 1, "capitals": -1, "ordinary": -1, "ocr": -1},
    "email": {"glued": -1, "ocr": -1},
    "phone": {"valid": 1, "ocr": -1},
    "location": {"top": 1, "city": 1, "country": 1, "crowded": -1, "ocr": -1},
    "skills": {"headed": 1, "listed": 1, "ocr": -1},
    "experience": {"headed": 1, "titles": 1, "companies": 1, "dates": 1, "ordered": 1, "roles": 1, "tidy": 1, "typeset": 1, "ocr": -1},
    "education": {"headed": 1, "degrees": 1, "institutions": 1, "dates": 1, "levels": 1, "many": -1, "typeset": 1, "ocr": -1},
}  # fmt: skip
FOLDS = 5
# Ridge: the prior standard deviation of a weight; chosen once for all fields among 0.5, 1, 1.7, 3 by the folds' Brier scores.
_SPREAD = 1.7
# What a sign counts that no judged value shows: about what signs of such trouble weigh where there are some.
_NEVER_SEEN = 3.0
# A field is wrong when less than half of it is right.
_HALF = 0.5
# A person looks at a quarter of the résumés at most, as far as one field is concerned.
_MOST_FLAGGED = 0.25
_UNLEARNT = 0.5
_BOUNDS = tuple(round(0.5 + 0.05 * step, 2) for step in range(9))
_BINS = 5
_DRAWS = 1000

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """The values of one field: ``signs`` (n, k) 0..1, ``right`` (n,) 0..1, ``weight`` (n,), and whose they are.

    ``directions`` holds +1 or -1 for each sign, in the order of the columns.
    """

    directions: Mapping[str, int]
    signs: Numbers
    right: Numbers
    weight: Numbers
    people: tuple[str, ...]


def main() -> None:
    """Fits every field and writes the weights with what they were measured to be worth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("judged", type=Path, help="written by python -m benchmarks.extraction --judged")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    given = parser.parse_args()
    if not given.judged.exists():
        parser.error("this file is written by python -m benchmarks.extraction --judged")
    text = given.judged.read_text("utf-8")
    learnt = fitted([json.loads(line) for line in text.splitlines()])
    learnt = {"version": f"c1-{hashlib.sha256(text.encode()).hexdigest()[:8]}", **learnt}
    given.out.write_text(json.dumps(learnt) + "\n", "utf-8")
    for field, figures in learnt["measured"].items():
        print(f"{field:10} Brier {figures['brier'][0]:.3f} (constant {figures['brier_constant']:.3f}), ECE {figures['ece'][0]:.3f}, "
              f"flags {figures['flagged']:.2f}, catches {figures['caught']:.2f} of {figures['wrong']} wrong")  # fmt: skip


def fitted(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Curves and measurements of every field, as the weights file holds them."""
    curves, measured = {}, {}
    for field in FIELDS:
        values = gathered(rows, field)
        shown = unseen(values)
        bound, trade = _bound(values, shown)
        curves[field] = asdict(fit(values, bound))
        measured[field] = {**_reliability(values, shown), "trade": trade, **_flags(values, shown, bound)}
    return {"curves": curves, "measured": measured}


def gathered(rows: Sequence[Mapping[str, Any]], field: str) -> Judged:
    """The rows of one field; a person's rows of one source share the weight of one résumé."""
    mine = [row for row in rows if row["field"] == field]
    directions = DIRECTIONS[field]
    share = Counter((row["person"], row["source"]) for row in mine)
    if not mine:
        raise SystemExit(f"No résumé with a judged {field} is in the file.")
    return Judged(
        directions,
        np.array([[row["signs"][name] for name in directions] for row in mine], dtype=np.float64),
        np.array([row["right"] for row in mine], dtype=np.float64),
        np.array([1 / share[row["person"], row["source"]] for row in mine], dtype=np.float64),
        tuple(row["person"] for row in mine),
    )


def fit(values: Judged, review_below: float = _UNLEARNT) -> Curve:
    """The curve of least penalised log loss."""
    signs = np.column_stack([np.ones(len(values.right)), values.signs])
    middle = np.average(signs, axis=0, weights=values.weight)
    signs = np.vstack([signs, middle, middle])
    right = np.append(values.right, [1.0, 0.0])
    weight = np.append(values.weight, [1.0, 1.0])
    bounds = [(None, None), *((0.0, None) if way > 0 else (None, 0.0) for way in values.directions.values())]
    found = minimize(_loss(signs, right, weight), np.zeros(signs.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B")
    intercept, *weights = (round(float(value), 3) + 0.0 for value in found.x)
    seen = [bool(column.any()) for column in values.signs.T]
    ways = values.directions.values()
    weights = [weight if shown else way * _NEVER_SEEN for weight, shown, way in zip(weights, seen, ways, strict=True)]
    return Curve(intercept, dict(zip(values.directions, weights, strict=True)), review_below)


def unseen(values: Judged, folds: int = FOLDS) -> Numbers:
    """(n,) the confidence of each value by a curve fitted on the other people."""
    people = sorted(set(values.people), key=lambda person: hashlib.sha256(person.encode()).hexdigest())
    fold = {person: at % folds for at, person in enumerate(people)}
    folded = np.array([fold[person] for person in values.people])
    shown = np.zeros(len(values.right))
    for number in range(folds):
        curve = fit(_part(values, folded != number))
        for at in np.flatnonzero(folded == number):
            shown[at] = curve.at(dict(zip(values.directions, values.signs[at], strict=True)))
    return shown


def _loss(signs: Numbers, right: Numbers, weight: Numbers) -> Callable[[Numbers], tuple[float, Numbers]]:
    def at(coefficients: Numbers) -> tuple[float, Numbers]:
        total = signs @ coefficients
        free = np.append(0.0, coefficients[1:]) / _SPREAD**2
        loss = float(weight @ (np.logaddexp(0.0, total) - right * total) + free @ coefficients / 2)
        slope = signs.T @ (weight * (1 / (1 + np.exp(-total)) - right)) + free
        return loss, slope

    return at


def _reliability(values: Judged, shown: Numbers) -> dict[str, Any]:
    """Counts, Brier score and expected calibration error with 95 % intervals over people, and the bins."""
    edges = np.unique(np.quantile(shown, np.arange(1, _BINS) / _BINS))
    binned = np.searchsorted(edges, shown, side="right")  # equal confidences stay together
    bins = [np.flatnonzero(binned == number) for number in np.unique(binned)]
    known = np.average(values.right, weights=values.weight)
    constant = float(np.average((values.right - known) ** 2, weights=values.weight))
    return {
        "n": len(values.right),
        "people": len(set(values.people)),
        "right": round(float(known), 4),
        "brier": _interval(values, lambda weight: _brier(values, shown, weight)),
        "brier_constant": round(constant, 4),
        "ece": _interval(values, lambda weight: _ece(values, shown, weight, bins)),
        "bins": [
            {
                "n": len(part),
                "from": float(shown[part].min()),
                "to": float(shown[part].max()),
                "confidence": round(float(np.average(shown[part], weights=values.weight[part])), 3),
                "observed": round(float(np.average(values.right[part], weights=values.weight[part])), 3),
            }
            for part in bins
        ],
    }


def _brier(values: Judged, shown: Numbers, weight: Numbers) -> float:
    return float(np.average((shown - values.right) ** 2, weights=weight))


def _ece(values: Judged, shown: Numbers, weight: Numbers, bins: Sequence[NDArray[np.intp]]) -> float:
    gaps = [abs(float(weight[part] @ (shown[part] - values.right[part]))) for part in bins]
    return sum(gaps) / float(weight.sum())


def _interval(values: Judged, figure: Callable[[Numbers], float]) -> list[float]:
    """[value, low, high]: people are redrawn whole."""
    people = {person: at for at, person in enumerate(dict.fromkeys(values.people))}
    whose = np.array([people[person] for person in values.people])
    draws = np.random.default_rng(0).multinomial(len(people), np.full(len(people), 1 / len(people)), _DRAWS)
    found = [figure(values.weight * times[whose]) for times in draws if (values.weight * times[whose]).sum()]
    return [round(float(value), 4) for value in (figure(values.weight), *np.percentile(found, [2.5, 97.5]))]


def _bound(values: Judged, shown: Numbers) -> tuple[float, list[dict[str, float]]]:
    """The bound that catches most more than it flags, flagging a quarter at most; and what every bound would do."""
    trade = [{"below": bound, **_flags(values, shown, bound)} for bound in _BOUNDS]
    fair = [one for one in trade if one["flagged"] <= _MOST_FLAGGED and one["wrong"]]
    best = max(fair, key=lambda one: (one["caught"] - one["flagged"], one["below"]), default=None)
    return (best["below"] if best else _UNLEARNT), trade


def _flags(values: Judged, shown: Numbers, bound: float) -> dict[str, float]:
    """Shares of all values that fall under the bound, and of the wrong ones that do."""
    low, wrong = shown < bound, values.right < _HALF
    caught = float(values.weight @ (low & wrong)) / float(values.weight @ wrong) if wrong.any() else 0.0
    flagged = float(values.weight @ low) / float(values.weight.sum())
    return {"flagged": round(flagged, 3), "caught": round(caught, 3), "wrong": int(wrong.sum())}


def _part(values: Judged, chosen: NDArray[np.bool_]) -> Judged:
    people = tuple(person for person, take in zip(values.people, chosen, strict=True) if take)
    return Judged(values.directions, values.signs[chosen], values.right[chosen], values.weight[chosen], people)


if __name__ == "__main__":
    main()
