"""Knows in which order a person reads the fragments of a page; refuses to know fonts, words or formats.

The page is cut along its white space: a vertical channel with text on both sides parts columns, what spans
it parts bands, and both again inside each part (after the recursive XY cut of Nagy and Seth, 1984). A channel
that only sets dates or labels apart from what they belong to is no column: those stay on one line.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from documents.glyphs import is_bullet


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of characters on one baseline: box in points from the page's top left, font size in points."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float
    size: float
    bold: bool = False


Row = list[Fragment]
Span = tuple[float, float]

TOUCHING_EM = 0.12
"""Gap, in font sizes, under which two fragments belong to one word."""

_MOST_CHANNELS = 120
_DEEPEST = 12
_FEWEST_ROWS = 3
_MOST_ROWS_ABOVE = 8
_FEWEST_STRETCHED = 5
_INDENT = 30
# matches "2019", "05/2018", "March 2020" and "Present"; not "Python"
_DATED = re.compile(r"(?:19|20)\d\d|\d{1,2}/\d{2,4}|\b(?:present|current|now|sekarang|to date)\b", re.IGNORECASE)


def regions(fragments: Sequence[Fragment]) -> list[list[Row]]:
    """Return the page's blocks in reading order, each a list of rows from top to bottom, each row left to right."""
    found: list[list[Row]] = []
    rows = rows_of(fragments)
    if rows:
        _cut(rows, (min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)), found, 0)
    return found


def rows_of(fragments: Sequence[Fragment]) -> list[Row]:
    """Group fragments that share a baseline, top to bottom, each row left to right."""
    rows: list[Row] = []
    for fragment in sorted(fragments, key=lambda item: (item.baseline, item.x0)):
        if rows:
            first = rows[-1][0]
            if fragment.baseline - first.baseline <= max(1.0, 0.3 * min(first.size, fragment.size)):
                rows[-1].append(fragment)
                continue
        rows.append([fragment])
    return [_with_bullets(_unstretched(_whole_words(sorted(row, key=lambda item: item.x0)))) for row in rows]


def _unstretched(row: Row) -> Row:
    """Join the words of a line that was stretched to both margins: many gaps, all about as wide."""
    gaps = [right.x0 - left.x1 for left, right in itertools.pairwise(row)]
    if len(gaps) < _FEWEST_STRETCHED or max(gaps) > 4 * row[0].size or max(gaps) > 2 * median(gaps):
        return row
    text = " ".join(item.text.strip() for item in row)
    top, bottom = min(item.y0 for item in row), max(item.y1 for item in row)
    return [replace(row[0], text=text, x1=row[-1].x1, y0=top, y1=bottom)]


def _whole_words(row: Row) -> Row:
    """Join what producers cut inside a word: kerning pairs, ligatures and hyphens from another font."""
    whole: Row = []
    for item in row:
        last = whole[-1] if whole else None
        if (
            last
            and last.bold == item.bold
            and abs(last.size - item.size) < 0.2
            and -1 < item.x0 - last.x1 < TOUCHING_EM * item.size
        ):
            whole[-1] = replace(last, text=last.text + item.text, x1=max(last.x1, item.x1), y0=min(last.y0, item.y0))
            continue
        whole.append(item)
    return whole


def _with_bullets(row: Row) -> Row:
    """Join the mark of a list item to its text, lest a column of marks part from a column of items."""
    joined: Row = []
    for item in row:
        if joined and is_bullet(joined[-1].text.strip()) and 0.12 < (item.x0 - joined[-1].x1) / item.size < 4:
            mark = joined.pop()
            text = f"{mark.text.strip()} {item.text.lstrip()}"
            item = replace(item, text=text, x0=mark.x0, y0=min(mark.y0, item.y0), y1=max(mark.y1, item.y1))
        joined.append(item)
    return joined


@dataclass(frozen=True, slots=True)
class _Channel:
    x: float
    first: int
    last: int
    score: float
    labelled: bool = False


def _cut(rows: list[Row], frame: Span, found: list[list[Row]], depth: int) -> None:
    if not rows:
        return
    if depth >= _DEEPEST or len(rows) < _FEWEST_ROWS:
        found.append(rows)
        return
    channel = _best_channel(rows, frame)
    if channel is None:
        found.append(rows)
        return
    inside = rows[channel.first : channel.last + 1]
    left, right = _sides(inside, channel.x)
    _cut(rows[: channel.first], frame, found, depth + 1)
    if channel.labelled:
        _cut_at_labels(left, right, (channel.x, frame[1]), found, depth + 1)
    else:
        _cut(left, (frame[0], channel.x), found, depth + 1)
        _cut(right, (channel.x, frame[1]), found, depth + 1)
    _cut(rows[channel.last + 1 :], frame, found, depth + 1)


