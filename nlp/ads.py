"""Who is wanted: title, seniority, department and industry of a job ad."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from nlp.facts import Fact, labelled
from nlp.lexicon import lexicon
from nlp.phrases import has_any, is_bullet, phrase_pattern, words_of
from nlp.sections import Section, heading_of
from records import Line

_TITLE_WORDS = 12
_TITLE_LINES = 8
_STATED_WORDS = 8
# A grade, a class code or a count at the end of a title: "Accountant II 1523", "Counselor X3", "Mechanic (3774)".
_CODES = re.compile(
    r"(?:\s+(?:x\s?\d{1,2}|\(?#?\d{3,6}\)?(?:\s+\d{6}(?![\d)]))?+(?:\s+rev\.?(?:\s*\d++)?+)?+)|\s*\((?:re-?advert\w*|urgent)\)){1,8}+$",
    re.IGNORECASE,
)
# Matches the signs around a title and its number in a list: "🚨 ", "1. ", "A. "; not "C. elegans".
_ORNAMENTS = re.compile(
    r"^(?:[^\w(]+|(?:\d{1,2}|[A-H])[.)]\s+)+|[\U0001F000-\U0001FFFF\u2600-\u27BF]+|\s*\(\d{1,3}\s?(?:orang|org|posts?|positions?)\)$"
)
# Words around a title in a line that announces it: "Vacancy: X", "Hiring X", "Job vacancy for X".
_ANNOUNCED = re.compile(
    r"^(?:\W*(?:we(?:['’]re| are)\s+)?(?:now\s+)?(?:hiring|recruiting|wanted|urgently (?:needed|hiring)|job (?:title|vacancy|opening)|vacancy|lowongan(?: kerja)?|dibutuhkan|dicari|rekrutmen|loker)\b\s*(?:announcement|segera|cepat|for|an?\b|\d+\s+(?:org|orang)|:|-|–|!|\])*\s*)+",
    re.IGNORECASE,
)


def find_title(sections: Sequence[Section]) -> Fact[str] | None:
    """The ad's title: by its label, else the first short line that names a role, else the line in the largest type."""
    for fact in labelled(sections, "title"):
        if 1 <= len(words_of(fact.value)) <= _TITLE_WORDS:
            return Fact(tidy_title(fact.value), fact.start, fact.end)
    lines = [line for section in sections[:2] for line in section.lines][:_TITLE_LINES]
    lines = [line for line in lines if words_of(_ANNOUNCED.sub("", line.text))]
    for line in lines:
        candidate = _first_phrase(line.text)
        if candidate and phrase_pattern(lexicon().lists["roles"]).search(_singular(candidate)):
            return _title_at(line, candidate)
    wanted = next((found for line in lines if (found := _wanted(line))), None)
    if wanted:
        return wanted
    if lines and (opening := _opening(lines[0])):
        return opening
    if lines and _stands_out(lines[0]):
        return _title_at(lines[0], lines[0].text.strip())
    largest = _largest(lines)
    return _title_at(largest, largest.text.strip()) if largest else None


def tidy_title(title: str) -> str:
    """The title in normal case, without codes and the words that announce it."""
    title = " ".join(_ANNOUNCED.sub("", _ORNAMENTS.sub("", title).strip(" .:*#")).split())
    title = _CODES.sub("", title).strip(" .,:;*#-–—") or title
    letters = [char for char in title if char.isalpha()]
    if len(letters) > 4 and sum(char.isupper() for char in letters) > 0.8 * len(letters):
        title = " ".join(_normal(word) for word in title.split())
    return title[:120]


def find_seniority(title: str | None) -> str | None:
    """The level that a title names: intern, junior, mid, senior, lead, manager, director or executive."""
    if not title:
        return None
    found = [level for level, words in lexicon().tables["seniority"].items() if has_any(title, words)]
    order = list(lexicon().tables["seniority"])
    return max(found, key=order.index) if found else None


def find_stated(sections: Sequence[Section], key: str) -> Fact[str] | None:
    """The first short value behind a label: ``department`` or ``industry``."""
    return next((fact for fact in labelled(sections, key) if len(words_of(fact.value)) <= _STATED_WORDS), None)


