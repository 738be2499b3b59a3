"""The education that a job ad asks for: the lowest level it accepts, its fields, and whether experience does instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from nlp.education import LEVELS
from nlp.lexicon import lexicon
from nlp.phrases import has_any, phrase_pattern
from records import EducationLevel, Requirement


@dataclass(frozen=True, slots=True)
class AskedEducation:
    """``level`` is None where none is asked for or where another route needs none."""

    level: EducationLevel | None
    fields: tuple[str, ...]
    experience_instead: bool


def asked_level(text: str) -> EducationLevel | None:
    """The lowest level that a requirement accepts: "Bachelor's or Master's" asks for a bachelor's.

    "University degree" alone is a bachelor's; a short code such as S1 or D3 counts beside a word of schooling only.
    """
    found = [level for level in LEVELS if _names(level).search(text)]
    found += [level for level, pattern in _CAPITALS.items() if pattern.search(text)]
    if _is_schooling(text):
        found += [level for level, codes in _CODES.items() if phrase_pattern(codes).search(text)]
    if found:
        return min(found, key=LEVELS.index)
    return "bachelor" if has_any(text, lexicon().lists["level_words_loose"]) else None


def education_asked(needs: Sequence[Requirement]) -> AskedEducation:
    """The lowest level that the required education accepts, and the fields that any names.

    Args:
        needs: All the requirements of an ad; alternatives share an ``any_of`` number.
    """
    schooling = [need for need in needs if need.kind == "education" and asked_level(need.text)]
    schooling.sort(key=lambda need: need.importance != "required")
    fields = tuple(dict.fromkeys(field for need in schooling for field in fields_of_study(need.text)))
    required = [need for need in schooling if need.importance == "required" and not is_substitute(need.text)]
    if not required:
        return AskedEducation(None, fields, any(_is_instead(need.text) for need in schooling))
    instead = any(_is_instead(need.text) for need in required) or _has_route_without(needs, required[0])
    lowest = min((level for need in required if (level := asked_level(need.text))), key=LEVELS.index)
    return AskedEducation(None if instead else lowest, fields, instead)


def is_substitute(text: str) -> bool:
    """ "A degree may be substituted for one year", "currently pursuing a degree"."""
    return has_any(text, lexicon().lists["no_level"])


def fields_of_study(text: str) -> tuple[str, ...]:
    """The fields that a requirement names: "degree in Computer Science, Statistics or a related field"."""
    said = _ASKED_FIELDS.search(text)
    if not said:
        return ()
    parts = re.split(r"\s*(?:,|/|;|\bor\b|\band/or\b|\batau\b|\bdan\b)\s*", _FIELD_END.split(said[1])[0])
    cleaned = [_FIELD_LEAD.sub("", part).strip(" .?!") for part in parts]
    return tuple(
        part for part in cleaned if 2 < len(part) <= 50 and not has_any(part, _NO_FIELD) and not asked_level(part)
    )


# Where the fields end: "... and 4 years of", "... is a must", "... wajib", "... preferred"; not "Arts and Design".
_FIELD_END = re.compile(
    r"[?!]|\s(?:and|with|dengan|plus|dan)\s(?=\w*\s?\d|min)|\b(?:is|are|wajib|preferred|required|diutamakan|lebih|must|minimal|from|dari|dengan)\b",
    re.IGNORECASE,
)


# Matches what stands before the field in "Science in Nursing", "a Statistics"; not "Arts".
_FIELD_LEAD = re.compile(
    r"^(?:(?:applied )?(?:science|arts|engineering|technology|education)\s+in\s+|(?:a|an|the|any)\s+)", re.IGNORECASE
)
_NO_FIELD = ("related", "relevant", "similar", "equivalent", "field", "discipline", "university", "college", "experience", "recognized",
             "sederajat", "terkait", "setara", "another", "other")  # fmt: skip
# Matches "degree in Computer Science or Statistics", "S1 Keperawatan", "jurusan Teknik Informatika"; not "degree required".
_ASKED_FIELDS = re.compile(
    r"(?:(?:degree|bachelor'?s?|master'?s?|diploma|phd|b\.?sc\.?|m\.?sc\.?|ba|bs|bsc|graduate)(?:\s+degree)?\s+(?:in|of)|(?:jurusan|program studi|bidang|S1|D3|D4|S2)\s)\s*"
    r"([^.;()\n]{3,120})",
    re.IGNORECASE,
)


def _is_instead(text: str) -> bool:
    """ "Bachelor's degree or equivalent experience", "a degree; or certification as ..."; not "or equivalent"."""
    return phrase_pattern(lexicon().lists["experience_instead"]).search(text) is not None or bool(_ROUTE.search(text))


def _has_route_without(needs: Sequence[Requirement], need: Requirement) -> bool:
    others = [other for other in needs if other.any_of == need.any_of and other is not need]
    return need.any_of is not None and any(other.kind != "education" for other in others)


# Matches "; or Certification as an engineer", ", or five years of"; not "or a related field".
_ROUTE = re.compile(
    r"[;,]\s+or\s+(?:an?\s+)?(?:certificat|registrat|licen[sc]|possession|\w+(?:\s\(\d+\))?\s+years|\d+\+?\s+years|current)",
    re.IGNORECASE,
)
# Degrees that are words when they are not written in capitals; MS before a product is Microsoft.
_CAPITALS: dict[EducationLevel, re.Pattern[str]] = {
    "bachelor": re.compile(r"\b(?:BA|BS|BSc|BE|BEd|BED|B-?Pharma?|BBA|BSN|BFA)\b(?!\s(?:team|unit))"),
    "master": re.compile(r"\b(?:MA|MBA|MSc|MS(?=\s(?:in|degree|or|/)|/|,)|MPH|MSW)\b"),
    "doctorate": re.compile(r"\bPhD\b"),
}
_CODES: dict[EducationLevel, tuple[str, ...]] = {
    "vocational": ("d1", "d2", "d-1", "d-2"),
    "associate": ("d3", "d-3", "d 3", "diii", "d-iii"),
    "bachelor": ("s1", "s-1", "s 1", "d4", "d-4", "d-iv", "div"),
    "master": ("s2", "s-2"),
    "doctorate": ("s3", "s-3"),
}


@cache
def _names(level: EducationLevel) -> re.Pattern[str]:
    codes = {code for words in _CODES.values() for code in words}
    return phrase_pattern(tuple(word for word in lexicon().tables["level_words"].get(level, ()) if word not in codes))


def _is_schooling(text: str) -> bool:
    """Nothing technical stands beside the code: "Min. S1 Akuntansi", not "EC2, ELB, S3" nor "D3.js"."""
    return not re.search(r"(?i)\b(?:aws|ec2|cloudfront|lambda|bucket|d3\.?js|javascript|python)\b", text)
