"""What clients get, as schemas for the OpenAPI document and the tests; api.wire makes it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

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
    person_id: str | None = Field(None, description="Who it is about; null until it is read.")
    same_person: list[str] = Field([], description="The other résumés of this person, newest first.")
    corrected: list[str] = Field([], description="Fields that somebody corrected.")
    snippet: str | None = Field(None, description="Where the text says what q asks for.")
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
    publications: list[str] = []
    awards: list[str] = []
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
    """How near the person is: commuting is up to 50 km; remote-elsewhere lives outside the area that the job asks for."""

    verdict: Literal[
        "same-city", "commuting", "same-region", "same-country", "elsewhere", "remote-ok", "remote-elsewhere", "unknown"
    ]


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
    """What is missing, by its name, and the points that showing it would add at least."""

    skill: str
    points: float
    kind: Literal["skill", "experience", "education", "language", "certification"] = "skill"


class RelevanceOut(BaseModel):
    """How close one entry is to the job: on the whole, by what was done to the ad, by its title to the role."""

    label: str
    score: Score
    months: int | None
    job: Score | None = None
    role: Score | None = None


class OpinionReason(BaseModel):
    """Why a model thinks so; ``quote`` stands letter by letter in what it was told."""

    text: str
    quote: str


class ModelOpinion(BaseModel):
    """What a language model says of a match. It stands beside match_score and never changes it."""

    score: Score
    comment: str
    reasons: list[OpinionReason]
    model: str
    prompt_version: str
    cached: bool = Field(description="It was said before about the same résumé and job; nobody was asked anew.")


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
    warnings: list[NoticeOut] = Field(
        [], description="Reasons to take the score with care: the ad's, then the résumé's."
    )
    relevance: dict[str, list[RelevanceOut]]
    sections: dict[str, Score]
    suggested_weights: dict[str, Share] = Field(
        {},
        description="Weights bent towards what this ad stresses, to send as weights; components holds those applied.",
    )
    comments: str = Field(
        description="In the language of Accept-Language if there are sentences in it, else in the job's."
    )
    matcher_version: str
    extractor_version: str
    taxonomy_version: str
    model: str
    as_of: str
    created_at: str
    model_opinion: ModelOpinion | None = Field(
        None, description="A language model's, where one was asked; it never changes match_score."
    )


class MatchesOut(BaseModel):
    """Matches, best first.

    Where résumés are left out, ``considered`` says whether all were matched or, of very many, the most promising of each job.
    """

    count: int
    results: list[MatchOut]
    errors: list[FileVerdict] = []
    page: int | None = None
    limit: int | None = None
    total: int | None = None
    considered: Literal["all", "most_promising"] | None = None


class ListOut(BaseModel):
    """One page of a list."""

    page: int
    limit: int
    total: int
    total_is_estimate: bool = Field(False, description="Beyond 10,000 the total is an estimate.")


class ResumeList(ListOut):
    """Résumés, newest first."""

    items: list[ResumeOut]


class MatchList(ListOut):
    """Matches, best first."""

    items: list[MatchOut]


class SuitableList(MatchList):
    """Matches with open jobs, best first; ``unscored`` jobs are not among them yet.

    Where ``considered`` is most_promising, they never will be: of very many jobs only those that promise most are matched.
    """

    unscored: int
    considered: Literal["all", "most_promising"]


class SkillOut(BaseModel):
    """A skill of the taxonomy."""

    id: str
    name: str
    category: str
    aliases: list[str]
    parents: list[str]
    labels: dict[str, list[str]]
    source: Literal["shortlist", "esco", "onet", "organisation"]
    uri: str | None


class GuardOut(BaseModel):
    """Names that are ordinary words, too, and the words near which they count."""

    names: list[str]
    context: list[str]


class SkillDetail(SkillOut):
    """A skill with its neighbours."""

    related: dict[str, float]
    ambiguous: GuardOut | None


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
    """New tokens; the refresh token that was sent is used up, and using it again ends the login."""

    access_token: str
    refresh_token: str


class HealthOut(BaseModel):
    """How the server is."""

    model_config = ConfigDict(extra="allow")
    status: str


ResumeOut.model_rebuild()
