"""Knows the small text notation in which the demo is written; refuses to know how a page looks.

A piece opens with ``name:``, ``headline:`` and ``contact:`` (parts separated by ``|``). ``## Heading`` opens a
section, ``##< Heading`` one that belongs in a sidebar, ``### title | company | place | dates`` an entry, ``- `` a
bullet; any other line is a paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """The head of one job or one course; absent parts are empty strings."""

    title: str
    company: str
    place: str
    dates: str

    @property
    def where(self) -> str:
        """Company and place on one line, without a stray comma where one is absent."""
        return ", ".join(part for part in (self.company, self.place) if part)


@dataclass(frozen=True, slots=True)
class Bullet:
    """One bullet point, without its sign."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text of one paragraph."""

    text: str


Block = Entry | Bullet | Paragraph


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]
    sidebar: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One résumé or job ad: for an ad, ``name`` is the job title and ``headline`` the company."""

    name: str
    headline: str
    contact: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def main(self) -> tuple[Section, ...]:
        """The sections outside the sidebar."""
        return tuple(section for section in self.sections if not section.sidebar)

    @property
    def sidebar(self) -> tuple[Section, ...]:
        """The sections of the sidebar, if any."""
        return tuple(section for section in self.sections if section.sidebar)


def read_piece(path: Path) -> Piece:
    """Reads one content file; raises ValueError for a head line that is missing."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n##")
    fields = dict(line.split(": ", 1) for line in head.splitlines() if line.strip())
    missing = {"name", "headline", "contact"} - fields.keys()
    if missing:
        raise ValueError(f"{path.name} lacks {', '.join(sorted(missing))}")
    return Piece(fields["name"], fields["headline"], _split(fields["contact"]), _sections("##" + body))


def _sections(body: str) -> tuple[Section, ...]:
    sections: list[tuple[str, bool, list[Block]]] = []
    for line in filter(None, map(str.strip, body.splitlines())):
        if line.startswith("##") and not line.startswith("###"):
            sections.append((line.lstrip("#<").strip(), line.startswith("##<"), []))
        else:
            sections[-1][2].append(_block(line))
    return tuple(Section(heading, tuple(blocks), sidebar) for heading, sidebar, blocks in sections)


def _block(line: str) -> Block:
    if line.startswith("### "):
        return _entry(_split(line[4:]))
    if line.startswith(("- ", "* ")):
        return Bullet(line[2:])
    return Paragraph(line)


def _entry(parts: tuple[str, ...]) -> Entry:
    # Courses taken online or without a stated place are written with fewer parts: the dates stay last.
    if len(parts) < 3 or len(parts) > 4:
        raise ValueError(f"an entry has 3 or 4 parts: {' | '.join(parts)}")
    title, company, *place, dates = parts
    return Entry(title, company, place[0] if place else "", dates)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))
