"""What a job ad leaves unsaid, says too vaguely or should not ask, as sentences that help its writer; it scores nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from nlp import age_limits
from nlp.ad_or_resume import looks_like_resume
from nlp.ad_wording import reconsider
from nlp.lexicon import lexicon
from nlp.phrases import has_any, words_of
from nlp.statements import TELLING, Statement
from records import Job, Notice

FEW_SKILLS = 3
SHORT_AD_WORDS = 30
LONG_AD_CHARACTERS = 60_000
MOST_YEARS = 25.0
# Of 613 whole ads one reaches this share of hollow statements with so few skills.
_VAGUE_SHARE = 0.6
_VAGUE_STATEMENTS = 3
_CLEAR_SKILLS = 5
# Languages that set no blanks: two signs are about a word. Matches "日本" and "ไทย"; not "ab".
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")

_MISSING = {
    "no_title": "The ad names no job title; put it on the first line, as in “Staff accountant”.",
    "no_requirements": (
        "The ad asks nothing of the candidate; list what the person must bring under a heading such as “Requirements”."
    ),
    "no_skills": "No skill was found in the ad; name the tools, methods or certificates that the work needs.",
    "no_years": (
        "The ad does not say how much experience is wanted; name the years, or say that beginners are welcome."
    ),
    "no_place": "The ad does not say where the work is; name the city, or say that it is remote.",
    "no_duties": (
        "The ad does not say what the person will do; list the duties under a heading such as “Responsibilities”."
    ),
    "no_pay": "The ad names no pay; a range with its currency and period brings more and better fitting answers.",
}
_IS_MISSING: dict[str, Callable[[Job], bool]] = {
    "no_title": lambda job: not job.title,
    "no_requirements": lambda job: not job.requirements,
    "no_skills": lambda job: not job.skills,
    "no_years": lambda job: job.min_experience_years is None,
    "no_place": lambda job: job.location is None and not job.locations and job.remote != "remote",
    "no_duties": lambda job: not job.responsibilities,
    "no_pay": lambda job: job.salary is None,
}


def judge(job: Job, said: Sequence[Statement]) -> tuple[Notice, ...]:
    """Notices about an ad, what bears on matching first; of a résumé sent as an ad nothing else is judged.

    Args:
        job: What was read of the ad, with its text.
        said: The statements of that text, in reading order.
    """
    length = _long(job.text)
    if looks_like_resume(job.text):
        detail = "The text looks like a résumé rather than a job ad; send it as a résumé, or send the ad instead."
        return (Notice("looks_like_resume", detail), *length)
    facts = (*_missing(job), *_few_skills(job), *_years(job))
    return (*facts, *_short(job.text), *length, *_vague(job, said), *reconsider(job.text, said))


def judge_again(job: Job) -> tuple[Notice, ...]:
    """The notices of a job that somebody corrected: what is said now is not missing any more, and what is gone is."""
    codes = {*_MISSING, "few_skills", "unrealistic_years"}
    kept = tuple(notice for notice in job.warnings if notice.code not in codes)
    if any(notice.code == "looks_like_resume" for notice in kept):
        return kept
    return (*_missing(job), *_few_skills(job), *_years(job), *kept)


def _missing(job: Job) -> list[Notice]:
    return [Notice(code, detail) for code, detail in _MISSING.items() if _IS_MISSING[code](job)]


def _few_skills(job: Job) -> list[Notice]:
    if not 0 < len(job.skills) < FEW_SKILLS:
        return []
    names = " and ".join(f"“{skill.name}”" for skill in job.skills)
    return [
        Notice("few_skills", f"Only {names} can be compared with résumés; name more of the skills that the work needs.")
    ]


def _short(text: str) -> list[Notice]:
    count = len(words_of(text)) + len(_UNSPACED.findall(text)) // 2
    if count >= SHORT_AD_WORDS:
        return []
    said = f"The ad has {count} words" if count != 1 else "The ad has one word"
    return [
        Notice("short_ad", f"{said}; say more about the work and the person, since scores rest on what is written.")
    ]


def _long(text: str) -> list[Notice]:
    if len(text) <= LONG_AD_CHARACTERS:
        return []
    detail = f"The ad has {len(text):,} characters, and all were read; if other texts came along, send the ad alone."
    return [Notice("long_ad", detail)]


def _vague(job: Job, said: Sequence[Statement]) -> list[Notice]:
    """Hollow statements praise the employer or ask for a "dynamic team player", with no skill of a trade and no number."""
    told = [one for one in said if len(words_of(one.text)) >= 2]
    places = sorted(piece.start for skill in job.skills if skill.category != "soft-skill" for piece in skill.evidence)
    hollow = [one for one in told if _is_hollow(one, places)]
    platitudes = [one for one in hollow if has_any(one.text, lexicon().lists["platitudes"])]
    if len(platitudes) < _VAGUE_STATEMENTS or len(places) > _CLEAR_SKILLS or len(hollow) < _VAGUE_SHARE * len(told):
        return []
    share = round(len(hollow) / len(told), 2)
    examples = ", ".join(f"“{_found(one)}”" for one in platitudes[:3])
    detail = f"Most of the ad could stand in any ad ({examples}); say what this work is and what it takes."
    return [Notice("vague", detail, share)]


def _is_hollow(one: Statement, skills: Sequence[int]) -> bool:
    if any(one.start <= at < one.end for at in skills) or any(char.isdigit() for char in one.text):
        return False
    return one.section in TELLING or has_any(
        one.text, (*lexicon().lists["boilerplate"], *lexicon().lists["platitudes"])
    )


def _found(one: Statement) -> str:
    return next(word for word in lexicon().lists["platitudes"] if has_any(one.text, (word,)))


def _years(job: Job) -> list[Notice]:
    """Of a requirement its words are shown: the number may be an age, or the employer's own years."""
    needs = [
        need for need in job.requirements if (need.min_years or 0.0) > MOST_YEARS and not age_limits.find(need.text)
    ]
    if not needs:
        return []
    words = " ".join(needs[0].text.split())[:80]
    detail = f"Hardly anybody has {needs[0].min_years:g} years of experience (“{words}”); check the number."
    return [Notice("unrealistic_years", detail)]
