"""What a recruiter may say instead of what was read of a job, as schemas: field by field, exact, and nothing else."""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from nlp.corrected import FIELDS
from records import EducationLevel, Importance, RequirementKind

_LONGEST_LIST = 500
_SHOWN_ERRORS = 20
_MOST_CHARACTERS = 300_000
# Matches "https://example.org/jobs?id=7"; not "example.org" nor "https://exa mple.org".
_LINK = re.compile(r"https?://[^\s<>\"]{1,2000}")
# Matches "+49 30 1234-567"; not "call us" nor "12".
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{2,39}")
# Matches "EUR"; not "€" nor "eur".
_CURRENCY = re.compile(r"[A-Z]{3}")
# Matches "DE"; not "Germany" nor "DEU".
_COUNTRY = re.compile(r"[A-Z]{2}")
# Matches "en" and "fil"; not "English".
_LANGUAGE = re.compile(r"[a-z]{2,3}")
# Matches "2027", "2027-03" and "2027-03-31"; not "03/2027", nor "2027-3"; whether there is such a day the calendar says.
_DATE = re.compile(r"(?:19[5-9]|20[0-9])[0-9](?:-[0-9]{2}(?:-[0-9]{2})?)?")


def _is_date(said: str) -> str:
    year, month, day = (said + "-01-01"[len(said) - 4 :]).split("-") if _DATE.fullmatch(said) else ("", "", "")
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError("send a date of the calendar such as 2027-03-31, 2027-03 or 2027") from None
    return said


def _is_start(said: str) -> str:
    try:
        return said if said == "immediately" else _is_date(said)
    except ValueError as exc:
        raise ValueError(f"{exc}, or immediately") from None


def _written(pattern: re.Pattern[str], wanted: str) -> AfterValidator:
    def check(said: str) -> str:
        if not pattern.fullmatch(said):
            raise ValueError(f"send {wanted}")
        return said

    return AfterValidator(check)


def _is_said(said: str) -> str:
    if any(unicodedata.category(char) in {"Cc", "Cf"} and char not in "\n\t" for char in said):
        raise ValueError("send it without control characters")
    if not any(char.isalnum() for char in said):
        raise ValueError("send words")
    return said


Words = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True), AfterValidator(_is_said)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=5000, strip_whitespace=True)]
Sentences = Annotated[list[Sentence], Field(max_length=_LONGEST_LIST)]
Years = Annotated[float, Field(ge=0, le=60, allow_inf_nan=False)]
Money = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Group = Annotated[int, Field(ge=0, le=10_000, description="Equal numbers are alternatives of each other.")]
Country = Annotated[str, _written(_COUNTRY, "the country as two capitals of ISO 3166, such as DE")]
Currency = Annotated[str, _written(_CURRENCY, "the currency as three capitals of ISO 4217, such as EUR")]
Language = Annotated[str, _written(_LANGUAGE, "the language as its ISO 639 code, such as en")]
Phone = Annotated[str, _written(_PHONE, "a phone number of digits, such as +49 30 1234567")]
Link = Annotated[str, _written(_LINK, "an address that begins with https://")]
Day = Annotated[str, AfterValidator(_is_date)]
Start = Annotated[str, AfterValidator(_is_start)]
Seniority = Literal["intern", "junior", "mid", "senior", "lead", "manager", "director", "executive"]
Employment = Literal["full-time", "part-time", "contract", "temporary", "internship", "volunteer", "per-diem", "other"]
Level = Literal["native", "fluent", "intermediate", "basic"]
# What GET shows may be sent back whole: where something was read stays what it was.
Shown = Annotated[Any, Field(None, exclude=True, description="May be sent back as it was shown; it is not changed.")]


