"""Knows how the paragraphs, tables and boxes of a flowing format become lines; refuses to know the format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from documents.glyphs import clean
from documents.looks import Form, Look
from records import Line, Notice

_LONGEST_LABEL = 40
_HIDDEN_WORTH_SAYING = 12
_LEADING = 1.2
_USUAL_SIZE = 10.0


def hidden_text(unseen: int, seen: int) -> list[Notice]:
    """Return the notice of so many unseen beside so many seen characters; none where it is too little to say."""
    if unseen < _HIDDEN_WORTH_SAYING:
        return []
    share = round(unseen / (unseen + seen), 4)
    return [Notice("hidden_text", "Text that nobody can see on the page was left out.", share)]


@dataclass(slots=True)
class Paragraph:
    """The characters of a paragraph as they are found, cut where the author broke the line."""

    look: Look
    parts: list[str] = field(default_factory=lambda: [""])
    sizes: dict[float, int] = field(default_factory=dict)
    bold: int = 0
    length: int = 0
    boxes: list[Any] = field(default_factory=list)

    def add(self, text: str, look: Look) -> None:
        """Take characters of one look; line breaks part the lines."""
        first, *rest = text.split("\n")
        self.parts[-1] += first
        self.parts += rest
        length = len(text.strip())
        self.length += length
        self.bold += length if look.bold else 0
        if length:
            self.sizes[look.size or 0.0] = self.sizes.get(look.size or 0.0, 0) + length

    @property
    def size(self) -> float:
        """Size of most of its characters in points."""
        most = max(self.sizes, key=lambda key: self.sizes[key]) if self.sizes else 0.0
        return most or self.look.size or _USUAL_SIZE

    def texts(self) -> list[str]:
        """Return its lines that show something."""
        return [text for part in self.parts if (text := clean(part).strip(" \t"))]


class Flow:
    """The lines of one document as its walker finds them; counts what is seen and what is not."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.seen = self.unseen = self.page = 0
        self._block = 0
        self._gap = 0.0
        self._style: str | None = ""
        self._stories: set[tuple[str, ...]] = set()

    def write(self, text: str, look: Look, found: Paragraph) -> None:
        """Add characters to a paragraph, or only count them where nobody can see them."""
        length = len(text.strip())
        if look.is_unseen:
            self.unseen += length
            return
        self.seen += length
        found.add(text.replace("\n", " "), look)

    def new_block(self) -> None:
        """Part what comes from what was: another column, table, box or story."""
        if self.lines and self.lines[-1].block == self._block:
            self._block += 1
        self._gap = 1.0

    def end(self, found: Paragraph, form: Form, style: str | None, mark: Callable[[], str]) -> None:
        """Close a paragraph. ``mark``, what stands before a list item, is asked only where there is text."""
        size = found.size
        if found.length:
            close = form.contextual and style == self._style
            self._gap = 0.0 if close else max(self._gap, (form.before or 0.0) / (_LEADING * size))
            self._style = style
        if texts := found.texts():
            texts[0] = mark() + texts[0]
            self._emit(texts, found, form, size)
            self._gap = (form.after or 0.0) / (_LEADING * size)
        elif not found.boxes:
            self._gap += 1.0

    def _emit(self, texts: Sequence[str], found: Paragraph, form: Form, size: float) -> None:
        bold = 2 * found.bold > found.length
        for position, text in enumerate(texts):
            gap = round(min(self._gap, 9.0), 2) if position == 0 else 0.0
            heading = form.is_heading and position == 0
            self.lines.append(
                Line(text, 0, self.page, size=size, bold=bold, is_heading=heading, block=self._block, gap=gap)
            )

    @contextmanager
    def apart(self) -> Iterator[list[Line]]:
        """Collect the lines found meanwhile in the list given, outside the flow: a cell that its row will place."""
        kept, self.lines = self.lines, []
        inside = self.lines
        self._gap = 0.0
        yield inside
        self.lines = kept

    @contextmanager
    def once(self) -> Iterator[None]:
        """Drop what is found meanwhile where an earlier story of this kind held the same: headers come in twins."""
        before = len(self.lines)
        yield
        story = tuple(line.text for line in self.lines[before:])
        if story in self._stories:
            del self.lines[before:]
        self._stories.add(story)

    @contextmanager
    def unread(self) -> Iterator[None]:
        """Count whatever is found meanwhile as unseen and keep none of it."""
        lines, seen, block, gap, page = self.lines, self.seen, self._block, self._gap, self.page
        self.lines = []
        yield
        self.unseen += self.seen - seen
        self.lines, self.seen, self._block, self._gap, self.page = lines, seen, block, gap, page

    def row(self, cells: Sequence[Sequence[Line]]) -> None:
        """Place a row: short cells side by side on one line, long ones after each other as blocks."""
        filled = [cell for cell in cells if cell]
        if len(filled) > 1 and all(len(cell) == 1 for cell in filled):
            first = filled[0][0]
            text = "\t".join(cell[0].text for cell in filled)
            gap = max(cell[0].gap for cell in filled)
            self.lines.append(replace(first, text=text, gap=gap, block=self._block))
            return
        if len(filled) == 2 and _labels(filled[0]):
            label, (head, *rest) = filled[0][0], filled[1]
            self.lines.append(replace(head, text=f"{label.text}\t{head.text}", gap=max(head.gap, label.gap)))
            self.lines += rest
            return
        for cell in filled:
            self._column(cell, alone=len(filled) == 1)

    def _column(self, cell: Sequence[Line], *, alone: bool) -> None:
        if not alone:
            self.new_block()
            shift = self._block - cell[0].block
            self._block = max(line.block for line in cell) + shift
            cell = [replace(line, block=line.block + shift) for line in cell]
        self.lines += cell


def _labels(cell: Sequence[Line]) -> bool:
    line = cell[0]
    dated = any(char.isdigit() for char in line.text) or line.text.endswith(":")
    return len(cell) == 1 and dated and len(line.text) <= _LONGEST_LABEL and not line.is_heading
