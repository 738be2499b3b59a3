"""Who is wanted and by whom: title, seniority, department, industry and employer of a job ad."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from nlp.facts import Fact, labelled
from nlp.lexicon import lexicon
from nlp.phrases import has_any, is_bullet, is_title_case, phrase_pattern, words_of
from nlp.places import find_place
from nlp.sections import Section, heading_of
from records import Line

_TITLE_WORDS = 12
_TITLE_LINES = 8
_COMPANY_LINES = 6
_COMPANY_WORDS = 8
# A grade, a class code or a count at the end of a title: "Accountant II 1523", "Counselor X3", "Mechanic (3774)".
_CODES = re.compile(
    r"(?:\s+(?:x\s?\d{1,2}|\(?#?\d{3,6}\)?(?:\s+\d{6})?(?:\s+rev\.?\s*\d*)?)|\s*\((?:re-?advert\w*|urgent)\))+$",
    re.IGNORECASE,
)
# Words around a title in a line that announces it: "Vacancy: X", "Hiring X", "Job vacancy for X".
_ANNOUNCED = re.compile(
    r"^(?:(?:we(?:'re| are)\s+)?(?:now\s+)?(?:hiring|wanted|urgently needed|job (?:title|vacancy|opening)|vacancy|lowongan(?: kerja)?|dibutuhkan|dicari)\b\s*(?:announcement|for|a|an|:|-|–|!)*\s*)+",
    re.IGNORECASE,
)


def find_title(sections: Sequence[Section]) -> Fact[str] | None:
    """The ad's title: by its label, else the first short line that names a role, else the line in the largest type."""
    for fact in labelled(sections, "title"):
        if 1 <= len(words_of(fact.value)) <= _TITLE_WORDS:
            return Fact(tidy_title(fact.value), fact.start, fact.end)
    lines = [line for section in sections[:2] for line in section.lines][:_TITLE_LINES]
    for line in lines:
        candidate = _first_phrase(line.text)
        if candidate and phrase_pattern(lexicon().lists["roles"]).search(_singular(candidate)):
            return _title_at(line, candidate)
    wanted = next((found for line in lines if (found := _wanted(line))), None)
    if wanted:
        return wanted
    largest = _largest(lines)
    return _title_at(largest, largest.text.strip()) if largest else None


def tidy_title(title: str) -> str:
    """The title in normal case, without codes and the words that announce it."""
    title = " ".join(_ANNOUNCED.sub("", title.strip(" .:*#")).split())
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
    return next((fact for fact in labelled(sections, key) if len(words_of(fact.value)) <= _COMPANY_WORDS), None)


def find_company(sections: Sequence[Section], title: str | None, text: str) -> Fact[str] | None:
    """The employer: by its label, else the name for which most in the ad speaks; None where nothing names one."""
    for fact in labelled(sections, "company"):
        if 1 <= len(words_of(fact.value)) <= _COMPANY_WORDS and _is_name(fact.value, title):
            return fact
    votes: Counter[str] = Counter()
    first: dict[str, Fact[str]] = {}
    for weight, fact in _spoken_for(sections, title, text):
        key = _key(fact.value)
        votes[key] += weight
        first.setdefault(key, fact)
    for key in list(votes):
        votes[key] += sum(votes[other] for other in first if other != key and f" {key} " in f" {other} ") // 2
    return first[max(votes, key=lambda key: (votes[key], -first[key].start))] if votes else None


def _spoken_for(sections: Sequence[Section], title: str | None, text: str) -> Iterator[tuple[int, Fact[str]]]:
    """(weight, name) for each sign that the ad is that employer's."""
    for weight, pattern in _signs():
        for match in pattern.finditer(text):
            name = _clean(match["name"])
            if _is_name(name, title) and not _LANDMARK.search(
                text[max(0, match.start("name") - 20) : match.start("name")]
            ):
                start = match.start("name") + max(0, match["name"].find(name))
                yield weight, Fact(name, start, start + len(name))
    for section in sections:
        about = _ABOUT.match(section.title)
        if about and _is_name(_clean(about["name"]), title):
            at = text.find(_clean(about["name"]))
            yield 4, Fact(_clean(about["name"]), max(at, 0), max(at, 0) + len(_clean(about["name"])))
    for line in [line for section in sections[:1] for line in section.lines][:_COMPANY_LINES]:
        for piece in re.split(r"\s*(?:\||·|•|\t|\s[–—-]\s)\s*", line.text):
            short = piece.strip() != title and len(words_of(piece)) <= 6 and is_title_case(piece)
            if short and has_any(piece, lexicon().lists["company_words"]) and _is_name(piece.strip(), title):
                start = line.start + line.text.index(piece.strip())
                yield 3, Fact(piece.strip(), start, start + len(piece.strip()))


