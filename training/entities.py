"""Fits the tagger of names, titles, employers, degrees and schools on labelled résumé texts.

``python -m training.entities ../shared/data/fields/resume_entities.jsonl`` writes nlp/weights/entities.crf;
``--folds 5`` measures it on résumés that it has not seen instead, near duplicates kept together.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

import extractors
from nlp import contact, education, experience, language, linebreaks, sections, tagged_entries
from nlp.entity_features import Token, describe
from nlp.entity_tagger import WEIGHTS
from records import Document

_LABELS = {
    "Name": "NAME", "Companies worked at": "COMPANY", "Designation": "TITLE", "Degree": "DEGREE", "College Name": "SCHOOL",
    "Location": "LOCATION", "Years of Experience": "PERIOD", "Graduation Year": "YEAR",
}  # fmt: skip
LEAST_DOCUMENTS = 3
_PARAMETERS = {"c1": 1.0, "c2": 0.02, "max_iterations": 60, "feature.possible_transitions": False}
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Example:
    """One résumé: where its words stand, what they look like, and what they are."""

    document: Document
    tokens: list[Token]
    features: list[list[str]]
    marks: list[str]


def main() -> None:
    """Fit on everything, or with ``--folds`` write one model a fold and the list of what it has not seen."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--folds", type=int, default=0)
    arguments.add_argument("--out", type=Path, default=WEIGHTS)
    given = arguments.parse_args()
    rows = [json.loads(line) for line in given.data.read_text("utf-8").splitlines()]
    examples = [example_of(row) for row in rows]
    if not given.folds:
        fit(examples, given.out)
        print(f"{given.out}: {given.out.stat().st_size / 1024:.0f} KiB from {len(examples)} résumés")
        return
    for number, unseen in enumerate(folds([row["text"] for row in rows], given.folds)):
        path = given.out.with_suffix(f".{number}.crf")
        fit([one for at, one in enumerate(examples) if at not in unseen], path)
        path.with_suffix(".json").write_text(json.dumps(sorted(unseen)))
        print(f"{path}: has not seen {len(unseen)} résumés", flush=True)


def example_of(row: Mapping[str, Any]) -> Example:
    """One row of the data, with its labels moved to the text as the product reads it."""
    document = linebreaks.restored(extractors.read_text(row["text"]))
    parts = sections.split(document)
    believed = believed_of(document, parts)
    tokens, features = describe(document, parts, believed)
    moved = _offsets(row["text"], document.text)
    marks = ["O"] * len(tokens)
    for start, end, label in row["spans"]:
        if label in _LABELS and end > start:
            _mark(marks, tokens, moved[start], moved[end - 1] + 1, _LABELS[label])
    return Example(document, tokens, features, marks)


def believed_of(document: Document, parts: Sequence[sections.Section]) -> dict[str, list[str]]:
    """What the rules read, as the product tells the tagger."""
    person = contact.find_contact(document, parts, language.detect(document.text))
    jobs = experience.find_positions(parts, date(2026, 1, 1), lambda start, end: ())
    return tagged_entries.beliefs(tagged_entries.Entries(person.name, jobs, education.find_studies(parts)))


def fit(examples: Sequence[Example], path: Path) -> None:
    """Fit a conditional random field and write it to ``path``."""
    import pycrfsuite

    counts = Counter(name for one in examples for name in {name for word in one.features for name in word})
    known = {name for name, count in counts.items() if count >= LEAST_DOCUMENTS}
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=_PARAMETERS, verbose=False)
    for one in examples:
        trainer.append([[name for name in word if name in known] for word in one.features], one.marks)
    trainer.train(str(path))


def folds(texts: Sequence[str], count: int) -> Iterator[set[int]]:
    """Numbers of the texts that each fold leaves out; texts that share most of their words stay together."""
    words = [set(re.findall(r"[a-z]{5,}", text.lower())) for text in texts]
    group = list(range(len(texts)))
    for at in range(len(texts)):
        for before in range(at):
            if len(words[at] & words[before]) > _ALIKE * len(words[at] | words[before]):
                group[at] = group[before]
                break
    groups = sorted(set(group))
    random.Random(3).shuffle(groups)
    place = {one: at % count for at, one in enumerate(groups)}
    for number in range(count):
        yield {at for at, one in enumerate(group) if place[one] == number}


def _offsets(raw: str, read: str) -> list[int]:
    moved = [0] * (len(raw) + 1)
    for step in Levenshtein.opcodes(raw, read):
        for at in range(step.src_start, step.src_end):
            moved[at] = min(step.dest_start + at - step.src_start, step.dest_end)
    return moved


def _mark(marks: list[str], tokens: Sequence[Token], start: int, end: int, label: str) -> None:
    first = True
    for at, token in enumerate(tokens):
        if token.start < end and token.end > start and marks[at] == "O":
            marks[at] = ("B-" if first else "I-") + label
            first = False


if __name__ == "__main__":
    main()
