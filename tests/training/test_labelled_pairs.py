"""Files of pairs: what is written is read again, layout included, and a line that is no pair is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import extractors
from errors import InvalidFields
from training.labelled_pairs import Pair, fingerprint, read, written

GOOD = {"pair_id": "p1", "resume_text": "Baker", "job_text": "Baker wanted", "label": 0.5}


def test_pairs_are_read_as_they_were_written(tmp_path: Path) -> None:
    document = extractors.read("# Noor\n\n## Skills\n\n- Bread baking\u2028- HACCP\n".encode(), "cv.md")
    pairs = [
        Pair("p1", document.text, "Baker wanted", 0.75, 2, 0.5, "train", "2026-01-15", resume=document),
        Pair("p2", "Nurse", "Baker wanted", 0.0, split="test"),
    ]
    for name, content in written(pairs).items():
        (tmp_path / name).write_text(content, "utf-8")
    assert read(tmp_path) == pairs
    assert read(tmp_path)[0].resume == document
    assert [pair.pair_id for pair in read(tmp_path / "pairs.jsonl", "test")] == ["p2"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("no json", "line 2 is no JSON"),
        ("[]", "line 2 is no JSON object"),
        (json.dumps(GOOD | {"label": 1.5}), "line 2: label must be a number from 0 to 1"),
        (json.dumps(GOOD | {"label": True}), "line 2: label"),
        (json.dumps(GOOD | {"label": float("nan")}), "line 2: label"),
        (json.dumps(GOOD | {"resume_text": " "}), "line 2: resume_text must be a text"),
        (json.dumps(GOOD | {"raters": 0}), "line 2: raters"),
        (json.dumps(GOOD | {"split": "dev"}), "line 2: split"),
        (json.dumps(GOOD | {"as_of": "yesterday"}), "line 2: as_of"),
        (json.dumps(GOOD), "a pair_id twice"),
    ],
)
def test_a_line_that_is_no_pair_is_named_by_its_number(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "pairs.jsonl").write_text(json.dumps(GOOD) + "\n" + line + "\n", "utf-8")
    with pytest.raises(InvalidFields, match=says):
        read(tmp_path / "pairs.jsonl")


def test_a_split_without_a_pair_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pairs.jsonl").write_text(json.dumps(GOOD) + "\n", "utf-8")
    with pytest.raises(InvalidFields, match="no pair in the split 'test'"):
        read(tmp_path, "test")
    with pytest.raises(InvalidFields, match="cannot be read"):
        read(tmp_path / "gone.jsonl")


def test_the_fingerprint_knows_labels_and_no_order() -> None:
    one, other = Pair("a", "x", "y", 0.5), Pair("b", "x", "z", 0.5)
    assert fingerprint([one, other]) == fingerprint([other, one])
    assert fingerprint([one]) != fingerprint([Pair("a", "x", "y", 0.6)])
