"""Whichever two boards are down, and however, the other five are heard in full."""

from __future__ import annotations

from itertools import combinations, cycle

import pytest

from connectors.boards.posting import Query
from connectors.boards.searching import search
from tests.connectors.board_server import SEVEN, Answering, Town, fictional, hung_up, said, truncated

WAYS: tuple[Answering, ...] = (said({}, 500), hung_up, said("no json"), truncated(b'{"jobs": [', 4_000), said({}, 404))
PAIRS = list(zip(combinations(SEVEN, 2), cycle(combinations(WAYS, 2)), strict=False))


@pytest.mark.parametrize(("down", "ways"), PAIRS, ids=["-".join(pair) for pair, _ in PAIRS])
def test_two_boards_down_lose_nothing_of_the_others(
    town: Town, down: tuple[str, str], ways: tuple[Answering, Answering]
) -> None:
    for number, name in enumerate(SEVEN):
        town[name].jobs = fictional(10, f"Company {number}")
    for name, way in zip(down, ways, strict=True):
        town[name].always = way
    found = list(search(town.boards(), Query(limit=100), town.asking()))
    assert {one.board for one in found if one.problem} == set(down)
    assert {one.board: len(one.postings) for one in found if not one.problem} == dict.fromkeys(
        set(SEVEN) - set(down), 10
    )


def test_every_pair_of_the_seven_is_there() -> None:
    assert len(PAIRS) == 21
