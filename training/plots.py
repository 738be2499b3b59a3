"""Draws two kinds of figure as SVG by hand: figures with their intervals, and said against observed probability.

Colours follow the reader's light or dark scheme; each mark carries its numbers as a tooltip.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_STYLE = """<style>
  svg { background: #fff; color: #1b1f24; font: 13px system-ui, sans-serif }
  .line { stroke: #c9ced6 } .bar { stroke: #33691e } .dot { fill: #33691e } .dim { fill: #57606a; font-size: 12px }
  text { fill: currentColor }
  @media (prefers-color-scheme: dark) {
    svg { background: #14171b; color: #e6e9ee } .line { stroke: #3a414b } .bar { stroke: #a5d46a }
    .dot { fill: #a5d46a } .dim { fill: #9aa4b0 }
  }
</style>"""
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
    parts = [f'<text x="14" y="24" font-weight="600">{escape(title)}</text>']
    parts += [_text(14, _row_y(at) + 4, name) for at, (name, _) in enumerate(rows)]
    for column, name in enumerate(figures):
        left = _NAMES + column * (_PANEL + _GAP)
        parts.append(_text(left, _TOP - 12, name, "dim"))
        parts += _axis(left, start, end, len(rows))
        parts += [
            _interval(left, start, end, _row_y(at), row_name, row[name]) for at, (row_name, row) in enumerate(rows)
        ]
    return _svg(width, height, parts, title)


def reliability(title: str, bins: Sequence[Mapping[str, float]]) -> str:
    """Said against observed share, a dot a bin, larger for more pairs; on the diagonal the two agree."""
    left, top, side = 62, 48, 320
    most = max((one["n"] for one in bins), default=1)
    parts = [f'<text x="14" y="24" font-weight="600">{escape(title)}</text>']
    for step in range(6):
        at = side * step / 5
        parts.append(_line(left, top + at, left + side, top + at))
        parts.append(_text(left - 34, top + side - at + 4, f"{step / 5:.1f}", "dim"))
        parts.append(_text(left + at - 9, top + side + 20, f"{step / 5:.1f}", "dim"))
    parts.append(_line(left, top + side, left + side, top, dashes=True))
    for one in bins:
        said, seen, size = one["said"], one["observed"], 3 + 7 * (one["n"] / most) ** 0.5
        tip = f"{one['n']} pairs: said {said:.2f}, observed {seen:.2f}"
        x, y = left + side * said, top + side * (1 - seen)
        parts.append(
            f'<circle class="dot" fill-opacity=".85" cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"><title>{tip}</title></circle>'
        )
    parts.append(_text(left + side / 2 - 60, top + side + 42, "probability said", "dim"))
    parts.append(f'<text class="dim" transform="translate(16 {top + side / 2 + 50}) rotate(-90)">share of fits</text>')
    return _svg(left + side + 30, top + side + 58, parts, title)


def _interval(left: float, start: float, end: float, y: float, name: str, told: Mapping[str, Any]) -> str:
    value, low, high = told["value"], told["low"], told["high"]
    if value is None:
        return _text(left, y + 4, "none", "dim")

    def x(number: float) -> float:
        return left + _PANEL * (number - start) / (end - start)

    bar = (
        f'<line class="bar" stroke-width="2" x1="{x(low):.1f}" x2="{x(high):.1f}" y1="{y}" y2="{y}"/>'
        if low is not None
        else ""
    )
    range_said = f" ({low:.3f} to {high:.3f})" if low is not None else ""
    tip = f"<title>{escape(name)}: {value:.3f}{range_said}</title>"
    return f'<g>{tip}{bar}<circle class="dot" cx="{x(value):.1f}" cy="{y}" r="4.5"/></g>'


def _axis(left: float, start: float, end: float, rows: int) -> list[str]:
    steps = round((end - start) / 0.1)
    marks = [(start + 0.1 * step, left + _PANEL * step / steps) for step in range(steps + 1)]
    bottom = _row_y(rows) - 6
    lines = [_line(x, _TOP, x, bottom) for _, x in marks]
    return [
        *lines,
        *(_text(x - 9, bottom + 18, f"{value:.1f}", "dim") for value, x in marks[:: 1 if steps <= 7 else 2]),
    ]


def _row_y(at: int) -> float:
    return _TOP + _ROW * at + 14


def _floor(value: float) -> float:
    return max(-1.0, int(value * 10 + 10) / 10 - 1) if value < 0 else int(value * 10) / 10


def _line(x1: float, y1: float, x2: float, y2: float, dashes: bool = False) -> str:
    style = ' stroke-dasharray="5 4" style="stroke: currentColor"' if dashes else ""
    return f'<line class="line"{style} x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, said: str, kind: str = "") -> str:
    style = f' class="{kind}"' if kind else ""
    return f'<text{style} x="{x:.1f}" y="{y:.1f}">{escape(said)}</text>'


def _svg(width: float, height: float, parts: Sequence[str], title: str) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" role="img" aria-label="{escape(title, quote=True)}">'
    return "\n".join([head, _STYLE, *parts, "</svg>", ""])
