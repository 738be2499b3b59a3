"""Wording of an ad that a recruiter should reconsider, in the ad's own words; it knows no country's law and judges no employer.

The word lists are the lexicon's: ``reconsider`` asks by itself wherever it stands, ``reconsider_alone`` only where the
ad asks for it (a bullet of its own, "only …", "… preferred"), and words that name both of two opposites ask nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache

from nlp import age_limits
from nlp.lexicon import lexicon
from nlp.phrases import has_any, phrase_pattern
from nlp.statements import Statement
from records import Notice

Spans = list[tuple[int, int]]

_QUOTED, _QUOTE_LENGTH = 5, 60
# Several grounds in one sentence are a promise to treat everybody alike.
_GROUNDS_OF_A_PROMISE = 3
_ADVICE = {
    "gendered_wording": (
        "The ad speaks to one sex: {words}. Say what the work needs instead; if the job may only go to one sex, say why."
    ),
    "age_limit": (
        "The ad sets an age: {words}. Say which experience or skill the work needs instead; a legal minimum age may stay."
    ),
    "appearance": "The ad asks for looks: {words}. Say what the work needs instead, such as contact with customers.",
    "marital_status": (
        "The ad asks about marriage or family: {words}. Say what the work needs instead, such as travel or shifts."
    ),
    "religion_or_origin": (
        "The ad asks for a religion or an origin: {words}. Say what the work needs instead, such as a language and its "
        "level; if the job may only go to such people, say why."
    ),
    "health": (
        "The ad asks about health: {words}. Say which task has to be done instead, such as lifting 20 kg or telling "
        "colours apart."
    ),
}
# What parts clauses: the comma of "Pria, usia 30"; not the hyphen of "laki-laki".
_MARKS = re.compile(r"[,.;:/()\[\]|•●▪\n!?–—]")
# From a word to the next of its sentence: " ", " (" and ": "; not ". ".
_NEXT = r"[^\w.;•\n!?]{1,3}"
# How far off "… are encouraged to apply" may stand.
_NEARBY = 80


def reconsider(text: str, said: Sequence[Statement]) -> tuple[Notice, ...]:
    """At most one notice a code, each with the words found, in the order of ``_ADVICE``.

    Args:
        text: The whole ad.
        said: Its statements; sentences that promise to treat everybody alike are known by them and are not read.
    """
    clear = _without_pairs(_without_promises(text, said))
    flat = clear.replace("\n", " ")
    asked = _asked_alone(clear)
    found = []
    for code, advice in _ADVICE.items():
        spans = [*_phrases(code, flat), *asked.get(code, ())]
        spans += age_limits.find(clear) if code == "age_limit" else []
        spans += _heights(flat) if code == "appearance" else []
        titles = list(_titles().finditer(flat)) if code == "gendered_wording" else []
        spans += [match.span() for match in titles]
        if spans:
            neutral = _neutral(match[0] for match in titles)
            found.append(Notice(code, advice.format(words=_quoted(text, spans)) + neutral))
    return tuple(found)


def _without_promises(text: str, said: Sequence[Statement]) -> str:
    """The text with its sentences of equal treatment blanked; every offset stays."""
    pieces: list[str] = []
    at = 0
    for start, end in _sentences(text, said):
        if start >= at and _is_promise(text[start:end]):
            pieces += [text[at:start], _blank(text[start:end])]
            at = end
    return "".join([*pieces, text[at:]])


def _is_promise(sentence: str) -> bool:
    lists = lexicon().lists
    grounds = {match[0].lower() for match in phrase_pattern(lists["protected_grounds"]).finditer(sentence)}
    return len(grounds) >= _GROUNDS_OF_A_PROMISE or has_any(sentence, lists["equal_treatment"])


def _sentences(text: str, said: Sequence[Statement]) -> Spans:
    """Statements with the items that a list was parted into joined again."""
    found: Spans = []
    for one in said:
        if found and text[found[-1][1] : one.start].strip(" ") in {",", ";"}:
            found[-1] = (found[-1][0], one.end)
        else:
            found.append((one.start, one.end))
    return found


def _without_pairs(text: str) -> str:
    return _pairs().sub(lambda match: _blank(match[0]), text)


def _blank(words: str) -> str:
    return "".join("\n" if char == "\n" else " " for char in words)


def _phrases(code: str, text: str) -> Spans:
    return [match.span() for match in _gapped(lexicon().tables["reconsider"].get(code, ())).finditer(text)]


def _asked_alone(text: str) -> dict[str, Spans]:
    """Per code; most ads hold none of the words, so these are looked for first."""
    marks = [-1, *(mark.start() for mark in _MARKS.finditer(text)), len(text)]
    found: dict[str, Spans] = {}
    for code in lexicon().tables["reconsider_alone"]:
        places = [match.start() for match in _subject(code).finditer(text)]
        found[code] = _clauses(code, text, marks, places) + _wanted(code, text) if places else []
    return found


def _clauses(code: str, text: str, marks: Sequence[int], places: Sequence[int]) -> Spans:
    """Words that are asked for because their clause says little else."""
    found: Spans = []
    numbers = dict.fromkeys(bisect_right(marks, place) for place in places)
    for start, end in ((marks[number - 1] + 1, marks[number]) for number in numbers):
        match = _alone(code).match(text, start, end)
        if match and not _is_welcome(text[start:end]):
            found.append(match.span("word"))
    return found


def _wanted(code: str, text: str) -> Spans:
    """ "Khusus wanita", "male candidates only"; not "female applicants are encouraged"."""
    matches = [*_asked_before(code).finditer(text)]
    matches += [one for one in _asked_after(code).finditer(text) if not _is_welcome(_sentence(text, *one.span()))]
    return [match.span("word") for match in matches]


def _sentence(text: str, start: int, end: int) -> str:
    """The words around, as far as the sentence reaches."""
    before = re.split(r"[.;•\n!?]", text[max(0, start - _NEARBY) : start])[-1]
    return before + text[start:end] + re.split(r"[.;•\n!?]", text[end : end + _NEARBY])[0]


def _is_welcome(words: str) -> bool:
    """ "Female applicants are encouraged to apply" leaves nobody out."""
    return has_any(words, lexicon().tables["reconsider_around"]["welcoming"])


def _heights(text: str) -> Spans:
    return [match.span() for match in _height().finditer(text)]


def _neutral(titles: Iterable[str]) -> str:
    """A word for everybody in place of each title that names one sex."""
    instead = {phrase: word for word, phrases in lexicon().tables["neutral_titles"].items() for phrase in phrases}
    said = dict.fromkeys(" ".join(title.lower().split()) for title in titles)
    return "".join(f" For “{title}” say “{instead[title]}”." for title in list(said)[:_QUOTED] if title in instead)


def _quoted(text: str, spans: Spans) -> str:
    """The words as the ad writes them, each once, in reading order."""
    said: dict[str, str] = {}
    last = -1
    for start, end in sorted(spans):
        words = " ".join(text[start:end].split())[:_QUOTE_LENGTH].strip(" ,.;:-")
        if start >= last:
            said.setdefault(words.lower(), words)
        last = max(last, end)
    more = ", …" if len(said) > _QUOTED else ""
    return ", ".join(f"“{words}”" for words in list(said.values())[:_QUOTED]) + more


def _either(phrases: Iterable[str]) -> str:
    parts = sorted({phrase for phrase in phrases if phrase}, key=len, reverse=True)
    return "|".join(re.escape(part).replace(r"\ ", r"[ \-]") for part in parts) or "(?!)"


@cache
def _gapped(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Phrases as whole words; "…" stands for up to three words.

    ``("native … speaker",)`` matches "Native English speaker"; not "native app with a loud speaker".
    """
    gap = r"\W{1,3}(?:\w{1,30}\W{1,3}){0,3}?"
    body = "|".join(
        _either([phrase]).replace("[ \\-]…[ \\-]", gap) for phrase in sorted(set(phrases), key=len, reverse=True)
    )
    return re.compile(rf"(?<!\w)(?:{body or '(?!)'})(?!\w)", re.IGNORECASE)


