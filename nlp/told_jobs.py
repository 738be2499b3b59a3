"""Reads jobs that running sentences tell: "I worked as a plumber for nine years with Harding & Sons"; it reads no headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from nlp import dates, sentences, wrapped_lines
from nlp.education import level_of
from nlp.job_headings import has_role
from nlp.lexicon import lexicon
from nlp.negation import blanked
from nlp.phrases import has_any, words_of
from nlp.places import is_city
from nlp.sections import Section
from nlp.years import find_durations
from records import Position

_TELLING = frozenset({"header", "summary", "other", "experience"})
_MOST_TITLE_WORDS = 6
_MOST_TITLE = 80
# A telling of a life is short; longer texts are lists that have lost their lines.
_MOST_WORDS = 300


@dataclass(frozen=True, slots=True)
class _Told:
    """A job as one part of a sentence tells it; offsets into the document."""

    title: str
    company: str | None
    span: dates.DateRange | None
    months: int | None
    start: int
    end: int


def find_told(
    sections: Sequence[Section], as_of: date, skills_between: Callable[[int, int], tuple[str, ...]]
) -> tuple[Position, ...]:
    """Jobs with a title and a date or a length of time, in the document's order.

    Args:
        sections: All sections of the résumé; those that tell are read.
        as_of: The day that "present" means.
        skills_between: Ids of the skills between two offsets of the document.
    """
    found = [told for section in sections if section.name in _TELLING for told in _told_in(section)]
    return tuple(_position(told, as_of, skills_between) for told in found)


def is_a_telling(sections: Sequence[Section]) -> bool:
    """The résumé has no part for jobs and is so short that its sentences are all it says of them."""
    if any(section.name == "experience" for section in sections):
        return False
    return sum(len(words_of(section.text)) for section in sections) <= _MOST_WORDS


def without_employer(title: str) -> tuple[str, str | None]:
    """ "Perawat ruang intensif RSUD Kota" parted into role and employer, where the employer's first word says what it is."""
    match = _employer_words().search(title)
    if match and has_role(title[: match.start()]):
        return title[: match.start()].strip(" ,"), title[match.start() :].strip(" ,.")
    return title, None


def _told_in(section: Section) -> Iterator[_Told]:
    for line in wrapped_lines.joined(section.lines):
        for begin, end in sentences.spans(line.text):
            sentence = blanked(line.text[begin:end])
            for first, last in _parts(sentence):
                told = _told(sentence[first:last], line.start + begin + first)
                if told:
                    yield told


def _parts(sentence: str) -> list[tuple[int, int]]:
    """ "…, before that four years as a commis": one job each."""
    cuts = [match.start() for match in _NEXT.finditer(sentence)]
    return [*zip([0, *cuts], [*cuts, len(sentence)], strict=True)]


# Matches ", before that", "; then", ", sebelumnya"; not "before I".
_NEXT = re.compile(
    r"(?:[,;]\s*|\s+)(?:and\s+)?(?:before that|prior to that|previously|earlier|after that|then|sebelum itu|sebelumnya|kemudian|lalu|setelah itu)\b|;",
    re.IGNORECASE,
)


def _told(text: str, start: int) -> _Told | None:
    ranges = [found for found in dates.find_ranges(text) if not found.is_point]
    lengths = find_durations(text)
    if not (ranges or lengths):
        return None
    for match in _mentions().finditer(text):
        is_sure = match[0].rstrip().lower().endswith((" as a", " as an", "seorang"))
        title, rest = _title(text, match.end(), is_sure=is_sure)
        if title is None:
            continue
        before = match["place"] if "place" in match.groupdict() and match["place"] else None
        company = _company(text[rest : rest + 120]) or (before and _named(before))
        months = None if ranges else round(12 * lengths[0].years)
        return _Told(title, company or None, ranges[0] if ranges else None, months, start, start + len(text))
    return None


def _title(text: str, at: int, *, is_sure: bool) -> tuple[str | None, int]:
    """The words from the offset to the first that belongs to no title, if they name a role.

    Behind "worked as a" one or two small words are a role that no list knows: "commis".
    """
    most = min(len(text), at + _MOST_TITLE)
    match = _TITLE_END.search(text, at, most)
    end = match.start() if match else most
    title, employer = without_employer(text[at:end].strip(" ,.-"))
    words = words_of(title)
    if not 1 <= len(words) <= _MOST_TITLE_WORDS or level_of(title):
        return None, at
    is_plain = is_sure and len(words) <= 2 and title.islower() and words[-1] not in _NO_ROLES
    if not (has_role(title) or is_plain):
        return None, at
    return title, at + len(title) if employer else end


