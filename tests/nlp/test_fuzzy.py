"""Misspelt words: one slip is put right, ordinary words and far ones are left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp.fuzzy import Speller
from nlp.skills import find_skills
from nlp.taxonomy import Skill, Taxonomy, default_taxonomy
from nlp.tfidf import ordinary_words
from nlp.words import normal

ORDINARY = frozenset({"building", "weeding", "ribbon"})


@pytest.fixture(scope="module")
def speller() -> Speller:
    names = ("Welding", "Kubernetes", "Python", "Terraform", "Akuntansi", "Photoshop", "Casing", "Caring")
    return Speller(Taxonomy([Skill(name.lower(), name, "technique") for name in names], "tiny"), ORDINARY)


@pytest.fixture(scope="module")
def products_speller() -> Speller:
    return Speller(default_taxonomy(), ordinary_words())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("pyhton", "python"),
        ("kuberntes", "kubernete"),
        ("terrafrom", "terraform"),
        ("photoshp", "photoshop"),
        ("wellding", "welding"),
        ("akutansi", "akuntansi"),
        ("pyton", "python"),
        ("kubernates", "kubernete"),
        ("photoahop", "photoshop"),
    ],
)
def test_one_slip_of_typing_is_put_right(speller: Speller, written: str, meant: str) -> None:
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
        ("qython", "its first letter is another"),
        ("casung", "it is short and one letter is wrong"),
        ("terraforme", "it only ends in another way"),
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


@pytest.mark.parametrize(
    "word",
    [
        "tidur", "empat", "pandu", "kasih", "ramai", "kehujanan", "pemandangan", "melihat", "mendengar", "koran",
        "tomat", "bayangkan", "penggalian", "kanada", "teman", "angin", "lembaga", "kekalahan", "sarapan", "pemaparan",
        "guess", "sorry", "sweet", "harder", "defeat", "spring", "burning", "poison", "jungle", "retiring", "pardon",
        "noticed", "cartoon", "empire", "choking", "stewart", "avatar", "garlic", "victor", "blazer", "groove",
    ],
)  # fmt: skip
def test_an_ordinary_word_of_either_language_is_never_put_right(word: str, products_speller: Speller) -> None:
    assert products_speller.correct(normal(word)) is None


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("Pyhton", "Python"),
        ("Pyton", "Python"),
        ("Javascrpt", "JavaScript"),
        ("Kuberntes", "Kubernetes"),
        ("Kubernates", "Kubernetes"),
        ("Postgressql", "PostgreSQL"),
        ("Terrafrom", "Terraform"),
        ("Photoshpo", "Adobe Photoshop"),
        ("Tabelau, SQL, Excel", "Tableau"),
        ("Salesfroce", "Salesforce"),
        ("Autocadd", "AutoCAD"),
        ("wleding", "Welding"),
        ("Akutansi", "Accounting"),
        ("project managment", "Project management"),
    ],
)
def test_misspelt_skills_are_still_found_in_the_products_taxonomy(text: str, skill: str) -> None:
    assert skill in {found.skill.name for found in find_skills(text, default_taxonomy())}
