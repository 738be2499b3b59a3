"""Intervals, pairing, questions and tables of the quality benchmark, on inputs small enough to reckon by hand."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pymupdf
import pytest

import extractors
from benchmarks import bootstrap, kept, quality, questions, scorer, ways
from benchmarks.kept import KeptResumes, KeptVectors
from benchmarks.quality import Figure
from benchmarks.questions import Question, QuestionSet
from errors import NoText
from records import Resume

TODAY = date(2026, 11, 1)
BAKER = (
    "Jo Penn\nExperience\nBaker, Rye Ltd, 2019 - Present\n- Baked sourdough bread and rolls every night\nSkills\nBaking"
)
CODER = (
    "Al Kent\nExperience\nDeveloper, Bit Ltd, 2019 - Present\n- Wrote services in Python on PostgreSQL\nSkills\nPython"
)
BAKERY = (
    "Baker\nWe are looking for a baker. You bake bread at night.\nRequirements\n- Three years of baking\n- Sourdough"
)


class Letters:
    """Counts letters, in place of a model."""

    name, identity, dimensions = "letters", "org/letters", 26

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> kept.Vectors:
        self.asked += texts
        counts = np.array([[text.lower().count(chr(97 + at)) for at in range(26)] for text in texts], dtype=np.float32)
        lengths = np.linalg.norm(counts.reshape(-1, 26), axis=1, keepdims=True)
        units: kept.Vectors = (counts.reshape(-1, 26) / np.maximum(lengths, 1e-9)).astype(np.float16).astype(np.float32)
        return units


class Lengths:
    """Scores by the length of the text."""

    name = "length"

    def scores(self, ad: str, resumes: Sequence[Resume]) -> list[float]:
        return [float(len(one.text)) for one in resumes]


# Intervals


def test_a_share_is_the_sum_of_what_was_earned_by_what_could_be() -> None:
    assert bootstrap.share([(1.0, 1.0), (1.0, 3.0)]).value == 0.5


def test_units_that_are_all_alike_have_no_width() -> None:
    assert bootstrap.share([(0.75, 1.0)] * 5) == bootstrap.Estimate(0.75, 0.75, 0.75)


def test_the_interval_of_a_fair_coin_is_that_of_the_binomial() -> None:
    found = bootstrap.share([(float(at % 2), 1.0) for at in range(100)])
    assert found.low == pytest.approx(0.40, abs=0.02)
    assert found.high == pytest.approx(0.60, abs=0.02)


def test_the_same_seed_gives_the_same_interval_and_another_a_near_one() -> None:
    units = [(at / 20, 1.0) for at in range(20)]
    first, again, other = (bootstrap.share(units, seed) for seed in (1, 1, 2))
    assert first == again != other
    assert first.low == pytest.approx(other.low, abs=0.05)


def test_a_unit_that_says_nothing_does_not_count() -> None:
    assert bootstrap.share([(1.0, 1.0), (0.0, 0.0)]).value == 1.0
    assert math.isnan(bootstrap.share([(0.0, 0.0)]).value)
    assert str(bootstrap.share([])) == ""


def test_a_paired_difference_draws_the_same_units_of_both() -> None:
    theirs = [(at / 10, 1.0) for at in range(10)]
    ours = [(at / 10 + 0.25, 1.0) for at in range(10)]
    found = bootstrap.difference(ours, theirs)
    assert (found.value, found.low, found.high) == pytest.approx((0.25, 0.25, 0.25))
    unpaired = bootstrap.share(ours)
    assert unpaired.high - unpaired.low > 0.2


def test_units_that_do_not_pair_are_refused() -> None:
    with pytest.raises(ValueError, match="2 units cannot be paired with 1"):
        bootstrap.difference([(1.0, 1.0)] * 2, [(1.0, 1.0)])


def test_a_share_is_the_shared_scorers_own_mean_with_its_interval() -> None:
    try:
        rules = scorer.load()
    except FileNotFoundError as missing:
        pytest.skip(str(missing))
    values = [0.2, 0.9, 0.4, 1.0, 0.7]
    theirs = rules.stats.mean_ci(values)
    ours = bootstrap.share([(value, 1.0) for value in values])
    assert ours.value == pytest.approx(theirs["value"])
    assert (ours.low, ours.high) == pytest.approx(tuple(theirs["ci"]))


# Questions


def test_a_sample_takes_whole_jobs_and_at_least_one(tmp_path: Path) -> None:
    _write_judged(tmp_path, (2, 3, 4))
    assert [len(one.candidates) for one in questions.judged(tmp_path, 5).questions] == [2, 3]
    assert [len(one.candidates) for one in questions.judged(tmp_path, 1).questions] == [2]
    whole = questions.judged(tmp_path)
    assert [len(one.candidates) for one in whole.questions] == [2, 3, 4]
    assert whole.questions[0].ad == "Baker. Bakes."
    assert whole.questions[1].gains == (0.0, 1.0, 2.0)
    assert whole.sources["r0.pdf"] == tmp_path / "r0.pdf"


def test_an_occupation_without_its_title_line_keeps_the_rest(tmp_path: Path) -> None:
    _write_categories(tmp_path, {"a.pdf": "CHEF\nCooks lunch", "b.pdf": "LAWYER\nWrites contracts"})
    files, bodies = questions.categories(tmp_path), questions.categories_body(tmp_path)
    assert files.questions == bodies.questions
    assert files.questions[0].gains == (1.0, 0.0)
    assert files.sources["a.pdf"] == tmp_path / "a.pdf"
    assert str(bodies.sources["a.pdf"]).split() == ["Cooks", "lunch"]
    assert len(list(questions.corpus(tmp_path))) == 0  # they lie in another folder here


def test_the_pairs_put_the_qualified_first() -> None:
    asked = questions.pairs(Path("anywhere"))
    assert all(one.candidates[0].endswith("/better") and one.gains == (1.0, 0.0) for one in asked.questions)
    assert len(asked.sources) == 2 * len(asked.questions)


# Ways


def test_the_best_passage_of_each_sentence_is_averaged() -> None:
    asked = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    shown = np.array([[1.0, 0.0], [0.6, 0.8]], dtype=np.float32)
    assert ways.best_passages(asked, shown) == pytest.approx(0.9)
    assert ways.best_passages(asked, shown[:0]) == ways.best_passages(asked[:0], shown) == 0.0


def test_an_ad_is_cut_into_sentences_line_by_line() -> None:
    assert ways.said("Baker\n\nBake bread. Sell rolls.\n1.\nBaker") == ["Baker", "Bake bread.", "Sell rolls."]


def test_every_way_puts_the_baker_before_the_coder(tmp_path: Path) -> None:
    resumes = KeptResumes(tmp_path, TODAY)
    people = [resumes.read(CODER), resumes.read(BAKER)]
    embed = Letters().embed
    corpus = [BAKER, CODER, BAKERY, "bread python"]
    engine = ways.Engine("balanced", embed)
    for way in (engine, ways.Keywords(corpus), ways.WholeDocument(embed), ways.BestPassages(embed)):
        coder, baker = way.scores(BAKERY, people)
        assert baker > coder, way.name


# What is kept


def test_a_resume_is_read_once_and_comes_back_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = KeptResumes(tmp_path, TODAY).read(BAKER)
    monkeypatch.setattr(extractors, "extract_resume", None)
    assert KeptResumes(tmp_path, TODAY).read(BAKER) == first


def test_another_version_of_the_extractor_reads_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    KeptResumes(tmp_path, TODAY).read(BAKER)
    monkeypatch.setattr(extractors, "EXTRACTOR_VERSION", "99.0")
    assert KeptResumes(tmp_path, TODAY).read(BAKER).extractor_version == "99.0"


def test_a_vector_is_made_once_in_any_order(tmp_path: Path) -> None:
    first, second = Letters(), Letters()
    made = KeptVectors(tmp_path, first).embed(["bread", "rolls", "bread"])
    assert sorted(first.asked) == ["bread", "rolls"]
    again = KeptVectors(tmp_path, second).embed(["rolls", "bread"])
    assert second.asked == []
    assert np.array_equal(again, made[[1, 0]])
    assert KeptVectors(tmp_path, second).embed([]).shape == (0, 26)


def test_the_fingerprint_follows_imports_and_the_data_they_name(tmp_path: Path) -> None:
    (tmp_path / "nlp").mkdir()
    (tmp_path / "extractors.py").write_text("from nlp import near\n", "utf-8")
    (tmp_path / "nlp" / "near.py").write_text('FILE = "near.json"\n', "utf-8")
    (tmp_path / "nlp" / "far.py").write_text("", "utf-8")
    for name in ("near", "far"):
        (tmp_path / "nlp" / f"{name}.json").write_text("[]", "utf-8")
    prints = [kept.code_behind("extractors", tmp_path)]  # remembered within a run
    for name in ("far.py", "far.json", "near.py", "near.json"):
        with (tmp_path / "nlp" / name).open("a", encoding="utf-8") as file:
            file.write("\n")
        kept.code_behind.cache_clear()
        prints.append(kept.code_behind("extractors", tmp_path))
    assert prints[0] == prints[1] == prints[2]
    assert len(set(prints[2:])) == 3


# Figures and tables


def test_a_resume_that_could_not_be_read_scores_nothing() -> None:
    asked = QuestionSet((Question("ad", ("lost", "there"), (1.0, 0.0)),), {})
    there = _resume("x" * 7)
    assert quality.scored(Lengths(), asked, {"there": there}) == [[0.0, 7.0]]


def test_earnings_are_a_unit_for_each_question() -> None:
    asked = QuestionSet((Question("a", ("p", "q"), (1.0, 0.0)), Question("b", ("p", "q"), (1.0, 0.0))), {})
    assert quality.earnings(asked, [[0.3, 0.2], [0.2, 0.2]], quality.first_is_above) == [(1.0, 1.0), (0.0, 1.0)]


def test_the_table_names_the_set_once_and_shows_no_difference_to_itself() -> None:
    figure = Figure("judged", "nDCG@10", {"ours": [(0.8, 1.0)] * 3, "theirs": [(0.5, 1.0)] * 3})
    assert list(quality.rows(figure)) == [
        ("judged", "nDCG@10", "3", "ours", "0.800 (0.800 to 0.800)", ""),
        ("", "", "", "theirs", "0.500 (0.500 to 0.500)", "0.300 (0.300 to 0.300)"),
    ]
    text = quality.report([figure], refused=2)
    assert "|  |  |  | theirs | 0.500 (0.500 to 0.500) | 0.300 (0.300 to 0.300) |" in text
    assert "2 résumés were refused" in text


def test_without_sets_the_report_says_so() -> None:
    assert quality.report([]) == "No set is there; nothing is measured."


def test_an_absent_set_is_left_out_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        rules = scorer.load()
    except FileNotFoundError as missing:
        pytest.skip(str(missing))
    reader = quality.Reader(KeptResumes(tmp_path / "work", TODAY), KeptVectors(tmp_path / "work", Letters()))
    for name in quality.SET_NAMES[:-1]:
        assert list(quality.measured(name, tmp_path / "data", None, reader, [Lengths()], rules)) == []
        assert f"The set {name} is left out" in capsys.readouterr().err


def test_refused_texts_count_as_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: KeptResumes, source: Path | str) -> Resume:
        raise NoText("There is no text.")

    reader = quality.Reader(KeptResumes(tmp_path, TODAY), KeptVectors(tmp_path, Letters()))
    monkeypatch.setattr(KeptResumes, "read", refuse)
    assert reader.read({"one": "text"}, "set") == {}
    assert reader.score(Lengths(), "text", "ad") == 0.0
    assert reader.refused == 1


def _resume(text: str) -> Resume:
    return Resume(text=text, as_of=TODAY.isoformat(), extractor_version="1", taxonomy_version="1")


def _write_judged(folder: Path, counts: Sequence[int]) -> None:
    rows = [
        {"title": "Baker", "text": "Bakes.", "candidates": [{"pdf": f"r{at}.pdf", "grade": at} for at in range(count)]}
        for count in counts
    ]
    (folder / "judged").mkdir()
    (folder / "judged" / "judged.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")


def _write_categories(folder: Path, texts: dict[str, str]) -> None:
    (folder / "categories").mkdir()
    lines = ["resume_id,category,pdf"]
    for name, text in texts.items():
        with pymupdf.open() as pdf:  # type: ignore[no-untyped-call]
            pdf.new_page().insert_text((72, 72), text)
            pdf.save(folder / name)
        lines.append(f"{name},{text.split()[0]},{name}")
    (folder / "categories" / "index.csv").write_text("\n".join(lines), "utf-8")
    queries = [{"category": "CHEF", "text": "Cooks"}, {"category": "LAWYER", "text": "Lawyers"}]
    (folder / "categories" / "queries.json").write_text(json.dumps(queries), "utf-8")
