"""Users of an organisation over HTTP: who there is, what each may do; a user's own name and password are api.auth's."""

from __future__ import annotations

from typing import Any

from flask_openapi.blueprint import APIBlueprint

from api.account_shapes import MemberList, MemberOut, Rights, UserQuery
from api.context import caller, session
from api.documentation import answers
from api.ids import UserPath, user_key
from api.moments import moment
from api.paging import page_of
from db import logins, people
from db.people import User
from errors import InvalidFields

api = APIBlueprint("users", __name__, url_prefix="/api/v1/users", abp_tags=[{"name": "accounts"}])


@api.get("", responses=answers(MemberList, 200))
def index(query: UserQuery) -> dict[str, Any]:
    """List the organisation's users: of one role, or whose name or address holds all words of q."""
    return page_of(session(), people.visible(caller().organisation_id, query.role, query.q.strip()), query, _shown)


@api.patch("/<user_id>", responses=answers(MemberOut, 200))
def change(path: UserPath, body: Rights) -> dict[str, Any]:
    """Change a user's role, or switch them off or on; it holds from their next request on.

    The last active admin of an organisation can be neither demoted nor switched off.
    """
    if wrong := sorted(name for name in body.model_fields_set if getattr(body, name) is None):
        detail = "send a value, or leave it out to keep it"
        raise InvalidFields(f"{wrong[0]}: {detail}.", tuple({"field": name, "detail": detail} for name in wrong))
    user = people.revise(session(), user_key(path.user_id), caller().organisation_id, body.role, body.is_active)
    if not user.is_active:
        logins.end_all(session(), user.id)
    session().commit()
    return _shown(user)


def _shown(user: User) -> dict[str, Any]:
    return {
        "user_id": user.id,
        "email": user.email,
        "full_name": user.full_name,
        "role": user.role,
        "is_active": user.is_active,
        "created_at": moment(user.created_at),
    }
