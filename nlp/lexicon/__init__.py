"""The words of each language that carry meaning in résumés and job ads; one JSON file a language, no logic."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All languages read together, since one résumé often mixes two; phrases are lower case.

    Attributes:
        languages: Codes of the languages that were read.
        tables: Every word table by its name in the files: key -> phrases of all languages.
        lists: Every plain word list by its name.
        numbers: Every word -> integer table by its name (months, seasons, number_words).
        stop_words: Per language, words that say nothing about a trade.
    """

    languages: tuple[str, ...]
    tables: Mapping[str, Words]
    lists: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Mapping[str, int]]
    stop_words: Mapping[str, frozenset[str]]

    def phrase_keys(self, table: str) -> dict[str, str]:
        """Phrase -> key, for a table such as ``headings``; the first language that claims a phrase keeps it."""
        return {
            phrase: key for key, phrases in reversed(list(self.tables[table].items())) for phrase in reversed(phrases)
        }


@cache
def lexicon() -> Lexicon:
    """Every ``<lang>.json`` beside this file, merged."""
    files = [json.loads(path.read_text("utf-8")) for path in sorted(Path(__file__).parent.glob("*.json"))]
    return Lexicon(
        languages=tuple(file["language"] for file in files),
        tables=_merged(
            files, _is_table, lambda tables: {k: _joined(t.get(k, ()) for t in tables) for k in _keys(tables)}
        ),
        lists=_merged(files, lambda value: isinstance(value, list), _joined),
        numbers=_merged(files, _is_numbers, lambda tables: {k: v for table in tables for k, v in table.items()}),
        stop_words={file["language"]: frozenset(file["stop_words"]) for file in files},
    )


def _merged(files: Sequence[Mapping[str, Any]], wanted: Any, merge: Any) -> dict[str, Any]:
    names = dict.fromkeys(name for file in files for name, value in file.items() if wanted(value))
    return {name: merge([file[name] for file in files if name in file]) for name in names}


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(words, list) for words in value.values()) and bool(value)


def _is_numbers(value: object) -> bool:
    return isinstance(value, dict) and not any(isinstance(words, list) for words in value.values())


def _keys(tables: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for table in tables for key in table))


def _joined(lists: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for words in lists for word in words))
