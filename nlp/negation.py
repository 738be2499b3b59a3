"""What a text denies: "no experience with Python", "tidak menguasai Docker", "a degree is not required"."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from nlp import denying_words
from nlp.denying_words import Cue
from nlp.lexicon import lexicon
from nlp.phrases import phrase_pattern, words_of

Span = tuple[int, int]
# Where a denial ends: ". ", ";", a line break, a bullet. Not the dot of "Node.js", "3.5" or "e.g. ".
_CLAUSE_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)[.!?](?=\s|$)|[;\n•●▪]")
# A line of so many characters was broken for want of room where a small letter or a list goes on below.
_FULL_LINE = 40


def denied_spans(text: str) -> list[Span]:
    """Half-open stretches of ``text`` that deny what they name, ascending and not overlapping."""
    spans: list[Span] = []
    for start, end in _clauses(text, wraps=True):
        clause = text[start:end]
        if denying_words.may_deny(clause):
            spans += [(start + a, start + b) for a, b in _denied(clause)]
    return spans


def is_denied(spans: list[Span], start: int, end: int) -> bool:
    """The stretch lies in a denied one."""
    return any(a <= start and end <= b for a, b in spans)


def without_denials(text: str) -> str:
    """What a statement says beside its denials; "" where the rest says nothing by itself ("I am and")."""
    denied = denied_spans(text)
    if not denied:
        return text.strip()
    kept = pairwise([(0, 0), *denied, (len(text), len(text))])
    pieces = [_EDGES.sub("", text[a:b]) for (_, a), (b, _) in kept]
    return ", ".join(piece for piece in pieces if _says_something(piece))


def blanked(text: str) -> str:
    """The text in the same length with blanks for what it denies."""
    spans = [(0, 0), *denied_spans(text), (len(text), len(text))]
    parts = [" " * (a - start) + text[a:b] for (start, a), (b, _) in pairwise(spans)]
    return "".join(parts)


def is_unfinished(text: str) -> bool:
    """The text says of a study that it was not brought to its end: "did not graduate", "tidak tamat"."""
    return phrase_pattern(lexicon().tables["negation"]["unfinished"]).search(text) is not None


def optional_spans(text: str) -> list[Span]:
    """Clauses of a job ad that say a thing is not wanted: "degree not required"."""
    not_wanted = phrase_pattern(lexicon().tables["negation"]["not_wanted"])
    return [(start, end) for start, end in _clauses(text) if not_wanted.search(text, start, end)]


# Matches marks and joints at both ends of what is left: ", and", ". "; not "android".
_EDGES = re.compile(
    r"\A(?:[\s,;:.–—-]|(?:and|or|but|dan|atau|tetapi)\b){1,12}|"
    r"(?:[\s,;:–—-]|\b(?:and|or|but|who|that|which|with|dan|atau|tetapi|yang|dengan)){1,12}\Z",
    re.IGNORECASE,
)


def _says_something(piece: str) -> bool:
    return any(word.lower() not in _small_words() for word in words_of(piece))


@cache
def _small_words() -> frozenset[str]:
    known = lexicon()
    plain = (word for words in known.stop_words.values() for word in words)
    return frozenset((*plain, *known.tables["negation"]["openers"], *known.tables["negation"]["joints"]))


def _clauses(text: str, *, wraps: bool = False) -> list[Span]:
    cuts = [match.start() for match in _CLAUSE_END.finditer(text)]
    if wraps:
        cuts = [cut for cut in cuts if text[cut] != "\n" or not _goes_on(text, cut)]
    return [(a, b) for a, b in zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(text)], strict=True) if b > a]


def _goes_on(text: str, at: int) -> bool:
    """The line that ends here was broken for want of room: a list or a sentence goes on in the next."""
    if at + 1 >= len(text) or text.rfind("\n", max(0, at - _FULL_LINE), at) >= 0 or at < _FULL_LINE:
        return False
    return text[at + 1].islower() or (text[at - 1] == "," and text[at + 1].isalpha())


def _denied(clause: str) -> list[Span]:
    """From who denies to the end of the clause, to a "but" or to what is said instead."""
    spans: list[Span] = []
    done = 0
    for cue in denying_words.cues(clause):
        if cue.end <= done:
            continue
        start = 0 if _is_labelled(clause, cue.start) else cue.start
        stop = cue.end if cue.is_whole else _stop(clause, cue)
        spans.append((max(start, done), stop))
        done = stop
    return spans


def _is_labelled(clause: str, at: int) -> bool:
    """ "Python: never used" denies the label, "I know a lot of Java: " is none."""
    head, mark = clause[:at].strip(), clause[at : at + 1]
    return (mark == ":" or head.endswith(":")) and head.count(":") == (mark != ":") and len(words_of(head)) <= 3


def _stop(clause: str, cue: Cue) -> int:
    stop = len(clause)
    nearby = max(0, cue.start - 80)
    if clause.rfind("(", nearby, cue.end) > clause.rfind(")", nearby, cue.end):
        stop = clause.find(")", cue.end, cue.end + 200) + 1 or stop
    goes_on = (match for match in _restarts().finditer(clause, cue.end, stop) if _says_instead(clause, match, cue))
    stop = next((match.start() for match in goes_on), stop)
    breaks = (match.start() for match in _breaks().finditer(clause, cue.end, stop) if match.start() > cue.end)
    return next(breaks, stop)


def _says_instead(clause: str, match: re.Match[str], cue: Cue) -> bool:
    """What follows is had: ", five years of Java"; not ", trained in X or certified in Y", which is denied as well."""
    if match["subject"]:
        return True
    if not match["mark"] and not cue.is_wish:
        return False
    piece = clause[match.end() : match.end() + 120].partition(",")[0]
    return not phrase_pattern(("or", "nor", "atau", "maupun")).search(piece)


@cache
def _breaks() -> re.Pattern[str]:
    """Matches "but", "however"; not the "yet" of "not yet" and "yet to"."""
    words = "|".join(map(re.escape, lexicon().lists["clause_breaks"]))
    return re.compile(
        rf"(?<!\w)(?:(?<!not )(?<!has )(?<!have )(?<!had )(?<!nothing )(?<!as )(?:{words})(?! to\b|\w))", re.IGNORECASE
    )


@cache
def _restarts() -> re.Pattern[str]:
    """Matches ", I", "and now", ", five years", ", fluent in"; not ", Java"."""
    table = lexicon().tables["negation"]
    subject = "|".join(map(re.escape, table["restart_subjects"]))
    words = "|".join(re.escape(word) for word in sorted(table["restarts"], key=len, reverse=True))
    numbers = "|".join(lexicon().numbers["number_words"])
    length = rf"(?:over |more than |about |lebih dari )?(?:\d{{1,2}}\+?|{numbers}) (?:years|months|tahun|bulan)"
    return re.compile(
        rf"(?:(?P<mark>[,–—]\s*)(?:(?:and|dan|so|jadi)\s+)?|\b(?:and|dan|so|jadi)\s+)"
        rf"(?:(?P<subject>(?:{subject}|{length}))|(?:{words}))(?![\w-])",
        re.IGNORECASE,
    )
