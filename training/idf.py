"""Counts in how many documents of a corpus each term stands: ``python -m training.idf ../shared/data``.

Only terms of at least three documents are kept, so that no name or rare detail of a person is.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pymupdf

from nlp.tfidf import WEIGHTS, terms

_MIN_DOCUMENTS = 3
# Matches "python", "c++", "html5", ".net"; not "0001257f" (traces of encoded files).
_TERM = re.compile(r"\.?[^\W\d_]+\d{0,2}[+#]*")


def main(folder: Path) -> None:
    """Writes the weights file that ``nlp.tfidf`` reads."""
    counts: Counter[str] = Counter()
    total = 0
    for text in corpus(folder):
        counts.update(set(terms(text)))
        total += 1
    kept = {
        term: count
        for term, count in sorted(counts.items())
        if count >= _MIN_DOCUMENTS and len(term) < 30 and _TERM.fullmatch(term)
    }
    WEIGHTS.parent.mkdir(exist_ok=True)
    weights = {"version": f"idf-{total}-{len(kept)}", "documents": total, "document_frequency": kept}
    WEIGHTS.write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", "utf-8")


def corpus(folder: Path) -> Iterator[str]:
    """Job ads and résumés in English and Indonesian, one text each."""
    for name, key in (
        ("skills/jd_knowledge.jsonl", "text"),
        ("jobs/indonesian.jsonl", "text"),
        ("fields/resume_entities.jsonl", "text"),
    ):
        for line in (folder / name).read_text("utf-8").splitlines():
            yield json.loads(line)[key]
    with (folder / "jobs/hahu_esco.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield " ".join(value for value in row.values() if value)
    for path in sorted((folder / "jobs/city_of_la").glob("*.txt")):
        yield path.read_text("utf-8", errors="replace")
    for path in sorted((folder / "categories/resumes").glob("*.pdf")):
        with pymupdf.open(path) as pdf:  # type: ignore[no-untyped-call]
            yield "\n".join(page.get_text() for page in pdf)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
