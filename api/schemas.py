"""What clients send and get, as schemas: they check requests and write the OpenAPI document; they convert nothing."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, EmailStr, Field, StringConstraints, model_validator

from api.ids import Id

Text = Annotated[str, StringConstraints(max_length=1_000_000)]
Line = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)]
Weight = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
Ids = Annotated[list[Id], Field(min_length=1, max_length=100)]
Score = Annotated[float, Field(ge=0, le=100, description="0-100, to 0.1")]
Share = Annotated[float, Field(ge=0, le=1)]


class Problem(BaseModel):
    """An error (RFC 9457); ``code`` is stable, ``detail`` says what to do."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[dict[str, Any]] | None = None
    request_id: str | None = None


class FileVerdict(BaseModel):
    """Why one file of several was not taken."""

    filename: str
    code: str
    detail: str


# Requests


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


class JobChange(BaseModel):
    """What to change about a job; whatever is left out stays."""

    text: Text | None = None
    title: Line | None = None
    company: Line | None = None
    location: Line | None = None
    requirements: Text | None = None
    skills_required: Annotated[list[Line], Field(max_length=100)] | None = None
    is_open: bool | None = None


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


class SkillText(BaseModel):
    """A text to find skills in."""

    text: Text


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


class ResumeQuery(Page):
    """Which résumés."""

    q: str | None = Field(None, max_length=200, description="In the name, the file name or the skills.")


class JobQuery(Page):
    """Which jobs."""

    q: str | None = Field(None, max_length=200, description="In the title, the company or the skills.")
    industry: str | None = Field(None, max_length=100)


class ResultQuery(Page):
    """Which matches."""

    resume_id: str | None = Field(None, max_length=40)
    job_id: str | None = Field(None, max_length=40)
    min_score: float | None = Field(None, ge=0, le=100, allow_inf_nan=False)
    format: Literal["json", "csv"] = "json"


class CandidateQuery(Page):
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


# Answers


class EvidenceOut(BaseModel):
    """The words that back a statement; offsets count characters of the text."""

    text: str
    section: str
    start: int
    end: int


class SkillHitOut(BaseModel):
    """A skill found in a text."""

    id: str | None
    name: str
    category: str
    confidence: float
    match: Literal["exact", "alias", "fuzzy", "semantic"]
    years: float | None
    last_used: str | None
    evidence: list[EvidenceOut]


class PlaceOut(BaseModel):
    """A place."""

    text: str
    city: str | None
    region: str | None
    country: str | None


class PositionOut(BaseModel):
    """One entry of work experience."""

    title: str | None
    company: str | None
    location: str | None
    start: str | None
    end: str | None
    current: bool
    months: int | None
    description: str
    skills: list[str]


class StudyOut(BaseModel):
    """One entry of education."""

    institution: str | None
    degree: str | None
    level: str | None
    field: str | None
    start: str | None
    end: str | None
    grade: str | None


class LanguageOut(BaseModel):
    """A human language."""

    language: str
    level: str | None


class GapOut(BaseModel):
    """Months in which nothing is listed."""

    after: str
    before: str
    months: int


class NoticeOut(BaseModel):
    """Something to know about a document."""

    code: str
    detail: str
    share: float | None


class FailureOut(BaseModel):
    """Why a résumé could not be read."""

    code: str
    detail: str


class ResumeOut(BaseModel):
    """A résumé. While ``status`` is ``processing`` or ``failed`` only the first fields are there."""

    resume_id: str
    filename: str
    status: Literal["ready", "processing", "failed"]
    created_at: str
    as_of: str
    candidate_id: str | None
    failure: FailureOut | None = None
    language: str = ""
    pages: int = 0
    ocr: bool = False
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    phone_valid: bool = False
    location: PlaceOut | None = None
    links: list[str] = []
    summary: str | None = None
    headline: str | None = None
    skills: list[SkillHitOut] = []
    experience: list[PositionOut] = []
    education: list[StudyOut] = []
    certifications: list[str] = []
    languages: list[LanguageOut] = []
    projects: list[str] = []
    total_experience_months: int = 0
    experience_gaps: list[GapOut] = []
    education_gaps: list[GapOut] = []
    education_to_first_job_months: int | None = None
    confidence: dict[str, float] = {}
    needs_review: list[str] = []
    warnings: list[NoticeOut] = []
    extractor_version: str = ""
    taxonomy_version: str = ""
    text: str | None = None
    match: MatchOut | None = None


class ResumesOut(BaseModel):
    """What became of several files."""

    results: list[ResumeOut]
    errors: list[FileVerdict]


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
    """One thing the ad asks for."""

    text: str
    kind: str
    importance: Literal["required", "preferred"]
    skills: list[str]
    min_years: float | None


class OccupationOut(BaseModel):
    """An occupation code."""

    code: str
    label: str
    confidence: float


