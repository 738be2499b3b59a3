"""How far a candidate is with a job: the statuses, the legal moves between them and how a refusal is said; it stores nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Status = Literal["pending", "reviewed", "shortlisted", "interview", "offer", "hired", "rejected", "withdrawn"]

STATUSES: tuple[Status, ...] = get_args(Status)
FIRST: Status = "pending"
"""Where everybody is of whom nothing is stored."""
ENDED: frozenset[Status] = frozenset({"hired", "rejected", "withdrawn"})

_MOVES: Mapping[Status, tuple[Status, ...]] = {
    "pending": ("reviewed", "shortlisted", "rejected", "withdrawn"),
    "reviewed": ("shortlisted", "rejected", "withdrawn"),
    "shortlisted": ("reviewed", "interview", "rejected", "withdrawn"),
    "interview": ("shortlisted", "offer", "rejected", "withdrawn"),
    "offer": ("interview", "hired", "rejected", "withdrawn"),
    "hired": (),
    "rejected": ("reviewed",),
    "withdrawn": (),
}


def moves_from(status: Status) -> tuple[Status, ...]:
    """The statuses that may follow one by somebody's decision."""
    return _MOVES[status]


def is_legal(before: Status, after: Status, *, by_applying: bool = False) -> bool:
    """Says whether a move is legal; staying where one is is no move.

    Args:
        before: The present status.
        after: The wanted one.
        by_applying: The person applies again, which alone leads back from withdrawn to pending.
    """
    return after in _MOVES[before] or (by_applying and (before, after) == ("withdrawn", FIRST))


def refusal(before: Status, after: Status) -> str:
    """One sentence that says why a move is refused and which ones are legal."""
    allowed = _MOVES[before]
    if allowed:
        return f"A candidate who is {before} cannot become {after}; legal moves are to {_listed(allowed)}."
    if before == "withdrawn":
        return f"A candidate who is withdrawn cannot become {after}; only applying again leads back to pending."
    return f"A candidate who is {before} cannot become {after}; there is no legal move from {before}."


def _listed(names: tuple[Status, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
