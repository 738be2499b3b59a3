"""Turns texts into unit vectors whose dot product is their cosine similarity; knows no résumé and no score.

Every vector is rounded through half precision, the one precision in which vectors are stored, so that
a fresh vector and a stored one are the same numbers. A vector depends on its text alone: only texts of one length in
tokens go into an inference call together (see nlp.onnx_export), and calls run side by side on threads.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from errors import MissingExtra
from nlp.model_store import MODEL_FILE, MODEL_NAME, TOKENIZER_FILE, digest_of, prepare

MAX_TOKENS = 256  # what all-MiniLM-L6-v2 was trained on (sentence_bert_config.json), [CLS] and [SEP] included
_DIMENSIONS = 384
_LONGEST_NAME = 180  # of the 200 characters of an identity
_SPECIAL_TOKENS = 2  # [CLS] and [SEP], which every text gets
# Of one inference call: more are not faster, and what they need in memory grows.
_MOST_TEXTS, _MOST_TOKENS = 32, 1024

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """A sentence embedding model; vectors of two ``identity`` values are never compared."""

    @property
    def name(self) -> str:
        """The model's name as a person chose it."""

    @property
    def identity(self) -> str:
        """Names the very model, at most 200 characters: other weights or configuration under the same name are another."""

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
    identity = MODEL_NAME  # its files are pinned
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
        ids = [self._tokenizer.encode(_sayable(text)).ids for text in texts]
        groups = _of_one_length(ids)
        found = _side_by_side(lambda rows: self._embed_group([ids[row] for row in rows]), groups, self._threads)
        for rows, some in zip(groups, found, strict=True):
            vectors[rows] = some
        return _as_stored(vectors)

    def _embed_group(self, ids: Sequence[Sequence[int]]) -> Vectors:
        vectors: Vectors = self._session.run(None, {"input_ids": np.array(ids, dtype=np.int64)})[0]
        return vectors


class SentenceTransformerEmbedder:
    """Any other model, by name or folder, run by sentence-transformers; safe to share between threads."""

    def __init__(self, name: str, data_dir: Path | None = None) -> None:
        """Loads the model; a name is looked up on the Hugging Face hub unless ``HF_HUB_OFFLINE`` is set.

        Raises:
            MissingExtra: sentence-transformers is not installed, there is no such model within reach, its folder lacks
                files, or it brings program code of its own.
        """
        self.name = name
        folder = _folder(name)
        self._model = _sentence_transformer(name, folder)
        self._prompt = prompt_of(self._model.prompts, self._model.default_prompt_name)
        self._lock = threading.Lock()
        self.dimensions = int(self._encode("size").shape[0])
        self.identity = _identity(name, folder or _downloaded(name), data_dir)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns ``(n, dimensions)`` rows of unit length; see ``Embedder.embed``."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            if text.strip("\0 \t\n\r"):
                vectors[row] = self._encode(_sayable(text))
        return _as_stored(np.nan_to_num(vectors, posinf=0.0, neginf=0.0))

    def _encode(self, text: str) -> Vectors:
        # One at a time: these tokenizers are not made for several threads.
        with self._lock:
            vector: Vectors = self._model.encode(
                [text], prompt=self._prompt, normalize_embeddings=True, show_progress_bar=False
            )[0]
        return vector


def prompt_of(prompts: Mapping[str, str | None], default: str | None) -> str | None:
    """The words that a model wants before every text, from its own configuration; None where it wants none.

    Each text has one vector, whichever side it stands on. So a prompt that the model names as its default counts, and that
    of queries where neither side may go without one (the E5 family uses it for texts of equal standing).
    """
    if default is not None:
        return prompts.get(default) or None
    others = [prompts.get(side) for side in ("passage", "document") if prompts.get(side)]
    return (prompts.get("query") or None) if others else None


def load_embedder(name: str = MODEL_NAME, *, data_dir: Path | None = None, threads: int | None = None) -> Embedder:
    """Loads an embedding model: the default one without torch, any other through sentence-transformers.

    Args:
        name: ``all-MiniLM-L6-v2``, or a name or folder (``~`` is the home) that sentence-transformers understands.
        data_dir: Where the default model's ONNX file is kept and, the first time, built, and what is known of other
            models' files; None is ``var/``.
        threads: Texts embedded side by side by the default model; None is one per processor.

    Raises:
        MissingExtra: The model or the library that runs it is not installed.
    """
    if name == MODEL_NAME:
        return OnnxEmbedder(prepare(data_dir), threads)
    return SentenceTransformerEmbedder(name, data_dir)


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


