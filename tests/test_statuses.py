"""The whole table of moves, pair by pair."""

from __future__ import annotations

import pytest

from statuses import STATUSES, Status, is_legal, moves_from, refusal

LEGAL = {
    ("pending", "reviewed"), ("pending", "shortlisted"), ("pending", "rejected"), ("pending", "withdrawn"),
    ("reviewed", "shortlisted"), ("reviewed", "rejected"), ("reviewed", "withdrawn"),
    ("shortlisted", "reviewed"), ("shortlisted", "interview"), ("shortlisted", "rejected"), ("shortlisted", "withdrawn"),
    ("interview", "shortlisted"), ("interview", "offer"), ("interview", "rejected"), ("interview", "withdrawn"),
    ("offer", "interview"), ("offer", "hired"), ("offer", "rejected"), ("offer", "withdrawn"),
    ("rejected", "reviewed"),
}  # fmt: skip
PAIRS = [(before, after) for before in STATUSES for after in STATUSES]


def test_there_are_eight_statuses() -> None:
    assert STATUSES == (
        "pending", "reviewed", "shortlisted", "interview", "offer", "hired", "rejected", "withdrawn",
    )  # fmt: skip


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_a_move_is_legal_when_the_table_says_so(before: Status, after: Status) -> None:
    assert is_legal(before, after) is ((before, after) in LEGAL)
    assert (after in moves_from(before)) is ((before, after) in LEGAL)


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_applying_again_leads_back_from_withdrawn_and_from_nowhere_else(before: Status, after: Status) -> None:
    expected = (before, after) in LEGAL or (before, after) == ("withdrawn", "pending")
    assert is_legal(before, after, by_applying=True) is expected


@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if pair not in LEGAL])
def test_a_refusal_names_the_legal_moves(before: Status, after: Status) -> None:
    said = refusal(before, after)
    assert before in said
    assert after in said
    assert all(name in said for name in moves_from(before))
    assert said.endswith(".")
    if before == "withdrawn":
        assert "applying again" in said
    if before == "hired":
        assert "no legal move" in said
