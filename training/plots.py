"""Draws two kinds of figure as SVG by hand: figures with their intervals, and said against observed probability.

Colours follow the reader's light or dark scheme; each mark carries its numbers as a tooltip.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from charts import clean, line, picture, words

_NAMES, _PANEL, _GAP, _ROW, _TOP = 270, 300, 46, 26, 58


def intervals(title: str, rows: Sequence[tuple[str, Mapping[str, Mapping[str, Any]]]], figures: Sequence[str]) -> str:
    """Dots with interval bars: a line a row, a panel a figure, all on one axis.

    Args:
        title: What is compared.
        rows: Name of each row and its figures: ``value``, ``low`` and ``high``, 0..1; None is left out.
        figures: The figures shown, left to right.
    """
    known = [
        told[end] for _, row in rows for name in figures for told in [row[name]] for end in ("value", "low", "high")
    ]
    ends = [value for value in known if value is not None] or [0.0]
    start, end = _floor(min(0.4, *ends, 1.0)), 1.0
    width, height = _NAMES + len(figures) * (_PANEL + _GAP), _TOP + _ROW * len(rows) + 40
    parts = [f'<text x="14" y="24" font-weight="600">{clean(title)}</text>']
    parts += [words(14, _row_y(at) + 4, name) for at, (name, _) in enumerate(rows)]
    for column, name in enumerate(figures):
        left = _NAMES + column * (_PANEL + _GAP)
        parts.append(words(left, _TOP - 12, name, "dim"))
        parts += _axis(left, start, end, len(rows))
        parts += [
            _interval(left, start, end, _row_y(at), row_name, row[name]) for at, (row_name, row) in enumerate(rows)
        ]
    return picture(width, height, parts, title)


def reliability(title: str, bins: Sequence[Mapping[str, float]]) -> str:
    """Said against observed share, a dot a bin, larger for more pairs; on the diagonal the two agree."""
    left, top, side = 62, 48, 320
    most = max((one["n"] for one in bins), default=1)
    parts = [f'<text x="14" y="24" font-weight="600">{clean(title)}</text>']
    for step in range(6):
        at = side * step / 5
        parts.append(line(left, top + at, left + side, top + at))
        parts.append(words(left - 34, top + side - at + 4, f"{step / 5:.1f}", "dim"))
        parts.append(words(left + at - 9, top + side + 20, f"{step / 5:.1f}", "dim"))
    parts.append(line(left, top + side, left + side, top, dashes=True))
    for one in bins:
        said, seen, size = one["said"], one["observed"], 3 + 7 * (one["n"] / most) ** 0.5
        tip = f"{one['n']} pairs: said {said:.2f}, observed {seen:.2f}"
        x, y = left + side * said, top + side * (1 - seen)
        parts.append(
            f'<circle class="dot" fill-opacity=".85" cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"><title>{tip}</title></circle>'
        )
    parts.append(words(left + side / 2 - 60, top + side + 42, "probability said", "dim"))
    parts.append(f'<text class="dim" transform="translate(16 {top + side / 2 + 50}) rotate(-90)">share of fits</text>')
    return picture(left + side + 30, top + side + 58, parts, title)


def _interval(left: float, start: float, end: float, y: float, name: str, told: Mapping[str, Any]) -> str:
    value, low, high = told["value"], told["low"], told["high"]
    if value is None:
        return words(left, y + 4, "none", "dim")

    def x(number: float) -> float:
        return left + _PANEL * (number - start) / (end - start)

    bar = (
        f'<line class="bar" stroke-width="2" x1="{x(low):.1f}" x2="{x(high):.1f}" y1="{y}" y2="{y}"/>'
        if low is not None
        else ""
    )
    range_said = f" ({low:.3f} to {high:.3f})" if low is not None else ""
    tip = f"<title>{clean(name)}: {value:.3f}{range_said}</title>"
    return f'<g>{tip}{bar}<circle class="dot" cx="{x(value):.1f}" cy="{y}" r="4.5"/></g>'


def _axis(left: float, start: float, end: float, rows: int) -> list[str]:
    steps = round((end - start) / 0.1)
    marks = [(start + 0.1 * step, left + _PANEL * step / steps) for step in range(steps + 1)]
    bottom = _row_y(rows) - 6
    lines = [line(x, _TOP, x, bottom) for _, x in marks]
    return [
        *lines,
        *(words(x - 9, bottom + 18, f"{value:.1f}", "dim") for value, x in marks[:: 1 if steps <= 7 else 2]),
    ]


def _row_y(at: int) -> float:
    return _TOP + _ROW * at + 14


def _floor(value: float) -> float:
    return max(-1.0, int(value * 10 + 10) / 10 - 1) if value < 0 else int(value * 10) / 10
