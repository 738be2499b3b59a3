"""Coverage: how much of what a job asks is shown, with a reason for every part."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.coverage import Credit, coverage, credits, satisfied_groups, sought
from nlp.taxonomy import Taxonomy
from records import Importance, JobSkill, SkillHit

IDS = ("python", "ruby", "java", "postgresql", "databases", "welding", "mig-welding", "wound-care", "teamwork")


def wanted(
    skill: str, importance: Importance = "required", any_of: int | None = None, years: float | None = None
) -> JobSkill:
    category = "soft-skill" if skill == "teamwork" else "technique"
    return JobSkill(skill, skill.title(), category, importance, (), any_of, years)


def shown(skill: str | None, confidence: float = 0.98, years: float | None = None, name: str = "") -> SkillHit:
    return SkillHit(skill, name or str(skill).title(), "technique", confidence, "exact", (), years)


@pytest.mark.parametrize(
    ("want", "have", "share", "why"),
    [
        (wanted("python"), shown("python"), 1.0, "same"),
        (wanted("python"), shown("python", 0.8), 0.8, "same"),
        (wanted("databases"), shown("postgresql"), 0.9, "specific"),
        (wanted("postgresql"), shown("databases"), 0.35, "general"),
        (wanted("python"), shown("ruby"), 0.4, "related"),
        (wanted("python"), shown("welding"), 0.0, ""),
        (wanted("python", years=4), shown("python", years=4), 1.0, "same"),
        (wanted("python", years=4), shown("python", years=2), 0.75, "years"),
        (wanted("python", years=4), shown("python", years=None), 1.0, "same"),
    ],
)
def test_credit_says_how_much_and_why(want: JobSkill, have: SkillHit, share: float, why: str, trades: Taxonomy) -> None:
    (credit,) = credits(sought([want], trades), [have])
    assert credit.share == pytest.approx(share)
    assert (credit.why, credit.weight) == (why, 1.0)


def test_a_skill_without_an_id_is_met_by_its_name(trades: Taxonomy) -> None:
    want = JobSkill(None, "Glass blowing", "unknown", "required", ())
    assert coverage(credits(sought([want], trades), [shown(None, name="glass Blowing")])) == 1.0


def test_preferred_skills_weigh_less_and_soft_skills_least(trades: Taxonomy) -> None:
    found = credits(sought([wanted("python"), wanted("welding", "preferred"), wanted("teamwork")], trades), [])
    assert [credit.weight for credit in found] == sorted((credit.weight for credit in found), reverse=True)
    assert sum(credit.weight for credit in found) == pytest.approx(1.0)


def test_of_alternatives_the_best_counts_and_the_group_is_satisfied(trades: Taxonomy) -> None:
    job = [wanted("python", any_of=1), wanted("java", any_of=1), wanted("welding")]
    found = credits(sought(job, trades), [shown("java")])
    assert coverage(found) == pytest.approx(0.5)
    assert satisfied_groups(found) == {1}
    assert coverage(credits(sought(job, trades), [shown("java"), shown("python")])) == pytest.approx(0.5)
    assert satisfied_groups(credits(sought(job, trades), [])) == frozenset()


def test_nothing_shown_and_nothing_asked_are_zero(trades: Taxonomy) -> None:
    assert coverage(credits(sought([wanted("python")], trades), [])) == 0.0
    assert coverage(credits(sought([], trades), [shown("python")])) == 0.0


job_skills = st.lists(
    st.builds(wanted, st.sampled_from(IDS), st.sampled_from(("required", "preferred")), st.sampled_from((None, None, 1, 2))), max_size=8,
    unique_by=lambda skill: skill.id,
)  # fmt: skip
held_skills = st.lists(
    st.builds(shown, st.sampled_from(IDS), st.floats(0.9, 1.0)), max_size=8, unique_by=lambda hit: hit.id
)


@given(job_skills, held_skills)
@settings(max_examples=120, deadline=None)
def test_coverage_is_a_share_and_more_skills_never_lower_it(
    trades: Taxonomy, job: list[JobSkill], held: list[SkillHit]
) -> None:
    whole = coverage(credits(sought(job, trades), held))
    assert 0.0 <= whole <= 1.0 + 1e-9
    assert coverage(credits(sought(job, trades), held[1:])) <= whole + 1e-9


@given(job_skills, held_skills, st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_skills_does_not_matter(
    trades: Taxonomy, job: list[JobSkill], held: list[SkillHit], random: object
) -> None:
    turned: list[Credit] = credits(sought(job, trades), held[::-1])
    assert coverage(turned) == pytest.approx(coverage(credits(sought(job[::-1], trades), held)))
