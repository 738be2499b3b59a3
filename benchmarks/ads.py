"""The development ads and what a person says of forty of them; it reads no ad and compares nothing."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import extractors
from benchmarks.scorer import SHARED
from records import Document

JOBS = SHARED / "data" / "jobs"
TRUTH = Path(__file__).parent / "truth"
_FILES = frozenset({".txt", ".pdf", ".docx"})


@dataclass(frozen=True, slots=True)
class Ad:
    """One ad: a file, or a text with what the data carry beside it.

    Attributes:
        id: Path below ``data/jobs``, with ``#`` and the number of the row or line.
        title: The title that stands beside the text, or None.
    """

    id: str
    path: Path | None = None
    text: str = ""
    title: str | None = None

    @property
    def source(self) -> str:
        """Where it is from: the folder or the file of its set."""
        return self.id.partition("#" if "#" in self.id else "/")[0]

    def read(self) -> Document:
        """The document; raises the errors of ``extractors.read``."""
        if self.path is None:
            return extractors.read_text(self.text)
        return extractors.read(self.path.read_bytes(), self.path.name)


def ads(folder: Path = JOBS) -> Iterator[Ad]:
    """Every ad of the development data in a fixed order. Nothing when the folder is absent."""
    for path in sorted(folder.glob("*/*")):
        if path.suffix.lower() in _FILES:
            yield Ad(path.relative_to(folder).as_posix(), path)
    for name, column in (("hahu_esco.csv", "description"), ("indonesian.jsonl", "text")):
        for at, row in enumerate(_rows(folder / name)):
            yield Ad(f"{name}#{at}", text=row[column] or "", title=row["title"] or None)


def truths(pattern: str = "ads_*.json", folder: Path = TRUTH) -> dict[str, Mapping[str, Any]]:
    """Id of an ad -> field -> value, as ``truth/README.md`` explains, of the files whose names match."""
    found = [row for path in sorted(folder.glob(pattern)) for row in json.loads(path.read_text("utf-8"))]
    return {row["file"]: row for row in found}


def _rows(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)) if path.suffix == ".csv" else [json.loads(line) for line in file]
