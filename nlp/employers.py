"""Whose a job ad is: the employer's name, by its label or by all that speaks for it."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from nlp.facts import Fact, labelled
from nlp.intervals import Intervals
from nlp.lexicon import lexicon
from nlp.phrases import has_any, is_title_case, words_of
from nlp.places import find_place
from nlp.sections import Section, heading_of
from nlp.tfidf import ordinary_words

_LINES = 6
_WORDS = 8


def find_company(
    sections: Sequence[Section], title: str | None, text: str, skills: Sequence[tuple[int, int]] = ()
) -> Fact[str] | None:
    """The employer: by its label, else the name for which most in the ad speaks; None where nothing names one.

    Args:
        sections: The ad's sections.
        title: Its title, which is no employer.
        text: Its text.
        skills: Where skills are named, ascending: products are spoken of as often as employers.
    """
    for fact in labelled(sections, "company"):
        if 1 <= len(words_of(fact.value)) <= _WORDS and _is_name(fact.value, title):
            return fact
    votes: Counter[str] = Counter()
    first: dict[str, Fact[str]] = {}
    text = _LONG_TOKEN.sub(lambda match: " " * len(match[0]), text[:_MOST_TEXT])
    known = Counter(_TOKEN.findall(text))
    for weight, fact in itertools.islice(_spoken_for(sections, title, text), _MOST_NAMES):
        key = _key(fact.value)
        votes[key] += weight
        first.setdefault(key, fact)
    for key, fact in first.items():
        votes[key] += min(_MOST_MENTIONS, _mentions(fact.value, known) - 1)
    for weight, fact in () if votes else _repeated(text, title, Intervals(skills)):
        votes[_key(fact.value)] += weight
        first.setdefault(_key(fact.value), fact)
    for key in list(votes):
        votes[key] += sum(votes[other] for other in first if other != key and f" {key} " in f" {other} ") // 2
    return first[max(votes, key=lambda key: (votes[key], -first[key].start))] if votes else None


def _spoken_for(sections: Sequence[Section], title: str | None, text: str) -> Iterator[tuple[int, Fact[str]]]:
    """(weight, name) for each sign that the ad is that employer's."""
    for weight, pattern in _signs():
        for match in itertools.islice(pattern.finditer(text), _MOST_NAMES):
            name = _clean(match["name"])
            near = text[max(0, match.start("name") - 20) : match.start("name")]
            sure = "form" not in pattern.groupindex or _is_proper(name) or text.count(name) > 2
            if _is_name(name, title) and sure and not _LANDMARK.search(near):
                start = match.start("name") + max(0, match["name"].find(name))
                yield weight, Fact(name, start, start + len(name))
    for section in sections:
        about = _ABOUT.match(section.title)
        if about and _is_name(_clean(about["name"]), title):
            at = text.find(_clean(about["name"]))
            yield 4, Fact(_clean(about["name"]), max(at, 0), max(at, 0) + len(_clean(about["name"])))
    for line in [line for section in sections[:1] for line in section.lines][:_LINES]:
        for piece in re.split(r"\s*(?:\||·|•|\t|\s[–—-]\s)\s*", line.text):
            short = piece.strip() != title and len(words_of(piece)) <= 6 and is_title_case(piece)
            if short and has_any(piece, lexicon().lists["company_words"]) and _is_name(piece.strip(), title):
                start = line.start + line.text.index(piece.strip())
                yield 3, Fact(piece.strip(), start, start + len(piece.strip()))


def _is_proper(name: str) -> bool:
    """Some word of it is no ordinary word: "Halyard Systems", not "Accounting Systems"."""
    words = [word.lower() for word in words_of(name)]
    return any(word not in ordinary_words() and word.removesuffix("s") not in ordinary_words() for word in words)


def _mentions(name: str, known: Mapping[str, int]) -> int:
    """How often the ad speaks of the name, also by its first telling word alone: "CIFA" of "CIFA Onlus"."""
    telling = [word for word in words_of(name) if word.lower() not in _no_employers() and word.lower() not in _PLAIN]
    return max(1, known.get(telling[0], 0)) if telling else 1


def _repeated(text: str, title: str | None, skills: Intervals) -> Iterator[tuple[int, Fact[str]]]:
    """A name in the middle of sentences that comes again and owns something: "Google’s customers"."""
    seen: dict[str, list[Fact[str]]] = {}
    for match in itertools.islice(_INSIDE.finditer(text), _MOST_NAMES):
        name = _clean(match["name"])
        start = match.start("name") + max(0, match["name"].find(name))
        if skills.touching(start, start + len(name)) is None and _is_name(name, title):
            seen.setdefault(_key(name.split()[0]), []).append(Fact(name, start, start + len(name)))
    for facts in seen.values():
        owns = any(text[fact.end : fact.end + 2] in {"'s", "’s"} for fact in facts)
        if owns and len(facts) > 1:
            yield len(facts), min(facts, key=lambda fact: (len(fact.value.split()), fact.start))


