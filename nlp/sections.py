"""Cuts a document into sections by the wording and typography of its headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from nlp.lexicon import lexicon
from nlp.phrases import is_bullet, is_title_case, phrase_pattern
from records import SECTIONS, Document, Line

Kind = Literal["resume", "job"]
_JOB_SECTIONS = frozenset({"responsibilities", "requirements", "preferred", "benefits", "company", "application"})
_HEADING_WORDS = 6
_MOST = 300
# Matches the marks around "— SKILLS —", "1. Skills:", "## Skills"; not letters.
_DECORATION = re.compile(r"^[\W\d_]+|[\W_]+$")
# Matches "Skills: Python, SQL"; not "https://x" nor "at 10:30".
_LEAD_IN = re.compile(r"^[\W\d_]{0,4}([^\W\d_][^:\n]{1,48}?)\s*:\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Section:
    """Consecutive lines under one heading; ``title`` is the heading's own words ("" for the part before any)."""

    name: str
    title: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The lines joined by line breaks."""
        return "\n".join(line.text for line in self.lines)


def split(document: Document, kind: Kind = "resume") -> list[Section]:
    """Sections in reading order; together they hold every line that is not a heading.

    An unknown heading that looks like the known ones (same size, weight and case) opens a section ``other``.
    """
    lines = [line for line in document.lines if line.text.strip()]
    names = [heading_of(line.text, kind) for line in lines]
    styles = _heading_styles(lines, names)
    parts: list[tuple[str, str, list[Line]]] = [("header", "", [])]
    opened: Line | None = None
    for number, (line, name) in enumerate(zip(lines, names, strict=True)):
        if (
            name
            and kind == "resume"
            and opened
            and parts[-1][0] in _CLOSED
            and not _is_alike(line, opened, name, parts[-1][0])
        ):
            name = None
        entries = parts[-1][0] in {"experience", "education"} and not (line.size or line.bold)
        if name is None and not entries and _looks_like_heading(line, styles, lines, number):
            name = "other"
        lead = None if name else _lead_in(line, kind, parts[-1][0])
        if lead:
            before = parts[-1]
            parts.append((lead[0], line.text[: lead[1]].strip(" :"), [_cut(line, lead[1])]))
            if kind == "job" and _is_fact(line.text[: lead[1]]):
                parts.append((before[0], before[1], []))  # "Salary: £40,000" owns its line alone
        elif name:
            parts.append((name, line.text.strip(), []))
            opened = line
        else:
            parts[-1][2].append(line)
    return [Section(name, title, tuple(found)) for name, title, found in parts if found]


def edges_of(sections: Sequence[Section]) -> list[int]:
    """Offsets where a section's own lines begin and end; headings stand between."""
    return [edge for section in sections for edge in (section.lines[0].start, _end(section.lines[-1]))]


def _end(line: Line) -> int:
    return line.start + len(line.text)


def text_of(sections: Sequence[Section], name: str) -> str | None:
    """The text of the first section of that name, or None."""
    return next((section.text for section in sections if section.name == name), None)


def entries_of(sections: Sequence[Section], name: str) -> tuple[str, ...]:
    """The paragraphs of the sections of that name: a heading line together with its bullets."""
    entries: list[list[str]] = []
    for section in sections:
        if section.name != name:
            continue
        after_bullet = True
        for line in section.lines:
            bullet = is_bullet(line.text)
            if not entries or (not bullet and (after_bullet or line.gap > 0.5) and is_title_case(line.text)):
                entries.append([])
            entries[-1].append(line.text.strip())
            after_bullet = bullet or line.text.rstrip().endswith(".")
    return tuple("\n".join(entry) for entry in entries)


def headline(sections: Sequence[Section], name: str | None) -> str | None:
    """The line of the header that names a trade: "Backend engineer" under or beside the person's name."""
    roles = phrase_pattern(lexicon().lists["roles"])
    for section in sections[:2]:
        for line in section.lines[:8] if section.name == "header" else ():
            text = line.text.replace(name, "", 1) if name else line.text
            for piece in re.split(r"(?<=[^\W\d_]{3})\.\s|\s*[|•·\t]\s*|,\s", text):
                piece = re.sub(r"^\w+\s*:\s+", "", piece.strip(" .,;-–—"))
                short = len(piece) <= _MOST and len(piece.split()) <= 8
                if short and "@" not in piece and roles.search(piece):
                    return piece
    return None


def heading_of(text: str, kind: Kind = "resume") -> str | None:
    """The section that a line of text is the heading of, or None."""
    if len(text) > _MOST:
        return None
    phrase = _phrase(_ASIDE.sub("", text) if kind == "job" else text)
    if is_bullet(text) and not text.isupper() and not text.lstrip()[:1].isdigit():
        return None
    if text.count("”") != text.count("“"):
        return None
    if not phrase or len(phrase.split()) > _HEADING_WORDS or (text.rstrip().endswith(".") and not text.isupper()):
        return _by_noun(text) if phrase and kind == "job" else None
    headings = _headings(kind)
    if phrase in headings:
        return headings[phrase]
    if kind == "job" and phrase.startswith(_ABOUT) and _is_capitalised(text):
        return "company"
    # "Career Experience/Job History", "Education & Licensure": the first part that is a heading decides.
    if _is_capitalised(text) and "," not in text:
        for part in re.split(r"\s*(?:/|&|\band\b|\|)\s*", text, flags=re.IGNORECASE):
            if part != text and _phrase(part) in headings:
                return headings[_phrase(part)]
    # "Computer Engineering Experience", "My Technical Skills": the last words decide, on a line of its own.
    words = phrase.split()
    if 2 <= len(words) <= 4 and _is_capitalised(text) and "," not in text and ":" not in text.rstrip(": "):
        for count in (2, 1):
            tail = " ".join(words[-count:])
            if count < len(words) and headings.get(tail) in {
                "experience",
                "education",
                "skills",
                "certifications",
                "projects",
            }:
                return headings[tail] if tail not in _NO_TAIL[kind] else None
    return _by_noun(text) if kind == "job" else None


