"""Sets ways of scoring side by side on the same pairs: plain text similarities, every profile, and other models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import matcher
from nlp import tfidf
from nlp.embeddings import Embedder
from training import measures, plots
from training.panel import Panel
from training.runs import Run

TABLE_FILE, PLOT_FILE = "table.md", "comparison.svg"
# The engine with nothing but the passage that is closest to each requirement.
_MEANING = {"semantic": 1.0}
_REFERENCE = "balanced"

Numbers = NDArray[np.float64]
Row = tuple[str, Mapping[str, Mapping[str, Any]]]


def compare(run: Run, panel: Panel, models: Sequence[tuple[str, Embedder]], seed: int) -> str:
    """Writes a table and a plot into the run and returns the table.

    Args:
        run: The run to write into.
        panel: Pairs, compared by the model in use.
        models: More models by name, each a row by meaning alone and a row of the balanced profile.
        seed: Of the intervals.
    """
    scores = dict(_ways(panel, models))
    figures = {
        way: {name: measures.over_jobs(one, found, panel.labels, panel.jobs) for name, one in measures.RANKING.items()}
        for way, found in scores.items()
    }
    rows: list[Row] = [(way, {name: one.told(seed) for name, one in found.items()}) for way, found in figures.items()]
    against = {
        way: measures.difference(found["pairwise"], figures[_REFERENCE]["pairwise"], seed)
        for way, found in figures.items()
    }
    run.metrics = {
        "pairs": len(panel.pairs),
        "jobs": len(set(panel.jobs)),
        "ways": {way: {**dict(told), f"pairwise_less_{_REFERENCE}": against[way]} for way, told in rows},
    }
    table = _table(rows, against)
    run.write(TABLE_FILE, table)
    title = f"{len(panel.pairs)} pairs of {len(set(panel.jobs))} jobs, 95 % intervals over jobs"
    run.write(PLOT_FILE, plots.intervals(title, rows, ("pairwise", "ndcg@10")))
    return table


def _ways(panel: Panel, models: Sequence[tuple[str, Embedder]]) -> Iterator[tuple[str, Numbers]]:
    yield "TF-IDF, whole texts", _words(panel)
    yield "sentence model, whole texts", _whole_texts(panel)
    yield "closest passages alone", panel.scores(weights=_MEANING)
    for profile in matcher.PROFILES:
        yield profile, panel.scores(profile)
    for name, embedder in models:
        other = panel.with_embedder(embedder)
        yield f"closest passages alone, {name}", other.scores(weights=_MEANING)
        yield f"{_REFERENCE}, {name}", other.scores()


def _words(panel: Panel) -> Numbers:
    return np.array([tfidf.keyword_score(pair.resume_text, pair.job_text) for pair in panel.pairs])


def _whole_texts(panel: Panel) -> Numbers:
    """Cosine of the two texts' vectors, as far into each text as the model reads: 256 tokens of the default one."""
    resumes = panel.embed([pair.resume_text for pair in panel.pairs]).astype(np.float64)
    jobs = panel.embed([pair.job_text for pair in panel.pairs]).astype(np.float64)
    found: Numbers = (resumes * jobs).sum(axis=1)
    return found


def _table(rows: Sequence[Row], against: Mapping[str, Mapping[str, Any]]) -> str:
    head = ["way of scoring", *measures.RANKING, f"pairwise less {_REFERENCE}"]
    lines = [head, ["---"] * len(head)]
    lines += [[way, *(_cell(told[name]) for name in measures.RANKING), _cell(against[way], "+")] for way, told in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(told: Mapping[str, Any], sign: str = "") -> str:
    value, low, high = told["value"], told["low"], told["high"]
    if value is None:
        return "none"
    return f"{value:{sign}.3f}" + (f" ({low:{sign}.3f} to {high:{sign}.3f})" if low is not None else "")
