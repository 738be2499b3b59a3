"""Puts what was learnt into use when it is no worse than what is in use, on every fixed set; it learns nothing.

No noise is allowed for: a set whose mean pairwise accuracy is lower with the new weights or model refuses them, and the
interval of the paired bootstrap over jobs says how sure that is. Nothing is measured on what it was learnt from: weights
are judged job by job by those of the run's folds that had not seen the job, and a model on jobs it was not trained on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

import matcher
from errors import InvalidFields
from nlp.embeddings import default_embedder, load_embedder
from nlp.whole_files import write_whole
from training import measures, runs
from training.calibrate import HELD_OUT_FILE, WEIGHTS_FILE
from training.labelled_pairs import Pair
from training.panel import Panel
from training.runs import Run

DECIDES, ALSO_TOLD = "pairwise", "ndcg@10"

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether it is in use now, and one sentence why or what to do next."""

    is_promoted: bool
    says: str


def promote(
    run: Run, folder: Path, sets: Mapping[str, Sequence[Pair]], *, into: Path, seed: int, as_of: str
) -> Outcome:
    """Measures a run's weights or model against the ones in use and takes them unless they lose on a set.

    Args:
        run: The record of this promotion, refused or not.
        folder: The run of ``calibrate`` or ``finetune``.
        sets: Name -> pairs; at least one set.
        into: The weights file to replace.
        seed: Of the intervals.
        as_of: The day that "present" means in résumés that name none.

    Raises:
        InvalidFields: No such run, no set, or a set that cannot be measured fairly.
    """
    config, _ = runs.read(folder)
    kind = config.get("command")
    if kind not in ("calibrate", "finetune"):
        raise InvalidFields(f"{folder} is a run of {kind}; only runs of calibrate and finetune can be promoted.")
    if not sets:
        raise InvalidFields("Name at least one fixed set to measure on: --judged, --fit or --pairs.")
    measure = _weights(folder) if kind == "calibrate" else _model(config)
    found = {name: _measured(measure, pairs, name, seed, as_of) for name, pairs in sets.items()}
    losing = [name for name, told in found.items() if told[DECIDES]["gain"]["value"] < 0]
    run.config["promoted_run"] = folder.name
    run.metrics = {"promoted": not losing, "sets": found}
    if losing:
        return Outcome(False, " ".join(_refusal(name, found[name][DECIDES]) for name in losing))
    if kind == "finetune":
        return Outcome(True, f"EMBEDDING_MODEL={config['model']}")
    _replace(into, folder, found)
    return Outcome(True, f"{into} now holds the weights of {folder.name}; restart the server to use them.")


class _Measure(Protocol):
    """Scores of pairs by what is in use and by what was learnt, the latter unseen."""

    def scores(self, pairs: Sequence[Pair], as_of: str) -> tuple[Panel, Numbers, Numbers]:
        """The pairs that can be measured fairly, their current and their new scores."""


@dataclass(frozen=True, slots=True)
class _LearntWeights:
    weights: Mapping[str, float]
    by_job: Mapping[str, Mapping[str, float]]

    def scores(self, pairs: Sequence[Pair], as_of: str) -> tuple[Panel, Numbers, Numbers]:
        panel = Panel(pairs, default_embedder(), as_of)
        new = np.zeros(len(pairs))
        for job in sorted(set(panel.jobs)):
            mine = [at for at, key in enumerate(panel.jobs) if key == job]
            new[mine] = panel.part(mine).scores(weights=self.by_job.get(job, self.weights))
        return panel, panel.scores(), new


@dataclass(frozen=True, slots=True)
class _LearntModel:
    folder: str
    learnt_from: frozenset[str]

    def scores(self, pairs: Sequence[Pair], as_of: str) -> tuple[Panel, Numbers, Numbers]:
        unseen = [pair for pair in pairs if pair.job_key not in self.learnt_from]
        panel = Panel(unseen, default_embedder(), as_of)
        return panel, panel.scores(), panel.with_embedder(load_embedder(self.folder)).scores()


def _weights(folder: Path) -> _LearntWeights:
    content = _read_json(folder / WEIGHTS_FILE)
    unknown = set(content["weights"]) - set(matcher.COMPONENTS)
    if unknown:
        raise InvalidFields(f"The matcher knows no component {', '.join(sorted(unknown))}; calibrate again.")
    return _LearntWeights(content["weights"], _read_json(folder / HELD_OUT_FILE))


def _model(config: Mapping[str, Any]) -> _LearntModel:
    if not (Path(config["model"]) / "modules.json").is_file():
        raise InvalidFields(f"The model of this run is not at {config['model']} any more; train it again.")
    return _LearntModel(config["model"], frozenset(config["learnt_from"]))


def _measured(measure: _Measure, pairs: Sequence[Pair], name: str, seed: int, as_of: str) -> dict[str, Any]:
    panel, current, new = measure.scores(pairs, as_of)
    told: dict[str, Any] = {"pairs": len(panel.pairs), "left_out": len(pairs) - len(panel.pairs)}
    for figure in (DECIDES, ALSO_TOLD):
        old_figure, new_figure = (
            measures.over_jobs(measures.RANKING[figure], scores, panel.labels, panel.jobs) for scores in (current, new)
        )
        told[figure] = {
            "current": old_figure.told(seed),
            "new": new_figure.told(seed),
            "gain": measures.difference(new_figure, old_figure, seed),
        }
    if told[DECIDES]["gain"]["value"] is None:
        raise InvalidFields(
            f"The set {name} has nothing to order that was not learnt from; name a set with other jobs and different labels."
        )
    return told


def _refusal(name: str, told: Mapping[str, Any]) -> str:
    gain = told["gain"]
    return (
        f"Refused: on {name} the new one orders {100 * told['new']['value']:.1f} % of the pairs right and the current "
        f"one {100 * told['current']['value']:.1f} % (difference {100 * gain['value']:+.1f} points, "
        f"95 % {100 * gain['low']:+.1f} to {100 * gain['high']:+.1f})."
    )


def _replace(into: Path, folder: Path, found: Mapping[str, Any]) -> None:
    """Puts the run's file in place of the product's, with what was measured now added to its evidence."""
    content = _read_json(folder / WEIGHTS_FILE)
    content["evidence"] |= {
        "run": folder.name,
        "promoted": datetime.now(UTC).date().isoformat(),
        "measured": {name: told[DECIDES] for name, told in found.items()},
    }
    write_whole(into, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as exc:
        raise InvalidFields(f"{path} is missing or damaged; run the command that made its folder again.") from exc
    return content
