"""Work experience: entries with title, employer, place and dates, totals and gaps; months are never counted twice."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from nlp import dates, sentences
from nlp.contact import find_email
from nlp.lexicon import lexicon
from nlp.phrases import has_any, is_bullet, is_title_case, phrase_pattern, without_bullet, words_of
from nlp.places import find_place, is_city, trailing_place, us_states
from nlp.sections import Section, heading_of
from nlp.years import find_durations
from records import Gap, Position

_GAP_MONTHS = 3
_HEADER_WORDS = 16
# White space above a line, in line heights, that sets it apart from the text before.
_APART = 0.8
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
_URL_LINE = re.compile(r"^\s*(?:https?://|www\.)\S+\s*$")
# Matches the placeholder of anonymised résumés: "City , State"; not "Salt Lake City, Utah".
_ANONYMOUS_PLACE = re.compile(r"\b[Cc](?i:ity)\s*,\s*(?:State|ST)\b(?:\s*,?\s*Country)?")
# Matches "Kent OH", "San Jose CA 95101"; not "Kent, OH" (a comma needs no gazetteer).
_CITY_STATE = re.compile(r"[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,2} ([A-Z]{2})(?: \d{5})?")
# Matches ". " between the heading and the story of one line; not "Inc. Austin".
_SENTENCE = re.compile(r"(?<=[a-z0-9)])\.\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a section, offsets into the document, with the dates in it."""

    text: str
    start: int
    bullet: bool
    gap: float
    bold: bool
    ranges: tuple[dates.DateRange, ...] = ()


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
        entries = _loose_entries(sections)
    found = [_position(entry, as_of, skills_between) for entry in entries]
    return tuple(_under_employers([job for job in found if job.title or job.company], as_of))


def total_months(positions: Sequence[Position], sections: Sequence[Section], as_of: date) -> int:
    """Months worked, overlaps counted once; without dated jobs, the years that the introduction states."""
    counted = dates.total_months(_spans(positions, as_of))
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


def _spans(positions: Sequence[Position], as_of: date) -> list[tuple[int, int]]:
    return [span for span in (span_of(job, as_of) for job in positions) if span]


def _rows(section: Section) -> list[Row]:
    rows: list[Row] = []
    for line in section.lines:
        for text, start in _split_story(line.text, line.start):
            ranges = tuple(dates.find_ranges(text))
            rows.append(Row(text, start, is_bullet(text), line.gap, line.bold, ranges))
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
    rest = _without_ranges(row)
    size = len(words_of(rest))
    is_range = any(not found.is_point for found in row.ranges)
    if row.bullet and (size > 8 or not is_range):
        return False
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
            _URL_LINE.match(row.text)
            or _is_place_line(row.text)
            or (not _is_complete(rows[begin:end]) and _is_heading(row))
        ):
            end += 1
        else:
            break
    return end


def _is_heading(row: Row) -> bool:
    text = row.text.strip()
    if row.bullet or _URL_LINE.match(text) or not 1 <= len(words_of(text)) <= _HEADER_WORDS:
        return False
    if text.endswith(",") and len(words_of(text)) <= 6 and is_title_case(text):
        return True
    if text.endswith((".", ";", ",")) and not has_any(
        text.split()[-1], ("inc.", "ltd.", "co.", "corp.", "pvt.", "tbk.")
    ):
        return False
    stands_apart = row.gap >= _APART and len(words_of(text)) <= 6
    return row.bold or stands_apart or is_title_case(text) or _has_role(text)


def _is_place_line(text: str) -> bool:
    place = find_place(_ANONYMOUS_PLACE.sub("", text))
    return bool(_ANONYMOUS_PLACE.fullmatch(text.strip())) or (
        place is not None and len(place.text) >= 0.7 * len(text.strip(" ()-–—,"))
    )


def _is_complete(rows: Sequence[Row]) -> bool:
    title, company, _ = _heading_parts(rows)
    return title is not None and company is not None and _has_role(title)


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
    return [entry for entry in entries if _has_role(" ".join(row.text for row in entry.heading))]


