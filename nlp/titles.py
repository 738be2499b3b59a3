"""Knows the role that a job title names, once rank, grade and abbreviations are off it, and how alike two roles are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import product

from nlp.lexicon import lexicon
from nlp.phrases import phrase_pattern
from nlp.title_words import OF, Said, alike, said_of

_LONGEST = 200  # characters of a title that are read
_READINGS = 4
# Matches "(Remote)" and "[Re-Advertised]"; not "(" alone. Linear: no bracket may stand inside.
_BRACKETS = re.compile(r"\([^()\[\]]*\)|\[[^()\[\]]*\]")
# Matches " - ", "|", " @ " and the end of "Coordinator- "; not the hyphen of "front-end". Two characters at most.
_DIVIDER = re.compile(r" [-@•·]|[-•·] |[–—|;:]")
# Matches the point of "sr. swe" and "eng."; not that of ".net". One character.
_POINT = re.compile(r"(?<=[a-z])\.(?= |$|,|/)")
# Matches "c++", ".net", "co-ordinator", "&", ","; not "(". One pass.
_TOKEN = re.compile(r"\.net\b|[^\W_]+(?:['-][^\W_]+)*(?:\+\+|#)?|[&/,]")
# Matches "4316", "ii", "g-6", "g1-g5", "l4"; not "3d", "b2b" nor "c++". Anchored, of bounded length.
_GRADE = re.compile(r"\d{1,8}|i{1,3}|iv|vi{0,3}|[gplt]-?\d{1,2}(?:-[gplt]?\d{1,2})?")
# Matches "grade c", "level 3", "class ii"; not "grade school". Single words.
_GRADED = re.compile(r"\b(?:grade|level|class|step|band|golongan) (?:[a-f]|\d{1,2}|i{1,3}|iv|v)\b")
_MARKS = frozenset("&/,")
_JOINED = ("m & e", "r & d", "l & d", "f & b")
_AT = frozenset({"at", "with", "based", "di"})
# "Staff nurse" is a rank and "staff" of "warehouse staff" the role: these count as ranks before a role or right after one.
_RANKS_AT_EDGES = frozenset({"lead", "principal", "staff", "associate", "graduate", "expert", "experienced"})
_BESIDE_HEADS = frozenset({"vice", "general", "deputy", "chief", "executive", "managing"})
# In Indonesian ads also the people who do it, in titles the field: "Marketing Manager".
_FIELDS = frozenset({"marketing"})
_MOST_WORDS_AFTER_COMMA = 4


def role_of(title: str) -> str:
    """The role alone, in lower case: no rank, grade, code or work mode; abbreviations written out in their usual reading.

    "Sr. SWE II (Remote)" gives "software engineer"; "Head Pharmacist" stays one, since heading is another job. Empty only
    for a title without letters.
    """
    return _roles(title)[0]


def similarity(one: str, other: str) -> float:
    """How alike two titles are in their role, 0..1 and symmetrical; English, Indonesian, or one of each.

    1.0 says the same role in other words, 0.5 to 0.9 mostly a neighbouring one, under 0.4 another (``benchmarks/RESULTS.md``,
    Occupations). Rank does not count; no embedding model is needed.
    """
    return max((alike(a, b) for a, b in product(_said(one), _said(other))), default=0.0)


def role_words(title: str) -> tuple[str, ...]:
    """The words of the role in the form in which titles are compared, each once: ``("software", "engineer")``."""
    said = _said(title)
    return said[0].words if said else ()


def head_of(title: str) -> str:
    """The one of ``role_words`` that names the role: "engineer", "director" of "director of finance"; empty without words."""
    said = _said(title)
    return said[0].head if said else ""


@lru_cache(maxsize=16_384)
def _said(title: str) -> tuple[Said, ...]:
    return tuple(said for role in _roles(title) if (said := said_of(role, _head_at(role))) is not None)


@lru_cache(maxsize=16_384)
def _roles(title: str) -> tuple[str, ...]:
    """The readings of a title, the usual one first; at least one."""
    plain = " ".join(title[:_LONGEST].lower().replace("’", "'").split())
    bare = " ".join(_POINT.sub("", _GRADED.sub(" ", _BRACKETS.sub(" ", plain))).split()) or plain
    tokens = _without_extras(_TOKEN.findall(_segment(bare)))
    found = dict.fromkeys(_role(words) for words in _readings(tokens))
    return tuple(role for role in found if role) or (plain if any(map(str.isalpha, plain)) else "",)


def _segment(text: str) -> str:
    """The first part between dashes and bars that names a role: "accountant" of "Finance - Accountant"."""
    parts = [part.strip() for part in _DIVIDER.split(text) if part.strip()]
    return next((part for part in parts if _names_role(_TOKEN.findall(part))), parts[0] if parts else "")


def _without_extras(tokens: Sequence[str]) -> list[str]:
    """Without grades and codes, and without work modes at both ends."""
    text = " ".join(token for token in tokens if not _GRADE.fullmatch(token)).strip(" &/,")
    edges = phrase_pattern(lexicon().lists["title_extras"])
    while found := [one for one in edges.finditer(text) if one.start() == 0 or one.end() == len(text)]:
        left = (text[: found[-1].start()] + text[found[-1].end() :]).strip(" &/,-")
        if not left:
            break
        text = left
    return text.split()


def _readings(tokens: Sequence[str]) -> Iterator[list[str]]:
    """Abbreviations written out, in every reading, but for more than a few."""
    readings, endings = lexicon().tables["title_readings"], lexicon().tables["title_endings"]
    text = f" {' '.join(tokens)} "
    for joined in _JOINED:
        text = text.replace(f" {joined} ", f" {joined.replace(' ', '')} ")
    parts = [part for token in text.split() for part in ([token] if token in readings else token.split("-"))]
    choices: list[tuple[str, ...]] = []
    for at, part in enumerate(parts):
        is_last = at + 1 == len(parts) or parts[at + 1] in _MARKS | OF | _AT
        choices.append(endings[part] if is_last and part in endings else readings.get(part, (part,)))
    for _, words in zip(range(_READINGS), product(*choices), strict=False):
        yield " ".join(words).split()


def _role(words: Sequence[str]) -> str:
    kept = list(_without_ranks(_singular_roles(_one_of_two(_turned(_before_place(words))))))
    while kept and (kept[-1] in OF or kept[-1] in _MARKS):
        kept.pop()
    return " ".join(kept).replace(" ,", ",").strip(" &/,")


def _before_place(words: Sequence[str]) -> Sequence[str]:
    """ "Developer at Kestrel", "Nurse with experience": what stands before."""
    cut = next((at for at, word in enumerate(words) if at and word in _AT), len(words))
    return words[:cut] if _names_role(words[:cut]) else words


def _turned(words: Sequence[str]) -> Sequence[str]:
    """ "Manager, Sales" as "sales manager"; what else follows a comma after a role is a department and is left out."""
    if "," not in words:
        return words
    first, rest = words[: words.index(",")], words[words.index(",") + 1 :]
    if not _names_role(first):
        return words
    is_bare = all(_is_role(word) or word in _BESIDE_HEADS or word in _ranks() for word in first)
    if is_bare and "," not in rest and 0 < len(rest) <= _MOST_WORDS_AFTER_COMMA and not _names_role(rest):
        return [*rest, *first]
    return first


def _one_of_two(words: Sequence[str]) -> Sequence[str]:
    """ "Purchaser / Buyer": the first of two roles; "HR / Admin Officer" is one."""
    if "/" not in words:
        return words
    first, rest = words[: words.index("/")], words[words.index("/") + 1 :]
    return first if _names_role(first) and _names_role(rest) else words


def _singular_roles(words: Sequence[str]) -> list[str]:
    found = []
    for word in words:
        shorter = word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
        found.append(shorter if shorter in _role_forms() and word not in _role_forms() else word)
    return found


def _without_ranks(words: Sequence[str]) -> Sequence[str]:
    """Without "senior", "junior" and the like, as long as a role is left."""
    several = phrase_pattern(_ranks_of_two_words()).sub(" ", " ".join(words)).split()
    left = several if _names_role(several) else list(words)
    kept = {at for at in range(len(left)) if " ".join(left[at : at + 2]) in lexicon().lists["title_ranks_kept"]}
    for at in reversed(range(len(left))):
        rest = left[:at] + left[at + 1 :]
        if left[at] in _ranks() and at not in kept and _is_rank_here(left, at) and _names_role(rest, but_ranks=True):
            left = rest
    return left


def _is_rank_here(words: Sequence[str], at: int) -> bool:
    if words[at] not in _RANKS_AT_EDGES:
        return True
    return at == 0 or (at == len(words) - 1 and _is_role(words[at - 1])) or words[at - 1] in _ranks()


def _head_at(role: str) -> int:
    """Where the last character of the word stands that names the role: the last, the one before "of", in Indonesian the first."""
    words = role.split()
    if not words:
        return 0
    before = next((words[:at] for at, word in enumerate(words) if at and word in OF), words)
    comes_first = words[0] in lexicon().lists["title_heads_first"] and not _is_role(before[-1])
    return 0 if comes_first or _is_only_first(before) else len(" ".join(before)) - 1


def _is_only_first(words: Sequence[str]) -> bool:
    """ "Operator Forklift", "Guru Matematika"."""
    return _is_role(words[0]) and not _is_role(words[-1])


def _names_role(words: Sequence[str], but_ranks: bool = False) -> bool:
    return any(_is_role(word) and not (but_ranks and word in _ranks()) for word in words)


def _is_role(word: str) -> bool:
    return word in _role_forms() or word.removesuffix("s") in _role_forms() or word in lexicon().tables["title_endings"]


@cache
def _role_forms() -> frozenset[str]:
    known = lexicon()
    return (frozenset(known.lists["roles"]) | frozenset(known.lists["title_heads_first"])) - _FIELDS


@cache
def _ranks() -> frozenset[str]:
    return frozenset(lexicon().lists["title_ranks"])


@cache
def _ranks_of_two_words() -> tuple[str, ...]:
    return tuple(rank for rank in lexicon().lists["title_ranks"] if " " in rank)