# What one works as that is no job.
_NO_ROLES = frozenset({"team", "group", "part", "member", "result", "pair", "whole", "unit", "bridge", "link", "rule", "family",
                       "favour", "student", "hobby", "challenge", "sideline", "base", "means", "way", "couple"})  # fmt: skip
# Matches " at", ", ", " since", " di"; not the dash of "front-end".
_TITLE_END = re.compile(
    r"[,.;:()]|\s[–—-]\s|\d|\s(?:at|with|for|in|on|since|from|until|where|who|and|while|during|under|to|by|over|I|"
    r"di|pada|sejak|selama|dari|untuk|yang|dengan|dan|hingga|sampai)\b"
)


def _company(rest: str) -> str | None:
    """ "at Osteria Lume" behind the title; a place is none, nor "a hotel"."""
    for match in _AT.finditer(rest):
        name = _named(match["name"])
        if name and (match["by"].lower() not in {"in", "for"} or has_any(name, lexicon().lists["company_words"])):
            return name
    return None


def _named(name: str) -> str | None:
    name = name.strip(" ,.")
    return None if is_city(name) or not name or dates.find_ranges(name) else name


_NAME = r"(?:[A-Z][\w'’.&-]*|\d[\w-]*[A-Z]\w*)(?:\s(?:(?:of|the|and|&|de|la|for)\s){0,2}[A-Z][\w'’&-]*){0,6}"
# Matches "at Osteria Lume", "with Harding & Sons", "di RS Harapan"; not "at a hotel".
_AT = re.compile(rf"(?:^|[\s,])(?P<by>(?i:at|with|for|in|di|pada))\s+(?:the\s)?(?P<name>{_NAME})")


@cache
def _mentions() -> re.Pattern[str]:
    """Matches "worked as a", "nine years as a", "I was a", "bekerja sebagai"; not "as a result of"."""
    article = r"(?:\s+(?:an?|the|their|its|head|seorang))?\s+"
    numbers = "|".join(lexicon().numbers["number_words"])
    length = rf"(?i:\b(?:\d{{1,2}}|{numbers})\+?\s+(?:years?|months?|tahun|bulan)|years of experience)"
    return re.compile(
        rf"(?:\b(?i:work(?:ed|ing)?|serv(?:ed|ing)|employed|hired|practi[sc](?:ed|ing)|trained)\s+(?:\w+ly\s+)?(?i:as){article}"
        rf"|{length}\s+(?i:as|sebagai){article}(?=\S)"
        rf"|\bI(?:\s+(?:am|was|have been|became|work as|worked as)|['’]m|['’]ve been)\s+(?:an?|the)\s+"
        rf"|\b(?i:bekerja|bertugas|menjabat|berprofesi|berkarier|magang|dipekerjakan)\s+(?:(?i:di|pada)\s+(?P<place>{_NAME})\s+)?(?i:sebagai){article}"
        rf"|\b(?i:sebagai)\s+(?:(?i:seorang)\s+)?(?=[\w ]{{3,40}}\s(?:di|pada|selama|sejak)\s)"
        rf"|(?:\A|,)\s*(?=[a-z][\w'’ -]{{2,40}}\sfor\s(?:the\s(?:past|last)\s)?{length})"
        rf"|\A\s*(?=[\w'’ -]{{3,50}}\s(?i:at|with)\s+(?:the\s)?[A-Z])(?![^.]*\bI\b))"
    )


@cache
def _employer_words() -> re.Pattern[str]:
    """Matches the "RSUD" of "Perawat RSUD Kota", "PT" of "Staf PT Maju"; not "bank" of "Teller bank"."""
    first = ("PT", "CV", "RSUD", "RSU", "RS", "Rumah Sakit", "Klinik", "Puskesmas", "Toko", "Bank", "Hotel", "Koperasi", "Yayasan",
             "Dinas", "Restoran", "Universitas", "Bengkel", "Apotek")  # fmt: skip
    return re.compile(rf"(?<=\w)\s+(?:{'|'.join(first)})\.?\s+[A-Z]")


def _position(told: _Told, as_of: date, skills_between: Callable[[int, int], tuple[str, ...]]) -> Position:
    first, last, current = (told.span.first, told.span.last, told.span.current) if told.span else (None, None, False)
    months = dates.month_span(first, last, current, as_of)
    return Position(
        told.title, told.company, None, first, last, current,
        months=months[1] - months[0] if months else told.months,
        skills=skills_between(told.start, told.end),
    )  # fmt: skip
