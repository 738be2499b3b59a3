"""Notes about résumés over HTTP; they are for recruiters alone."""

from __future__ import annotations

from typing import Annotated, Any

from flask_openapi.blueprint import APIBlueprint
from pydantic import Field, StringConstraints

from api.candidate_shapes import NoteList, NoteOut
from api.candidate_wire import notes_out
from api.context import caller, session
from api.documentation import answers
from api.ids import Id, NotePath, ResumePath, job_key, note_key, resume_key
from api.job_corrections import Exact
from api.paging import rows_of
from api.schemas import Page
from db import applications, jobs, notes, resumes
from db.notes import Note
from errors import Forbidden

api = APIBlueprint("notes", __name__, url_prefix="/api/v1", abp_tags=[{"name": "candidates"}])

Written = Annotated[str, StringConstraints(min_length=1, max_length=10_000, strip_whitespace=True)]


class NoteGiven(Exact):
    """A note."""

    text: Written
    job_id: Id | None = Field(None, description="The job that it is about, if it is about one.")


class NoteChange(Exact):
    """Another text for a note."""

    text: Written


class NoteQuery(Page):
    """Which notes."""

    job_id: str | None = Field(None, max_length=40, description="Those about this job and those about none.")


@api.post("/resumes/<resume_id>/notes", responses=answers(NoteOut, 201))
def create(path: ResumePath, body: NoteGiven) -> tuple[dict[str, Any], int]:
    """Write a note about a résumé, or about it and one job."""
    mine = caller().organisation_id
    job_id = jobs.get(session(), job_key(body.job_id), mine).id if body.job_id else None
    key = applications.hold_resume(session(), resume_key(path.resume_id), mine)
    row = notes.add(session(), mine, key, job_id, caller().user_id, body.text)
    session().commit()
    return notes_out([row])[0], 201


@api.get("/resumes/<resume_id>/notes", responses=answers(NoteList, 200))
def index(path: ResumePath, query: NoteQuery) -> dict[str, Any]:
    """List the notes about a résumé, newest first."""
    mine = caller().organisation_id
    resume = resumes.get(session(), resume_key(path.resume_id), mine)
    job_id = jobs.get(session(), job_key(query.job_id), mine).id if query.job_id else None
    rows = notes.of_resume(mine, resume.id, job_id)
    found, about = rows_of(session(), rows, query)
    return {"items": notes_out(found)} | about


@api.patch("/notes/<note_id>", responses=answers(NoteOut, 200))
def change(path: NotePath, body: NoteChange) -> dict[str, Any]:
    """Change the text of a note: its author may, and admins."""
    row = notes.change(session(), _own(path), body.text)
    session().commit()
    return notes_out([row])[0]


@api.delete("/notes/<note_id>", responses={204: None})
def delete(path: NotePath) -> tuple[str, int]:
    """Delete a note: its author may, and admins."""
    session().delete(_own(path))
    session().commit()
    return "", 204


def _own(path: NotePath) -> Note:
    row = notes.get(session(), note_key(path.note_id), caller().organisation_id)
    if caller().role != "admin" and (row.author_id is None or row.author_id != caller().user_id):
        raise Forbidden("Only the author of a note and admins may change or delete it.")
    return row
