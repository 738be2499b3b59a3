"""Work experience: entries with title, employer, place and dates, totals and gaps; months are never counted twice."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from nlp import dates, sentences, told_jobs
from nlp.education import level_of
from nlp.job_headings import URL_LINE, Row, has_role, heading_parts, is_place_line, without_ranges
from nlp.negation import blanked
from nlp.phrases import has_any, is_bullet, is_title_case, without_bullet, words_of
from nlp.sections import Section
from nlp.years import find_durations
from records import Gap, Position

_GAP_MONTHS = 3
_HEADER_WORDS = 16
# White space above a line, in line heights, that sets it apart from the text before.
_APART = 0.8
# A row whose first characters are denied heads no entry: "Never worked as a data engineer".
_SAID_FIRST = 12
# Matches ". " between the heading and the story of one line; not "Inc. Austin".
_SENTENCE = re.compile(r"(?<=[a-z0-9)])\.\s+(?=[A-Z])")


@dataclass
class Entry:
    """Heading rows and body rows of one job."""

    heading: list[Row] = field(default_factory=list)
    body: list[Row] = field(default_factory=list)

    @property
    def span(self) -> dates.DateRange | None:
        """The heading's first range, or its first single date."""
        found = [found for row in self.heading for found in row.ranges]
        return next((one for one in found if not one.is_point), found[0] if found else None)


def find_positions(
    sections: Sequence[Section], as_of: date, skills_between: Callable[[int, int], tuple[str, ...]]
) -> tuple[Position, ...]:
    """Jobs in the document's order.

    Args:
        sections: All sections of the résumé; without one for experience, dated sentences that name a role are read.
        as_of: The day that "present" means.
        skills_between: Ids of the skills between two offsets of the document.
    """
    rows = [_rows(section) for section in sections if section.name == "experience"]
    entries = [entry for part in rows for entry in _entries(part)]
    if not entries:
        told = told_jobs.find_told(sections, as_of, skills_between)
        if told:
            return told
        entries = _loose_entries(sections)
        found = [_parted(_position(entry, as_of, skills_between)) for entry in entries]
    else:
        found = [_position(entry, as_of, skills_between) for entry in entries]
    return tuple(joined_under_employers([job for job in found if job.title or job.company], as_of))


def _parted(job: Position) -> Position:
    """A job of a sentence, with the employer that stands behind the role without a mark; no degree is a role."""
    if not job.title or level_of(job.title):
        return replace(job, title=None)
    title, company = told_jobs.without_employer(job.title)
    return replace(job, title=title, company=job.company or company)


def total_months(positions: Sequence[Position], sections: Sequence[Section], as_of: date) -> int:
    """Months worked, overlaps counted once; without dated jobs, the years that the introduction states."""
    told = sum(job.months or 0 for job in positions if job.start is None)
    counted = max(dates.total_months(_spans(positions, as_of)), told)
    if counted:
        return counted
    intro = [section.text for section in sections if section.name in {"header", "summary", "experience"}]
    stated = [duration.years for text in intro for duration in find_durations(text)]
    return round(12 * max(stated, default=0.0))


def find_gaps(positions: Sequence[Position], as_of: date) -> tuple[Gap, ...]:
    """Stretches of more than three months between jobs, and since the last one."""
    joined = dates.union(_spans(positions, as_of))
    now = as_of.year * 12 + as_of.month
    edges = [*joined, (now, now)] if joined and joined[-1][1] < now else joined
    return tuple(
        Gap(dates.iso_month(left[1] - 1), dates.iso_month(right[0]), right[0] - left[1])
        for left, right in itertools.pairwise(edges)
        if right[0] - left[1] > _GAP_MONTHS
    )


def span_of(position: Position, as_of: date) -> tuple[int, int] | None:
    """The position's months as a half-open interval since year 0."""
    return dates.month_span(position.start, position.end, position.current, as_of)


