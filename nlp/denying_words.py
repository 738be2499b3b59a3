"""Where a clause begins to deny, and whether it denies what follows or what stands before; it knows no end of a denial."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from nlp.lexicon import lexicon


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that deny, as offsets of their clause.

    Attributes:
        start: Where the denial begins, who denies included ("I have" of "I have no").
        end: Behind the denying words.
        is_whole: What is denied stands before the words: "Python I have never used".
        is_wish: It speaks of what is hoped for.
    """

    start: int
    end: int
    is_whole: bool = False
    is_wish: bool = False


def may_deny(clause: str) -> bool:
    """A quick look; most clauses hold none of the words."""
    return _hints().search(clause.lower()) is not None


def cues(clause: str) -> list[Cue]:
    """The clause's denials in order; false friends ("not only", "no accidents", "zero-defect") are none."""
    friends = [match.span() for pattern in (_phrases("false"), _NUMBERS) for match in pattern.finditer(clause)]
    found = [*_opening(clause, friends), *_anywhere(clause, friends), *_wishes(clause), *_of_others(clause)]
    return sorted([*found, *_backward(clause)], key=lambda cue: (cue.start, not cue.is_whole))


# Matches "No STR: 1203", "no. 0812 3456", "No SIM 12034567"; not "no NVQ Level 2" nor "no EPA 608 card".
_NUMBERS = re.compile(r"\bno\.?\s+(?:[\w/]{1,40}\s?){0,2}(?:[:.]\s*[\d(+]|\s?[(+]?\d(?:[\s./-]?\d){4})", re.IGNORECASE)
# What goes on from a word such as "that" is about a thing: "systems that scale and do not fail".
_ABOUT_THINGS = re.compile(
    r"\b(?:that|which|so|ensur\w+|where|when|if|unless|made sure|agar|supaya|sehingga|jika|bila|yang)\b", re.IGNORECASE
)
_FAR = 160


def _opening(clause: str, friends: list[tuple[int, int]]) -> Iterator[Cue]:
    """Denying words that open a clause or a part of it, after no more than who speaks: "I have so far not"."""
    for match in _opening_pattern().finditer(clause):
        joint = match["joint"].strip().lower()
        if joint in _LOOSE and _ABOUT_THINGS.search(clause, max(0, match.start() - _FAR), match.start()):
            continue
        if _counts(clause, match.start("cue"), match.end("cue"), friends):
            yield Cue(match.start(), match.end("cue"))


_LOOSE = frozenset({"and", "or", "dan", "atau", "serta"})


def _anywhere(clause: str, friends: list[tuple[int, int]]) -> Iterator[Cue]:
    for match in _anywhere_pattern().finditer(clause):
        if _counts(clause, match.start("cue"), match.end("cue"), friends):
            yield Cue(match.start(), match.end("cue"))
    for match in _GAP.finditer(clause):
        if _counts(clause, match.start(), match.end("no"), friends):
            yield Cue(match.start(), match.end("no"))


# Matches "no professional Docker experience", "lack of hands-on AWS knowledge"; not "no accidents".
_GAP = re.compile(
    r"(?<![\w-])(?P<no>no|without|lack|lacks|lacking|zero|tanpa|belum|tidak ada)(?!-)\s+(?:[\w'’/&+#.-]+\s+){0,5}?"
    r"(?:experience|knowledge|exposure|background|familiarity|skills|training|certification|licence|license|pengalaman|"
    r"sertifikat|kemampuan)\b",
    re.IGNORECASE,
)


def _counts(clause: str, start: int, end: int, friends: list[tuple[int, int]]) -> bool:
    if any(a < end and start < b for a, b in friends):
        return False
    return not _harmless().match(clause, end)


def _wishes(clause: str) -> Iterator[Cue]:
    """ "would like to learn", "would love to design a warehouse some day"."""
    for match in _wish_pattern().finditer(clause):
        if match["wished"] or _phrases("some_day").search(clause, match.end(), match.end() + _FAR):
            yield Cue(match.start(), match.end(), is_wish=True)


def _of_others(clause: str) -> Iterator[Cue]:
    """ "someone else handled payroll", "left the sauces to the specialists"."""
    for match in _others_pattern().finditer(clause):
        if not match["left"] or _phrases("to_other_people").search(clause, match.end(), match.end() + _FAR):
            yield Cue(match.start(), match.end())


def _backward(clause: str) -> Iterator[Cue]:
    for pattern in (_answers(), _lapsed(), _undone()):
        for match in pattern.finditer(clause):
            if not (match["thing"] and _phrases("harmless_nouns").search(match["thing"])):
                yield Cue(match.start("thing"), match.end(), is_whole=True)
    for match in _phrases("not_mine").finditer(clause):
        start = _piece_start(clause, match.start())
        is_first = not re.search(r"[^\W_]", clause[start : match.start()])
        rest = _FEW_WORDS.match(clause, match.end())
        yield Cue(start, rest.end() if rest else match.end(), is_whole=not is_first)
    for match in _by_others().finditer(clause):
        yield Cue(_piece_start(clause, match.start()), match.end(), is_whole=True)


