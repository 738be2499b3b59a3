"""Seven boards with 700 postings are asked, read, sorted out and merged; the limits of the boards hold meanwhile."""

from __future__ import annotations

import time

from connectors.boards.merging import merged
from connectors.boards.posting import Query
from connectors.boards.searching import search
from tests.connectors.board_server import SEVEN, Town, fictional


def test_seven_boards_give_seven_hundred_postings(town: Town) -> None:
    for number, name in enumerate(SEVEN):
        town[name].jobs = fictional(100, f"Company {number}")
    boards = town.boards()
    asking = town.asking()
    began, worked = time.monotonic(), time.process_time()
    found = list(search(boards, Query(limit=100), asking))
    took_s, worked_s = time.monotonic() - began, time.process_time() - worked
    assert [one.problem for one in found] == [None] * 7
    postings = [posting for one in found for posting in one.postings]
    assert len(postings) == 700
    assert len(merged(postings)) <= 700
    # What a second search costs: the answers are there already.
    again = time.monotonic()
    assert sum(len(one.postings) for one in search(boards, Query(limit=100), asking)) == 700
    print(f"{took_s:.2f} s, of the processor {worked_s:.2f} s with the servers; again {time.monotonic() - again:.2f} s")
    for name in SEVEN:
        terms = next(board.terms for board in boards if board.name == name)
        assert town[name].most_in(terms.per_s) <= terms.calls
    assert len(town["remotive"].calls) == 1
