"""Education: entries with institution, degree, level, field and dates, and the level that a phrase stands for."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import get_args

from nlp import dates, sentences
from nlp.lexicon import lexicon
from nlp.negation import blanked, is_unfinished
from nlp.phrases import has_any, is_bullet, is_title_case, phrase_pattern, without_bullet, words_of
from nlp.places import find_place, is_city, trailing_place
from nlp.sections import Section
from records import EducationLevel, Gap, Position, Study

LEVELS: tuple[EducationLevel, ...] = get_args(EducationLevel)
_GAP_MONTHS = 6
# Characters: what is longer names no degree in 14 words.
_LONGEST = 1_000
# Strong separators of an entry's parts; a comma parts too, later.
_PARTS = re.compile(r"\s*(?:\t|\||•|·|;| {3,}|ï¼\S?|\s[–—−-]\s|(?<=\w)[–—](?=\w))\s*")
# Matches "GPA: 3.8/4.0", "IPK 3,75", "CGPA - 8.1"; not "GPA club".
_GRADE = re.compile(
    r"\b(?:overall |cumulative )?(?:c?gpa|ipk|grade|cgpa)\b\s*[:\-–]?\s*(\d[\d.,]*(?:\s*/\s*\d[\d.,]*)?)", re.IGNORECASE
)
# Matches "BS", "MA" written in capitals; "be", "as", "ma" in prose are words.
_SHORT = re.compile(r"[a-z]{2,3}")
# Matches "in Computer Science" after a degree; not "in 2015".
_FIELD = re.compile(
    r"\b(?:in|of|jurusan|bidang)\s+(?!(?:science|arts|engineering|technology|applied science)\s+in\b)([^\W\d_][^,;()\d]{2,60})",
    re.IGNORECASE,
)


@dataclass
class _Draft:
    institution: str | None = None
    degree: str | None = None
    field: str | None = None
    grade: str | None = None
    span: dates.DateRange | None = None
    is_unfinished: bool = False

    @property
    def is_useful(self) -> bool:
        return bool(self.institution or self.degree)


def find_studies(sections: Sequence[Section]) -> tuple[Study, ...]:
    """Education entries in the document's order."""
    drafts: list[_Draft] = []
    for section in sections:
        if section.name == "education":
            drafts += _drafts(section)
    if not drafts:
        drafts = [_one_liner(line.text) for section in sections if section.name in _LOOSE for line in section.lines]
    return tuple(_study(draft) for draft in drafts if draft.is_useful)


# "Did not graduate." below an entry speaks of it; a longer note may speak of another study.
_SHORT_NOTE = 5
_LOOSE = frozenset({"header", "summary", "other", "certifications"})


def level_of(text: str | None) -> EducationLevel | None:
    """The highest level that a phrase names, or None."""
    if not text:
        return None
    found = [(match, level) for level in LEVELS if (match := _degree_in(text, level))]
    whole = [level for match, level in found if not any(_is_inside(match, other) for other, _ in found)]
    return whole[-1] if whole else None


def _is_inside(inner: re.Match[str], outer: re.Match[str]) -> bool:
    """ "diploma" inside "high school diploma"."""
    return outer.start() <= inner.start() and inner.end() <= outer.end() and len(inner[0]) < len(outer[0])


def field_of(degree: str | None) -> str | None:
    """The field that a degree's own words name: "Bachelor of Science in Nursing", or None."""
    return _field_of(degree, _degree(degree)) if degree else None


def highest_level(studies: Sequence[Study]) -> EducationLevel | None:
    """The highest level among entries, or None."""
    known = [study.level for study in studies if study.level]
    return max(known, key=LEVELS.index) if known else None


def first_job_gap(studies: Sequence[Study], jobs: Sequence[Position], as_of: date) -> int | None:
    """Months from the first graduation to the first job after it; None when either is undated."""
    ends = [span[1] for span in (_span(study, as_of) for study in studies) if span]
    begins = [span[0] for span in (dates.month_span(job.start, job.end, job.current, as_of) for job in jobs) if span]
    later = [begin - min(ends) for begin in begins if ends and begin >= min(ends)]
    return min(later) if later else None


