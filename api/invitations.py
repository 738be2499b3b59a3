"""Invitations over HTTP: asking somebody in, listing who was asked, withdrawing; accepting one is registering."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask_openapi.blueprint import APIBlueprint

from api import announcing
from api.account_shapes import InvitationList, InvitationOut, NewInvitation
from api.context import caller, parts, session
from api.documentation import answers
from api.ids import InvitationPath, invitation_key
from api.limits import invite_limit
from api.moments import moment
from api.paging import page_of
from api.schemas import Page
from db import invitations
from db.invitations import Invitation

api = APIBlueprint("invitations", __name__, url_prefix="/api/v1/invitations", abp_tags=[{"name": "accounts"}])


@api.post("", responses=answers(InvitationOut, 201))
@invite_limit
def create(body: NewInvitation) -> tuple[dict[str, Any], int]:
    """Invite somebody; the token is shown this once and valid for 7 days. Inviting again replaces the invitation."""
    mine = caller()
    row, token = invitations.invite(
        session(), mine.organisation_id, body.email, body.role, mine.user_id, parts().secret_key
    )
    announcing.tell_invited(row)
    session().commit()
    return _shown(row) | {"token": token}, 201


@api.get("", responses=answers(InvitationList, 200))
def index(query: Page) -> dict[str, Any]:
    """List the organisation's invitations, the newest first; tokens are not among what is shown."""
    return page_of(session(), invitations.visible(caller().organisation_id), query, _shown)


@api.delete("/<invitation_id>", responses={204: None})
def withdraw(path: InvitationPath) -> tuple[str, int]:
    """Withdraw an invitation; whoever has joined by it stays."""
    key = invitation_key(path.invitation_id)
    session().delete(invitations.get(session(), key, caller().organisation_id))
    session().commit()
    return "", 204


def _shown(row: Invitation) -> dict[str, Any]:
    is_over = row.expires_at <= datetime.now(UTC)
    return {
        "invitation_id": f"V{row.id}",
        "email": row.email,
        "role": row.role,
        "status": "used" if row.used_at else "expired" if is_over else "pending",
        "created_at": moment(row.created_at),
        "expires_at": moment(row.expires_at),
    }
