"""Keeps résumés that were read and vectors that were made, so that a second run is fast; it knows no score.

Both are found again by content. A résumé is also found by the code that read it: the extractor's version, the taxonomy and
a fingerprint of every module and data file behind ``extractors``, since a version is not raised with every change.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import extractors
from benchmarks.labelled import ROOT
from db.stored import from_json, to_json
from nlp.embeddings import Embedder
from nlp.taxonomy import default_taxonomy
from records import Resume

Vectors = NDArray[np.float32]
# Model files and word lists; a data file counts when a module that counts names it, and all of the lexicon's do.
_DATA = ("nlp/**/*.json", "nlp/**/*.crf", "nlp/**/*.npz", "skill_db.json")
_TOLD_BY_LANGUAGE = "lexicon"
# Readers of formats are imported by name when a file asks for them: their room counts whole.
_BY_NAME = "documents"


class KeptResumes:
    """Résumés read with today's extractor, a JSON file each."""

    def __init__(self, folder: Path, as_of: date) -> None:
        """Keeps them below ``folder``, apart from those that other code read or on another day."""
        made_by = f"{extractors.EXTRACTOR_VERSION}-{default_taxonomy().version}-{code_behind('extractors')}"
        self._folder, self._as_of = folder / f"{made_by}-{as_of}", as_of
        self._folder.mkdir(parents=True, exist_ok=True)

    def read(self, source: Path | str) -> Resume:
        """What a file, or a text, says as a résumé.

        Raises:
            AppError: The file is refused.
        """
        data = source.read_bytes() if isinstance(source, Path) else source.encode("utf-8", "replace")
        kind = source.suffix[1:] if isinstance(source, Path) else "text"
        kept = self._folder / f"{hashlib.sha256(data).hexdigest()[:32]}-{kind}.json"
        if kept.exists():
            return from_json(Resume, kept.read_text("utf-8"))
        document = extractors.read(data, source.name) if isinstance(source, Path) else extractors.read_text(source)
        resume = extractors.extract_resume(document, as_of=self._as_of)
        half = kept.with_suffix(".half")  # a run that is stopped leaves no torn file
        half.write_text(to_json(resume), "utf-8")
        half.replace(kept)
        return resume


class KeptVectors:
    """Vectors by text in one SQLite file for each model."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        """Reads what is there; ``embedder`` makes the rest."""
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(
            r"[^\w.-]", "_", embedder.identity
        )  # "org/model" has a sign that goes, "all-MiniLM-L6-v2" has none
        self._embedder, self._file = embedder, sqlite3.connect(folder / f"{name}.sqlite")
        self._file.execute("create table if not exists vectors (text blob primary key, vector blob) without rowid")
        self._known = {key: _vector(stored) for key, stored in self._file.execute("select text, vector from vectors")}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns ``(n, d)`` unit vectors in the order of the texts, embedding and keeping the new ones."""
        keys = [hashlib.sha256(text.encode("utf-8", "replace")).digest()[:16] for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            made = dict(zip(new, self._embedder.embed(list(new.values())), strict=True))
            rows = [(key, vector.astype(np.float16).tobytes()) for key, vector in made.items()]
            self._file.executemany("insert or ignore into vectors values (?, ?)", rows)
            self._file.commit()
            self._known |= made
        return np.stack([self._known[key] for key in keys]) if keys else np.zeros((0, self._embedder.dimensions), "f4")


@cache
def code_behind(module: str, root: Path = ROOT) -> str:
    """Ten hex digits that change with a module, with what it imports of the project and with the data these name."""
    sources = _sources(module, root)
    said = "\n".join(sources.values())
    data = (path for pattern in _DATA for path in sorted(root.glob(pattern)))
    named = [path for path in data if f'"{path.name}"' in said or path.parent.name == _TOLD_BY_LANGUAGE]
    digest = hashlib.sha256()
    for path in sorted([*sources, *named]):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:10]


def _sources(module: str, root: Path) -> dict[Path, str]:
    found = dict[Path, str]()
    waiting = [module, *(f"{_BY_NAME}.{path.stem}" for path in (root / _BY_NAME).glob("*.py"))]
    while waiting:
        place = root.joinpath(*waiting.pop().split("."))
        for path in (place.with_suffix(".py"), place / "__init__.py"):
            if path.is_file() and path not in found:
                found[path] = path.read_text("utf-8")
                waiting += _imported(found[path])
    return found


def _imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def _vector(stored: bytes) -> Vectors:
    return np.frombuffer(stored, dtype=np.float16).astype(np.float32)
