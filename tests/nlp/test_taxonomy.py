"""The taxonomy: families, neighbours, search and how names are looked up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.taxonomy import Skill, Taxonomy, default_taxonomy, load


@pytest.mark.parametrize(
    ("wanted", "has", "credit", "why"),
    [
        ("python", "python", 1.0, "same"),
        ("databases", "postgresql", 0.9, "specific"),
        ("postgresql", "databases", 0.35, "general"),
        ("python", "ruby", 0.4, "related"),
        ("ruby", "python", 0.4, "related"),
        ("python", "welding", 0.0, ""),
        ("python", "unheard-of", 0.0, ""),
        ("unheard-of", "python", 0.0, ""),
    ],
)
def test_closeness_says_how_far_one_skill_stands_in_for_another(
    wanted: str, has: str, credit: float, why: str, trades: Taxonomy
) -> None:
    assert trades.closeness(wanted, has) == (credit, why)


def test_neighbours_agree_with_closeness(trades: Taxonomy) -> None:
    for wanted in trades.by_id:
        near = trades.neighbours(wanted)
        assert wanted not in near
        assert dict(near) == {
            other: credit
            for other in trades.by_id
            if other != wanted and (credit := trades.closeness(wanted, other))[0] > 0
        }


def test_ancestors_reach_all_the_way_up_and_survive_a_circle() -> None:
    tree = Taxonomy(
        [Skill("a", "A1", "x"), Skill("b", "B1", "x", parents=("a",)), Skill("c", "C1", "x", parents=("b", "gone"))],
        "1",
    )
    assert tree.ancestors("c") == {"a", "b"}
    assert tree.closeness("a", "c") == (0.9, "specific")
    circle = Taxonomy([Skill("a", "A1", "x", parents=("b",)), Skill("b", "B1", "x", parents=("a",))], "1")
    assert circle.ancestors("a") >= {"b"}


def test_the_index_reads_names_aliases_and_labels_alike(trades: Taxonomy) -> None:
    assert [trades.index[key][0].skill.id for key in ("postgre", "powerbi", "perawatanluka", "js", "gmaw")] == [
        "postgresql", "power-bi", "wound-care", "javascript", "mig-welding",
    ]  # fmt: skip
    assert trades.index["migwelding"][0].size == 2
    assert trades.longest == 2
    assert trades.index["go"][0].is_guarded
    assert not trades.index["golang"][0].is_guarded


def test_a_name_goes_before_another_skills_alias() -> None:
    found = Taxonomy([Skill("a", "Auto", "x", aliases=("Rigging",)), Skill("b", "Rigging", "x")], "1").index["rigging"]
    assert [entry.skill.id for entry in found] == ["b", "a"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("python", "python"),
        ("post", "postgresql"),
        ("luka", "wound-care"),
        ("gmaw", "mig-welding"),
        ("javscript", "javascript"),
    ],
)
def test_a_search_finds_by_start_part_alias_label_and_near_spelling(query: str, first: str, trades: Taxonomy) -> None:
    assert trades.search(query)[0].id == first


def test_a_search_can_be_narrowed(trades: Taxonomy) -> None:
    assert trades.search() == list(trades.skills)
    assert {skill.id for skill in trades.search(category="tool")} == {"postgresql", "power-bi"}
    assert {skill.id for skill in trades.search(lang="id")} == {"welding", "wound-care"}
    assert trades.search("welding", category="tool") == []
    assert trades.search("zzzzzz") == []


def test_a_file_is_read_with_a_version_made_of_its_content(tmp_path: Path) -> None:
    row = {"id": "baking", "name": "Baking", "category": "technique", "labels": {"id": ["Memanggang"]},
           "ambiguous": {"names": ["Rye"], "context": ["bread"]}, "aliases": ["Rye"]}  # fmt: skip
    file = tmp_path / "db.json"
    file.write_text(json.dumps([row]), "utf-8")
    first = load(file)
    assert first.by_id["baking"].names == ("Baking", "Rye", "Memanggang")
    assert first.by_id["baking"].context == ("bread",)
    file.write_text(json.dumps([row | {"name": "Bread"}]), "utf-8")
    assert load(file).version != first.version


def test_the_products_own_taxonomy_is_read_once() -> None:
    assert default_taxonomy() is default_taxonomy()
