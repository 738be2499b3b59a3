"""How close held jobs are to the job on offer."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from nlp import relevance
from nlp.experience import span_of
from nlp.relevance import Close
from records import Job, JobSkill, Position

TODAY = date(2026, 1, 15)


def held(title: str, start: str | None, end: str | None = None, skills: tuple[str, ...] = ()) -> Position:
    return Position(title, "Rye", start=start, end=end, current=start is not None and end is None, skills=skills)


def close(closeness: float, start: int | None, months: int = 12) -> Close:
    return Close(held("Baker", None), closeness, None if start is None else (start, start + months))


def test_titles_that_share_their_trade_are_alike_whatever_their_rank() -> None:
    assert relevance.title_similarity(0.9, "Senior Baker", "Junior Baker") >= 0.9
    assert relevance.title_similarity(0.3, "Senior Baker", "Junior Baker") >= 0.9
    assert relevance.title_similarity(0.3, "Baker", "Welder") == 0.0
    assert relevance.title_similarity(0.3, "Sr. SWE", "Senior Software Engineer") == 1.0
    assert relevance.title_similarity(0.3, "Sous chef", "Chef de projet") < 0.5


@pytest.mark.parametrize("cosine", [-1.0, -0.2, 0.0, 0.3, 0.5, 0.8, 1.0])
def test_title_similarity_is_a_share_that_grows_with_the_cosine(cosine: float) -> None:
    value = relevance.title_similarity(cosine, "Pastry Baker", "Bread Baker")
    assert 0.0 <= value <= 1.0
    assert value <= relevance.title_similarity(min(1.0, cosine + 0.1), "Pastry Baker", "Bread Baker")


def test_seniority_and_numbers_name_no_trade() -> None:
    assert relevance.title_words("Senior Baker II") == relevance.title_words("Junior Bakers")


def test_overlapping_months_count_once_and_the_closer_job_has_them() -> None:
    assert relevance.relevant_years([close(1.0, 100, 24), close(0.5, 100, 24)]) == pytest.approx(2.0)
    assert relevance.relevant_years([close(1.0, 100, 12), close(1.0, 106, 12)]) == pytest.approx(1.5)


def test_half_close_jobs_count_in_part_and_far_or_undated_ones_not_at_all() -> None:
    assert 0 < relevance.relevant_years([close(0.35, 100, 24)]) < 2.0
    assert relevance.relevant_years([close(0.1, 100, 24), close(1.0, None)]) == 0.0
    assert relevance.relevant_years([]) == 0.0


def test_recency_is_full_now_and_fades() -> None:
    now = TODAY.year * 12 + TODAY.month
    assert relevance.recency([close(1.0, now - 24, 24)], TODAY) == 1.0
    assert relevance.recency([close(1.0, now - 132, 12)], TODAY) == pytest.approx(0.5)
    assert relevance.recency([close(0.1, now - 12, 12)], TODAY) == 0.0


def test_a_job_is_closer_the_more_title_story_and_skills_agree() -> None:
    job = Job("", "1", "1", skills=(JobSkill("bread", "Bread", "technique", "required", ()),))
    jobs = [held("Baker", "2020-01", skills=("bread",)), held("Clerk", "2020-01")]
    one, other = relevance.close_jobs(jobs, [0.8, 0.1], [0.9, 0.1], job, [span_of(one, TODAY) for one in jobs])
    assert 1.0 >= one.closeness > other.closeness >= 0.0
    assert one.span == (2020 * 12 + 1, 2026 * 12 + 1)


def test_cosines_do_not_depend_on_how_many_are_compared() -> None:
    rng = np.random.default_rng(1)
    left, right = rng.normal(size=(40, 64)).astype(np.float32), rng.normal(size=(30, 64)).astype(np.float32)
    whole = relevance.cosines(left, right)
    assert whole.dtype == np.float32
    assert all(np.array_equal(relevance.cosines(left[at : at + 1], right), whole[at : at + 1]) for at in range(40))
    assert np.array_equal(relevance.cosines(left, right[:7]), whole[:, :7])


def test_cosines_of_nothing_have_no_rows() -> None:
    assert relevance.cosines(np.zeros((0, 8), np.float32), np.ones((3, 8), np.float32)).shape == (0, 3)