def joined_under_employers(jobs: Sequence[Position], as_of: date) -> list[Position]:
    """Several roles under one dated employer: each role gets the employer, whose own entry without a title goes."""
    out: list[Position] = []
    employer: Position | None = None
    used: set[int] = set()
    for job in jobs:
        if job.company and not job.title:
            employer = job
        elif job.company:
            employer = None
        elif employer and _is_within(job, employer, as_of):
            job = replace(job, company=employer.company)
            used.add(id(employer))
        elif out and not job.company and out[-1].company and job.title and _follows(out[-1], job, as_of):
            job = replace(job, company=out[-1].company)
        out.append(job)
    return [job for job in out if id(job) not in used]


def _spans(positions: Sequence[Position], as_of: date) -> list[tuple[int, int]]:
    return [span for span in (span_of(job, as_of) for job in positions) if span]


def _rows(section: Section) -> list[Row]:
    rows: list[Row] = []
    for line in section.lines:
        for text, start in _split_story(line.text, line.start):
            denies = blanked(text)[:_SAID_FIRST].isspace()
            ranges = () if denies else tuple(dates.find_ranges(text))
            rows.append(Row(text, start, denies or is_bullet(text), line.gap, line.bold, ranges))
    return rows


def _split_story(text: str, start: int) -> list[tuple[str, int]]:
    """ "Cook, Bistro, 2019 - 2021. Ran the grill." is a heading and a story on one line."""
    for found in dates.find_ranges(text)[:1]:
        cut = _SENTENCE.search(text, found.end)
        if cut and cut.start() - found.end <= 40 and len(words_of(text[: found.end])) <= _HEADER_WORDS:
            return [(text[: cut.start()], start), (text[cut.end() :], start + cut.end())]
    return [(text, start)]


def _entries(rows: Sequence[Row]) -> list[Entry]:
    anchors = [number for number, row in enumerate(rows) if _is_anchor(row)]
    if not anchors:
        return _undated_entries(rows)
    starts = _heading_starts(rows, anchors)
    entries: list[Entry] = []
    for place, (begin, anchor) in enumerate(zip(starts, anchors, strict=True)):
        stop = starts[place + 1] if place + 1 < len(starts) else len(rows)
        end = _heading_end(rows, begin, anchor, stop)
        entries.append(Entry(list(rows[begin:end]), list(rows[end:stop])))
    return entries


def _is_anchor(row: Row) -> bool:
    """A row that dates an entry: it has a range, or one date at its edge, and little else."""
    if not row.ranges:
        return False
    rest = without_ranges(row)
    size = len(words_of(rest))
    is_range = any(not found.is_point for found in row.ranges)
    if row.bullet and (size > 8 or not is_range or (row.ranges[-1].current and not is_title_case(rest))):
        return False  # "Member of the response team since 2018"
    if not is_range:
        edge = row.ranges[-1].end >= len(row.text.rstrip(" )]")) or row.ranges[0].start <= 1
        return edge and size <= 10 and (size == 0 or is_title_case(rest))
    return size <= _HEADER_WORDS


def _heading_starts(rows: Sequence[Row], anchors: Sequence[int]) -> list[int]:
    """Where each entry's heading begins: lines above the dates that look like a heading belong to it."""
    above = any(_is_heading(row) for row in rows[: anchors[0]])
    starts: list[int] = []
    floor = 0
    for anchor in anchors:
        begin = anchor
        complete = _is_complete(rows[anchor : anchor + 1])
        while above and not complete and begin - 1 >= floor and anchor - begin < 3 and _is_heading(rows[begin - 1]):
            begin -= 1
            complete = _is_complete(rows[begin : anchor + 1])
        starts.append(begin)
        floor = anchor + 1
    return starts


