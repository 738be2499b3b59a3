"""What a job ad asks for: its requirements one by one, each with kind, importance, years and skills."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from nlp import sentences
from nlp.education import asked_level, fields_of_study
from nlp.intervals import Intervals
from nlp.lexicon import lexicon
from nlp.negation import optional_spans
from nlp.phrases import has_any, phrase_pattern, without_bullet, words_of
from nlp.sections import Section
from nlp.skills import Found
from nlp.years import find_durations
from records import EducationLevel, Evidence, Importance, JobSkill, Requirement, RequirementKind

_ASKING = frozenset({"requirements", "preferred", "skills", "certifications", "languages", "education", "experience"})
# A longer line is a paragraph of its own, never the rest of the one above.
_LINE = 400
# A line this long that ends without a mark was broken by the page; the next may go on with a number.
_WRAPPED = 60
_TELLING = frozenset({"benefits", "company"})


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or bullet of an ad with its section and place [start, end) in the text."""

    text: str
    section: str
    start: int
    end: int


def statements(sections: Sequence[Section], *, itemised: bool = True) -> list[Statement]:
    """Sentences and bullets in reading order; wrapped lines of one bullet are joined, lists parted when ``itemised``."""
    found: list[Statement] = []
    for section in sections:
        for start, text in _paragraphs(section):
            found += _sentences(text, section.name, start, itemised)
    return [one for one in found if len(words_of(one.text)) >= 1]


def find_requirements(
    said: Sequence[Statement], skills: Sequence[Found], title: str | None = None
) -> list[tuple[Statement, Requirement]]:
    """The statements that ask something of the candidate, with the skills named in each; the title is not among them."""
    asked: list[tuple[Statement, Requirement]] = []
    sectioned = _has_sections(said)
    starts = [hit.start for hit in skills]
    for one in said:
        if title and one.text.strip(" .") == title.strip(" ."):
            continue
        hits = skills[bisect_left(starts, one.start) : bisect_left(starts, one.end)]
        inside = tuple(dict.fromkeys(hit.skill.id for hit in hits))
        kind = _kind(one, inside, not sectioned)
        if kind is None or is_boilerplate(one) or (sectioned and _is_introduction(one, title)):
            continue
        durations = find_durations(one.text)
        years = durations[0].years if durations and kind in {"experience", "skill"} else None
        asked.append((one, Requirement(without_bullet(one.text), kind, importance_of(one), inside, years)))
    return asked


def importance_of(one: Statement) -> Importance:
    """Preferred under such a heading or by such words; else required, since ads list what they want."""
    lists = lexicon().lists
    if one.section == "preferred" and not has_any(one.text, ("must", "wajib", "harus")):
        return "preferred"
    return "preferred" if phrase_pattern(lists["preferred"]).search(one.text) else "required"


def is_boilerplate(one: Statement) -> bool:
    """Benefits, company praise and how to apply: nothing that a candidate must show."""
    return one.section in _TELLING or has_any(one.text, lexicon().lists["boilerplate"])


def set_aside(said: Sequence[Statement], title: str | None) -> list[Statement]:
    """Statements whose skills the job does not ask for: boilerplate, waived things, and the introduction of an ad with sections."""
    sectioned = _has_sections(said)
    return [
        one
        for one in said
        if is_boilerplate(one) or is_waived(one.text) or (sectioned and _is_introduction(one, title))
    ]


def statement_finder(said: Sequence[Statement]) -> Callable[[int], Statement | None]:
    """A function from an offset of the ad to the statement there, or None."""
    ordered = sorted(said, key=lambda one: one.start)
    stretches = Intervals((one.start, one.end) for one in ordered)

    def statement_at(offset: int) -> Statement | None:
        found = stretches.at(offset)
        return None if found is None else ordered[found]

    return statement_at


def importances(
    said: Sequence[Statement], asked: Sequence[tuple[Statement, Requirement]]
) -> Mapping[Statement, Importance]:
    """How much the skills named in each statement matter; what only the duties name is preferred where requirements are listed."""
    listed = any(one.section == "requirements" for one, _ in asked)
    return {one: "preferred" if listed and one.section == "responsibilities" else importance_of(one) for one in said}


def _has_sections(said: Sequence[Statement]) -> bool:
    return any(one.section in _ASKING for one in said)


def _is_introduction(one: Statement, title: str | None) -> bool:
    """Text before the first heading that asks for nothing."""
    if one.section != "header":
        return False
    asks = has_any(one.text, (*lexicon().lists["required"], *lexicon().lists["preferred"]))
    return not asks and not (title and title in one.text) and not find_durations(one.text)


def merged(skill: JobSkill, importance: Importance, evidence: Evidence, group: int | None) -> JobSkill:
    """A skill named again: required if it is required anywhere, an alternative only if it always is one."""
    stronger: Importance = "required" if "required" in (skill.importance, importance) else "preferred"
    any_of = skill.any_of if group is not None else None
    return replace(skill, importance=stronger, evidence=(*skill.evidence, evidence)[:5], any_of=any_of)


