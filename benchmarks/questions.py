"""The development sets as questions: a job ad and résumés of which somebody said how well they fit; it scores none.

Which texts are compared, and which part of a sample is taken, follows the shared scorer.
"""

from __future__ import annotations

import csv
import itertools
import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymupdf

from benchmarks import probe_pairs

# The scorer's own seed, so that a sample here and a limit there take the same résumés.
_SEED = 20261120


@dataclass(frozen=True, slots=True)
class Question:
    """One job ad with its candidates: ids of résumés, and for each how well it fits (more is better)."""

    ad: str
    candidates: tuple[str, ...]
    gains: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions over the same résumés: id -> file, or text."""

    questions: tuple[Question, ...]
    sources: Mapping[str, Path | str]


def judged(folder: Path, sample: int | None = None) -> QuestionSet:
    """Whole ads, grades 0..4; with a sample, the first ads with at most so many résumés in all."""
    return _rated(folder, "judged/judged.jsonl", lambda row: f"{row['title']}. {row['text']}", "grade", sample)


def fit(folder: Path, sample: int | None = None) -> QuestionSet:
    """Key skills of jobs, marks 1..7; with a sample, the first jobs with at most so many résumés in all."""
    return _rated(folder, "fit/human_fit.jsonl", lambda row: str(row["jd_text"]), "score", sample)


def categories(folder: Path, sample: int | None = None) -> QuestionSet:
    """Descriptions of occupations, and whether a résumé is of that occupation (1 or 0)."""
    return _by_category(folder, sample, lambda path: path)


def categories_body(folder: Path, sample: int | None = None) -> QuestionSet:
    """The same, as texts without their first line, which often is the occupation's very word."""
    return _by_category(folder, sample, lambda path: without_title(plain_text(path)))


def pairs(folder: Path, sample: int | None = None) -> QuestionSet:
    """The probe pairs, which need no development data: the qualified first, then the denier."""
    written = probe_pairs.load()
    sources = {f"{one.id}/{who}": getattr(one, who) for one in written for who in ("better", "worse")}
    asked = (Question(one.job, (f"{one.id}/better", f"{one.id}/worse"), (1.0, 0.0)) for one in written)
    return QuestionSet(tuple(asked), sources)


SETS: Mapping[str, Callable[[Path, int | None], QuestionSet]] = {
    "judged": judged,
    "fit": fit,
    "categories": categories,
    "categories_body": categories_body,
    "pairs": pairs,
}


def corpus(folder: Path) -> Iterator[str]:
    """The texts on which the shared scorer fits TF-IDF: every résumé of the categories."""
    yield from map(plain_text, sorted((folder / "categories" / "resumes").glob("*.pdf")))


def plain_text(path: Path) -> str:
    """A PDF's text as the shared scorer takes it."""
    with pymupdf.open(path) as pdf:  # type: ignore[no-untyped-call]
        text = "\n".join(page.get_text(sort=False) for page in pdf)
    return text.encode("utf-8", "ignore").decode()


def without_title(text: str) -> str:
    """All but the first line."""
    return text.lstrip().partition("\n")[2]


def _rated(folder: Path, name: str, ad: Callable[[Any], str], mark: str, sample: int | None) -> QuestionSet:
    rows = [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines() if line.strip()]
    rows = rows if sample is None else list(_within(rows, sample))
    sources = {one["pdf"]: folder / one["pdf"] for row in rows for one in row["candidates"]}
    asked = (
        Question(
            ad(row),
            tuple(one["pdf"] for one in row["candidates"]),
            tuple(float(one[mark]) for one in row["candidates"]),
        )
        for row in rows
    )
    return QuestionSet(tuple(asked), sources)


def _within(rows: Iterable[Mapping[str, Any]], sample: int) -> Iterator[Mapping[str, Any]]:
    """The first jobs while their résumés are not more than the sample; at least one job."""
    first, *rest = rows
    yield first
    counts = itertools.accumulate((len(row["candidates"]) for row in rest), initial=len(first["candidates"]))
    yield from (row for row, count in zip(rest, itertools.islice(counts, 1, None), strict=True) if count <= sample)


def _by_category(folder: Path, sample: int | None, source: Callable[[Path], Path | str]) -> QuestionSet:
    with (folder / "categories" / "index.csv").open(encoding="utf-8") as file:
        rows: Sequence[Mapping[str, str]] = list(csv.DictReader(file))
    if sample is not None and sample < len(rows):
        rows = random.Random(_SEED).sample(rows, sample)
    queries = json.loads((folder / "categories" / "queries.json").read_text("utf-8"))
    ids = tuple(row["pdf"] for row in rows)
    asked = (
        Question(one["text"], ids, tuple(float(row["category"] == one["category"]) for row in rows)) for one in queries
    )
    return QuestionSet(tuple(asked), {pdf: source(folder / pdf) for pdf in ids})