class Exact(BaseModel):
    """An object that holds the fields it names and no others."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _holds_known_fields(cls, said: Any) -> Any:
        strange = (name for name in said if name not in cls.model_fields) if isinstance(said, Mapping) else ()
        unknown = list(itertools.islice(strange, _SHOWN_ERRORS))
        if unknown:
            wrong = PydanticCustomError("unknown_field", "there is no such field; send " + ", ".join(cls.model_fields))
            raise ValidationError.from_exception_data(
                cls.__name__, [InitErrorDetails(type=wrong, loc=(name,), input=None) for name in unknown]
            )
        return said


class CorrectedPlace(Exact):
    """A place; with the text alone city, region and country are looked up."""

    text: Words
    city: Words | None = None
    region: Words | None = None
    country: Country | None = Field(None, description="ISO 3166 alpha-2.")


class CorrectedSalary(Exact):
    """Pay: an amount (min and max alike), a range, at least (min alone) or at most (max alone)."""

    min: Money | None = None
    max: Money | None = None
    currency: Currency | None = Field(None, description="ISO 4217, such as EUR.")
    period: Literal["hour", "day", "week", "month", "year"] | None = None

    @model_validator(mode="after")
    def _is_pay(self) -> CorrectedSalary:
        if self.min is None and self.max is None:
            raise ValueError("send min, max or both; send salary as null where the ad says nothing of it")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("send a min that is not above the max")
        return self


class CorrectedSkill(Exact):
    """A skill by its id, or by its name or an alias; what is left out of one that was read stays as read."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    name: Words | None = None
    importance: Importance | None = Field(None, description="Required, unless it was read otherwise.")
    any_of: Group | None = None
    min_years: Years | None = None
    category: Words | None = Field(None, description="Of a skill that the taxonomy lacks.")
    evidence: Shown = None

    @model_validator(mode="after")
    def _names_a_skill(self) -> CorrectedSkill:
        if not (self.id or self.name):
            raise ValueError("send the skill's id or its name")
        return self


class CorrectedRequirement(Exact):
    """One thing the job asks for; what is left out of one with the words of the ad stays as read."""

    text: Sentence
    kind: RequirementKind | None = None
    importance: Importance | None = Field(None, description="Required, unless it was read otherwise.")
    skills: Annotated[list[Words], Field(max_length=100, description="Ids or names.")] | None = None
    min_years: Years | None = None
    any_of: Group | None = None
    evidence: Shown = None


class CorrectedLanguage(Exact):
    """A human language."""

    language: Language = Field(description="ISO 639, such as en.")
    level: Level | None = None


class CorrectedContact(Exact):
    """Whom to ask or write to."""

    name: Words | None = None
    email: EmailStr | None = Field(None, max_length=254)
    phone: Phone | None = None
    link: Link | None = None


class JobCorrections(Exact):
    """Fields of the reading with what to say instead; null says that the ad is silent on it. All else stays as it is."""

    title: Words | None = None
    role: Words | None = None
    seniority: Seniority | None = None
    company: Words | None = None
    department: Words | None = None
    location: CorrectedPlace | None = None
    locations: Annotated[list[CorrectedPlace], Field(max_length=_LONGEST_LIST)] | None = None
    remote: Literal["remote", "hybrid", "on-site"] | None = None
    remote_area: Words | None = None
    employment_type: Employment | None = None
    salary: CorrectedSalary | None = None
    industry: Words | None = None
    skills: Annotated[list[CorrectedSkill], Field(max_length=_LONGEST_LIST)] | None = None
    requirements: Annotated[list[CorrectedRequirement], Field(max_length=_LONGEST_LIST)] | None = None
    responsibilities: Sentences | None = None
    min_experience_years: Years | None = None
    education_level: EducationLevel | None = None
    education_fields: Sentences | None = None
    experience_instead: bool | None = None
    languages: Annotated[list[CorrectedLanguage], Field(max_length=_LONGEST_LIST)] | None = None
    certifications: Sentences | None = None
    start: Start | None = Field(None, description="A date, or immediately.")
    deadline: Day | None = None
    openings: Annotated[int, Field(ge=1, le=100_000)] | None = None
    contact: CorrectedContact | None = None
    benefits: Sentences | None = None
    reset: Annotated[list[Literal["*", *FIELDS]], Field(max_length=100)] = Field(  # type: ignore[valid-type]
        [], description="Corrections to take back first, by field; * for all."
    )

    @model_validator(mode="after")
    def _is_of_an_ad(self) -> JobCorrections:
        if len(json.dumps(self.fields())) > _MOST_CHARACTERS:
            raise ValueError(f"send less than {_MOST_CHARACTERS:,} characters; no ad says more")
        return self

    def fields(self) -> dict[str, Any]:
        """What was sent, field by field, without what to take back."""
        return self.model_dump(mode="json", exclude_unset=True, exclude={"reset"})
