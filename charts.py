"""Draws figures as SVG by hand: bars, a funnel, histograms and lines, each with its numbers in words; it knows no figure's meaning.

Colours follow the reader's light or dark scheme, and none of them says anything alone: values stand beside the bars, and
each mark has its own as a tooltip. A picture has a title and a description for whoever does not see it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

STYLE = """<style>
  svg { background: #fff; color: #1b1f24; font: 13px system-ui, sans-serif }
  .line { stroke: #c9ced6 } .bar { stroke: #33691e } .dot { fill: #33691e } .dim { fill: #57606a; font-size: 12px }
  .mark0 { fill: #33691e } .mark1 { fill: #1f6fb5 } .mark2 { fill: #b3541e } .mark3 { fill: #7a4fa3 }
  .mark4 { fill: #8a6d00 } .mark5 { fill: #0f766e } .mark6 { fill: #9d2f5f } .mark7 { fill: #57606a }
  .path0 { stroke: #33691e } .path1 { stroke: #1f6fb5 } .path2 { stroke: #b3541e } .path3 { stroke: #7a4fa3 }
  .path1 { stroke-dasharray: 7 3 } .path2 { stroke-dasharray: 2 3 } .path3 { stroke-dasharray: 9 3 2 3 }
  .pale { fill-opacity: .35 } .trace { fill: none; stroke-width: 2; stroke-linejoin: round } .end { text-anchor: end }
  .middle { text-anchor: middle }
  text { fill: currentColor }
  @media (prefers-color-scheme: dark) {
    svg { background: #14171b; color: #e6e9ee } .line { stroke: #3a414b } .bar { stroke: #a5d46a }
    .dot { fill: #a5d46a } .dim { fill: #9aa4b0 }
    .mark0 { fill: #a5d46a } .mark1 { fill: #6cb2f0 } .mark2 { fill: #f0955a } .mark3 { fill: #c09ae6 }
    .mark4 { fill: #e0bf4a } .mark5 { fill: #4fd1c5 } .mark6 { fill: #f087b3 } .mark7 { fill: #9aa4b0 }
    .path0 { stroke: #a5d46a } .path1 { stroke: #6cb2f0 } .path2 { stroke: #f0955a } .path3 { stroke: #c09ae6 }
  }
</style>"""
_COLOURS, _PATHS = 8, 4
_MARGIN, _NAMES, _PLOT, _VALUES, _ROW, _TOP = 14, 210, 430, 130, 22, 62
LONGEST_NAME = 26
"""A longer name beside a bar is cut."""
_PLOT_HEIGHT, _TICKS = 240, 5
# Matches the U+0007 of "a\x07b", which no XML holds; does not match a tab or a line break. One pass.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one kind, in the order of the labels; None is drawn as nothing."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a funnel: how many came there, how many of them are there, and a word on the way to it."""

    name: str
    reached: int
    now: int
    note: str = ""


def bars(
    title: str,
    described: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    stacked: bool = False,
    unit: str = "",
) -> str:
    """Horizontal bars: one a label and series below each other, or the series of a label one behind the other."""
    rows = 1 if stacked else len(series)
    top = _TOP + _legend_rows(series) * _ROW
    height_of_label = _ROW * rows + 8
    most = _most(labels, series, stacked)
    bottom = top + height_of_label * max(1, len(labels))
    parts = [*_heading(title), *_legend(series), *_axis_below(top, bottom, most, unit)]
    for at, label in enumerate(labels):
        y = top + height_of_label * at
        parts.append(_name(label, y + height_of_label / 2))
        parts += _stack(y, at, label, series, most) if stacked else _side_by_side(y, at, label, series, most, unit)
    if not labels:
        parts.append(words(_NAMES, top + 14, "Nothing to show.", "dim"))
    return picture(_width(), bottom + 36, parts, title, described)


def funnel(title: str, described: str, stages: Sequence[Stage]) -> str:
    """A bar a stage as long as the number that came there, the part that is there now in full colour."""
    series = [Series("are there now", ()), Series("came there", ())]
    top, step = _TOP + _ROW, _ROW + 18
    most = max((one.reached for one in stages), default=0) or 1
    parts = [*_heading(title), *_legend(series, same=True)]
    for at, one in enumerate(stages):
        y = top + step * at
        said = f"{one.name}: {one.reached:,} came there, {one.now:,} are there now{one.note and ', ' + one.note}"
        whole, part = _PLOT * one.reached / most, _PLOT * min(one.now, one.reached) / most
        parts.append(_name(one.name, y + step / 2 - 4))
        parts.append(
            f'<g><title>{clean(said)}</title><rect class="mark0 pale" x="{_NAMES}" y="{y}" width="{whole:.1f}" height="{_ROW}"/>'
            f'<rect class="mark0" x="{_NAMES}" y="{y}" width="{part:.1f}" height="{_ROW}"/></g>'
        )
        parts.append(words(_NAMES + whole + 6, y + 15, f"{one.reached:,}"))
        if one.note:
            parts.append(words(_NAMES + whole + 16 + 8 * len(f"{one.reached:,}"), y + 15, one.note, "dim"))
    return picture(_width(), top + step * len(stages) + 10, parts, title, described)


def histogram(title: str, described: str, lows: Sequence[float], width: float, series: Sequence[Series]) -> str:
    """Columns of equal width, a panel a series one below the other, each in percent of its own sum.

    Args:
        title: What is counted.
        described: The same in a sentence or two.
        lows: The lower end of each column, in order.
        width: Of a column, in the unit of ``lows``.
        series: Counts; panels share their axes, so that shapes can be compared.
    """
    sums = [sum(value or 0 for value in one.values) for one in series]
    shares = [
        [100 * (v or 0) / whole if whole else 0.0 for v in one.values] for one, whole in zip(series, sums, strict=True)
    ]
    ticks = _ticks(max((max(one, default=0) for one in shares), default=0) or 1, 3)
    panel, top, left, across = 150, 50, 64, 620
    column = across / max(1, len(lows))
    parts = _heading(title)
    for at, (one, values) in enumerate(zip(series, shares, strict=True)):
        base = top + panel * (at + 1) - 24
        high = panel - 56
        parts.append(words(left, base - high - 12, f"{one.name}: {sums[at]:,.0f}"))
        for tick in ticks:
            y = base - high * tick / ticks[-1]
            parts += [line(left, y, left + across, y), words(left - 8, y + 4, f"{tick:g} %", "dim end")]
        for n, value in enumerate(values):
            tall = high * value / ticks[-1]
            tip = f"{lows[n]:g} to {lows[n] + width:g}: {one.values[n] or 0:,.0f} ({value:.1f} %)"
            x = left + column * n
            parts.append(_mark(at, x + 1, base - tall, column - 2, tall, tip))
        edges = [*lows, lows[-1] + width] if lows else []
        parts += [
            words(left + column * n, base + 16, f"{edge:g}", "dim middle") for n, edge in enumerate(edges) if n % 4 == 0
        ]
    return picture(left + across + 30, top + panel * len(series) + 10, parts, title, described)


def lines(title: str, described: str, labels: Sequence[str], series: Sequence[Series]) -> str:
    """A line a series over labels in their order, such as weeks; a None is a gap."""
    left, across = 64, 620
    top = _TOP + _legend_rows(series) * _ROW + 12
    base = top + _PLOT_HEIGHT
    ticks = _ticks(_most(labels, series, False), least=1.0)
    apart = across / max(1, len(labels) - 1)
    parts = [*_heading(title), *_legend(series)]
    for tick in ticks:
        y = base - _PLOT_HEIGHT * tick / ticks[-1]
        parts += [line(left, y, left + across, y), words(left - 8, y + 4, f"{tick:,g}", "dim end")]
    every = max(1, math.ceil(len(labels) / 7))
    parts += [
        words(left + apart * at, base + 18, label, "dim middle") for at, label in enumerate(labels) if at % every == 0
    ]
    for number, one in enumerate(series):
        places = [
            None if value is None else (left + apart * at, base - _PLOT_HEIGHT * value / ticks[-1])
            for at, value in enumerate(one.values)
        ]
        parts.append(f'<path class="trace path{number % _PATHS}" d="{_trace(places)}"/>')
        parts += [
            f'<circle class="mark{number % _PATHS}" cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="3">'
            f"<title>{clean(f'{label}: {value:,g} {one.name}')}</title></circle>"
            for place, label, value in zip(places, labels, one.values, strict=True)
            if place
        ]
    return picture(left + across + 40, base + 40, parts, title, described)


def clean(said: str) -> str:
    """A text as XML may hold it."""
    return escape(_NO_XML.sub("\ufffd", said), quote=True)


def cut(said: str, most: int) -> str:
    """A text no wider than so many letters; a Chinese one is as wide as two."""
    if _wide(said) <= most:
        return said
    kept = said
    while _wide(kept) > most - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def line(x1: float, y1: float, x2: float, y2: float, dashes: bool = False) -> str:
    """A thin line, or a dashed one in the colour of the text."""
    style = ' stroke-dasharray="5 4" style="stroke: currentColor"' if dashes else ""
    return f'<line class="line"{style} x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def words(x: float, y: float, said: str, kind: str = "") -> str:
    """A line of text that begins at a place; ``kind`` are classes of the style."""
    style = f' class="{kind}"' if kind else ""
    return f'<text{style} x="{x:.1f}" y="{y:.1f}">{clean(said)}</text>'


def picture(width: float, height: float, parts: Sequence[str], title: str, described: str | None = None) -> str:
    """The whole file; with ``described``, the title and the description are elements of their own."""
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}"'
    if described is None:
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{clean(title)}">'
        return "\n".join([head, STYLE, *parts, "</svg>", ""])
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title description">'
    told = f'<title id="title">{clean(title)}</title>\n<desc id="description">{clean(described)}</desc>'
    return "\n".join([head, told, STYLE, *parts, "</svg>", ""])


def _heading(title: str) -> list[str]:
    return [f'<text x="{_MARGIN}" y="24" font-weight="600">{clean(cut(title, 100))}</text>']


def _legend(series: Sequence[Series], same: bool = False) -> list[str]:
    """What each colour means, in lines of up to four; nothing for one series alone. ``same`` has the second paler."""
    if len(series) < 2:
        return []
    parts = []
    for at, one in enumerate(series):
        x, y = _MARGIN + 190 * (at % 4), 38 + _ROW * (at // 4)
        kind = f"mark0{' pale' if at else ''}" if same else f"mark{at % _COLOURS}"
        parts.append(f'<rect class="{kind}" x="{x}" y="{y}" width="12" height="12"/>')
        parts.append(words(x + 18, y + 11, cut(one.name, 24), "dim"))
    return parts


def _legend_rows(series: Sequence[Series]) -> int:
    return 0 if len(series) < 2 else math.ceil(len(series) / 4) - (len(series) <= 4)


def _axis_below(top: float, bottom: float, most: float, unit: str) -> list[str]:
    ticks = _ticks(most, least=0.0 if unit else 1.0)
    parts = []
    for tick in ticks:
        x = _NAMES + _PLOT * tick / ticks[-1]
        parts.append(line(x, top - 6, x, bottom))
        parts.append(words(x, bottom + 18, f"{tick:,g}{unit}", "dim middle"))
    return parts


def _side_by_side(y: float, at: int, label: str, series: Sequence[Series], most: float, unit: str) -> list[str]:
    parts, end = [], _ticks(most)[-1]
    for number, one in enumerate(series):
        value = one.values[at]
        if value is None:
            continue
        long, high = _PLOT * value / end, y + _ROW * number
        tip = f"{label}, {one.name}: {value:,g}{unit}" if len(series) > 1 else f"{label}: {value:,g}{unit}"
        parts.append(_mark(number, _NAMES, high + 2, long, _ROW - 4, tip))
        parts.append(words(_NAMES + long + 6, high + 16, f"{value:,g}{unit}"))
    return parts


def _stack(y: float, at: int, label: str, series: Sequence[Series], most: float) -> list[str]:
    parts, x, end = [], float(_NAMES), _ticks(most)[-1]
    for number, one in enumerate(series):
        value = one.values[at] or 0
        if value:
            long = _PLOT * value / end
            parts.append(_mark(number, x, y + 2, long, _ROW - 2, f"{label}, {one.name}: {value:,g}"))
            x += long
    return [*parts, words(x + 6, y + 16, f"{sum(one.values[at] or 0 for one in series):,g}")]


def _mark(number: int, x: float, y: float, width: float, height: float, tip: str) -> str:
    shape = f'class="mark{number % _COLOURS}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f"<rect {shape}><title>{clean(tip)}</title></rect>"


def _name(said: str, middle: float) -> str:
    shown = cut(said, LONGEST_NAME)
    tip = f"<title>{clean(said)}</title>" if shown != said else ""
    return f'<text class="end" x="{_NAMES - 10}" y="{middle + 1:.1f}">{tip}{clean(shown)}</text>'


def _wide(said: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in said)


def _most(labels: Sequence[str], series: Sequence[Series], stacked: bool) -> float:
    if stacked:
        return max((sum(one.values[at] or 0 for one in series) for at in range(len(labels))), default=0) or 1
    return max((value for one in series for value in one.values if value is not None), default=0) or 1


def _ticks(most: float, about: int = _TICKS, least: float = 0.0) -> list[float]:
    """Round numbers from 0 to the first that is not below the largest value, at least so far from each other."""
    power = 10.0 ** math.floor(math.log10(most / about))
    step = max(least, next(one * power for one in (1, 2, 5, 10) if one * power * about >= most))
    return [step * at for at in range(math.ceil(most / step - 1e-9) + 1)]


def _trace(places: Sequence[tuple[float, float] | None]) -> str:
    said, is_on = [], False
    for place in places:
        if place:
            said.append(f"{'L' if is_on else 'M'}{place[0]:.1f} {place[1]:.1f}")
        is_on = place is not None
    return " ".join(said)


def _width() -> float:
    return _NAMES + _PLOT + _VALUES
