"""Overall: whole résumés against whole ads, by directions that depend on each alone."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nlp import overall
from nlp.model_store import MODEL_NAME
from records import Passage

PLAIN = overall.space_of("another model", 3)
AXES = np.eye(3, dtype=np.float32)
NOTHING = AXES[:0]


def passages(*texts: str, section: str = "experience") -> list[Passage]:
    return [Passage(text, section, 0, len(text)) for text in texts]


def direction(*rows: NDArray[np.float32], section: str = "experience", texts: tuple[str, ...] = ()) -> overall.Vector:
    said = passages(*(texts or tuple(f"passage {at}" for at in range(len(rows)))), section=section)
    return overall.of_resume(PLAIN, said, np.stack(rows))


def test_the_default_model_has_learnt_numbers_and_another_has_none() -> None:
    assert overall.space_of(MODEL_NAME, 384).learnt
    assert not overall.space_of(MODEL_NAME, 32).learnt
    assert not PLAIN.learnt


def test_directions_have_unit_length_and_an_empty_resume_has_none() -> None:
    assert np.linalg.norm(direction(AXES[0], AXES[1])) == pytest.approx(1.0)
    assert not overall.of_resume(PLAIN, [], NOTHING).any()
    assert overall.nearness(PLAIN, direction(AXES[0]), overall.of_resume(PLAIN, [], NOTHING)) == 0.0


def test_saying_it_twice_says_it_once() -> None:
    twice = direction(AXES[0], AXES[0], AXES[1], texts=("baked bread", "baked bread", "kept books"))
    assert twice == pytest.approx(direction(AXES[0], AXES[1]))


def test_schools_say_less_about_the_work_than_jobs() -> None:
    said = [*passages("baker"), *passages("school of law", section="education")]
    mixed = overall.of_resume(PLAIN, said, AXES[:2])
    assert mixed[0] > 3 * mixed[1] > 0


def test_an_ad_is_its_text_its_requirements_and_its_title_as_far_as_it_has_them() -> None:
    whole = overall.of_ad(PLAIN, AXES[:1], AXES[1:2], AXES[2:])
    assert whole[0] == pytest.approx(whole[1])
    assert whole[0] == pytest.approx(2 * whole[2])
    assert overall.of_ad(PLAIN, AXES[:1], NOTHING, NOTHING) == pytest.approx(AXES[0])
    assert not overall.of_ad(PLAIN, NOTHING, NOTHING, NOTHING).any()


def test_the_title_held_for_long_counts_more_than_the_one_held_for_a_summer() -> None:
    wanted = overall.of_title(PLAIN, AXES[:1])
    held = [overall.of_titles(PLAIN, AXES[:2], months) for months in ([120, 3], [3, 120])]
    long, short = (overall.titles_nearness(PLAIN, one, wanted) for one in held)
    assert 1.0 >= long > short > 0.0
    assert overall.titles_nearness(PLAIN, held[0], overall.of_title(PLAIN, NOTHING)) == 0.0
    assert overall.titles_nearness(PLAIN, overall.of_titles(PLAIN, NOTHING, []), wanted) == 0.0
