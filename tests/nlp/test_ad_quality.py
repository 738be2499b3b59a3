"""What an ad leaves unsaid, says too vaguely or overstates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from nlp.ad_quality import LONG_AD_CHARACTERS, MOST_YEARS, judge, judge_again
from nlp.sections import Section
from nlp.statements import statements
from records import Evidence, Job, JobSkill, Notice, Place, Requirement, Salary

Ad = Callable[[str], list[Section]]
TEXT = """Head Baker
Rye Bakery, Jaca
Responsibilities
- Bake sourdough for twelve shops, six nights a week
- Train two apprentices and order flour, salt and seed
Requirements
- 3 years of experience with sourdough and a deck oven
- Food hygiene certificate, stock keeping in Excel
EUR 2,400 a month
"""


def skill(name: str, category: str = "technique") -> JobSkill:
    at = max(TEXT.find(name), 0)
    return JobSkill(name, name, category, "required", (Evidence(name, "requirements", at, at + len(name)),))


WHOLE = Job(
    TEXT,
    "e",
    "t",
    title="Head Baker",
    location=Place("Jaca"),
    salary=Salary(2400, None, "EUR", "month"),
    skills=(skill("sourdough"), skill("Food hygiene"), skill("Excel")),
    requirements=(Requirement("3 years of experience", "experience", "required", (), 3.0),),
    responsibilities=("Bake sourdough",),
    min_experience_years=3.0,
)


def codes(found: tuple[Notice, ...]) -> list[str]:
    return [notice.code for notice in found]


def test_an_ad_that_says_everything_gets_no_notice(ad: Ad) -> None:
    assert judge(WHOLE, statements(ad(TEXT))) == ()


@pytest.mark.parametrize(
    ("code", "job"),
    [
        ("no_title", replace(WHOLE, title=None)),
        ("no_requirements", replace(WHOLE, requirements=())),
        ("no_skills", replace(WHOLE, skills=())),
        ("few_skills", replace(WHOLE, skills=WHOLE.skills[:2])),
        ("no_years", replace(WHOLE, min_experience_years=None)),
        ("no_place", replace(WHOLE, location=None)),
        ("no_duties", replace(WHOLE, responsibilities=())),
        ("no_pay", replace(WHOLE, salary=None)),
    ],
)
def test_what_is_missing_is_named_with_what_to_add(code: str, job: Job, ad: Ad) -> None:
    (notice,) = judge(job, statements(ad(TEXT)))
    assert notice.code == code
    assert notice.detail.endswith(".")
    assert len(notice.detail) > 40


def test_beginners_are_an_answer_and_remote_is_a_place(ad: Ad) -> None:
    job = replace(WHOLE, min_experience_years=0.0, location=None, remote="remote")
    assert judge(job, statements(ad(TEXT))) == ()


def test_few_skills_are_named(ad: Ad) -> None:
    (notice,) = judge(replace(WHOLE, skills=WHOLE.skills[:1]), statements(ad(TEXT)))
    assert "“sourdough”" in notice.detail


@pytest.mark.parametrize(
    ("text", "is_short"),
    [("Head Baker wanted", True), ("word " * 29, True), ("word " * 30, False), ("面包师" * 30, False)],
)
def test_an_ad_of_fewer_than_thirty_words_is_short(text: str, is_short: bool, ad: Ad) -> None:
    found = codes(judge(replace(WHOLE, text=text), statements(ad(text))))
    assert ("short_ad" in found) == is_short


def test_a_very_long_ad_is_said_to_be_long(ad: Ad) -> None:
    text = "Bake bread. " * (LONG_AD_CHARACTERS // 12)
    assert codes(judge(replace(WHOLE, text=text), [])) == []
    assert codes(judge(replace(WHOLE, text=text + "Bake cake."), [])) == ["long_ad"]


def test_a_dynamic_team_player_is_vague(ad: Ad) -> None:
    text = (
        "Associate\nAre you a dynamic team player? We are a passionate, fast-paced company.\n"
        "You think outside the box and have a can-do attitude.\nYou are highly motivated and reliable.\n"
        "We offer exciting challenges and a competitive salary.\nSend your CV today."
    )
    (notice,) = [
        one for one in judge(replace(WHOLE, text=text, skills=()), statements(ad(text))) if one.code == "vague"
    ]
    assert notice.share is not None
    assert notice.share >= 0.6
    assert "team player" in notice.detail


def test_an_ad_with_duties_and_one_phrase_is_not_vague(ad: Ad) -> None:
    text = TEXT + "You are a team player, motivated and reliable."
    assert judge(replace(WHOLE, text=text), statements(ad(text))) == ()


def test_more_years_than_a_working_life_are_doubted_with_their_words(ad: Ad) -> None:
    need = Requirement("30 years of experience with sourdough", "experience", "required", (), MOST_YEARS + 5)
    (notice,) = judge(replace(WHOLE, requirements=(need,)), statements(ad(TEXT)))
    assert notice.code == "unrealistic_years"
    assert "30 years of experience with sourdough" in notice.detail


def test_an_age_is_no_number_of_years(ad: Ad) -> None:
    need = Requirement("Usia maksimal 30 tahun, berpengalaman", "experience", "required", (), 30.0)
    assert judge(replace(WHOLE, requirements=(need,)), statements(ad(TEXT))) == ()


def test_of_a_resume_nothing_else_is_judged(ad: Ad) -> None:
    text = (
        "Ann Lee\nann@example.org | +1 415 555 0123\nExperience\nBaker, Rye Bakery\nJan 2019 - Present\n"
        "Education\nBSc, 2015 - 2018\nSkills\nSourdough"
    )
    job = Job(text, "e", "t")
    assert codes(judge(job, statements(ad(text)))) == ["looks_like_resume"]


def test_a_correction_supplies_what_was_missing_and_keeps_the_rest(ad: Ad) -> None:
    text = TEXT.replace("Food hygiene certificate", "Female, food hygiene certificate")
    bare = replace(WHOLE, text=text, title=None, skills=(), salary=None)
    told = judge(bare, statements(ad(text)))
    assert codes(told) == ["no_title", "no_skills", "no_pay", "gendered_wording"]
    mended = replace(bare, title="Head Baker", skills=WHOLE.skills[:1], warnings=told)
    assert codes(judge_again(mended)) == ["no_pay", "few_skills", "gendered_wording"]
