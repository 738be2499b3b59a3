"""Knows how a JSON Resume document (schema 1.0.0) reads as lines of text and what it states; it guesses nothing.

Each value of its ``Stated`` stands in the text, a value of several lines line by line. A field of another type than the
schema's is left out, and so are pictures, ids and the schema's own bookkeeping.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from documents import plain
from documents.composing import compose
from documents.decoding import decode
from documents.gate import MEDIA_TYPES
from documents.glyphs import clean
from documents.limits import Limits
from errors import DamagedDocument, NoText, TooComplexDocument
from records import Document, LanguageSkill, Line, Place, Position, Stated, Study

_ENTRIES = 300
_APART = 1.0
Entry = dict[str, Any]


def read(data: bytes, limits: Limits) -> Document:
    """Return the document's text under headings, with ``stated`` filled; other JSON is read as the text that it is.

    Of two fields of one name the later counts, as in every JSON reader.

    Raises:
        DamagedDocument: It opens like JSON Resume and is no JSON.
        NoText: It states nothing that can be read.
        TooComplexDocument: It is nested without end, or says more than a résumé may.
    """
    text = decode(data)
    told = _parsed(text)
    if not _is_resume(told):
        return plain.from_text(text, limits)
    lines = _lines(told)
    if not lines:
        raise NoText("The JSON Resume document states nothing; fill in basics, work or education and send it again.")
    composed = compose(lines, media_type=MEDIA_TYPES["jsonresume"], characters=limits.characters)
    if composed.notices:
        raise TooComplexDocument(f"The résumé says over {limits.characters:,} characters; send its main part.")
    return _with_stated(composed, told)


def _parsed(text: str) -> Entry:
    try:
        # NaN and Infinity are no JSON: such a field is left out.
        told = json.loads(text.lstrip("\ufeff"), parse_constant=lambda _: None)
    except RecursionError as exc:
        raise TooComplexDocument("The JSON is nested too deeply; save a simpler version.") from exc
    except ValueError as exc:
        at = f" at line {exc.lineno}" if isinstance(exc, json.JSONDecodeError) else ""
        raise DamagedDocument(f"The JSON cannot be read{at}; correct it and send it again.") from exc
    return told if isinstance(told, dict) else {}


def _is_resume(told: Entry) -> bool:
    return isinstance(told.get("basics"), dict) or any(
        isinstance(told.get(part), list) for part in ("work", "education")
    )


def _with_stated(document: Document, told: Entry) -> Document:
    basics = _object(told, "basics")
    links = (_text(basics, "url"), *(_text(one, "url") for one in _entries(basics, "profiles")))
    stated = Stated(
        name=_text(basics, "name") or None,
        email=_text(basics, "email") or None,
        phone=_text(basics, "phone") or None,
        location=_place(basics),
        links=tuple(dict.fromkeys(filter(None, links))),
        headline=_text(basics, "label") or None,
        summary="\n".join(_paragraphs(basics, "summary")) or None,
        experience=tuple(job for one in _entries(told, "work") if (job := _position(one))),
        education=tuple(study for one in _entries(told, "education") if (study := _study(one))),
        certifications=_said(told, "certificates", _certificate),
        languages=tuple(spoken for one in _entries(told, "languages") if (spoken := _language(one))),
        projects=_said(told, "projects", _project),
        publications=_said(told, "publications", _publication),
        awards=_said(told, "awards", _award),
    )
    return Document(document.text, document.lines, media_type=document.media_type, links=stated.links, stated=stated)


def _lines(told: Entry) -> list[Line]:
    lines = _header(_object(told, "basics"))
    for title, entries in (
        ("Summary", [_paragraphs(_object(told, "basics"), "summary")]),
        ("Experience", [_work(one) for one in _entries(told, "work")]),
        ("Volunteering", [_work(one, "organization") for one in _entries(told, "volunteer")]),
        ("Education", [_schooling(one) for one in _entries(told, "education")]),
        ("Skills", [_skills(_entries(told, "skills"))]),
        ("Languages", [[line for one in _entries(told, "languages") for line in _spoken(one)]]),
        (
            "Certifications",
            [[line for one in _entries(told, "certificates") for line in _dated(_certificate(one), one)]],
        ),
        ("Projects", [_project(one) for one in _entries(told, "projects")]),
        ("Publications", [_publication(one) for one in _entries(told, "publications")]),
        ("Awards", [_award(one) for one in _entries(told, "awards")]),
        ("Interests", [_skills(_entries(told, "interests"))]),
        ("References", [_reference(one) for one in _entries(told, "references")]),
    ):
        lines += _section(title, [entry for entry in entries if entry])
    return lines


def _section(title: str, entries: Sequence[Sequence[str]]) -> list[Line]:
    lines = [Line(title, 0, bold=True, is_heading=True, gap=_APART)] if entries else []
    for number, entry in enumerate(entries):
        lines += [Line(text, 0, gap=_APART if number and not place else 0.0) for place, text in enumerate(entry)]
    return lines


def _header(basics: Entry) -> list[Line]:
    place, home = _place(basics), _object(basics, "location")
    address = [*_paragraphs(home, "address"), _text(home, "postalCode")] if place else []
    profiles = [_profile(one) for one in _entries(basics, "profiles")]
    reach = _joined(" | ", _text(basics, "email"), _text(basics, "phone"), _text(basics, "url"))
    said = [_text(basics, "name"), _text(basics, "label"), reach, *address, place.text if place else "", *profiles]
    return [Line(text, 0) for text in dict.fromkeys(filter(None, said))]


def _profile(one: Entry) -> str:
    """The address where there is one: beside it, the network's name would read as a skill."""
    return _text(one, "url") or _joined(": ", _text(one, "network"), _text(one, "username"))


