"""Learning words of titles: rare words weigh more, and words of the same occupations are close."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlp import title_words
from training.titles import counted, write

NURSES = ["ward nurse", "nurse manager", "caregiver manager", "ward caregiver"]
SMITHS = ["gold smith", "smith manager", "silver smith", "forge hand"]


def test_words_of_the_same_occupations_are_close_and_words_of_many_weigh_little(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles = {f"n{at}": NURSES for at in range(6)} | {f"s{at}": SMITHS for at in range(6)}
    assert write(counted(titles), tmp_path / "words.npz", 2) >= 6
    with np.load(tmp_path / "words.npz") as found:
        words = found["words"].tobytes().decode().split("\n")
        weights = dict(zip(words, found["weights"].tolist(), strict=True))
        vectors = {word: row.astype(float) for word, row in zip(words, found["vectors"], strict=True)}
    assert weights["manager"] < weights["nurse"]

    def cosine(one: str, other: str) -> float:
        a, b = vectors[one], vectors[other]
        return float(a @ b / np.sqrt((a @ a) * (b @ b)))

    assert cosine("nurse", "caregiver") > 0.9
    assert cosine("nurse", "smith") < 0.3
    monkeypatch.setattr(title_words, "WEIGHTS", tmp_path / "words.npz")
    title_words._learnt.cache_clear()
    try:
        assert title_words.dimensions() == 2
    finally:
        monkeypatch.undo()
        title_words._learnt.cache_clear()


def test_no_title_is_kept_only_words_that_several_occupations_share(tmp_path: Path) -> None:
    titles = {f"n{at}": [*NURSES, f"zubrovka{at} planner"] for at in range(6)} | {"s": SMITHS}
    write(counted(titles), tmp_path / "words.npz", 2)
    with np.load(tmp_path / "words.npz") as found:
        words = found["words"].tobytes().decode().split("\n")
    assert "planner" in words
    assert not [word for word in words if "zubrovka" in word or word == "smith"]