def _cut_at_labels(labels: list[Row], content: list[Row], frame: Span, found: list[list[Row]], depth: int) -> None:
    """Headings that stand left of their sections come before them, each section a band of its own."""
    while labels:
        heading = [labels.pop(0)]
        while labels and labels[0][0].baseline - heading[-1][0].baseline < 1.7 * heading[-1][0].size:
            heading.append(labels.pop(0))
        top = heading[0][0].baseline - 0.3 * heading[0][0].size
        end = labels[0][0].baseline - 0.3 * labels[0][0].size if labels else float("inf")
        _cut([row for row in content if row[0].baseline < top], frame, found, depth)
        found.append(heading)
        _cut([row for row in content if top <= row[0].baseline < end], frame, found, depth)
        content = [row for row in content if row[0].baseline >= end]


def _sides(rows: Sequence[Row], x: float) -> tuple[list[Row], list[Row]]:
    left = [[item for item in row if item.x1 <= x] for row in rows]
    right = [[item for item in row if item.x1 > x] for row in rows]
    return [row for row in left if row], [row for row in right if row]


def _best_channel(rows: list[Row], frame: Span) -> _Channel | None:
    # A channel ends where the text to its right begins, so the left edges of fragments are the only candidates.
    width = 0.9 * median(item.size for row in rows for item in row)
    edges = Counter(round(item.x0) for row in rows for item in row)
    best: _Channel | None = None
    for edge, _ in edges.most_common(_MOST_CHANNELS):
        for first, last in _open_runs(rows, edge - 0.6 - width, edge - 0.6, frame):
            channel = _judge(rows, first, last, edge - 0.6 - width / 2)
            if channel and (best is None or channel.score > best.score):
                best = channel
    return best


def _open_runs(rows: Sequence[Row], x0: float, x1: float, frame: Span) -> list[tuple[int, int]]:
    """Return the stretches of rows, first and last inclusive, that nothing crosses between x0 and x1."""
    runs, start = [], None
    for index, row in enumerate(rows):
        crossed = any(item.x0 < x1 and item.x1 > x0 for item in row) or _heads_a_grid(rows, index, x0, frame)
        if crossed and start is not None:
            runs.append((start, index - 1))
            start = None
        elif not crossed and start is None:
            start = index
    if start is not None:
        runs.append((start, len(rows) - 1))
    return runs


def _heads_a_grid(rows: Sequence[Row], index: int, x: float, frame: Span) -> bool:
    """True for a heading at the left edge with white space above, and under it a row on both sides of x.

    It spans what follows though its letters do not reach so far; so does one in the very middle of the rows.
    """
    if len(rows[index]) != 1:
        return False
    head, below = rows[index][0], rows[min(index + 1, len(rows) - 1)]
    if index and head.baseline - rows[index - 1][0].baseline <= 1.6 * max(head.size, rows[index - 1][0].size):
        return False
    if not (head.bold or head.text.isupper() or head.size > 1.1 * below[0].size):
        return False
    if head.x1 <= x and index == len(rows) - 1:
        return head.bold
    if head.x1 <= x:
        return below[0].x1 <= x < below[-1].x1 and abs(below[0].x0 - head.x0) < _INDENT
    return abs((head.x0 + head.x1) - sum(frame)) < 0.03 * (frame[1] - frame[0])


def _judge(rows: list[Row], first: int, last: int, x: float) -> _Channel | None:
    sides = [(any(i.x1 <= x for i in rows[n]), any(i.x1 > x for i in rows[n])) for n in range(first, last + 1)]
    lefts = [n for n, side in enumerate(sides, first) if side[0]]
    rights = [n for n, side in enumerate(sides, first) if side[1]]
    if min(len(lefts), len(rights)) < 2 or len(lefts) + len(rights) < 2 * _FEWEST_ROWS:
        return None
    first, last = _trim_top(rows, lefts, rights, first), _trim_bottom(rows, lefts, rights, last)
    left, right = _sides(rows[first : last + 1], x)
    if len(left) < 2 or len(right) < 2 or len(left) + len(right) < 2 * _FEWEST_ROWS:
        return None
    overlap = min(left[-1][0].baseline, right[-1][0].baseline) - max(left[0][0].baseline, right[0][0].baseline)
    if overlap <= 0:
        return None
    if _are_section_labels(left, right):
        return _Channel(x, first, last, len(right) + overlap / 100, labelled=True)
    if any(len(side) < 4 and _contiguous_share(side) < 0.5 for side in (left, right)):
        return None
    if len(right) < 4 and (_right_aligned(right) or _dated_share(right) >= 0.45):
        return None
    if _belong_together(left, right):
        return None
    return _Channel(x, first, last, min(len(left), len(right)) + overlap / 100)


