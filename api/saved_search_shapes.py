"""Saved searches as schemas: what somebody wants to be looked for again and again, and what was found."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.ids import Id
from api.job_corrections import Exact, Words
from api.job_search_shapes import MOST_EXCLUDED, Excluded, JobType, Level, Workplace
from api.shapes import ListOut, Score
from db.saved_searches import MOST

Hours = Annotated[int, Field(ge=6, le=24 * 30, description="Hours between two searches.")]
Least = Annotated[
    float, Field(ge=0, le=100, allow_inf_nan=False, description="What a new match must reach to be told.")
]


class SavedQuery(Exact):
    """What is looked for, as in GET /api/v1/jobs/search_and_match."""

    keywords: Annotated[str, Field(max_length=300)] = ""
    location: Annotated[str, Field(max_length=200)] = ""
    experience: Annotated[list[Level], Field(max_length=6)] = Field(default_factory=list)
    remote: Annotated[list[Workplace], Field(max_length=3)] = Field(default_factory=list)
    job_type: Annotated[list[JobType], Field(max_length=6)] = Field(default_factory=list)
    salary_min: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    posted_within: Annotated[int, Field(ge=1, le=365)] | None = None
    exclude_companies: Annotated[list[Excluded], Field(max_length=MOST_EXCLUDED)] = Field(default_factory=list)
    exclude_keywords: Annotated[list[Excluded], Field(max_length=MOST_EXCLUDED)] = Field(default_factory=list)
    sources: Annotated[list[Excluded], Field(max_length=20)] = Field(default_factory=list)


class AlertGiven(Exact):
    """When and how to tell of new matches."""

    min_score: Least = 70.0
    by_email: bool = Field(True, description="To whoever saved the search.")
    by_webhook: bool = Field(True, description="To webhooks that want the event search.matches_found.")


class NewSavedSearch(Exact):
    """A search to be made again and again."""

    name: Words
    resume_id: Id
    query: SavedQuery = Field(default_factory=lambda: SavedQuery.model_validate({}))
    interval_hours: Hours = 24
    alert: AlertGiven = Field(default_factory=lambda: AlertGiven.model_validate({}))


class SavedSearchChange(Exact):
    """What to change; whatever is left out stays, query and alert are replaced as a whole."""

    name: Words | None = None
    query: SavedQuery | None = None
    interval_hours: Hours | None = None
    alert: AlertGiven | None = None
    is_active: bool | None = None


class SavedSearchOut(BaseModel):
    """A saved search."""

    saved_search_id: str
    name: str
    resume_id: str
    query: dict[str, Any]
    interval_hours: int
    alert: dict[str, Any]
    is_active: bool
    next_at: str = Field(description="When it is due.")
    last_run_at: str | None
    created_at: str


class SavedSearchList(ListOut):
    """Saved searches, the newest first."""

    items: list[SavedSearchOut] = Field(description=f"An organisation has {MOST} at most.")


class FindingOut(BaseModel):
    """A posting that a saved search found."""

    posting_id: str
    title: str
    company: str
    url: str
    score: Score | None = Field(description="Of the last time that it was matched fully; null: never yet.")
    first_seen: str
    last_seen: str
    told_at: str | None = Field(description="When somebody was told of it; that happens once.")


class FindingList(ListOut):
    """What a saved search found, the newest first."""

    items: list[FindingOut]
