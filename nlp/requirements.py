"""What a job ad asks for: its requirements one by one, each with kind, importance, years and skills."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from nlp.asked_education import asked_level, is_substitute
from nlp.clauses import preferred_span, waived_spans
from nlp.intervals import Intervals
from nlp.lexicon import lexicon
from nlp.phrases import has_any, is_bullet, without_bullet, words_of
from nlp.skills import Found
from nlp.statements import ASKING, TELLING, Statement, has_sections
from nlp.years import Duration, find_durations
from records import Evidence, Importance, Requirement, RequirementKind

Asked = tuple[Statement, Requirement]
# A statement with fewer words beside what it waives asks for nothing.
_SAYS_SOMETHING = 3


def find_requirements(said: Sequence[Statement], skills: Sequence[Found], title: str | None = None) -> list[Asked]:
    """The statements that ask something of the candidate, with the skills named in each; the title is not among them."""
    asked: list[Asked] = []
    sectioned = has_sections(said)
    starts = [hit.start for hit in skills]
    for one in said:
        if title and one.text.strip(" .").lower() == title.strip(" .").lower():
            continue
        hits = skills[bisect_left(starts, one.start) : bisect_left(starts, one.end)]
        inside = tuple(dict.fromkeys(hit.skill.id for hit in hits))
        kind = _kind(one, inside, not sectioned)
        if kind is None or is_boilerplate(one) or (sectioned and is_introduction(one, title)):
            continue
        years = _years(one.text) if kind in {"experience", "skill", "education"} else None
        evidence = Evidence(one.text, one.section, one.start, one.end)
        text = without_bullet(one.text)
        asked.append((one, Requirement(text, kind, importance_of(one), inside, years, evidence=evidence)))
    return _numbered(asked)


def without_facts(asked: Sequence[Asked], facts: Sequence[tuple[int, int]]) -> list[Asked]:
    """The requirements without sentences that only state a fact: "Up to £52k + bonus", "Rowan Ltd, Leeds"."""
    stretches = Intervals(facts)
    return [
        (one, need) for one, need in asked if need.kind != "other" or stretches.touching(one.start, one.end) is None
    ]


def importance_of(one: Statement, at: int | None = None) -> Importance:
    """Preferred under such a heading or by such words; else required, since ads list what they want.

    Args:
        one: The statement.
        at: Offset in its words for which it is asked; "2 years, preferably in retail" prefers the retail alone.
    """
    if one.section == "preferred" and not has_any(one.text, ("must", "wajib", "harus", "required", "essential")):
        return "preferred"
    begin, end = preferred_span(one.text)
    return "preferred" if begin <= (0 if at is None else at) < end else "required"


def is_boilerplate(one: Statement) -> bool:
    """Benefits, company praise and how to apply: nothing that a candidate must show."""
    return one.section in TELLING or has_any(one.text, lexicon().lists["legal_phrases"])


def is_waived(text: str) -> bool:
    """ "A degree is not required": nothing else is said."""
    waived = waived_spans(text)
    if not waived:
        return False
    rest = "".join(char for at, char in enumerate(text) if not any(start <= at < end for start, end in waived))
    return len(words_of(rest)) < _SAYS_SOMETHING


def set_aside(said: Sequence[Statement], title: str | None) -> list[Statement]:
    """Statements whose skills the job does not ask for: boilerplate, waived things, and the introduction of an ad with sections."""
    sectioned = has_sections(said)
    return [
        one for one in said if is_boilerplate(one) or is_waived(one.text) or (sectioned and is_introduction(one, title))
    ]


def aside_spans(said: Sequence[Statement], title: str | None) -> list[tuple[int, int]]:
    """Where skills are named that the job does not ask for: whole statements, and the clauses that waive something."""
    whole = [(one.start, one.end) for one in set_aside(said, title)]
    parts = [(one.start + begin, one.start + end) for one in said for begin, end in waived_spans(one.text)]
    return sorted({*whole, *(span for span in parts if not any(a <= span[0] < b for a, b in whole))})


def is_introduction(one: Statement, title: str | None) -> bool:
    """Text before the first heading that asks for nothing."""
    if one.section != "header" or is_bullet(one.text):
        return False
    lists = lexicon().lists
    asks = has_any(one.text, (*lists["required"], *lists["preferred"], *lists["wanted"]))
    return not asks and not (title and title in one.text) and not find_durations(one.text)


def years_asked(asked: Sequence[Asked], said: Sequence[Statement] = ()) -> float | None:
    """Years of experience with which one may apply: the largest required ones of the first route, 0 where beginners are welcome.

    Args:
        asked: The requirements.
        said: All statements, also those that waive something: "no experience needed".
    """
    said = said or [one for one, _ in asked]
    need = _deciding(asked)
    if need is not None and need.kind in _OF_WORK:
        return need.min_years
    if any(one.section not in TELLING and has_any(one.text, lexicon().lists["entry_level"]) for one in said):
        return 0.0
    return need.min_years if need is not None else None


def evidence(asked: Sequence[Asked], text: str) -> dict[str, Evidence]:
    """Field of the job -> the statement that decides it, for the years of experience and the level of education."""
    found: dict[str, Evidence] = {}
    years = _deciding(asked)
    if years is not None and years.evidence:
        found["min_experience_years"] = _exact(years.evidence, text)
    for _, need in asked:
        level = asked_level(need.text) if need.kind == "education" and need.importance == "required" else None
        if level and need.evidence and "education_level" not in found:
            found["education_level"] = _exact(need.evidence, text)
    return found


def _exact(piece: Evidence, text: str) -> Evidence:
    return replace(piece, text=text[piece.start : piece.end])


_OF_WORK = frozenset({"experience", "education"})


def _deciding(asked: Sequence[Asked]) -> Requirement | None:
    """The requirement that says how many years: of work before years with a skill, the most of them."""
    stated = [need for _, need in _first_routes(asked) if need.min_years is not None and need.importance == "required"]
    return max(stated, key=lambda need: (need.kind in _OF_WORK, need.min_years or 0.0), default=None)


def _first_routes(asked: Sequence[Asked]) -> list[Asked]:
    """The requirements without the second and later of alternatives."""
    seen: set[int] = set()
    kept = []
    for one, need in asked:
        if need.any_of is None or need.any_of not in seen:
            kept.append((one, need))
        if need.any_of is not None:
            seen.add(need.any_of)
    return kept


def _numbered(asked: Sequence[Asked]) -> list[Asked]:
    """With a number for the requirements of which one is enough: "... ; or" and what follows it."""
    found = list(asked)
    number = 0
    for at in range(1, len(found)):
        (before, above), (one, need) = found[at - 1], found[at]
        joined = _ENDS_OR.search(before.text) or _OPENS_OR.match(without_bullet(one.text))
        if not joined or one.section != before.section:
            continue
        if above.any_of is None:
            number += 1
            found[at - 1] = (before, replace(above, any_of=number))
        found[at] = (one, replace(need, any_of=found[at - 1][1].any_of))
    return found


# Matches "...systems; or", "... or 2."; not "major".
_ENDS_OR = re.compile(r"[\s;,](?:or|and/or|atau)\W*(?:\d{1,2}\W*)?$", re.IGNORECASE)
# Matches "OR two years", "Or: a degree"; not "Oracle".
_OPENS_OR = re.compile(r"(?:\W|\d)*(?:or|atau)\b", re.IGNORECASE)


def _years(text: str) -> float | None:
    """The years that one requirement wants; of "7 years for Bachelor and 5 years for Master" the least."""
    durations = [one for one in find_durations(text) if _is_of_work(text, one)]
    if not durations or is_substitute(text):
        return None
    by_level = [one.years for one in durations if _FOR_LEVEL.match(text, one.end)]
    return min(by_level) if len(by_level) > 1 else durations[0].years


def _is_of_work(text: str, span: Duration) -> bool:
    """A word of work stands in the clause of the length of time, and none of a contract, a probation or a history."""
    begin = text.rfind(";", 0, span.start) + 1
    found = _CLAUSE_END.search(text, span.end)
    clause = text[begin : found.start() if found else len(text)]
    if _DOING.match(text, span.end) and not has_any(clause, lexicon().lists["not_of_work"]):
        return True
    near = text[max(0, span.start - 30) : span.end + 24]
    return has_any(clause, _worked()) and not has_any(near, lexicon().lists["not_of_work"])


# Matches behind "5+ years" in "5+ years with Python", "3 tahun di bidang ritel"; not "2 years contract".
_DOING = re.compile(r"\+?['’]?\s+(?:of|with|in|using|dengan|di bidang|sebagai|as)\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r";|\.\s")
# Matches behind "7 years" in "7 years for Bachelor", "5 years with a Master's"; not "7 years with Java".
_FOR_LEVEL = re.compile(
    r"['’]?\s*(?:of\s)?(?:\w+\s){0,3}(?:for|with|untuk)\s(?:an?\s|the\s)?(?:bachelor|master|degree|diploma|phd|bsc|msc|ba\b|ma\b|level|s1|s2|d3)",
    re.IGNORECASE,
)


def _worked() -> tuple[str, ...]:
    """Words that make a length of time one of work."""
    lists = lexicon().lists
    return (*lists["experience_words"], *lists["worked"])


def _kind(one: Statement, skills: Sequence[str], everything: bool) -> RequirementKind | None:
    text, lists = one.text, lexicon().lists
    if is_waived(text):
        return None
    asking = one.section in ASKING or has_any(text, (*lists["required"], *lists["preferred"]))
    duty = one.section == "responsibilities"
    if asked_level(text) and (asking or (len(words_of(text)) < 25 and not duty)) and not (duty and skills):
        return "education"
    if find_durations(text) and has_any(text, _worked()) and not (duty and not asking):
        return "experience"
    if asking and has_any(text, _licences()):
        return "licence"
    if asking and not skills and _is_language(text):
        return "language"
    if asking and has_any(text, lists["location_words"]):
        return "location"
    if skills:
        return "skill"
    if has_any(text, lists["experience_words"]) and asking:
        return "experience"
    tells = everything and one.section in {"header", "other", "summary"} and len(words_of(text)) >= 2
    return "other" if one.section in ASKING or (asking and len(words_of(text)) >= 2) or tells else None


def _licences() -> tuple[str, ...]:
    return ("license", "licence", "licensed", "certification", "certified", "certificate", "sertifikat", "sertifikasi", "sim a",
            "sim b1", "sim c", "str", "registered")  # fmt: skip


def _is_language(text: str) -> bool:
    return any(has_any(text, names) for names in lexicon().tables["languages"].values())
