"""Reads jobs and studies again where the typography is lost: spans of the tagger, joined with the dates near them.

The rules go first and tell the tagger what they believe; where it finds nothing of a kind, they keep the word.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from rapidfuzz import fuzz

from nlp import dates, entity_tagger, told_jobs
from nlp.education import field_of, level_of
from nlp.entity_tagger import Span
from nlp.experience import joined_under_employers
from nlp.intervals import Intervals
from nlp.negation import denied_spans, is_unfinished
from nlp.phrases import is_title_case, without_bullet, words_of
from nlp.sections import Section
from records import Document, Line, Position, Study

_JOB = ("TITLE", "COMPANY")
_STUDY = ("DEGREE", "SCHOOL")
# Spans of one entry stand on lines next to each other.
_LINES_APART = 2
_HEADER_WORDS = 16
_ALIKE = 85
# Ten pages: résumés are shorter, and the tagger takes half a millisecond a word.
_MOST_CHARACTERS = 40_000
# Where a title without date and employer describes the person and heads no entry.
_ELSEWHERE = frozenset({"header", "summary", "skills", "references", "interests"})


@dataclass(frozen=True, slots=True)
class Entries:
    """What a résumé lists: the person's name, jobs and studies."""

    name: str | None
    jobs: tuple[Position, ...]
    studies: tuple[Study, ...]


@dataclass(frozen=True, slots=True)
class _Period:
    start: int
    end: int
    line: int
    range: dates.DateRange


@dataclass
class _Group:
    """Spans and a period that describe one job or one study."""

    spans: dict[str, Span] = field(default_factory=dict)
    period: _Period | None = None

    def takes(self, thing: Span | _Period) -> bool:
        return self.period is None if isinstance(thing, _Period) else thing.label not in self.spans

    def add(self, thing: Span | _Period) -> None:
        if isinstance(thing, _Period):
            self.period = thing
        else:
            self.spans[thing.label] = thing

    def text(self, label: str) -> str | None:
        return self.spans[label].text if label in self.spans else None

    @property
    def start(self) -> int:
        return min(span.start for span in self.spans.values())

    @property
    def end(self) -> int:
        ends = [span.end for span in self.spans.values()]
        return max([*ends, self.period.end] if self.period else ends)


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of a document by number, each with the section that it stands in."""

    lines: tuple[Line, ...]
    sections: tuple[str, ...]

    def line_at(self, offset: int) -> int:
        return max(0, bisect_right(self.lines, offset, key=lambda line: line.start) - 1)

    def section_at(self, offset: int) -> str:
        return self.sections[self.line_at(offset)]

    def is_prose(self, offset: int) -> bool:
        text = self.lines[self.line_at(offset)].text
        return len(words_of(text)) > _HEADER_WORDS or not is_title_case(text)

    def section_end(self, start: int, stop: int) -> int:
        """Where the section that holds ``start`` ends, at most ``stop``."""
        first = self.line_at(start)
        for number in range(first + 1, len(self.lines)):
            if self.lines[number].start >= stop:
                break
            if self.sections[number] != self.sections[first]:
                return self.lines[number].start
        return stop


def is_needed(document: Document, language: str) -> bool:
    """Nothing but characters is known of the document, and the tagger knows its language."""
    if language not in entity_tagger.LANGUAGES or document.ocr or len(document.text) > _MOST_CHARACTERS:
        return False
    return not any(line.size or line.bold or line.is_heading for line in document.lines)


def beliefs(known: Entries) -> dict[str, list[str]]:
    """What the rules read, under the tagger's labels."""
    return {
        "NAME": [known.name] if known.name else [],
        "TITLE": [job.title for job in known.jobs if job.title],
        "COMPANY": [job.company for job in known.jobs if job.company],
        "DEGREE": [study.degree for study in known.studies if study.degree],
        "SCHOOL": [study.institution for study in known.studies if study.institution],
    }


