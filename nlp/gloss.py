"""An English reading of text in another language, word for word, for what knows English alone; no person should read it.

An embedding model trained on English and word counts compare a text in Indonesian with an English one only when both have
English words. Order and grammar stay those of the original; numbers, punctuation and names of products stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from nlp.affixes import is_prefix, stems
from nlp.taxonomy import own_taxonomy

_FOLDER = Path(__file__).parent / "lexicon" / "gloss"
# Matches "D3", "anak-anak", "Node.js", "S.Kom", "budi@kerja.id"; not "-", and not the whole of "rapi.Jujur", two sentences
# without a blank. Joints and what they join never overlap.
_TOKEN = re.compile(r"[^\W_]+(?:(?:[-'’@_]|\.(?=[a-z\d])|(?<=\b[^\W_])\.)[^\W_]+)*")
_JOINT = re.compile("[-'’]")  # matches in "anak-anak"; not in "s.d"
# Of a line's words that mean one thing, this share must be of the language before "air" is read as water.
_ENOUGH = 1 / 3
_FORMS_KEPT = 50_000
# Loans that no list has: "kalibrasi" is calibration; "c" was written for a "k" before these vowels and consonants.
_LOANS = (
    ("isasi", "isation"), ("fikasi", "fication"), ("asi", "ation"), ("itas", "ity"), ("ologi", "ology"), ("ografi", "ography"),
    ("isme", "ism"),
)  # fmt: skip
_HARD_C = re.compile(r"k(?=[aoulrt])")  # matches in "kalibrasi"; not in "kimia"
_SHORTEST_LOAN = 7
_SHORTEST_TWICE = 4


@dataclass(frozen=True, slots=True, eq=False)
class _Glossary:
    """What a language's words mean; keys and meanings in lower case.

    Attributes:
        phrases: Words parted by one blank each -> English.
        reach: First word of a phrase -> number of words of the longest phrase that begins so.
        ambiguous: Words that English has, too, in another meaning.
        abbreviations: Those of them that are written in capitals in the language itself.
    """

    words: Mapping[str, str]
    phrases: Mapping[str, str]
    reach: Mapping[str, int]
    ambiguous: frozenset[str]
    abbreviations: frozenset[str]


def gloss(text: str, language: str) -> str:
    """The text with English words in place of those of ``language``; as it is for a language without a table.

    Words that nobody knows stay, and so do lines that turn out to be in English. Line breaks stay where they are.

    Args:
        text: A passage or a whole document.
        language: ISO 639-1 code of the text's language, such as ``id``.
    """
    if language not in _languages():
        return text
    glossary = _glossary(language)
    return "".join(_line(line, glossary) for line in text.splitlines(keepends=True))


@cache
def _languages() -> frozenset[str]:
    return frozenset(path.stem for path in _FOLDER.glob("*.json"))


@cache
def _glossary(language: str) -> _Glossary:
    """The table of a language, and where it has a gap, the names that skills have in that language."""
    given = json.loads((_FOLDER / f"{language}.json").read_text("utf-8"))
    listed = _Glossary(
        given["words"],
        given["phrases"],
        _reach(given["phrases"]),
        frozenset(given["ambiguous"]),
        frozenset(given["abbreviations"]),
    )
    names = _skill_names(language, listed)
    words = {name: english for name, english in names.items() if " " not in name} | given["words"]
    phrases = {name: english for name, english in names.items() if " " in name} | given["phrases"]
    return replace(listed, words=words, phrases=phrases, reach=_reach(phrases))


def _skill_names(language: str, listed: _Glossary) -> dict[str, str]:
    """Names of skills with a word that is neither listed nor English; word for word, the others say more."""
    skills = own_taxonomy().skills
    english = {word for skill in skills for name in (skill.name, *skill.aliases) for word in _lowered_words(name)}
    named = ((label.lower(), skill) for skill in skills for label in skill.labels.get(language, ()))
    return {
        label: skill.name.lower()
        for label, skill in named
        if any(word.isalpha() and word not in english and not _token(word, listed) for word in _lowered_words(label))
    }


def _lowered_words(name: str) -> list[str]:
    return _TOKEN.findall(name.lower())


def _reach(phrases: Iterable[str]) -> dict[str, int]:
    reach: dict[str, int] = {}
    for phrase in phrases:
        first, size = phrase.partition(" ")[0], phrase.count(" ") + 1
        reach[first] = max(size, reach.get(first, 1))
    return reach


def _line(line: str, glossary: _Glossary) -> str:
    found = list(_TOKEN.finditer(line))
    tokens = [match[0] for match in found]
    lowered = [token.lower() for token in tokens]
    is_blank = [line[one.end() : two.start()].isspace() for one, two in pairwise(found)]
    unclear = _left_alone(line, tokens, lowered, glossary)
    parts, at, end = [], 0, 0
    while at < len(tokens):
        size, meaning = _phrase(lowered, is_blank, at, glossary)
        if not size:
            size, meaning = 1, "" if tokens[at] in unclear else _token(lowered[at], glossary)
        parts.append(line[end : found[at].start()])
        end = found[at + size - 1].end()
        written = line[found[at].start() : end]
        parts.append(_as_begun(written, meaning) if meaning and meaning != written.lower() else written)
        at += size
    return "".join([*parts, line[end:]])


def _phrase(lowered: list[str], is_blank: list[bool], at: int, glossary: _Glossary) -> tuple[int, str]:
    """Number of words and meaning of the longest phrase that begins ``at``; 0 and nothing where none does."""
    for size in range(min(glossary.reach.get(lowered[at], 1), len(lowered) - at), 1, -1):
        meaning = glossary.phrases.get(" ".join(lowered[at : at + size]))
        if meaning and all(is_blank[at : at + size - 1]):
            return size, meaning
    return 0, ""


def _left_alone(line: str, tokens: list[str], lowered: list[str], glossary: _Glossary) -> frozenset[str]:
    """The ambiguous words of the line that are English there: all in a line of English, "API" in any mixed case."""
    unclear = {token: low for token, low in zip(tokens, lowered, strict=True) if low in glossary.ambiguous}
    if not unclear:
        return frozenset()
    clear = [low for low in lowered if low not in glossary.ambiguous and low[0].isalpha()]
    if sum(_is_of_language(low, glossary) for low in clear) < _ENOUGH * len(clear):
        return frozenset(unclear)
    if line.isupper():
        return frozenset()
    return frozenset(
        t for t, low in unclear.items() if len(t) > 1 and t.isupper() and low not in glossary.abbreviations
    )


def _is_of_language(low: str, glossary: _Glossary) -> bool:
    return (_token(low, glossary) or low) != low


def _token(low: str, glossary: _Glossary) -> str:
    """What a word means; empty where it stays as it is."""
    if known := glossary.words.get(low):
        return known
    if low.isalpha():
        return _form(low, glossary)
    if low.endswith("2") and len(low) > _SHORTEST_TWICE and low[:-1].isalpha():  # "buku2" is "buku-buku"
        return _token(low[:-1], glossary)
    is_word = low[0].isalpha() and not any(mark in low for mark in ".@_")
    return _hyphened(low, glossary) if is_word and len(_JOINT.split(low)) > 1 else ""


@lru_cache(maxsize=_FORMS_KEPT)
def _form(low: str, glossary: _Glossary) -> str:
    words = glossary.words
    return next((words[stem] for stem in stems(low) if stem in words), "") or _loan(low)


def _loan(low: str) -> str:
    for ending, english in _LOANS:
        if low.endswith(ending) and len(low) >= _SHORTEST_LOAN:
            return _HARD_C.sub("c", low.removesuffix(ending) + english)
    return ""


def _hyphened(low: str, glossary: _Glossary) -> str:
    """A word said twice ("laporan-laporan", "sayur-sayuran") is said once; "di-deploy" is one word."""
    parts = _JOINT.split(low)
    if is_prefix(parts[0]):
        return "-".join(_token(part, glossary) or part for part in parts[1:])
    meanings = [_token(part, glossary) or part for part in parts]
    if meanings == parts:
        return ""
    return meanings[0] if len(set(meanings)) == 1 else "-".join(meanings)


def _as_begun(written: str, meaning: str) -> str:
    return meaning[0].upper() + meaning[1:] if written[0].isupper() else meaning
