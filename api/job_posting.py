"""A job as a JobPosting of schema.org in JSON-LD, as search engines take it; it shows what was read and nothing beside."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from nlp.phrases import is_bullet, without_bullet
from nlp.places import country_code
from records import Job, JobContact, JobSkill, Occupation, Place, Salary

MEDIA_TYPE = "application/ld+json"
CONTEXT = "https://schema.org/"

# The words that https://developers.google.com/search/docs/appearance/structured-data/job-posting accepts.
_EMPLOYMENT = {
    "full-time": "FULL_TIME", "part-time": "PART_TIME", "contract": "CONTRACTOR", "temporary": "TEMPORARY",
    "internship": "INTERN", "volunteer": "VOLUNTEER", "per-diem": "PER_DIEM",
}  # fmt: skip
_CREDENTIAL = {
    "secondary": "high school", "vocational": "professional certificate", "associate": "associate degree",
    "bachelor": "bachelor degree", "master": "postgraduate degree", "doctorate": "postgraduate degree",
}  # fmt: skip
_NONE_NEEDED = "no requirements"
# Matches "2027-03-31"; not "2027-03", "2027" nor "immediately".
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_END_OF_DAY = "T23:59:59"

Entry = dict[str, Any]


class JobPosting(BaseModel):
    """A JobPosting of schema.org; what the ad does not say is left out."""

    model_config = ConfigDict(extra="allow")
    context: str = Field(alias="@context")
    type: str = Field(alias="@type")
    title: str = ""
    description: str = Field(description="HTML.")
    datePosted: str
    identifier: dict[str, Any]


def job_posting_out(job: Job, job_id: str, posted: datetime, closes_on: date | None = None) -> Entry:
    """The posting; facts that the ad is silent on, or for which schema.org has no form, are left out.

    Args:
        job: What the ad says.
        job_id: The job's id here, such as J202.
        posted: When the job was posted here; the ad's own day is not among the facts that are read.
        closes_on: The last day that people gave, which goes before the deadline that was read.
    """
    last_day = closes_on.isoformat() if closes_on else job.deadline
    experience = _experience(job.min_experience_years)
    education = _education(job)
    whole = {
        "title": job.title,
        "description": _description(job.text),
        "identifier": _thing("PropertyValue", name=job.company, value=job_id),
        "datePosted": posted.astimezone(UTC).date().isoformat(),
        "validThrough": f"{last_day}{_END_OF_DAY}" if _is_day(last_day) else None,
        "employmentType": _EMPLOYMENT.get(job.employment_type, "OTHER") if job.employment_type else None,
        "hiringOrganization": _employer(job),
        **_where(job),
        "baseSalary": _pay(job.salary) if job.salary else None,
        "experienceRequirements": experience,
        "educationRequirements": education,
        "experienceInPlaceOfEducation": True if job.experience_instead and education and experience else None,
        "skills": [skill.name for skill in sorted(job.skills, key=_is_extra)],
        "qualifications": [need.text for need in job.requirements if need.importance == "required"],
        "responsibilities": list(job.responsibilities),
        "jobBenefits": list(job.benefits),
        "industry": job.industry,
        "occupationalCategory": [_occupation(one) for one in job.occupations],
        "totalJobOpenings": job.openings,
        "jobStartDate": job.start if _is_day(job.start) else None,
        "jobImmediateStart": True if job.start == "immediately" else None,
        "applicationContact": _contact(job.contact) if job.contact else None,
    }
    return {"@context": CONTEXT, "@type": "JobPosting"} | _filled(whole)


def _thing(kind: str, **fields: Any) -> Entry:
    """An object of schema.org; empty where none of its fields is known."""
    known = _filled(fields)
    return {"@type": kind} | known if known else {}


def _filled(fields: Mapping[str, Any]) -> Entry:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _one_or_all(entries: Sequence[Entry]) -> Any:
    return entries[0] if len(entries) == 1 else list(entries)


def _is_day(said: str | None) -> bool:
    return said is not None and _DAY.fullmatch(said) is not None


def _is_extra(skill: JobSkill) -> bool:
    return skill.importance != "required"


def _description(text: str) -> str:
    """The ad's text as HTML: paragraphs, and lists of what stands behind bullets."""
    return "".join(_blocks(text.splitlines()))


