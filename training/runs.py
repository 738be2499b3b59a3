"""Run folders: what a command was told, with which versions it ran and what it found; it computes none of it.

``runs/<UTC time>-<command>-<short id>/`` holds ``config.json``, ``metrics.json`` and the command's own files. The folder
appears whole or not at all. Runs hold the texts of résumés: they stay on this machine, and git ignores them.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import extractors
import matcher
from errors import InvalidFields
from nlp.taxonomy import default_taxonomy

HOME = Path(__file__).resolve().parents[1]
RUNS = HOME / "runs"
# What a killed command leaves goes after a day: it may hold texts of résumés.
_UNFINISHED, _KEPT_S = ".writing-", 86_400.0


@dataclass(slots=True)
class Run:
    """A run that is being written.

    Attributes:
        folder: Where its files go now; it gets its name when the run is complete.
        place: Where it will stand.
        config: What ``config.json`` will say; a command adds what it chose by itself.
        metrics: What ``metrics.json`` will say.
    """

    folder: Path
    place: Path
    config: dict[str, Any]
    metrics: dict[str, Any] = field(default_factory=dict)

    def write(self, name: str, text: str) -> None:
        """Writes one of the command's own files."""
        (self.folder / name).write_text(text, "utf-8")


@contextmanager
def recorded(command: str, arguments: Mapping[str, Any], *, model: str, home: Path = RUNS) -> Iterator[Run]:
    """A run for a with block: put in its place when the block ends, thrown away when it fails.

    Args:
        command: ``pairs``, ``evaluate``, ...
        arguments: Everything the command was given, the seed among it.
        model: Name of the embedding model in use.
        home: The folder of all runs.
    """
    now = datetime.now(UTC)
    name = f"{now:%Y%m%dT%H%M%SZ}-{command}-{secrets.token_hex(3)}"
    folder = home / f"{_UNFINISHED}{name}"
    _sweep(home)
    folder.mkdir(parents=True)
    config = {
        "command": command,
        "started": now.isoformat(timespec="seconds"),
        "arguments": {key: _plain(value) for key, value in arguments.items()},
        "versions": _versions(model),
        **_revision(),
    }
    run = Run(folder, home / name, config)
    try:
        yield run
        run.write("config.json", _json(run.config))
        run.write("metrics.json", _json(run.metrics))
        os.replace(folder, run.place)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def read(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The config and the metrics of a run.

    Raises:
        InvalidFields: The folder holds no run.
    """
    try:
        config, metrics = (json.loads((folder / name).read_text("utf-8")) for name in ("config.json", "metrics.json"))
    except (OSError, ValueError) as exc:
        raise InvalidFields(
            f"{folder} is no run folder: it needs a config.json and a metrics.json, as every command writes them."
        ) from exc
    return config, metrics


def _sweep(home: Path) -> None:
    for left in home.glob(f"{_UNFINISHED}*"):
        if time.time() - left.stat().st_mtime > _KEPT_S:
            shutil.rmtree(left, ignore_errors=True)


def _versions(model: str) -> dict[str, str]:
    return {
        "matcher": matcher.MATCHER_VERSION,
        "extractor": extractors.EXTRACTOR_VERSION,
        "taxonomy": default_taxonomy().version,
        "model": model,
    }


def _revision() -> dict[str, Any]:
    """The commit that the code was at, and whether files were changed since; "unknown" outside a repository."""
    try:
        commit = _git("rev-parse", "HEAD")
        return {"git_commit": commit, "git_changed": bool(_git("status", "--porcelain", "--untracked-files=no"))}
    except (OSError, subprocess.SubprocessError):
        return {"git_commit": "unknown", "git_changed": False}


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=HOME, capture_output=True, text=True, check=True, timeout=10)
    return done.stdout.strip()


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
