"""Turns what a structured résumé states into the values of a résumé: same words, dates and codes in our form."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from nlp import dates
from nlp.contact import Contact, find_email, find_phone
from nlp.education import level_of
from nlp.languages import languages_in
from nlp.lexicon import lexicon
from nlp.phrases import has_any
from nlp.places import country_code
from records import LanguageSkill, Place, Position, Resume, Stated, Study

_LINKS = 20
# Matches "2019", "2019-03", "2019-03-14" and "2019-03-14T09:00:00Z"; not "03/2019" nor "2019-13".
_ISO = re.compile(r"((?:19[5-9]\d|20[0-4]\d)(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)(?:T\S*)?")


def contact_of(told: Stated, language: str) -> Contact:
    """The person; an address or a number that cannot be one is left out."""
    place = _place(told.location)
    email = find_email(told.email or "")
    phone, valid = find_phone(told.phone or "", language, place.country if place else None)
    links = tuple(link for link in told.links if "." in link and " " not in link)[:_LINKS]
    return Contact(told.name, email, phone, valid, place, links)


def positions_of(told: Stated, as_of: date, skills_in: Callable[[str], tuple[str, ...]]) -> tuple[Position, ...]:
    """Jobs in the order stated, with months up to ``as_of`` and the skills of each entry's own words."""
    return tuple(_position(job, as_of, skills_in) for job in told.experience)


def studies_of(told: Stated) -> tuple[Study, ...]:
    """Education in the order stated; the level is that of the degree's words."""
    return tuple(
        replace(study, level=level_of(study.degree), start=_iso(study.start), end=_iso(study.end))
        for study in told.education
    )


def outright(resume: Resume, told: Stated) -> Resume:
    """The résumé with what is stated in place of what was read from the text."""
    return replace(
        resume,
        headline=told.headline,
        summary=told.summary,
        certifications=told.certifications,
        languages=tuple({one.language: one for one in map(_language, told.languages)}.values()),
        projects=told.projects,
        publications=told.publications,
        awards=told.awards,
    )


def _place(said: Place | None) -> Place | None:
    if said is None or said.country is None:
        return said
    code = said.country.upper()
    return replace(said, country=code if re.fullmatch("[A-Z]{2}", code) else country_code(said.country))


def _position(job: Position, as_of: date, skills_in: Callable[[str], tuple[str, ...]]) -> Position:
    start, current = _iso(job.start), job.current
    current = start is not None and (current or has_any(job.end or "", lexicon().lists["present"]))
    # An end that is no date leaves one date, which opens and closes its entry as in any other résumé.
    end = None if current else _iso(job.end) or start
    span = dates.month_span(start, end, current, as_of)
    words = "\n".join(part for part in (job.title, job.company, job.description) if part)
    months = span[1] - span[0] if span else None
    return replace(job, start=start, end=end, current=current, months=months, skills=skills_in(words))


def _iso(said: str | None) -> str | None:
    whole = _ISO.fullmatch(said or "")
    if whole:
        return whole[1]
    found: Sequence[dates.DateRange] = dates.find_ranges(said or "")
    return found[0].first if found else None


def _language(said: LanguageSkill) -> LanguageSkill:
    known = languages_in(said.language)
    levels = lexicon().tables["language_levels"].items()
    level = next((level for level, words in levels if has_any(said.level or "", words)), None)
    return LanguageSkill(
        known[0].language if known else said.language.lower(), level or (said.level or "").lower() or None
    )