def _title_at(line: Line, candidate: str) -> Fact[str]:
    at = line.text.find(candidate)
    start = line.start + max(at, 0)
    return Fact(tidy_title(candidate), start, start + len(candidate))


def _first_phrase(text: str) -> str | None:
    """The line, or its first sentence, when that is short enough for a title."""
    if is_bullet(text) or heading_of(text, "job"):
        return None
    text = _ANNOUNCED.sub("", _ORNAMENTS.sub("", text).strip())
    first = re.split(r"(?<=[^\W\d_]{3})\.(?:\s|$)|\s[|–—]\s|\t|:\s|\s-\s", text, maxsplit=1)[0].strip(" .:*#")
    short = 1 <= len(words_of(first)) <= _TITLE_WORDS and first[:1].isupper() and not first.endswith(",")
    return first if short and not _SENTENCE.search(first) else None


# Matches the verb of "We are a bakery", "Kami adalah toko"; not "Head of We".
_SENTENCE = re.compile(r"(?i)\b(?:we|you|our|is|are|was|has|have|kami|adalah|anda)\b")
# Matches "looking for a Python developer to", "mencari seorang Ahli Gizi yang"; not "looking for work".
_WANTED = re.compile(
    r"(?:looking for|seeking|hiring|in search of|need|want|mencari|membutuhkan)\s+(?:an?|the|our|seorang|beberapa|several|experienced|talented|motivated|skilled|new|\d++|[, ])*\s*"
    r"(?P<title>[^\W\d_][^,.;:!?\n]{2,60}?)(?=\s+(?:to|who|with|for|in|at|that|and|on|based|yang|untuk|di|dengan|join|from|having)\b|[,.;:!?\n]|$)",
    re.IGNORECASE,
)


def _wanted(line: Line) -> Fact[str] | None:
    """A title named in a sentence: "We are looking for a night nurse"."""
    match = _WANTED.search(line.text)
    if match and has_any(_singular(match["title"]), lexicon().lists["roles"]):
        title = tidy_title(match["title"])
        return Fact(title[:1].upper() + title[1:], line.start + match.start("title"), line.start + match.end("title"))
    return None


def _opening(line: Line) -> Fact[str] | None:
    """The title that a line without its breaks opens with: "Senior Baker Rye & Oak Leeds Requirements ..."."""
    for match in itertools.islice(phrase_pattern(lexicon().lists["roles"]).finditer(line.text, 0, 80), 3):
        before = line.text[: match.end()]
        if all(word[:1].isupper() or word in _SHORT_WORDS for word in words_of(before)) and not heading_of(
            before, "job"
        ):
            return _title_at(line, before)
    return None


def _stands_out(line: Line) -> bool:
    """A first line in capitals that is neither a heading nor an employer: "TIRE REPAIRER"."""
    text = _CODES.sub("", line.text.strip())
    alone = text.isupper() and 1 <= len(words_of(text)) <= 6 and not re.search(r"[.!?:@]", text)
    return alone and heading_of(text, "job") is None and not has_any(text, lexicon().lists["company_words"])


def _largest(lines: Sequence[Line]) -> Line | None:
    """Without a role word, the line in the largest type; nothing when all are alike."""
    if len({line.size for line in lines}) < 2:
        return None
    line = max(lines, key=lambda line: line.size)
    return line if len(words_of(line.text)) <= _TITLE_WORDS else None


def _normal(word: str) -> str:
    """ "ACCOUNTANT" -> "Accountant"; "IT", "QA" and words with digits stay."""
    if len(word) <= 3 and word.lower() not in _SHORT_WORDS:
        return word
    return word.lower() if word.lower() in _SHORT_WORDS else word.capitalize()


_SHORT_WORDS = frozenset({"and", "of", "the", "for", "to", "in", "at", "dan", "di", "a", "an", "or", "on"})


def _singular(text: str) -> str:
    return re.sub(r"(?<=[a-z]{3})s\b", "", text)
