"""Education wanted against education shown: level by level, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from nlp.education import LEVELS, highest_level
from nlp.words import words
from records import EducationVerdict, Job, Resume

_BELOW = {1: 0.5, 2: 0.2}
_OTHER_FIELD = 0.6


def verdict(resume: Resume, job: Job) -> EducationVerdict:
    """Meets, below or unknown; unknown when the job asks and the résumé shows no level."""
    level = highest_level(resume.education)
    fields = tuple(dict.fromkeys(study.field for study in resume.education if study.field))
    word: Literal["meets", "below", "unknown"]
    if job.education_level is None:
        word = "meets" if level else "unknown"
    elif level is None:
        word = "unknown"
    else:
        word = "meets" if LEVELS.index(level) >= LEVELS.index(job.education_level) else "below"
    return EducationVerdict(job.education_level, level, job.education_fields, fields, word)


def score(found: EducationVerdict, field_similarity: float) -> float:
    """0..1: the level first, then how close the field is (0..1; ignored where the job names none)."""
    if found.candidate_level is None or found.required_level is None:
        return 0.0
    missing = LEVELS.index(found.required_level) - LEVELS.index(found.candidate_level)
    level = 1.0 if missing <= 0 else _BELOW.get(missing, 0.0)
    if not found.required_fields:
        return level
    return level * (_OTHER_FIELD + (1 - _OTHER_FIELD) * field_similarity)


def shared_words(wanted: Sequence[str], shown: Sequence[str]) -> float:
    """1 when one field shown has all words of one wanted."""
    return 1.0 if any(_forms(want) <= _forms(have) for want in wanted for have in shown) else 0.0


@lru_cache(maxsize=8_192)
def _forms(field: str) -> frozenset[str]:
    return frozenset(word.form for word in words(field))
