"""What an example keeps of an answer."""

from __future__ import annotations

import json
from typing import Any


def kept(body: str, place: str) -> str:
    """A value of a JSON answer by its place in it ("results.0.match_id")."""
    found: Any = json.loads(body)
    for part in place.split("."):
        found = found[int(part)] if part.isdigit() else found[part]
    return str(found)
