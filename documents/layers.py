"""Knows whether the text layer of a PDF page says what the page shows; refuses to know what either says.

Figures are of common scans: a stamp of the scanning program is under 100 letters, a page of a résumé over 1,000.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

FEW, HARDLY_ANY = 200, 20
_MOST_OF_IT, _MORE_THAN_A_LOGO = 0.5, 0.05
_DRAWN = 40
_GARBLED = 12
_LETTERS_PER_GARBLED = 3
_WORTH_MORE = 1.2
# matches U+FFFD, U+E0B1 (private use) and U+0003; not "é", "•" or a tab
_UNMAPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")


def unmapped(text: str) -> int:
    """Return how many glyphs of a span name no character."""
    return 0 if text.isascii() and text.isprintable() else len(_UNMAPPED.findall(text))


def is_picture(page: Any, *, letters: int, garbled: int, drawings: int) -> bool:
    """True when the page shows writing that its text layer lacks, as a rule of thumb that costs no rendering.

    Args:
        page: The MuPDF page; asked for its pictures only where there are few letters.
        letters: Letters and digits of the visible text.
        garbled: Visible glyphs that name no character.
        drawings: Paths painted; letters turned into outlines are many.
    """
    if is_garbled(letters, garbled):
        return True
    if letters >= FEW:
        return False
    if letters < HARDLY_ANY:
        return drawings > _DRAWN or _share_of_pictures(page) >= _MORE_THAN_A_LOGO
    return _share_of_pictures(page) >= _MOST_OF_IT


def is_garbled(letters: int, garbled: int) -> bool:
    """True when so many glyphs name no character that the text is no text."""
    return garbled >= _GARBLED and garbled * _LETTERS_PER_GARBLED >= letters


def is_painted(page: Any, *, drawings: int) -> bool:
    """True when the page shows anything that could be writing."""
    return drawings > _DRAWN or bool(page.get_image_info())


def says_more(recognised: int, layer: int) -> bool:
    """True when so many recognised letters are worth more than the letters of the text layer, which are surer."""
    return recognised > 0 and recognised >= _WORTH_MORE * layer


def share_of_pages(numbers: Sequence[int], pages: int) -> float:
    """Return which share of the pages these are, 0..1."""
    return round(len(numbers) / max(1, pages), 4)


def _share_of_pictures(page: Any) -> float:
    frame = page.rect
    area = sum(_overlap(frame, picture["bbox"]) for picture in page.get_image_info())
    return float(area / max(1.0, frame.width * frame.height))


def _overlap(frame: Any, box: tuple[float, float, float, float]) -> float:
    width = float(min(frame.x1, box[2]) - max(frame.x0, box[0]))
    height = float(min(frame.y1, box[3]) - max(frame.y0, box[1]))
    return max(0.0, width) * max(0.0, height)
