"""Versions of jobs over HTTP: the tag that names one, and the requests that hold for one version alone."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request
from werkzeug.datastructures import ETags

from db.jobs import StoredJob
from errors import Stale, VersionNeeded


def tag(row: StoredJob) -> str:
    """Names a job as it is now; every change makes it another one."""
    return f"J{row.id}-{row.version}"


def tagged(row: StoredJob, body: dict[str, Any], status: int = 200) -> tuple[dict[str, Any], int, dict[str, str]]:
    """An answer about a job with its ETag."""
    return body, status, {"ETag": f'"{tag(row)}"'}


def unchanged(row: StoredJob) -> Response | None:
    """The answer 304 for who has this version already (If-None-Match); None for anybody else."""
    if "If-None-Match" not in request.headers or not _names(request.if_none_match, row):
        return None
    return Response(status=304, headers={"ETag": f'"{tag(row)}"'})


def refuse_stale(row: StoredJob) -> None:
    """Lets a change happen to the version that If-Match names, to any with ``*``; the row must be held for the change.

    Raises:
        Stale: It was changed since.
        VersionNeeded: There is no If-Match, and the settings ask for one.
    """
    if "If-Match" not in request.headers:
        if current_app.config["REQUIRE_IF_MATCH"]:
            raise VersionNeeded(
                "Send the ETag of the job as you read it in If-Match, or * to change it whatever it is."
            )
    elif not _names(request.if_match, row):
        raise Stale(f"J{row.id} was changed since you read it; read it again and repeat what you want to change.")


def _names(said: ETags, row: StoredJob) -> bool:
    # A proxy that compresses answers makes tags weak; they name the same version.
    return said.contains_weak(tag(row))
