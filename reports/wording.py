"""The words of reports and decision notices, in every language that has a file of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILES = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a language says: ``labels`` on the page, ``names`` of things that have a key, and sentences with gaps."""

    language: str
    labels: Mapping[str, str]
    names: Mapping[str, str]
    notice: Mapping[str, str]

    def name(self, key: str) -> str:
        """What a key is called; a key without a name, such as an own profile's, is its own."""
        return self.names.get(key, key.replace("_", " "))

    def number(self, value: float, digits: int = 1) -> str:
        """A number with the language's decimal sign; a whole one without."""
        said = f"{value:.{digits}f}"
        said = said.rstrip("0").rstrip(".") if "." in said else said
        return said.replace(".", self.labels["decimal"])


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that reports are written in, English first."""
    return tuple(sorted((path.stem for path in FILES.glob("*.json")), key=lambda code: (code != "en", code)))


@cache
def wording(language: str | None) -> Wording:
    """The words of a language; English for one without."""
    code = language if language in languages() else "en"
    said = json.loads((FILES / f"{code}.json").read_text("utf-8"))
    return Wording(str(code), said["labels"], said["names"], said["notice"])
