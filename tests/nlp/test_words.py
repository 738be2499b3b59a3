"""The normal form in which names and texts are compared."""

from __future__ import annotations

import pytest

from nlp.words import normal, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Résumé", "resume"),
        ("colour", "color"),
        ("organisation", "organization"),
        ("optimising", "optimizing"),
        ("haemodialysis", "hemodialysis"),
        ("databases", "database"),
        ("batteries", "battery"),
        ("dishes", "dish"),
        ("WELDERS", "welder"),
    ],
)
def test_two_spellings_of_one_word_are_one_form(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"), [("C", "C++"), ("C", "C#"), ("java", "javascript"), ("analysis", "analyst"), ("status", "state")]
)
def test_different_words_keep_different_forms(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@pytest.mark.parametrize("word", ["analysis", "business", "pandas", "status", "Kubernetes", "logistics", "is", "SAS"])
def test_a_normal_form_is_its_own_normal_form(word: str) -> None:
    assert normal(normal(word)) == normal(word)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++, C# and .NET", ["C++", "C#", "and", ".NET"]),
        ("C/C++", ["C", "C++"]),
        ("front-end", ["front", "end"]),
        ("HTML5/CSS3", ["HTML5", "CSS3"]),
        ("", []),
        ("— • —", []),
    ],
)
def test_signs_that_belong_to_a_name_stay_with_it(text: str, expected: list[str]) -> None:
    assert [word.text for word in words(text)] == expected


def test_a_word_says_where_it_stands() -> None:
    text = "Perawatan luka, naïve café"
    assert [text[word.start : word.end] for word in words(text)] == [word.text for word in words(text)]
    assert words(text)[-1].form == "cafe"
