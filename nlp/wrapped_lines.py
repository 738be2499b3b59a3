"""Which lines are the rest of the one above, broken by a page or a mail program; it knows nothing of what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nlp.phrases import is_bullet
from records import Line

# A longer line is a paragraph of its own, never the rest of the one above; and no paragraph is longer than the second.
_LINE, _PARAGRAPH = 400, 8_000
# A line this long that ends without a mark was broken by the page; the next may go on with a number.
_WRAPPED = 60
# A hanging line may be indented so far; a larger white space above it opens a paragraph.
_INDENT, _GAP = 8, 0.9
# What a line ends with whose sentence goes on.
_OPEN_ENDS = (
    ",", " and", " or", "-", "–", "—", "/", "&", " dan", " atau", " |", " y", " o", " of", " at", " on", " in", " the", " a", " an",
    " to", " for", " with", " di", " yang", " untuk", " dengan", " ke", " dari", " pada",
)  # fmt: skip


def joined(lines: Iterable[Line]) -> list[Line]:
    """The lines, each with those that go on with it, at the same offsets; a line break inside is kept as one character."""
    found: list[Line] = []
    for line in lines:
        if found and _continues(found[-1], line):
            above = found[-1]
            between = line.start - above.start - len(above.text)
            found[-1] = replace(above, text=f"{above.text}\n{' ' * (between - 1)}{line.text}")
        else:
            found.append(line)
    return found


def _continues(above: Line, line: Line) -> bool:
    """The line above breaks off and this one opens in the middle of a sentence."""
    words, first = above.text.rstrip(), line.text.lstrip()[:1]
    between = line.start - above.start - len(above.text)
    if (
        len(above.text) > _PARAGRAPH
        or not 1 <= between <= _INDENT
        or len(line.text) > _LINE
        or is_bullet(line.text)
        or line.gap > _GAP
    ):
        return False
    if words.endswith((".", ":", ";", "!", "?")):
        return False
    last = words.rpartition("\n")[2]
    return first.islower() or (not first.isalpha() and len(last) > _WRAPPED) or words.endswith(_OPEN_ENDS)
