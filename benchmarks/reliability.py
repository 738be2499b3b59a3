"""Writes how well the confidences of a résumé's fields are kept into RESULTS.md; the figures come with the weights.

``python -m training.confidence`` measures them while it fits, on people that the curves have not seen, and keeps them in
nlp/weights/confidence.json. Usage: python -m benchmarks.reliability
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.results import circumstances, table, write_section
from nlp import confidence


def main() -> None:
    """Prints and writes the section ``confidence``."""
    body = report(confidence.learnt())
    print(body)
    write_section("confidence", body)


def report(learnt: Mapping[str, Any]) -> str:
    """The section's Markdown."""
    measured = learnt["measured"]
    parts = [
        "## Confidence of fields",
        f"`python -m benchmarks.reliability`, weights {learnt['version']}: {circumstances()}",
        table(
            ("field", "values", "people", "right", "Brier score", "of a constant", "calibration error (ECE)"),
            [_quality(field, figures) for field, figures in measured.items()],
        ),
        "Said and seen, in up to five bins of equal size; 95 % intervals above redraw people:",
        table(
            ("field", "confidence from", "to", "values", "mean confidence", "right"),
            [row for field, figures in measured.items() for row in _bins(field, figures)],
        ),
        "What `needs_review` flags: values under the bound, beside fields that are missing:",
        table(
            ("field", "bound", "values flagged", "of the wrong ones", "wrong values"),
            [_review(field, figures, learnt["curves"][field]) for field, figures in measured.items()],
        ),
        "The trade at other bounds: values flagged / wrong ones caught:",
        table(
            ("field", *(f"{one['below']:.2f}" for one in next(iter(measured.values()))["trade"])),
            [(field, *_trade(figures)) for field, figures in measured.items() if figures["wrong"]],
        ),
        _NOTE,
    ]
    return "\n\n".join(parts)


_NOTE = """A single value's confidence is the probability that it is right; that of skills, experience and education is the expected
agreement (F1) of what is listed with what a person marked, and "right" is its mean. A value is wrong when less than half
of it is right. Each figure is of people on whom the curve was not fitted, the files of one person counting as one
résumé. The bound is the one of 0.50, 0.55 … 0.90 that catches most more than it flags, flagging a quarter of the values
at most, and 0.50 where no value was wrong. Files and demo résumés were looked at while the engine was written, so a
typeset résumé of a new maker deserves less trust than these figures say; marked texts carry no typography and replaced
e-mail addresses; scans are few."""


def _quality(field: str, figures: Mapping[str, Any]) -> tuple[str, ...]:
    counts = (str(figures["n"]), str(figures["people"]), f"{figures['right']:.3f}")
    return field, *counts, _with_interval(figures["brier"]), f"{figures['brier_constant']:.3f}", _with_interval(figures["ece"])  # fmt: skip


def _bins(field: str, figures: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for part in figures["bins"]:
        edges = (f"{part['from']:.2f}", f"{part['to']:.2f}")
        yield field, *edges, str(part["n"]), f"{part['confidence']:.2f}", f"{part['observed']:.2f}"


def _review(field: str, figures: Mapping[str, Any], curve: Mapping[str, Any]) -> tuple[str, ...]:
    caught = f"{figures['caught']:.0%}" if figures["wrong"] else ""
    return field, f"{curve['review_below']:.2f}", f"{figures['flagged']:.1%}", caught, str(figures["wrong"])


def _trade(figures: Mapping[str, Any]) -> Iterator[str]:
    for one in figures["trade"]:
        yield f"{one['flagged']:.0%} / {one['caught']:.0%}"


def _with_interval(figure: tuple[float, float, float]) -> str:
    value, low, high = figure
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


if __name__ == "__main__":
    main()
