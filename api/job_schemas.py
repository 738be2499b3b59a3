"""What clients send about jobs, as schemas: they check it and describe it in the OpenAPI document; they convert nothing."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from api.job_corrections import Employment, Exact, JobCorrections, Words
from api.schemas import Asked, Line, Page, Text
from db.job_lists import Sort
from db.jobs import Status


def _is_day(said: str) -> str:
    try:
        if len(said) != len("2027-03-31"):
            raise ValueError
        return date.fromisoformat(said).isoformat()
    except ValueError:
        raise ValueError("send a day of the calendar such as 2027-03-31") from None


LastDay = Annotated[
    str,
    StringConstraints(max_length=40),
    AfterValidator(_is_day),
    Field(description="The last day to apply; the day after it the job closes by itself."),
]
SkillList = Annotated[list[Line], Field(max_length=100)]
Remote = Literal["remote", "hybrid", "on-site"]


class JobText(Exact):
    """A job ad as text, or its parts; industry and what is stated beside the text hold over what is read from it."""

    text: Text | None = None
    description: Text | None = None
    title: Line | None = None
    company: Line | None = None
    location: Line | None = None
    requirements: Text | None = None
    skills_required: SkillList = Field(default_factory=list)
    industry: Words | None = None
    status: Status = Field("open", description="draft: candidates do not see it yet.")
    closes_on: LastDay | None = None

    @model_validator(mode="after")
    def _says_something(self) -> JobText:
        if not (self.text or self.description or self.requirements or self.title):
            raise ValueError("send the ad as text, or a description, requirements or at least a title")
        return self


class JobForm(Exact):
    """Fields beside the files of ads."""

    title: Line | None = None
    company: Line | None = None
    location: Line | None = None
    industry: Words | None = None
    status: Status = "open"
    closes_on: LastDay | None = None


class JobChange(Exact):
    """What to change about a job; whatever is left out stays. What is null is read from the text again."""

    text: Text | None = None
    title: Line | None = None
    company: Line | None = None
    location: Line | None = None
    requirements: Text | None = None
    skills_required: SkillList | None = None
    industry: Words | None = None
    is_open: bool | None = Field(None, description="true: status open; false: status closed.")
    status: Status | None = None
    closes_on: LastDay | None = Field(None, description="null: it has no last day.")
    corrections: JobCorrections | None = Field(
        None, description="What to say instead of what was read; it holds over every later reading."
    )

    @model_validator(mode="after")
    def _says_one_thing(self) -> JobChange:
        if self.is_open is not None and self.status is not None and self.is_open != (self.status == "open"):
            raise ValueError("is_open and status say different things; send one of them")
        if self.corrections and "industry" in self.model_fields_set & {*self.corrections.fields()}:
            raise ValueError("send industry once, by itself or among the corrections")
        return self

    @property
    def wanted_status(self) -> Status | None:
        """The status that is asked for, by either field."""
        return self.status or (None if self.is_open is None else "open" if self.is_open else "closed")


class JobView(Asked):
    """How to show a job."""

    format: Literal["json", "jsonld"] = Field("json", description="jsonld: as a JobPosting of schema.org.")


class JobFilter(Asked):
    """Which jobs."""

    q: str | None = Field(
        None,
        max_length=200,
        description="Words, or beginnings of words, all in the title, company, industry, skills or text.",
    )
    industry: str | None = Field(None, max_length=100, description="An industry, or how it begins.")
    status: Status | None = None
    location: str | None = Field(None, max_length=100, description="A city, a country, or both: Berlin, Germany.")
    remote: Remote | None = None
    employment_type: Employment | None = None
    deleted: bool = Field(False, description="Those that were deleted and can be restored, instead of the others.")
    sort: Sort = Field("newest", description="newest first, by title, or the last changed (updated) first.")


class JobQuery(Page, JobFilter):
    """Which jobs, and which part of the list."""


class JobExportQuery(JobFilter):
    """Which jobs to export, and in which form."""

    format: Literal["jsonld", "csv"] = Field("jsonld", description="jsonld: JobPostings of schema.org in an @graph.")
