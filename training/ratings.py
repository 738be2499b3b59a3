"""Reads a table of several raters' scores: what each pair is worth and how far the raters agree; it matches nothing.

The CSV (UTF-8) has the columns ``resume`` and ``job`` (a path relative to the CSV, or the text itself), ``rater`` and
``score``. Every row that cannot be used is named by its line; then nothing of the table is used.
"""

from __future__ import annotations

import csv
import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import extractors
from errors import AppError, InvalidFields
from records import Document
from training.labelled_pairs import Pair, key_of
from training.measures import pairwise

COLUMNS = ("resume", "job", "rater", "score")
_LONGEST_TEXT = 10_000_000
_LONGEST_PATH = 300
# Endings of files that are read here; one line of text that ends so is taken for a path.
_FILES = frozenset({".pdf", ".docx", ".doc", ".txt", ".md", ".html", ".htm", ".rtf", ".odt", ".json", ".png", ".jpg", ".jpeg"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rating:
    """One rater's score of one pair; ``label`` is the score on a scale of 0 to 1."""

    resume: Document
    job: Document
    rater: str
    label: float


def read(path: Path, low: float, high: float) -> list[Rating]:
    """The ratings of a CSV.

    Args:
        path: The table.
        low, high: The ends of the scale, both inclusive.

    Raises:
        InvalidFields: The file or its header cannot be used, or rows cannot; ``errors`` then names each row.
    """
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise InvalidFields("The scale must be two numbers, the lower one first.")
    texts = _Texts(path.parent)
    ratings, wrong = [], []
    seen: dict[tuple[str, str, str], int] = {}
    for number, row in _rows(path):
        try:
            rating = _rating(row, low, high, texts)
            key = (key_of(rating.resume.text), key_of(rating.job.text), rating.rater)
            if key in seen:
                raise InvalidFields(f"the same rater scored the same pair in line {seen[key]}")
            seen[key] = number
            ratings.append(rating)
        except AppError as exc:
            wrong.append({"field": f"line {number}", "detail": exc.detail.rstrip(".")})
    if wrong:
        rows = "1 row" if len(wrong) == 1 else f"{len(wrong)} rows"
        raise InvalidFields(f"{rows} of {path.name} cannot be used; nothing was written.", tuple(wrong))
    if not ratings:
        raise InvalidFields(f"{path.name} has a header and no row.")
    return ratings


def pairs_of(ratings: Sequence[Rating], as_of: str) -> list[Pair]:
    """One pair for all ratings of a résumé and a job: mean, number of raters and spread."""
    together: dict[tuple[str, str], list[Rating]] = defaultdict(list)
    for rating in ratings:
        together[key_of(rating.resume.text), key_of(rating.job.text)].append(rating)
    return [_pair(f"{resume[:8]}-{job[:8]}", said, as_of) for (resume, job), said in together.items()]


def agreement(ratings: Sequence[Rating]) -> dict[str, Any]:
    """How far the raters agree: Krippendorff's alpha (interval), and how often two raters order two résumés alike.

    Figures are None where no two raters scored the same pairs.
    """
    by_pair: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for rating in ratings:
        by_pair[key_of(rating.job.text), key_of(rating.resume.text)][rating.rater] = rating.label
    shared = {pair: said for pair, said in by_pair.items() if len(said) >= 2}
    raters = sorted({rating.rater for rating in ratings})
    orders = [order for two in itertools.combinations(raters, 2) if (order := _ordered_alike(two, shared))]
    right, total = (sum(one[name] for one in orders) for name in ("right", "pairs"))
    return {
        "raters": len(raters),
        "pairs": len(by_pair),
        "pairs_with_two_raters": len(shared),
        "krippendorff_alpha": _alpha([list(said.values()) for said in shared.values()]),
        "pairwise_accuracy": round(right / total, 4) if total else None,
        "between": orders,
    }


def _ordered_alike(two: tuple[str, str], shared: Mapping[tuple[str, str], Mapping[str, float]]) -> dict[str, Any]:
    """How one rater's order of a job's résumés is judged by the other's; empty where they share nothing to order."""
    by_job: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for (job, _), said in shared.items():
        if two[0] in said and two[1] in said:
            by_job[job].append((said[two[0]], said[two[1]]))
    found = np.array([pairwise(*np.array(values).T) for values in by_job.values()]).reshape(-1, 2).sum(axis=0)
    if not found[1]:
        return {}
    return {"raters": list(two), "right": float(found[0]), "pairs": int(found[1]), "accuracy": round(float(found[0] / found[1]), 4)}  # fmt: skip


def _alpha(units: Sequence[Sequence[float]]) -> float | None:
    """Krippendorff (2004), chapter 11, interval data: 1 less observed by expected disagreement."""
    values = np.concatenate([np.array(unit) for unit in units]) if units else np.zeros(0)
    if len(values) < 2 or not (expected := float(np.var(values, ddof=1))):
        return None
    observed = sum(len(unit) * float(np.var(unit, ddof=1)) for unit in units) / len(values)
    return round(1 - observed / expected, 4)


def _pair(pair_id: str, said: Sequence[Rating], as_of: str) -> Pair:
    labels = [rating.label for rating in said]
    resume, job = said[0].resume, said[0].job
    mean, spread = round(sum(labels) / len(labels), 6), round(max(labels) - min(labels), 6)
    return Pair(pair_id, resume.text, job.text, mean, len(labels), spread, "", as_of, resume, job)


def _rows(path: Path) -> Iterator[tuple[int, dict[str | Any, Any]]]:
    """Number of the line that each row begins in, and the row."""
    csv.field_size_limit(_LONGEST_TEXT)
    begins = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if lacking := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
                raise InvalidFields(
                    f"{path.name} lacks the columns {', '.join(lacking)}; it needs {', '.join(COLUMNS)}."
                )
            begins = reader.line_num + 1
            for row in reader:
                yield begins, row
                begins = reader.line_num + 1
    except csv.Error as exc:
        raise InvalidFields(f"{path.name} line {begins} is no CSV: {exc}.") from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise InvalidFields(f"{path} cannot be read; name a CSV file in UTF-8.") from exc


def _rating(row: Mapping[str | Any, Any], low: float, high: float, texts: _Texts) -> Rating:
    if None in row or None in row.values():
        raise InvalidFields("it has more or fewer fields than the header")
    rater, said = row["rater"].strip(), row["score"].strip()
    if not rater:
        raise InvalidFields("the rater is empty")
    try:
        score = float(said)
    except ValueError:
        raise InvalidFields("the score is no number") from None
    if not low <= score <= high:
        raise InvalidFields(f"the score {score:g} is not between {low:g} and {high:g}")
    resume, job = texts.of(row["resume"], "résumé"), texts.of(row["job"], "job")
    return Rating(resume, job, rater, (score - low) / (high - low))


class _Texts:
    """Documents by what the table says, each file read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Document | AppError] = {}

    def of(self, said: str, kind: str) -> Document:
        """Reads a file, or takes the words for the text; raises AppError with a sentence that tells neither."""
        if said not in self._read:
            self._read[said] = self._outcome(said, kind)
        found = self._read[said]
        if isinstance(found, AppError):
            raise found
        return found

    def _outcome(self, said: str, kind: str) -> Document | AppError:
        if not said.strip():
            return InvalidFields(f"the {kind} is empty")
        try:
            read = (
                self._file(said.strip(), kind) if _is_path(said.strip(), self._folder) else extractors.read_text(said)
            )
        except AppError as exc:
            return exc
        return read if read.text.strip() else InvalidFields(f"the {kind} has no text")

    def _file(self, said: str, kind: str) -> Document:
        try:
            data = (self._folder / said).read_bytes()
        except OSError as exc:
            raise InvalidFields(f"there is no such {kind} file; paths are relative to the table") from exc
        return read_document(lambda: extractors.read(data, Path(said).name), kind)


def read_document(read: Callable[[], Document], kind: str) -> Document:
    """Reads a file; what cannot be read is named by its kind and the reason, never by its name or words."""
    try:
        return read()
    except AppError as exc:
        raise InvalidFields(f"the {kind} file cannot be read ({exc.code})") from exc


def _is_path(said: str, folder: Path) -> bool:
    if not said or "\n" in said or len(said) > _LONGEST_PATH:
        return False
    if Path(said).suffix.lower() in _FILES:
        return True
    try:
        return (folder / said).is_file()
    except (OSError, ValueError):
        return False