def years_asked(asked: Sequence[tuple[Statement, Requirement]]) -> float | None:
    """Years of experience that the ad wants overall: the largest required one, 0 where it welcomes beginners."""
    years = [
        need.min_years
        for _, need in asked
        if need.min_years and need.kind == "experience" and need.importance == "required"
    ]
    if years:
        return max(years)
    preferred = [need.min_years for _, need in asked if need.min_years]
    if preferred:
        return min(preferred)
    beginners = any(has_any(one.text, lexicon().lists["entry_level"]) for one, _ in asked)
    return 0.0 if beginners else None


def education_asked(asked: Sequence[tuple[Statement, Requirement]]) -> tuple[EducationLevel | None, tuple[str, ...]]:
    """The lowest level that the required education accepts, and the fields it names."""
    needs = [need for _, need in asked if asked_level(need.text)]
    needs.sort(key=lambda need: (need.importance != "required", need.kind != "education"))
    if not needs:
        return None, ()
    fields = [field for need in needs if need.kind == "education" for field in fields_of_study(need.text)]
    return asked_level(needs[0].text), tuple(dict.fromkeys(fields))


def is_waived(text: str) -> bool:
    """ "A degree is not required"."""
    return bool(optional_spans(text))


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


def _paragraphs(section: Section) -> list[tuple[int, str]]:
    """(offset, text): a line that goes on in the next one is joined with it, keeping its length."""
    found: list[tuple[int, str]] = []
    for line in section.lines:
        text = line.text
        if found and _continues(found[-1][1], text, found[-1][0] + len(found[-1][1]) + 1 == line.start):
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{text}")
        else:
            found.append((line.start, text))
    return found


def _continues(above: str, text: str, adjacent: bool) -> bool:
    """A wrapped line: the one above breaks off and this one opens in the middle of a sentence."""
    first = text.lstrip()[:1]
    broken = not above.rstrip().endswith((".", ":", ";", "!", "?"))
    return (
        adjacent
        and broken
        and len(text) <= _LINE
        and (
            first.islower()
            or (first.isdigit() and len(above.rpartition("\n")[2]) > _WRAPPED)
            or above.rstrip().endswith((",", " and", " or", "-", "/", "&", " dan", " atau"))
        )
    )


def _sentences(text: str, section: str, start: int, itemised: bool) -> list[Statement]:
    found: list[Statement] = []
    for begin, end in sentences.spans(text):
        for first, last in _list_items(text, begin, end) if itemised else [(begin, end)]:
            clean = " ".join(text[first:last].split())
            if clean:
                found.append(Statement(clean, section, start + first, start + last))
    return found


def _list_items(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    """A sentence that only lists things ("Requirements: S1, STR, BTCLS") is one statement an item."""
    lead = _LIST_LEAD.match(text, begin, end)
    first = lead.end() if lead else begin
    items = [(first + m.start(), first + m.end()) for m in _ITEM.finditer(text[first:end]) if m[0].strip(" .")]
    sizes = [len(text[a:b].split()) for a, b in items]
    if (
        len(items) < 3
        or sum(sizes) > (6 if lead else 4) * len(items)
        or has_any(text[first:end], lexicon().lists["or"])
    ):
        return [(first, end)]
    return items


# Matches "Requirements: ", "Persyaratan:"; not "https:".
_LIST_LEAD = re.compile(r"\s*[^\W\d_][^\W\d_ ]{2,24}(?: [^\W\d_]+){0,2}\s*:\s+")
# Matches each of "a", " b" in "a, b"; a comma in brackets parts nothing.
_ITEM = re.compile(r"(?:[^,;()]|\([^()]{0,200}\)|\()+")


def _kind(one: Statement, skills: Sequence[str], everything: bool) -> RequirementKind | None:
    text, lists = one.text, lexicon().lists
    if is_waived(text):
        return None
    asking = one.section in _ASKING or has_any(text, (*lists["required"], *lists["preferred"]))
    if find_durations(text) and has_any(text, lists["experience_words"]):
        return "experience"
    if asked_level(text) and (asking or len(words_of(text)) < 25):
        return "education"
    if asking and has_any(text, _licences()):
        return "licence"
    if asking and not skills and _is_language(text):
        return "language"
    if skills:
        return "skill"
    if has_any(text, lists["experience_words"]) and asking:
        return "experience"
    tells = everything and one.section in {"header", "other", "summary"} and len(words_of(text)) >= 2
    return "other" if one.section in _ASKING or (asking and len(words_of(text)) >= 2) or tells else None


def _licences() -> tuple[str, ...]:
    return ("license", "licence", "licensed", "certification", "certified", "certificate", "sertifikat", "sertifikasi", "sim a",
            "sim b1", "sim c", "str", "registered")  # fmt: skip


def _is_language(text: str) -> bool:
    return any(has_any(text, names) for names in lexicon().tables["languages"].values())
