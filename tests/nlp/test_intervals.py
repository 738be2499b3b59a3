"""Stretches of a text found by an offset."""

from __future__ import annotations

from nlp.intervals import Intervals


def test_an_offset_finds_the_stretch_that_holds_it() -> None:
    stretches = Intervals([(0, 3), (5, 9)])
    assert [stretches.at(offset) for offset in (0, 2, 3, 5, 8, 9)] == [0, 0, None, 1, 1, None]


def test_a_stretch_covers_only_what_lies_in_it_whole() -> None:
    stretches = Intervals([(0, 3), (5, 9)])
    assert stretches.covers(5, 9)
    assert not stretches.covers(2, 6)
    assert not Intervals([]).covers(0, 1)
