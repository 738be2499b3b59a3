"""Knows what letters and paragraphs may look like and who can be seen on paper; refuses to know any file format."""

from __future__ import annotations

from dataclasses import dataclass

_SMALLEST_PT = 3.0
_PALE = 235


@dataclass(frozen=True, slots=True)
class Look:
    """How characters look: None where this layer does not say; size in points, colour as six hex digits."""

    bold: bool | None = None
    vanish: bool | None = None
    size: float | None = None
    colour: str | None = None
    shaded: bool | None = None

    def over(self, below: Look) -> Look:
        """Return this look with its silences filled from the layer below."""
        return Look(
            below.bold if self.bold is None else self.bold,
            below.vanish if self.vanish is None else self.vanish,
            below.size if self.size is None else self.size,
            below.colour if self.colour is None else self.colour,
            below.shaded if self.shaded is None else self.shaded,
        )

    @property
    def is_unseen(self) -> bool:
        """True for letters set as hidden, under three points, or pale on white paper."""
        tiny = self.size is not None and self.size < _SMALLEST_PT
        return bool(self.vanish) or tiny or (is_pale(self.colour) and not self.shaded)


@dataclass(frozen=True, slots=True)
class Form:
    """What a paragraph is: heading or not, white space above and below in points (none between equals when contextual), its list level."""

    is_heading: bool = False
    before: float | None = None
    after: float | None = None
    list_id: str | None = None
    list_level: int | None = None
    contextual: bool | None = None

    def over(self, below: Form) -> Form:
        """Return this form with its silences filled from the layer below."""
        return Form(
            self.is_heading or below.is_heading,
            below.before if self.before is None else self.before,
            below.after if self.after is None else self.after,
            below.list_id if self.list_id is None else self.list_id,
            below.list_level if self.list_level is None else self.list_level,
            below.contextual if self.contextual is None else self.contextual,
        )


def is_dark(fill: str | None) -> bool | None:
    """True when white letters can be read on this fill (six hex digits), None where the fill says nothing."""
    if not fill or fill == "auto" or len(fill) != 6:
        return None
    return not is_pale(fill)


def is_pale(colour: str | None) -> bool:
    """True for colours that vanish on white paper."""
    try:
        red, green, blue = (int((colour or "000000")[at : at + 2], 16) for at in (0, 2, 4))
    except ValueError:
        return False
    return 0.299 * red + 0.587 * green + 0.114 * blue > _PALE
