"""Damaged and hostile files end as a document or as a refusal, and what is read of them stands where it is said to stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from documents import reading
from tests.fuzz.judging import CORPUS, wrong_with
from tests.fuzz.mutations import mutant
from tests.fuzz.seeds import seeds

FEW = 60
FINDINGS = sorted(path for path in CORPUS.iterdir() if path.suffix == ".bin")


@pytest.fixture(scope="module", autouse=True)
def _workers_end() -> Iterator[None]:
    yield
    reading.close()


def test_good_files_are_read_and_nothing_is_wrong_with_them() -> None:
    assert [wrong for data in seeds()[-7:] if (wrong := wrong_with(data))] == []


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda path: path.stem)
def test_what_was_found_once_stays_right(finding: Path) -> None:
    assert wrong_with(finding.read_bytes()) is None


def test_the_same_number_makes_the_same_mutant() -> None:
    good = seeds()
    assert [mutant(good, number) for number in range(20)] == [mutant(good, number) for number in range(20)]
    assert len({mutant(good, number) for number in range(200)}) > 190


def test_mutants_are_read_or_refused() -> None:
    good = seeds()
    assert {number: wrong for number in range(FEW) if (wrong := wrong_with(mutant(good, number)))} == {}


@pytest.mark.heavy
def test_many_mutants_are_read_or_refused() -> None:
    good = seeds()
    assert {number: wrong for number in range(FEW, 50 * FEW) if (wrong := wrong_with(mutant(good, number)))} == {}
