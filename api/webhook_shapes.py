"""Webhooks as schemas: what admins send and get about them and their deliveries."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints

from api.job_corrections import Exact, Words
from api.schemas import Page
from api.shapes import ListOut
from notices.events import KINDS, Kind

State = Literal["pending", "sending", "delivered", "failed", "skipped"]
Events = Annotated[
    list[Kind], Field(min_length=1, max_length=len(KINDS)), AfterValidator(lambda said: list(dict.fromkeys(said)))
]
Url = Annotated[str, StringConstraints(min_length=1, max_length=2_000, strip_whitespace=True)]


class NewWebhook(Exact):
    """Where to report what happens."""

    url: Url = Field(description="On the public internet, by https, such as https://hooks.example.org/shortlist.")
    events: Events = Field(default_factory=lambda: list(KINDS), description="Which; without it, all there are now.")
    description: Words | None = None


class WebhookChange(Exact):
    """What to change of a webhook; whatever is left out stays."""

    url: Url | None = None
    events: Events | None = None
    description: Words | None = None
    is_active: bool | None = Field(None, description="true switches one on again that was switched off by itself.")


class WebhookOut(BaseModel):
    """A webhook."""

    webhook_id: str
    url: str
    events: list[str]
    description: str | None
    is_active: bool
    disabled_reason: str | None = Field(description="Why it was switched off by itself.")
    failing_since: str | None = Field(description="The first failure after the last success.")
    last_delivered_at: str | None
    created_at: str
    secret: str | None = Field(
        None, description="Shown once, when it is made or replaced; signatures follow Standard Webhooks."
    )


class WebhookList(ListOut):
    """One page of webhooks."""

    items: list[WebhookOut]


class DeliveryQuery(Page):
    """Which deliveries."""

    status: State | None = None


class DeliveryOut(BaseModel):
    """A delivery to a webhook, or one still to come."""

    delivery_id: str
    webhook_id: str
    message_id: str = Field(description="The header webhook-id, the same at every attempt.")
    event: str
    data: dict[str, Any] = Field(description="Ids, statuses and moments, as the receiver gets them.")
    status: State
    attempts: int
    answer_code: int | None = Field(description="Of the last answer.")
    problem: str | None = Field(description="Of the last attempt, in one word, such as timeout.")
    next_attempt_at: str | None
    created_at: str
    done_at: str | None


class DeliveryList(ListOut):
    """One page of deliveries."""

    items: list[DeliveryOut]


def _is_language(said: object) -> object:
    return said.lower() if isinstance(said, str) else said


class PreferencesGiven(Exact):
    """What you want to be told of by e-mail; kinds that are left out are told."""

    email: dict[Kind, bool] = Field(default_factory=dict, max_length=len(KINDS))
    language: Annotated[Annotated[str, StringConstraints(max_length=8)] | None, BeforeValidator(_is_language)] = None


class PreferencesOut(BaseModel):
    """What you are told of by e-mail."""

    email: dict[str, bool]
    language: str | None = Field(description="Null: the language of your résumé, else English.")
    languages: list[str] = Field(description="Those there are e-mails in.")
    always_told: list[str] = Field(description="Kinds that cannot be switched off.")
    email_is_sent: bool = Field(description="false: this server has no mail server and sends no e-mail at all.")
