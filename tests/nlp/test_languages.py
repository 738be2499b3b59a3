"""Human languages with their level, as listed and as asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp.languages import asked_languages, find_languages, languages_in
from nlp.sections import Section


def pairs(text: str) -> set[tuple[str, str | None]]:
    return {(skill.language, skill.level) for skill in languages_in(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("English (native), German (B2)", {("en", "native"), ("de", "intermediate")}),
        ("Spanish: conversational", {("es", "intermediate")}),
        ("Mandarin - basic", {("zh", "basic")}),
        ("Bahasa Inggris (aktif), Bahasa Indonesia", {("en", "fluent"), ("id", None)}),
        ("Fluent in Spanish", {("es", "fluent")}),
        ("Python, Java, Kotlin", set()),
        ("English teacher", set()),
        ("French literature", set()),
    ],
)
def test_a_language_has_the_level_beside_it(text: str, expected: set[tuple[str, str | None]]) -> None:
    assert pairs(text) == expected


def test_languages_count_in_their_section_or_beside_a_word_of_speaking(parts: Callable[[str], list[Section]]) -> None:
    found = find_languages(
        parts(
            "Ana Lopez\nSummary\nFluent in Spanish. Sold to German customers.\nLanguages\nEnglish (C1)\nDutch\nSpanish"
        )
    )
    assert {(skill.language, skill.level) for skill in found} >= {("es", "fluent"), ("en", "fluent"), ("nl", None)}


def test_a_customers_language_is_not_the_persons(parts: Callable[[str], list[Section]]) -> None:
    assert find_languages(parts("Ana Lopez\nExperience\nSold to German and French customers")) == ()


def test_an_ad_asks_for_languages_with_their_level() -> None:
    found = asked_languages(["Fluent German", "Mampu berbahasa Inggris secara aktif", "Experience with Java"])
    assert [(skill.language, skill.level) for skill in found] == [("de", "fluent"), ("en", "fluent")]
