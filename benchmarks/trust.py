"""Runs whatever stands behind the promises of reliability, keeps what came out, and ends with the table of promises.

Hostile uploads, killed processes and mixed load run against the program itself; the whole suite of tests runs once, with every
log record read along, and each promise counts its own tests. What fails does not stop the rest.

Usage: python -m benchmarks.trust [--quick] [--minutes 10] [--rounds 200]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from benchmarks import figures, trust_promises
from benchmarks.trust_promises import ROWS, Row, failed_of, passed_of

COMMAND = "make trust"
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Ran:
    """A test that came to an end, by the file it stands in."""

    file: str
    is_passed: bool


def main() -> int:
    """Runs everything; 0 when each promise is met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10, help="of mixed load")
    parser.add_argument("--rounds", type=int, default=200, help="of killing")
    parser.add_argument(
        "--quick", action="store_true", help="the tests of the rows alone: no whole suite, no killing, no load"
    )
    chosen = parser.parse_args()
    if not chosen.quick:
        _run("benchmarks.hostile")
        _run("benchmarks.kills", "--rounds", str(chosen.rounds))
        _run("benchmarks.soak", "--minutes", str(chosen.minutes))
    with tempfile.TemporaryDirectory() as folder:
        _test(Path(folder), is_whole=not chosen.quick)
    return trust_promises.main()


def counts(rows: Sequence[Row], ran: Sequence[Ran]) -> dict[str, float]:
    """How many tests of each row passed and failed, by the names under which that is kept; rows of which none ran are left out."""
    found = dict[str, float]()
    for row in rows:
        of_row = [one for one in ran if any(one.file == test or one.file.startswith(f"{test}/") for test in row.tests)]
        if of_row:
            found[passed_of(row)] = sum(one.is_passed for one in of_row)
            found[failed_of(row)] = sum(not one.is_passed for one in of_row)
    return found


def results(path: Path) -> Iterator[Ran]:
    """What pytest wrote as JUnit's XML; skipped tests are left out."""
    for case in ElementTree.parse(path).iter("testcase"):
        if case.find("skipped") is None:
            is_passed = case.find("failure") is None and case.find("error") is None
            yield Ran(str(case.get("file")), is_passed)


def _run(module: str, *given: str) -> None:
    print(f"· python -m {module} {' '.join(given)}".rstrip(), flush=True)
    subprocess.run([sys.executable, "-m", module, *given], cwd=ROOT, check=False)


def _test(folder: Path, *, is_whole: bool) -> None:
    told, logs = folder / "tests.xml", folder / "logs.json"
    named = sorted({test for row in ROWS for test in row.tests if (ROOT / test).exists()})
    asked = [] if is_whole else named
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-m",
        "not heavy",
        "-o",
        "junit_family=xunit1",
        f"--junit-xml={told}",
    ]
    print(f"· pytest {'of everything' if is_whole else 'of the rows'}", flush=True)
    subprocess.run([*command, f"--log-scan={logs}", "-p", "no:cacheprovider", *asked], cwd=ROOT, check=False)
    if not told.exists():
        print("The tests did not come to an end; their figures stay what they were.")
        return
    values = counts(ROWS, list(results(told)))
    if is_whole and logs.exists():
        said = json.loads(logs.read_text("utf-8"))
        values |= {"log records": said["records"], "logs show": said["found"]}
    figures.keep(COMMAND, values)


if __name__ == "__main__":
    sys.exit(main())
