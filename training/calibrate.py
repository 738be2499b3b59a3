"""Learns the weights of the balanced profile and what its score means, and measures both on jobs it has not learnt from.

What is learnt goes into the run; the product's own file is replaced by the command promote alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from errors import InvalidFields
from nlp import tfidf
from nlp.calibration import balanced_weights
from training import measures, plots
from training.labelled_pairs import FIT, fingerprint
from training.panel import Panel, scores_of
from training.runs import Run
from training.weighing import PULL, Parts, learnt, parts_of, weighed

WEIGHTS_FILE, HELD_OUT_FILE, PLOT_FILE = "balanced.json", "held_out_weights.json", "reliability.svg"
FOLDS = 10
# A weak ridge on the curve, so that scores which part fits from the rest without a mistake leave it finite.
_CURVE_FREEDOM = 1000.0

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Unseen:
    """What is said of each pair by weights and a curve that were learnt without its job.

    Attributes:
        scores: (n,) match scores.
        probabilities: (n,) from the curve.
        weights: The weights used for each job, by its key.
    """

    scores: Numbers
    probabilities: Numbers
    weights: Mapping[str, Mapping[str, float]]


def calibrate(run: Run, panel: Panel, *, seed: int, pull: float = PULL, sources: Sequence[str] = ()) -> dict[str, Any]:
    """Writes weights, their evidence and a reliability plot into the run; returns the weights file's content.

    Args:
        run: The run to write into.
        panel: Pairs of two jobs or more, fits and others among them.
        seed: Of the folds and the intervals.
        pull: How strongly the weights are held to the current ones.
        sources: Names of the sets, for the evidence.

    Raises:
        InvalidFields: The pairs cannot teach it, or scores do not rise with what people say.
    """
    if len(set(panel.jobs)) < 2 or len(set(panel.labels >= FIT)) < 2:
        raise InvalidFields("Calibrating needs pairs of at least 2 jobs, with fits and others among them.")
    current_weights = balanced_weights()
    matches = panel.matches()
    parts, current = parts_of(matches), scores_of(matches)
    unseen = _held_out(panel, parts, current_weights, seed, pull)
    weights = learnt(parts, panel.labels, panel.jobs, current_weights, pull)
    slope, intercept = _curve(panel.scores(weights=weights), panel.labels)
    if slope <= 0:
        raise InvalidFields("The score does not rise with what people say of these pairs, so nothing was learnt.")
    now = np.array([match.fit_probability for match in matches], dtype=np.float64)
    run.metrics = _figures(panel, current, now, unseen, seed) | {
        "weights": weights,
        "current_weights": dict(current_weights),
    }
    content = {
        "version": _version(weights, slope, intercept),
        "idf": tfidf.corpus_version(),
        "weights": weights,
        "fit": {"slope": slope, "intercept": intercept},
        "evidence": _evidence(panel, run.metrics, seed, pull, sources),
    }
    run.write(WEIGHTS_FILE, json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    run.write(HELD_OUT_FILE, json.dumps(unseen.weights, indent=1) + "\n")
    run.write(
        PLOT_FILE, plots.reliability("Fit probability on jobs not learnt from", run.metrics["reliability"]["bins"])
    )
    return content


def summary(metrics: Mapping[str, Any]) -> str:
    """Current and learnt weights side by side, and what they are worth on jobs not learnt from."""
    old, new = metrics["current_weights"], metrics["weights"]
    lines = [f"{name:16} {old.get(name, 0):.3f} -> {new.get(name, 0):.3f}" for name in dict.fromkeys([*old, *new])]
    for name, told in metrics["held_out"].items():
        gain = told["gain"]
        lines.append(f"{name:16} {told['current']['value']:.3f} -> {told['learnt']['value']:.3f} on jobs not learnt from "
                     f"(gain {gain['value']:+.3f}, 95 % {gain['low']:+.3f} to {gain['high']:+.3f})")  # fmt: skip
    before, after = metrics["reliability_of_current"], metrics["reliability"]
    lines += [f"{name:16} {before[name]:.3f} -> {after[name]:.3f}" for name in ("brier", "ece")]
    return "\n".join(lines)


def _held_out(panel: Panel, parts: Parts, current: Mapping[str, float], seed: int, pull: float) -> Unseen:
    from sklearn.model_selection import GroupKFold

    jobs = np.array(panel.jobs)
    scores, probabilities = np.zeros(len(jobs)), np.zeros(len(jobs))
    weights: dict[str, Mapping[str, float]] = {}
    folds = GroupKFold(min(FOLDS, len(set(panel.jobs))), shuffle=True, random_state=seed)
    for seen, unseen in folds.split(jobs, groups=jobs):
        found = learnt(parts.only(seen), panel.labels[seen], list(jobs[seen]), current, pull)
        weights |= dict.fromkeys(jobs[unseen].tolist(), found)
        scores[unseen] = panel.part(unseen).scores(weights=found)
        if len(set(panel.labels[seen] >= FIT)) == 2:
            slope, intercept = _curve(weighed(parts.only(seen), found), panel.labels[seen])
            probabilities[unseen] = _probability(scores[unseen], slope, intercept)
        else:
            probabilities[unseen] = (panel.labels[seen] >= FIT).mean()
    return Unseen(scores, probabilities, weights)


def _curve(scores: Numbers, labels: Numbers) -> tuple[float, float]:
    """Slope and intercept of the logistic curve from score to fit (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    found = LogisticRegression(C=_CURVE_FREEDOM, max_iter=1000).fit(scores[:, None], labels >= FIT)
    return round(float(found.coef_[0, 0]), 3), round(float(found.intercept_[0]), 3)


def _probability(scores: Numbers, slope: float, intercept: float) -> Numbers:
    found: Numbers = 1 / (1 + np.exp(-(slope * scores + intercept)))
    return found


def _figures(panel: Panel, current: Numbers, now: Numbers, unseen: Unseen, seed: int) -> dict[str, Any]:
    """Current against learnt, both on jobs that the learnt one has not seen."""
    ranking = {}
    for name in ("pairwise", "ndcg@10"):
        old, new = (
            measures.over_jobs(measures.RANKING[name], one, panel.labels, panel.jobs)
            for one in (current, unseen.scores)
        )
        ranking[name] = {
            "current": old.told(seed),
            "learnt": new.told(seed),
            "gain": measures.difference(new, old, seed),
        }
    return {
        "pairs": len(panel.pairs),
        "jobs": len(set(panel.jobs)),
        "held_out": ranking,
        "reliability": measures.reliability(unseen.probabilities, panel.labels),
        "reliability_of_current": measures.reliability(now, panel.labels),
    }


def _evidence(
    panel: Panel, metrics: Mapping[str, Any], seed: int, pull: float, sources: Sequence[str]
) -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "sets": list(sources),
        "pairs": len(panel.pairs),
        "jobs": len(set(panel.jobs)),
        "sha256": fingerprint(panel.pairs),
        "seed": seed,
        "pull": pull,
        "held_out": metrics["held_out"],
        "brier": metrics["reliability"]["brier"],
        "ece": metrics["reliability"]["ece"],
    }


def _version(weights: Mapping[str, float], slope: float, intercept: float) -> str:
    said = json.dumps([weights, slope, intercept], sort_keys=True)
    return f"w-{sha256(said.encode()).hexdigest()[:8]}"
