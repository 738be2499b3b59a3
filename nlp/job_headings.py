"""The heading of one entry of work experience: which words are the title, which the employer, which the place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp import dates
from nlp.contact import find_email
from nlp.lexicon import lexicon
from nlp.phrases import has_any, is_title_case, without_bullet, words_of
from nlp.places import find_place, is_city, trailing_place, us_states
from nlp.sections import heading_of

# Strong separators on an entry's heading: "Title | Company", "Title — Company", "Company\tCity".
_STRONG = re.compile(r"\s*(?:\t|\||•|·| {3,}|ï¼\S?|﹣|\s[–—−/-]\s|(?<=\w)[–—](?=\w)|\s@\s|\s+at\s+(?=[A-Z]))\s*")
# Matches "(", ")" left empty after a date was taken out; not "(40 hours)".
_EMPTY_MARKS = re.compile(r"\(\s*[,;–—-]?\s*\)|\[\s*\]|\s+[,;:]\s*$")
# Matches "(part-time)", "(paruh waktu)", "(weekends)"; not "(40 hours per week)".
_KIND_OF_WORK = re.compile(
    r"\s*\((?:part|full)[- ]time\)|\s*\((?:contract|freelance|temporary|seasonal|weekends|internship|paruh waktu|penuh waktu|magang|kontrak)\)",
    re.IGNORECASE,
)
# Matches "https://x.org/", "www.x.org"; not "x.org team".
URL_LINE = re.compile(r"^\s*(?:https?://|www\.)\S+\s*$")
# Matches the placeholder of anonymised résumés: "City , State"; not "Salt Lake City, Utah".
_ANONYMOUS_PLACE = re.compile(r"\b[Cc](?i:ity)\s*,\s*(?:State|ST)\b(?:\s*,?\s*Country)?")
# Matches the veiled years of samples: "August 20XX", "20XX - 20XX"; not "2019" nor "Model 20X".
_VEILED_YEAR = re.compile(r"(?:\b[A-Z][a-z]{2,8}\.?\s+)?\b(?:19|20)[Xx]{2}\b(?:\s*[-–]\s*Present\b)?")
# Matches "Kent OH", "San Jose CA 95101"; not "Kent, OH" (a comma needs no gazetteer).
_CITY_STATE = re.compile(r"[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,2} ([A-Z]{2})(?: \d{5})?")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a section, offsets into the document, with the dates in it."""

    text: str
    start: int
    bullet: bool
    gap: float
    bold: bool
    ranges: tuple[dates.DateRange, ...] = ()


def heading_parts(rows: Sequence[Row]) -> tuple[str | None, str | None, str | None]:
    """(title, employer, place) of an entry's heading rows."""
    location: str | None = None
    chunks: list[str] = []
    labelled: dict[str, str] = {}
    for row in rows:
        text, place = _take_place(without_ranges(row))
        location = location or place
        label, value = _label(text)
        if label:
            labelled |= {label: value} if value else {}
        elif not URL_LINE.match(text) and not find_email(text):
            chunks += [chunk for chunk in (_clean(part) for part in _STRONG.split(text)) if _says_something(chunk)]
    chunks, city = _without_city(chunks)
    location = location or city
    title, company = _assign(_split_commas(chunks))
    title = _KIND_OF_WORK.sub("", labelled.get("title") or title or "").strip() or None
    return title, labelled.get("company") or company, location


def has_role(text: str) -> bool:
    """The text names an occupation, in the singular or plural."""
    roles = lexicon().lists["roles"]
    return has_any(text, roles) or has_any(re.sub(r"(?<=[a-z])s\b", "", text), roles)


def is_place_line(text: str) -> bool:
    """The line is little more than a place."""
    place = find_place(_ANONYMOUS_PLACE.sub("", text))
    return bool(_ANONYMOUS_PLACE.fullmatch(text.strip())) or (
        place is not None and len(place.text) >= 0.7 * len(text.strip(" ()-–—,"))
    )


def without_ranges(row: Row) -> str:
    """The row's text with a tab for each date."""
    text = row.text
    for found in reversed(row.ranges):
        text = text[: found.start] + "\t" + text[found.end :]
    text = _VEILED_YEAR.sub("\t", text)
    return _EMPTY_MARKS.sub(" ", without_bullet(text) if row.bullet else text)


