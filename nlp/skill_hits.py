"""Turns mentions of skills into skill hits: one a skill, with evidence, years and when it was last used."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

from nlp import dates
from nlp.experience import span_of
from nlp.intervals import Intervals
from nlp.lexicon import lexicon
from nlp.phrases import is_bullet, without_bullet, words_of
from nlp.sections import Section
from nlp.skills import Found
from nlp.years import find_durations
from records import Evidence, Position, SkillHit

_EVIDENCE = 5
# A length of time belongs to a skill named so close behind it ("5 years of Python") or before it ("Python: 5 years").
_BEFORE, _BEHIND = 40, 16
# Items of a skill list stand between these; brackets open a list of their own.
_ITEMS = re.compile(r"[,;|•·●▪()\[\]\n\t]|\s[–—-]\s|(?<=\w):\s")
_ITEM_WORDS = 5


def section_finder(sections: Sequence[Section]) -> Callable[[int], str]:
    """A function from an offset of the document to the name of its section."""
    spans = sorted(
        (line.start, line.start + len(line.text), section.name) for section in sections for line in section.lines
    )

    stretches = Intervals((start, end + 1) for start, end, _ in spans)

    def section_at(offset: int) -> str:
        found = stretches.at(offset)
        return "other" if found is None else spans[found][2]

    return section_at


def gather(
    text: str, mentions: Sequence[Found], section_at: Callable[[int], str], jobs: Sequence[Position], as_of: date
) -> tuple[SkillHit, ...]:
    """One hit a skill, in order of first mention; confidence is that of its best mention."""
    by_skill: dict[str, list[Found]] = {}
    for mention in mentions:
        by_skill.setdefault(mention.skill.id, []).append(mention)
    stated = stated_years(text, mentions)
    return tuple(
        _hit(text, found, section_at, jobs, as_of, stated.get(skill_id)) for skill_id, found in by_skill.items()
    )


def stated_years(text: str, mentions: Sequence[Found]) -> dict[str, float]:
    """Skill id -> years that the text states next to it; the larger where it states two."""
    years: dict[str, float] = {}
    starts = [mention.start for mention in mentions]
    for duration in find_durations(text):
        first = bisect_left(starts, duration.start - _BEFORE)
        last = bisect_left(starts, duration.end + _BEFORE + 1)
        for mention in mentions[first:last]:
            ahead = 0 <= mention.start - duration.end <= _BEFORE and _is_one_clause(text[duration.end : mention.start])
            behind = 0 <= duration.start - mention.end <= _BEHIND and _is_one_clause(text[mention.end : duration.start])
            if ahead or behind:
                years[mention.skill.id] = max(duration.years, years.get(mention.skill.id, 0.0))
                if behind:
                    break
    return years


def candidates(sections: Sequence[Section], mentions: Sequence[Found]) -> tuple[SkillHit, ...]:
    """Items of the skill sections that the taxonomy does not know, as hits without an id."""
    found: dict[str, SkillHit] = {}
    taken = [mention.start for mention in mentions]
    for section in sections:
        if section.name != "skills":
            continue
        for line in section.lines:
            for start, item in _items(line.text, line.start):
                free = bisect_left(taken, start) == bisect_left(taken, start + len(item))
                if free and _is_name(item):
                    evidence = (Evidence(item, "skills", start, start + len(item)),)
                    found.setdefault(item.lower(), SkillHit(None, item, "unknown", 0.5, "exact", evidence))
    return tuple(found.values())


def _hit(
    text: str,
    found: Sequence[Found],
    section_at: Callable[[int], str],
    jobs: Sequence[Position],
    as_of: date,
    stated: float | None,
) -> SkillHit:
    best = max(found, key=lambda mention: mention.confidence)
    skill = best.skill
    spans = [span for job in jobs if skill.id in job.skills and (span := span_of(job, as_of))]
    worked = round(dates.total_months(spans) / 12, 1) if spans else None
    years = max((value for value in (worked, stated) if value is not None), default=None)
    last = dates.iso_month(max(end for _, end in spans) - 1) if spans else None
    evidence = [_surface(text, mention, section_at) for mention in found[:_EVIDENCE]]
    item = next((piece for mention in found if (piece := _whole_item(text, mention, section_at))), None)
    return SkillHit(
        skill.id, skill.name, skill.category, best.confidence, best.match,
        tuple([*evidence, item] if item else evidence), years, last,
    )  # fmt: skip


def _surface(text: str, mention: Found, section_at: Callable[[int], str]) -> Evidence:
    return Evidence(text[mention.start : mention.end], section_at(mention.start), mention.start, mention.end)


def _whole_item(text: str, mention: Found, section_at: Callable[[int], str]) -> Evidence | None:
    """ "Proficiency in accounting software": the item of a skill list that says more than the skill's name."""
    if section_at(mention.start) != "skills":
        return None
    begin = text.rfind("\n", 0, mention.start) + 1
    line = text[begin : (text.find("\n", mention.end) + 1 or len(text) + 1) - 1]
    for start, item in _items(line, begin):
        wider = start <= mention.start and mention.end <= start + len(item) and len(item) > mention.end - mention.start
        if wider and len(words_of(item)) <= _ITEM_WORDS:
            return Evidence(item, "skills", start, start + len(item))
    return None


def _items(line: str, offset: int) -> list[tuple[int, str]]:
    lead = len(line) - len(without_bullet(line)) if is_bullet(line) else 0
    items: list[tuple[int, str]] = []
    at = lead
    for edge in [*_ITEMS.finditer(line, lead), None]:
        piece = line[at : edge.start() if edge else len(line)]
        label = edge is not None and edge[0].startswith(":")
        clean = piece.strip(" .*-–—")
        if clean and not label:
            items.append((offset + at + piece.index(clean), clean))
        at = edge.end() if edge else len(line)
    return items


def _is_name(item: str) -> bool:
    if item.lower() in _levels():
        return False
    words = words_of(item)
    return (
        1 <= len(words) <= 4
        and any(char.isalpha() for char in item)
        and 2 <= len(item) <= 40
        and not dates.find_ranges(item)
    )


@cache
def _levels() -> frozenset[str]:
    """ "Advanced", "Menengah": how well, not what."""
    return frozenset(word for words in lexicon().tables["language_levels"].values() for word in words)


def _is_one_clause(between: str) -> bool:
    return not any(mark in between for mark in ".;\n•")