def _blocks(lines: Sequence[str]) -> Iterator[str]:
    kind, held = "", list[str]()
    for line in [*lines, ""]:
        now, words = (
            _kind(line, kind),
            html.escape(" ".join(without_bullet(line).split() if is_bullet(line) else line.split())),
        )
        if held and now != kind:
            yield _block(kind, held)
            held = []
        if now == "ul" and held and not is_bullet(line):
            held[-1] += f" {words}"
        elif words:
            held.append(words)
        kind = now


def _kind(line: str, before: str) -> str:
    """The element that a line belongs to; a line indented below a bullet goes on with it."""
    if is_bullet(line) or (before == "ul" and line[:1].isspace() and line.strip()):
        return "ul"
    return "p" if line.strip() else ""


def _block(kind: str, lines: Sequence[str]) -> str:
    inside = "".join(f"<li>{line}</li>" for line in lines) if kind == "ul" else "<br>".join(lines)
    return f"<{kind}>{inside}</{kind}>"


def _employer(job: Job) -> Entry:
    if not job.company:
        return {}
    return _thing("Organization", name=job.company, department=_thing("Organization", name=job.department))


def _where(job: Job) -> Entry:
    """Places of work; where the work is done from anywhere, that and who may apply."""
    places = job.locations or ((job.location,) if job.location else ())
    remote = job.remote == "remote"
    return {
        "jobLocation": _one_or_all([_site(place) for place in places]),
        "jobLocationType": "TELECOMMUTE" if remote else None,
        "applicantLocationRequirements": _one_or_all(_open_to(job.remote_area, places)) if remote else None,
    }


def _site(place: Place) -> Entry:
    address = _thing(
        "PostalAddress", addressLocality=place.city, addressRegion=place.region, addressCountry=place.country
    )
    return _thing("Place", address=address or _thing("PostalAddress", addressLocality=place.text))


def _open_to(area: str | None, places: Sequence[Place]) -> list[Entry]:
    """Where one must live: the area that the ad names, else the countries it is in."""
    if area:
        code = country_code(area)
        return [_thing("Country", name=code) if code else _thing("AdministrativeArea", name=area)]
    codes = dict.fromkeys(place.country for place in places if place.country)
    return [_thing("Country", name=code) for code in codes]


def _pay(salary: Salary) -> Entry:
    """An amount or a range; none without a currency, which says nothing to a reader elsewhere."""
    is_one = salary.min == salary.max
    value = _thing(
        "QuantitativeValue",
        value=_plain(salary.min) if is_one else None,
        minValue=None if is_one else _plain(salary.min),
        maxValue=None if is_one else _plain(salary.max),
        unitText=salary.period.upper() if salary.period else None,
    )
    return _thing("MonetaryAmount", currency=salary.currency, value=value) if salary.currency else {}


def _plain(amount: float | None) -> float | int | None:
    return int(amount) if amount is not None and amount == int(amount) else amount


def _experience(years: float | None) -> Entry | str | None:
    if years is None:
        return None
    months = round(12 * years)
    return _thing("OccupationalExperienceRequirements", monthsOfExperience=months) if months else _NONE_NEEDED


def _education(job: Job) -> Entry:
    category = _CREDENTIAL[job.education_level] if job.education_level else None
    return _thing("EducationalOccupationalCredential", credentialCategory=category) if category else {}


def _occupation(one: Occupation) -> Entry:
    return _thing("CategoryCode", codeValue=one.code, name=one.label, inCodeSet=_thing("CategoryCodeSet", name="ESCO"))


def _contact(contact: JobContact) -> Entry:
    return _thing("ContactPoint", name=contact.name, email=contact.email, telephone=contact.phone, url=contact.link)
