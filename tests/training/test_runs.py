"""Run folders: whole or not at all, with what they were made of."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

import matcher
from errors import InvalidFields
from training.runs import HOME, read, recorded


def test_a_run_says_what_it_was_told_and_with_which_versions(tmp_path: Path) -> None:
    with recorded(
        "evaluate", {"seed": 3, "pairs": Path("a.jsonl"), "scale": (1.0, 5.0)}, model="m", home=tmp_path
    ) as run:
        run.metrics = {"auc": 0.5}
        run.write("table.md", "x")
        assert not run.place.exists()
    assert run.place.name.split("-")[1] == "evaluate"
    assert sorted(path.name for path in run.place.iterdir()) == ["config.json", "metrics.json", "table.md"]
    config, metrics = read(run.place)
    assert config["arguments"] == {"seed": 3, "pairs": "a.jsonl", "scale": [1.0, 5.0]}
    assert config["versions"]["matcher"] == matcher.MATCHER_VERSION
    assert set(config["versions"]) == {"matcher", "extractor", "taxonomy", "model"}
    assert metrics == {"auc": 0.5}


def test_a_run_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), recorded("evaluate", {}, model="m", home=tmp_path) as run:
        run.write("half.txt", str(1 / 0))
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_command_left_goes_after_a_day(tmp_path: Path) -> None:
    for name, age in ((".writing-old", 90_000), (".writing-new", 0)):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    with recorded("pairs", {}, model="m", home=tmp_path) as run:
        pass
    assert {path.name for path in tmp_path.iterdir()} == {".writing-new", run.place.name}


def test_a_figure_that_is_no_number_never_reaches_a_run(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="not JSON compliant"),
        recorded("evaluate", {}, model="m", home=tmp_path) as run,
    ):
        run.metrics = {"auc": float("nan")}
    assert list(tmp_path.iterdir()) == []


def test_outside_a_repository_the_commit_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.runs.HOME", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with recorded("pairs", {}, model="m", home=tmp_path) as run:
        pass
    assert json.loads((run.place / "config.json").read_text())["git_commit"] == "unknown"


def test_a_folder_that_is_no_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidFields, match="is no run folder"):
        read(tmp_path)


def test_git_ignores_the_runs() -> None:
    assert "/runs/" in (HOME / ".gitignore").read_text("utf-8").splitlines()
