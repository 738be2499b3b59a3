"""Knows how the pages of a document become its lines; refuses to know where their rows came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.columns import Row
from documents.linework import lines_of, with_gaps_between
from documents.margins import without_running_lines
from records import Line


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks of a page in reading order, each its rows from top to bottom, and the page's height in points."""

    blocks: Sequence[Sequence[Row]]
    height: float

    @property
    def letters(self) -> int:
        """Number of letters and digits on the page."""
        return sum(char.isalnum() for rows in self.blocks for row in rows for fragment in row for char in fragment.text)


def lines_of_pages(pages: Sequence[Page]) -> list[Line]:
    """Return the lines of all pages in reading order, without page numbers and repeated headers and footers."""
    written: list[list[Line]] = []
    block = 0
    for number, page in enumerate(pages):
        lines: list[Line] = []
        for rows in page.blocks:
            lines += lines_of(rows, page=number, block=block)
            block += 1
        written.append(with_gaps_between(lines))
    kept = without_running_lines(written, [page.height for page in pages])
    return [line for page in kept for line in page]
