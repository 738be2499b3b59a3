"""Weighing: given weights are checked, dead ones go to the rest, and an ad bends the usual ones."""

from __future__ import annotations

import pytest

from errors import InvalidFields
from nlp import weighing
from records import Job, JobSkill, LanguageSkill, Requirement

USUAL = {"skills": 0.4, "experience": 0.2, "education": 0.2, "certifications": 0.1, "languages": 0.1}
ALL = dict.fromkeys(USUAL, True)


def skills(count: int) -> tuple[JobSkill, ...]:
    return tuple(JobSkill(f"s{at}", f"S{at}", "tool", "required", ()) for at in range(count))


def suggested(**parts: object) -> dict[str, float]:
    job = Job("", "1", "1", **({"skills": skills(5), "min_experience_years": 3.0} | parts))  # type: ignore[arg-type]
    return weighing.suggested(job, USUAL, ALL)


def test_weights_are_shares_in_one_order() -> None:
    assert list(weighing.checked({"keyword": 1, "skills": 3, "title": 0}).items()) == [
        ("skills", 0.75),
        ("keyword", 0.25),
    ]


@pytest.mark.parametrize("weights", [{}, {"skills": 0}, {"skills": -1}, {"skills": float("nan")}, {"charm": 1}])
def test_what_cannot_be_used_is_refused(weights: dict[str, float]) -> None:
    with pytest.raises(InvalidFields):
        weighing.checked(weights)


def test_what_has_no_data_gives_its_weight_away_in_proportion() -> None:
    found = weighing.weighed({"skills": (0.5, True), "title": (1.0, True), "education": (0.0, False)},
                             {"skills": 0.4, "title": 0.2, "education": 0.4})  # fmt: skip
    assert (found["skills"].weight, found["title"].weight, found["education"].weight) == (0.6667, 0.3333, 0.0)
    assert found["skills"].contribution + found["title"].contribution == pytest.approx(2 / 3, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "more", "less"),
    [
        ("experience", {"min_experience_years": 8.0}, {"min_experience_years": 1.0}),
        ("skills", {"skills": skills(12)}, {"skills": skills(1)}),
        ("education", {"education_level": "doctorate"}, {"experience_instead": True}),
        ("certifications", {"requirements": (Requirement("RN licence", "licence", "required"),)}, {}),
        ("languages", {"languages": (LanguageSkill("en"), LanguageSkill("de"))}, {}),
    ],
)
def test_what_an_ad_stresses_weighs_more(name: str, more: dict[str, object], less: dict[str, object]) -> None:
    high, low = suggested(**more), suggested(**less)
    assert high[name] > low[name]
    assert sum(high.values()) == pytest.approx(1.0, abs=0.01)


def test_what_an_ad_says_nothing_about_gets_no_suggestion() -> None:
    job = Job("", "1", "1")
    assert set(weighing.suggested(job, USUAL, ALL | {"languages": False})) == set(USUAL) - {"languages"}
    assert weighing.suggested(job, USUAL, {}) == {}
