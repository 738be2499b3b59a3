"""Writes one named section of RESULTS.md and leaves the others as they are; measures nothing."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"
_OPENING = "# Results\n\nWritten by the scripts beside this file, a section each; edit the scripts, not this page.\n"


def write_section(name: str, body: str, path: Path = RESULTS) -> None:
    """Puts ``body`` between the markers of section ``name``, at the end of the page when it is a new one.

    Args:
        name: Lower-case word, the same in every run of a script.
        body: Markdown with its own ``##`` heading.
        path: The page; it is made when there is none.
    """
    begin, end = f"<!-- begin: {name} -->", f"<!-- end: {name} -->"
    page = path.read_text(encoding="utf-8") if path.exists() else _OPENING
    before, found, rest = page.partition(begin)
    after = rest.partition(end)[2] if found else ""
    page = f"{before.rstrip()}\n\n{begin}\n{body.strip()}\n{end}\n{after}"
    path.write_text(page.rstrip() + "\n", encoding="utf-8")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def circumstances() -> str:
    """One line that says when and on what machine a section was measured."""
    day = datetime.now(UTC).date().isoformat()
    return f"{day}, {_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    names = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next((line.partition(":")[2].strip() for line in names if line.startswith("model name")), platform.machine())
