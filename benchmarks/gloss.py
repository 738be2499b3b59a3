"""How near an Indonesian sentence comes to its English counterpart, as it is written and in the English gloss.

Sixty pairs, a line of a résumé or a job ad each (``truth/parallel.json``), were written before the table of the gloss and it
was not adjusted to them; but both are by one hand, so other people's lines will come less near. The embedder is the product's.

Usage: python -m benchmarks.gloss
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.ads import TRUTH, ads
from benchmarks.results import circumstances, table, write_section
from nlp.embeddings import Embedder, Vectors, default_embedder
from nlp.gloss import gloss
from nlp.language import detect
from nlp.words import forms

PAIRS = TRUTH / "parallel.json"
_ROUNDS = 3


def main() -> None:
    """Measures, prints and writes the section ``gloss``."""
    body = report(pairs(), default_embedder())
    print(body)
    write_section("gloss", body)


def pairs(path: Path = PAIRS) -> list[Mapping[str, str]]:
    """Rows with ``sector``, ``id`` (Indonesian) and ``en`` (English)."""
    rows: list[Mapping[str, str]] = json.loads(path.read_text("utf-8"))
    return rows


def report(rows: Sequence[Mapping[str, str]], embedder: Embedder) -> str:
    """The section in Markdown."""
    english = embedder.embed([row["en"] for row in rows])
    written = [row["id"] for row in rows]
    ways = {"as written": written, "in the gloss": [gloss(text, "id") for text in written]}
    lines = [
        _line(name, nearness(embedder.embed(texts), english), _shared(texts, [row["en"] for row in rows]))
        for name, texts in ways.items()
    ]
    head = (
        "Indonesian",
        "right one first",
        "right one in three",
        "cosine, right",
        "cosine, wrong",
        "words shared, right",
    )
    return (
        f"## Indonesian beside English\n\n`python -m benchmarks.gloss`, {embedder.name}: {circumstances()}\n\n"
        f"{table(head, lines)}\n\n{len(rows)} pairs over {len({row['sector'] for row in rows})} sectors; an Indonesian "
        "sentence looks for its counterpart among all English ones. Cosines are means; the words shared are the share of the "
        "counterpart's words that the text has, too. The pairs were written before the table and by the same hand: other people's "
        f"lines come less near.{_speed()}"
    )


def nearness(texts: Vectors, english: Vectors) -> tuple[float, float, float, float]:
    """Share of rows whose own counterpart is first, is in the first three, mean cosine with it and with all others.

    Args:
        texts: ``(n, d)``, unit length.
        english: ``(n, d)``, unit length, in the same order.
    """
    cosines = texts @ english.T
    right = np.diagonal(cosines)
    places = (cosines > right[:, None]).sum(axis=1)
    wrong = (cosines.sum() - right.sum()) / (cosines.size - right.size)
    return float((places == 0).mean()), float((places < 3).mean()), float(right.mean()), float(wrong)


def _line(name: str, found: Sequence[float], shared: float) -> list[str]:
    return [name, *(f"{figure:.2f}" for figure in found), f"{shared:.2f}"]


def _shared(texts: Sequence[str], english: Sequence[str]) -> float:
    shares = []
    for text, counterpart in zip(texts, english, strict=True):
        asked = set(forms(counterpart))
        shares.append(len(asked & set(forms(text))) / len(asked))
    return float(np.mean(shares))


def _speed() -> str:
    """A sentence on the speed over the development set's Indonesian ads; nothing where they are absent."""
    texts = [ad.text for ad in ads() if ad.source == "indonesian.jsonl" and detect(ad.text) == "id"]
    if not texts:
        return ""
    took = min(_seconds(texts) for _ in range(_ROUNDS))
    words = sum(len(text.split()) for text in texts)
    return f" Over {len(texts)} Indonesian postings the gloss takes {took / words * 1e6:.0f} µs a word."


def _seconds(texts: Sequence[str]) -> float:
    began = time.process_time()
    for text in texts:
        gloss(text, "id")
    return time.process_time() - began


if __name__ == "__main__":
    main()
