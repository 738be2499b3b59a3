"""Ids as recruiters say them: résumé R101, job J202, match M303; bare numbers are understood too."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from errors import NotFound

KINDS = {
    "R": "résumé",
    "J": "job",
    "M": "match",
    "P": "person",
    "A": "application",
    "N": "note",
    "V": "invitation",
    "K": "API key",
    "I": "interview",
    "W": "webhook",
    "D": "delivery",
    "T": "task",
    "S": "saved search",
    "": "user",
}
# Matches "R101", "j7" and "42"; does not match "R0", "X1" or a number of sixteen digits.
_ID = re.compile(r"([A-Za-z]?)([1-9][0-9]{0,14})")

Id = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if type(value) is int else value),
    StringConstraints(max_length=40),
    Field(json_schema_extra={"example": "R101"}),
]


def key_of(letter: str, said: str) -> int:
    """Reads an id of one kind; raises NotFound for anything that cannot be one."""
    found = _ID.fullmatch(said.strip())
    if found is None or found[1].upper() not in ("", letter):
        raise NotFound(KINDS[letter], said[:40])
    return int(found[2])


def resume_key(said: str) -> int:
    """Reads R101 as 101."""
    return key_of("R", said)


def job_key(said: str) -> int:
    """Reads J202 as 202."""
    return key_of("J", said)


def match_key(said: str) -> int:
    """Reads M303 as 303."""
    return key_of("M", said)


def invitation_key(said: str) -> int:
    """Reads V701 as 701."""
    return key_of("V", said)


def api_key_key(said: str) -> int:
    """Reads K801 as 801."""
    return key_of("K", said)


def interview_key(said: str) -> int:
    """Reads I505 as 505."""
    return key_of("I", said)


def webhook_key(said: str) -> int:
    """Reads W601 as 601."""
    return key_of("W", said)


def delivery_key(said: str) -> int:
    """Reads D651 as 651."""
    return key_of("D", said)


def task_key(said: str) -> int:
    """Reads T404 as 404."""
    return key_of("T", said)


def saved_search_key(said: str) -> int:
    """Reads S1201 as 1201."""
    return key_of("S", said)


def user_key(said: str) -> int:
    """Reads 7; the ids of users have no letter."""
    return key_of("", said)


def application_key(said: str) -> int:
    """Reads A901 as 901."""
    return key_of("A", said)


def note_key(said: str) -> int:
    """Reads N951 as 951."""
    return key_of("N", said)


def person_key(said: str) -> int:
    """Reads P1001 as 1001."""
    return key_of("P", said)


class ApplicationPath(BaseModel):
    """An application in the address."""

    application_id: str = Field(max_length=40, description="For example A901.")


class NotePath(BaseModel):
    """A note in the address."""

    note_id: str = Field(max_length=40, description="For example N951.")


class CandidatePath(BaseModel):
    """A candidate of a job in the address."""

    job_id: str = Field(max_length=40, description="For example J202.")
    resume_id: str = Field(max_length=40, description="For example R101.")


class PersonPath(BaseModel):
    """A person in the address."""

    person_id: str = Field(max_length=40, description="For example P1001.")


class ResumePath(BaseModel):
    """A résumé in the address."""

    resume_id: str = Field(max_length=40, description="For example R101.")


class JobPath(BaseModel):
    """A job in the address."""

    job_id: str = Field(max_length=40, description="For example J202.")


class MatchPath(BaseModel):
    """A match in the address."""

    match_id: str = Field(max_length=40, description="For example M303.")


class UserPath(BaseModel):
    """A user in the address."""

    user_id: str = Field(max_length=40, description="For example 7.")


class InvitationPath(BaseModel):
    """An invitation in the address."""

    invitation_id: str = Field(max_length=40, description="For example V701.")


class ApiKeyPath(BaseModel):
    """An API key in the address."""

    key_id: str = Field(max_length=40, description="For example K801.")


class WebhookPath(BaseModel):
    """A webhook in the address."""

    webhook_id: str = Field(max_length=40, description="For example W601.")


class DeliveryPath(BaseModel):
    """A delivery to a webhook in the address."""

    delivery_id: str = Field(max_length=40, description="For example D651.")


class TaskPath(BaseModel):
    """A task of many résumés in the address."""

    task_id: str = Field(max_length=40, description="For example T404.")


class SavedSearchPath(BaseModel):
    """A saved search in the address."""

    saved_search_id: str = Field(max_length=40, description="For example S1201.")
