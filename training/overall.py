"""Learns what all résumés and all ads share, and which directions of meaning tell one person's work from another's.

``python -m training.overall ../shared/data`` writes nlp/weights/overall.npz for the default model: means over the vectors of
résumés and ads, and a turn of the axes by the covariance of the passages inside each résumé. No label is read, and nothing
of a single document is kept. Takes about ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

import extractors
from errors import AppError
from nlp import sides
from nlp.embeddings import default_embedder
from nlp.overall import WEIGHTS
from records import Document, Job, Resume

# Of the covariance inside résumés so much is replaced by the same variance in every direction.
SHRINK = 0.9
MOST_OF_A_SOURCE = 250
_SEED = 1

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]


def main() -> None:
    """Read, embed, learn, write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=Path, help="folder with résumés and ads as the development data have them")
    arguments.add_argument("--out", type=Path, default=WEIGHTS)
    given = arguments.parse_args()
    today = date.today()
    resumes = [extractors.extract_resume(one, as_of=today) for one in tqdm(list(_resumes(given.data)), "résumés")]
    jobs = [extractors.extract_job(one) for one in tqdm(list(_ads(given.data)), "ads")]
    learnt = learn(resumes, jobs, default_embedder().embed)
    np.savez_compressed(given.out, **{name: value.astype(np.float16) for name, value in learnt.items()})  # type: ignore[arg-type]
    print(f"{given.out}: {len(resumes)} résumés, {len(jobs)} ads, {given.out.stat().st_size / 1024:.0f} KiB")


def learn(resumes: Iterable[Resume], jobs: Iterable[Job], embed: Embed) -> dict[str, NDArray[np.float64]]:
    """The arrays that ``nlp.overall.Space`` holds, by name."""
    told = [embed([passage.counted for passage in one.passages]).astype(np.float64) for one in resumes if one.passages]
    held = [embed(titles) for one in resumes if (titles := [title.compared for title in sides.held_titles(one)])]
    ads = list(jobs)
    asked = [embed(units).mean(axis=0) for one in ads if (units := sides.asked_of(one))]
    return {
        "passages": np.mean([vectors.mean(axis=0) for vectors in told], axis=0),
        "held_titles": np.concatenate(held).mean(axis=0),
        "ads": embed([text for one in ads for text in sides.gist_of(one)]).mean(axis=0),
        "asked": np.mean(asked, axis=0),
        "job_titles": embed([title for one in ads for title in sides.titles_of(one)]).mean(axis=0),
        "turn": turn_of(told),
    }


def turn_of(documents: Sequence[NDArray[np.float64]], shrink: float = SHRINK) -> NDArray[np.float64]:
    """(d, d): the inverse root of the covariance of vectors (n, d) around the mean of their own document."""
    inside = np.concatenate([vectors - vectors.mean(axis=0) for vectors in documents])
    covariance = inside.T @ inside / len(inside)
    size = len(covariance)
    even = (1 - shrink) * covariance + shrink * np.trace(covariance) / size * np.eye(size)
    lengths, axes = np.linalg.eigh(even)
    scaled: NDArray[np.float64] = axes @ np.diag(lengths**-0.5) @ axes.T
    largest = float(np.abs(scaled).max())
    return np.asarray(scaled / largest, dtype=np.float64)


def _resumes(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.glob("*/resumes/*.pdf")):
        yield from _read(path)
    for row in _lines(folder / "fields" / "resume_entities.jsonl"):
        yield extractors.read_text(row["text"])


def _ads(folder: Path) -> Iterator[Document]:
    for path in sorted((folder / "jobs").glob("*/*")):
        if path.suffix.lower() in {".txt", ".pdf", ".docx"}:
            yield from _read(path)
    for row in _lines(folder / "skills" / "jd_knowledge.jsonl"):
        yield extractors.read_text(row["text"])
    for name, column in (("hahu_esco.csv", "description"), ("indonesian.jsonl", "text")):
        rows = [row for row in _lines(folder / "jobs" / name) if row[column]]
        for row in random.Random(_SEED).sample(rows, min(len(rows), MOST_OF_A_SOURCE)):
            yield extractors.read_text(f"{row['title'] or ''}\n{row[column]}")


def _read(path: Path) -> Iterator[Document]:
    try:
        yield extractors.read(path.read_bytes(), path.name)
    except AppError as exc:
        print(f"{path.name} is left out: {exc.code}")


def _lines(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)) if path.suffix == ".csv" else [json.loads(line) for line in file]


if __name__ == "__main__":
    main()