class JobOut(BaseModel):
    """A job."""

    job_id: str
    filename: str
    is_open: bool
    created_at: str
    cached: bool
    title: str | None
    company: str | None
    location: PlaceOut | None
    remote: Literal["remote", "hybrid", "on-site"] | None
    employment_type: str | None
    seniority: str | None
    salary: SalaryOut | None
    industry: str | None
    skills: list[JobSkillOut]
    requirements: list[RequirementOut]
    responsibilities: list[str]
    occupations: list[OccupationOut]
    min_experience_years: float | None
    education_level: str | None
    education_fields: list[str]
    languages: list[LanguageOut]
    certifications: list[str]
    language: str
    warnings: list[NoticeOut]
    extractor_version: str
    taxonomy_version: str
    text: str | None = None


class JobsOut(BaseModel):
    """What became of several ads."""

    results: list[JobOut]
    errors: list[FileVerdict]


class ComponentOut(BaseModel):
    """One part of a score; the contributions add up to the match score."""

    score: Score
    weight: Share
    has_data: bool
    contribution: Score
    verdict: str


class PartialSkillOut(BaseModel):
    """A wanted skill that another stands in for."""

    wanted: str
    has: str
    credit: Share
    why: str


class ExperienceVerdictOut(BaseModel):
    """Years wanted and shown."""

    required_years: float | None
    candidate_years: float
    relevant_years: float
    verdict: Literal["meets", "below", "unknown"]


class EducationVerdictOut(BaseModel):
    """Education wanted and shown."""

    required_level: str | None
    candidate_level: str | None
    required_fields: list[str]
    candidate_fields: list[str]
    verdict: Literal["meets", "below", "unknown"]


class LocationVerdictOut(BaseModel):
    """How near the person is."""

    verdict: str


class ComparisonOut(BaseModel):
    """Reading by meaning against reading by words."""

    semantic_score: Score
    keyword_score: Score
    improvement: float


class RequirementVerdictOut(BaseModel):
    """What the résumé shows for one requirement."""

    text: str
    kind: str
    importance: str
    status: Literal["met", "partly", "missing", "unknown"]
    evidence: str | None
    section: str | None
    similarity: float | None


class RaiseOut(BaseModel):
    """A missing skill and the points it would add."""

    skill: str
    points: float


class RelevanceOut(BaseModel):
    """How close one entry is to the job."""

    label: str
    score: Score
    months: int | None


class MatchOut(BaseModel):
    """A résumé meets a job: the score, its parts and the reasons. Ids are null when nothing was stored."""

    match_id: str | None
    resume_id: str | None
    job_id: str | None
    candidate_id: str | None
    candidate_name: str | None
    job_title: str | None
    match_score: Score
    fit_probability: Share
    grade: str
    profile: str
    key_strengths: list[str]
    matched_skills: list[str]
    partial_skills: list[PartialSkillOut]
    missing_skills: list[str]
    missing_required: list[str]
    additional_skills: list[str]
    components: dict[str, ComponentOut]
    experience: ExperienceVerdictOut
    education: EducationVerdictOut
    location: LocationVerdictOut
    score_comparison: ComparisonOut
    semantic_score: Score
    keyword_score: Score
    improvement: float
    reverse_score: Score
    requirements: list[RequirementVerdictOut]
    would_raise: list[RaiseOut]
    knockouts: list[str]
    relevance: dict[str, list[RelevanceOut]]
    sections: dict[str, Score]
    comments: str
    matcher_version: str
    extractor_version: str
    taxonomy_version: str
    model: str
    as_of: str
    created_at: str


class MatchesOut(BaseModel):
    """Matches, best first."""

    count: int
    results: list[MatchOut]
    errors: list[FileVerdict] = []
    page: int | None = None
    limit: int | None = None
    total: int | None = None


class ListOut(BaseModel):
    """One page of a list."""

    page: int
    limit: int
    total: int


class ResumeList(ListOut):
    """Résumés, newest first."""

    items: list[ResumeOut]


class JobList(ListOut):
    """Jobs, newest first."""

    items: list[JobOut]


class MatchList(ListOut):
    """Matches, best first."""

    items: list[MatchOut]


class SkillOut(BaseModel):
    """A skill of the taxonomy."""

    id: str
    name: str
    category: str
    aliases: list[str]
    parents: list[str]
    labels: dict[str, list[str]]


class SkillList(ListOut):
    """Skills."""

    items: list[SkillOut]


class SkillsFound(BaseModel):
    """Skills of a text, in order of first mention."""

    skills: list[SkillHitOut]


class UserOut(BaseModel):
    """A user."""

    user_id: int | None
    email: str | None
    full_name: str
    role: str
    organisation_id: int
    company_name: str


class TokensOut(BaseModel):
    """A login: the access token lasts 30 minutes, the refresh token 7 days."""

    access_token: str
    refresh_token: str
    user: UserOut


class AccessOut(BaseModel):
    """A new access token."""

    access_token: str


class HealthOut(BaseModel):
    """How the server is."""

    model_config = ConfigDict(extra="allow")
    status: str


ResumeOut.model_rebuild()
