from __future__ import annotations

from typing import Any

from nlp.persons import Person, person_of
from records import Resume

EMPTY = {"as_of": "2026-01-15", "extractor_version": "1", "taxonomy_version": "1"}


def person(text: str, **said: Any) -> Person:
    return person_of(Resume(text=text, **{**EMPTY, **said}))


def test_a_labelled_name_counts_beside_the_one_that_was_read() -> None:
    who = person("Nama : Bagas Wicaksono, A.Md.Kep.\nPerawat")
    assert who.alone.search("oleh Bagas")
    assert who.in_a_row.search("BAGAS WICAKSONO")
    assert not who.alone.search("A.Md.Kep.")


def test_a_name_that_the_client_gave_does_not_hide_the_one_in_the_text() -> None:
    who = person("Ann Lee\nann.lee@example.org\nCook", name="Candidate Seven", email="ann.lee@example.org")
    assert who.alone.search("by Ann")
    assert who.alone.search("by Seven")


def test_without_any_name_the_first_line_that_may_be_one_counts() -> None:
    who = person("Mrs. Julia van der Page, MBA\nHead Cook\n12 Mill Lane\nExperience")
    assert who.in_a_row.search("julia van der page")
    assert not who.alone.search("Head Cook")
    assert not person("Head Cook\nExperience\nPython").alone.search("Head Cook Experience Python")


def test_words_of_the_address_count_when_they_are_like_the_name() -> None:
    who = person("Mei-Ling Foster", name="Mei-Ling Foster", email="meiling.kitchen@example.org")
    assert who.alone.search("Meiling")
    assert not who.alone.search("Kitchen")
    assert person("", email="bagas.wicaksono@example.org").alone.search("Wicaksono")


def test_sites_and_handles_are_named_after_people() -> None:
    who = person("Ann Lee", name="Ann Lee")
    assert all(who.is_named_in(one) for one in ("annlee.example.org", "ann.example.org", "@alee", "x.org/lee"))
    assert not any(who.is_named_in(one) for one in ("annex.example.org", "fleet.example.org", "node.js"))


def test_a_wrong_name_does_not_hide_the_one_on_top() -> None:
    who = person("Mrs. Ayu Lestari\nJl. Melati No. 5, Klaten\nNurse", name="Melati No.")
    assert who.in_a_row.search("Ayu Lestari")
