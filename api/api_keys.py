"""API keys over HTTP: making one for a program, listing them, revoking; what a key opens is api.access's business."""

from __future__ import annotations

from typing import Any

from flask_openapi.blueprint import APIBlueprint

from api.account_shapes import ApiKeyList, ApiKeyOut, NewApiKey
from api.context import caller, session
from api.documentation import answers
from api.ids import ApiKeyPath, api_key_key
from api.moments import moment
from api.paging import page_of
from api.schemas import Page
from db import api_keys
from db.api_keys import ApiKey

api = APIBlueprint("api_keys", __name__, url_prefix="/api/v1/api-keys", abp_tags=[{"name": "accounts"}])


@api.post("", responses=answers(ApiKeyOut, 201))
def create(body: NewApiKey) -> tuple[dict[str, Any], int]:
    """Make a key for a program, which sends it as a bearer token; it is shown this once."""
    mine = caller()
    row, key = api_keys.make(session(), mine.organisation_id, body.name, body.role, body.expires_at, mine.user_id)
    session().commit()
    return _shown(row) | {"key": key}, 201


@api.get("", responses=answers(ApiKeyList, 200))
def index(query: Page) -> dict[str, Any]:
    """List the organisation's keys that are not revoked, the newest first; the keys themselves are not shown."""
    return page_of(session(), api_keys.visible(caller().organisation_id), query, _shown)


@api.delete("/<key_id>", responses={204: None})
def revoke(path: ApiKeyPath) -> tuple[str, int]:
    """Revoke a key; it is refused from now on."""
    api_keys.revoke(api_keys.get(session(), api_key_key(path.key_id), caller().organisation_id))
    session().commit()
    return "", 204


def _shown(row: ApiKey) -> dict[str, Any]:
    return {
        "key_id": f"K{row.id}",
        "name": row.name,
        "role": row.role,
        "created_at": moment(row.created_at),
        "last_used_at": moment(row.last_used_at),
        "expires_at": moment(row.expires_at),
    }
