"""The header Idempotency-Key: the same request sent again gets the same answer and stores nothing twice."""

from __future__ import annotations

import hashlib
import hmac
import re

from flask import g, request

from api.context import caller, parts
from db.bulk_answers import Asked
from errors import InvalidFields

HEADER = "Idempotency-Key"
_FEWEST_OF_GUESTS = 16
# Matches "5e915b5297ef0c8d" and any visible characters up to 200 of them; not "" nor "a b". One pass.
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


def asked_once(body: bytes) -> Asked | None:
    """What the request asks under a key of the client's; None where it sends none.

    Raises:
        InvalidFields: The key cannot be used; a guest's must be so long that nobody guesses it.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    is_guest = caller().role == "guest"
    if not _KEY.fullmatch(key) or (is_guest and len(key) < _FEWEST_OF_GUESTS):
        detail = "send 1 to 200 visible characters without spaces; without an account at least 16"
        raise InvalidFields(f"{HEADER}: {detail}.", ({"field": HEADER, "detail": detail},))
    return Asked(f"{request.endpoint} {_scope(is_guest)}"[:80], key, body)


def _scope(is_guest: bool) -> str:
    """Whose keys these are; of an address a keyed checksum alone."""
    if "task_id" in g:
        return f"T{g.task_id}"
    if is_guest:
        said = hmac.new(parts().secret_key.encode(), (request.remote_addr or "").encode(), hashlib.sha256)
        return f"A{said.hexdigest()[:32]}"
    return f"O{caller().organisation_id} U{caller().user_id}"