def read_again(
    document: Document,
    sections: Sequence[Section],
    known: Entries,
    as_of: date,
    skills_between: Callable[[int, int], tuple[str, ...]],
    *,
    own_lines: bool,
) -> Entries:
    """The entries by the tagger where it finds any, else those that are known; the document's order.

    Args:
        document, sections: The résumé and its parts.
        known: What the rules read.
        as_of: The day that "present" means.
        skills_between: Ids of the skills between two offsets of the document.
        own_lines: The lines are the document's and not guessed; what the rules read whole then stays.
    """
    denied = Intervals(denied_spans(document.text))
    marked = entity_tagger.tag(document, sections, beliefs(known))
    spans = [span for span in marked if not denied.covers(span.start, span.end)]
    page = _page(document, sections)
    periods = _periods(page, [span for span in spans if span.label != "NAME"])
    jobs = _jobs(document.text, _groups(spans, _JOB, periods), page, as_of, skills_between)
    studies = [_study(group, page) for group in _groups(spans, _STUDY, periods)]
    told = bool(known.jobs) and told_jobs.is_a_telling(sections)
    keeps = (own_lines and _are_whole(known.jobs)) or (
        told and bool(told_jobs.find_told(sections, as_of, skills_between))
    )
    name = known.name or next((span.text for span in spans if span.label == "NAME"), None)
    return Entries(
        name,
        known.jobs if keeps else _with_jobs(jobs, known.jobs, as_of),
        known.studies if own_lines and _are_whole(known.studies) else _with_studies(studies, known.studies),
    )


def _are_whole(known: Sequence[Position] | Sequence[Study]) -> bool:
    """The rules found both names and a date of every entry: lines that are in order need no second reading."""
    return bool(known) and all(
        one.title and one.company and (one.start or one.current)
        if isinstance(one, Position)
        else one.institution and one.degree and one.end
        for one in known
    )


def _page(document: Document, sections: Sequence[Section]) -> _Page:
    named = {line.start: section.name for section in sections for line in section.lines}
    found: list[str] = []
    for line in document.lines:
        inside = (name for start, name in named.items() if line.start <= start < line.start + len(line.text))
        found.append(next(inside, "heading"))
    return _Page(document.lines, tuple(found))


def _periods(page: _Page, spans: Sequence[Span]) -> list[tuple[_Period, str]]:
    """Dates of lines that are no prose, each with the label of the span that stands nearest."""
    found: list[tuple[_Period, str]] = []
    for number, line in enumerate(page.lines):
        for one in dates.find_ranges(line.text) if spans else ():
            if one.is_point and len(words_of(line.text)) > _HEADER_WORDS:
                continue
            period = _Period(line.start + one.start, line.start + one.end, number, one)
            nearest = min(spans, key=lambda span: max(span.start - period.end, period.start - span.end, 0))
            found.append((period, nearest.label))
    return found


def _groups(spans: Sequence[Span], labels: Sequence[str], periods: Sequence[tuple[_Period, str]]) -> list[_Group]:
    """Things that stand together, one of a kind in each group; a second of a kind opens the next."""
    things: list[Span | _Period] = [span for span in spans if span.label in labels]
    things += [period for period, label in periods if label in labels]
    groups: list[_Group] = []
    last = -_LINES_APART - 1
    for thing in sorted(things, key=lambda one: one.start):
        if thing.line - last > _LINES_APART or not groups[-1].takes(thing):
            groups.append(_Group())
        groups[-1].add(thing)
        last = thing.line
    return [group for group in groups if group.spans]


def _jobs(
    text: str,
    groups: Sequence[_Group],
    page: _Page,
    as_of: date,
    skills_between: Callable[[int, int], tuple[str, ...]],
) -> list[Position]:
    heads = [group for group in groups if _heads_an_entry(group, page)]
    stops = [*(group.start for group in heads[1:]), len(text)]
    found: list[Position] = []
    for group, before_next in zip(heads, stops, strict=False):
        stop = page.section_end(group.end, max(group.end, before_next))
        found.append(_position(group, text[group.end : stop], as_of, skills_between(group.start, stop)))
    return found


