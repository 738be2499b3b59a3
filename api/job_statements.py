"""What an import states about a job, whatever its form, and how that holds over what is read from the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from api.context import owner, parts, session
from api.job_corrections import JobCorrections
from db.jobs import Status, StoredJob
from db.stored import to_plain
from nlp.corrected import unknown_skills
from nlp.places import find_place
from nlp.taxonomy import Taxonomy
from own_skills import taxonomy_of
from pipeline import Upload
from posting import (
    JobFields,
    ParsedAd,
    Standing,
    is_over,
    keep_job,
    known_job,
    laid_over,
    parse_job,
    with_like_words,
)
from records import Job


@dataclass(frozen=True, slots=True)
class Statement:
    """A job as somebody else states it.

    Attributes:
        text: The ad.
        fields: What stands beside the ad; what the text says by itself is not given a second time.
        corrections: What people corrected where the job comes from.
        facts: What is stated otherwise than a job says: field -> value, in the form of corrections.
        skills: Names of skills that are wanted; those that the text lacks are added.
        ignored: What was stated in a form that cannot be used.
        is_same: Says whether a stored job says the same.
        as_given: The fields were given beside this very text, whether it says them too or not.
    """

    text: str
    fields: JobFields = field(default_factory=JobFields)
    corrections: Mapping[str, Any] = field(default_factory=dict)
    facts: Callable[[Job], Mapping[str, Any]] = lambda job: {}
    skills: tuple[str, ...] = ()
    status: Status = "open"
    closes_on: date | None = None
    ignored: tuple[str, ...] = ()
    is_same: Callable[[StoredJob], bool] = lambda row: False
    as_given: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """The job of a statement, whether the organisation had it already, and what was stated and not used."""

    row: StoredJob
    is_known: bool
    ignored: tuple[str, ...]


def take(said: Statement) -> Taken:
    """Stores a stated job, without vectors, unless the organisation has it; raises the errors of ``posting.parse_job``."""
    mine = owner().organisation_id
    taxonomy = taxonomy_of(session(), mine)
    upload = Upload.of_text(said.text)
    fields = said.fields if said.as_given else _needed(said, parse_job(parts(), upload, taxonomy=taxonomy, of=mine).job)
    ad = parse_job(parts(), upload, fields, taxonomy, of=mine)
    corrections, unused = _corrections(said, ad, taxonomy)
    if known := _known(said, upload, fields, ad, corrections):
        return Taken(known, True, (*said.ignored, *unused))
    status: Status = "closed" if said.status == "open" and is_over(said.closes_on) else said.status
    standing = Standing(status, said.closes_on, corrections)
    row = keep_job(parts(), session(), owner(), upload, fields, ad, standing, embeds=False)
    return Taken(row, False, (*said.ignored, *unused))


def _needed(said: Statement, reading: Job) -> JobFields:
    """The fields that the text does not say by itself: given twice, a title would stand in the text twice."""
    fields = said.fields
    place = find_place(fields.location) if fields.location else None
    has_place = reading.location is not None and (
        fields.location == reading.location.text
        or (place is not None and replace(place, text="") == replace(reading.location, text=""))
    )
    read = {skill.name.lower() for skill in reading.skills}
    missing = tuple(name for name in said.skills if name.lower() not in read)
    return replace(
        fields,
        title=None if _alike(fields.title, reading.title) else fields.title,
        company=None if _alike(fields.company, reading.company) else fields.company,
        location=None if has_place else fields.location,
        skills_required=tuple(dict.fromkeys((*fields.skills_required, *missing))),
    )


def _alike(one: str | None, other: str | None) -> bool:
    return bool(one and other) and " ".join(str(one).split()) == " ".join(str(other).split())


def _known(
    said: Statement, upload: Upload, fields: JobFields, ad: ParsedAd, corrections: Mapping[str, Any]
) -> StoredJob | None:
    """The job of the same content, whatever else people have corrected of it since, or one that says the same."""
    same = known_job(session(), owner(), upload, fields)
    if same is not None and all(same.corrections.get(name) == value for name, value in corrections.items()):
        return same
    alike = with_like_words(session(), owner(), ad.job.text)
    return next((row for row in alike if said.is_same(row)), None)


def _corrections(said: Statement, ad: ParsedAd, taxonomy: Taxonomy) -> tuple[dict[str, Any], list[str]]:
    """The corrections that make the reading say what is stated, and the facts that cannot be used."""
    kept, unused = dict(said.corrections), list[str]()
    made = laid_over(ad.job, kept, taxonomy)
    for name, value in said.facts(made).items():
        fact = _checked(name, value)
        if fact is None or unknown_skills(fact, taxonomy):
            unused.append(name)
            continue
        told = laid_over(ad.job, kept | fact, taxonomy)
        if _plain(told, name) != _plain(made, name):
            made, kept = told, kept | fact
    return kept, unused


def _checked(name: str, value: Any) -> dict[str, Any] | None:
    try:
        return JobCorrections.model_validate({name: value}).fields()
    except ValidationError:
        return None


def _plain(job: Job, name: str) -> Any:
    """What a job says of a field; of places and skills in whatever words."""
    value = to_plain(job)[name]
    if name == "skills":
        return {one["id"] or one["name"].lower() for one in value}
    if name == "locations":
        return [(one["city"] or one["text"], one["region"] or "", one["country"]) for one in value]
    return value
