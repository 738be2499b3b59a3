"""Loads the shared scorer's matching rules by path, so that a figure means the same everywhere; it has no rule of its own."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared"
# Own names for the scorer's modules: its `data` and `documents` would collide with the product's.
_PACKAGE, _ADAPTER = "shared_scorer_metrics", "shared_scorer_adapter"


@dataclass(frozen=True, slots=True)
class Scorer:
    """The scorer's modules: ``fields`` (a document's marks), ``sets``, ``stats`` (intervals), ``text`` (what is equal)."""

    fields: Any
    sets: Any
    stats: Any
    text: Any
    shown: Any

    def prediction(self, resume: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of a résumé (as a dictionary) in the form that ``fields.score_one`` takes."""
        found: dict[str, Any] = self.shown(resume)
        return found


def load(folder: Path = SHARED / "score") -> Scorer:
    """The scorer in ``folder``.

    Raises:
        FileNotFoundError: With a sentence, when it is not there.
    """
    if not (folder / "metrics").is_dir():
        raise FileNotFoundError(f"The shared scorer is not at {folder.parent.name}/{folder.name} beside the project.")
    _imported(_PACKAGE, folder / "metrics" / "__init__.py")
    modules = {name: importlib.import_module(f"{_PACKAGE}.{name}") for name in ("fields", "sets", "stats", "text")}
    return Scorer(**modules, shown=_imported(_ADAPTER, folder / "adapters" / "our_service.py").fields)


def _imported(name: str, path: Path) -> Any:
    if name in sys.modules:
        return sys.modules[name]
    inside = [str(path.parent)] if path.stem == "__init__" else None
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=inside)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{path.name} of the shared scorer cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
