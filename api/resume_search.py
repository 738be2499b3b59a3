"""Which résumés a reader asks for: the parameters of the list, the select they make, and where a text says what was asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from sqlalchemy import ColumnElement, Select, false

from api.ids import person_key
from api.schemas import BlindPage
from db import resumes
from db.resumes import StoredResume
from db.words import words_of
from errors import InvalidFields
from nlp.contact import find_phone
from nlp.places import country_code
from nlp.taxonomy import Taxonomy, key_of

LONGEST_SNIPPET = 200
_LONGEST_NAME = 6
_BEFORE = 60

Wanted = Sequence[Sequence[Sequence[str]]]
SkillAsked = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Years = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class ResumeQuery(BlindPage):
    """Which résumés, and in which order."""

    q: str | None = Field(
        None,
        max_length=200,
        description="Words that all occur in name, file name, skills or text; the last may be cut.",
    )
    skill: Annotated[list[SkillAsked], Field(max_length=20)] = Field(
        [], description="Names or aliases of skills; given several times, all of them must be there."
    )
    min_years: Years | None = Field(None, description="Least years of work.")
    max_years: Years | None = Field(None, description="Most years of work.")
    country: str | None = Field(None, max_length=60, description="ISO 3166 alpha-2 or a name.")
    city: str | None = Field(None, max_length=100)
    language: str | None = Field(None, max_length=8, description="ISO 639-1, of the text.")
    status: Literal["ready", "processing", "failed"] | None = None
    person_id: str | None = Field(None, max_length=40)
    email: str | None = Field(None, max_length=320)
    phone: str | None = Field(None, max_length=40)
    candidate_id: str | None = Field(None, max_length=64)
    sort: Literal["newest", "name", "experience"] = "newest"


def narrowed(rows: Select[StoredResume], query: ResumeQuery, taxonomy: Taxonomy) -> Select[StoredResume]:
    """The résumés of a select that a query asks for, in its order."""
    marks = (query.q, query.email, query.phone, query.city, query.candidate_id, query.person_id)
    if query.blind and (any(marks) or query.sort == "name"):
        raise InvalidFields(
            "A blind list cannot be searched or sorted by marks of the person; leave these out, or blind."
        )
    if query.q is not None and query.q.strip():
        rows = resumes.matching(rows, wanted(query.q, taxonomy))
    for name in query.skill:
        rows = rows.where(StoredResume.skill_names.overlap(_names_of(name, taxonomy)))
    return _ordered(rows.where(*_conditions(query)), query.sort)


def wanted(q: str, taxonomy: Taxonomy) -> list[list[list[str]]]:
    """Each word asked for, or each name of a skill, with the names under which the taxonomy knows it."""
    words, found, at = words_of(q), [], 0
    while at < len(words):
        size, names = next(_skills_at(words[at:], taxonomy), (1, []))
        found.append([words[at : at + size], *names])
        at += size
    return found


def snippet(text: str, asked: Wanted) -> str | None:
    """At most 200 characters of a text around the first place that says one of the wordings; None where none is said."""
    said = sorted({wording[0] for thing in asked for wording in thing}, key=len, reverse=True)
    either = "|".join(re.escape(word) for word in said)
    found = re.search(rf"(?<![^\W_])(?:{either})", text, re.IGNORECASE) if said else None
    if found is None:
        return None
    start = max(0, found.start() - _BEFORE)
    cut = " ".join(text[start : start + LONGEST_SNIPPET * 2].split())
    first = cut.find(" ") + 1 if start and not text[start - 1].isspace() else 0
    shown = cut[first:]
    front, room = "… " if start else "", LONGEST_SNIPPET - 4
    return front + (shown if len(shown) <= room else shown[:room].rpartition(" ")[0] + " …")


def _skills_at(words: Sequence[str], taxonomy: Taxonomy) -> Iterator[tuple[int, list[list[str]]]]:
    """(number of words, other names) of skills that the words begin with, the longest name first."""
    for size in range(min(_LONGEST_NAME, len(words)), 0, -1):
        said = list(words[:size])
        entries = [one for one in taxonomy.index.get(key_of(" ".join(said)), ()) if not one.is_guarded]
        others = [words_of(one.skill.name) for one in entries]
        others = [name for name in others if name and name != said]
        if entries:
            yield size, others


def _names_of(said: str, taxonomy: Taxonomy) -> list[str]:
    """What a skill may be called among the skills of a résumé, in lower case."""
    entries = taxonomy.index.get(key_of(said), ())
    return sorted({said.strip().lower(), *(one.skill.name.lower() for one in entries)})


def _conditions(query: ResumeQuery) -> Iterator[ColumnElement[bool]]:
    if query.min_years is not None:
        yield StoredResume.experience_months >= 12 * query.min_years
    if query.max_years is not None:
        yield StoredResume.experience_months <= 12 * query.max_years
    if query.country is not None:
        said = query.country.strip()
        yield StoredResume.country == (said.upper() if len(said) == 2 else country_code(said))
    if query.person_id is not None:
        yield StoredResume.person_id == person_key(query.person_id)
    if query.phone is not None:
        yield _phone(query.phone)
    for column, value in (
        (StoredResume.city, query.city and query.city.strip().lower()),
        (StoredResume.language, query.language and query.language.strip().lower()),
        (StoredResume.email, query.email and query.email.strip().lower()),
        (StoredResume.status, query.status),
        (StoredResume.candidate_id, query.candidate_id),
    ):
        if value is not None:
            yield column == value


def _phone(said: str) -> ColumnElement[bool]:
    """A "+" of an address arrives as a blank."""
    number = "+" + re.sub(r"\D", "", said) if said[:1] in "+ " else find_phone(said)[0]
    return StoredResume.phone == number if number else false()


def _ordered(rows: Select[StoredResume], sort: str) -> Select[StoredResume]:
    if sort == "name":
        return rows.order_by(None).order_by(StoredResume.name, StoredResume.id)
    if sort == "experience":
        return rows.order_by(None).order_by(StoredResume.experience_months.desc().nulls_last(), StoredResume.id)
    return rows
