"""Moments as they travel: ISO 8601 in UTC, to the second."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import overload


@overload
def moment(when: datetime) -> str: ...
@overload
def moment(when: None) -> None: ...
def moment(when: datetime | None) -> str | None:
    """Writes 2026-01-31T12:00:00Z; None stays None."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if when else None
