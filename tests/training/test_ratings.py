"""Tables of several raters: each bad row is named by its line, and agreement is what the books say."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from errors import InvalidFields
from records import Document, Line
from training.ratings import Rating, agreement, pairs_of, read

AD, CV = "Baker\nRequirements\n- Bread baking\n", "Noor\nBaker\nSkills\nBread baking\n"


def write(path: Path, *rows: tuple[object, ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("resume", "job", "rater", "score"), *rows])
    return path


def rating(resume: str, job: str, rater: str, label: float) -> Rating:
    return Rating(Document(resume, (Line(resume, 0),)), Document(job, ()), rater, label)


def test_a_pair_is_worth_the_mean_of_its_raters(tmp_path: Path) -> None:
    (tmp_path / "cv.txt").write_text(CV, "utf-8")
    path = write(tmp_path / "t.csv", ("cv.txt", AD, "ann", 5), (CV, AD, "bo", 3), (CV, "Baker wanted", "bo", 1))
    both, alone = pairs_of(read(path, 1, 5), "2026-01-15")
    assert (both.label, both.raters, both.spread) == (0.75, 2, 0.5)
    assert (alone.label, alone.raters, alone.spread) == (0.0, 1, 0.0)
    assert both.resume_text.strip() == CV.strip()


def test_every_bad_row_is_named_by_its_line(tmp_path: Path) -> None:
    path = write(
        tmp_path / "t.csv", (CV, AD, "ann", 5), (CV, AD, "ann", 4), (CV, AD, "", 4), (CV, AD, "bo", "good"),
        (CV, AD, "cy", 6), (CV, AD, "di", "nan"), ("gone.pdf", AD, "ed", 2), ("", AD, "fay", 2), (CV, AD, "gus"),
    )  # fmt: skip
    with pytest.raises(InvalidFields, match=r"8 rows of t\.csv cannot be used; nothing was written") as caught:
        read(path, 1, 5)
    lines_a_row = CV.count("\n") + AD.count("\n") + 1
    said = [(one["field"], one["detail"]) for one in caught.value.errors]
    assert said[0] == (f"line {2 + lines_a_row}", "the same rater scored the same pair in line 2")
    assert [detail for _, detail in said[1:]] == [
        "the rater is empty", "the score is no number", "the score 6 is not between 1 and 5", "the score nan is not between 1 and 5",
        "there is no such résumé file; paths are relative to the table", "the résumé is empty",
        "it has more or fewer fields than the header",
    ]  # fmt: skip


def test_a_damaged_file_is_named_by_its_kind_alone(tmp_path: Path) -> None:
    (tmp_path / "noor-haddad.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    with pytest.raises(InvalidFields) as caught:
        read(write(tmp_path / "t.csv", ("noor-haddad.pdf", AD, "ann", 5)), 1, 5)
    assert "noor" not in str(caught.value.errors)
    assert "the résumé file cannot be read" in caught.value.errors[0]["detail"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"resume,job,score\n", "lacks the columns rater"),
        (b"", "lacks the columns"),
        (b"resume,job,rater,score\n", "no row"),
        (b"resume,job,rater,score\n\xff\xfe,x,y,1\n", "cannot be read"),
        (b'resume,job,rater,score\n"a"b,c,d,1\n', "line 2 is no CSV"),
    ],
)
def test_a_table_that_is_none_is_refused_with_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(InvalidFields, match=says):
        read(tmp_path / "t.csv", 1, 5)


def test_a_scale_has_two_ends(tmp_path: Path) -> None:
    with pytest.raises(InvalidFields, match="the lower one first"):
        read(tmp_path / "t.csv", 5, 1)


def test_agreement_is_krippendorffs() -> None:
    """The worked example of Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section C: interval 0.849."""
    absent = None
    said = {
        "a": [1, 2, 3, 3, 2, 1, 4, 1, 2, absent, absent, absent],
        "b": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, absent, 3],
        "c": [absent, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, absent],
        "d": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, absent],
    }
    ratings = [
        rating(f"cv {at}", "ad", rater, float(score))
        for rater, scores in said.items()
        for at, score in enumerate(scores)
        if score is not None
    ]
    found = agreement(ratings)
    assert found["krippendorff_alpha"] == pytest.approx(0.849, abs=0.001)
    assert found["raters"] == 4
    assert 0.8 < found["pairwise_accuracy"] <= 1.0


def test_raters_who_share_nothing_have_no_agreement() -> None:
    found = agreement([rating("one", "ad", "ann", 1.0), rating("two", "ad", "bo", 0.0)])
    assert (found["krippendorff_alpha"], found["pairwise_accuracy"], found["between"]) == (None, None, [])


def test_raters_of_opposite_mind_order_nothing_alike() -> None:
    ratings = [rating(cv, "ad", "ann", label) for cv, label in (("x", 0.0), ("y", 1.0))]
    ratings += [rating(cv, "ad", "bo", label) for cv, label in (("x", 1.0), ("y", 0.0))]
    assert agreement(ratings)["pairwise_accuracy"] == 0.0
