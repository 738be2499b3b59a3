"""Measuring extraction: the shared rules, the sets that are at hand, and figures that a hand count confirms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import extractors
from benchmarks import extraction, labelled, reliability, scorer
from benchmarks.extraction import Measured
from benchmarks.judging import judged, marks
from benchmarks.labelled import Labelled
from nlp import confidence

TODAY = date(2026, 11, 1)
TRUTH: Mapping[str, Any] = {"name": "Jo Smith", "email": "jo@example.org", "location": None, "titles": ["Cook", "Baker"],
                            "dates": ["2019 to now", "2012 to 2018"], "skills": ["Bread baking"]}  # fmt: skip
FOUND = {"name": "Jo Smith", "email": None, "location": "Leeds", "titles": ["Cook", "Head waiter"], "companies": ["Inn"],
         "dates": ["2019 to now"], "skills": [["Bread baking", "baked bread"], ["Excel"]]}  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> scorer.Scorer:
    try:
        return scorer.load()
    except FileNotFoundError as missing:
        pytest.skip(str(missing))


def test_a_scorer_that_is_absent_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="shared scorer is not"):
        scorer.load(tmp_path)


def test_sets_that_are_absent_are_empty(tmp_path: Path) -> None:
    assert [*labelled.files(tmp_path), *labelled.texts(tmp_path), *labelled.scanned(tmp_path)] == []


def test_marks_are_precision_recall_and_the_scorers_figure(rules: scorer.Scorer) -> None:
    given = marks(FOUND, TRUTH, rules)
    assert given["name"] == (1.0, 1.0, 1.0)
    assert given["email"] == (None, 0.0, 0.0)  # not offered: recall suffers, precision does not
    assert given["location"] == (0.0, None, None)  # offered where there is none
    assert given["titles"] == (0.5, 0.5, 0.5)
    assert given["dates"] == (1.0, 0.5, pytest.approx(2 / 3))
    assert given["skills"] == (0.5, 1.0, pytest.approx(2 / 3))
    assert "companies" not in given  # the truth does not say


def test_a_figure_is_the_shared_scorers(rules: scorer.Scorer) -> None:
    one = next(one for one in labelled.demo() if one.kind == "txt")
    prediction = rules.prediction(asdict(extractors.extract_resume(one.read(), as_of=TODAY)))
    given, theirs = marks(prediction, one.truth, rules), rules.fields.score_one(prediction, one.truth)
    for field in ("name", "email", "phone", "location", "companies", "titles", "degrees", "institutions", "macro"):
        assert given[field][2] == theirs[field]
    assert given["skills"] == (theirs["skills_precision"], theirs["skills_recall"], theirs["skills_f1"])


def test_what_is_right_is_said_of_every_field_that_is_shown(rules: scorer.Scorer) -> None:
    one = Labelled("x", "jo", "files", "text", "txt", TRUTH)
    signs = {field: {"ocr": 0.0} for field in ("name", "location", "experience", "skills", "education")}
    right = {row["field"]: row["right"] for row in judged(one, signs, FOUND, marks(FOUND, TRUTH, rules), rules)}
    assert right == {"name": 1.0, "location": 0.0, "experience": 0.5, "skills": 0.6667}


def test_a_name_in_a_text_where_none_is_marked_is_wrong(rules: scorer.Scorer) -> None:
    marked = Labelled("x", "x", "fields", "flat", "text", {"titles": ["Cook"]})
    bare = Labelled("x", "x", "fields", "flat", "text", {})
    signs = {"name": {"ocr": 0.0}}
    assert [row["right"] for row in judged(marked, signs, FOUND, marks(FOUND, marked.truth, rules), rules)] == [0.0]
    assert [*judged(bare, signs, FOUND, marks(FOUND, bare.truth, rules), rules)] == []


def test_the_files_of_one_person_share_a_key() -> None:
    people = [one.person for one in labelled.demo()]
    assert (len(people), len(set(people))) == (20, 18)


def test_versions_of_one_sample_text_are_one_person(tmp_path: Path) -> None:
    words = " ".join(f"{a}{b}word" for a in "abcdefgh" for b in "abcdefgh")
    folder = tmp_path / "fields"
    folder.mkdir()
    line = '{{"id": "{}", "layout": "flat", "text": "{}", "spans": [], "fields": {{}}}}\n'
    texts = (f"{words} Annabel", f"{words} Bertram", "something else entirely different")
    (folder / "resume_entities.jsonl").write_text("".join(line.format(at, text) for at, text in enumerate(texts)))
    people = [one.person for one in labelled.texts(tmp_path)]
    assert people[0] == people[1] != people[2]


def test_a_refused_file_counts_as_nothing_found(rules: scorer.Scorer, tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")
    one = Labelled("x", "jo", "files", "maker", "pdf", TRUTH, path)
    (found,) = extraction.measure([one], rules, TODAY)
    assert found.marks["name"] == (None, 0.0, 0.0)
    assert found.judged == ()


def test_the_report_counts_people_beside_files(rules: scorer.Scorer) -> None:
    rows = [one for one in labelled.demo() if "noor" in one.id or one.kind == "txt"]
    found = extraction.measure(rows, rules, TODAY)
    text = extraction.report(found, rules, 0, learnt_texts=False)
    assert "| demo | email | 6 | 4 | 1.000 | 1.000 | 1.000 | 1.00 to 1.00 |" in text
    assert "| demo, docx | 1 |" in text
    assert "learnt from these very texts" not in text


def test_the_same_seed_gives_the_same_intervals(rules: scorer.Scorer) -> None:
    found = [
        Measured(Labelled(f"{at}", f"{at}", "files", "maker", "pdf", TRUTH), marks(answer, TRUTH, rules), 0.1, ())
        for at, answer in enumerate([FOUND, {}, FOUND, {"titles": ["Cook", "Baker"]}])
    ]
    texts = [extraction.report(found, rules, seed, learnt_texts=False) for seed in (1, 1, 2)]
    assert texts[0] == texts[1]
    assert "| files | titles | 4 | 4 | 0.667 | 0.500 | 0.500 |" in texts[2]


def test_reliability_is_written_for_every_field() -> None:
    text = reliability.report(confidence.learnt())
    assert all(text.count(f"| {field} |") >= 3 for field in confidence.FIELDS)
    assert confidence.version() in text