def _without_city(chunks: Sequence[str]) -> tuple[list[str], str | None]:
    """ "Kestrel Parcels, London": a known city at the end of a chunk is where it is, not what it is called."""
    parted = [trailing_place(chunk) for chunk in chunks]
    return [_clean(name) for name, _ in parted], next((place for _, place in parted if place), None)


def _take_place(text: str) -> tuple[str, str | None]:
    text = _ANONYMOUS_PLACE.sub("\t", text)
    place = find_place(text)
    if place and (place.region or place.country) and ("," in place.text or place.text == text.strip()):
        return text.replace(place.text, "\t", 1), place.text
    for chunk in _STRONG.split(text):
        alone = find_place(chunk)
        if alone and alone.text == chunk.strip(" .,;()"):
            return text.replace(chunk, "\t", 1), alone.text
    chunks = _STRONG.split(text)
    state = _CITY_STATE.fullmatch(text.strip(" ()"))
    if state and state[1] in us_states() and is_city(text.strip(" ()")[: state.start(1)]):
        return "", text.strip(" ()")
    if len(chunks) > 1 and is_city(chunks[-1]):
        return text[: text.rindex(chunks[-1])], chunks[-1]
    return text, None


def _label(text: str) -> tuple[str | None, str]:
    """("company", "Oracle") for "Company: Oracle"."""
    head, mark, rest = text.partition(":")
    if not mark or len(head.split()) > 3:
        return None, ""
    for key in ("company", "title", "location", "dates"):
        if head.strip(" *").lower() in lexicon().tables["labels"][key]:
            return key, _clean(rest)
    return None, ""


def _clean(text: str) -> str:
    text = " ".join(text.split()).strip(" ,;:|/*-–—•·")
    for left, right in ("()", "[]"):
        if text.count(left) != text.count(right):
            text = text.strip(left + right + " ,")
    return text


def _says_something(chunk: str) -> bool:
    """A name of a job or an employer; not "(6 months)", "Remote" or "Responsibilities"."""
    if not any(char.isalpha() for char in chunk) or len(chunk) < 2 or chunk[0] == "(" or heading_of(chunk, "job"):
        return False
    return len(chunk.split()) > 2 or not has_any(chunk, ("remote", "hybrid"))


def _split_commas(chunks: Sequence[str]) -> list[str]:
    """Commas and colons part title from employer only when nothing stronger did."""
    chunks = [piece for chunk in chunks for piece in _split_colon(chunk)]
    if sum(1 for chunk in chunks if not has_role(chunk)) and any(has_role(chunk) for chunk in chunks):
        return list(chunks)
    parts: list[str] = []
    for chunk in chunks:
        pieces = [_clean(piece) for piece in re.split(r",\s+(?!Inc|INC|LLC|Ltd|LTD|Co\b|PLC|Tbk)", chunk)]
        roles = [has_role(piece) for piece in pieces]
        parts += [piece for piece in pieces if piece] if any(roles) and not all(roles) else [chunk]
    return parts


def _split_colon(chunk: str) -> list[str]:
    """ "Instructor: Kent State University" are two; "Head: Strategy" of one kind on both sides is one."""
    left, _, right = chunk.partition(": ")
    return [_clean(left), _clean(right)] if right and has_role(left) != has_role(right) else [chunk]


def _assign(chunks: Sequence[str]) -> tuple[str | None, str | None]:
    titles = sorted((chunk for chunk in chunks if has_role(chunk)), key=_title_rank)
    title = titles[0] if titles else None
    rest = [chunk for chunk in chunks if chunk != title]
    named = [chunk for chunk in rest if _has_company_word(chunk)]
    company = (
        named[0] if named else next((chunk for chunk in rest if is_title_case(chunk) or len(chunk.split()) <= 3), None)
    )
    if title is None and company is not None:
        others = [chunk for chunk in rest if chunk != company and len(chunk.split()) > 1]
        title = others[0] if others else None
    if title is None and company is not None and has_any(company, _OWN_ACCOUNT):
        title, company = company, None
    return title, company


_OWN_ACCOUNT = ("freelance", "freelancer", "self-employed", "wiraswasta", "pekerja lepas")


def _title_rank(chunk: str) -> tuple[bool, bool, int]:
    """Best first: no company word, the role at its end, short."""
    words = [word.lower() for word in words_of(chunk)]
    roles = set(lexicon().lists["roles"])
    return _has_company_word(chunk), not (words and (words[-1] in roles or words[0] in roles)), len(words)


def _has_company_word(text: str) -> bool:
    return has_any(text, lexicon().lists["company_words"])