def _piece_start(clause: str, at: int) -> int:
    """Where the list begins that "are outside my experience" is about; with "is" its last piece alone."""
    first = max(0, at - _FAR)
    if _PLURAL.search(clause, max(0, at - 12), at):
        return max((match.end() for match in _RESTART_LIST.finditer(clause, first, at)), default=first)
    return max(first, *(clause.rfind(mark, first, at) + 1 for mark in ",(:"))


# Matches " skills." and " use"; not " skills and I know Java".
_FEW_WORDS = re.compile(r"(?:\s+[\w'’-]+){0,3}\s*(?=[,.;]|$)")
# Matches "are", "weren't" before the offset; not "area".
_PLURAL = re.compile(r"\b(?:are|were|have|aren['’]t|weren['’]t)\b", re.IGNORECASE)
# Matches ", I " and ": "; not ", Java".
_RESTART_LIST = re.compile(r",\s*(?:and\s+)?I\b|:\s|\bbut\b", re.IGNORECASE)


def _words(key: str) -> tuple[str, ...]:
    return lexicon().tables["negation"][key]


def _any(words: Iterable[str]) -> str:
    parts = sorted({word for word in words if word}, key=len, reverse=True)
    return "|".join(re.escape(part).replace(r"\ ", r"[\s\-]{1,3}").replace("'", "['’]") for part in parts)


@cache
def _phrases(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w])(?:{_any(_words(key))})(?![\w])", re.IGNORECASE)


@cache
def _hints() -> re.Pattern[str]:
    """Matches "not", "don't", "tidak", "expired"; not "nothingness". For lower case: in any case it takes five times as long."""
    keys = ("clause_start", "cues", "wishes", "other_people", "left_over", "by_other_people", "not_mine", "not_done", "answers", "lapsed")  # fmt: skip
    phrases = [phrase for key in keys for phrase in _words(key)]
    words = {
        first if len(first) > 2 and first not in _COMMON else phrase
        for phrase in phrases
        for first in phrase.split()[:1]
    }
    return re.compile(rf"\b(?:{_any(word.lower() for word in words)}|no|oleh|orang)\b|n['’]t\b")


# First words of denials that most clauses hold as well.
_COMMON = frozenset({"the", "with", "has", "have", "had", "are", "her", "his", "that", "sudah", "dapat"})


def _lead() -> str:
    return rf"(?:(?:{_any(_words('openers'))})(?![\w-])[\s,]{{1,3}}){{0,4}}"


# Matches "In my job ", "The role ", "Tugas saya "; not "The customers ".
_OF_MINE = (
    r"(?:(?:in|at|for|on|with|di|dalam|untuk|pada)\s+)?(?:(?:my|this|that)\s+(?:\w+\s+){1,2}?|"
    r"the\s+(?:\w+\s+)?(?:role|job|position|post|course|degree|training)\s+|(?:tempat\s+)?\w+\s+saya\s+)"
)


@cache
def _opening_pattern() -> re.Pattern[str]:
    """Matches "not" of "Bell boy, not trained", "I have so far never"; not "no" of "Ref no: 12" nor "not-for-profit"."""
    joint = rf"^[\W_]*{_OF_MINE}|^[\W_]*|[,(:|]\s*|\s[–—-]\s+|(?<!\w)(?:{_any(_words('joints'))})\s+"
    cue = rf"(?:{_any(_words('clause_start'))}|\w{{2,7}}n['’]t)(?![\w-])(?=\s*[\w(\"“])"
    return re.compile(rf"(?P<joint>{joint}){_lead()}(?P<cue>{cue})", re.IGNORECASE)


@cache
def _anywhere_pattern() -> re.Pattern[str]:
    """Matches "I have no" wherever it stands; not "have noted"."""
    return re.compile(rf"(?<![\w-]){_lead()}(?P<cue>(?:{_any(_words('cues'))})(?![\w-]))", re.IGNORECASE)


@cache
def _harmless() -> re.Pattern[str]:
    """Matches what is good to lack: " accidents in ten years", " missed a deadline"; not " incident response"."""
    nouns = (
        rf"(?:(?!experience|knowledge|training|skill|idea)[\w'’/-]+\s+){{0,2}}(?:{_any(_words('harmless_nouns'))})(?![\w-])"
        rf"(?=\s*(?:$|[^\w\s])|\s+(?:{_BEHIND_NOUN})\b)"
    )
    verbs = rf"(?:(?:ever|once|yet|been|be|to|pernah|akan|mudah)\s+)?(?:{_any(_words('harmless_verbs'))})(?!\w)"
    having = rf"(?:{_any(_words('harmless_having'))})\s+{nouns}"
    return re.compile(rf"\s+(?:{verbs}|{having}|(?<=\bno ){nouns}|(?<=out ){nouns}|(?<=any ){nouns}|(?<=zero ){nouns}|(?<=tanpa ){nouns})", re.IGNORECASE)  # fmt: skip


