from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app_main import cli
from errors import AppError
from nlp import extended
from nlp.taxonomy import set_default_taxonomy
from settings import HOME

DEMO = HOME / "demo"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    (tmp_path / "ann.txt").write_text("Ann Lee\n\nSkills\nPython, Flask, PostgreSQL\n")
    (tmp_path / "bo.txt").write_text("=Bo Cook\n\nSkills\nBaking\n")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 broken")
    (tmp_path / "jd.txt").write_text("Developer\n\nRequirements\n- Python\n- PostgreSQL\n")
    return tmp_path


def run(*args: object) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args], env={"COLUMNS": "200"})


def test_help_lists_every_command_with_a_sentence() -> None:
    shown = run("--help").output
    for command in ("serve", "match", "skills", "openapi", "migrate", "demo", "erase"):
        assert command in shown
        assert run(command, "--help").exit_code == 0


def test_files_are_ranked_and_explained_without_a_database(folder: Path) -> None:
    shown = run("match", folder / "bo.txt", folder / "ann.txt", "--jd", folder / "jd.txt")
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.index("ann.txt") < shown.stdout.index("bo.txt")
    assert "PostgreSQL" in shown.stdout
    assert "skills" in shown.stdout


def test_a_bad_file_is_reported_and_loses_nothing(folder: Path) -> None:
    files = [folder / name for name in ("ann.txt", "bad.pdf", "missing.pdf", "bo.txt")]
    shown = run("match", *files, "--jd", folder / "jd.txt", "--json")
    assert shown.exit_code == 1
    assert "bad.pdf" in shown.stderr
    assert "missing.pdf" in shown.stderr
    places = json.loads(shown.stdout)
    assert [(place["rank"], place["resume"]) for place in places] == [(1, "ann.txt"), (2, "bo.txt")]
    assert places[0]["match"]["components"]


def test_csv_is_safe_for_spreadsheets(folder: Path) -> None:
    shown = run("match", folder / "ann.txt", folder / "bo.txt", "--jd", folder / "jd.txt", "--csv")
    rows = list(csv.DictReader(io.StringIO(shown.stdout)))
    assert [row["rank"] for row in rows] == ["1", "2"]
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())


def test_an_unknown_profile_is_one_sentence(folder: Path) -> None:
    shown = run("match", folder / "ann.txt", "--jd", folder / "jd.txt", "--profile", "best")
    assert shown.exit_code != 0


def test_skills_of_a_text_are_shown() -> None:
    shown = run("skills", "I know Python and Postgres")
    assert shown.exit_code == 0
    assert "PostgreSQL" in shown.stdout


def test_a_catalogue_is_imported_and_then_read_by(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(folder / "var"))
    onet = folder / "Technology Skills.txt"
    columns = "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand\n"
    onet.write_text(
        columns + "11-1011.00\tZubrovka Planner 9\t1\tPlanning software\tN\tN\n11-1011.00\tPython\t1\tx\tY\tN\n"
    )
    try:
        assert "Zubrovka" not in run("skills", "show", "Zubrovka Planner 9").stdout
        shown = run("skills", "import-onet", onet)
        assert shown.exit_code == 0, shown.output
        assert "onet: 2 skills read, 1 of them known, 1 added, 1 names added" in shown.stdout
        assert [path.name for path in (folder / "var" / "taxonomies").iterdir()] == ["onet.json.gz"]
        extended.kept_in.cache_clear()
        assert "software" in run("skills", "Zubrovka Planner 9").stdout
    finally:
        set_default_taxonomy(None)


def test_a_file_that_is_no_catalogue_is_refused_and_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(folder / "var"))
    for command, path in (("import-onet", folder / "ann.txt"), ("import-esco", folder), ("import-esco", folder / "no")):
        shown = run("skills", command, path)
        assert isinstance(shown.exception, AppError)
        assert shown.exception.detail.endswith(".")
    assert not (folder / "var" / "taxonomies").exists()
