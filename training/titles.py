"""Learns from public lists of titles what each word of a title says, and which words name the same occupations.

``python -m training.titles ../shared/taxonomies`` writes nlp/weights/title_words.npz. Of ESCO's and O*NET's lists a weight and
a vector of each word that several occupations share are kept, and no title.
"""

from __future__ import annotations

import argparse
import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds

from nlp.title_words import WEIGHTS
from nlp.titles import role_words

ESCO, ONET = "esco_occupations_en.csv.gz", "onet_alternate_titles.txt.gz"
LEAST_OCCUPATIONS = 4
# Of 64, 96, 128 and 200 dimensions the best but one at telling neighbouring titles from others, and the smallest of these.
DIMENSIONS = 128


def main() -> None:
    """Write the weights that ``nlp.title_words`` reads."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, help=f"holds {ESCO} and {ONET}")
    arguments.add_argument("--out", type=Path, default=WEIGHTS)
    given = arguments.parse_args()
    titles = titles_by_occupation(given.folder)
    count = write(counted(titles), given.out, DIMENSIONS)
    print(f"{given.out}: {count} words of {len(titles)} occupations, {given.out.stat().st_size / 1024:.0f} KiB")


def titles_by_occupation(folder: Path) -> dict[str, list[str]]:
    """Code of each occupation of both lists -> its titles."""
    found: dict[str, list[str]] = defaultdict(list)
    with gzip.open(folder / ESCO, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found["esco " + row["code"]] += dict.fromkeys([row["preferredLabel"], *row["altLabels"].splitlines()])
    with gzip.open(folder / ONET, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            found["onet " + row["O*NET-SOC Code"]].append(row["Alternate Title"])
    return found


def counted(titles: Mapping[str, Sequence[str]]) -> list[Counter[str]]:
    """For each occupation in how many of its titles each word stands."""
    found = (Counter(word for title in some for word in role_words(title)) for some in titles.values())
    return [counts for counts in found if counts]


def write(counts: Sequence[Counter[str]], path: Path, dimensions: int) -> int:
    """Writes weights (hundredths) and vectors (signed bytes); returns how many words.

    A weight is the squared inverse occupation frequency, 1 for the rarest words kept; a vector is the word's row in the
    truncated singular value decomposition of words by occupations (Deerwester et al. 1990), cut to unit length.
    """
    spread = Counter(word for one in counts for word in one)
    known = sorted(w for w, n in spread.items() if n >= LEAST_OCCUPATIONS and not w.isdigit() and len(w) > 1)
    rarity = np.log(len(counts) / np.array([spread[word] for word in known]))
    weights = np.minimum(1.0, rarity / np.log(max(1.01, len(counts) / LEAST_OCCUPATIONS))) ** 2
    vectors = _vectors(known, counts, dimensions)
    scaled = np.round(127 * vectors / np.abs(vectors).max(axis=1, keepdims=True)).astype(np.int8)
    words = np.frombuffer("\n".join(known).encode(), np.uint8)
    np.savez_compressed(path, words=words, weights=np.round(100 * weights).astype(np.uint8), vectors=scaled)
    return len(known)


def _vectors(known: Sequence[str], counts: Sequence[Counter[str]], dimensions: int) -> NDArray[np.float64]:
    """(words, dimensions); an occupation counts for a word by the root of the share of its titles that have the word."""
    at = {word: place for place, word in enumerate(known)}
    cells = [
        (at[word], column, (n / max(one.values())) ** 0.5)
        for column, one in enumerate(counts)
        for word, n in one.items()
        if word in at
    ]
    rows, columns, values = zip(*cells, strict=True)
    table = sparse.csr_matrix((values, (rows, columns)), shape=(len(known), len(counts)))
    # An occupation of many different words says little about which of them are alike.
    said = np.maximum(1, np.bincount(columns, minlength=len(counts)))
    table = table @ sparse.diags(np.log(1 + len(known) / said))
    table = sparse.diags(1 / np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())) @ table
    left, strengths, _ = svds(table, k=min(dimensions, min(table.shape) - 1), random_state=0)
    found: NDArray[np.float64] = left * strengths
    return found


if __name__ == "__main__":
    main()
