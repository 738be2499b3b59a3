"""The probe pairs are what their README says, and the engine puts the qualified above the denier in each."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from benchmarks import probe_pairs
from benchmarks.probe_pairs import Outcome, Pair

PAIRS = probe_pairs.load()
FIELDS = ("software", "finance", "health", "trades", "kitchen", "law")
# "cannot service boilers" denies, "service boilers" does not.
_DENIAL = re.compile(
    r"\b(?:no|not|never|without|lack|lacking|cannot|neither|unable|zero|tidak|belum|tanpa|bukan|kurang)\b",
    re.IGNORECASE,
)


def test_there_are_thirty_pairs_five_of_each_field() -> None:
    assert len({pair.id for pair in PAIRS}) == len(PAIRS) == 30
    assert Counter(pair.field for pair in PAIRS) == dict.fromkeys(FIELDS, 5)


def test_eight_pairs_are_indonesian_and_six_cross_languages() -> None:
    languages = Counter((pair.language_job, pair.language_resume) for pair in PAIRS)
    assert languages["id", "id"] >= 8
    assert languages["en", "id"] + languages["id", "en"] >= 6
    assert min(languages["en", "id"], languages["id", "en"]) >= 1


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.id for pair in PAIRS])
def test_a_pair_is_of_a_realistic_length_and_only_the_denier_piles_up_denials(pair: Pair) -> None:
    assert 40 <= len(pair.job.split()) <= 120
    assert all(50 <= len(text.split()) <= 150 for text in (pair.better, pair.worse))
    assert len(_DENIAL.findall(pair.worse)) >= 3 > len(_DENIAL.findall(pair.better))


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.id for pair in PAIRS])
def test_the_denier_repeats_more_of_the_ads_words_than_the_qualified(pair: Pair) -> None:
    asked = _words(pair.job)
    assert len(asked & _words(pair.worse)) > len(asked & _words(pair.better))


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.id for pair in PAIRS])
def test_the_qualified_outranks_the_denier(pair: Pair) -> None:
    outcome = probe_pairs.judge(pair)
    assert outcome.passed, f"qualified {100 * outcome.better:.1f}, denier {100 * outcome.worse:.1f}"


def test_the_report_counts_by_field_and_language() -> None:
    pair = Pair("a-pair", "law", "en", "id", "job", "better", "worse")
    text = probe_pairs.report([Outcome(pair, 0.5, 0.4), Outcome(pair, 0.4, 0.4)], "balanced")
    assert "1 of 2 of the pairs passed" in text
    assert "| law | 1 of 2 | 5.0 | 0.0 |" in text
    assert "| en job, id résumé | 1 of 2 | 5.0 | 0.0 |" in text
    assert "| a-pair | law | en job, id résumé | 40.0 | 40.0 | failed |" in text


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}", text.lower()))
