"""What may be said instead of what was read of a résumé, as schemas: field by field, exact, and nothing else."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import EmailStr, Field, StringConstraints, model_validator

from api.job_corrections import (
    CorrectedPlace,
    Day,
    Exact,
    Language,
    Level,
    Phone,
    Sentence,
    Sentences,
    Shown,
    Words,
    Years,
)
from nlp.corrected_resume import FIELDS
from records import EducationLevel

_LONGEST_LIST = 500
_MOST_CHARACTERS = 300_000

Story = Annotated[str, StringConstraints(max_length=20_000, strip_whitespace=True)]
Address = Annotated[str, StringConstraints(min_length=4, max_length=2000, pattern=r"^[^\s<>\"]+\.[^\s<>\"]+$")]


class CorrectedHit(Exact):
    """A skill by its id, or by its name or an alias; what is left out of one that was read stays as read."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    name: Words | None = None
    years: Years | None = None
    last_used: Day | None = None
    category: Words | None = Field(None, description="Of a skill that the taxonomy lacks.")
    confidence: Shown = None
    match: Shown = None
    evidence: Shown = None

    @model_validator(mode="before")
    @classmethod
    def _may_be_a_name(cls, said: Any) -> Any:
        return {"name": said} if isinstance(said, str) else said

    @model_validator(mode="after")
    def _names_a_skill(self) -> CorrectedHit:
        if not (self.id or self.name):
            raise ValueError("send the skill's id or its name")
        return self


class CorrectedPosition(Exact):
    """One entry of work; what is left out stays as read in one that agrees with the reading in two of title, company, start."""

    title: Words | None = None
    company: Words | None = None
    location: Words | None = None
    start: Day | None = None
    end: Day | None = None
    current: bool = False
    description: Story | None = None
    skills: Annotated[list[Words], Field(max_length=_LONGEST_LIST, description="Ids or names.")] | None = None
    months: Shown = None

    @model_validator(mode="after")
    def _is_a_job(self) -> CorrectedPosition:
        if not (self.title or self.company):
            raise ValueError("send the title, the company or both")
        if self.start and self.end and self.end < self.start[: len(self.end)]:
            raise ValueError("send an end that is not before the start")
        return self


class CorrectedStudy(Exact):
    """One entry of education; level and field are those of the degree's words where nothing else is said."""

    institution: Words | None = None
    degree: Words | None = None
    level: EducationLevel | None = None
    field: Words | None = None
    start: Day | None = None
    end: Day | None = None
    grade: Words | None = None

    @model_validator(mode="after")
    def _is_a_study(self) -> CorrectedStudy:
        if not (self.institution or self.degree):
            raise ValueError("send the institution, the degree or both")
        return self


class SpokenLanguage(Exact):
    """A language that the person speaks."""

    language: Language
    level: Level | None = None


class ResumeCorrections(Exact):
    """Field -> what to say instead of what was read; null says that the résumé is silent on it."""

    name: Words | None = None
    email: Annotated[EmailStr, Field(max_length=254)] | None = None
    phone: Phone | None = None
    location: CorrectedPlace | None = None
    links: Annotated[list[Address], Field(max_length=20)] | None = None
    summary: Story | None = None
    headline: Words | None = None
    skills: Annotated[list[CorrectedHit], Field(max_length=_LONGEST_LIST)] | None = Field(
        default=None, description="In place of all that were read: names, or objects with id or name."
    )
    experience: Annotated[list[CorrectedPosition], Field(max_length=100)] | None = None
    education: Annotated[list[CorrectedStudy], Field(max_length=100)] | None = None
    certifications: Annotated[list[Sentence], Field(max_length=100)] | None = None
    languages: Annotated[list[SpokenLanguage], Field(max_length=100)] | None = None
    projects: Sentences | None = None
    publications: Sentences | None = None
    awards: Sentences | None = None

    @model_validator(mode="after")
    def _is_of_a_resume(self) -> ResumeCorrections:
        if len(json.dumps(self.fields())) > _MOST_CHARACTERS:
            raise ValueError(f"send less than {_MOST_CHARACTERS:,} characters; no résumé says more")
        return self

    def fields(self) -> dict[str, Any]:
        """What was sent, field by field."""
        return self.model_dump(mode="json", exclude_unset=True)


class ResumeChange(Exact):
    """What to say instead of what was read, and what to take back first."""

    corrections: ResumeCorrections = Field(
        default_factory=ResumeCorrections, description="They hold over every later reading."
    )
    reset: Annotated[list[Literal["*", *FIELDS]], Field(max_length=100)] = Field(  # type: ignore[valid-type]
        [], description="Corrections to take back first, by field; * for all."
    )