def _heading_end(rows: Sequence[Row], begin: int, anchor: int, stop: int) -> int:
    """One past the heading's last row: lines under the dates belong to it while title or employer is missing."""
    end = anchor + 1
    while end < stop and end - anchor <= 3:
        row = rows[end]
        if (
            URL_LINE.match(row.text)
            or is_place_line(row.text)
            or (not _is_complete(rows[begin:end]) and _is_heading(row))
        ):
            end += 1
        else:
            break
    return end


def _is_heading(row: Row) -> bool:
    text = row.text.strip()
    if row.bullet or URL_LINE.match(text) or not 1 <= len(words_of(text)) <= _HEADER_WORDS:
        return False
    if text.endswith(",") and len(words_of(text)) <= 6 and is_title_case(text):
        return True
    if text.endswith((".", ";", ",")) and not has_any(
        text.split()[-1], ("inc.", "ltd.", "co.", "corp.", "pvt.", "tbk.")
    ):
        return False
    stands_apart = row.gap >= _APART and len(words_of(text)) <= 6
    return row.bold or stands_apart or is_title_case(text) or has_role(text)


def _is_complete(rows: Sequence[Row]) -> bool:
    title, company, _ = heading_parts(rows)
    return title is not None and company is not None and has_role(title)


def _undated_entries(rows: Sequence[Row]) -> list[Entry]:
    """Entries without any date: a heading of one to three lines, then its bullets."""
    entries: list[Entry] = []
    for row in rows:
        starts = _is_heading(row) and (not entries or bool(entries[-1].body) or _is_complete(entries[-1].heading))
        if starts:
            entries.append(Entry([row]))
        elif entries and not entries[-1].body and _is_heading(row):
            entries[-1].heading.append(row)
        elif entries:
            entries[-1].body.append(row)
    return [entry for entry in entries if has_role(" ".join(row.text for row in entry.heading))]


def _loose_entries(sections: Sequence[Section]) -> list[Entry]:
    """Without a section for it: "Risk analyst, Hansa Bank, 2017 - 2025. PD and LGD models …"."""
    entries: list[Entry] = []
    for section in sections:
        if section.name not in {"header", "summary", "other"}:
            continue
        for line in section.lines:
            rows = _loose_rows(blanked(line.text), line.start)
            dated = [
                n
                for n, row in enumerate(rows)
                if any(not found.is_point for found in row.ranges) and has_role(row.text)
            ]
            for place, number in enumerate(dated):
                stop = dated[place + 1] if place + 1 < len(dated) else len(rows)
                entries.append(Entry([rows[number]], rows[number + 1 : stop]))
    return entries


def _loose_rows(text: str, start: int) -> list[Row]:
    return [
        Row(text[a:b], start + a, False, 0.0, False, tuple(dates.find_ranges(text[a:b])))
        for a, b in sentences.spans(text)
    ]


def _position(entry: Entry, as_of: date, skills_between: Callable[[int, int], tuple[str, ...]]) -> Position:
    title, company, location = heading_parts(entry.heading)
    span = entry.span
    first, last, current = (span.first, span.last, span.current) if span else (None, None, False)
    if span and span.is_point:
        last = first
    months = dates.month_span(first, last, current, as_of)
    rows = [*entry.heading, *entry.body]
    return Position(
        title, company, location, first, last, current,
        months=months[1] - months[0] if months else None,
        description="\n".join(without_bullet(row.text) for row in entry.body),
        skills=skills_between(rows[0].start, rows[-1].start + len(rows[-1].text)),
    )  # fmt: skip


def _follows(later: Position, earlier: Position, as_of: date) -> bool:
    """The earlier role ends where the later begins: a promotion under one heading."""
    after, before = span_of(later, as_of), span_of(earlier, as_of)
    return bool(after and before and abs(after[0] - before[1]) <= 1)


def _is_within(job: Position, employer: Position, as_of: date) -> bool:
    inner, outer = span_of(job, as_of), span_of(employer, as_of)
    return bool(inner and outer and outer[0] - 6 <= inner[0] and inner[1] <= outer[1] + 6)
