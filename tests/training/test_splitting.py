"""The split: no job on both sides, a fifth for testing, the same for the same seed."""

from __future__ import annotations

import random

import pytest

from training.labelled_pairs import Pair
from training.splitting import split


def made(jobs: int, each: int) -> list[Pair]:
    return [
        Pair(f"p{job}-{n}", f"cv {job} {n}", f"ad {job}", n / (each - 1)) for job in range(jobs) for n in range(each)
    ]


def test_no_job_is_in_both_splits_and_the_bands_are_alike() -> None:
    parted = split(made(20, 8), seed=1)
    assert parted.by_job
    jobs = {name: {pair.job_key for pair in parted.pairs if pair.split == name} for name in ("train", "test")}
    assert jobs["train"].isdisjoint(jobs["test"])
    tested = [pair for pair in parted.pairs if pair.split == "test"]
    assert len(tested) == 32
    assert sum(pair.is_fit for pair in tested) == 12


def test_the_same_seed_gives_the_same_split_in_any_order() -> None:
    pairs = made(12, 5)
    shuffled = random.Random(0).sample(pairs, len(pairs))
    sides = {pair.pair_id: pair.split for pair in split(pairs, 7).pairs}
    assert sides == {pair.pair_id: pair.split for pair in split(shuffled, 7).pairs}
    assert sides != {pair.pair_id: pair.split for pair in split(pairs, 8).pairs}


def test_with_fewer_than_five_jobs_pairs_are_split_and_it_says_so() -> None:
    parted = split(made(2, 20), seed=0)
    assert not parted.by_job
    assert "fewer than 5 jobs" in parted.why
    assert sum(pair.split == "test" for pair in parted.pairs) == 8


@pytest.mark.parametrize("jobs", [5, 6, 9])
@pytest.mark.parametrize("each", [2, 3])
def test_few_pairs_are_split_too(jobs: int, each: int) -> None:
    for seed in range(5):
        parted = split(made(jobs, each), seed)
        assert {pair.split for pair in parted.pairs} == {"train", "test"}


def test_a_single_pair_has_a_side() -> None:
    assert split([Pair("p", "cv", "ad", 1.0)], 0).pairs[0].split == "train"
