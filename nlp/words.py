"""Words with their places, and the one normal form in which skill names and texts are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Matches "C++", "C#", ".NET", "HTML5", "d'œuvre"; separators such as "-", "/" and blanks part words.
_WORD = re.compile(r"\.net\b|[^\W_]+(?:\+\+|#)?", re.IGNORECASE)
# "haemodynamic", "anaesthesia", "orthopaedic", "gynaecology", "aesthetics"; not "vitae" nor "aerial".
_AE = re.compile(r"(h|an|p|gyn|c|f|^)ae(?=m|st|d|c|s)")
# "-isation"/"-ising"/"-ised" and "-ization" are one word, as "colour" and "color".
_BRITISH = re.compile(r"is(ations?|ing|ed|es?|ers?)$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, its normal form and its half-open place in the text."""

    text: str
    form: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words of ``text`` in order."""
    return [Word(match[0], normal(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]


def forms(text: str) -> list[str]:
    """The normal forms of the words of ``text``, in order, where their places do not matter."""
    return [normal(word) for word in _WORD.findall(text)]


@lru_cache(maxsize=200_000)
def normal(word: str) -> str:
    """Lower case without accents, plural and British endings; the same for names and for texts."""
    form = word.lower()
    if not form.isascii():
        form = "".join(c for c in unicodedata.normalize("NFKD", form) if not unicodedata.combining(c))
    if len(form) > 4:
        form = _AE.sub(r"\1e", form)
        form = re.sub(r"our$", "or", form)
    if len(form) > 6:
        form = _BRITISH.sub(r"iz\1", form)
    return _singular(form)


def _singular(form: str) -> str:
    if len(form) < 4 or not form.endswith("s") or not form.isalpha():
        return form
    # "apis" and "kpis" are plurals, "analysis" and "basis" are not.
    if form.endswith(("ss", "us", "os")) or (form.endswith("is") and len(form) > 4):
        return form
    if form.endswith("ies") and len(form) > 4:
        return form[:-3] + "y"
    if form.endswith(("ches", "shes", "xes", "sses")):
        return form[:-2]
    return form[:-1]
