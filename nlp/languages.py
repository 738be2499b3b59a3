"""Human languages with their level, as a person lists them and as an ad asks for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from nlp.lexicon import lexicon
from nlp.phrases import has_any, phrase_pattern
from nlp.sections import Section
from records import LanguageSkill

# The level stands this close around the language's name.
_AROUND = 40
_SPOKEN = ("speak", "speaks", "fluent", "fluently", "native", "bilingual", "language", "languages", "berbahasa", "bahasa", "proficiency",
           "written and spoken", "verbal", "oral")  # fmt: skip


def find_languages(sections: Sequence[Section]) -> tuple[LanguageSkill, ...]:
    """Languages of their own section; elsewhere only beside a word of speaking ("Fluent in Spanish")."""
    found: dict[str, LanguageSkill] = {}
    for section in sections:
        for line in section.lines:
            if section.name == "languages" or has_any(line.text, _SPOKEN):
                for skill in languages_in(line.text):
                    known = found.get(skill.language)
                    if known is None or known.level is None:
                        found[skill.language] = skill
    return tuple(found.values())


def asked_languages(texts: Iterable[str]) -> tuple[LanguageSkill, ...]:
    """Languages that requirements name, each with the level asked for; programming languages are none."""
    found = [skill for text in texts if has_any(text, (*_SPOKEN, "english", "inggris")) for skill in languages_in(text)]
    return tuple({skill.language: skill for skill in reversed(found)}.values())[::-1]


def languages_in(text: str) -> list[LanguageSkill]:
    """Each language named in the text with the level nearest to it, behind it first."""
    found: list[LanguageSkill] = []
    for code, names in lexicon().tables["languages"].items():
        match = phrase_pattern(names).search(text)
        if match and not re.match(
            r"\s+(?:teacher|literature|department|tutor|channel)", text[match.end() :], re.IGNORECASE
        ):
            found.append(LanguageSkill(code, _level(text, match.start(), match.end())))
    return found


def _level(text: str, start: int, end: int) -> str | None:
    behind = re.split(r"[,;|•\n]", text[end : end + _AROUND])[0]
    before = re.split(r"[,;|•\n]", text[max(0, start - _AROUND) : start])[-1]
    for piece in (behind, before):
        for level, words in lexicon().tables["language_levels"].items():
            if has_any(piece, words):
                return level
    return None
