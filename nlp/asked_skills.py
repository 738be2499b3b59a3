"""The skills that a job asks for, each as important as the statements that name it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp import skill_hits
from nlp.lexicon import lexicon
from nlp.phrases import phrase_pattern
from nlp.requirements import importance_of
from nlp.skills import Found
from nlp.statements import Statement, statement_finder
from records import Document, Evidence, Importance, JobSkill

_EVIDENCE = 5


def find_job_skills(document: Document, said: Sequence[Statement], mentions: Sequence[Found]) -> tuple[JobSkill, ...]:
    """One a skill, in order of first mention; required where any statement requires it.

    Args:
        document: The ad.
        said: Its statements.
        mentions: The taxonomy's skills in those statements that count.
    """
    groups = alternatives(document.text, mentions)
    years = skill_hits.stated_years(document.text, mentions)
    statement_at = statement_finder(said)
    found: dict[str, JobSkill] = {}
    for number, mention in enumerate(mentions):
        statement, skill = statement_at(mention.start), mention.skill
        at = _place_in(statement, document.text, mention.start) if statement else None
        importance: Importance = importance_of(statement, at) if statement else "preferred"
        words = document.text[mention.start : mention.end]
        evidence = Evidence(words, statement.section if statement else "other", mention.start, mention.end)
        if skill.id in found:
            found[skill.id] = merged(found[skill.id], importance, evidence, groups.get(number))
        else:
            found[skill.id] = JobSkill(
                skill.id, skill.name, skill.category, importance, (evidence,), groups.get(number), years.get(skill.id)
            )
    return tuple(found.values())


def _place_in(statement: Statement, text: str, start: int) -> int:
    """The offset in the statement's words, whose white space is single, of an offset of the ad."""
    if len(statement.text) == statement.end - statement.start:
        return start - statement.start
    return len(" ".join(text[statement.start : start].split()))


def merged(skill: JobSkill, importance: Importance, evidence: Evidence, group: int | None) -> JobSkill:
    """A skill named again: required if it is required anywhere, an alternative only if it always is one."""
    stronger: Importance = "required" if "required" in (skill.importance, importance) else "preferred"
    any_of = skill.any_of if group is not None else None
    return replace(skill, importance=stronger, evidence=(*skill.evidence, evidence)[:_EVIDENCE], any_of=any_of)


def alternatives(text: str, hits: Sequence[Found]) -> dict[int, int]:
    """Index of a hit -> number of its any-of group, for "Flask or Django", "AWS, Azure or GCP", "SAS/R"."""
    groups: dict[int, int] = {}
    either = phrase_pattern(lexicon().lists["or"])
    number = 0
    for at in range(1, len(hits)):
        between = text[hits[at - 1].end : hits[at].start]
        if len(between) > 40 or not (_is_only(either, between) or re.fullmatch(r"\s?/\s?", between)):
            continue
        number += 1
        groups[at] = number
        first = at - 1
        groups.setdefault(first, number)
        while (
            first > 0
            and re.fullmatch(r"\s?,\s*", text[hits[first - 1].end : hits[first].start])
            and not groups.get(first - 1)
        ):
            first -= 1
            groups[first] = number
        for member in range(first, at + 1):
            groups[member] = groups[at - 1]
    return groups


def _is_only(either: re.Pattern[str], between: str) -> bool:
    """Nothing but "or" and articles stand between two skills."""
    rest = either.sub("", between)
    return rest != between and re.sub(r"(?:\b(?:a|an|the|either|in|with|of|any|other)\b|[\s,()])+", "", rest) == ""