def _heads_an_entry(group: _Group, page: _Page) -> bool:
    """A title or an employer of a job; not one that prose or a headline mentions."""
    if "TITLE" in group.spans and (group.period is not None or "COMPANY" in group.spans):
        return True
    section = page.section_at(group.start)
    return section == "experience" or (section not in _ELSEWHERE and not page.is_prose(group.start))


def _position(group: _Group, story: str, as_of: date, skills: tuple[str, ...]) -> Position:
    span = group.period.range if group.period else None
    first, last, current = (span.first, span.last, span.current) if span else (None, None, False)
    if span and span.is_point:
        last = first
    months = dates.month_span(first, last, current, as_of)
    return Position(
        group.text("TITLE"), group.text("COMPANY"), None, first, last, current,
        months=months[1] - months[0] if months else None,
        description="\n".join(said for line in story.splitlines() if (said := without_bullet(line).strip(" ,;|"))),
        skills=skills,
    )  # fmt: skip


def _study(group: _Group, page: _Page) -> Study:
    degree, span = group.text("DEGREE"), group.period.range if group.period else None
    start, end = (None, None) if span is None else (None, span.first) if span.is_point else (span.first, span.last)
    lines = {page.line_at(at) for at in (group.start, group.end)}
    level = None if any(is_unfinished(page.lines[at].text) for at in lines) else level_of(degree)
    return Study(group.text("SCHOOL"), degree, level, field_of(degree), start, end)


def _with_jobs(found: Sequence[Position], known: Sequence[Position], as_of: date) -> tuple[Position, ...]:
    """Found jobs with the rules' titles and dates where theirs lack, and the rules' employers only where none was found.

    The rules find employers in lost typography half as often right as the tagger; all their jobs count where it finds none.
    """
    if not found:
        return tuple(known)
    filled = [_completed(job, known) for job in found]
    if not any(job.company for job in filled):
        filled += [replace(job, title=None) for job in known if job.company]
    return tuple(joined_under_employers(filled, as_of))


def _completed(job: Position, known: Sequence[Position]) -> Position:
    twin = next((other for other in known if _is_same(job, other)), None)
    if twin is None:
        return job
    job = replace(job, title=job.title or twin.title, location=twin.location)
    if job.start is None and not job.current:
        job = replace(job, start=twin.start, end=twin.end, current=twin.current, months=twin.months)
    return job


def _is_same(job: Position, other: Position) -> bool:
    pairs = [(job.title, other.title), (job.company, other.company)]
    alike = [fuzz.token_set_ratio(a.lower(), b.lower()) >= _ALIKE for a, b in pairs if a and b]
    same_start = job.start is None or other.start is None or job.start == other.start
    return bool(alike) and all(alike) and same_start


def _with_studies(found: Sequence[Study], known: Sequence[Study]) -> tuple[Study, ...]:
    """Found studies; of the kinds that were not found at all, the rules'."""
    studies = list(found)
    if not any(study.degree for study in found):
        studies += [replace(study, institution=None) for study in known if study.degree]
    if not any(study.institution for study in found):
        studies += [replace(study, degree=None, level=None, field=None) for study in known if study.institution]
    return tuple(_paired(studies, known))


def _paired(studies: Sequence[Study], known: Sequence[Study]) -> list[Study]:
    """Grades, fields and dates that the rules read for the same degree."""
    out: list[Study] = []
    for study in studies:
        twin = next((other for other in known if study.degree and other.degree and _likely(study, other)), None)
        if twin:
            dated = study if study.end else replace(study, start=twin.start, end=twin.end)
            study = replace(dated, field=study.field or twin.field, grade=twin.grade)
        out.append(study)
    return out


def _likely(study: Study, other: Study) -> bool:
    alike = fuzz.token_set_ratio((study.degree or "").lower(), (other.degree or "").lower()) >= _ALIKE
    return alike and (not study.institution or not other.institution or study.institution in other.institution
                      or other.institution in study.institution)  # fmt: skip
