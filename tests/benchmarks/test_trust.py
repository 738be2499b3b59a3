"""Promises of reliability: what fails or was not measured is never called met, and every named test stands where it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.figures import Figure
from benchmarks.trust import Ran, counts, results
from benchmarks.trust_promises import ROWS, Check, Row, failed_of, passed_of, report, verdict

ROOT = Path(__file__).resolve().parents[2]
ROW = Row(
    7,
    "nothing breaks",
    (Check("broken", 0, "broken"), Check("tried", 9, "tried", is_floor=True)),
    ("tests/a",),
    why="haste",
)
GOOD = {"broken": 0.0, "tried": 9.0, passed_of(ROW): 3.0, failed_of(ROW): 0.0}


def kept(**changes: float) -> dict[str, Figure]:
    return {name: Figure(value, "x", "2026-11-22") for name, value in (GOOD | changes).items()}


def test_a_row_is_met_by_its_figures_and_its_tests_together() -> None:
    assert verdict(ROW, kept()) == "met"
    assert verdict(ROW, kept(broken=1)) == "not met: 1 broken, at most 0. haste"
    assert verdict(ROW, kept(tried=8)).startswith("not met: 8 tried, at least 9")
    assert "2 tests failed" in verdict(ROW, kept(**{failed_of(ROW): 2}))


@pytest.mark.parametrize("missing", ["broken", "tried", passed_of(ROW)])
def test_what_was_not_measured_is_not_called_met(missing: str) -> None:
    found = {name: figure for name, figure in kept().items() if name != missing}
    assert verdict(ROW, found).startswith("not measured here")
    assert "0 of 1 met" in report([ROW], found)


def test_tests_are_counted_by_the_file_or_folder_of_their_row() -> None:
    ran = [Ran("tests/a/test_x.py", True), Ran("tests/a/test_x.py", False), Ran("tests/ab/test_y.py", True)]
    assert counts([ROW], ran) == {passed_of(ROW): 1, failed_of(ROW): 1}
    assert counts([ROW], ran[2:]) == {}


def test_results_are_read_from_what_pytest_writes(tmp_path: Path) -> None:
    path = tmp_path / "tests.xml"
    case = '<testcase file="tests/a.py" name="x">{}</testcase>'
    inside = "".join(case.format(one) for one in ("", "<failure/>", "<error/>", "<skipped/>"))
    path.write_text(f"<testsuites><testsuite>{inside}</testsuite></testsuites>")
    assert [one.is_passed for one in results(path)] == [True, False, False]


def test_every_row_has_a_number_of_its_own_and_something_behind_it() -> None:
    assert [row.number for row in ROWS] == list(range(1, len(ROWS) + 1))
    assert all(row.checks or row.tests for row in ROWS)


def test_every_row_with_tests_has_some_that_exist() -> None:
    assert [row.number for row in ROWS if row.tests and not any((ROOT / test).exists() for test in row.tests)] == []
