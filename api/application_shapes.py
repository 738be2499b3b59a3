"""Applications and what candidates say of themselves, as schemas; they convert nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from api.candidate_shapes import MoveOut
from api.ids import Id
from api.job_corrections import Exact
from api.schemas import Line, Page
from api.shapes import ListOut, PlaceOut, RaiseOut, Score
from statuses import Status

Link = Annotated[str, StringConstraints(max_length=300, pattern=r"^https?://[^\s<>\"]+$")]
Phone = Annotated[str, StringConstraints(max_length=40, pattern=r"^\+?[0-9][0-9 ()./-]{2,38}$")]


class ApplicationQuery(Page):
    """Which applications."""

    status: Annotated[list[Status], Field(max_length=8)] = Field([], description="One of these; may be repeated.")
    job_id: str | None = Field(None, max_length=40)
    since: datetime | None = Field(None, description="Made at this moment or later, such as 2026-01-31T12:00:00Z.")


class ApplicationGiven(Exact):
    """With which résumé to apply."""

    resume_id: Id


class RecommendedQuery(Page):
    """For which of your résumés."""

    resume_id: str | None = Field(None, max_length=40, description="Your newest one that is ready by default.")


class ProfileChange(Exact):
    """What to change about yourself; whatever is left out stays, and null takes it away."""

    full_name: Annotated[Line, StringConstraints(min_length=1)] = Field("", description="1 to 300 characters.")
    phone: Phone | None = None
    location: Line | None = None
    headline: Line | None = None
    links: Annotated[list[Link], Field(max_length=10)] | None = None
    open_to_remote: bool | None = None


class ProfileOut(BaseModel):
    """What a candidate says of themselves."""

    user_id: int
    email: str
    full_name: str
    phone: str | None
    location: str | None
    headline: str | None
    links: list[str]
    open_to_remote: bool | None


class OwnApplicationOut(BaseModel):
    """An application as the person sees it who made it."""

    application_id: str
    job_id: str
    job_title: str | None
    company: str | None
    job_is_open: bool
    resume_id: str
    status: Status
    status_since: str
    applied_at: str


class OwnApplicationList(ListOut):
    """Your applications, newest first."""

    items: list[OwnApplicationOut]


class ApplicationOut(BaseModel):
    """How far a person is with a job. ``applied_at`` is null where recruiters began, and not the person."""

    application_id: str
    job_id: str
    job_title: str | None
    resume_id: str
    person_id: str | None
    candidate_name: str | None
    status: Status
    status_since: str
    source: str
    applied_at: str | None
    created_at: str


class ApplicationDetail(ApplicationOut):
    """An application and how it came to its status."""

    history: list[MoveOut]


class ApplicationList(ListOut):
    """Applications, newest first."""

    items: list[ApplicationOut]


class RecommendedOut(BaseModel):
    """An open job, and how your résumé meets it; ``status`` is null where you did not apply with it."""

    job_id: str
    job_title: str | None
    company: str | None
    location: PlaceOut | None
    remote: str | None
    match_score: Score
    grade: str
    matched_skills: list[str]
    missing_skills: list[str]
    would_raise: list[RaiseOut]
    application_id: str | None
    status: Status | None


class RecommendedList(ListOut):
    """Open jobs, best first. ``unscored`` of them are not in the list yet: ask again.

    Where ``considered`` is most_promising, they never will be: of very many jobs only those that promise most are matched.
    """

    items: list[RecommendedOut]
    resume_id: str
    unscored: int
    considered: Literal["all", "most_promising"]
