"""Finds the taxonomy's skills in a text: exact, by alias and misspelt; longest name first, never what is denied."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from nlp.fuzzy import Speller
from nlp.intervals import Intervals
from nlp.lexicon import lexicon
from nlp.negation import denied_spans
from nlp.taxonomy import Entry, Skill, Taxonomy
from nlp.tfidf import ordinary_words
from nlp.words import Word, words
from records import MatchKind

_CONFIDENCE: dict[MatchKind, float] = {"exact": 0.98, "alias": 0.95, "fuzzy": 0.8, "semantic": 0.6}
# Between the words of one name: blanks, one line break, or a single joining mark. Not ", " nor ". ".
_GLUE = re.compile(r"[ \t\u00a0]{1,3}|[ \t]?\n[ \t]?|[ ]?[-‐‑–/&+_'’][ ]?|\.")
_WINDOW = 12
_NEAR = 5
_STEM = 4
# An item of a list: what stands between commas, bullets, pipes, brackets and line breaks.
_ITEM_EDGE = ",;|•·/()[]:\n\t"


@dataclass(frozen=True, slots=True)
class Found:
    """One mention: skill, surface place [start, end), how matched, confidence 0..1."""

    skill: Skill
    start: int
    end: int
    match: MatchKind
    confidence: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    entry: Entry
    first: int
    size: int
    misspelt: bool


def find_skills(text: str, taxonomy: Taxonomy, edges: Iterable[int] = ()) -> list[Found]:
    """Every mention in order of place; overlapping names go to the longest, denied ones to none.

    Args:
        text: What may name skills.
        taxonomy: The skills to look for.
        edges: Offsets that no name runs across, such as the begin of a heading.
    """
    tokens = words(text)
    forms, misspelt = _spelled(tokens, taxonomy)
    denied = Intervals(denied_spans(text))
    glue = [_GLUE.fullmatch(text, a.end, b.start) is not None for a, b in itertools.pairwise(tokens)]
    starts = [token.start for token in tokens]
    for edge in edges:
        if 0 < (at := bisect_left(starts, edge)) < len(tokens):
            glue[at - 1] = False
    candidates = _candidates(text, tokens, forms, misspelt, glue, taxonomy)
    kept = _in_context(text, tokens, forms, candidates)
    found = [_found(candidate, tokens) for candidate in kept]
    return [one for one in found if not denied.covers(one.start, one.end)]


def _spelled(tokens: Sequence[Word], taxonomy: Taxonomy) -> tuple[list[str], list[bool]]:
    speller = _speller(taxonomy)
    known = taxonomy.vocabulary
    fixed = [None if token.form in known else speller.correct(token.form) for token in tokens]
    return [fix or token.form for fix, token in zip(fixed, tokens, strict=True)], [fix is not None for fix in fixed]


@lru_cache(maxsize=16)
def _speller(taxonomy: Taxonomy) -> Speller:
    return Speller(taxonomy, ordinary_words())


def _candidates(
    text: str,
    tokens: Sequence[Word],
    forms: Sequence[str],
    misspelt: Sequence[bool],
    glue: Sequence[bool],
    taxonomy: Taxonomy,
) -> list[list[_Candidate]]:
    """For each place where a name begins, its possible readings, longest first."""
    found: list[list[_Candidate]] = []
    index, longest, stems = taxonomy.index, taxonomy.longest + 1, _stems(taxonomy)
    for first in range(len(tokens)):
        readings: list[_Candidate] = []
        key = ""
        for size in range(1, min(longest, len(tokens) - first) + 1):
            if size > 1 and not glue[first + size - 2]:
                break
            key += forms[first + size - 1]
            for entry in index.get(key, ()):
                if _fits(entry, size, key, text, tokens[first : first + size]):
                    readings.append(_Candidate(entry, first, size, any(misspelt[first : first + size])))
                    break
            if len(key) >= _STEM and key[:_STEM] not in stems:
                break
        if not readings:
            readings = _versioned(first, forms[first], taxonomy)
        if readings:
            found.append(readings[::-1])
    return found


@lru_cache(maxsize=16)
def _stems(taxonomy: Taxonomy) -> frozenset[str]:
    """The first letters of the longer names: what opens in another way is not read on."""
    return frozenset(key[:_STEM] for key in taxonomy.index if len(key) > _STEM)


def _versioned(first: int, form: str, taxonomy: Taxonomy) -> list[_Candidate]:
    """ "HTML5", "Python3": the name without its version."""
    base = form.rstrip("0123456789")
    if base == form or len(base) < 3:
        return []
    return [_Candidate(entry, first, 1, False) for entry in taxonomy.index.get(base, ())[:1] if entry.size == 1]


def _fits(entry: Entry, size: int, key: str, text: str, tokens: Sequence[Word]) -> bool:
    """Written with as many words as the name, or joined ("PowerBI"), or parted ("front end", never "in design")."""
    if entry.size == size:
        return True
    if size < entry.size:
        return len(key) >= 6
    between = text[tokens[0].end : tokens[-1].start]
    if not any(char.isspace() for char in between):
        return len(key) >= 4
    return len(key) >= 7 and not any(token.form in _function_words() or len(token.form) < 3 for token in tokens)


@cache
def _function_words() -> frozenset[str]:
    return frozenset().union(*lexicon().stop_words.values())


def _in_context(
    text: str, tokens: Sequence[Word], forms: Sequence[str], candidates: Iterable[list[_Candidate]]
) -> list[_Candidate]:
    """One reading a place, left to right; names that are ordinary words must be backed by their surroundings."""
    places = list(candidates)
    sure = {readings[0].first: readings[0] for readings in places if not readings[0].entry.is_guarded}
    kept: list[_Candidate] = []
    free_from = 0
    for readings in places:
        for reading in readings:
            if reading.first >= free_from and (
                not reading.entry.is_guarded or _is_backed(reading, text, tokens, forms, sure)
            ):
                kept.append(reading)
                free_from = reading.first + reading.size
                break
    return kept


def _is_backed(
    reading: _Candidate, text: str, tokens: Sequence[Word], forms: Sequence[str], sure: dict[int, _Candidate]
) -> bool:
    first, last = tokens[reading.first], tokens[reading.first + reading.size - 1]
    alone = _stands_alone(text, first.start, last.end)
    if not (first.text[0].isupper() or alone) or _is_initial(text, first):
        return False
    begin = max(0, reading.first - _WINDOW)
    near = set(forms[begin : reading.first]) | set(forms[reading.first + reading.size : reading.first + _WINDOW])
    if near & _context_forms(reading.entry.skill):
        return True
    sectors = set(reading.entry.skill.sectors)
    kin = [sure[at] for at in range(reading.first - _NEAR, reading.first + _NEAR + 1) if at in sure]
    return alone and sum(1 for one in kin if sectors & set(one.entry.skill.sectors)) >= 1


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A whole item of a list."""
    while start and text[start - 1] == " ":
        start -= 1
    after = text[end : end + 3].lstrip(" ")
    return (not start or text[start - 1] in _ITEM_EDGE) and (not after or after[0] in _ITEM_EDGE + ".")


def _is_initial(text: str, word: Word) -> bool:
    """ "J. R. Miller", "R & D", "R&D": a letter that is no language."""
    if len(word.text) > 1:
        return False
    around = text[max(0, word.start - 3) : word.start], text[word.end : word.end + 3]
    return bool(re.search(r"[A-Z]\.\s?$|&\s?$", around[0]) or re.match(r"\s?&|\.\s?[A-Z]", around[1]))


@cache
def _context_forms(skill: Skill) -> frozenset[str]:
    return frozenset(word.form for phrase in skill.context for word in words(phrase))


def _found(candidate: _Candidate, tokens: Sequence[Word]) -> Found:
    entry = candidate.entry
    match: MatchKind = "fuzzy" if candidate.misspelt else "exact" if entry.is_name else "alias"
    confidence = _CONFIDENCE[match] - (0.1 if entry.is_guarded else 0.0)
    end = tokens[candidate.first + candidate.size - 1].end
    return Found(entry.skill, tokens[candidate.first].start, end, match, round(confidence, 2))