def _of_one_length(ids: Sequence[Sequence[int]]) -> list[list[int]]:
    """The rows of texts with words, in groups of as many tokens each; the longest first, so that threads end together."""
    by_length: dict[int, list[int]] = {}
    for row, one in enumerate(ids):
        if len(one) > _SPECIAL_TOKENS:
            by_length.setdefault(len(one), []).append(row)
    return [
        rows[start : start + most]
        for length, rows in sorted(by_length.items(), reverse=True)
        for most in [max(1, min(_MOST_TEXTS, _MOST_TOKENS // length))]
        for start in range(0, len(rows), most)
    ]


def _side_by_side(embed: Callable[[list[int]], Vectors], groups: Sequence[list[int]], threads: int) -> list[Vectors]:
    if min(threads, len(groups)) <= 1:
        return [embed(rows) for rows in groups]
    # A pool lives for one call: starting threads costs 0.1 ms, and a forked process never inherits a dead pool.
    with ThreadPoolExecutor(min(threads, len(groups))) as pool:
        return list(pool.map(embed, groups))


def _as_stored(vectors: Vectors) -> Vectors:
    return vectors.astype(np.float16).astype(np.float32)


def _sayable(text: str) -> str:
    """Replaces lone surrogates, which no tokenizer takes, by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _folder(name: str) -> Path | None:
    """The folder that a name means; None for a name of the hub.

    Raises:
        MissingExtra: It looks like a path, and there is no such folder.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return path.resolve()
    if name.startswith(("/", "./", "../", "~")) or name.count("/") > 1:
        raise MissingExtra(
            f"The embedding model {name!r} is neither a model folder nor within reach on the hub; "
            f"correct the path, or choose {MODEL_NAME}."
        )
    return None


def _sentence_transformer(name: str, folder: Path | None) -> Any:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as exc:
        raise MissingExtra(
            f"The embedding model {name!r} needs sentence-transformers; run 'pip install torch==2.13.0' and then "
            f"'pip install sentence-transformers', or choose {MODEL_NAME}."
        ) from exc
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    # With several, sums are taken in another order: a vector would depend on the machine.
    torch.set_num_threads(1)
    try:
        return SentenceTransformer(str(folder or name), device="cpu", local_files_only=folder is not None)
    except Exception as exc:  # of every kind: what is wrong with a model's files is found by five libraries
        raise _refusal(name, folder, exc) from exc


def _refusal(name: str, folder: Path | None, exc: Exception) -> MissingExtra:
    if "trust_remote_code" in str(exc):
        return MissingExtra(
            f"The embedding model {name!r} brings program code of its own, which is not run here (trust_remote_code); "
            f"choose a model without, such as {MODEL_NAME}."
        )
    if folder is not None:
        return MissingExtra(
            f"The embedding model in {name!r} cannot be loaded ({type(exc).__name__}): its folder lacks files or holds "
            f"damaged ones; copy the whole folder of the model again, or choose {MODEL_NAME}."
        )
    return MissingExtra(
        f"The embedding model {name!r} is neither a model folder nor within reach on the hub; "
        f"download it first and name its folder, or choose {MODEL_NAME}."
    )


def _identity(name: str, folder: Path | None, data_dir: Path | None) -> str:
    """The name, of a folder its last part, and a digest of what the model is made of."""
    said = (Path(name).expanduser().resolve().name if _is_path(name) else name)[-_LONGEST_NAME:]
    return f"{said}@{digest_of(folder, data_dir)}" if folder else said


def _is_path(name: str) -> bool:
    return Path(name).expanduser().is_dir()


def _downloaded(name: str) -> Path | None:
    """The folder in which the hub's library keeps a model that it downloaded."""
    from huggingface_hub import try_to_load_from_cache

    for full in (name, f"sentence-transformers/{name}"):
        for file in ("modules.json", "config.json"):
            if full.count("/") == 1 and isinstance(found := try_to_load_from_cache(full, file), str):
                return Path(found).parent
    return None