@cache
def _signs() -> tuple[tuple[int, re.Pattern[str]], ...]:
    """(weight, pattern with the group ``name``); names are runs of capitalised words."""
    word = r"(?-i:[A-Z0-9][\w&.'’+/-]*)"
    name = rf"(?P<name>{word}(?:[ ](?:(?:of|and|the|&|de|for|dan)[ ])?{word}){{0,5}})"
    forms = "|".join(re.escape(form) for form in sorted(lexicon().lists["legal_forms_before"], key=len, reverse=True))
    ends = "|".join(re.escape(form) for form in sorted(lexicon().lists["legal_forms_behind"], key=len, reverse=True))
    verbs = "|".join(re.escape(verb) for verb in lexicon().lists["employer_verbs"])
    joins = "|".join(re.escape(verb) for verb in lexicon().lists["employer_joins"])
    public = "City|County|State|Town|Government|University|Ministry|Republic|Municipality|Bank"
    return (
        (3, re.compile(rf"(?<!\w)(?P<name>(?-i:{forms})\.?[ ]{word}(?:[ ](?:(?:&|dan|of)[ ])?{word}){{0,5}})")),
        (3, re.compile(rf"(?<!\w)(?P<name>{word}(?:[ ](?:&[ ])?{word}){{0,4}},?[ ](?-i:{ends}))(?!\w)")),
        (3, re.compile(rf"(?:(?<=^)|(?<=[.!?:\n•]\s)|(?<=\n))(?:The\s)?{name}\s(?:{verbs})\b", re.MULTILINE)),
        (4, re.compile(rf"{name}\sis\s(?:an?\s)?equal[ -](?:employment[ -])?opportunity", re.IGNORECASE)),
        (2, re.compile(rf"\b(?i:{joins})\s(?:the\s)?{name}")),
        (1, re.compile(rf"(?<!\w)(?P<name>(?:{public})\sof\s(?:the\s)?{word}(?:[ ]{word}){{0,2}})")),
    )


# Matches "City of Leeds"; not "City Bakery".
_PUBLIC = re.compile(r"(?:City|County|State|Town|Government|Ministry|Republic|Municipality) of ")
# Matches "About Halyard Cargo", "Tentang PT Maju"; not "About the role".
_ABOUT = re.compile(r"^\W*(?:(?i:about|tentang|sobre|who is))\s+(?P<name>[^\W_].{1,60}?)\W*$")
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
    name = re.sub(r"(?:['’]s|[.,;:])+$", "", name).strip(" .,;:-–—|(*")
    return re.sub(
        r"^(?:(?:The|Our|At|In|About|Penempatan|Lowongan|Deskripsi|Pekerjaan|Area|Kantor)\s+)+(?=[A-Z])", "", name
    )


def _is_name(name: str, title: str | None) -> bool:
    """A name and not a sentence's first word, the title, a place or a heading."""
    words = words_of(name)
    if not words or len(words) > _COMPANY_WORDS or len(name) < 2 or not name[:1].isalnum():
        return False
    plain = name.lower().strip(" .")
    if plain in _no_employers() or all(word.lower() in _no_employers() for word in words) or "[" in name:
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


def _title_at(line: Line, candidate: str) -> Fact[str]:
    at = line.text.find(candidate)
    start = line.start + max(at, 0)
    return Fact(tidy_title(candidate), start, start + len(candidate))


def _first_phrase(text: str) -> str | None:
    """The line, or its first sentence, when that is short enough for a title."""
    if is_bullet(text) or heading_of(text, "job"):
        return None
    text = _ANNOUNCED.sub("", text.strip())
    first = re.split(r"(?<=[^\W\d_]{3})\.(?:\s|$)|\s[|–—]\s|\t|:\s|\s-\s", text, maxsplit=1)[0].strip(" .:*#")
    short = 1 <= len(words_of(first)) <= _TITLE_WORDS and first[:1].isupper() and not first.endswith(",")
    return first if short and not _SENTENCE.search(first) else None


# Matches the verb of "We are a bakery", "Kami adalah toko"; not "Head of We".
_SENTENCE = re.compile(r"(?i)\b(?:we|you|our|is|are|was|has|have|kami|adalah|anda)\b")
# Matches "looking for a Python developer to", "mencari seorang Ahli Gizi yang"; not "looking for work".
_WANTED = re.compile(
    r"(?:looking for|seeking|hiring|in search of|need|want|mencari|membutuhkan)\s+(?:an?|the|our|seorang|beberapa|several|experienced|talented|motivated|skilled|new|\d+|[, ])*\s*"
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
