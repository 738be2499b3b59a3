"""No cell of an export runs as a formula, every table is written in the two places that see to it, and every download says so."""

from __future__ import annotations

import ast
import csv
import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask

from api import job_table, paging
from api.paging import csv_of
from api.spreadsheets import xlsx_of

API = Path(__file__).resolve().parents[2] / "api"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# What OWASP lists (CSV Injection), the full-width twins that some settings of spreadsheets take for the same, blanks before them.
CELLS = [
    "=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1", "＋1", "－1", "＠SUM(A1)",
    '=HYPERLINK("http://127.0.0.1/?"&A1)', "=DDE(\"cmd\")",
]  # fmt: skip


@pytest.mark.parametrize("cell", CELLS)
def test_a_formula_becomes_text_in_both_kinds_of_table(cell: str) -> None:
    rows = [{"name": cell, "skills": [cell, "Python"], "score": -1.5}]
    with Flask("shop").app_context():
        table = csv_of(rows, ("name", "skills", "score"), "people.csv")
        book = xlsx_of(rows, ("name", "skills", "score"), "people.xlsx")
    said = list(csv.reader(io.StringIO(table.get_data(as_text=True).removeprefix("\ufeff"), newline="")))[1]
    assert [one[0] for one in said] == ["'", "'", "-"], "a number stays a number"
    with zipfile.ZipFile(io.BytesIO(book.get_data())) as parts:
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    (line,) = [row for row in sheet.iter(f"{{{SHEET}}}row") if row.get("r") == "2"]
    kinds = [cell.get("t") for cell in line]
    assert kinds == ["inlineStr", "inlineStr", None]
    assert not list(sheet.iter(f"{{{SHEET}}}f"))


@pytest.mark.parametrize("plain", ["Ann Lee", "C++", "a=b", "1-2", "mail@example.org"])
def test_what_is_no_formula_stays_as_it_is(plain: str) -> None:
    with Flask("shop").app_context():
        table = csv_of([{"name": plain}], ("name",), "people.csv").get_data(as_text=True)
    assert [row["name"] for row in csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))] == [plain]


def test_downloads_are_attachments_that_nobody_sniffs() -> None:
    with Flask("shop").app_context():
        for made in (csv_of([], ("a",), "a.csv"), xlsx_of([], ("a",), "a.xlsx")):
            assert made.headers["Content-Disposition"].startswith("attachment; filename=")
            assert made.headers["X-Content-Type-Options"] == "nosniff"


def test_tables_are_written_nowhere_else() -> None:
    writers = {
        path.name
        for path in API.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("writer", "DictWriter", "to_csv", "Workbook")
    }
    assert writers <= {"paging.py"}
    imported = {path.name for path in API.glob("*.py") if "xlsxwriter" in path.read_text("utf-8")}
    assert imported == {"spreadsheets.py"}


def test_an_import_takes_off_what_an_export_puts_on() -> None:
    assert job_table._FORMULA_STARTS == paging._FORMULA_STARTS
