"""Misspelt skill words: an unknown word is read as the taxonomy word it is one slip away from."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz.distance import OSA

from nlp.taxonomy import Taxonomy

_SHORTEST, _LONGEST = 5, 30


class Speller:
    """Corrects words that neither the taxonomy nor ordinary language knows.

    Candidates come from an index of deletions (every word with one letter left out), so that a look-up costs the
    length of the word and not the size of the vocabulary; rapidfuzz measures what the index offers.
    """

    def __init__(self, taxonomy: Taxonomy, ordinary: frozenset[str]) -> None:
        self._known = taxonomy.vocabulary
        self._ordinary = ordinary
        self._index: Mapping[str, tuple[str, ...]] = _deletions(w for w in self._known if len(w) >= _SHORTEST)

    def correct(self, form: str) -> str | None:
        """The one word that ``form`` misspells, or None: it is known, too short, or stands near several."""
        if (
            not _SHORTEST <= len(form) <= _LONGEST
            or form in self._known
            or form in self._ordinary
            or not form.isalpha()
        ):
            return None
        near = {word for key in _variants(form) for word in self._index.get(key, ()) if OSA.distance(form, word) == 1}
        near = {word for word in near if abs(len(word) - len(form)) <= 1 and word + "s" != form and form + "s" != word}
        return near.pop() if len(near) == 1 else None


def _deletions(vocabulary: object) -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for word in vocabulary:  # type: ignore[attr-defined]
        if word.isalpha():
            for key in _variants(word):
                index.setdefault(key, []).append(word)
    return {key: tuple(found) for key, found in index.items()}


def _variants(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
