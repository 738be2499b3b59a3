"""Fits the model that says what a statement of an ad is about, on statements that stand under clear headings.

``python -m training.statements ../shared/data/jobs ../shared/data/skills/jd_knowledge.jsonl --without benchmarks/truth``
writes nlp/weights/statements.json and prints how often it agrees with the headings of ads that it has not seen. The ads in
the truth are left out, so that figures taken on them are of ads that the model has not seen.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import extractors
from errors import AppError
from nlp import ad_lines, sections, statements
from nlp.statement_kinds import KINDS, WEIGHTS, features
from records import Document

LEAST_ADS = 3
_FOLDS = 5
_STRENGTH = 1.0
_SMALLEST = 8


@dataclass(frozen=True, slots=True)
class Example:
    """A statement, the section it stands under, and the number of its ad."""

    text: str
    kind: str
    ad: int


def main() -> None:
    """Fit, check on held-out ads, write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sources", type=Path, nargs="+", help="folders and files of ads")
    arguments.add_argument("--without", type=Path, help="folder of ads_*.json whose ads are left out")
    arguments.add_argument("--out", type=Path, default=WEIGHTS)
    given = arguments.parse_args()
    unwanted = set(_named(given.without)) if given.without else set()
    found = (one for at, document in enumerate(_documents(given.sources, unwanted)) for one in _examples(document, at))
    examples = list({(one.text.lower(), one.kind): one for one in found}.values())  # bulletins repeat themselves
    print(f"{len(examples)} statements: {dict(Counter(one.kind for one in examples))}")
    print(f"agrees with the headings of unseen ads: {agreement(examples):.3f}")
    model = fit(examples)
    given.out.write_text(json.dumps(model, ensure_ascii=False, sort_keys=True, indent=0) + "\n", "utf-8")
    print(f"{given.out}: {given.out.stat().st_size / 1024:.0f} KiB, {len(model['weights'])} features")


def fit(examples: Sequence[Example]) -> dict[str, Any]:
    """Weights in hundredths for the features of at least three ads; small ones are left out."""
    from sklearn.linear_model import LogisticRegression

    names = _vocabulary(examples)
    matrix, kinds = _matrix(examples, names), [KINDS.index(one.kind) for one in examples]
    model = LogisticRegression(C=_STRENGTH, max_iter=400, class_weight="balanced").fit(matrix, kinds)
    rows = {
        name: [round(float(value) * 100) for value in model.coef_[:, at]]
        for name, at in names.items()
        if np.abs(model.coef_[:, at]).max() * 100 >= _SMALLEST
    }
    return {"biases": [round(float(value), 3) for value in model.intercept_], "weights": rows}


def agreement(examples: Sequence[Example]) -> float:
    """Share of statements whose heading is the model's first guess, in five folds by ad."""
    from sklearn.linear_model import LogisticRegression

    right = 0
    for fold in range(_FOLDS):
        seen = [one for one in examples if one.ad % _FOLDS != fold]
        unseen = [one for one in examples if one.ad % _FOLDS == fold]
        names = _vocabulary(seen)
        model = LogisticRegression(C=_STRENGTH, max_iter=400, class_weight="balanced")
        model.fit(_matrix(seen, names), [KINDS.index(one.kind) for one in seen])
        guessed = model.predict(_matrix(unseen, names))
        right += sum(KINDS[guess] == one.kind for guess, one in zip(guessed, unseen, strict=True))
    return right / len(examples)


def _vocabulary(examples: Sequence[Example]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for _, feature in sorted({(one.ad, feature) for one in examples for feature in features(one.text)}):
        counts[feature] += 1
    return {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= LEAST_ADS))}


def _matrix(examples: Sequence[Example], names: dict[str, int]):  # type: ignore[no-untyped-def]
    from scipy.sparse import csr_matrix

    rows, columns = [], []
    for row, one in enumerate(examples):
        known = {names[feature] for feature in features(one.text) if feature in names}
        rows += [row] * len(known)
        columns += sorted(known)
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(examples), len(names)))


def _examples(document: Document, ad: int) -> Iterator[Example]:
    parts = sections.split(ad_lines.restored(document), "job")
    for one in statements.statements(parts):
        if one.section in KINDS and len(one.text.split()) >= 2:
            yield Example(one.text, one.section, ad)


def _documents(sources: Sequence[Path], unwanted: set[str]) -> Iterator[Document]:
    for source in sources:
        for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
            name = path.relative_to(source).as_posix() if source.is_dir() else path.name
            if path.suffix in {".txt", ".pdf", ".docx"} and name not in unwanted:
                try:
                    yield extractors.read(path.read_bytes(), path.name)
                except AppError:
                    continue
            elif path.suffix in {".csv", ".jsonl"}:
                texts = [text for at, text in enumerate(_texts(path)) if f"{name}#{at}" not in unwanted]
                yield from (extractors.read_text(text) for text in texts if text.strip())


def _texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file)) if path.suffix == ".csv" else [json.loads(line) for line in file]
    return [row.get("text") or row.get("description") or "" for row in rows]


def _named(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("ads_*.json")):
        yield from (row["file"] for row in json.loads(path.read_text("utf-8")))


if __name__ == "__main__":
    main()
