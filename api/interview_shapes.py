"""Interviews as schemas: what clients may say of one, and what they get; they convert nothing."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.ids import Id
from api.job_corrections import Exact, Words
from api.schemas import Page
from api.shapes import ListOut
from db.interviews import Status, Type

LONGEST_NOTE = 5_000
# Matches "https://meet.example.org/a?b=1"; not "javascript:alert(1)", "//example.org" nor what holds a space or a line
# break. One pass.
_LINK = re.compile(r"https?://[^\s<>\"\\\x00-\x20\x7f-\xa0\u2028\u2029]{1,500}")


def _is_link(said: str) -> str:
    if not _LINK.fullmatch(said):
        raise ValueError("send an address that begins with https:// or http://, without spaces")
    return said


def _is_plain(said: str) -> str:
    said = said.replace("\r\n", "\n")
    if any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\n\t" for char in said):
        raise ValueError("send it without control characters")
    return said


VideoLink = Annotated[str, StringConstraints(max_length=508), AfterValidator(_is_link)]
Note = Annotated[
    str, StringConstraints(max_length=LONGEST_NOTE, strip_whitespace=True), AfterValidator(_is_plain)
]  # fmt: skip
Minutes = Annotated[int, Field(ge=5, le=480)]
UserIds = Annotated[list[Annotated[int, Field(ge=1, lt=10**15)]], Field(min_length=1, max_length=8)]
Start = Annotated[
    str,
    StringConstraints(max_length=40),
    Field(
        description="ISO 8601 with an offset (2027-03-31T09:00+02:00), or without one as local time of time_zone. Local "
        "time that clocks skip or show twice is refused, and the answer names what to send instead.",
        json_schema_extra={"example": "2027-03-31T09:00"},
    ),
]
Zone = Annotated[
    str,
    StringConstraints(max_length=64),
    Field(description="An IANA name; UTC by default.", json_schema_extra={"example": "Europe/Berlin"}),
]


class InterviewGiven(Exact):
    """An interview to schedule."""

    job_id: Id
    resume_id: Id
    type: Type
    start: Start
    time_zone: Zone | None = None
    duration_minutes: Minutes
    interviewer_ids: UserIds = Field(description="Recruiters or admins of the organisation.")
    location: Words | None = None
    video_link: VideoLink | None = None
    note: Note | None = Field(None, description="For recruiters alone.")


class InterviewChange(Exact):
    """What to change of an interview; whatever is left out stays, and null takes a place, a link or a note away."""

    # What is left out is never read; a default that the document showed would be taken for what then holds.
    type: Type = Field(default_factory=lambda: "phone")
    start: Start = Field(default_factory=str)
    time_zone: Zone = Field(
        default_factory=str, description="Alone it changes in which zone the time is shown, and not the time."
    )
    duration_minutes: Minutes = Field(default_factory=int)
    interviewer_ids: UserIds = Field(default_factory=list, description="Everybody who holds it from now on.")
    location: Words | None = None
    video_link: VideoLink | None = None
    note: Note | None = None


class CancellationGiven(Exact):
    """Why an interview is cancelled."""

    reason: Note | None = Field(None, description="For recruiters alone.")


class OutcomeGiven(Exact):
    """How an interview went."""

    outcome: Literal["completed", "no_show"]
    note: Note | None = Field(None, description="For recruiters alone.")


class InterviewQuery(Page):
    """Which interviews."""

    model_config = ConfigDict(populate_by_name=False)

    job_id: str | None = Field(None, max_length=40)
    resume_id: str | None = Field(None, max_length=40)
    interviewer_id: str | None = Field(None, max_length=40, description="Those that this user holds.")
    mine: bool = Field(False, description="Those that you hold.")
    status: Annotated[list[Status], Field(max_length=4)] = Field([], description="One of these; may be repeated.")
    upcoming: bool = Field(False, description="Those that are scheduled and still to come.")
    since: datetime | None = Field(None, alias="from", description="That begin at this moment or later.")
    until: datetime | None = Field(None, alias="to", description="That begin before this moment.")


class InterviewPath(BaseModel):
    """An interview in the address."""

    interview_id: str = Field(max_length=40, description="For example I505.")


class InterviewerOut(BaseModel):
    """Who holds an interview."""

    user_id: int
    full_name: str


class InterviewOut(BaseModel):
    """An interview as recruiters see it. ``ended_why`` are somebody's words on the outcome or the cancellation."""

    interview_id: str
    job_id: str
    job_title: str | None
    resume_id: str
    person_id: str | None
    candidate_name: str | None
    type: Type
    status: Status
    start: str
    end: str
    time_zone: str
    local_start: str
    duration_minutes: int
    interviewers: list[InterviewerOut]
    location: str | None
    video_link: str | None
    note: str | None
    ended_why: str | None
    cancelled_by: Literal["staff", "rejected", "withdrawn", "hired", "job_deleted"] | None
    sequence: int
    version: int
    created_by: int | None
    created_at: str
    updated_at: str


class InterviewDetail(InterviewOut):
    """An interview; ``overlaps`` names others of the same person at that time, which merging two persons can bring about."""

    overlaps: list[str]


class InterviewList(ListOut):
    """Interviews, soonest first."""

    items: list[InterviewOut]


class ColleagueOut(BaseModel):
    """Somebody who may hold interviews."""

    user_id: int
    full_name: str


class ColleagueList(ListOut):
    """Who may hold interviews, in the order in which they came."""

    items: list[ColleagueOut]


class OwnInterviewOut(BaseModel):
    """An interview as the candidate sees it."""

    interview_id: str
    job_id: str
    job_title: str | None
    company: str | None
    type: Type
    status: Status
    start: str
    end: str
    time_zone: str
    local_start: str
    duration_minutes: int
    location: str | None
    video_link: str | None


class OwnInterviewList(ListOut):
    """Your interviews that are still to come, soonest first."""

    items: list[OwnInterviewOut]
