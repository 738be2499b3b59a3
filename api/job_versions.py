"""Versions of jobs over HTTP: the tag that names one, and the requests that hold for one version alone."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from api import versions
from db.jobs import StoredJob


def tag(row: StoredJob) -> str:
    """Names a job as it is now; every change makes it another one."""
    return f"J{row.id}-{row.version}"


def tagged(row: StoredJob, body: dict[str, Any], status: int = 200) -> tuple[dict[str, Any], int, dict[str, str]]:
    """An answer about a job with its ETag."""
    return body, status, {"ETag": f'"{tag(row)}"'}


def unchanged(row: StoredJob) -> Response | None:
    """The answer 304 for who has this version already (If-None-Match); None for anybody else."""
    if "If-None-Match" not in request.headers or not versions.names(request.if_none_match, tag(row)):
        return None
    return Response(status=304, headers={"ETag": f'"{tag(row)}"'})


def refuse_stale(row: StoredJob) -> None:
    """As ``versions.refuse_stale``, of a job; the row must be held for the change."""
    versions.refuse_stale(tag(row), f"J{row.id}")