def find_gaps(studies: Sequence[Study], as_of: date) -> tuple[Gap, ...]:
    """More than six months between two dated entries of education."""
    joined = dates.union(span for span in (_span(study, as_of) for study in studies if study.start) if span)
    return tuple(
        Gap(dates.iso_month(left[1] - 1), dates.iso_month(right[0]), right[0] - left[1])
        for left, right in itertools.pairwise(joined)
        if right[0] - left[1] > _GAP_MONTHS
    )


def _span(study: Study, as_of: date) -> tuple[int, int] | None:
    return dates.month_span(study.start or study.end, study.end, False, as_of)


def _drafts(section: Section) -> list[_Draft]:
    drafts = [_Draft()]
    for line in section.lines:
        text = _said(without_bullet(line.text))
        if is_unfinished(line.text) and not (_degree(text) or _institution(text)):
            drafts[-1].is_unfinished |= drafts[-1].is_useful and len(words_of(line.text)) <= _SHORT_NOTE
            continue
        before = len(drafts)
        if is_bullet(line.text) and not (_degree(text) or _institution(text)):
            grade = _GRADE.search(text)
            drafts[-1].grade = drafts[-1].grade or (grade[1] if grade else None)
        elif len(words_of(text)) <= 30:
            _read_line(text, drafts)
        if is_unfinished(line.text):
            for draft in drafts[before - 1 :]:
                draft.is_unfinished = draft.is_useful
    return drafts


def _said(text: str) -> str:
    """The line without what it denies, "(did not finish)" and "no bachelor's degree"."""
    if is_unfinished(text):
        return phrase_pattern(lexicon().tables["negation"]["unfinished"]).sub(" ", text)
    left = blanked(text)
    return text if left == text else left.rstrip(" .,;(")


def _read_line(text: str, drafts: list[_Draft]) -> None:
    grade = _GRADE.search(text)
    if grade:
        text = text.replace(grade[0], "\t")
    ranges = dates.find_ranges(text)
    for found in reversed(ranges):
        text = text[: found.start] + "\t" + text[found.end :]
    for chunk in _chunks(text):
        _place_chunk(chunk, drafts)
    if ranges:
        best = next((found for found in ranges if not found.is_point), ranges[-1])
        if drafts[-1].span is None:
            drafts[-1].span = best
    if grade:
        drafts[-1].grade = grade[1]


def _chunks(text: str) -> list[str]:
    text = re.sub(r"\bCity\s*,\s*State\b", "\t", text)
    place = find_place(text)
    if place and "," in place.text and not _institution(place.text):
        text = text.replace(place.text, "\t", 1)
    parts = [piece for part in _PARTS.split(text) for piece in _comma_parts(part)]
    cleaned = [_balanced(" ".join(part.split()).strip(" ,;:|*-–—")) for part in parts]
    return [part for part in cleaned if len(part) > 1 and any(char.isalpha() for char in part)]


def _balanced(part: str) -> str:
    return part.strip("() ") if part.count("(") != part.count(")") else part


def _comma_parts(part: str) -> list[str]:
    """ "B.S., Biology, Yale University" parts at commas; "University of California, Berkeley" stays whole."""
    pieces = [piece.strip() for piece in re.split(r",(?![^()]{0,300}\))", part)]
    out: list[str] = []
    for piece in pieces:
        if out and _institution(out[-1]) and not _degree(piece) and not _institution(piece):
            out[-1] = f"{out[-1]}, {piece}"
        else:
            out.append(piece)
    return out


def _place_chunk(chunk: str, drafts: list[_Draft]) -> None:
    """Puts one chunk into the current entry; a second degree or institution opens the next."""
    now = drafts[-1]
    degree, institution = _degree(chunk), _institution(chunk)
    if (
        degree
        and degree.start() == 0
        and len(degree[0]) < len(chunk)
        and has_any(degree[0], lexicon().lists["schools"])
    ):
        _place_school(chunk, degree, drafts)
    elif institution and not (degree and degree.start() == 0):
        if now.institution:
            drafts.append(now := _Draft())
        now.institution = _without_city(chunk)
    elif degree:
        if now.degree:
            drafts.append(now := _Draft())
        chunk = re.split(r"\s+from\s+", chunk, maxsplit=1)[0]
        now.degree, now.field = chunk, _field_of(chunk, degree)
        if institution:
            _split_degree_and_school(now, chunk)
    elif (
        now.is_useful
        and now.field is None
        and is_title_case(chunk)
        and len(chunk.split()) <= 6
        and not find_place(chunk)
        and not is_city(chunk)
    ):
        now.field = chunk


