"""Résumés as they travel together with what is stored beside them: their person's other ones, and the state they are in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from flask import request

from api.blinding import blind_resume
from api.context import caller, session
from api.wire import resume_out
from db import identity
from db.resumes import StoredResume
from errors import Stale


def resumes_out(rows: Sequence[StoredResume], *, blind: bool = False, with_text: bool = False) -> list[dict[str, Any]]:
    """Résumés, each with the others of its person that the caller may see; one query for all."""
    same = identity.same(session(), rows, caller().organisation_id, caller().own_only)
    show = blind_resume if blind else resume_out
    return [show(row, with_text) | {"same_person": [f"R{key}" for key in same.get(row.id, ())]} for row in rows]


def one_out(row: StoredResume, *, blind: bool = False, with_text: bool = False) -> dict[str, Any]:
    """A résumé with the others of its person that the caller may see."""
    return resumes_out([row], blind=blind, with_text=with_text)[0]


def headers_of(row: StoredResume) -> dict[str, str]:
    """The ETag, which names the file, its reading and what was corrected of it."""
    return {"ETag": f'"{_state(row)}"'}


def refuse_if_changed(row: StoredResume) -> None:
    """Raises Stale when the request names another state in If-Match than the row is in."""
    if "If-Match" in request.headers and not request.if_match.contains(_state(row)):
        raise Stale("This résumé was changed meanwhile; read it again and repeat the change.")


def _state(row: StoredResume) -> str:
    return hashlib.sha256(f"{row.sha256} {row.versions} {row.status} {row.person_id}".encode()).hexdigest()[:24]