def _loose_entries(sections: Sequence[Section]) -> list[Entry]:
    """Without a section for it: "Risk analyst, Hansa Bank, 2017 - 2025. PD and LGD models …"."""
    entries: list[Entry] = []
    for section in sections:
        if section.name not in {"header", "summary", "other"}:
            continue
        for line in section.lines:
            rows = _loose_rows(line.text, line.start)
            dated = [
                n
                for n, row in enumerate(rows)
                if any(not found.is_point for found in row.ranges) and _has_role(row.text)
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
    title, company, location = _heading_parts(entry.heading)
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


def _heading_parts(rows: Sequence[Row]) -> tuple[str | None, str | None, str | None]:
    """(title, employer, place) of an entry's heading rows."""
    location: str | None = None
    chunks: list[str] = []
    labelled: dict[str, str] = {}
    for row in rows:
        text, place = _take_place(_without_ranges(row))
        location = location or place
        label, value = _label(text)
        if label:
            labelled |= {label: value} if value else {}
        elif not _URL_LINE.match(text) and not find_email(text):
            chunks += [chunk for chunk in (_clean(part) for part in _STRONG.split(text)) if _says_something(chunk)]
    chunks, city = _without_city(chunks)
    location = location or city
    title, company = _assign(_split_commas(chunks))
    title = _KIND_OF_WORK.sub("", labelled.get("title") or title or "").strip() or None
    return title, labelled.get("company") or company, location


def _without_city(chunks: Sequence[str]) -> tuple[list[str], str | None]:
    """ "Kestrel Parcels, London": a known city at the end of a chunk is where it is, not what it is called."""
    parted = [trailing_place(chunk) for chunk in chunks]
    return [_clean(name) for name, _ in parted], next((place for _, place in parted if place), None)


def _without_ranges(row: Row) -> str:
    text = row.text
    for found in reversed(row.ranges):
        text = text[: found.start] + "\t" + text[found.end :]
    return _EMPTY_MARKS.sub(" ", without_bullet(text) if row.bullet else text)


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
    if sum(1 for chunk in chunks if not _has_role(chunk)) and any(_has_role(chunk) for chunk in chunks):
        return list(chunks)
    parts: list[str] = []
    for chunk in chunks:
        pieces = [_clean(piece) for piece in re.split(r",\s+(?!Inc|INC|LLC|Ltd|LTD|Co\b|PLC|Tbk)", chunk)]
        roles = [_has_role(piece) for piece in pieces]
        parts += [piece for piece in pieces if piece] if any(roles) and not all(roles) else [chunk]
    return parts


def _split_colon(chunk: str) -> list[str]:
    """ "Instructor: Kent State University" are two; "Head: Strategy" of one kind on both sides is one."""
    left, _, right = chunk.partition(": ")
    return [_clean(left), _clean(right)] if right and _has_role(left) != _has_role(right) else [chunk]


def _assign(chunks: Sequence[str]) -> tuple[str | None, str | None]:
    titles = sorted((chunk for chunk in chunks if _has_role(chunk)), key=_title_rank)
    title = titles[0] if titles else None
    rest = [chunk for chunk in chunks if chunk != title]
    named = [chunk for chunk in rest if _has_company_word(chunk)]
    company = (
        named[0] if named else next((chunk for chunk in rest if is_title_case(chunk) or len(chunk.split()) <= 3), None)
    )
    if title is None and company is not None:
        others = [chunk for chunk in rest if chunk != company and len(chunk.split()) > 1]
        title = others[0] if others else None
    return title, company


def _title_rank(chunk: str) -> tuple[bool, bool, int]:
    """Best first: no company word, the role at its end, short."""
    words = [word.lower() for word in words_of(chunk)]
    roles = set(lexicon().lists["roles"])
    return _has_company_word(chunk), not (words and (words[-1] in roles or words[0] in roles)), len(words)


def _has_role(text: str) -> bool:
    plain = re.sub(r"(?<=[a-z])s\b", "", text)
    roles = phrase_pattern(lexicon().lists["roles"])
    return roles.search(text) is not None or roles.search(plain) is not None


def _has_company_word(text: str) -> bool:
    return has_any(text, lexicon().lists["company_words"])


def _under_employers(jobs: Sequence[Position], as_of: date) -> list[Position]:
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


def _follows(later: Position, earlier: Position, as_of: date) -> bool:
    """The earlier role ends where the later begins: a promotion under one heading."""
    after, before = span_of(later, as_of), span_of(earlier, as_of)
    return bool(after and before and abs(after[0] - before[1]) <= 1)


def _is_within(job: Position, employer: Position, as_of: date) -> bool:
    inner, outer = span_of(job, as_of), span_of(employer, as_of)
    return bool(inner and outer and outer[0] - 6 <= inner[0] and inner[1] <= outer[1] + 6)
