"""Turns texts into unit vectors whose dot product is their cosine similarity; knows no résumé and no score.

Every vector is rounded through half precision, the one precision in which vectors are stored, so that
a fresh vector and a stored one are the same numbers. A vector depends on its text alone: one text goes
into each inference call, and calls run side by side on threads.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from errors import MissingExtra
from nlp.model_store import MODEL_FILE, MODEL_NAME, TOKENIZER_FILE, prepare

MAX_TOKENS = 256  # what all-MiniLM-L6-v2 was trained on (sentence_bert_config.json), [CLS] and [SEP] included
_DIMENSIONS = 384
_SPECIAL_TOKENS = 2  # [CLS] and [SEP], which every text gets

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """A sentence embedding model; ``name`` tells vectors of different models apart."""

    @property
    def name(self) -> str:
        """The model's name as a person chose it."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns ``(n, dimensions)`` float32 rows of unit length (to half precision), in the order of the texts.

        A text without a word gives a row of zeros; a long text counts with its first tokens only.
        """


class OnnxEmbedder:
    """The default model run by ONNX Runtime, without torch; safe to share between threads and to fork."""

    name = MODEL_NAME
    dimensions = _DIMENSIONS

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Loads ``model.onnx`` and ``tokenizer.json`` of a folder; ``threads`` None is one per processor."""
        # ONNX Runtime 1.29 and later reports its use to its maker unless told before its import; the thread that does so
        # also keeps a forked process from ending. tokenizers would start threads that one text at a time never needs.
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        # One thread a call: the calls themselves run side by side, which loses nothing between layers.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(folder / MODEL_FILE, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._threads = threads or os.cpu_count() or 1

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns ``(n, 384)`` rows of unit length; see ``Embedder.embed``."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, vector in enumerate(_side_by_side(self._embed_one, texts, self._threads)):
            vectors[row] = vector
        return _as_stored(vectors)

    def _embed_one(self, text: str) -> Vectors:
        ids = self._tokenizer.encode(_sayable(text)).ids
        if len(ids) <= _SPECIAL_TOKENS:
            return np.zeros(self.dimensions, dtype=np.float32)
        vector: Vectors = self._session.run(None, {"input_ids": np.array(ids, dtype=np.int64)})[0]
        return vector


class SentenceTransformerEmbedder:
    """Any other model, by name or folder, run by sentence-transformers."""

    def __init__(self, name: str) -> None:
        """Loads the model; a name is looked up on the Hugging Face hub unless ``HF_HUB_OFFLINE`` is set.

        Raises:
            MissingExtra: sentence-transformers is not installed, or there is no such model within reach.
        """
        self.name = name
        self._model = _sentence_transformer(name)
        self.dimensions = int(self._model.encode(["size"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns ``(n, dimensions)`` rows of unit length; see ``Embedder.embed``."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            if text.strip():
                vectors[row] = self._model.encode([_sayable(text)], normalize_embeddings=True, show_progress_bar=False)[
                    0
                ]
        return _as_stored(vectors)


def load_embedder(name: str = MODEL_NAME, *, data_dir: Path | None = None, threads: int | None = None) -> Embedder:
    """Loads an embedding model: the default one without torch, any other through sentence-transformers.

    Args:
        name: ``all-MiniLM-L6-v2``, or a name or folder that sentence-transformers understands.
        data_dir: Where the default model's ONNX file is kept and, the first time, built; None is ``var/``.
        threads: Texts embedded side by side by the default model; None is one per processor.

    Raises:
        MissingExtra: The model or the library that runs it is not installed.
    """
    if name == MODEL_NAME:
        return OnnxEmbedder(prepare(data_dir), threads)
    return SentenceTransformerEmbedder(name)


def default_embedder() -> Embedder:
    """Returns the embedder that this process uses where none is handed in, loading it once.

    Raises:
        MissingExtra: See ``load_embedder``.
    """
    with _lock:  # a warming-up thread and the first request must not load it twice
        return _given[0] if _given else _load_once(*_choice)


def choose_default_embedder(name: str = MODEL_NAME, *, data_dir: Path | None = None) -> None:
    """Says what ``default_embedder`` loads when it is first needed; entry points call it with their settings."""
    _choice[:] = [name, data_dir]


def set_default_embedder(embedder: Embedder | None) -> None:
    """Hands this process a loaded embedder to use where none is handed in; None goes back to the chosen one."""
    _given[:] = [] if embedder is None else [embedder]


_lock = threading.Lock()
_choice: list[Any] = [MODEL_NAME, None]
_given: list[Embedder] = []


@functools.cache
def _load_once(name: str, data_dir: Path | None) -> Embedder:
    return load_embedder(name, data_dir=data_dir)


def _side_by_side(embed_one: Callable[[str], Vectors], texts: Sequence[str], threads: int) -> list[Vectors]:
    if min(threads, len(texts)) <= 1:
        return [embed_one(text) for text in texts]
    # A pool lives for one call: starting threads costs 0.1 ms, and a forked process never inherits a dead pool.
    with ThreadPoolExecutor(min(threads, len(texts))) as pool:
        return list(pool.map(embed_one, texts))


def _as_stored(vectors: Vectors) -> Vectors:
    return vectors.astype(np.float16).astype(np.float32)


def _sayable(text: str) -> str:
    """Replaces lone surrogates, which no tokenizer takes, by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _sentence_transformer(name: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as exc:
        raise MissingExtra(
            f"The embedding model {name!r} needs sentence-transformers; run 'pip install torch==2.13.0' and then "
            f"'pip install sentence-transformers', or choose {MODEL_NAME}."
        ) from exc
    try:
        return SentenceTransformer(name, device="cpu")
    except (OSError, ValueError) as exc:
        raise MissingExtra(
            f"The embedding model {name!r} is neither a model folder nor within reach on the hub; "
            f"download it first and name its folder, or choose {MODEL_NAME}."
        ) from exc
