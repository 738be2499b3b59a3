"""The events that notices tell of: one vocabulary for e-mails, webhooks and their receivers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

Kind = Literal[
    "invitation.created",
    "application.applied",
    "application.withdrawn",
    "application.status_changed",
    "interview.scheduled",
    "interview.rescheduled",
    "interview.cancelled",
    "interview.completed",
    "offer.made",
    "candidate.hired",
    "search.matches_found",
]

KINDS: tuple[Kind, ...] = get_args(Kind)


TEST = "webhook.test"
"""What a webhook gets when somebody tries it; nobody subscribes to it."""
ALWAYS_TOLD: frozenset[str] = frozenset({"invitation.created"})
"""What nobody can switch off: without it they could not get in."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody an e-mail goes to: a user, the person of a résumé who is no user, or somebody invited.

    Their address is looked up when it is sent. With ``user_id``, ``resume_id`` is the résumé that it is about; erasing that
    takes what waits along.
    """

    user_id: int | None = None
    resume_id: int | None = None
    invitation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in an organisation.

    ``about`` is what receivers read: wire ids (``job_id`` "J202", ``resume_id``, ``application_id``, ``interview_id``),
    statuses, moments and the job's title; no text of résumés and no names. ``to`` are those who get an e-mail;
    webhooks of the organisation get every event they subscribed to, unless it is for ``people_only``.
    """

    kind: Kind
    organisation_id: int
    about: Mapping[str, str | int | float | bool | None]
    to: Sequence[Recipient] = field(default=())
    people_only: bool = False
