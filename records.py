"""The frozen vocabulary of the product: what a résumé, a job and a match are; it computes nothing.

Scores, confidences, credits, weights and shares are 0..1 here (the wire multiplies by 100). Dates are
ISO strings as precise as the document is: ``2019``, ``2019-03`` or ``2019-03-14``. Offsets are
characters in ``Document.text``, start inclusive, end exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

MatchKind = Literal["exact", "alias", "fuzzy", "semantic"]
Importance = Literal["required", "preferred"]
RequirementKind = Literal["skill", "experience", "education", "language", "licence", "location", "other"]
RequirementStatus = Literal["met", "partly", "missing", "unknown"]
EducationLevel = Literal["secondary", "vocational", "associate", "bachelor", "master", "doctorate"]

SECTIONS = (
    "header", "summary", "experience", "education", "skills", "certifications", "languages", "projects",
    "publications", "awards", "interests", "references", "responsibilities", "requirements", "preferred",
    "benefits", "company", "application", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One visible line of a document, with its typography.

    Attributes:
        text: The line's characters, without a line break; equals ``Document.text[start:start + len(text)]``.
        start: Offset of the first character in ``Document.text``.
        page: Page number, from 0.
        x0, y0, x1, y1: Box in points from the page's top left; zeros where the format has no layout.
        size: Dominant font size in points; 0.0 where unknown.
        bold: Most of the line is bold.
        is_heading: The format itself says so (a Word heading style, Markdown ``#``, HTML ``h1``..``h6``).
        block: Number of the column or text block in reading order; lines of one block stand together.
        gap: White space above the line, in line heights (0.0 = normal leading or unknown).
    """

    text: str
    start: int
    page: int = 0
    x0: float = 0.0
    y0: float = 0.0
    x1: float = 0.0
    y1: float = 0.0
    size: float = 0.0
    bold: bool = False
    is_heading: bool = False
    block: int = 0
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know about a document: ``hidden_text``, ``truncated``, ``scorer_instructions``…"""

    code: str
    detail: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file read: its visible text in reading order and the lines it is made of.

    ``stated`` is what a structured format says outright; the text then holds the same words.
    """

    text: str
    lines: tuple[Line, ...]
    filename: str = ""
    media_type: str = "text/plain"
    pages: int = 1
    sha256: str = ""
    ocr: bool = False
    links: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    stated: Stated | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that backs a statement: its words, its section and where it stands."""

    text: str
    section: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text short enough for the embedding model: one bullet, one sentence, one entry heading.

    ``compared`` is the text by which it is scored where that is another than what people see: without what tells who
    somebody is, and in English words.
    """

    text: str
    section: str
    start: int
    end: int
    compared: str = ""

    @property
    def counted(self) -> str:
        """The text by which it is scored."""
        return self.compared or self.text