# Words that head a section alone and seldom at the end of a longer line.
_NO_TAIL = {
    "resume": frozenset({"work", "background", "training", "expertise"}),
    "job": frozenset({"work", "background", "training", "expertise", "employment"}),
}
_NOUN_WORDS = 8


def _by_noun(text: str) -> str | None:
    """ "SKILLS, KNOWLEDGE AND PERSONAL QUALIFICATIONS", "Specific Duties of the Cook:": the noun decides."""
    clean = text.strip()
    is_marked = clean.isupper() or (clean.endswith(":") and clean.count(":") == 1)
    if not is_marked or len(clean.split()) > _NOUN_WORDS or re.search(r"[.!?;\d@]", clean):
        return None
    for name, nouns in lexicon().tables["heading_nouns"].items():
        if phrase_pattern(nouns).search(clean):
            return name
    return None


@cache
def _headings(kind: Kind) -> dict[str, str]:
    table = lexicon().tables["headings"]
    names = sorted(table, key=lambda name: (name in _JOB_SECTIONS) != (kind == "job"))
    if kind == "resume":
        names = [name for name in names if name not in _JOB_SECTIONS]
    return {_plain(phrase): name for name in reversed(names) for phrase in table[name]}


# "About Halyard Cargo" heads what an employer says of itself.
_ABOUT = ("about ", "tentang ")


def _plain(phrase: str) -> str:
    return " ".join(re.sub(r"[^\w']+", " ", phrase.lower().replace("&", " and ")).split())


# Matches the end of "Good to have (Additional Skills):"; not "(a plus".
_ASIDE = re.compile(r"\s*\([^()]{1,40}\)(?=\s*:?\s*$)")


def _phrase(text: str) -> str:
    if len(text) > _MOST:
        return ""
    stripped = _DECORATION.sub("", text.strip())
    if len(stripped) > 60:
        return ""
    spaced = stripped.split()
    if len(spaced) > 4 and all(len(word) == 1 for word in spaced):
        stripped = "".join(spaced)
    return _plain(stripped)


def _is_capitalised(text: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    return bool(words) and all(word[0].isupper() for word in words)


def _style(line: Line) -> tuple[float, bool, bool]:
    return (round(line.size * 2) / 2, line.bold, line.text.strip().isupper())


def _heading_styles(lines: Sequence[Line], names: Sequence[str | None]) -> set[tuple[float, bool, bool]]:
    """Styles that mark headings here: of at least two known headings and of few other short lines."""
    known = Counter(_style(line) for line, name in zip(lines, names, strict=True) if name)
    others = Counter(_style(line) for line, name in zip(lines, names, strict=True) if not name)
    return {
        style
        for style, count in known.items()
        if count >= 2 and others[style] <= count and (style[0] or style[1] or style[2])
    }


def _looks_like_heading(line: Line, styles: set[tuple[float, bool, bool]], lines: Sequence[Line], number: int) -> bool:
    text = line.text.strip()
    words = re.findall(r"[^\W\d_]+", text)
    if not 1 <= len(words) <= _HEADING_WORDS or len(text) > 50 or any(mark in text for mark in "@|•,.") or number < 3:
        return False
    followed = number + 1 < len(lines) and _style(lines[number + 1]) != _style(line)
    return followed and _style(line) in styles and not any(char.isdigit() for char in text)


# Inside these sections, words that also head such sections usually belong to an entry.
_WEAK = {
    "experience": frozenset(SECTIONS) - {"experience", "education"},
    "education": frozenset({"publications", "summary", "projects", "languages"}),
}
_CLOSED = frozenset(_WEAK)


def _is_alike(line: Line, opened: Line, name: str, current: str) -> bool:
    """Inside entries "Technologies:" or "Thesis" belong to one unless they look like the section's own heading."""
    if name not in _WEAK[current]:
        return True
    same_mark = line.text.rstrip().endswith(":") == opened.text.rstrip().endswith(":")
    return _style(line) == _style(opened) and same_mark


def _lead_in(line: Line, kind: Kind, current: str) -> tuple[str, int] | None:
    """A heading on the same line as its text: "Skills: Python, SQL"; never inside the skills themselves."""
    match = _LEAD_IN.match(line.text)
    if not match:
        return None
    name = _headings(kind).get(_plain(match[1]))
    if (
        name is None
        or name == current
        or current == "skills"
        or (current == "experience" and name not in _CLOSED_LEADS)
        or (current in _CLOSED and is_bullet(line.text))
    ):
        return None
    if kind == "job" and name in {"header", "experience", "education", "languages", "skills"}:
        return None
    return name, match.end()


def _is_fact(label: str) -> bool:
    """A label of a fact ("Salary:", "Deadline:") rather than the heading of a list."""
    plain = _plain(_DECORATION.sub("", label))
    return any(plain in labels for labels in lexicon().tables["job_labels"].values())


# Inside an entry only these open a section by "Name: text"; "Responsibilities:" or "Tools:" belong to the entry.
_CLOSED_LEADS = frozenset({"education", "languages", "certifications"})


def _cut(line: Line, at: int) -> Line:
    return Line(
        line.text[at:], line.start + at, line.page, line.x0, line.y0, line.x1, line.y1, line.size, line.bold, False,
        line.block, line.gap,
    )  # fmt: skip
