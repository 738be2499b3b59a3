"""A JobPosting of schema.org in JSON-LD as a statement about a job; what it means for a stored job others know."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from pydantic import ValidationError

from api.errors import invalid
from api.job_corrections import JobCorrections
from api.job_export import OWN, digest, posting_of
from api.job_posting import job_posting_out
from api.job_schemas import JobText
from api.job_statements import Statement
from errors import InvalidFields, NoText
from nlp.phrases import without_bullet
from nlp.places import country_code
from pipeline import Upload
from posting import MOST_CHARACTERS, JobFields
from records import Job

_ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST_LINE, _LONGEST_NAME = 300, 80
_MOST_SKILLS = 100
_MOST_LINES = 2_000
_EMPLOYMENT = {
    "fulltime": "full-time", "parttime": "part-time", "contractor": "contract", "contract": "contract",
    "temporary": "temporary", "intern": "internship", "internship": "internship", "volunteer": "volunteer",
    "perdiem": "per-diem", "other": "other",
}  # fmt: skip
_PERIODS = ("hour", "day", "week", "month", "year")
_LEVELS = {
    "high school": "secondary", "professional certificate": "vocational", "associate degree": "associate",
    "bachelor degree": "bachelor", "postgraduate degree": "master",
}  # fmt: skip
# Matches "<p>", "</li>" and "<br/>"; not "a < b" nor "<3". Linear: it holds no other angle bracket.
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,1000}>")
# Matches "&lt;p&gt;"; not "a &lt; b". Linear.
_ESCAPED_TAG = re.compile(r"&lt;/?[A-Za-z][^<>&]{0,200}/?&gt;")
# Matches "2027-03-31" of "2027-03-31T23:59:59"; not "31.03.2027".
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=T|\Z)")
# Matches "DE" and "de"; not "Germany".
_CODE = re.compile(r"[A-Za-z]{2}")
# Matches "EUR"; not "€".
_CURRENCY = re.compile(r"[A-Z]{3}")

Node = Mapping[str, Any]


class _StatedAd(JobText):
    """What ``job_export`` adds to a posting."""

    corrections: JobCorrections | None = None
    description_sha256: str = ""


def postings_in(said: Any) -> list[Any]:
    """The postings of a JSON-LD document: one object, an array, or an ``@graph``; other things in a graph are passed over."""
    if isinstance(said, Mapping) and "@graph" in said:
        graph = said["@graph"]
        nodes = graph if isinstance(graph, list) else [graph]
        return [node for node in nodes if not isinstance(node, Mapping) or _is_posting(node)]
    return said if isinstance(said, list) else [said]


def statement_of(node: Any) -> Statement:
    """What a posting states; what it leaves out is left to the reading of its text.

    Raises:
        InvalidFields: It is no JobPosting, or says neither a title nor a description.
        UnreadableDocument: Its description cannot be read.
    """
    if not isinstance(node, Mapping) or not _is_posting(node):
        raise InvalidFields('This is no JobPosting of schema.org; send objects with "@type": "JobPosting".')
    own = _own(node) if OWN in node else None
    return (
        _stated_here(node, own)
        if own and digest(str(node.get("description"))) == own.description_sha256
        else _foreign(node, own)
    )


def _is_posting(node: Node) -> bool:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] == "JobPosting" for kind in kinds)


def _own(node: Node) -> _StatedAd:
    try:
        return _StatedAd.model_validate(node[OWN])
    except ValidationError as exc:
        raise invalid(exc) from None


def _stated_here(node: Node, ad: _StatedAd) -> Statement:
    """A posting that was exported here: the same job, but for what somebody has changed in the posting since."""
    return Statement(
        ad.text or ad.title or ad.requirements or "",
        JobFields(ad.title, ad.company, ad.location, ad.requirements, tuple(ad.skills_required)),
        ad.corrections.fields() if ad.corrections else {},
        lambda job: _facts(node, job, ("title", "company", "skills")),
        (),
        ad.status,
        date.fromisoformat(ad.closes_on) if ad.closes_on else None,
        is_same=lambda row: _told(posting_of(row)) == _told(node),
        as_given=True,
    )


def _foreign(node: Node, own: _StatedAd | None) -> Statement:
    title, (company, _) = _line(node.get("title") or node.get("name")), _employer(node.get("hiringOrganization"))
    # What an export derived from the description that it had is not stated by whoever wrote another one.
    text = _words(node.get("description")).strip() if own else _whole_text(node)
    if not (text or title):
        raise InvalidFields("The posting says nothing; send a title or a description.")
    said = node.get("validThrough")
    closes_on = _day(said)
    ignored = [name for name, value in _MAPPED.items() if node.get(name) not in (None, "", [], {}) and not value(node)]
    return Statement(
        text or title or "",
        JobFields(title, company),
        own.corrections.fields() if own and own.corrections else {},
        lambda job: _facts(node, job),
        () if own else _skill_names(node.get("skills")),
        own.status if own else "open",
        closes_on,
        tuple(ignored) + (("validThrough",) if said and not closes_on else ()),
        lambda row: _told(job_posting_out(row.job, "", row.created_at, row.closes_on)) == _told(node),
    )


def _told(node: Node) -> dict[str, Any]:
    """What a posting says of its job, without the names that its home gives it."""
    aside = ("@context", "identifier", "datePosted", "url")
    return {name: value for name, value in json.loads(json.dumps(dict(node))).items() if name not in aside}


def _facts(node: Node, job: Job, more: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a posting states otherwise than a job does, as corrections of it."""
    shown, found = job_posting_out(job, "", _ANY_MOMENT), dict[str, Any]()
    for name, fact in {**_MAPPED, **{key: _MORE[key] for key in more}}.items():
        prop = _PROPERTY.get(name, name)
        if node.get(prop) not in (None, "", [], {}) and node.get(prop) != shown.get(prop):
            found |= fact(node)
    return found


