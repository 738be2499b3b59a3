"""The commands from end to end on fictional people: tables become pairs, pairs become figures, weights and refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import matcher
from nlp import calibration
from nlp.embeddings import default_embedder
from training import runs
from training.labelled_pairs import Pair, labels_of, read, written
from training.panel import Panel

Command = Callable[..., int]
LastRun = Callable[[str], Path]


def kept(folder: Path, pairs: list[Pair]) -> Path:
    folder.mkdir()
    for name, content in written(pairs).items():
        (folder / name).write_text(content, "utf-8")
    return folder


def metrics(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "metrics.json").read_text("utf-8"))
    return found


@pytest.fixture
def all_pairs(tmp_path: Path, pairs: list[Pair]) -> Path:
    return kept(tmp_path / "all", [replace(pair, split="train") for pair in pairs])


def test_a_table_becomes_pairs_that_score_as_on_the_screen(command: Command, last_run: LastRun, table: Path) -> None:
    assert command("pairs", table, "--scale", 1, 5) == 0
    run = last_run("pairs")
    found = read(run)
    assert len(found) == 25
    assert {pair.raters for pair in found} == {2}
    assert sorted({pair.label for pair in found}) == [0.0, 0.25, 0.875]
    config, figures = runs.read(run)
    assert config["split_by_job"] is True
    assert config["arguments"]["scale"] == [1.0, 5.0]
    assert figures["agreement"]["raters"] == 2
    jobs = {side: {pair.job_key for pair in found if pair.split == side} for side in ("train", "test")}
    assert jobs["train"].isdisjoint(jobs["test"])
    panel = Panel(found[:5], default_embedder(), "2026-01-15")
    for at, shown in enumerate(panel.matches()):
        alone = matcher.match(panel.resume(found[at]), panel.job(found[at]))
        assert shown.match_score == alone.match_score


def test_a_bad_table_leaves_no_run(
    command: Command, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("pairs", table, "--scale", 1, 3) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: 10 rows of scores.csv cannot be used; nothing was written.")
    assert "the score 5 is not between 1 and 3" in said
    assert list((tmp_path / "runs").iterdir()) == []


def test_evaluate_measures_the_screens_number(command: Command, last_run: LastRun, all_pairs: Path) -> None:
    assert command("evaluate", all_pairs, "--split", "all", "--profile", "semantic_60_40") == 0
    found = metrics(last_run("evaluate"))
    assert found["ranking"]["pairwise"]["value"] > 0.8  # type: ignore[index]
    rows = json.loads((last_run("evaluate") / "scores.json").read_text("utf-8"))
    panel = Panel(read(all_pairs), default_embedder(), "2026-01-15")
    assert [row["score"] for row in rows] == panel.scores("semantic_60_40").tolist()


def test_compare_sets_every_profile_beside_plain_similarities(
    command: Command, last_run: LastRun, all_pairs: Path
) -> None:
    assert command("compare", all_pairs, "--split", "all") == 0
    run = last_run("compare")
    table = (run / "table.md").read_text("utf-8").splitlines()
    names = [line.split("|")[1].strip() for line in table[2:]]
    assert names == ["TF-IDF, whole texts", "sentence model, whole texts", "closest passages alone", *matcher.PROFILES]
    assert "prefers-color-scheme" in (run / "comparison.svg").read_text("utf-8")


def test_calibrate_writes_weights_that_the_matcher_reads(
    command: Command, last_run: LastRun, all_pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("calibrate", all_pairs, "--out", tmp_path / "weights.json") == 0
    run = last_run("calibrate")
    content = json.loads((tmp_path / "weights.json").read_text("utf-8"))
    assert content == json.loads((run / "balanced.json").read_text("utf-8"))
    assert sum(content["weights"].values()) == pytest.approx(1.0)
    assert min(content["weights"].values()) >= 0
    assert content["evidence"]["pairs"] == 25
    assert content["evidence"]["jobs"] == 5
    assert (run / "reliability.svg").read_text("utf-8").startswith("<svg")
    held_out = json.loads((run / "held_out_weights.json").read_text("utf-8"))
    assert set(held_out) == {pair.job_key for pair in read(all_pairs)}
    # The ads name no languages: that weight is not touched.
    assert content["weights"]["languages"] == pytest.approx(calibration.balanced_weights()["languages"], abs=2e-4)
    monkeypatch.setattr(calibration, "WEIGHTS", tmp_path / "weights.json")
    calibration._learnt.cache_clear()
    try:
        assert calibration.balanced_weights() == content["weights"]
        assert calibration.fit_probability(0.9) > calibration.fit_probability(0.1)
        assert calibration.version() == f"{content['version']}.{content['idf']}"
    finally:
        monkeypatch.undo()
        calibration._learnt.cache_clear()


def test_weights_that_order_people_no_worse_are_promoted(
    command: Command,
    last_run: LastRun,
    all_pairs: Path,
    tmp_path: Path,
    pairs: list[Pair],
    capsys: pytest.CaptureFixture[str],
) -> None:
    into = tmp_path / "balanced.json"
    into.write_bytes(calibration.WEIGHTS.read_bytes())
    fixed = kept(tmp_path / "fixed", [replace(pair, split="test") for pair in pairs])
    assert command("calibrate", all_pairs) == 0
    run = last_run("calibrate")
    assert command("promote", run, "--pairs", fixed, "--into", into) == 0
    content = json.loads(into.read_text("utf-8"))
    assert content["weights"] == json.loads((run / "balanced.json").read_text("utf-8"))["weights"]
    assert content["evidence"]["run"] == run.name
    told = content["evidence"]["measured"]["pairs"]
    assert told["new"]["value"] >= told["current"]["value"]


def test_weights_that_order_people_worse_are_refused_with_both_figures(
    command: Command,
    last_run: LastRun,
    all_pairs: Path,
    tmp_path: Path,
    pairs: list[Pair],
    capsys: pytest.CaptureFixture[str],
) -> None:
    into = tmp_path / "balanced.json"
    into.write_bytes(before := calibration.WEIGHTS.read_bytes())
    fixed = kept(tmp_path / "fixed", [replace(pair, split="test") for pair in pairs])
    assert command("calibrate", all_pairs) == 0
    run = last_run("calibrate")
    # Nobody lives anywhere in these résumés, so a score of the place alone orders nobody.
    spoilt = json.loads((run / "balanced.json").read_text("utf-8")) | {"weights": {"location": 1.0}}
    (run / "balanced.json").write_text(json.dumps(spoilt), "utf-8")
    (run / "held_out_weights.json").write_text("{}", "utf-8")
    assert command("promote", run, "--pairs", fixed, "--into", into) == 1
    said = capsys.readouterr().err
    assert "Refused: on pairs the new one orders 50.0 % of the pairs right and the current one" in said
    assert into.read_bytes() == before
    assert metrics(last_run("promote"))["promoted"] is False


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (["evaluate"], "Name a file of pairs"),
        (["evaluate", "gone.jsonl"], "gone.jsonl cannot be read"),
        (["evaluate", "gone.jsonl", "--model", "nowhere"], "nowhere is no folder of a sentence-transformers model"),
        (["calibrate", "--judged", "gone.jsonl"], "gone.jsonl cannot be read"),
        (["promote", "gone"], "gone is no run folder"),
        (["pairs"], "Name a CSV of scores"),
        (["pairs", "gone.csv"], "--scale MIN MAX"),
        (["pairs", "gone.csv", "--scale", "1", "5"], "gone.csv cannot be read"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_exit_code_2(
    command: Command, capsys: pytest.CaptureFixture[str], said: list[str], says: str
) -> None:
    assert command(*said) == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.startswith("error: ")
    assert err.count("\n") == 1


def test_promoting_needs_a_set_and_a_run_that_learnt_something(
    command: Command, last_run: LastRun, all_pairs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("calibrate", all_pairs) == 0
    assert command("promote", last_run("calibrate")) == 2
    assert "at least one fixed set" in capsys.readouterr().err


def test_labels_of_one_kind_teach_nothing(
    command: Command, tmp_path: Path, pairs: list[Pair], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = kept(tmp_path / "same", [replace(pair, label=1.0, split="train") for pair in pairs])
    assert set(labels_of(read(folder))) == {1.0}
    assert command("calibrate", folder) == 2
    assert "with fits and others among them" in capsys.readouterr().err
