"""What was promised of speed and scale beside what was measured last: met, or not and why; measures nothing.

Usage: python -m benchmarks.promises
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure, known
from benchmarks.results import table, write_section
from charts import Series, bars

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "performance.svg"


@dataclass(frozen=True, slots=True)
class Promise:
    """A figure that must not be over ``limit``, or not under it where ``is_floor``; ``why`` is told where it is not met."""

    name: str
    says: str
    limit: float
    unit: str
    is_floor: bool = False
    why: str = ""

    def is_met(self, figure: Figure) -> bool:
        """Says whether a measured figure keeps it."""
        return figure.value >= self.limit if self.is_floor else figure.value <= self.limit

    def share(self, figure: Figure) -> float:
        """How much of what is allowed was needed: 1 is just met, less is better."""
        return self.limit / figure.value if self.is_floor else figure.value / self.limit


PROMISES = (
    Promise("parse ms", "read a two-page PDF to JSON with skills, isolation included, p50", 60, "ms"),
    Promise("parse and embed ms", "the same with the vectors of all passages, p50", 250, "ms"),
    Promise("upload p50 ms", "upload over HTTP until the match is stored, p50", 250, "ms"),
    Promise("upload p95 ms", "upload over HTTP until the match is stored, p95", 500, "ms"),
    Promise("rank new s", "one job against 1,000 stored résumés, the first time", 1.0, "s",
            why="1.5 s was the floor, about 1.2 ms a pair on two cores; half of it is finding evidence for each requirement"),
    Promise("rank again s", "the same again", 0.3, "s"),
    Promise("first stage 1e5 ms", "best 200 of 100,000 résumés by vector, the slowest filter, p50", 25, "ms",
            why="everybody takes 13 ms; a filter that nobody near the ad passes has many rows looked at"),
    Promise("first stage 1e6 ms", "best 200 of 1,000,000 résumés by vector, the slowest filter, p50", 80, "ms",
            why="all filters but one take 15 to 75 ms; a skill that nobody near the ad has leads far away"),
    Promise("recall", "of the exact best 200 found, the worst filter", 0.95, "", is_floor=True,
            why="among 1,000,000 at least 0.967 with all filters but that one, see docs/retrieval.md"),
    Promise("two stages 1e5 ms", "ranking over 100,000 with full scoring of those 200", 250, "ms",
            why="records are read from the database; the matcher takes 1.2 ms a pair on two cores"),
    Promise("two stages 1e6 ms", "ranking over 1,000,000 with full scoring of those 200", 300, "ms",
            why="the same; 59 ms where they were scored before"),
    Promise("embed to one by one", "embedding throughput to sentence-transformers, one text a call", 2.4, "times", is_floor=True),
    Promise("embed to batches", "embedding throughput to sentence-transformers in batches", 1.5, "times", is_floor=True),
    Promise("bulk a minute a core", "résumés a minute a core in bulk, no OCR", 300, "", is_floor=True),
    Promise("two workers to one", "two workers to one", 1.8, "times", is_floor=True),
    Promise("health p99 ms", "/health while 2,000 résumés are worked off and workers killed, p99", 100, "ms"),
    Promise("start s", "start to first answer", 2.5, "s"),
    Promise("memory MiB", "resident memory of a web worker before the first request", 350, "MiB",
            why="the taxonomy, the gazetteer of places and the trained taggers are in memory from the start, "
            "so that the first request is as fast as the next"),
    Promise("growth", "time of the whole for ten times the data", 1.3, "times"),
    Promise("list p50 ms", "the slowest list or read route at 1,000,000 matches, p50", 30, "ms",
            why="a page of 20 whole matches or résumés is 150 to 210 kB of JSON; see the section of lists"),
    Promise("analytics p50 ms", "the slowest figure at 1,000,000 matches, p50", 300, "ms"),
)  # fmt: skip


def main() -> None:
    """Prints and writes the section ``promises`` and its picture."""
    found = known()
    body = report(PROMISES, found)
    print(body)
    write_section("promises", body)
    PICTURE.write_text(picture(PROMISES, found), encoding="utf-8")


def report(promises: Sequence[Promise], found: Mapping[str, Figure]) -> str:
    """The section's Markdown."""
    rows = [_row(one, found.get(one.name)) for one in promises]
    kept = sum(one.is_met(found[one.name]) for one in promises if one.name in found)
    head = ("what", "promised", "measured", "reference in the same run", "", "by", "on")
    return "\n\n".join(
        [
            "## What was promised of speed and scale",
            f"`python -m benchmarks.promises`: {kept} of {len(promises)} kept. Each figure is the last one that its own "
            "script measured.\n\n![Measured to promised](../docs/performance.svg)",
            table(head, rows),
        ]
    )


def picture(promises: Sequence[Promise], found: Mapping[str, Figure]) -> str:
    """Measured to promised as bars; under 1 is kept."""
    shown = [one for one in promises if one.name in found]
    shares = Series("of what is allowed", [round(one.share(found[one.name]), 2) for one in shown])
    described = "; ".join(f"{one.says}: {one.share(found[one.name]):.2f}" for one in shown)
    return bars("Measured to promised: less than 1 is kept", described, [one.name for one in shown], [shares])


def _row(promise: Promise, figure: Figure | None) -> tuple[str, ...]:
    bound = f"{'>=' if promise.is_floor else '<='} {promise.limit:g} {promise.unit}".strip()
    if figure is None:
        return promise.says, bound, "", "", "not measured here", "", ""
    verdict = "met" if promise.is_met(figure) else f"not met{': ' + promise.why if promise.why else ''}"
    measured = f"{figure.value:,.4g} {promise.unit}".strip()
    other = "" if figure.reference is None else f"{figure.reference:,.4g} {promise.unit}".strip()
    return promise.says, bound, measured, other, verdict, f"`{figure.command}`", figure.day


if __name__ == "__main__":
    main()
