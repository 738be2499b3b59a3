"""The audit log as schemas: what is asked for and what comes back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from api.schemas import Page
from api.shapes import ListOut
from db.audit import Action

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,24}$")]


class AuditQuery(Page):
    """Which entries."""

    who: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        None, description="A user's id (7), an API key's (K801), or service, local, command, retention, nobody."
    )
    action: Action | None = None
    kind: Kind | None = Field(None, description="For example resume, person, job, match, candidate, note, user.")
    key: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        None, description="An id, such as R101: of a résumé also what was done with others at once."
    )
    since: AwareDatetime | None = Field(
        None, alias="from", description="The first moment, such as 2027-03-31T12:00:00Z."
    )
    until: AwareDatetime | None = Field(None, alias="to", description="The first moment after the last.")
    format: Literal["json", "csv"] = "json"


class AuditOut(BaseModel):
    """One thing that somebody did."""

    entry_id: int
    at: str
    via: str = Field(description="user, api_key, service, local, command, retention or nobody.")
    user_id: int | None
    key_id: str | None = Field(description="The API key, such as K801.")
    action: Action
    kind: str
    key: str | None = Field(description="The id of the thing; null for lists.")
    resume_ids: list[str] = Field(description="The résumés whose people it was about.")
    fields: list[str] = Field(description="Names of the fields that were sent.")
    filters: list[str] = Field(description="Names of the filters that a list was asked for with.")
    about: dict[str, Any] = Field(description="Further ids.")
    request_id: str | None


class AuditList(ListOut):
    """One page of entries."""

    items: list[AuditOut]
