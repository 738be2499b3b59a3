"""Pictures are well-formed, say their numbers in words, and take no word of anybody's for markup."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from charts import Series, Stage, bars, funnel, histogram, lines

NAME = "{http://www.w3.org/2000/svg}"
EVIL = '<script>alert("x")</script>&\x00\x07\ud800'
TITLE = f"{EVIL} of 数据"
DRAWN: dict[str, Callable[[], str]] = {
    "bars": lambda: bars(TITLE, EVIL, [EVIL, "b"], [Series(EVIL, [1, 2.5]), Series("b", [None, 0])], unit=" %"),
    "stacked bars": lambda: bars(TITLE, EVIL, [EVIL], [Series(EVIL, [1]), Series("b", [3])], stacked=True),
    "no bars": lambda: bars(TITLE, EVIL, [], [Series("a", [])]),
    "funnel": lambda: funnel(TITLE, EVIL, [Stage(EVIL, 10, 4, EVIL), Stage("b", 4, 4)]),
    "empty funnel": lambda: funnel(TITLE, EVIL, [Stage("a", 0, 0)]),
    "histogram": lambda: histogram(TITLE, EVIL, [0, 5], 5, [Series(EVIL, [1, 3]), Series("none", [0, 0])]),
    "lines": lambda: lines(TITLE, EVIL, [EVIL, "b", "c"], [Series(EVIL, [1, None, 2]), Series("b", [1, 2, 3])]),
    "no lines": lambda: lines(TITLE, EVIL, [], [Series("a", [])]),
}


def tips(picture: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(picture).iter(f"{NAME}title")][1:]


@pytest.mark.parametrize("kind", DRAWN)
def test_a_picture_is_well_formed_whatever_it_is_told(kind: str) -> None:
    said = DRAWN[kind]()
    picture = ElementTree.fromstring(said.encode("utf-8"))
    assert not [one for one in picture.iter() if one.tag.removeprefix(NAME) in ("script", "b", "a")]
    assert 0 < float(picture.attrib["width"]) < 1000
    assert picture.attrib["viewBox"].startswith("0 0 ")
    assert "nan" not in said
    assert "inf" not in said


@pytest.mark.parametrize("kind", DRAWN)
def test_a_picture_has_a_title_and_a_description(kind: str) -> None:
    picture = ElementTree.fromstring(DRAWN[kind]())
    assert picture.attrib["role"] == "img"
    named = [one.attrib.get("id") for one in picture if one.tag in (f"{NAME}title", f"{NAME}desc")]
    assert named == picture.attrib["aria-labelledby"].split()
    assert picture.findtext(f"{NAME}title", "").endswith("of 数据")
    assert "prefers-color-scheme: dark" in picture.findtext(f"{NAME}style", "")


def test_bars_are_as_long_as_their_values() -> None:
    picture = ElementTree.fromstring(bars("t", "d", ["a", "b"], [Series("days", [10, 5])]))
    long = [float(one.attrib["width"]) for one in picture.iter(f"{NAME}rect")]
    assert long[0] == pytest.approx(2 * long[1])
    assert {"10", "5"} <= {one.text for one in picture.iter(f"{NAME}text")}


def test_stacked_bars_stand_one_behind_the_other() -> None:
    series = [Series("a", [3]), Series("none", [0]), Series("b", [1])]
    shapes = list(ElementTree.fromstring(bars("t", "d", ["x"], series, stacked=True)).iter(f"{NAME}rect"))
    first, second = shapes[-2:]  # the others belong to the legend
    assert float(first.attrib["x"]) + float(first.attrib["width"]) == pytest.approx(float(second.attrib["x"]), abs=0.2)
    assert tips(bars("t", "d", ["x"], series, stacked=True)) == ["x, a: 3", "x, b: 1"]


def test_a_stage_says_how_many_came_and_how_many_are_there() -> None:
    said = tips(funnel("t", "d", [Stage("pending", 1200, 200), Stage("reviewed", 600, 600, "50 % of pending")]))
    assert said == [
        "pending: 1,200 came there, 200 are there now",
        "reviewed: 600 came there, 600 are there now, 50 % of pending",
    ]


def test_a_column_tells_its_count_and_its_share() -> None:
    assert tips(histogram("t", "d", [0, 5], 5, [Series("all", [1, 3])])) == [
        "0 to 5: 1 (25.0 %)",
        "5 to 10: 3 (75.0 %)",
    ]


def test_a_line_has_a_gap_where_nothing_is_known() -> None:
    picture = ElementTree.fromstring(lines("t", "d", ["1", "2", "3", "4"], [Series("n", [1, None, 2, 3])]))
    path = picture.find(f".//{NAME}path")
    assert path is not None
    assert path.attrib["d"].count("M") == 2
    assert path.attrib["d"].count("L") == 1


def test_a_long_name_is_cut_and_whole_in_its_tip() -> None:
    name = "Staff Accountant for Rather Long Names"
    picture = bars("t", "d", [name, "数据" * 20], [Series("n", [1, 2])])
    assert name in tips(picture)
    shown = [one for one in ElementTree.fromstring(picture).iter(f"{NAME}text") if one.attrib.get("class") == "end"]
    assert ["".join(one.itertext()).removeprefix(name)[-1] for one in shown] == ["…", "…"]