def _whole_text(node: Node) -> str:
    """The description, and of requirements and tasks what it does not say."""
    text = _words(node.get("description"))
    if len(text) > MOST_CHARACTERS:  # it is refused for that, and nothing is looked for in it
        return text.strip()
    for name, heading in (("responsibilities", "Responsibilities"), ("qualifications", "Requirements")):
        lines = [line for one in _list(node.get(name)) for line in _words(one).splitlines() if line.strip()]
        said = " ".join(text.split())
        missing = [line.strip() for line in lines[:_MOST_LINES] if " ".join(without_bullet(line).split()) not in said]
        if missing:
            text += f"\n\n{heading}\n" + "\n".join(f"- {without_bullet(line)}" for line in missing)
    return text.strip()


def _words(said: Any) -> str:
    """Visible text of HTML, with its lists, or plain text as it stands."""
    if not isinstance(said, str) or not said.strip():
        return ""
    if not _TAG.search(said) and _ESCAPED_TAG.search(said):
        said = html.unescape(said)
    if not _TAG.search(said):
        return html.unescape(said).replace("\x00", " ")
    page = f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{said}</body></html>'
    try:
        return Upload(page.encode("utf-8", "replace"), "posting.html").read().text
    except NoText:
        return ""


def _list(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [] if said is None else [said]


def _first(said: Any) -> Any:
    return next(iter(_list(said)), None)


def _line(said: Any, most: int = _LONGEST_LINE) -> str | None:
    """One line of text, also of a thing's name."""
    said = _first(said)
    said = said.get("name") or said.get("@value") if isinstance(said, Mapping) else said
    if isinstance(said, bool) or not isinstance(said, (str, int, float)):
        return None
    line = " ".join(html.unescape(str(said)).replace("\x00", " ").split())[:most].strip()
    return line if any(char.isalnum() for char in line) else None


def _employer(said: Any) -> tuple[str | None, str | None]:
    """The employer's name and the department's."""
    said = _first(said)
    return _line(said), _line(said.get("department")) if isinstance(said, Mapping) else None


def _day(said: Any) -> date | None:
    found = _DAY.match(said.strip()) if isinstance(said, str) else None
    try:
        return date.fromisoformat(found.group()) if found else None
    except ValueError:
        return None


def _number(said: Any) -> float | None:
    try:
        number = float(said) if isinstance(said, (int, float, str)) and not isinstance(said, bool) else None
    except (ValueError, OverflowError):
        return None
    return number if number is not None and 0 <= number < 1e12 else None


def _place(said: Any) -> dict[str, Any] | None:
    address = said.get("address") or said.get("name") if isinstance(said, Mapping) else said
    if not isinstance(address, Mapping):
        return {"text": line} if (line := _line(address)) else None
    city, region = _line(address.get("addressLocality")), _line(address.get("addressRegion"))
    country = _line(address.get("addressCountry"))
    code = country.upper() if country and _CODE.fullmatch(country) else country_code(country) if country else None
    if not (city or region or country):
        return None
    parts = {"city": city, "region": region, "country": code}
    text = ", ".join(part for part in (city, region, country) if part)
    return {"text": text[:_LONGEST_LINE]} | {name: part for name, part in parts.items() if part}


def _places(node: Node) -> dict[str, Any]:
    found = [place for one in _list(node.get("jobLocation"))[:_MOST_SKILLS] if (place := _place(one))]
    return {"locations": found} if found else {}


def _pay(node: Node) -> dict[str, Any]:
    said = _first(node.get("baseSalary"))
    whole: Node = said if isinstance(said, Mapping) else {"value": said}
    value = whole.get("value")
    inner: Node = value if isinstance(value, Mapping) else {"value": value}
    one = _number(inner.get("value"))
    least, most = _number(inner.get("minValue")), _number(inner.get("maxValue"))
    least, most = (one, one) if least is None and most is None else (least, most)
    if least is None and most is None:
        return {}
    if least is not None and most is not None and least > most:
        least, most = most, least
    unit = str(inner.get("unitText") or whole.get("unitText") or "").lower().removesuffix("ly")
    currency = str(whole.get("currency") or node.get("salaryCurrency") or "").upper()
    pay = {"min": least, "max": most, "currency": currency if _CURRENCY.fullmatch(currency) else None}
    return {"salary": pay | {"period": unit if unit in _PERIODS else None}}


def _employment(node: Node) -> dict[str, Any]:
    for said in _list(node.get("employmentType")):
        if found := _EMPLOYMENT.get(
            str(said).rsplit("/", 1)[-1].lower().replace("_", "").replace("-", "").replace(" ", "")
        ):
            return {"employment_type": found}
    return {}


def _remote(node: Node) -> dict[str, Any]:
    return {"remote": "remote"} if str(_first(node.get("jobLocationType"))).upper() == "TELECOMMUTE" else {}


def _openings(node: Node) -> dict[str, Any]:
    number = _number(node.get("totalJobOpenings"))
    return {"openings": int(number)} if number and number >= 1 else {}


def _start(node: Node) -> dict[str, Any]:
    day = _day(node.get("jobStartDate"))
    return {"start": day.isoformat()} if day else {}


def _at_once(node: Node) -> dict[str, Any]:
    return {"start": "immediately"} if node.get("jobImmediateStart") is True else {}


def _experience(node: Node) -> dict[str, Any]:
    said = _first(node.get("experienceRequirements"))
    months = _number(said.get("monthsOfExperience")) if isinstance(said, Mapping) else None
    return {"min_experience_years": round(months / 12, 2)} if months is not None else {}


def _education(node: Node) -> dict[str, Any]:
    said = _first(node.get("educationRequirements"))
    level = _LEVELS.get(str(said.get("credentialCategory")).lower()) if isinstance(said, Mapping) else None
    return {"education_level": level} if level else {}


def _skill_names(said: Any) -> tuple[str, ...]:
    """Names in a list, or in a line with commas; a longer text is no name."""
    lines = [line for one in _list(said) if (line := _line(one, 5000))]
    names = [name.strip() for line in lines for name in (re.split("[,;]", line) if len(lines) == 1 else [line])]
    return tuple(dict.fromkeys(name for name in names if name and len(name) <= _LONGEST_NAME))[:_MOST_SKILLS]


def _named(field: str, prop: str) -> Callable[[Node], dict[str, Any]]:
    return lambda node: {field: line} if (line := _line(node.get(prop))) else {}


_MAPPED: Mapping[str, Callable[[Node], dict[str, Any]]] = {
    "jobLocation": _places,
    "baseSalary": _pay,
    "employmentType": _employment,
    "industry": _named("industry", "industry"),
    "jobLocationType": _remote,
    "totalJobOpenings": _openings,
    "jobStartDate": _start,
    "jobImmediateStart": _at_once,
    "experienceRequirements": _experience,
    "educationRequirements": _education,
}
_MORE: Mapping[str, Callable[[Node], dict[str, Any]]] = {
    "title": _named("title", "title"),
    "company": lambda node: {"company": name} if (name := _employer(node.get("hiringOrganization"))[0]) else {},
    "skills": lambda node: {"skills": [{"name": name} for name in _skill_names(node.get("skills"))]},
}
_PROPERTY = {"company": "hiringOrganization"}