def _place(basics: Entry) -> Place | None:
    home = _object(basics, "location")
    city, region, country = _text(home, "city"), _text(home, "region"), _text(home, "countryCode")
    text = _joined(", ", city, region, country) or ", ".join(_paragraphs(home, "address"))
    return Place(text, city or None, region or None, country or None) if text else None


def _work(one: Entry, employer: str = "name") -> list[str]:
    where = _joined(", ", _text(one, employer), _text(one, "location"))
    told = [f"- {line}" for line in _highlights(one)]
    lines = [
        _text(one, "position"),
        where,
        _period(one),
        *_paragraphs(one, "description"),
        *_paragraphs(one, "summary"),
        *told,
    ]
    return [line for line in lines if line]


def _position(one: Entry) -> Position | None:
    title, company, start, end = (_text(one, field) or None for field in ("position", "name", "startDate", "endDate"))
    if not (title or company):
        return None
    told = "\n".join((*_paragraphs(one, "summary"), *_highlights(one)))
    return Position(
        title, company, _text(one, "location") or None, start, end, bool(start and not end), description=told
    )


def _schooling(one: Entry) -> list[str]:
    degree, area, score = _text(one, "studyType"), _text(one, "area"), _text(one, "score")
    what = degree if area in degree else _joined(", ", degree, area)
    courses = [f"- {line}" for line in _strings(one, "courses")]
    # Going on is stated of a job alone: a study without an end has none.
    span = _joined(" – ", _text(one, "startDate"), _text(one, "endDate"))
    lines = [what, _text(one, "institution"), span, f"Score: {score}" if score else "", *courses]
    return [line for line in lines if line]


def _study(one: Entry) -> Study | None:
    institution, degree, area, start, end, score = (
        _text(one, field) or None for field in ("institution", "studyType", "area", "startDate", "endDate", "score")
    )
    return Study(institution, degree, None, area, start, end, score) if institution or degree or area else None


def _skills(entries: Sequence[Entry]) -> list[str]:
    """One line of names, so that none of them reads as a heading, and "Databases: PostgreSQL, MySQL" for each group.

    The level, a word of no fixed meaning, would read as a skill of its own.
    """
    groups = [(_text(one, "name"), ", ".join(_strings(one, "keywords"))) for one in entries]
    names = ", ".join(name for name, keywords in groups if name and not keywords)
    return [line for line in (names, *(_joined(": ", *group) for group in groups if group[1])) if line]


def _language(one: Entry) -> LanguageSkill | None:
    name = _text(one, "language")
    return LanguageSkill(name, _text(one, "fluency") or None) if name else None


def _spoken(one: Entry) -> list[str]:
    spoken = _language(one)
    return [f"{spoken.language} ({spoken.level})" if spoken.level else spoken.language] if spoken else []


def _certificate(one: Entry) -> list[str]:
    line = _joined(", ", _text(one, "name"), _text(one, "issuer"))
    return [line] if line else []


def _project(one: Entry) -> list[str]:
    told = [*_paragraphs(one, "description"), *_highlights(one), ", ".join(_strings(one, "keywords"))]
    name = _joined(", ", _text(one, "name"), _text(one, "entity"))
    lines = [name, _period(one), ", ".join(_strings(one, "roles")), *told, _text(one, "url")]
    return [line for line in lines if line]


def _publication(one: Entry) -> list[str]:
    lines = [_joined(", ", _text(one, "name"), _text(one, "publisher")), _text(one, "releaseDate")]
    return [line for line in (*lines, *_paragraphs(one, "summary"), _text(one, "url")) if line]


def _award(one: Entry) -> list[str]:
    lines = [_joined(", ", _text(one, "title"), _text(one, "awarder")), _text(one, "date")]
    return [line for line in (*lines, *_paragraphs(one, "summary")) if line]


def _reference(one: Entry) -> list[str]:
    return [line for line in (_text(one, "name"), *_paragraphs(one, "reference")) if line]


def _dated(lines: Sequence[str], one: Entry) -> list[str]:
    date = _text(one, "date")
    return [f"{line}, {date}" if date else line for line in lines]


def _said(told: Entry, field: str, say: Callable[[Entry], list[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys("\n".join(lines) for one in _entries(told, field) if (lines := say(one))))


def _period(one: Entry) -> str:
    start, end = _text(one, "startDate"), _text(one, "endDate")
    return f"{start} – {end or 'Present'}" if start else end


def _highlights(one: Entry) -> list[str]:
    return _strings(one, "highlights")


def _joined(mark: str, *parts: str) -> str:
    return mark.join(part for part in parts if part)


def _object(told: Entry, field: str) -> Entry:
    found = told.get(field)
    return found if isinstance(found, dict) else {}


def _entries(told: Entry, field: str) -> list[Entry]:
    found = told.get(field)
    return [one for one in found[:_ENTRIES] if isinstance(one, dict)] if isinstance(found, list) else []


def _strings(told: Entry, field: str) -> list[str]:
    found = told.get(field)
    return _worded(found[:_ENTRIES]) if isinstance(found, list) else []


def _paragraphs(told: Entry, field: str) -> list[str]:
    found = told.get(field)
    return _worded(found.splitlines()) if isinstance(found, str) else []


def _text(told: Entry, field: str) -> str:
    return " ".join(_worded([told.get(field)]))


def _worded(values: Iterable[object]) -> list[str]:
    """The values that are words or numbers, each on one line of visible characters."""
    lines = (clean(" ".join(str(value).split())) for value in values if _is_word(value))
    return [line for line in (" ".join(line.split()) for line in lines) if line]


def _is_word(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, (str, int)) and not isinstance(value, bool)
