"""Boards are set up by one line each, and each says what it asks of those who ask it."""

from __future__ import annotations

from typing import get_args

import pytest

from connectors.boards.board import Filter
from connectors.boards.registry import KNOWN, Boards, open_boards
from errors import BadSettings

SAID = [
    "greenhouse:acme",
    " greenhouse:globex ",
    "Lever:eu:acme",
    "remotive",
    "feeds:https://a.example/jobs.rss",
    "",
    "greenhouse:acme",
]


def test_a_list_of_settings_becomes_boards_in_one_order() -> None:
    found = open_boards(Boards.listed(SAID))
    assert [(board.name, board.sources) for board in found] == [
        ("greenhouse", ("acme", "globex")),
        ("lever", ("eu:acme",)),
        ("remotive", ("",)),
        ("feeds", ("https://a.example/jobs.rss",)),
    ]
    assert open_boards(Boards()) == ()


@pytest.mark.parametrize(
    "said",
    [
        "monster",
        "greenhouse",
        "greenhouse:a/b",
        "remotive:acme",
        "pages:ftp://a.example/",
        "feeds:https://10.0.0.1/",
        "pages",
    ],
)
def test_what_cannot_be_set_up_is_said_at_the_start(said: str) -> None:
    with pytest.raises(BadSettings):
        open_boards(Boards.listed([said]))


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_board_states_its_terms(name: str) -> None:
    known = KNOWN[name]
    board = (
        known.make()
        if known.says == "name"
        else known.make(("https://a.example/",) if known.says == "addresses" else ("acme",))
    )
    assert board.name == name
    assert board.hosts
    assert board.terms.calls > 0
    assert board.terms.per_s > 0
    assert board.terms.said.endswith(".")
    assert board.pushes <= set(get_args(Filter))
    assert bool(board.terms.attribution) <= board.terms.link_back


def test_the_limits_that_boards_document_are_theirs() -> None:
    (remotive, smart) = (KNOWN[name].make(("acme",)) for name in ("remotive", "smartrecruiters"))
    assert (remotive.terms.calls, remotive.terms.per_s, remotive.terms.link_back) == (4, 86_400, True)
    assert remotive.terms.keep_s * remotive.terms.calls > remotive.terms.per_s
    assert (smart.terms.calls, smart.terms.per_s, smart.terms.is_documented) == (10, 1, True)
