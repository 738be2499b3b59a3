"""The command that imports ESCO takes its occupations, too, where the folder holds them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner

import commands
from nlp.imported_occupations import FILE
from nlp.occupations import KeptOccupations

SKILLS = ("conceptUri", "preferredLabel", "altLabels", "skillType", "inScheme", "status")
OCCUPATIONS = ("conceptUri", "iscoGroup", "preferredLabel", "altLabels", "status", "description", "code")


def table(columns: tuple[str, ...], *rows: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *rows])
    return out.getvalue().encode()


def test_occupations_are_imported_beside_the_skills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    uri = "http://data.europa.eu/esco/skill/00000001-0000-4000-8000-000000000000"
    download = tmp_path / "ESCO dataset"
    download.mkdir()
    (download / "skills_en.csv").write_bytes(
        table(SKILLS, (uri, "repair glockenspiels", "", "knowledge", "", "released"))
    )
    shown = CliRunner().invoke(commands.skills, ["import-esco", str(download)])
    assert shown.exit_code == 0, shown.output
    assert "no file of occupations" in shown.output
    rows = [("1", "7312", "glockenspiel maker", "glockenspiel builder", "released", "Makes glockenspiels.", "7312.4")]
    (download / "occupations_en.csv").write_bytes(table(OCCUPATIONS, *rows))
    shown = CliRunner().invoke(commands.skills, ["import-esco", str(download)])
    assert shown.exit_code == 0, shown.output
    assert "esco: 1 occupations" in shown.output
    folder = tmp_path / "var" / commands.TAXONOMIES
    assert (folder / FILE).is_file()
    found = KeptOccupations(folder)()
    assert found is not None
    assert [one.label for one in found.rank("Senior Glockenspiel Builder")] == ["glockenspiel maker"]
