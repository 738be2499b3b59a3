"""Keeps how far a training is, so that it can go on after its process was killed; it trains nothing."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nlp.whole_files import write_whole


class Checkpoint:
    """The last kept state of one training: of the same pairs, model and options, and of nothing else."""

    def __init__(self, folder: Path, training: Mapping[str, Any]) -> None:
        """Names the file by everything that ``training`` says."""
        key = hashlib.sha256(json.dumps(training, sort_keys=True).encode()).hexdigest()[:16]
        self.path = folder / f"{key}.pt"

    def keep(self, state: Mapping[str, Any]) -> None:
        """Writes the state; a process killed meanwhile leaves the state before."""
        import torch

        held = io.BytesIO()
        torch.save(dict(state), held)
        write_whole(self.path, held.getvalue())

    def last(self) -> dict[str, Any] | None:
        """The kept state, or None where there is none."""
        import torch

        if not self.path.exists():
            return None
        state: dict[str, Any] = torch.load(self.path, weights_only=True)
        return state

    def drop(self) -> None:
        """Forgets it, once the training is complete."""
        self.path.unlink(missing_ok=True)
