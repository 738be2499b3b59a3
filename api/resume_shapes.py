"""What clients send and get of persons and of a résumé's file, as schemas."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from api.ids import Id
from api.job_corrections import Exact
from api.schemas import Line, Page, Text
from api.shapes import ListOut, ResumeOut


class ReplacementText(Exact):
    """A résumé as text, in place of the file that is there."""

    text: Text
    filename: Line | None = None
    keep_corrections: bool = Field(False, description="What was corrected holds over the new reading, too.")


class ReplacementForm(BaseModel):
    """Fields beside the file."""

    keep_corrections: bool = False


class PersonQuery(Page):
    """Which persons."""

    q: str | None = Field(None, max_length=200, description="Words in the name, the e-mail or the phone number.")


class OtherPerson(Exact):
    """Another person."""

    person_id: Annotated[Id, Field(description="Whose résumés come to the person in the address.")]


class PersonOut(BaseModel):
    """Somebody of whom there are résumés; called as in the newest of them."""

    person_id: str
    name: str | None
    email: str | None
    phone: str | None
    has_account: bool = Field(description="A candidate, who uploads their own.")
    resume_ids: list[str] = Field(description="Newest first.")
    created_at: str


class PersonDetail(PersonOut):
    """A person with their résumés, newest first."""

    resumes: list[ResumeOut]


class PersonList(ListOut):
    """Persons, newest first."""

    items: list[PersonOut]
