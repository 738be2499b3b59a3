"""Accounts as schemas: what clients send and get about logins, users, invitations and API keys."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, EmailStr, Field, StringConstraints

from api.job_corrections import Exact, Words
from api.passwords import FEWEST, MOST
from api.schemas import Page
from api.shapes import ListOut

Role = Literal["admin", "recruiter", "candidate"]
# Its rules are in api.passwords; the length stands here, too, for those who read the document.
Password = Annotated[str, Field(json_schema_extra={"minLength": FEWEST, "maxLength": MOST}, max_length=10_000)]
KnownPassword = Annotated[str, StringConstraints(max_length=MOST)]
Email = Annotated[EmailStr, Field(max_length=254)]


def _is_text(said: object) -> object:
    if not isinstance(said, str | datetime):
        raise ValueError("send a time such as 2027-03-31T12:00:00Z")
    return said


def _is_to_come(moment: datetime) -> datetime:
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("send an earlier time") from None
    if moment <= datetime.now(UTC):
        raise ValueError("send a time that is still to come")
    return moment


Moment = Annotated[
    AwareDatetime, Field(strict=False), BeforeValidator(_is_text, json_schema_input_type=AwareDatetime), AfterValidator(_is_to_come)
]  # fmt: skip


class Registration(Exact):
    """A new user."""

    email: Email
    password: Password
    full_name: Words
    role: Role = Field("recruiter", description="Founders of an organisation become its admins whatever they send.")
    company_name: Words | None = None
    invitation: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        None, description="The token of an invitation: its organisation and its role hold then."
    )


class Credentials(Exact):
    """Who logs in."""

    email: Annotated[str, StringConstraints(max_length=254)]
    password: KnownPassword


class Refresh(Exact):
    """The refresh token of a login; it is good for one refresh."""

    refresh_token: Annotated[str, StringConstraints(max_length=4000)]


class NewPassword(Exact):
    """Another password."""

    current_password: KnownPassword
    new_password: Password


class NewName(Exact):
    """What a user changes about themself."""

    full_name: Words


class Rights(Exact):
    """What a user may do; whatever is left out stays."""

    role: Role | None = None
    is_active: bool | None = Field(None, description="false: every login ends and none is taken any more.")


class NewInvitation(Exact):
    """Whom to invite."""

    email: Email
    role: Role = "recruiter"


class NewApiKey(Exact):
    """A key for a program."""

    name: Annotated[Words, StringConstraints(max_length=100)]
    role: Literal["recruiter", "admin"] = "recruiter"
    expires_at: Moment | None = Field(None, description="When it stops working; without it, when it is revoked.")


class UserQuery(Page):
    """Which users."""

    role: Role | None = None
    q: str = Field("", max_length=200, description="Words, or their beginnings, of the name or the e-mail address.")


class SetupOut(BaseModel):
    """What somebody who opens the page for the first time has to do."""

    needs_first_admin: bool = Field(description="Nobody is registered; whoever registers first becomes admin.")
    local: bool = Field(description="No token is needed now: the server listens on this machine alone.")


class MemberOut(BaseModel):
    """A user of the organisation."""

    user_id: int
    email: str
    full_name: str
    role: Role
    is_active: bool
    created_at: str


class MemberList(ListOut):
    """One page of users."""

    items: list[MemberOut]


class InvitationOut(BaseModel):
    """An invitation."""

    invitation_id: str
    email: str
    role: Role
    status: Literal["pending", "used", "expired"]
    created_at: str
    expires_at: str
    token: str | None = Field(None, description="Shown once, when it is made; hand it to whom it is for.")


class InvitationList(ListOut):
    """One page of invitations."""

    items: list[InvitationOut]


class ApiKeyOut(BaseModel):
    """An API key."""

    key_id: str
    name: str
    role: Literal["recruiter", "admin"]
    created_at: str
    last_used_at: str | None = Field(description="To the minute or so.")
    expires_at: str | None
    key: str | None = Field(None, description="Shown once, when it is made.")


class ApiKeyList(ListOut):
    """One page of API keys."""

    items: list[ApiKeyOut]
