"""Fits the tagger of skill phrases on job ads and résumé lines whose phrases people marked.

``python -m training.skills ../shared/data/skills`` writes nlp/weights/skills.crf; ``--folds 5 --out F/skills.crf`` writes one
model a fold and the list of the texts that it has not seen, for ``python -m benchmarks.skills --unseen-by F/skills.crf``.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import extractors
from nlp import sections, skills
from nlp.skill_features import Row, describe
from nlp.skill_tagger import LABELS, WEIGHTS
from nlp.taxonomy import default_taxonomy
from training.entities import LEAST_DOCUMENTS, folds

ADS, LINES = "jd_knowledge.jsonl", "resume_sentences.jsonl"
_PARAMETERS = {"c1": 0.3, "c2": 0.05, "max_iterations": 80, "feature.possible_transitions": False}


@dataclass(frozen=True, slots=True)
class Example:
    """One text: its lines and, for each, the marks of its words."""

    rows: list[Row]
    marks: list[list[str]]


def main() -> None:
    """Fit on everything, or with ``--folds`` write one model a fold and the list of what it has not seen."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, help=f"holds {ADS} and {LINES}")
    arguments.add_argument("--folds", type=int, default=0)
    arguments.add_argument("--out", type=Path, default=WEIGHTS)
    given = arguments.parse_args()
    texts, examples = gathered(given.folder)
    if not given.folds:
        fit(examples, given.out)
        print(f"{given.out}: {given.out.stat().st_size / 1024:.0f} KiB from {len(examples)} texts")
        return
    for number, unseen in enumerate(folds(texts, given.folds)):
        path = given.out.with_suffix(f".{number}.crf")
        fit([one for at, one in enumerate(examples) if at not in unseen], path)
        path.with_suffix(".json").write_text(json.dumps([texts[at] for at in sorted(unseen)]))
        print(f"{path}: has not seen {len(unseen)} texts", flush=True)


def gathered(folder: Path) -> tuple[list[str], list[Example]]:
    """The texts, ads first, and what is marked in them."""
    texts: list[str] = []
    examples: list[Example] = []
    for name in (ADS, LINES):
        for line in (folder / name).read_text("utf-8").splitlines():
            row = json.loads(line)
            marked = (
                {"KNOWLEDGE": row["knowledge"], "SKILL": row["skills"]} if name == ADS else {"KNOWLEDGE": row["skills"]}
            )
            texts.append(row["text"])
            examples.append(example_of(row["text"], marked))
    return texts, examples


def example_of(text: str, marked: dict[str, Sequence[str]]) -> Example:
    """A text with its phrases, which are listed under their label in the order of the text."""
    document = extractors.read_text(text)
    parts = sections.split(document, "job")
    mentions = skills.find_skills(document.text, default_taxonomy(), sections.edges_of(parts))
    rows = list(describe(document, parts, mentions))
    marks = [["O"] * len(row.spans) for row in rows]
    for label in LABELS:
        for start, end in _places(document.text, marked.get(label, ())):
            _mark(rows, marks, start, end, label)
    return Example(rows, marks)


def fit(examples: Sequence[Example], path: Path) -> None:
    """Fit a conditional random field and write it to ``path``."""
    import pycrfsuite

    counts = Counter(
        name for one in examples for name in {n for row in one.rows for word in row.features for n in word}
    )
    known = {name for name, count in counts.items() if count >= LEAST_DOCUMENTS}
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=_PARAMETERS, verbose=False)
    for one in examples:
        for row, marks in zip(one.rows, one.marks, strict=True):
            trainer.append([[name for name in word if name in known] for word in row.features], marks)
    trainer.train(str(path))


def _places(text: str, phrases: Iterable[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = 0
    for phrase in phrases:
        pattern = re.compile(rf"(?<![^\W_]){re.escape(phrase)}(?![^\W_])")
        match = pattern.search(text, at) or pattern.search(text)
        if match:
            found.append(match.span())
            at = max(at, match.start())
    return found


def _mark(rows: Sequence[Row], marks: list[list[str]], start: int, end: int, label: str) -> None:
    for row, own in zip(rows, marks, strict=True):
        first = True
        for at, (begin, stop) in enumerate(row.spans):
            if begin < end and stop > start and own[at] == "O":
                own[at] = ("B-" if first else "I-") + label
                first = False


if __name__ == "__main__":
    main()
