"""What clients send, as schemas: they check it and describe it in the OpenAPI document; they convert nothing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, EmailStr, Field, StringConstraints, model_validator

from api.ids import Id
from api.job_corrections import Exact, JobCorrections

Text = Annotated[str, StringConstraints(max_length=1_000_000)]
Line = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)]
Weight = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
Ids = Annotated[list[Id], Field(min_length=1, max_length=100)]


SkillName = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
SkillCategory = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
SkillKey = Annotated[str, StringConstraints(min_length=1, max_length=100)]
SkillLanguage = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
SkillShare = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]


class ResumeText(BaseModel):
    """A résumé as text."""

    text: Text
    filename: Line | None = None
    candidate_name: Line | None = None
    job_id: Id | None = Field(None, description="Match the résumé with this job at once.")


class ResumeForm(BaseModel):
    """Fields beside the files of résumés."""

    candidate_name: Line | None = None
    job_id: Id | None = None


class JobText(BaseModel):
    """A job ad as text, or its parts."""

    text: Text | None = None
    description: Text | None = None
    title: Line | None = None
    company: Line | None = None
    location: Line | None = None
    requirements: Text | None = None
    skills_required: Annotated[list[Line], Field(max_length=100)] = []

    @model_validator(mode="after")
    def _says_something(self) -> JobText:
        if not (self.text or self.description or self.requirements or self.title):
            raise ValueError("send the ad as text, or a description, requirements or at least a title")
        return self


class JobChange(Exact):
    """What to change about a job; whatever is left out stays."""

    text: Text | None = None
    title: Line | None = None
    company: Line | None = None
    location: Line | None = None
    requirements: Text | None = None
    skills_required: Annotated[list[Line], Field(max_length=100)] | None = None
    is_open: bool | None = None
    corrections: JobCorrections | None = Field(
        None, description="What to say instead of what was read; it holds over every later reading."
    )


class MatchRequest(BaseModel):
    """Which résumés and jobs to match: by ids, as texts, or all of one side by leaving it out."""

    resume_ids: Ids | None = None
    job_ids: Ids | None = None
    resume_id: Id | None = None
    job_id: Id | None = None
    resume_text: Text | None = None
    job_text: Text | None = None
    candidate_name: Line | None = None
    profile: Annotated[str, StringConstraints(max_length=40)] = "balanced"
    weights: Annotated[dict[str, Weight], Field(min_length=1, max_length=20)] | None = None
    store: bool = Field(True, description="false: score the texts and store nothing.")
    page: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] | None = None


class MatchForm(BaseModel):
    """Fields beside the files to match."""

    profile: Annotated[str, StringConstraints(max_length=40)] = "balanced"


class CandidateMatch(BaseModel):
    """A candidate's text against a job."""

    job_id: Id
    cv_text: Annotated[str, StringConstraints(max_length=1_000_000)]
    candidate_id: Annotated[Id, StringConstraints(max_length=64)] | None = None
    candidate_name: Line | None = None
    profile: Annotated[str, StringConstraints(max_length=40)] = "sections_40_40_20"
    weights: Annotated[dict[str, Weight], Field(min_length=1, max_length=20)] | None = None


class SkillText(BaseModel):
    """A text to find skills in."""

    text: Text


class Guard(BaseModel):
    """Names that are ordinary words, too, and the words near which they count."""

    names: Annotated[list[SkillName], Field(min_length=1, max_length=31)]
    context: Annotated[list[SkillName], Field(min_length=1, max_length=20)]


class SkillChange(BaseModel):
    """What to change about a skill; whatever is left out stays."""

    name: SkillName = Field("", description="1 to 80 characters, with a letter or a digit.")
    aliases: Annotated[list[SkillName], Field(max_length=30)] = []
    category: SkillCategory = "own"
    parents: Annotated[list[SkillKey], Field(max_length=20, description="Ids of broader skills.")] = []
    related: dict[SkillKey, SkillShare] = Field(
        {}, max_length=50, description="Id of a neighbour: share of this skill that somebody with the neighbour brings."
    )
    labels: dict[SkillLanguage, Annotated[list[SkillName], Field(max_length=10)]] = Field(
        {}, max_length=20, description="Names by language, such as {'id': ['perawatan luka']}."
    )
    ambiguous: Guard | None = None


class NewSkill(SkillChange):
    """A skill of the organisation's own."""

    name: SkillName = Field(description="1 to 80 characters, with a letter or a digit.")


class SkillPath(BaseModel):
    """A skill in the address."""

    skill_id: str = Field(max_length=100, description="For example own-acme-press.")


class Registration(BaseModel):
    """A new user."""

    email: EmailStr = Field(max_length=254)
    password: Annotated[str, StringConstraints(min_length=8, max_length=200)]
    full_name: Annotated[Line, StringConstraints(min_length=1)]
    role: Literal["admin", "recruiter", "candidate"] = "recruiter"
    company_name: Line | None = None


class Login(BaseModel):
    """Who logs in."""

    email: Annotated[str, StringConstraints(max_length=254)]
    password: Annotated[str, StringConstraints(max_length=200)]


class Refresh(BaseModel):
    """The refresh token of a login."""

    refresh_token: Annotated[str, StringConstraints(max_length=4000)]


class Page(BaseModel):
    """Which part of a list."""

    page: int = Field(1, ge=1, le=1_000_000)
    limit: int = Field(20, ge=1, le=100)


class Blind(BaseModel):
    """Whether to hide who it is about."""

    blind: bool = Field(False, description="Mask name, contact, birth, gender and address of the person everywhere.")


class BlindPage(Page, Blind):
    """Which part of a list about people."""


class ResumeView(Blind):
    """How to show a résumé."""

    format: Literal["json", "jsonresume"] = Field("json", description="jsonresume: download it as JSON Resume 1.0.0.")


class JobView(BaseModel):
    """How to show a job."""

    format: Literal["json", "jsonld"] = Field("json", description="jsonld: as a JobPosting of schema.org.")


class ResumeQuery(BlindPage):
    """Which résumés."""

    q: str | None = Field(None, max_length=200, description="In the name, the file name or the skills.")


class JobQuery(Page):
    """Which jobs."""

    q: str | None = Field(None, max_length=200, description="In the title, the company or the skills.")
    industry: str | None = Field(None, max_length=100)


class ResultQuery(BlindPage):
    """Which matches."""

    resume_id: str | None = Field(None, max_length=40)
    job_id: str | None = Field(None, max_length=40)
    min_score: float | None = Field(None, ge=0, le=100, allow_inf_nan=False)
    format: Literal["json", "csv"] = "json"


class CandidateQuery(BlindPage):
    """Which candidates of a job."""

    min_score: float | None = Field(None, ge=0, le=100, allow_inf_nan=False)
    skill: str | None = Field(None, max_length=100, description="Name of a matched skill.")
    profile: str = Field("balanced", max_length=40)
    format: Literal["json", "csv"] = "json"


class SkillQuery(Page):
    """Which skills."""

    q: str = Field("", max_length=100)
    category: str | None = Field(None, max_length=60)
    lang: str | None = Field(None, max_length=10)
    source: Literal["shortlist", "esco", "onet", "organisation"] | None = None