@cache
def _pairs() -> re.Pattern[str]:
    """Two opposites side by side: "pria/wanita", "he or she", "(s)he"; not "pria, usia"."""
    opposites = lexicon().tables["opposites"]
    link = r"(?:\s?[/&,|+()-]\s?\(?|\s(?:or|and|and/or|as well as|atau|dan|maupun|dan/atau)\s)"
    ways = []
    for one, other in (("male", "female"), ("married", "unmarried")):
        first, second = _either(opposites[one]), _either(opposites[other])
        ways += [rf"(?:{first}){link}(?:{second})", rf"(?:{second}){link}(?:{first})"]
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?![\w'’])", re.IGNORECASE)


def _around(key: str) -> str:
    return _either(lexicon().tables["reconsider_around"][key])


def _subjects(code: str) -> str:
    return rf"(?<!\w)(?P<word>{_either(lexicon().tables['reconsider_alone'][code])})(?![\w'’])"


@cache
def _subject(code: str) -> re.Pattern[str]:
    """ "Wanita"; not "kewanitaan"."""
    return re.compile(_subjects(code), re.IGNORECASE)


@cache
def _alone(code: str) -> re.Pattern[str]:
    """A clause that asks for little else: " Wanita usia 30 tahun", "Status: single"; not "wanita karier"."""
    subjects = _either(word for words in lexicon().tables["reconsider_alone"].values() for word in words)
    beside = rf"(?:{_around('beside')}|{_around('before')}|{subjects}|\d{{1,3}})(?!\w)"
    return re.compile(rf"\W{{0,40}}(?:{beside}\W{{1,20}})*?{_subjects(code)}(?=\W*\Z|\W+{beside})", re.IGNORECASE)


@cache
def _asked_before(code: str) -> re.Pattern[str]:
    """ "khusus wanita", "looking for a female"; not "services for women"."""
    between = rf"(?:(?:{_around('beside')}){_NEXT}){{0,3}}?"
    return re.compile(rf"(?<!\w)(?:{_around('before')}){_NEXT}{between}{_subjects(code)}", re.IGNORECASE)


@cache
def _asked_after(code: str) -> re.Pattern[str]:
    """ "male only", "Pria lebih disukai"; not "female patients"."""
    return re.compile(rf"{_subjects(code)}{_NEXT}(?:{_around('after')})(?!\w)", re.IGNORECASE)


@cache
def _titles() -> re.Pattern[str]:
    """Titles that name a sex: "Salesman"; not "sales manager"."""
    table = lexicon().tables["neutral_titles"]
    return re.compile(
        rf"(?<!\w)(?:{_either(title for titles in table.values() for title in titles)})(?![\w'’])", re.IGNORECASE
    )


@cache
def _height() -> re.Pattern[str]:
    """A person's height: "Tinggi badan minimal 160 cm", "height: 165"; not "height of the racks is 160 cm"."""
    around = lexicon().tables["age_words"]
    beside = _either([*around["most"], *around["least"], "of", "is", "badan"])
    return re.compile(
        rf"(?<!\w)(?:{_either(lexicon().lists['height_words'])})\W{{1,3}}(?:(?:{beside})\W{{1,3}}){{0,3}}1[4-9]\d(?!\d)",
        re.IGNORECASE,
    )
