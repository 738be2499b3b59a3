"""The board of the page offers the moves that the server takes, and no others."""

from __future__ import annotations

import re

from settings import HOME
from statuses import STATUSES, moves_from


def test_the_board_offers_the_legal_moves() -> None:
    source = (HOME / "frontend/src/screens/board/board.ts").read_text(encoding="utf-8")
    table = source.split("MOVES:", 1)[1].split("};", 1)[0]
    # Matches `  pending: ["reviewed", "rejected"],`; not the type before the table. One pass a line.
    rows = re.findall(r"^  (\w+): \[([^\]\n]*)\],$", table, re.MULTILINE)
    offered = {name: tuple(re.findall(r'"(\w+)"', moves)) for name, moves in rows}
    assert offered == {status: moves_from(status) for status in STATUSES}
    assert tuple(offered) == STATUSES
