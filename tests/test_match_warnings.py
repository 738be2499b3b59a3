"""A match tells what makes its score less sure, and matches that were stored before still load."""

from __future__ import annotations

from datetime import date

import numpy as np

import extractors
import matcher
from db.stored import from_plain, to_plain
from records import Job, Match, Notice

CV = extractors.extract_resume(extractors.read_text("Ann Lee\n\nSkills\nPython, Flask"), as_of=date(2026, 1, 31))


def matched(*warnings: Notice) -> Match:
    job = Job("Developer\nPython", "e", "t", title="Developer", warnings=warnings)
    return matcher.match(CV, job, embed=lambda texts: np.full((len(texts), 4), 0.5, dtype=np.float32))


def test_a_match_carries_the_warnings_that_bear_on_its_score() -> None:
    few, pay, age = Notice("few_skills", "a."), Notice("no_pay", "b."), Notice("age_limit", "c.")
    assert matched(pay, few, age).warnings[:1] == (few,)
    assert not {"no_pay", "age_limit"} & {notice.code for notice in matched(pay, few, age).warnings}


def test_a_match_carries_the_warnings_of_the_resume_after_those_of_the_ad() -> None:
    assert matched().warnings == CV.warnings
    assert matched(Notice("no_skills", "a.")).warnings == (Notice("no_skills", "a."), *CV.warnings)


def test_warnings_do_not_change_the_score() -> None:
    assert matched(Notice("no_skills", "a.")).match_score == matched().match_score


def test_a_match_that_was_stored_without_warnings_still_loads() -> None:
    plain = to_plain(matched(Notice("no_skills", "a.")))
    assert from_plain(Match, plain).warnings[0].code == "no_skills"
    del plain["warnings"]
    assert from_plain(Match, plain).warnings == ()
