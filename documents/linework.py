"""Knows how the rows of a block become lines with gaps, and how words cut at a line's end are mended."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from documents.columns import TOUCHING_EM, Row
from documents.glyphs import SOFT_HYPHEN, close_up, is_bullet
from records import Line

_NORMAL_LEADING = 1.2
_TAB_EM = 1.2
# matches the "develop-" of "web develop-"; not "A -" or "2019-"
_CUT_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[-\u00ad]\Z")
# matches the "ment" of "ment of teams"; not "Ment" or "2020"
_REST = re.compile(r"([^\W\d_]+)(?:[-\w]*)(\S*)")
_COMPOUNDS = frozenset({
    "cross", "full", "self", "co", "non", "multi", "high", "long", "real", "well", "third", "end", "back", "front",
    "time", "data", "part", "hands", "on", "in", "off", "object", "sub", "pre", "post", "semi", "inter", "anti",
    "decision", "problem", "user", "customer", "client", "cloud", "test", "large", "small", "short", "low", "state",
    "detail", "results", "result", "team", "top", "entry", "first", "second", "year", "open", "built", "value",
    "goal", "service", "server", "key", "fast", "award", "risk", "web", "business", "process", "design", "micro",
    "e", "mid", "peer", "one", "two", "three", "four", "five", "six", "on-the", "day", "event", "machine", "role",
    "rule",
})  # fmt: skip


def lines_of(rows: Sequence[Row], *, page: int, block: int) -> list[Line]:
    """Return the lines of one block, top to bottom, with the white space above each in line heights.

    Words far apart on a row are parted by a tab. The first line's gap is 1.0.
    """
    normal = _leading(rows)
    lines: list[Line] = []
    before: Row | None = None
    for row in rows:
        text = close_up(join(row).strip())
        if not text:
            continue
        gap = 1.0 if before is None else _gap(before, row, normal)
        lines.append(_line(text, row, page, block, gap))
        before = row
    return lines


def with_gaps_between(lines: Sequence[Line]) -> list[Line]:
    """Return a page's lines with the gap of each block's first line measured from the line it stands under."""
    measured: list[Line] = []
    for line in lines:
        above = measured[-1] if measured else None
        if above is not None and above.block != line.block and above.y1 <= line.y0 + 0.5 * line.size:
            overlaps = min(above.x1, line.x1) > max(above.x0, line.x0)
            space = (line.y0 - above.y1) / (_NORMAL_LEADING * max(1.0, line.size))
            line = replace(line, gap=round(max(0.0, space), 2)) if overlaps else line
        measured.append(line)
    return measured


def join(row: Row) -> str:
    """Return the characters of a row: words by a blank, far apart by a tab, pieces of one word by nothing."""
    parts = [row[0].text]
    for left, right in itertools.pairwise(row):
        em, gap = max(1.0, min(left.size, right.size)), right.x0 - left.x1
        touching = gap < TOUCHING_EM * em and not left.text.endswith(" ") and not right.text.startswith(" ")
        if gap > _TAB_EM * em and not is_bullet(left.text.strip()):
            parts[-1] = parts[-1].rstrip()
            parts.append("\t" + right.text.lstrip())
        else:
            parts.append(right.text if touching else " " + right.text.lstrip())
            if not touching:
                parts[-2] = parts[-2].rstrip()
    return "".join(parts)


def mend(lines: Sequence[Line], *, hyphenated: bool) -> list[Line]:
    """Return the lines with words that a line's end cut made whole on the upper line.

    ``hyphenated`` says that the producer breaks words by itself (TeX does); elsewhere a hyphen at the end belongs
    to the word (``cross-functional``) unless the document spells it without.
    """
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(line.text for line in lines).lower()))
    mended: list[Line] = []
    for line in lines:
        if mended and (whole := _whole(mended[-1], line, words, hyphenated)):
            mended[-1] = replace(mended[-1], text=whole[0])
            if whole[1]:
                mended.append(replace(line, text=whole[1]))
            continue
        mended.append(line)
    return [replace(line, text=line.text.replace(SOFT_HYPHEN, "")) for line in mended]


def _whole(upper: Line, lower: Line, words: Counter[str], hyphenated: bool) -> tuple[str, str] | None:
    """Return the upper line with the whole word and what is left of the lower, or None where nothing was cut."""
    cut = _CUT_WORD.search(upper.text)
    if cut is None or upper.block != lower.block or upper.page != lower.page or lower.gap > 0.8:
        return None
    rest = _REST.match(lower.text)
    if rest is None or not rest.group(1)[0].islower() or rest.group(1) in ("and", "or", "dan", "atau", "to", "und"):
        return None
    head, tail = cut.group(1), rest.group(1)
    soft = upper.text.endswith(SOFT_HYPHEN)
    joint = "" if soft or _is_one_word(head.lower(), tail.lower(), words, hyphenated) else "-"
    return upper.text[:-1] + joint + rest.group(0), lower.text[rest.end() :].lstrip()


def _is_one_word(head: str, tail: str, words: Counter[str], hyphenated: bool) -> bool:
    whole, parted = words[head + tail], words[f"{head}-{tail}"]
    if whole != parted:
        return whole > parted
    return hyphenated and head not in _COMPOUNDS


def _line(text: str, row: Row, page: int, block: int, gap: float) -> Line:
    weights: Counter[float] = Counter()
    bold = 0
    for item in row:
        length = len(item.text.strip())
        weights[round(item.size, 1)] += length
        bold += length if item.bold else 0
    return Line(
        text=text,
        start=0,
        page=page,
        x0=round(row[0].x0, 1),
        y0=round(min(item.y0 for item in row), 1),
        x1=round(max(item.x1 for item in row), 1),
        y1=round(max(item.y1 for item in row), 1),
        size=weights.most_common(1)[0][0],
        bold=2 * bold > sum(weights.values()),
        block=block,
        gap=gap,
    )


def _size(row: Row) -> float:
    return max(1.0, max(row, key=lambda item: len(item.text)).size)


def _leading(rows: Sequence[Row]) -> float:
    """Return the block's usual distance between baselines, in font sizes, 1.0 to 1.9."""
    ratios = []
    for above, below in itertools.pairwise(rows):
        size = _size(below)
        if abs(size - _size(above)) < 0.6:
            ratios.append((below[0].baseline - above[0].baseline) / size)
    close = [ratio for ratio in ratios if 0.7 < ratio < 1.9]
    return max(1.0, median(close)) if close else _NORMAL_LEADING


def _gap(above: Row, below: Row, normal: float) -> float:
    size = max(_size(above), _size(below))
    extra = (below[0].baseline - above[0].baseline) - normal * size
    return round(max(0.0, extra / (_NORMAL_LEADING * size)), 2)
