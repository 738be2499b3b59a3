"""Education wanted against education shown."""

from __future__ import annotations

import pytest

from nlp import schooling
from records import EducationLevel, EducationVerdict, Job, Resume, Study


def verdict(asked: EducationLevel | None, *shown: EducationLevel, fields: tuple[str, ...] = ()) -> EducationVerdict:
    studies = tuple(Study("Jaca University", "Degree", level, "Statistics") for level in shown)
    resume = Resume("", "2026-01-15", "1", "1", education=studies)
    return schooling.verdict(resume, Job("", "1", "1", education_level=asked, education_fields=fields))


@pytest.mark.parametrize(
    ("asked", "shown", "word"),
    [
        ("bachelor", ("bachelor",), "meets"),
        ("bachelor", ("secondary", "master"), "meets"),
        ("master", ("bachelor",), "below"),
        ("bachelor", (), "unknown"),
        (None, ("bachelor",), "meets"),
        (None, (), "unknown"),
    ],
)
def test_a_level_meets_is_below_or_unknown(
    asked: EducationLevel | None, shown: tuple[EducationLevel, ...], word: str
) -> None:
    assert verdict(asked, *shown).verdict == word


def test_the_score_falls_with_every_missing_level_and_leaving_out_never_helps() -> None:
    levels: tuple[EducationLevel, ...] = ("doctorate", "master", "bachelor", "associate", "vocational", "secondary")
    scores = [schooling.score(verdict("master", level), 0.0) for level in levels]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == scores[1] == 1.0
    assert schooling.score(verdict("master"), 1.0) == 0.0


def test_the_field_counts_only_where_the_job_names_one() -> None:
    assert schooling.score(verdict("bachelor", "bachelor"), 0.0) == 1.0
    asked = verdict("bachelor", "bachelor", fields=("Law",))
    assert 0 < schooling.score(asked, 0.0) < schooling.score(asked, 0.5) < schooling.score(asked, 1.0) == 1.0


@pytest.mark.parametrize(
    ("wanted", "shown", "share"),
    [(("Computer Science",), ("Computer Science and Engineering",), 1.0), (("Computer Science",), ("Computer Engineering",), 0.0),
     (("Law", "Statistics"), ("Applied Statistics",), 1.0), ((), ("Law",), 0.0)],
)  # fmt: skip
def test_a_field_is_the_same_when_it_has_all_its_words(
    wanted: tuple[str, ...], shown: tuple[str, ...], share: float
) -> None:
    assert schooling.shared_words(wanted, shown) == share
