"""How long reading, embedding and matching take on the demo files, beside whole-document SBERT in the same run.

The reference is the shortest way to a score with the same model: ``sentence-transformers`` encodes the whole résumé and
the whole ad (their first 256 tokens count) and takes the cosine. It explains nothing and reads no field. Steps are
timed in turn, round after round, on one thread each, so that a busy machine slows both alike; figures are medians over
all files and rounds.

Usage: python -m benchmarks.latency [--rounds 5]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

import extractors
import matcher
from benchmarks import figures
from benchmarks.results import circumstances, table, write_section
from nlp.embeddings import Embedder, load_embedder
from nlp.model_store import packaged_model
from records import Document, Resume

DEMO = Path(__file__).resolve().parents[1] / "demo"
AS_OF = date(2026, 11, 1)
COLD_STARTS = {
    "ours": "from nlp.embeddings import load_embedder; load_embedder().embed(['Python'])",
    "reference": "import sys; from sentence_transformers import SentenceTransformer\n"
    "SentenceTransformer(sys.argv[1], device='cpu').encode(['Python'])",
}

Vectors = NDArray[np.float32]
T = TypeVar("T")


class Times:
    """Seconds by step, as measured."""

    def __init__(self) -> None:
        self._seconds: defaultdict[str, list[float]] = defaultdict(list)

    def take(self, step: str, work: Callable[[], T]) -> T:
        """Runs ``work`` and keeps how long it took."""
        start = time.perf_counter()
        answer = work()
        self._seconds[step].append(time.perf_counter() - start)
        return answer

    def add(self, step: str, *parts: str) -> None:
        """Makes a step out of others that were measured side by side."""
        self._seconds[step] = [sum(each) for each in zip(*(self._seconds[part] for part in parts), strict=True)]

    def ms(self, step: str, percentile: float = 50) -> float:
        """A percentile in milliseconds."""
        return 1000 * float(np.percentile(self._seconds[step], percentile))


class Remembered:
    """Vectors that were made before, as the product keeps them in its database."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder, self._known = embedder, dict[str, Vectors]()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Looks vectors up and embeds only what is new."""
        new = [text for text in texts if text not in self._known]
        self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([self._known[text] for text in texts])


def main() -> None:
    """Measures, prints and writes the section ``latency``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="times that every file is measured (default 5)")
    times = measure(parser.parse_args().rounds)
    body = report(times)
    print(body)
    write_section("latency", body)
    figures.keep(
        "python -m benchmarks.latency",
        {
            "parse ms": times.ms("parse"),
            "parse and embed ms": times.ms("parse and embed"),
            "embed to one by one": times.ms("one by one") / times.ms("embed"),
            "embed to batches": times.ms("in batches") / times.ms("embed"),
        },
    )


def measure(rounds: int) -> Times:
    """Times every step on every demo résumé that has text, against every demo job in turn."""
    reference = _reference()
    embedder = load_embedder(threads=1)
    remembered = Remembered(embedder)
    files = [path for path in sorted((DEMO / "resumes").iterdir()) if "scan" not in path.name]
    documents = [_read(path) for path in files]  # the first pass also warms everything up
    people = [extractors.extract_resume(document, as_of=AS_OF) for document in documents]
    ads = [_read(path) for path in sorted((DEMO / "jobs").iterdir())]
    jobs = [extractors.extract_job(ad) for ad in ads]
    for job in jobs:
        matcher.rank(people, job, embed=remembered.embed)
    reference.encode([document.text for document in documents])
    times = Times()
    for turn in tqdm(range(rounds), desc="rounds"):
        for at, path in enumerate(files):
            which = (at + turn) % len(jobs)
            _measure_reading(times, path)
            _measure_embedding(times, embedder, reference, people[at])
            times.take("match", lambda at=at, j=which: matcher.match(people[at], jobs[j], embed=remembered.embed))  # type: ignore[misc]
            times.take("reference", lambda at=at, j=which: _cosine(reference, documents[at].text, ads[j].text))  # type: ignore[misc]
        job = jobs[turn % len(jobs)]
        times.take("rank", lambda job=job: matcher.rank(people, job, embed=remembered.embed))  # type: ignore[misc]
        _measure_cold_starts(times)
    times.add("parse", "read", "extract")
    times.add("parse and embed", "read", "extract", "embed")
    times.add("all", "read", "extract", "embed", "match")
    return times


def report(times: Times) -> str:
    """The section's Markdown."""
    rows = [
        ("read a file in its own process", "read", ""),
        ("extract every field and skill", "extract", ""),
        ("parse: the two together", "parse", ""),
        ("embed every passage of a résumé", "embed", "in batches"),
        ("", "embed", "one by one"),
        ("parse and embed", "parse and embed", ""),
        ("match, vectors stored", "match", "reference"),
        ("from file to explained match", "all", "reference"),
        ("rank all résumés against one job, vectors stored", "rank", ""),
        ("start a process and embed one word", "cold ours", "cold reference"),
    ]
    names = {
        "in batches": "sentence-transformers, batches of 32",
        "one by one": "sentence-transformers, one text a call",
        "reference": "whole-document SBERT cosine",
        "cold reference": "sentence-transformers",
    }
    cells = [
        (
            what,
            f"{times.ms(ours):.1f}",
            f"{times.ms(ours, 95):.1f}",
            names.get(other, ""),
            f"{times.ms(other):.1f}" if other else "",
            f"{times.ms(other) / times.ms(ours):.2f}" if other else "",
        )
        for what, ours, other in rows
    ]
    head = ("step", "p50 ms", "p95 ms", "reference", "its p50 ms", "reference : ours")
    return f"## Latency\n\n`python -m benchmarks.latency`: {circumstances()}\n\n{table(head, cells)}\n\n{_NOTE}"


_NOTE = """Demo résumés with text (PDF, Word and plain text, no OCR), medians over files and interleaved rounds, wall time, one
thread each. A ratio above 1 means that the reference took longer. The reference reads the first 256 tokens of
each document and gives one number; a match gives every component with its evidence."""


def _reference() -> Any:
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    return SentenceTransformer(str(packaged_model()), device="cpu")


def _read(path: Path) -> Document:
    return extractors.read(path.read_bytes(), path.name)


def _measure_reading(times: Times, path: Path) -> None:
    data = path.read_bytes()
    document = times.take("read", lambda: extractors.read(data, path.name))
    times.take("extract", lambda: extractors.extract_resume(document, as_of=AS_OF))


def _measure_embedding(times: Times, embedder: Embedder, reference: Any, person: Resume) -> None:
    texts = [passage.text for passage in person.passages]
    times.take("embed", lambda: embedder.embed(texts))
    times.take("in batches", lambda: reference.encode(texts, batch_size=32, show_progress_bar=False))
    times.take("one by one", lambda: [reference.encode([text], show_progress_bar=False) for text in texts])


def _cosine(reference: Any, resume: str, job: str) -> float:
    vectors = reference.encode([resume, job], normalize_embeddings=True, show_progress_bar=False)
    return float(vectors[0] @ vectors[1])


def _measure_cold_starts(times: Times) -> None:
    for name, code in COLD_STARTS.items():
        command = [sys.executable, "-c", code, str(packaged_model())]
        times.take(f"cold {name}", lambda command=command: subprocess.run(command, check=True, capture_output=True))  # type: ignore[misc]


if __name__ == "__main__":
    main()
