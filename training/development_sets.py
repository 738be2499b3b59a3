"""Loads the two development sets of judged résumés as labelled pairs; where they come from is told in their own README."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tqdm import tqdm

import extractors
from errors import InvalidFields
from records import Document
from training.labelled_pairs import Pair, lines
from training.ratings import read_document

_GRADES = 4
_LOWEST, _HIGHEST = 1, 7


def judged(path: Path) -> list[Pair]:
    """``judged.jsonl``: whole ads, each with résumés graded 0..4; the label is grade / 4.

    Raises:
        InvalidFields: A line is not of this set, or a résumé file beside it cannot be read.
    """
    return _pairs(path, lambda row: f"{row['title']}. {row['text']}", lambda one: one["grade"] / _GRADES, raters=2)


def fit(path: Path) -> list[Pair]:
    """``human_fit.jsonl``: key skills of a job, each with résumés scored 1..7; 1 becomes 0 and 7 becomes 1.

    Raises:
        InvalidFields: A line is not of this set, or a résumé file beside it cannot be read.
    """
    return _pairs(
        path, lambda row: row["jd_text"], lambda one: (one["score"] - _LOWEST) / (_HIGHEST - _LOWEST), raters=1
    )


def _pairs(path: Path, ad: Callable[[Any], str], label: Callable[[Any], float], raters: int) -> list[Pair]:
    read: dict[str, Document] = {}
    pairs = []
    for number, row in tqdm(lines(path), desc=f"Reading {path.name}", disable=None):
        where = f"{path.name} line {number}"
        try:
            text, rated = ad(row), [(one["pdf"], one["resume_id"], label(one)) for one in row["candidates"]]
        except (KeyError, TypeError) as exc:
            raise InvalidFields(
                f"{where} is not of this set: it needs an ad and candidates with their grades."
            ) from exc
        for pdf, resume_id, value in rated:
            if not 0 <= value <= 1:
                raise InvalidFields(f"{where}: a grade is outside its scale.")
            if pdf not in read:
                read[pdf] = _resume(path, pdf, where)
            resume = read[pdf]
            pairs.append(Pair(f"{row['jd_id']}-{resume_id}", resume.text, text, value, raters, resume=resume))
    if not pairs:
        raise InvalidFields(f"{path.name} holds no pair.")
    return pairs


def _resume(path: Path, pdf: str, where: str) -> Document:
    """The file named in a line: its folder stands beside the table's folder."""
    places = [folder / pdf for folder in (path.parent, path.parent.parent) if (folder / pdf).is_file()]
    if not places:
        raise InvalidFields(f"{where}: there is no résumé file {pdf} beside it.")
    return read_document(lambda: extractors.read(places[0].read_bytes(), places[0].name), f"résumé ({where})")


LOADERS: Mapping[str, Callable[[Path], list[Pair]]] = {"judged": judged, "fit": fit}