@dataclass(frozen=True, slots=True)
class SkillHit:
    """A skill found in a text. ``id`` is None for a skill phrase that the taxonomy does not know."""

    id: str | None
    name: str
    category: str
    confidence: float
    match: MatchKind
    evidence: tuple[Evidence, ...]
    years: float | None = None
    last_used: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives or works; ``country`` is an ISO 3166 alpha-2 code."""

    text: str
    city: str | None = None
    region: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """One entry of work experience. ``months`` is None when the entry has no dates."""

    title: str | None
    company: str | None
    location: str | None = None
    start: str | None = None
    end: str | None = None
    current: bool = False
    months: int | None = None
    description: str = ""
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Study:
    """One entry of education."""

    institution: str | None
    degree: str | None
    level: EducationLevel | None = None
    field: str | None = None
    start: str | None = None
    end: str | None = None
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class LanguageSkill:
    """A human language, ISO 639-1 where known, with the level as a lower-case word."""

    language: str
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """What a structured résumé (JSON Resume) says outright, so that nothing need be guessed from its text."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    location: Place | None = None
    links: tuple[str, ...] = ()
    headline: str | None = None
    summary: str | None = None
    experience: tuple[Position, ...] = ()
    education: tuple[Study, ...] = ()
    certifications: tuple[str, ...] = ()
    languages: tuple[LanguageSkill, ...] = ()
    projects: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()
    awards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Months between two entries in which nothing is listed."""

    after: str
    before: str
    months: int


@dataclass(frozen=True, slots=True)
class Terms:
    """How often each word that counts stands in a text, and the length of its TF-IDF vector by the IDF of one corpus."""

    counts: Mapping[str, int]
    length: float
    corpus: str


@dataclass(frozen=True, slots=True)
class Resume:
    """What a résumé says. ``as_of`` (ISO date) is the day that "present" means; ``terms`` are those of its passages."""

    text: str
    as_of: str
    extractor_version: str
    taxonomy_version: str
    filename: str = ""
    language: str = "en"
    pages: int = 1
    ocr: bool = False
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    phone_valid: bool = False
    location: Place | None = None
    links: tuple[str, ...] = ()
    summary: str | None = None
    headline: str | None = None
    skills: tuple[SkillHit, ...] = ()
    experience: tuple[Position, ...] = ()
    education: tuple[Study, ...] = ()
    certifications: tuple[str, ...] = ()
    languages: tuple[LanguageSkill, ...] = ()
    projects: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()
    awards: tuple[str, ...] = ()
    total_experience_months: int = 0
    experience_gaps: tuple[Gap, ...] = ()
    education_gaps: tuple[Gap, ...] = ()
    education_to_first_job_months: int | None = None
    confidence: Mapping[str, float] = field(default_factory=dict)
    needs_review: tuple[str, ...] = ()
    warnings: tuple[Notice, ...] = ()
    passages: tuple[Passage, ...] = ()
    terms: Terms | None = None


@dataclass(frozen=True, slots=True)
class Salary:
    """Pay as the ad states it; ``period`` is hour, day, week, month or year."""

    min: float | None
    max: float | None
    currency: str | None
    period: str | None


@dataclass(frozen=True, slots=True)
class JobContact:
    """Whom to ask or write to about a job."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class JobSkill:
    """A skill that a job asks for; ``id`` is None for a phrase that the taxonomy does not know.

    Skills that share an ``any_of`` number are alternatives of each other.
    """

    id: str | None
    name: str
    category: str
    importance: Importance
    evidence: tuple[Evidence, ...]
    any_of: int | None = None
    min_years: float | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing the ad asks for, in its own words, with the ids of the skills named in it.

    Requirements that share an ``any_of`` number are alternatives of each other. ``evidence`` is None for one that
    somebody added.
    """

    text: str
    kind: RequirementKind
    importance: Importance
    skills: tuple[str, ...] = ()
    min_years: float | None = None
    any_of: int | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation code that the job title stands for."""

    code: str
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Job:
    """What a job ad says; None and empty mean that the ad says nothing about it.

    Attributes:
        title: As the ad writes it, in normal case, without codes.
        role: The title without its seniority and grade, abbreviations written out.
        location, locations: The first place of work, and all of them.
        remote_area: Where one must live to work remotely ("EU"), as written.
        start, deadline: ISO dates; ``start`` may be ``immediately``.
        openings: How many people are wanted.
        benefits, boilerplate: Sentences that ask nothing of the candidate.
        experience_instead: Experience is accepted in place of the education.
        evidence: Field name -> the passage it was read from.
    """

    text: str
    extractor_version: str
    taxonomy_version: str
    language: str = "en"
    title: str | None = None
    role: str | None = None
    seniority: str | None = None
    company: str | None = None
    department: str | None = None
    location: Place | None = None
    locations: tuple[Place, ...] = ()
    remote: Literal["remote", "hybrid", "on-site"] | None = None
    remote_area: str | None = None
    employment_type: str | None = None
    salary: Salary | None = None
    industry: str | None = None
    skills: tuple[JobSkill, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    responsibilities: tuple[str, ...] = ()
    occupations: tuple[Occupation, ...] = ()
    min_experience_years: float | None = None
    education_level: EducationLevel | None = None
    education_fields: tuple[str, ...] = ()
    experience_instead: bool = False
    languages: tuple[LanguageSkill, ...] = ()
    certifications: tuple[str, ...] = ()
    start: str | None = None
    deadline: str | None = None
    openings: int | None = None
    contact: JobContact | None = None
    benefits: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    warnings: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a score. ``contribution`` = score x weight; the contributions sum to the match score."""

    score: float
    weight: float
    has_data: bool
    contribution: float
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class PartialSkill:
    """A wanted skill that another one stands in for, with the credit (0..1) it earned and why."""

    wanted: str
    has: str
    credit: float
    why: str


@dataclass(frozen=True, slots=True)
class RequirementVerdict:
    """What the résumé shows for one requirement; ``similarity`` is a cosine, -1..1."""

    text: str
    kind: RequirementKind
    importance: Importance
    status: RequirementStatus
    evidence: str | None
    section: str | None
    similarity: float | None


@dataclass(frozen=True, slots=True)
class Raise:
    """What is missing and the points (0..1) that showing it would add to the match score.

    ``skill`` names it; ``kind`` says whether it is a skill or something else that the job asks.
    """

    skill: str
    points: float
    kind: Literal["skill", "experience", "education", "language", "certification"] = "skill"


@dataclass(frozen=True, slots=True)
class Relevance:
    """How close one entry of the résumé is to the job (0..1).

    ``job`` is how close what was done is to what the ad asks, ``role`` how close its title is to the job's.
    """

    label: str
    score: float
    months: int | None = None
    job: float | None = None
    role: float | None = None


@dataclass(frozen=True, slots=True)
class ExperienceVerdict:
    """Years wanted and shown; ``verdict`` is meets, below or unknown."""

    required_years: float | None
    candidate_years: float
    relevant_years: float
    verdict: Literal["meets", "below", "unknown"]


@dataclass(frozen=True, slots=True)
class EducationVerdict:
    """Level and fields wanted and shown; ``verdict`` is meets, below or unknown."""

    required_level: str | None
    candidate_level: str | None
    required_fields: tuple[str, ...]
    candidate_fields: tuple[str, ...]
    verdict: Literal["meets", "below", "unknown"]


@dataclass(frozen=True, slots=True)
class Told:
    """The reasons of a match in one language."""

    comments: str
    key_strengths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A résumé meets a job: the score, its parts and the reasons."""

    match_score: float
    fit_probability: float
    grade: str
    profile: str
    components: Mapping[str, Component]
    key_strengths: tuple[str, ...]
    matched_skills: tuple[str, ...]
    partial_skills: tuple[PartialSkill, ...]
    missing_skills: tuple[str, ...]
    missing_required: tuple[str, ...]
    additional_skills: tuple[str, ...]
    experience: ExperienceVerdict
    education: EducationVerdict
    location: str
    semantic_score: float
    keyword_score: float
    reverse_score: float
    requirements: tuple[RequirementVerdict, ...]
    would_raise: tuple[Raise, ...]
    knockouts: tuple[str, ...]
    relevance: Mapping[str, tuple[Relevance, ...]]
    sections: Mapping[str, float]
    comments: str
    matcher_version: str
    extractor_version: str
    taxonomy_version: str
    model: str
    as_of: str
    warnings: tuple[Notice, ...] = ()
    told: Mapping[str, Told] = field(default_factory=dict)
    suggested_weights: Mapping[str, float] = field(default_factory=dict)