def _place_school(chunk: str, degree: re.Match[str], drafts: list[_Draft]) -> None:
    """ "SMA Negeri 5": the word for what was learnt there opens the school's name too.

    Where two follow each other ("SMK Teknik Mesin", "SMK Bina Karsa"), the first is the degree with its field.
    """
    now = drafts[-1]
    if now.institution and now.degree and now.institution.startswith(now.degree) and not _institution(now.institution):
        now.degree, now.field = now.institution, now.institution[len(now.degree) :].strip() or None
    elif now.institution or (now.degree and level_of(now.degree) != level_of(degree[0])):
        drafts.append(now := _Draft(degree=degree[0]))
    now.institution, now.degree = _without_city(chunk), now.degree or degree[0]


def _without_city(chunk: str) -> str:
    """ "University of Leeds, Leeds": a known city at the end is where it is."""
    name, place = trailing_place(chunk)
    return name if place and _institution(name) else chunk


def _split_degree_and_school(draft: _Draft, chunk: str) -> None:
    """ "Bachelor of Arts University of Leeds": the school begins at its own first capital word."""
    match = re.search(r"(?:from|at|,|-)\s+(.*)$", chunk)
    school = match[1] if match else chunk[_school_start(chunk) :]
    draft.institution = school.strip(" ,-")
    draft.degree = chunk[: chunk.rfind(school)].strip(" ,-") or chunk
    draft.field = _field_of(draft.degree, _degree(draft.degree))


def _school_start(chunk: str) -> int:
    found = phrase_pattern(lexicon().lists["institutions"]).search(chunk)
    return found.start() if found else 0


def _field_of(chunk: str, degree: re.Match[str] | None) -> str | None:
    if degree is None:
        return None
    rest = chunk[degree.end() :]
    said = _FIELD.search(rest)
    if said:
        return said[1].strip()
    rest = re.sub(r"^(?:[\s.:()'’s-]|[Hh]on(?:our)?s?\b)+", " ", rest).strip(" ()-:")
    return rest if 2 < len(rest) <= 60 and is_title_case(rest) and not _institution(rest) else None


def _one_liner(text: str) -> _Draft:
    """ "B.Sc. Computer Science, 2017." in running text."""
    draft = _Draft()
    for begin, end in sentences.spans(text):
        if end - begin > _LONGEST:
            continue
        sentence = _said(text[begin:end])
        if len(words_of(sentence)) > 14 or not _degree(sentence):
            continue
        drafts = [_Draft()]
        _read_line(sentence.rstrip(" ."), drafts)
        if drafts[0].degree:
            draft = drafts[0]
            draft.is_unfinished = is_unfinished(text[begin:end])
    return draft


def _study(draft: _Draft) -> Study:
    span = draft.span
    start, end = (None, None) if span is None else (None, span.first) if span.is_point else (span.first, span.last)
    level = None if draft.is_unfinished else level_of(draft.degree)
    return Study(draft.institution, draft.degree, level, draft.field, start, end, draft.grade)


def _institution(text: str) -> bool:
    return has_any(text, lexicon().lists["institutions"]) and not has_any(
        text, ("high school diploma", "trade school certificate")
    )


def _degree(text: str) -> re.Match[str] | None:
    """The earliest degree phrase in the text."""
    found = [match for level in LEVELS if (match := _degree_in(text, level))]
    return min(found, key=lambda match: match.start()) if found else None


def _degree_in(text: str, level: EducationLevel) -> re.Match[str] | None:
    for match in _degree_pattern(level).finditer(text):
        if (
            not _SHORT.fullmatch(match[0].lower())
            or match[0].isupper()
            or match[0].lower() in {"phd", "mba", "bsc", "msc"}
        ):
            return match
    return None


@cache
def _degree_pattern(level: EducationLevel) -> re.Pattern[str]:
    phrases = lexicon().tables["degrees"].get(level, ())
    undotted = (phrase.rstrip(".") for phrase in phrases if phrase.endswith(".") and "." in phrase[:-1])
    return phrase_pattern((*phrases, *undotted))
