"""Knows which lines at a page's edge only repeat themselves; refuses to know what they say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from records import Line

_EDGE = 0.09
# matches "Page 2 of 3", "2/3", "- 2 -" and "Halaman 2"; not "2 years"
_NUMBERING = re.compile(
    r"\W{0,3}(?:page|pg\.?|halaman|hal\.?|seite)?\s{0,3}\d{1,3}(?:\s{0,3}(?:of|/|dari|von|\|)\s{0,3}\d{1,3})?\W{0,3}\Z",
    re.IGNORECASE,
)


def without_running_lines(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """Return the pages without page numbers and without the repeats of headers and footers; the first one stays."""
    if len(pages) < 2:
        return [list(page) for page in pages]
    seen: dict[tuple[str, bool], set[int]] = defaultdict(set)
    for page, height in zip(pages, heights, strict=True):
        for line in page:
            if _at_edge(line, height):
                seen[_mark(line, height)].add(line.page)
    kept = []
    for page, height in zip(pages, heights, strict=True):
        kept.append([line for line in page if not (_at_edge(line, height) and _is_repeat(line, height, seen))])
    return kept


def _mark(line: Line, height: float) -> tuple[str, bool]:
    """Return what a line shares with its repeats: its words, the page's own number apart, and its edge."""
    own = str(line.page + 1)
    words = ("#" if word.strip(".,|-/()") == own else word for word in line.text.casefold().split())
    return " ".join(words), line.y0 < height / 2


def _at_edge(line: Line, height: float) -> bool:
    return line.y0 < _EDGE * height or line.y1 > (1 - _EDGE) * height


def _is_repeat(line: Line, height: float, seen: dict[tuple[str, bool], set[int]]) -> bool:
    if _NUMBERING.match(line.text):
        return True
    pages = seen[_mark(line, height)]
    return len(pages) >= 2 and line.page != min(pages)
