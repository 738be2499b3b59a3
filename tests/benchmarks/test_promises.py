"""Measuring beside what was promised: figures are kept by name, and what is over its limit is not called met."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from benchmarks import figures
from benchmarks.figures import Figure
from benchmarks.promises import PROMISES, Promise, picture, report

SLOW = Promise("slow ms", "a step", 100, "ms", why="it waits for the disk")
MANY = Promise("many", "files a minute", 300, "", is_floor=True)


def test_figures_of_other_scripts_stay_when_one_writes_its_own(tmp_path: Path) -> None:
    place = tmp_path / "figures.json"
    figures.keep("first", {"a": 1.0, "b": 2.0}, {"b": 9.0}, path=place)
    figures.keep("second", {"a": 3.0}, path=place)
    found = figures.known(place)
    assert (found["a"].value, found["a"].command) == (3.0, "second")
    assert (found["b"].value, found["b"].reference) == (2.0, 9.0)
    assert figures.known(tmp_path / "absent.json") == {}


def test_a_limit_and_a_floor_are_told_apart() -> None:
    assert SLOW.is_met(Figure(100, "", ""))
    assert not SLOW.is_met(Figure(101, "", ""))
    assert MANY.is_met(Figure(300, "", ""))
    assert not MANY.is_met(Figure(299, "", ""))
    assert (SLOW.share(Figure(150, "", "")), MANY.share(Figure(600, "", ""))) == (1.5, 0.5)


def test_what_is_not_met_says_why_and_what_was_not_measured_says_so() -> None:
    page = report((SLOW, MANY), {"slow ms": Figure(130, "python -m x", "2026-11-22", 90)})
    assert "0 of 2 kept" in page
    assert "not met: it waits for the disk" in page
    assert "not measured here" in page
    assert "`python -m x`" in page


def test_the_picture_shows_what_was_measured() -> None:
    drawn = picture((SLOW, MANY), {"many": Figure(600, "", "")})
    ElementTree.fromstring(drawn)
    assert "many" in drawn
    assert "slow ms" not in drawn


def test_every_promise_has_a_name_of_its_own() -> None:
    assert len({one.name for one in PROMISES}) == len(PROMISES)
