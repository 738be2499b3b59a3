"""The reasons of a match in plain sentences, in every language that has a file of them; it decides nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.coverage import Credit, satisfied_groups
from records import EducationVerdict, ExperienceVerdict, Told

SENTENCES = Path(__file__).parent / "lexicon" / "sentences"
_ENOUGH = 3
_MOST_STRENGTHS = 5
# Verdicts on the place that are worth a sentence.
_PLACES = frozenset({"same-city", "commuting", "same-region", "same-country", "elsewhere", "remote-elsewhere"})
# Title scores 0..1 from which a held title is called close, and the same.
_NEAR_TITLE, _SAME_TITLE = 0.7, 0.97


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentences are made of.

    Attributes:
        empty: The résumé shows nothing that counts.
        title: The held title that is closest to the job's, and how close it is, 0..1; "" for none.
        where: The verdict on the place.
        knockouts: Required things that are not shown and keep somebody out.
    """

    credits: Sequence[Credit]
    experience: ExperienceVerdict
    education: EducationVerdict
    empty: bool = False
    title: tuple[str, float] = ("", 0.0)
    where: str = "unknown"
    knockouts: Sequence[str] = ()


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that matches are explained in, English first."""
    return tuple(sorted((path.stem for path in SENTENCES.glob("*.json")), key=lambda code: (code != "en", code)))


def told(facts: Facts) -> dict[str, Told]:
    """The comments and the strengths by language."""
    shown, best = _shown(facts.credits), _best(facts.credits)
    return {
        code: Told(_comments(facts, shown, _sentences(code)), _strengths(best, _sentences(code)))
        for code in languages()
    }


def comments(facts: Facts, language: str) -> str:
    """One to eight sentences made of the facts alone; English for a language without sentences."""
    return _comments(facts, _shown(facts.credits), _sentences(language))


def strengths(credits: Sequence[Credit], language: str) -> tuple[str, ...]:
    """Up to five wanted skills that the résumé shows best: "Python for 6 years, latest 2025"."""
    return _strengths(_best(credits), _sentences(language))


@dataclass(frozen=True, slots=True)
class _Shown:
    """The wanted skills by how they are shown: in full, in part by a related one, and not, required or wished for."""

    have: Sequence[str]
    half: Credit | None
    required: Sequence[str]
    wished: Sequence[str]


def _shown(credits: Sequence[Credit]) -> _Shown:
    enough = satisfied_groups(credits)
    open_ones = [credit for credit in credits if credit.wanted.any_of not in enough]
    lack = [credit.wanted for credit in open_ones if credit.share < 0.2]
    return _Shown(
        have=[credit.wanted.name for credit in credits if credit.share >= 0.8],
        half=next((one for one in open_ones if one.has and 0.2 <= one.share < 0.8 and one.why == "related"), None),
        required=[skill.name for skill in lack if skill.importance == "required"],
        wished=[skill.name for skill in lack if skill.importance != "required"],
    )


def _best(credits: Sequence[Credit]) -> list[Credit]:
    """The skills that are shown in full, the longest used first."""
    shown = [credit for credit in credits if credit.has and credit.share >= 0.8]
    return sorted(shown, key=lambda one: (-(one.has.years or 0.0) if one.has else 0.0, -one.weight, one.wanted.name))


def _comments(facts: Facts, shown: _Shown, say: Mapping[str, str]) -> str:
    if facts.empty:
        return say["empty"]
    parts = [*_skills(shown, say), _title(facts.title, say), _experience(facts.experience, say)]
    parts += [_education(facts.education, say), say[facts.where] if facts.where in _PLACES else ""]
    if facts.knockouts:
        parts.append(say["knockout"].format(needs="; ".join(need.rstrip(" .;") for need in facts.knockouts[:_ENOUGH])))
    return " ".join(part for part in parts if part)


def _strengths(best: Sequence[Credit], say: Mapping[str, str]) -> tuple[str, ...]:
    said: dict[str, None] = {}
    for one in best:
        if len(said) == _MOST_STRENGTHS:
            break
        said[_strength(one, say)] = None
    return tuple(said)


def _skills(shown: _Shown, say: Mapping[str, str]) -> list[str]:
    half = shown.half
    return [
        say["strong"].format(skills=_list(shown.have, say)) if shown.have else "",
        say["partial"].format(has=half.has.name, wanted=half.wanted.name) if half and half.has else "",
        say["missing"].format(skills=_list(shown.required, say)) if shown.required else "",
        say["lacks"].format(skills=_list(shown.wished, say)) if shown.wished and not shown.required else "",
    ]


def _title(held: tuple[str, float], say: Mapping[str, str]) -> str:
    name, closeness = held
    if not name or closeness < _NEAR_TITLE:
        return ""
    return say["same_title" if closeness >= _SAME_TITLE else "near_title"].format(held=name)


def _experience(found: ExperienceVerdict, say: Mapping[str, str]) -> str:
    years = _number(found.relevant_years, say)
    if found.required_years:
        return say[found.verdict].format(years=years, wanted=_number(found.required_years, say))
    return say["free"].format(years=years) if found.relevant_years >= 0.5 else ""


def _education(found: EducationVerdict, say: Mapping[str, str]) -> str:
    if not found.required_level or found.verdict == "meets":
        return ""
    key = "education_below" if found.verdict == "below" else "education_unknown"
    return say[key].format(has=say.get(found.candidate_level or "", ""), wanted=say[found.required_level])


def _strength(credit: Credit, say: Mapping[str, str]) -> str:
    hit = credit.has
    assert hit is not None
    if not hit.years:
        return hit.name
    key = "latest" if hit.last_used else "for_years"
    return say[key].format(name=hit.name, years=_number(hit.years, say), year=(hit.last_used or "")[:4])


def _number(value: float, say: Mapping[str, str]) -> str:
    return f"{value:g}".replace(".", say["decimal"])


def _list(names: Sequence[str], say: Mapping[str, str]) -> str:
    shown = list(names[:_ENOUGH])
    if len(names) > _ENOUGH:
        return say["more"].format(shown=", ".join(shown), rest=len(names) - _ENOUGH)
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {say['and']} {shown[-1]}"


@cache
def _sentences(language: str) -> Mapping[str, str]:
    path = SENTENCES / f"{language if language in languages() else 'en'}.json"
    read: dict[str, str] = json.loads(path.read_text("utf-8"))
    return read
