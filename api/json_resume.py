"""A résumé as a JSON Resume document (jsonresume.org, schema 1.0.0); it shows what was read and nothing beside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field

from nlp import dates
from nlp.lexicon import lexicon
from nlp.phrases import without_bullet
from records import LanguageSkill, Place, Position, Resume, Study

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
MEDIA_TYPE = "application/json"

_NETWORKS = {
    "linkedin.com": "LinkedIn", "github.com": "GitHub", "gitlab.com": "GitLab", "behance.net": "Behance", "x.com": "X",
    "twitter.com": "Twitter", "stackoverflow.com": "Stack Overflow", "kaggle.com": "Kaggle", "medium.com": "Medium",
}  # fmt: skip
_SPOKEN = "language"
# Matches "2019", "2019-03" and "2019-03-14"; not "03/2019" nor "2019-3".
_DATE = re.compile(r"[12]\d{3}(?:-[01]\d(?:-[0-3]\d)?)?")
# Matches "ann.lee@example.org"; not "ann.lee" nor a masked address.
_EMAIL = re.compile(r"[\w.+'-]{1,64}@[A-Za-z0-9.-]{1,250}")
# Matches "https://example.org/a"; not "example.org" nor "https://exa mple.org".
_URL = re.compile(r"https?://[A-Za-z0-9./?=&%#~_:@!$,;+*()-]{1,2000}")

Entry = dict[str, Any]


class JsonResume(BaseModel):
    """A JSON Resume document; its own schema describes the parts."""

    schema_: str = Field(alias="$schema")
    basics: dict[str, Any] = {}
    work: list[dict[str, Any]] = []
    education: list[dict[str, Any]] = []
    skills: list[dict[str, Any]] = []
    languages: list[dict[str, Any]] = []
    certificates: list[dict[str, Any]] = []
    projects: list[dict[str, Any]] = []
    publications: list[dict[str, Any]] = []
    awards: list[dict[str, Any]] = []
    meta: dict[str, Any] = {}


def json_resume_out(resume: Resume, modified: datetime) -> Entry:
    """The document; empty fields are left out, and values that JSON Resume has no form for (a masked address) too.

    Skills stand in alphabetical order, so that the same résumé read again from this document says the same.
    """
    sections = {
        "work": [_work(job) for job in resume.experience],
        "education": [_education(study) for study in resume.education],
        "skills": [{"name": name} for name in _skills(resume)],
        "languages": [_language(skill) for skill in resume.languages],
        "certificates": [{"name": _line(name)} for name in resume.certifications],
        "projects": [_project(entry) for entry in resume.projects],
        "publications": [_titled(entry, "name", "releaseDate") for entry in resume.publications],
        "awards": [_titled(entry, "title", "date", has_url=False) for entry in resume.awards],
    }
    made = modified.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    whole = {
        "$schema": SCHEMA,
        "basics": _basics(resume),
        **sections,
        "meta": {"version": "v1.0.0", "lastModified": made},
    }
    return _filled(whole)


def _basics(resume: Resume) -> Entry:
    urls = [url for link in resume.links if (url := _url(link))]
    homes = [url for url in urls if _network(url) is None]
    return _filled(
        {
            "name": _line(resume.name),
            "label": _line(resume.headline),
            "email": resume.email if _EMAIL.fullmatch(resume.email or "") else None,
            "phone": resume.phone if (resume.phone or "").lstrip("+").isdigit() else None,
            "url": homes[0] if homes else None,
            "summary": "\n".join(_lines(resume.summary)),
            "location": _location(resume.location),
            "profiles": [_profile(url) for url in urls if url not in homes[:1]],
        }
    )


def _location(place: Place | None) -> Entry:
    if place is None:
        return {}
    known = {"city": _line(place.city), "region": _line(place.region), "countryCode": place.country}
    return _filled(known) or {"address": _line(place.text)}


def _profile(url: str) -> Entry:
    host, path = urlsplit(url).netloc.removeprefix("www."), urlsplit(url).path.strip("/")
    return _filled({"network": _network(url) or host, "username": path.rpartition("/")[2], "url": url})


def _network(url: str) -> str | None:
    host = urlsplit(url).netloc.lower()
    return next((name for end, name in _NETWORKS.items() if host == end or host.endswith(f".{end}")), None)


def _url(link: str) -> str | None:
    """The link with the scheme that people leave out; None for one that no reader of the format would take."""
    url = link if link.lower().startswith(("http://", "https://")) else f"https://{link}"
    return url if _URL.fullmatch(url) else None


def _work(job: Position) -> Entry:
    told = _lines(job.description)
    return _filled(
        {
            "name": _line(job.company),
            "position": _line(job.title),
            "location": _line(job.location),
            "startDate": _date(job.start),
            "endDate": None if job.current else _date(job.end),
            "summary": told[0] if len(told) == 1 else None,
            "highlights": told if len(told) > 1 else None,
        }
    )


def _education(study: Study) -> Entry:
    return _filled(
        {
            "institution": _line(study.institution),
            "area": _line(study.field),
            "studyType": _line(study.degree),
            "startDate": _date(study.start),
            "endDate": _date(study.end),
            "score": _line(study.grade),
        }
    )


def _skills(resume: Resume) -> list[str]:
    """Names of skills; languages that people speak have a list of their own."""
    return sorted({_line(hit.name) for hit in resume.skills if hit.category != _SPOKEN}, key=str.casefold)


def _language(skill: LanguageSkill) -> Entry:
    names = lexicon().tables["languages"].get(skill.language, (skill.language,))
    return _filled({"language": names[0].title(), "fluency": (skill.level or "").capitalize()})


def _project(entry: str) -> Entry:
    name, told, url, first, last = _parts(entry)
    one = {"description": told[0]} if len(told) == 1 else {"highlights": told}
    return _filled({"name": name, **one, "startDate": first, "endDate": last, "url": url})


def _titled(entry: str, title: str, dated: str, has_url: bool = True) -> Entry:
    name, told, url, first, _ = _parts(entry)
    told += [] if has_url or url is None else [url]
    return _filled({title: name, dated: first, "summary": "\n".join(told), "url": url if has_url else None})


def _parts(entry: str) -> tuple[str, list[str], str | None, str | None, str | None]:
    """(first line, lines without a form of their own, address, first and last date) of a paragraph."""
    name, *lines = _lines(entry) or [""]
    told: list[str] = []
    url, first, last = None, None, None
    for line in lines:
        dated = _dates(line)
        if first is None and dated:
            first, last = dated
        elif url is None and _URL.fullmatch(line):
            url = line
        else:
            told.append(line)
    return name, told, url, first, last


def _dates(line: str) -> tuple[str | None, str | None] | None:
    """(first, last) of a line that is nothing but a date or two; None for any other."""
    first, mark, last = line.partition(" – ")
    if _DATE.fullmatch(first) and (_DATE.fullmatch(last) or not mark):
        return first, last or None
    found = dates.find_ranges(line)
    if found and not (line[: found[0].start] + line[found[0].end :]).strip(" ()"):
        return found[0].first, found[0].last
    return None


def _date(said: str | None) -> str | None:
    return said if _DATE.fullmatch(said or "") else None


def _lines(text: str | None) -> list[str]:
    """The lines that say something, each without its bullet and with single blanks."""
    return [line for line in map(_unmarked, (text or "").splitlines()) if line]


def _unmarked(line: str) -> str:
    plain = without_bullet(_line(line))
    return plain if plain == line else _unmarked(plain)


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _filled(fields: Mapping[str, Any]) -> Entry:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
