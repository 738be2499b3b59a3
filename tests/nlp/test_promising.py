"""Which ads look promising before they are read."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import extractors
import matcher
from nlp.embeddings import default_embedder
from nlp.promising import names_of, promises, spoken, title_of
from nlp.sides import Person
from nlp.taxonomy import default_taxonomy

CV = """Ann Lee

Experience
Backend Developer, Acme GmbH
Jan 2019 - Present
- Built services in Python and C++ on PostgreSQL
- Did machine learning

Skills
Python, C++, PostgreSQL, Machine Learning
"""


@pytest.fixture(scope="module")
def person() -> Person:
    resume = extractors.extract_resume(extractors.read_text(CV), as_of=date(2026, 1, 31))
    return matcher.ready_resume(resume, lambda texts: default_embedder().embed(texts))


def promise(person: Person, title: str, ad: str) -> float:
    embedder = default_embedder()
    titles = embedder.embed([title_of(title)]).astype(np.float16)
    return promises(person, embedder.identity, titles, [spoken(ad)], names_of(person, default_taxonomy()))[0]


def test_an_ad_of_the_same_trade_promises_more_than_one_of_another(person: Person) -> None:
    same = promise(person, "Senior Backend Engineer", "We use Python and PostgreSQL.")
    assert same > promise(person, "Sous Chef", "We cook soups.") + 0.3


def test_skills_count_by_their_aliases_and_in_several_words(person: Person) -> None:
    none = promise(person, "Clerk", "We file papers.")
    assert promise(person, "Clerk", "We file papers with Postgres.") > none
    assert promise(person, "Clerk", "We file papers by machine learning.") > none
    assert promise(person, "Clerk", "We file papers in C++.") > none
    assert promise(person, "Clerk", "We file papers of the machine. Learning is free.") == none


def test_a_skill_that_is_named_twice_counts_once(person: Person) -> None:
    assert promise(person, "Clerk", "Python, python and PYTHON") == promise(person, "Clerk", "Python")


def test_no_ads_have_no_promises(person: Person) -> None:
    assert promises(person, default_embedder().identity, np.zeros((0, 384), np.float16), [], []) == []


def test_words_are_spoken_without_signs_but_those_of_names() -> None:
    assert spoken("C++, C# und/oder Python!") == " c++ c# und oder python "
