"""Writes what the shared scorer measured against a running server into RESULTS.md; it computes no figure of its own.

Usage: python ../shared/score/measure.py run --system our_service --set url=http://127.0.0.1:5000 --data ../shared/data
           --label dev --work WORK --out OUT --tasks files,probes,judged,fields,scanned,skills
       python -m benchmarks.scored OUT/dev.our_service.json
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.results import circumstances, table, write_section

_FIELDS = (
    "macro",
    "macro_strict",
    "name",
    "email",
    "phone",
    "location",
    "companies",
    "titles",
    "degrees",
    "institutions",
    "skills_f1",
)
_REFERENCES = {
    "files": "best open parser 0.91, strict 0.84",
    "judged pairwise accuracy": "TF-IDF 0.71-0.77, whole-document SBERT 0.70, one rater by the other 0.95",
    "judged nDCG@10": "TF-IDF 0.66-0.69, whole-document SBERT 0.69, one rater by the other 0.97",
}


def main(path: Path) -> None:
    """Reads the scorer's JSON and writes the section ``scores``."""
    tasks: Mapping[str, Any] = json.loads(path.read_text("utf-8"))["tasks"]
    rows = [row for name, figures in tasks.items() for row in _ROWS.get(name, _nothing)(figures)]
    parts = [
        "## Development sets, by the shared scorer",
        f"`python -m benchmarks.scored` after the scorer ran against a server: {circumstances()}",
        table(("task", "figure", "value", "95 % interval", "reference points"), rows),
        _field_table(tasks),
    ]
    write_section("scores", "\n\n".join(part for part in parts if part))


def _figure(task: str, name: str, figure: Mapping[str, Any], reference: str = "") -> tuple[str, ...]:
    low, high = figure.get("ci") or (None, None)
    interval = f"{low:.2f} to {high:.2f}" if low is not None and high is not None else ""
    return task, name, f"{figure['value']:.3f}", interval, reference


def _files(figures: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name in ("macro", "macro_strict"):
        yield _figure("files", name, figures["all"][name], _REFERENCES["files"] if name == "macro" else "")


def _fields(figures: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for layout in ("all", "flat", "lines"):
        for name in ("name", "email", "companies", "titles", "degrees", "institutions"):
            yield _figure(f"fields, {layout}", name, figures[layout][name])


def _judged(figures: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    yield _figure("judged", "pairwise accuracy", figures["pairwise"], _REFERENCES["judged pairwise accuracy"])
    yield _figure("judged", "nDCG@10", figures["ndcg@10"], _REFERENCES["judged nDCG@10"])


def _probes(figures: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for kind in ("scorer", "extractor"):
        yield "probes", kind, f"{figures[kind]['passed']} of {figures[kind]['n']}", "", ""
    yield "probes", "largest change in company", f"{figures['batch']['largest_change_alone']:g}", "", ""


def _scanned(figures: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for level, figure in figures["word_recall"].items():
        yield _figure("scanned", f"word recall, {level}", figure)


def _skills(figures: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name in ("f1", "precision", "recall", "precision_any_span"):
        yield _figure("skills", f"job ads, {name}", figures["jd_knowledge"][name])
    yield _figure("skills", "résumé lines, recall", figures["resume_sentences"]["recall"])


def _nothing(figures: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    yield from ()


_ROWS = {
    "files": _files,
    "fields": _fields,
    "judged": _judged,
    "probes": _probes,
    "scanned": _scanned,
    "skills": _skills,
}


def _field_table(tasks: Mapping[str, Any]) -> str:
    if "files" not in tasks:
        return ""
    rows: list[Sequence[str]] = []
    for source, figures in tasks["files"].items():
        values = [figures[name]["value"] if name in figures else None for name in _FIELDS]
        rows.append((source, *(f"{value:.2f}" if value is not None else "" for value in values)))
    return "Fields of real files, by where they come from:\n\n" + table(("files", *_FIELDS), rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", type=Path)
    main(parser.parse_args().figures)
