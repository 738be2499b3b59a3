"""Who may do what with tasks of many résumés: the token of a task, and guests; other callers api.access knows."""

from __future__ import annotations

import base64
import re

from flask import current_app, g, request

from api.context import Caller, parts, session
from db import bulk
from db.bulk import BulkTask
from derived_secrets import derived
from errors import Forbidden, NotFound, Unauthorized

PREFIX = "slt_"
CREATE = "root_bulk.create"
WITH_TOKEN_ALONE = frozenset({"root_bulk.upload", "root_bulk.process"})
_VERBS = ("show", "events", "results", "files", "cancel", "remove")
WITH_TOKEN = WITH_TOKEN_ALONE | {f"{room}.{verb}" for room in ("root_bulk", "bulk") for verb in _VERBS}
# Matches "slt_404_" with 43 letters, digits, "-" or "_" behind it; not "slt_0_…" nor one with 42 of them. One pass.
_TOKEN = re.compile(r"slt_([1-9][0-9]{0,14})_[A-Za-z0-9_-]{43}", re.ASCII)
_NOBODY = 0


def is_guest(endpoint: str) -> bool:
    """Somebody without a credential asks for a task, and may."""
    return endpoint == CREATE and "Authorization" not in request.headers and bool(current_app.config["GUEST_TASKS"])


def guest() -> Caller:
    """A guest, who has no organisation before there is a task."""
    g.acting_as = "Guest"
    return Caller(_NOBODY, "guest")


def task_caller(token: str, endpoint: str) -> Caller:
    """Who holds the token of a task; raises Unauthorized for one that is not good, or not good for this."""
    if endpoint not in WITH_TOKEN:
        raise Unauthorized("The token of a task is good for its task alone; log in for anything else.")
    said = _TOKEN.fullmatch(token)
    row = bulk.of_token(session(), int(said[1]), token) if said else None
    if row is None:
        raise Unauthorized("The token of the task is not valid or has expired; create another task.")
    g.acting_as, g.task_id = "Task token", row.id
    # The body comes after this, however slowly: nobody else is to lack the connection meanwhile.
    session().expunge(row)
    session().rollback()
    return Caller(row.organisation_id, "task")


def refuse_without_token(endpoint: str) -> None:
    """Raises for other callers where it takes the token of a task to know which task it is about."""
    if endpoint in WITH_TOKEN_ALONE and "task_id" not in g:
        asked = "Send the token that /create_task gave as 'Authorization: Bearer …'."
        raise Forbidden(asked) if "Authorization" in request.headers else Unauthorized(asked)


def token_of(row: BulkTask) -> str:
    """The token of a task, which only who has the installation's key can make again."""
    secret = base64.urlsafe_b64encode(derived(parts().secret_key, "task", row.token_nonce)).decode().rstrip("=")
    return f"{PREFIX}{row.id}_{secret}"


def own_key(said: int) -> int:
    """The number of the task in an address; raises NotFound where the token is of another one."""
    if g.get("task_id", said) != said:
        raise NotFound("task", f"T{said}")
    return said
