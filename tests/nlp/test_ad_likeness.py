"""Likeness by words alone: layout makes no difference, other words do."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from itertools import combinations
from pathlib import Path

import pytest

from nlp.ad_likeness import SAME, VALUES, bands, is_another_job, likeness, signature
from records import Job

ROOT = Path(__file__).parents[2]
BULLETINS = ROOT.parent / "shared" / "data" / "jobs" / "city_of_la"
WORDS = [f"word{number}" for number in range(400)]
TEXT = " ".join(WORDS)


def shared(one: str, other: str) -> float:
    return likeness(signature(one), signature(other))


def test_a_signature_is_64_numbers_that_a_database_integer_holds() -> None:
    made = signature(TEXT)
    assert len(made) == VALUES == 64
    assert all(-(2**31) <= value < 2**31 for value in (*made, *bands(made)))
    assert len(bands(made)) == 16


def test_a_signature_is_the_same_in_another_process() -> None:
    program = "from nlp.ad_likeness import signature; print(signature('a baker bakes bread at night'))"
    for seed in ("1", "2"):
        env = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        told = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
        assert told.stdout.strip() == str(signature("A baker bakes bread at night."))


@pytest.mark.parametrize(
    "other",
    [
        TEXT.upper(),
        textwrap.fill(TEXT, 60),
        "• " + TEXT.replace(" ", ", "),
        TEXT.replace("word1 ", "ｗｏｒｄ1 "),
        TEXT.replace("word7 ", "wo-\nrd7 "),
    ],
    ids=["case", "line breaks", "marks", "wide letters", "hyphenated"],
)
def test_layout_makes_no_difference(other: str) -> None:
    assert shared(TEXT, other) == 1.0


def test_likeness_estimates_the_share_of_common_word_sequences() -> None:
    half = " ".join([*WORDS[:267], *(f"other{number}" for number in range(133))])
    assert shared(TEXT, half) == pytest.approx(0.5, abs=0.15)
    assert shared(TEXT, " ".join(reversed(WORDS))) < 0.1


@pytest.mark.parametrize("text", ["", " \n", "🚀🔥"])
def test_a_text_without_words_has_no_signature_and_is_like_nothing(text: str) -> None:
    assert signature(text) == ()
    assert bands(signature(text)) == []
    assert shared(text, text) == 0.0


def test_an_ad_of_one_word_is_like_itself() -> None:
    assert shared("Baker", "baker!") == 1.0


def test_another_title_is_another_job_and_a_title_in_both_texts_is_not() -> None:
    baker, cook = (
        Job("Head Baker\nWe bake.", "", "", title="Head Baker"),
        Job("Sous Chef\nWe bake.", "", "", title="Sous Chef"),
    )
    assert is_another_job(baker, cook)
    assert not is_another_job(baker, Job("WANTED: HEAD BAKER (m/f/d)\nWe bake.", "", "", title=None))
    assert is_another_job(baker, Job("Senior Head Baker\nWe bake.", "", "", title="Senior Head Baker"))


@pytest.mark.skipif(not BULLETINS.is_dir(), reason="the shared data sets are not beside the project")
def test_bulletins_of_one_city_for_different_jobs_are_not_the_same() -> None:
    texts = [path.read_text("utf-8", "replace") for path in sorted(BULLETINS.glob("*.txt"))]
    signatures = [signature(text) for text in texts]
    assert len(signatures) >= 50
    assert max(likeness(one, other) for one, other in combinations(signatures, 2)) < SAME - 0.1
    relaid = [
        signature(textwrap.fill(" ".join(text.split()), 70) + "\nContact: Bo Cook, +1 213 555 0100") for text in texts
    ]
    for one, other in zip(signatures, relaid, strict=True):
        assert likeness(one, other) >= SAME
        assert set(bands(one)) & set(bands(other))