@cache
def _signs() -> tuple[tuple[int, re.Pattern[str]], ...]:
    """(weight, pattern with the group ``name``); names are runs of capitalised words."""
    word = r"(?-i:[A-Z0-9][\w&.'’+/-]{0,40})"
    name = rf"(?<![\w&.'’+/-])(?P<name>{word}(?:[ ](?:(?:of|and|the|&|de|for|dan)[ ])?{word}){{0,5}})"
    forms = "|".join(re.escape(form) for form in sorted(lexicon().lists["legal_forms_before"], key=len, reverse=True))
    ends = "|".join(re.escape(form) for form in sorted(lexicon().lists["legal_forms_behind"], key=len, reverse=True))
    verbs = "|".join(re.escape(verb) for verb in lexicon().lists["employer_verbs"])
    joins = "|".join(re.escape(verb) for verb in lexicon().lists["employer_joins"])
    public = "City|County|State|Town|Government|University|Ministry|Republic|Municipality|Bank"
    return (
        (3, re.compile(rf"(?<!\w)(?P<name>(?-i:{forms})\.?[ ]{word}(?:[ ](?:(?:&|dan|of)[ ])?{word}){{0,5}})")),
        (
            3,
            re.compile(
                rf"(?<![\w&.'’+/-])(?P<name>{word}(?:[ ](?:&[ ])?{word}){{0,4}},?[ ](?P<form>(?-i:{ends})))(?!\w)"
            ),
        ),
        (3, re.compile(rf"(?:(?<=^)|(?<=[.!?:\n•]\s)|(?<=\n))(?:The\s)?{name}\s(?:{verbs})\b", re.MULTILINE)),
        (4, re.compile(rf"{name}\sis\s(?:an?\s)?equal[ -](?:employment[ -])?opportunity", re.IGNORECASE)),
        (2, re.compile(rf"\b(?i:{joins})\s(?:the\s)?{name}")),
        (2, re.compile(rf"(?<!\w)(?P<name>(?:{public})\sof\s(?:the\s)?{word}(?:[ ]{word}){{0,2}})")),
    )


# A word so long is code or a picture in letters, and a text so long no ad; so many names are looked at.
_LONG_TOKEN, _MOST_TEXT, _MOST_NAMES = re.compile(r"\S{61,}"), 60_000, 200
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Matches "cv this link"; not "linkage".
_LINK = re.compile(r"\b(?:this|here|link)\b")
# Matches "City of Leeds"; not "City Bakery".
_PUBLIC = re.compile(r"(?:City|County|State|Town|Government|Ministry|Republic|Municipality) of ")
# Matches "About Halyard Cargo", "Tentang PT Maju"; not "About the role".
_ABOUT = re.compile(r"^\W*(?:(?i:about|tentang|sobre|who is))\s+(?P<name>[^\W_].{1,60}?)\W*$")
# Matches "Google" in "with Google’s customers"; not the first word of a sentence.
_INSIDE = re.compile(r"(?<=[a-z,] )(?P<name>[A-Z][\w&-]+(?: [A-Z][\w&-]+){0,2})")
_MOST_MENTIONS = 4
# Words that many employers' names share and that say nothing alone.
_PLAIN = frozenset(
    {"british", "american", "italian", "german", "international", "national", "global", "indonesia", "general", "health",
     "united", "city", "county", "state"}
)  # fmt: skip
# Matches before a name that says where something stands: "in front of ", "near "; not "at ".
_LANDMARK = re.compile(
    r"(?i)\b(?:front of|near|behind|next to|opposite|beside|dekat|depan|samping|via|by|with the|from|under)\s$"
)
# Matches what ends a name that was read too far: "Experience", "Job Description"; not "Acme Jobs Ltd".
_TOO_FAR = re.compile(
    r"\s+(?:Job|Kualifikasi|Persyaratan|Requirements?|Responsibilities|Description|Deskripsi|Position|Posisi|Kami|We|Location|Lokasi|Perusahaan|Syarat|Tugas|Overview|Duties|Qualifications?|Salary|Penempatan|Membuka|Dibutuhkan|Has|Is|WE|The)\b.*$",
    re.DOTALL,
)


def _clean(name: str) -> str:
    name = _TOO_FAR.sub("", " ".join(name.split()))
    name = re.sub(r"(?<!['’]s)(?<![.,;:])(?:['’]s|[.,;:])+$", "", name).strip(" .,;:-–—|(*")
    return re.sub(
        r"^(?:(?:The|Our|At|In|About|Organi[sz]ation|Company|Mission|Penempatan|Lowongan|Deskripsi|Pekerjaan|Area|Kantor)\s+)+(?=[A-Z])",
        "",
        name,
    )


def _is_name(name: str, title: str | None) -> bool:
    """A name and not a sentence's first word, the title, a place or a heading."""
    words = words_of(name)
    if not words or len(words) > _WORDS or len(name) < 2 or not name[:1].isalnum():
        return False
    plain = name.lower().strip(" .")
    kinds = lexicon().lists["company_words"]  # "THE RESTAURANT" says what, not who
    if all(word.lower() in _no_employers() or word.lower() in kinds for word in words) or "[" in name:
        return False
    if _LINK.search(plain):
        return False
    if title and (plain in title.lower() or title.lower() in plain):
        return False
    if heading_of(name, "job") is not None:
        return False
    if _PUBLIC.match(name):
        return True
    place = find_place(name)
    return not (place and place.text == name and not has_any(name, lexicon().lists["company_words"]))


@cache
def _no_employers() -> frozenset[str]:
    lists = lexicon().lists
    return frozenset((*lists["no_employers"], *lists["roles"]))


def _key(name: str) -> str:
    return " ".join(word.lower() for word in words_of(name))