_BEHIND_NOUN = (
    "in|on|at|during|since|over|for|of|from|to|with|by|across|or|and|nor|ever|while|this|last|per|reported|recorded|whatsoever|"
    "were|was|among|within|throughout|selama|dalam|di|pada|sejak|dari|dan|atau|apa|apapun|sama|kerja|oleh"
)


@cache
def _wish_pattern() -> re.Pattern[str]:
    """Matches "I would like to learn", "ingin belajar"; of "would like to discuss" the wish alone."""
    wished = rf"(?P<wished>\s+(?:\w+\s+)?(?:{_any(_words('wished'))})(?!\w))?"
    return re.compile(rf"(?<![\w-]){_lead()}(?:{_any(_words('wishes'))})(?!\w){wished}", re.IGNORECASE)


@cache
def _others_pattern() -> re.Pattern[str]:
    """Matches "Someone else did", "I left"; not "my manager made me"."""
    doing = rf"(?:{_any(_words('other_people'))})\s+(?:\w+\s+)?(?:{_any(_words('do_it'))})(?!\w)(?!\s+(?:me|us|saya)\b)"
    left = rf"{_lead()}(?P<left>{_any(_words('left_over'))})(?!\w)"
    return re.compile(rf"(?:^[\W_]*|[,(:]\s*|\b(?:{_any(_words('joints'))})\s+)(?:{doing}|{left})", re.IGNORECASE)


@cache
def _by_others() -> re.Pattern[str]:
    """Matches "was done by someone else"; not "code written by others"."""
    by, to = _any(_words("by_other_people")), _any(_words("to_other_people"))
    be = r"(?:is|are|was|were|been|being|get|gets)\s+(?:\w+\s+){0,3}"
    return re.compile(rf"\b(?:{be}(?:{by}|{to})|di\w{{4,}}\s+(?:{by})|diserahkan\s+(?:{to}))(?!\w)", re.IGNORECASE)


@cache
def _answers() -> re.Pattern[str]:
    """Matches "Python: none", "SQL - no", "Java (none)"; not "reduced to none"."""
    answer = rf"(?:{_any(_words('answers'))})"
    return re.compile(
        rf"(?:^|,)(?P<thing>[^:=,(|]{{1,60}}(?:,[^:=,(|]{{1,40}}){{0,6}}(?:[:=|]|\s[–—-]\s|\())\s*{answer}\s*\)?(?=\s*(?:,|$))",
        re.IGNORECASE,
    )


@cache
def _lapsed() -> re.Pattern[str]:
    """Matches "Gas Safe registration lapsed in 2019", "EPA 608 (expired)"; not "sold expired stock"."""
    papers, lapsed = _any(_words("papers")), _any(_words("lapsed"))
    paper = rf"(?<!\w)(?:{papers})s?(?!\w)(?:\s+(?!before|when|that|if|until|not|never)[\w/]+){{0,3}}\s*[(,–—-]?\s*"
    return re.compile(
        rf"(?P<thing>(?:(?<=^)|(?<=[,(:]))[^,(:]{{0,60}}(?:{paper}|\s[(–—-]\s?))(?:{lapsed})(?!\w)"
        rf"(?P<when>\s*(?:in|on|since|last|sejak|pada|tahun)?\s*(?:\w+\s)?\d{{4}}(?:-\d\d)?)?(?=\s*(?:$|[^\w\s])|\s+(?:in|on|since|last|and not|sejak|pada|tahun)\b)(?!.{{0,40}}(?:renewed|diperpanjang))",
        re.IGNORECASE,
    )


@cache
def _undone() -> re.Pattern[str]:
    """Matches "Python I have never used", "SQL (never used)", "Excel tidak bisa"; not "never used Python"."""
    behind = (
        r"(?:\s+(?:before|by me|myself|so far|yet|professionally|at all|in practice|sama sekali))?\s*\)?(?=\s*(?:,|$))"
    )
    return re.compile(
        rf"(?P<thing>(?:(?<=^)|(?<=,))\s*(?:[^\s,(:]+[\s]+){{1,8}}[(–—-]?\s*)(?<=[\s(])(?:(?:is|are|was|were)\s+)?"
        rf"(?:{_any(_words('not_done'))}){behind}",
        re.IGNORECASE,
    )
