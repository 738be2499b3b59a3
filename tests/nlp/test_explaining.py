"""Explaining: the verdict on the place in a sentence."""

from __future__ import annotations

import pytest

from nlp.distance import SCORES
from nlp.explaining import comments
from records import EducationVerdict, ExperienceVerdict, Passage, Resume

RESUME = Resume("Cook", "2026-11-01", "1", "1", passages=(Passage("Cook", "experience", 0, 4),))
YEARS = ExperienceVerdict(None, 0.0, 0.0, "unknown")
SCHOOL = EducationVerdict(None, None, (), (), "unknown")


@pytest.mark.parametrize(
    ("where", "language", "sentence"),
    [
        ("commuting", "en", "Lives within 50 km of the job."),
        ("commuting", "id", "Tinggal dalam jarak 50 km dari tempat kerja."),
        ("remote-elsewhere", "en", "Lives outside the area from which this remote job can be done."),
        ("unknown", "en", ""),
        ("remote-ok", "id", ""),
    ],
)
def test_the_place_gets_its_sentence(where: str, language: str, sentence: str) -> None:
    assert comments((), YEARS, SCHOOL, RESUME, language, where) == sentence


@pytest.mark.parametrize("language", ["en", "id"])
def test_no_verdict_is_without_words(language: str) -> None:
    for where in SCORES:
        assert comments((), YEARS, SCHOOL, RESUME, language, where) or where in {"unknown", "remote-ok"}
