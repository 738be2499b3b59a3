"""The last measured figures by name, beside RESULTS.md in figures.json; measures nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

FIGURES = Path(__file__).parent / "figures.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, the command that measured it, the day, and what it was compared with in the same run, if anything."""

    value: float
    command: str
    day: str
    reference: float | None = None


def keep(
    command: str, values: Mapping[str, float], references: Mapping[str, float] | None = None, path: Path = FIGURES
) -> None:
    """Keeps what a script measured; figures of other scripts stay as they are.

    Args:
        command: How to measure it again, such as "python -m benchmarks.ranking".
        values: By the names that ``benchmarks.promises`` asks for.
        references: What the reference took in the same run, by the same names.
        path: The file; it is made when there is none.
    """
    day = datetime.now(UTC).date().isoformat()
    given = references or {}
    new = {name: asdict(Figure(round(value, 4), command, day, given.get(name))) for name, value in values.items()}
    before = json.loads(path.read_text("utf-8")) if path.exists() else {}
    path.write_text(json.dumps(dict(sorted((before | new).items())), indent=1) + "\n", encoding="utf-8")


def known(path: Path = FIGURES) -> dict[str, Figure]:
    """What was kept, by name; nothing where nothing was measured."""
    if not path.exists():
        return {}
    return {name: Figure(**said) for name, said in json.loads(path.read_text("utf-8")).items()}
