"""Candidates of a job: what recruiters ask and say of them and what they get, as schemas; they convert nothing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from api.ids import Id
from api.job_corrections import Exact
from api.schemas import Blind, BlindPage
from api.shapes import ListOut, MatchOut, RaiseOut, Score, Share
from api.tag_shapes import Tag
from statuses import Status

Years = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
SkillAsked = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Reason = Annotated[str, StringConstraints(max_length=2_000, strip_whitespace=True)]
Profile = Annotated[str, StringConstraints(max_length=40)]


class RankedQuery(BlindPage):
    """Which candidates of a job; everything that is said must hold."""

    min_score: Percent | None = None
    max_score: Percent | None = None
    status: Annotated[list[Status], Field(max_length=8)] = Field([], description="One of these; may be repeated.")
    skill: Annotated[list[SkillAsked], Field(max_length=20)] = Field(
        [], description="Shown by the résumé, by any of its names; may be repeated: all of them."
    )
    min_years: Years | None = None
    max_years: Years | None = None
    location: str | None = Field(None, max_length=100, description="A city, or a country by name or code.")
    tag: Annotated[list[Tag], Field(max_length=20)] = Field([], description="One of these; may be repeated.")
    q: str | None = Field(None, max_length=200, description="Words of the person's name; not with blind.")
    profile: Profile = "balanced"
    format: Literal["json", "csv", "xlsx"] = "json"


class OneQuery(Blind):
    """How to show one candidate."""

    profile: Profile = "balanced"


class CompareQuery(Blind):
    """Which candidates to lay beside each other."""

    resume_ids: str = Field(max_length=400, description="Two to five, such as R101,R102.")
    profile: Profile = "balanced"


class MoveAsked(Exact):
    """Where to move a candidate."""

    status: Status
    note: Reason | None = Field(None, description="Why, for the history; the candidate never sees it.")
    status_from: Status | None = Field(None, description="Refuse with 409 when this is not the present status.")


class MovesAsked(Exact):
    """Where to move several candidates."""

    resume_ids: Annotated[list[Id], Field(min_length=1, max_length=100)]
    status: Status
    note: Reason | None = None


class RankedOut(MatchOut):
    """A candidate of a job: the match, and how far they are; nobody did anything yet where the status is pending."""

    person_id: str | None
    status: Status
    status_since: str | None = Field(description="Null while nobody did anything.")
    applied_at: str | None = Field(description="When the person themselves applied; null if they did not.")
    tags: list[str]


class RankedList(ListOut):
    """Candidates, best first. ``unscored`` of them are not in the list: they are still being scored.

    Where ``considered`` is most_promising, they are those whom nobody will score, counted about right: the list has the
    best of those who were near enough to the job as a whole, or show its skills.
    """

    items: list[RankedOut]
    unscored: int
    considered: Literal["all", "most_promising"]


class StandingOut(BaseModel):
    """How far a candidate is with a job."""

    job_id: str
    resume_id: str
    application_id: str | None
    status: Status
    status_since: str | None
    applied_at: str | None
    legal_moves: list[Status]


class MoveRefused(BaseModel):
    """Why one of several moves was refused."""

    resume_id: str
    code: str
    detail: str


class MovesOut(BaseModel):
    """What became of each of several candidates."""

    results: list[StandingOut]
    errors: list[MoveRefused]


class MoveOut(BaseModel):
    """One move; ``by`` is the user's name, and null where no user was logged in or the account is gone."""

    from_status: Status
    to_status: Status
    note: str | None
    user_id: int | None
    by: str | None
    via: Literal["user", "api_key", "service", "local"]
    at: str


class NoteOut(BaseModel):
    """A note about a résumé, and about one job where job_id is not null."""

    note_id: str
    resume_id: str
    job_id: str | None
    author_id: int | None
    author: str | None
    text: str
    created_at: str
    updated_at: str


class NoteList(ListOut):
    """Notes, newest first."""

    items: list[NoteOut]


class CandidateOut(StandingOut):
    """A candidate of a job; ``match`` is null while the résumé is not ready."""

    person_id: str | None
    match: MatchOut | None
    history: list[MoveOut]
    notes: list[NoteOut]
    tags: list[str]


class ComparedOut(BaseModel):
    """One of the candidates that are compared."""

    resume_id: str
    person_id: str | None
    candidate_name: str | None
    match_score: Score
    grade: str
    fit_probability: Share
    components: dict[str, Score]
    candidate_years: float
    relevant_years: float
    education_level: str | None
    education_verdict: str
    status: Status
    would_raise: list[RaiseOut]


class RequirementCell(BaseModel):
    """What one candidate shows for one requirement."""

    status: Literal["met", "partly", "missing", "unknown"]
    evidence: str | None
    section: str | None


class RequirementRow(BaseModel):
    """One requirement of the job, and what each candidate shows for it, by résumé id."""

    text: str
    kind: str
    importance: str
    candidates: dict[str, RequirementCell]


class SkillCell(BaseModel):
    """How one candidate has one skill; ``has`` is what stands in for it, with the credit it earns."""

    status: Literal["matched", "partial", "missing"]
    has: str | None = None
    credit: Share | None = None


class SkillRow(BaseModel):
    """One skill that the job asks, and how each candidate has it, by résumé id."""

    skill: str
    importance: str
    candidates: dict[str, SkillCell]


class CandidatesCompared(BaseModel):
    """Candidates beside each other, best first."""

    job_id: str
    job_title: str | None
    profile: str
    candidates: list[ComparedOut]
    requirements: list[RequirementRow]
    skills: list[SkillRow]
