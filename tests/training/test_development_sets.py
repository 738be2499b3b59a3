"""The development sets as pairs: grades become labels, and ads and files stand where their README says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from errors import InvalidFields
from training.development_sets import fit, judged

CV = "Noor Haddad\nBaker\nSkills\nBread baking\n"


def put(folder: Path, name: str, row: dict[str, object]) -> Path:
    (folder / "cvs").mkdir(parents=True)
    (folder / "cvs" / "1.txt").write_text(CV, "utf-8")
    (folder / "set").mkdir()
    (folder / "set" / name).write_text(json.dumps(row) + "\n", "utf-8")
    return folder / "set" / name


def test_a_grade_of_four_is_a_perfect_fit(tmp_path: Path) -> None:
    candidates = [{"resume_id": "1", "pdf": "cvs/1.txt", "grade": 3.5}]
    path = put(
        tmp_path, "judged.jsonl", {"jd_id": "J1", "title": "Baker", "text": "Bread baking.", "candidates": candidates}
    )
    (pair,) = judged(path)
    assert (pair.pair_id, pair.label, pair.job_text) == ("J1-1", 0.875, "Baker. Bread baking.")
    assert pair.resume is not None


def test_scores_of_one_to_seven_become_labels(tmp_path: Path) -> None:
    candidates = [{"resume_id": "1", "pdf": "cvs/1.txt", "score": score} for score in (1, 4, 7)]
    path = put(tmp_path, "human_fit.jsonl", {"jd_id": "J1", "jd_text": "Key skills: baking", "candidates": candidates})
    assert [pair.label for pair in fit(path)] == [0.0, 0.5, 1.0]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"jd_id": "J"}, "line 1 is not of this set"),
        (
            {"jd_id": "J", "jd_text": "x", "candidates": [{"resume_id": "1", "pdf": "cvs/2.txt", "score": 4}]},
            "no résumé file",
        ),
        (
            {"jd_id": "J", "jd_text": "x", "candidates": [{"resume_id": "1", "pdf": "cvs/1.txt", "score": 8}]},
            "outside its scale",
        ),
        ({"jd_id": "J", "jd_text": "x", "candidates": []}, "holds no pair"),
    ],
)
def test_a_line_of_another_kind_is_named(tmp_path: Path, row: dict[str, object], says: str) -> None:
    with pytest.raises(InvalidFields, match=says):
        fit(put(tmp_path, "human_fit.jsonl", row))
