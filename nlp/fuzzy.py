"""Misspelt skill words: an unknown word is read as the taxonomy word it is one slip of the fingers away from.

It knows nothing of meaning. Ordinary words stand one letter away from skills ("tidur" and "tidyr", "pardon" and
"Pardot"), so that only slips that typing makes and language hardly does are put right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

from nlp.taxonomy import Taxonomy

_SHORTEST, _LONGEST = 5, 30
# A word that is no skill by itself ("management") is put right from this length on, a wrong letter from that one.
_PART, _WRONG_LETTER = 7, 8
# So long a word is put right though others are near, if only one of them is a slip.
_CLEAR = 8
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# Indonesian builds words that differ in one letter of the root: "kehujanan" and "kehutanan", "penggalian" and
# "penggajian". Matches "pemaparan", "mengakar"; not "kubernates".
_DERIVED = re.compile(r"(?:me[mnlry]|pe[mnlr]|ke\w+an$|ber|ter|di)")
# Ordinary words, places and names a letter short of a skill: "tomat" (tomato) is not Tomcat, "koran" (newspaper) not
# Korean, "kanada" no Kannada.
_OTHER_WORDS = frozenset(
    {
        "athos", "cartoon", "const", "craving", "cremation", "forrest", "hanover", "harwood", "hookup", "incision",
        "insulting", "intact", "invasion", "itune", "kanada", "kenali", "koran", "lightening", "littering", "luton",
        "maraton", "mencair", "monggo", "negate", "peasant", "penyair", "pesto", "rooster", "samara", "scrappy",
        "solidify", "sorai", "tennant", "tirinya", "tomat", "tucker", "tunangan", "tuner", "turin", "violet", "wether",
        "widow", "wildly",
    }
)  # fmt: skip


class Speller:
    """Corrects words that neither the taxonomy nor ordinary language knows.

    Candidates come from an index of deletions (every word with one letter left out), so that a look-up costs the
    length of the word and not the size of the vocabulary; rapidfuzz measures what the index offers.
    """

    def __init__(self, taxonomy: Taxonomy, ordinary: frozenset[str]) -> None:
        self._known = taxonomy.vocabulary
        self._names = taxonomy.index
        self._ordinary = ordinary
        self._indexes = [_deletions(part) for part in self._known.parts]

    def correct(self, form: str) -> str | None:
        """The one word that ``form`` misspells, or None: it is known, too short, or stands near none or several."""
        if (
            not _SHORTEST <= len(form) <= _LONGEST
            or form in self._known
            or form in self._ordinary
            or form in _OTHER_WORDS
            or not form.isalpha()
        ):
            return None
        near = {word for word in self._close(form) if OSA.distance(form, word) == 1}
        slips = [word for word in near if self._is_slip(form, word)]
        if len(slips) != 1 or (len(near) > 1 and len(form) < _CLEAR and sorted(form) != sorted(slips[0])):
            return None
        return slips[0]

    def _close(self, form: str) -> Iterator[str]:
        for key in _variants(form):
            for index in self._indexes:
                yield from index.get(key, ())

    def _is_slip(self, form: str, word: str) -> bool:
        """Typing, not another word: the first letter and the ending stand, and a short word is a skill by itself."""
        if form[0] != word[0] or word.startswith(form) or (form.startswith(word) and form[-1] != form[-2]):
            return False
        alone = any(entry.size == 1 for entry in self._names.get(word, ()))
        if not alone and len(form) < _PART:
            return False
        if len(form) > len(word):
            return _is_doubled(form, word) or (len(form) > _WRONG_LETTER and not form.endswith("kan"))
        if len(form) < len(word) or sorted(form) == sorted(word):
            return True
        return alone and len(form) >= _WRONG_LETTER and _is_near_miss(form, word)


def _is_doubled(form: str, word: str) -> bool:
    """ "wellding": the letter too many stands next to its like."""
    at = next((at for at, letter in enumerate(word) if letter != form[at]), len(word))
    return form[at] == form[at - 1]


def _is_near_miss(form: str, word: str) -> bool:
    """One letter is the neighbour of the right one on the keyboard, or another vowel."""
    at = next(at for at, letter in enumerate(form) if letter != word[at])
    typed, meant = form[at], word[at]
    if _DERIVED.match(form) or at == len(form) - 1:
        return False
    return {typed, meant} <= set("aeiouy") or _is_beside(typed, meant)


def _is_beside(left: str, right: str) -> bool:
    places = {letter: (row, at) for row, letters in enumerate(_ROWS) for at, letter in enumerate(letters)}
    if left not in places or right not in places:
        return False
    (row, at), (other_row, other_at) = places[left], places[right]
    return abs(row - other_row) <= 1 and abs(at - other_at) <= 1


@lru_cache(maxsize=32)
def _deletions(vocabulary: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for word in vocabulary:
        if len(word) >= _SHORTEST and word.isalpha():
            for key in _variants(word):
                index.setdefault(key, []).append(word)
    return {key: tuple(found) for key, found in index.items()}


def _variants(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
