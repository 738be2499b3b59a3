"""Ordinary prose: paragraphs that name no skill must yield hardly any, though many of their words are also skills."""

from __future__ import annotations

import json
from pathlib import Path

import extractors

PARAGRAPHS: list[dict[str, str]] = json.loads(
    (Path(__file__).parent / "ordinary_paragraphs.json").read_text(encoding="utf-8")
)
_ALLOWED = 3


def test_a_hundred_ordinary_paragraphs_yield_at_most_three_skills() -> None:
    found = [
        f"paragraph {number}: {hit.id} ({hit.match}) from {', '.join(repr(one.text) for one in hit.evidence)}"
        for number, paragraph in enumerate(PARAGRAPHS)
        for hit in extractors.extract_skills(paragraph["text"])
        if hit.id is not None
    ]
    assert len(found) <= _ALLOWED, "\n".join(found)


def test_the_paragraphs_are_as_many_and_as_long_as_they_should_be() -> None:
    languages = [paragraph["language"] for paragraph in PARAGRAPHS]
    assert (languages.count("en"), languages.count("id")) == (50, 50)
    assert len({paragraph["text"] for paragraph in PARAGRAPHS}) == 100
    assert [
        len(paragraph["text"].split()) for paragraph in PARAGRAPHS if not 40 <= len(paragraph["text"].split()) <= 90
    ] == []