def _trim_top(rows: list[Row], lefts: list[int], rights: list[int], first: int) -> int:
    """Give rows before the later side's start to the band above: a heading or a name that spans both columns."""
    if lefts[0] < rights[0]:
        return rights[0]  # the left side is read first in any case
    start = lefts[0]
    if not first < start <= first + _MOST_ROWS_ABOVE:
        return first
    pitch = median(_pitches(rows))
    for index in range(start, first, -1):
        if rows[index][0].baseline - rows[index - 1][0].baseline > 1.25 * pitch:
            return index
    return first


def _trim_bottom(rows: list[Row], lefts: list[int], rights: list[int], last: int) -> int:
    """Give rows after the shorter side's end back to the band below, where something spans both columns."""
    if last == len(rows) - 1:
        return last
    end = min(lefts[-1], rights[-1])
    tail = last - end
    if tail <= 0 or tail > 0.5 * (last - min(lefts[0], rights[0]) + 1):
        return last
    pitch = median(_pitches(rows))
    for index in range(end + 1, last + 1):
        if rows[index][0].baseline - rows[index - 1][0].baseline > 1.25 * pitch:
            return index - 1
    return last


def _pitches(rows: Sequence[Row]) -> list[float]:
    return [b[0].baseline - a[0].baseline for a, b in itertools.pairwise(rows)] or [1.0]


def _belong_together(left: list[Row], right: list[Row]) -> bool:
    """True when one side only labels or dates the rows of the other, so that each row reads straight across."""
    return _annotates(right, left, on_right=True) or _annotates(left, right, on_right=False)


def _are_section_labels(left: list[Row], right: list[Row]) -> bool:
    """True when the left side holds only section headings, each level with the first row of its section."""
    texts = [" ".join(item.text for item in row).strip() for row in left]
    if len(left) < 3 or len(left) > 0.5 * len(right) or max(map(len, texts)) > 32:
        return False
    if any(_DATED.search(text) or text.endswith(":") for text in texts):
        return False
    emphasised = sum(row[0].bold or row[0].text.isupper() for row in left) / len(left)
    return emphasised >= 0.6 and _contiguous_share(left) < 0.5 and _aligned_share(left, right) >= 0.6


def _annotates(side: list[Row], other: list[Row], *, on_right: bool) -> bool:
    if _aligned_share(side, other) < 0.8:
        return not on_right and _hangs_in_margin(side, other)
    texts = [" ".join(item.text for item in row) for row in side]
    length = sum(map(len, texts)) / len(texts)
    if length <= 40 and _dated_share(side) >= 0.45:
        return True
    if on_right:
        return length <= 40 and _right_aligned(side)
    labels = sum(text.rstrip().endswith(":") for text in texts) / len(texts)
    if labels >= 0.6:
        return True
    if length > 28:
        return False
    # Labels stand apart from each other; the lines of a sidebar follow one another.
    return _contiguous_share(side) < 0.5 and len(side) <= 0.67 * len(other)


def _hangs_in_margin(side: list[Row], other: list[Row]) -> bool:
    """True for short labels set flush against the text, each level with a row of it or with none at all."""
    baselines = [row[0].baseline for row in other]
    clear = 0
    for row in side:
        distance = min(abs(row[0].baseline - baseline) for baseline in baselines)
        clear += distance < 0.3 * row[0].size or distance > 0.8 * row[0].size
    sparse = _contiguous_share(side) < 0.5 and len(side) <= 0.5 * len(other)
    return sparse and clear >= 0.85 * len(side) and _right_aligned(side)


def _aligned_share(side: list[Row], other: list[Row]) -> float:
    baselines = [row[0].baseline for row in other]
    aligned = index = 0
    for row in side:
        while index < len(baselines) and baselines[index] < row[0].baseline - 0.3 * row[0].size:
            index += 1
        aligned += index < len(baselines) and baselines[index] <= row[0].baseline + 0.3 * row[0].size
    return aligned / len(side)


def _right_aligned(rows: list[Row]) -> bool:
    ends, starts = [row[-1].x1 for row in rows], [row[0].x0 for row in rows]
    return max(ends) - min(ends) < 4 and max(starts) - min(starts) > 8


def _dated_share(rows: list[Row]) -> float:
    return sum(any(_DATED.search(item.text) for item in row) for row in rows) / len(rows)


def _contiguous_share(rows: list[Row]) -> float:
    pitches = _pitches(rows)
    return sum(pitch <= 1.9 * row[0].size for pitch, row in zip(pitches, rows, strict=False)) / max(1, len(pitches))
