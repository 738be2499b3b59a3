"""Plots are well-formed pictures that say their numbers."""

from __future__ import annotations

from xml.etree import ElementTree

from training.plots import intervals, reliability

NAME = "{http://www.w3.org/2000/svg}"


def test_a_comparison_has_a_dot_for_each_figure_and_tells_its_interval() -> None:
    told: dict[str, dict[str, float | None]] = {
        "pairwise": {"value": 0.8, "low": 0.7, "high": 0.9},
        "ndcg@10": {"value": None, "low": None, "high": None},
    }
    picture = ElementTree.fromstring(
        intervals("Ways < others & more", [("TF-IDF", told), ("balanced", told)], ("pairwise", "ndcg@10"))
    )
    assert len(picture.findall(f".//{NAME}circle")) == 2
    assert [one.text for one in picture.findall(f".//{NAME}title")] == [
        "TF-IDF: 0.800 (0.700 to 0.900)",
        "balanced: 0.800 (0.700 to 0.900)",
    ]
    assert "prefers-color-scheme: dark" in (picture.findtext(f"{NAME}style") or "")


def test_a_better_figure_stands_further_right() -> None:
    rows = [(name, {"pairwise": {"value": value, "low": 0.3, "high": 0.9}}) for name, value in (("a", 0.5), ("b", 0.8))]
    places = [
        float(one.attrib["cx"])
        for one in ElementTree.fromstring(intervals("t", rows, ["pairwise"])).findall(f".//{NAME}circle")
    ]
    assert places[0] < places[1]


def test_reliability_has_a_dot_for_each_bin() -> None:
    bins = [{"n": 5, "said": 0.1, "observed": 0.2}, {"n": 9, "said": 0.9, "observed": 0.8}]
    picture = ElementTree.fromstring(reliability("Said and seen", bins))
    assert len(picture.findall(f".//{NAME}circle")) == 2
