"""Misspelt words: one slip is put right, ordinary words and far ones are left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp.fuzzy import Speller
from nlp.skills import find_skills
from nlp.taxonomy import Skill, Taxonomy
from nlp.words import normal

ORDINARY = frozenset({"building", "weeding", "ribbon"})


@pytest.fixture(scope="module")
def speller() -> Speller:
    names = ("Welding", "Kubernetes", "Python", "Terraform", "Akuntansi", "Photoshop", "Casing", "Caring")
    return Speller(Taxonomy([Skill(name.lower(), name, "technique") for name in names], "tiny"), ORDINARY)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("pyhton", "python"),
        ("kuberntes", "kubernete"),
        ("terrafrom", "terraform"),
        ("photoshp", "photoshop"),
        ("wellding", "welding"),
        ("akutansi", "akuntansi"),
        ("qython", "python"),
    ],
)
def test_one_slip_is_put_right_wherever_it_is(speller: Speller, written: str, meant: str) -> None:
    assert speller.correct(normal(written)) == meant


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("python", "it is known"),
        ("weeding", "it is an ordinary word"),
        ("pyt", "it is too short"),
        ("pahtoan", "it is far from everything"),
        ("caping", "it stands near two words"),
        ("python3x", "it is no plain word"),
        ("", "it is empty"),
    ],
)
def test_a_word_is_left_alone_when(speller: Speller, written: str, why: str) -> None:
    assert speller.correct(written) is None, why


def test_a_misspelt_skill_counts_with_less_trust(trades: Taxonomy) -> None:
    found = find_skills("Pyhton and Wleding", trades)
    assert [(one.skill.id, one.match) for one in found] == [("python", "fuzzy"), ("welding", "fuzzy")]
    assert all(one.confidence < find_skills("Python", trades)[0].confidence for one in found)


def test_a_misspelling_of_many_short_words_takes_linear_time(
    trades: Taxonomy, is_linear: Callable[..., list[str]]
) -> None:
    assert is_linear(lambda text: find_skills(text, trades), ("pyhton ", "welldng, ", "jav ")) == []
