"""What clients get about jobs, as schemas for the OpenAPI document and the tests; api.wire makes it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.shapes import EvidenceOut, FileVerdict, LanguageOut, ListOut, NoticeOut, PlaceOut, Share


class SalaryOut(BaseModel):
    """Pay as the ad states it."""

    min: float | None
    max: float | None
    currency: str | None
    period: str | None


class JobSkillOut(BaseModel):
    """A skill that a job asks for; equal ``any_of`` numbers are alternatives."""

    id: str | None
    name: str
    category: str
    importance: Literal["required", "preferred"]
    any_of: int | None
    min_years: float | None
    evidence: list[EvidenceOut]


class RequirementOut(BaseModel):
    """One thing the ad asks for; equal ``any_of`` numbers are alternatives, evidence is null for what somebody added."""

    text: str
    kind: str
    importance: Literal["required", "preferred"]
    skills: list[str]
    min_years: float | None
    any_of: int | None
    evidence: EvidenceOut | None


class OccupationOut(BaseModel):
    """An occupation code."""

    code: str
    label: str
    confidence: float


class JobContactOut(BaseModel):
    """Whom to ask or write to."""

    name: str | None
    email: str | None
    phone: str | None
    link: str | None


class SameAdOut(BaseModel):
    """Another job with the same ad, and the share of word sequences that both have."""

    job_id: str
    likeness: Share


class JobOut(BaseModel):
    """A job: what its ad says and where it says so; null and [] mean that the ad says nothing of it."""

    job_id: str
    filename: str
    is_open: bool = Field(description="The status is open.")
    status: Literal["draft", "open", "closed"]
    version: int = Field(description="Counts the changes; the ETag is made of it.")
    closes_on: str | None = Field(description="Its last day, as people gave it; the day after it closes by itself.")
    created_at: str
    updated_at: str
    published_at: str | None
    closed_at: str | None
    deleted_at: str | None
    cached: bool
    source_link: str | None = Field(
        None, description="Where it was found, for a job that was imported from a job board."
    )
    corrected: list[str] = Field(description="Fields that somebody corrected; they hold over every later reading.")
    title: str | None
    role: str | None = Field(description="The title without seniority and grade.")
    seniority: str | None
    company: str | None
    department: str | None
    location: PlaceOut | None
    locations: list[PlaceOut]
    remote: Literal["remote", "hybrid", "on-site"] | None
    remote_area: str | None = Field(description="Where one must live to work remotely.")
    employment_type: str | None
    salary: SalaryOut | None
    industry: str | None
    skills: list[JobSkillOut]
    requirements: list[RequirementOut]
    responsibilities: list[str]
    occupations: list[OccupationOut]
    min_experience_years: float | None
    education_level: str | None
    education_fields: list[str]
    experience_instead: bool = Field(description="Experience is accepted in place of the education.")
    languages: list[LanguageOut]
    certifications: list[str]
    start: str | None = Field(description="A date, or immediately.")
    deadline: str | None
    openings: int | None
    contact: JobContactOut | None
    benefits: list[str]
    boilerplate: list[str]
    evidence: dict[str, EvidenceOut] = Field(description="Field: the passage it was read from.")
    language: str
    warnings: list[NoticeOut]
    extractor_version: str
    taxonomy_version: str
    same_as: list[SameAdOut] = Field([], description="Other jobs with the same ad, most alike first; not in lists.")
    text: str | None = None


class JobsOut(BaseModel):
    """What became of several ads."""

    results: list[JobOut]
    errors: list[FileVerdict]


class JobList(ListOut):
    """Jobs, newest first."""

    items: list[JobOut]


class JobPostings(BaseModel):
    """Several JobPostings of schema.org."""

    model_config = ConfigDict(extra="allow")
    context: Any = Field(alias="@context")
    graph: list[dict[str, Any]] = Field(alias="@graph")


class ImportedJob(BaseModel):
    """What became of one posting or row: a job, or why there is none."""

    row: int = Field(description="Counted from 1, in a table from the row below its header.")
    job_id: str | None = None
    title: str | None = None
    known: bool | None = Field(None, description="The organisation had this job already; nothing was changed.")
    ignored: list[str] = Field([], description="What the posting states in a form that cannot be used.")
    code: str | None = None
    detail: str | None = None


class JobsImported(BaseModel):
    """What became of an import, one by one."""

    results: list[ImportedJob]
    created: int
    known: int
    refused: int
    unknown_columns: list[str] = Field([], description="Columns of the table that were not read.")
