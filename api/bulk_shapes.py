"""Tasks of many résumés as schemas: what clients may say of one, and what they get; they convert nothing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from api.ids import Id
from api.job_corrections import Exact
from api.schemas import BlindPage, Line, Text
from api.shapes import ListOut, MatchOut, RelevanceOut, Score, Share
from db.bulk import FileState, TaskStatus

Words = Annotated[str, StringConstraints(max_length=40)]


class NewTask(Exact):
    """A task of many résumés; nothing has to be said of it."""

    name: Line | None = None
    role: Line | None = Field(None, description="The job's title, if there is one yet.")


class TaskStart(Exact):
    """What the résumés of a task are matched with."""

    role: Line | None = Field(None, description="The job's title; the one of the task where it is left out.")
    job_description: Text | None = None
    job_id: Id | None = Field(None, description="A job that is stored, instead of a description.")
    profile: Words = "balanced"


class TaskCreated(BaseModel):
    """A task and its token, which is shown this once."""

    task_id: str
    token: str = Field(description="Send it as 'Authorization: Bearer …'; it is good for this task alone.")
    expires_at: str = Field(description="Until then the task is kept, and its token good.")


class FileTaken(BaseModel):
    """A file that waits to be read."""

    filename: str
    position: int
    size: int
    sha256: str


class FileRefused(BaseModel):
    """A file that is not taken, and why."""

    filename: str
    code: str
    detail: str


class UploadOut(BaseModel):
    """What became of each file of an upload; the members of an archive count as files."""

    task_id: str
    accepted: list[FileTaken]
    rejected: list[FileRefused]


class TaskStarted(BaseModel):
    """A task under way."""

    task_id: str
    status: TaskStatus
    job_id: str | None = None


class FileCounts(BaseModel):
    """Files by state; ready are those that are read and matched, erased those whose person was erased."""

    waiting: int
    reading: int
    read: int
    ready: int
    failed: int
    cancelled: int
    erased: int


class TaskOut(BaseModel):
    """A task and how far it is."""

    task_id: str
    name: str | None
    role: str | None
    status: TaskStatus
    job_id: str | None
    profile: str
    files: FileCounts
    total: int
    done: int = Field(description="Files that are ready, failed, cancelled or erased.")
    share: Share
    files_per_minute: float | None = Field(description="In the last minute; null where nothing was finished.")
    seconds_left: int | None = Field(description="Estimated; null where it is not known.")
    created_at: str
    started_at: str | None
    done_at: str | None
    expires_at: str


class TaskList(ListOut):
    """Tasks, newest first."""

    items: list[TaskOut]


class FileOut(BaseModel):
    """A file of a task, its state and, where there is no result, the reason."""

    position: int
    filename: str | None
    state: FileState
    code: str | None
    detail: str | None
    resume_id: str | None
    size: int
    attempts: int
    started_at: str | None
    done_at: str | None


class FileList(ListOut):
    """Files in the order they came."""

    items: list[FileOut]


class ResultOut(BaseModel):
    """A file's match, with how relevant each project and each held job is; of a failed file the reason instead."""

    filename: str | None
    position: int
    rank: int | None = None
    overall: Score | None = None
    project_relevance: list[RelevanceOut] = []
    experience_relevance: list[RelevanceOut] = []
    match: MatchOut | None = None
    code: str | None = None
    detail: str | None = None


class ResultList(ListOut):
    """Results, best first."""

    items: list[ResultOut]


class FileQuery(BlindPage):
    """Which files."""

    state: Annotated[list[FileState], Field(max_length=7)] = Field([], description="One of these; may be repeated.")


class ResultsQuery(BlindPage):
    """Which results."""

    status: Literal["ready", "failed"] = "ready"
    format: Literal["json", "csv"] = "json"
