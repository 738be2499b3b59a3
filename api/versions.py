"""Versions of things over HTTP: a change holds for the version that a request names; what a version is others know."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.datastructures import ETags

from errors import Stale, VersionNeeded


def names(said: ETags, tag: str) -> bool:
    """Says whether a header names a version."""
    # A proxy that compresses answers makes tags weak; they name the same version.
    return said.contains_weak(tag)


def refuse_stale(tag: str, what: str) -> None:
    """Lets a change happen to the version that If-Match names, to any with ``*``; the row must be held for the change.

    Args:
        tag: Names the present version.
        what: The wire id of what is changed, such as J202.

    Raises:
        Stale: It was changed since.
        VersionNeeded: There is no If-Match, and the settings ask for one.
    """
    if "If-Match" not in request.headers:
        if current_app.config["REQUIRE_IF_MATCH"]:
            raise VersionNeeded(f"Send the ETag of {what} as you read it in If-Match, or * to change any version.")
    elif not names(request.if_match, tag):
        raise Stale(f"{what} was changed since you read it; read it again and repeat what you want to change.")
