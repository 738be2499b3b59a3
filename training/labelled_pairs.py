"""A résumé, a job ad and how well people say they fit; reads and writes files of such pairs and scores none.

``pairs.jsonl`` holds a line a pair: ``pair_id``, ``resume_text``, ``job_text``, ``label`` (0..1), ``raters``, ``spread``,
``split`` (train or test) and ``as_of`` (the day that "present" means). ``documents.jsonl`` beside it keeps the layout of
what was read from files, so that a pair scores as it does on the screen; without it the texts alone are read.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from db.stored import from_plain, to_plain
from errors import InvalidFields
from records import Document

PAIRS_FILE, DOCUMENTS_FILE = "pairs.jsonl", "documents.jsonl"
SPLITS = ("train", "test", "all")
# From here on a pair counts as a fit: "possible", the middle of most scales, is none yet.
FIT = 0.6
_TEXTS = ("pair_id", "resume_text", "job_text")
_KEYS = (*_TEXTS, "label", "raters", "spread", "split", "as_of")


@dataclass(frozen=True, slots=True)
class Pair:
    """One labelled pair.

    Attributes:
        label: 0 for no fit, 1 for a perfect one: the mean of the raters.
        raters: How many people said so.
        spread: Highest less lowest label that a rater gave, 0..1.
        split: ``train``, ``test`` or "" for a set that is not split.
        as_of: ISO date; "" leaves the choice to the command.
        resume, job: What was read from files; None where there is only the text.
    """

    pair_id: str
    resume_text: str
    job_text: str
    label: float
    raters: int = 1
    spread: float = 0.0
    split: str = ""
    as_of: str = ""
    resume: Document | None = field(default=None, compare=False, repr=False)
    job: Document | None = field(default=None, compare=False, repr=False)

    @property
    def job_key(self) -> str:
        """Names the job: pairs with the same ad have the same key."""
        return key_of(self.job_text)

    @property
    def is_fit(self) -> bool:
        """People call it a fit rather than not."""
        return self.label >= FIT


def key_of(text: str) -> str:
    """A short name of a text, the same in every process."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def labels_of(pairs: Sequence[Pair]) -> NDArray[np.float64]:
    """(n,) the labels."""
    return np.array([pair.label for pair in pairs], dtype=np.float64)


def fingerprint(pairs: Iterable[Pair]) -> str:
    """sha256 of the pairs and their labels, whatever their order."""
    lines = sorted(f"{key_of(pair.resume_text)} {pair.job_key} {pair.label:.6f}" for pair in pairs)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def read(path: Path, split: str = "all") -> list[Pair]:
    """The pairs of a file in its order.

    Args:
        path: ``pairs.jsonl``, or the folder that holds it.
        split: ``train``, ``test`` or ``all``.

    Raises:
        InvalidFields: No such file, a line that is no pair (its number is told), or no pair in this split.
    """
    path = path / PAIRS_FILE if path.is_dir() else path
    rows = lines(path)
    documents = _documents(path.with_name(DOCUMENTS_FILE))
    pairs = [_pair(row, f"{path.name} line {number}", documents) for number, row in rows]
    found = [pair for pair in pairs if split in ("all", pair.split)]
    if not found:
        raise InvalidFields(
            f"{path} holds no pair in the split {split!r}; use --split with one of {', '.join(SPLITS)}."
        )
    if len({pair.pair_id for pair in pairs}) < len(pairs):
        raise InvalidFields(f"{path.name} has a pair_id twice; give each pair its own.")
    return found


def written(pairs: Sequence[Pair]) -> dict[str, str]:
    """The files of these pairs: name -> content."""
    rows = [{key: value for key, value in asdict(pair).items() if key in _KEYS} for pair in pairs]
    documents = {key_of(one.text): one for pair in pairs for one in (pair.resume, pair.job) if one}
    kept = [{"key": key, "document": to_plain(one)} for key, one in documents.items()]
    return {PAIRS_FILE: _json_lines(rows), DOCUMENTS_FILE: _json_lines(kept)}


def lines(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """Line numbers from 1 and objects of a file of JSON lines; empty lines are passed over.

    Raises:
        InvalidFields: It cannot be read, or a line is no JSON object.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise InvalidFields(f"{path} cannot be read; name a file of JSON lines in UTF-8.") from exc
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            found.append((number, _object(line, f"{path.name} line {number}")))
    return found


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as exc:
        raise InvalidFields(f"{where} is no JSON.") from exc
    if not isinstance(value, dict):
        raise InvalidFields(f"{where} is no JSON object.")
    return value


def _pair(row: dict[str, Any], where: str, documents: dict[str, Document]) -> Pair:
    for name in _TEXTS:
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise InvalidFields(f"{where}: {name} must be a text.")
    label, raters, spread = row.get("label"), row.get("raters", 1), row.get("spread", 0.0)
    if not _is_number(label) or not 0 <= label <= 1:
        raise InvalidFields(f"{where}: label must be a number from 0 to 1.")
    if type(raters) is not int or raters < 1 or not _is_number(spread):
        raise InvalidFields(f"{where}: raters must be a whole number from 1 on, and spread a number.")
    split, as_of = row.get("split") or "", row.get("as_of") or ""
    if split not in ("", "train", "test"):
        raise InvalidFields(f"{where}: split must be train or test.")
    _refuse_no_date(as_of, where)
    texts = (row["pair_id"], row["resume_text"], row["job_text"])
    layouts = (documents.get(key_of(row["resume_text"])), documents.get(key_of(row["job_text"])))
    return Pair(*texts, float(label), raters, float(spread), split, as_of, *layouts)


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _refuse_no_date(said: Any, where: str) -> None:
    try:
        if said:
            date.fromisoformat(said)
    except (TypeError, ValueError) as exc:
        raise InvalidFields(f"{where}: as_of must be a date such as 2026-01-31.") from exc


def _documents(path: Path) -> dict[str, Document]:
    if not path.exists():
        return {}
    try:
        return {row["key"]: from_plain(Document, row["document"]) for _, row in lines(path)}
    except (KeyError, ValidationError) as exc:
        raise InvalidFields(f"{path} is not as the command pairs writes it; write the pairs again.") from exc


def _json_lines(rows: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
