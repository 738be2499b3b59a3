"""The audit log over HTTP: who saw and changed what; how entries come about api.auditing knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask import Response
from flask_openapi.blueprint import APIBlueprint
from sqlalchemy import Select

from api.audit_shapes import AuditList, AuditQuery
from api.context import caller, session
from api.documentation import answers
from api.interview_times import asked_moment
from api.moments import moment
from api.paging import CSV_ROWS, csv_of, rows_of
from db import audit
from db.audit import Asked, AuditEntry

api = APIBlueprint("audit", __name__, url_prefix="/api/v1/audit", abp_tags=[{"name": "audit"}])

COLUMNS = ("entry_id", "at", "via", "user_id", "key_id", "action", "kind", "key", "resume_ids", "fields", "request_id")
# Matches "7" and "K801"; does not match "service" nor a number of sixteen digits. One pass.
_ACTOR = re.compile(r"([Kk]?)([1-9][0-9]{0,14})")


@api.get("", responses=answers(AuditList, 200, csv=True))
def index(query: AuditQuery) -> dict[str, Any] | Response:
    """List who saw and changed what, newest first; format=csv downloads up to 10,000 entries.

    Entries hold ids and names of fields, never what these say. They outlive whom they are about, for
    AUDIT_RETENTION_DAYS; nobody can change or remove one before.
    """
    rows = audit.visible(caller().organisation_id, _asked(query))
    if query.format == "csv":
        return csv_of(_each(rows), COLUMNS, "audit.csv")
    found, about = rows_of(session(), rows, query)
    return {"items": [entry_out(row) for row in found]} | about


def entry_out(row: AuditEntry) -> dict[str, Any]:
    """An entry as it travels."""
    return {
        "entry_id": row.id,
        "at": moment(row.at),
        "via": row.via,
        "user_id": row.actor_id if row.via == "user" else None,
        "key_id": f"K{row.actor_id}" if row.via == "api_key" else None,
        "action": row.action,
        "kind": row.kind,
        "key": row.key,
        "resume_ids": [f"R{key}" for key in row.resume_ids],
        "fields": row.detail.get("fields", []),
        "filters": row.detail.get("filters", []),
        "about": {name: value for name, value in row.detail.items() if name not in {"fields", "filters"}},
        "request_id": row.request_id,
    }


def _each(rows: Select[AuditEntry]) -> Iterator[dict[str, Any]]:
    return (entry_out(row) for row in session().scalars(rows.limit(CSV_ROWS)))


def _asked(query: AuditQuery) -> Asked:
    found = _ACTOR.fullmatch(query.who or "")
    via = ("api_key" if found[1] else "user") if found else query.who
    actor = int(found[2]) if found else None
    key = query.key.strip() if query.key else None
    key = key[:1].upper() + key[1:] if key and key[1:].isdecimal() else key
    since = asked_moment(query.since, "from") if query.since else None
    until = asked_moment(query.until, "to") if query.until else None
    return Asked(via, actor, query.action, query.kind, key, since, until)
