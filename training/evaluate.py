"""Measures how well the match orders, separates and predicts what people say; the scores are the matcher's own."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from training import measures
from training.panel import Panel, scores_of


def evaluate(panel: Panel, profile: str, seed: int) -> tuple[dict[str, Any], str]:
    """All figures of one profile, and each pair's score as JSON.

    The figures are the order within jobs with 95 % intervals, the separation over all pairs and the calibration.
    """
    matches = panel.matches(profile)
    scores = scores_of(matches)
    probabilities = np.array([match.fit_probability for match in matches], dtype=np.float64)
    figures = {
        "pairs": len(scores),
        "jobs": len(set(panel.jobs)),
        "fits": sum(pair.is_fit for pair in panel.pairs),
        "ranking": {
            name: measures.over_jobs(measure, scores, panel.labels, panel.jobs).told(seed)
            for name, measure in measures.RANKING.items()
        },
        "auc": measures.auc(scores, panel.labels),
        "thresholds": measures.by_threshold(scores, panel.labels),
        "calibration": measures.reliability(probabilities, panel.labels),
    }
    rows = [
        {
            "pair_id": pair.pair_id,
            "label": pair.label,
            "score": match.match_score,
            "fit_probability": match.fit_probability,
        }
        for pair, match in zip(panel.pairs, matches, strict=True)
    ]
    return figures, json.dumps(rows, ensure_ascii=False, indent=0) + "\n"


def summary(figures: dict[str, Any]) -> str:
    """The figures in a few lines for a terminal."""
    ranking = "\n".join(f"{name:10} {_interval(told)}" for name, told in figures["ranking"].items())
    cuts = "\n".join(
        f"  {row['threshold']:.1f}        {row['precision']:.2f}     {row['recall']:.2f}  {row['f1']:.2f}"
        for row in figures["thresholds"]
    )
    calibration = figures["calibration"]
    return (
        f"{figures['pairs']} pairs of {figures['jobs']} jobs, {figures['fits']} of them fits\n{ranking}\n"
        f"AUC        {_number(figures['auc'])}\n"
        f"Brier      {calibration['brier']:.3f} (always the mean: {calibration['brier_constant']:.3f}), "
        f"ECE {calibration['ece']:.3f}\n  threshold  precision  recall  F1\n{cuts}"
    )


def _interval(told: dict[str, Any]) -> str:
    low, high = told["low"], told["high"]
    return _number(told["value"]) + (
        f"  (95 % {low:.3f} to {high:.3f}, {told['jobs']} jobs)" if low is not None else ""
    )


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
