"""Vectors of texts that came a moment ago: what is known of them, for how long, and how many."""

from __future__ import annotations

import numpy as np
import pytest

from db.packed_vectors import Half
from nlp.embeddings import default_embedder
from tasks import bulk_vectors
from tasks.bulk_vectors import HELD_S, Lately


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def one(number: float) -> Half:
    return np.full(384, number, dtype=np.float16)


def test_a_vector_that_is_held_is_the_one_that_would_be_made_again() -> None:
    lately, embedder = Lately(), default_embedder()
    texts = ["Software Engineer", "Bachelor of Science", "Jakarta"]
    lately.hold("m", dict(zip(texts, embedder.embed(texts).astype(np.float16), strict=True)))
    again = embedder.embed(["Jakarta"]).astype(np.float16)[0]
    assert lately.known("m", ["Jakarta", "Bandung"]).keys() == {"Jakarta"}
    assert np.array_equal(lately.known("m", ["Jakarta"])["Jakarta"], again)


def test_vectors_of_two_models_are_two() -> None:
    lately = Lately()
    lately.hold("m", {"Jakarta": one(1)})
    assert lately.known("other", ["Jakarta"]) == {}


def test_a_text_that_nobody_says_again_is_gone_after_twice_the_time() -> None:
    clock = Clock()
    lately = Lately(clock=clock)
    lately.hold("m", {"somebody's own words": one(1)})
    clock.now = HELD_S
    lately.drop_old()
    assert len(lately) == 1
    clock.now = 2 * HELD_S
    lately.drop_old()
    assert len(lately) == 0


def test_a_text_that_comes_again_stays() -> None:
    clock = Clock()
    lately = Lately(clock=clock)
    lately.hold("m", {"Software Engineer": one(1), "somebody's own words": one(2)})
    for _ in range(4):
        clock.now += HELD_S
        assert lately.known("m", ["Software Engineer"]).keys() == {"Software Engineer"}
    assert len(lately) == 1


def test_after_a_long_pause_nothing_is_left() -> None:
    clock = Clock()
    lately = Lately(clock=clock)
    lately.hold("m", {"Software Engineer": one(1)})
    clock.now = 10 * HELD_S
    assert lately.known("m", ["Software Engineer"]) == {}


@pytest.mark.parametrize("count", [1, 7, 100])
def test_no_more_are_held_than_are_to_be(count: int) -> None:
    lately = Lately(most=10)
    for number in range(count):
        lately.hold("m", {f"text {number}": one(number)})
    assert len(lately) <= 2 * 11
    assert lately.known("m", [f"text {count - 1}"])


def test_the_vector_of_one_text_does_not_keep_those_of_all_others_in_memory() -> None:
    lately, made = Lately(), np.zeros((500, 384), np.float16)
    lately.hold("m", {"Jakarta": made[0]})
    assert lately.known("m", ["Jakarta"])["Jakarta"].base is None


def test_two_halves_take_no_more_than_they_say() -> None:
    assert 2 * bulk_vectors.MOST * one(1).nbytes < 30 << 20
