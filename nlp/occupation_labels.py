"""Keeps the vectors of occupations' labels by one embedding model, so that they are made once; it compares nothing."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from nlp.embeddings import Embedder, Vectors
from nlp.whole_files import write_whole

_AT_ONCE = 256


class LabelVectors:
    """Unit vectors of labels in a file of a folder, by name, so that a new download costs its new labels only."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        """Takes the folder, which may be new, and the model."""
        model = hashlib.sha256(embedder.identity.encode()).hexdigest()[:8]
        self.path, self._embedder = folder / f"occupation-labels-{model}.npz", embedder

    def of(self, labels: Sequence[str]) -> Vectors | None:
        """(labels, dimensions), in their order; None until ``prepare`` has made all of them."""
        known = self._read()
        if not labels or any(label not in known for label in labels):
            return None
        return np.array([known[label] for label in labels], np.float32)

    def prepare(self, labels: Sequence[str], told: Callable[[int, int], None] = lambda done, total: None) -> int:
        """Makes and keeps the vectors that are missing; ``told(done, total)`` hears of the progress.

        Returns:
            How many were missing.
        """
        known = self._read()
        missing = [label for label in dict.fromkeys(labels) if label not in known]
        for start in range(0, len(missing), _AT_ONCE):
            some = missing[start : start + _AT_ONCE]
            known |= dict(zip(some, self._embedder.embed(some), strict=True))
            told(start + len(some), len(missing))
        if missing:
            self._keep(known)
        return len(missing)

    def _read(self) -> dict[str, Vectors]:
        try:
            with np.load(self.path) as kept:
                names, vectors = kept["names"].tobytes().decode().split("\n"), kept["vectors"].astype(np.float32)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return {}  # none yet, or a broken file: it is made anew
        if vectors.shape != (len(names), self._embedder.dimensions):
            return {}
        return dict(zip(names, vectors, strict=True))

    def _keep(self, known: dict[str, Vectors]) -> None:
        file = io.BytesIO()
        names = np.frombuffer("\n".join(known).encode(), np.uint8)
        np.savez(file, names=names, vectors=np.array(list(known.values()), np.float16))
        write_whole(self.path, file.getvalue())
