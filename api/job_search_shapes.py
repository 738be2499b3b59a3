"""A search of job boards as schemas: what is looked for, and what comes back; they convert nothing."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints

from api.ids import Id
from api.job_corrections import Exact
from api.schemas import Page
from api.shapes import MatchOut, Score

MOST_EXCLUDED = 200
JobType = Literal["F", "P", "C", "T", "I", "V"]
Excluded = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]


def _parted(said: object) -> object:
    """Values that were sent one by one, or several in one with commas between."""
    given = said if isinstance(said, list) else [said]
    return [part.strip() for one in given for part in str(one).split(",") if part.strip()]


def _once(said: list[Any]) -> list[Any]:
    return list(dict.fromkeys(said))


Level = Annotated[int, Field(ge=1, le=6)]
Workplace = Annotated[int, Field(ge=1, le=3)]
Levels = Annotated[list[Level], BeforeValidator(_parted), AfterValidator(_once), Field(max_length=6)]
Workplaces = Annotated[list[Workplace], BeforeValidator(_parted), AfterValidator(_once), Field(max_length=3)]
JobTypes = Annotated[list[JobType], BeforeValidator(_parted), AfterValidator(_once), Field(max_length=6)]
Names = Annotated[list[Excluded], BeforeValidator(_parted), AfterValidator(_once), Field(max_length=MOST_EXCLUDED)]


class SearchQuery(Page):
    """What is looked for on job boards, and for whom; lists are sent repeated or with commas."""

    resume_id: Id = Field(description="Whose matches are wanted; it must be read.")
    keywords: str = Field(
        "", max_length=300, description='All of these words; "data engineer" in quotes stands together.'
    )
    location: str = Field("", max_length=200, description="Such as Berlin or Berlin, Germany.")
    experience: Levels = Field(
        [], description="1 internship, 2 entry, 3 associate, 4 mid-senior, 5 director, 6 executive."
    )
    remote: Workplaces = Field([], description="1 on-site, 2 remote, 3 hybrid.")
    job_type: JobTypes = Field(
        [], description="F full-time, P part-time, C contract, T temporary, I internship, V volunteer."
    )
    salary_min: int | None = Field(None, ge=0, le=100_000_000, description="For a year, in the currency of the ad.")
    posted_within: int | None = Field(None, ge=1, le=365, description="Days.")
    exclude_companies: Names = Field([], description="Beside those of the organisation's search settings.")
    exclude_keywords: Names = Field([], description="Beside those of the organisation's search settings.")
    sources: Names = Field([], description="Boards to ask, of those that are set up; all of them by default.")


class PayOut(BaseModel):
    """What a posting pays."""

    minimum: float | None
    maximum: float | None
    currency: str | None
    period: str | None


class FoundSource(BaseModel):
    """Where a job was found. A link_back must be shown beside it, with the attribution."""

    board: str
    url: str
    link_back: str | None
    attribution: str


class PostingOut(BaseModel):
    """An ad as its board says it."""

    posting_id: str = Field(description="For the import, as long as searches show it.")
    title: str
    company: str
    url: str
    location: str
    remote: Literal["on-site", "remote", "hybrid"] | None
    employment_type: str | None
    experience: str | None
    salary: PayOut | None
    posted_at: str | None
    closes_at: str | None
    description: str
    department: str | None
    skills: list[str]
    tags: list[str]
    sources: list[FoundSource] = Field(description="Everywhere it was found, the one that tells most first.")


class FoundJob(BaseModel):
    """A job that was found: where it was matched fully with the score and its reasons, else with its promise alone."""

    posting: PostingOut
    score: Score | None = Field(description="Null where it was not matched fully (yet).")
    promise: Score = Field(description="What put it in order before it was read: its title and the skills it names.")
    match: MatchOut | None


class SearchWarning(BaseModel):
    """A source that gave nothing, or not all."""

    source: str = Field(description="A board, with its company or page behind a colon.")
    code: str
    detail: str


class ConsideredOut(BaseModel):
    """How many postings there were, how many jobs when duplicates are one, and how many of these were matched fully."""

    postings: int
    jobs: int
    matched: int
    is_unfinished: bool = Field(description="More are being matched in the background; ask again soon.")


class SearchAnswer(BaseModel):
    """One page of what was found: those that were matched fully first, best first, then the others, most promising first."""

    items: list[FoundJob]
    page: int
    limit: int
    total: int
    considered: ConsideredOut
    warnings: list[SearchWarning]
    searched_at: str = Field(description="When the oldest of the boards' answers came.")
    cached: bool = Field(description="No board was asked just now.")
    stale: bool = Field(description="The boards are being asked again in the background.")


class ImportAsked(Exact):
    """Which posting is to become a job."""

    posting_id: Annotated[str, StringConstraints(min_length=1, max_length=40)] = Field(
        description="As a search of the organisation showed it."
    )


class SettingsGiven(Exact):
    """What the organisation excludes from every search, and the boards it searches."""

    exclude_companies: Annotated[list[Excluded], Field(max_length=MOST_EXCLUDED)] = Field(default_factory=list)
    exclude_keywords: Annotated[list[Excluded], Field(max_length=MOST_EXCLUDED)] = Field(default_factory=list)
    boards: Annotated[list[Annotated[str, StringConstraints(max_length=500)]], Field(max_length=100)] | None = Field(
        None,
        description="Such as greenhouse:acme, pages:https://acme.example/jobs or remotive; null: the installation's.",
    )


class SettingsOut(BaseModel):
    """What is set for searches."""

    exclude_companies: list[str]
    exclude_keywords: list[str]
    boards: list[str] | None
    boards_in_effect: list[str]
    boards_there_are: list[str]
    linkedin_is_allowed: bool = Field(description="By the installation; without it LinkedIn is not asked.")
