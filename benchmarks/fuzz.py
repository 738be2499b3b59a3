"""Reads damaged and hostile files for some minutes and keeps those with which something is wrong; the findings become tests.

A finding is made smaller as long as the same stays wrong with it, and put into tests/fuzz/corpus, which the tests read.
Usage: python -m benchmarks.fuzz [--minutes N] [--from NUMBER] [--no-write]
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time

from benchmarks.figures import keep
from benchmarks.results import circumstances, table, write_section
from documents import reading
from tests.fuzz.judging import CORPUS, wrong_with
from tests.fuzz.mutations import mutant
from tests.fuzz.seeds import seeds

COMMAND = "python -m benchmarks.fuzz --minutes {minutes:g}"
_SHRINKING_S = 60.0


def main() -> int:
    """Prints each finding and writes the section ``fuzz``; 1 where there were findings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--from", type=int, default=1_000_000, dest="first", help="number of the first mutant")
    parser.add_argument("--no-write", action="store_true", help="leave RESULTS.md as it is")
    given = parser.parse_args()
    try:
        tried, found = sweep(given.minutes, given.first)
    finally:
        reading.close()
    print(f"{tried:,} mutants, {len(found)} findings")
    if not given.no_write:
        command = COMMAND.format(minutes=given.minutes)
        keep(command, {"fuzz findings": len(found), "fuzz mutants": tried})
        write_section("fuzz", report(command, given.first, tried, found))
    return 1 if found else 0


def sweep(minutes: float, first: int) -> tuple[int, dict[int, str]]:
    """How many mutants were read, and what was wrong with which; a finding is kept once for each kind."""
    good, found, kinds = seeds(), dict[int, str](), set[str]()
    end, number = time.monotonic() + minutes * 60, first
    while time.monotonic() < end:
        data = mutant(good, number)
        if wrong := wrong_with(data):
            found[number] = wrong
            print(f"{number}: {wrong}", flush=True)
            if wrong not in kinds:
                _store(_smaller(data, wrong), wrong)
            kinds.add(wrong)
        number += 1
    return number - first, found


def report(command: str, first: int, tried: int, found: dict[int, str]) -> str:
    """The section's Markdown."""
    corpus = len(list(CORPUS.glob("*.bin")))
    said = f"{tried:,} mutants of {len(seeds())} good files, numbers from {first:,} on: {len(found)} findings."
    rows = [(str(number), wrong) for number, wrong in found.items()]
    parts = ["## Damaged and hostile files", f"`{command}`: {circumstances()}", said]
    kept = f"Each mutant goes through the gate, archives, the confined parsers and the extractors. {corpus} earlier findings are read by the tests."
    return "\n\n".join([*parts, *([table(("mutant", "what is wrong"), rows)] if rows else []), kept])


def _smaller(data: bytes, wrong: str) -> bytes:
    """The finding with stretches left out, as long as the same stays wrong with it."""
    end, step = time.monotonic() + _SHRINKING_S, len(data) // 2
    while step and time.monotonic() < end:
        at = 0
        while at < len(data) and time.monotonic() < end:
            shorter = data[:at] + data[at + step :]
            if wrong_with(shorter) == wrong:
                data = shorter
            else:
                at += step
        step //= 2
    return data


def _store(data: bytes, wrong: str) -> None:
    CORPUS.mkdir(exist_ok=True)
    name = "".join(sign if sign.isalnum() else "-" for sign in wrong.lower())[:60].strip("-")
    (CORPUS / f"{name}-{hashlib.sha256(data).hexdigest()[:8]}.bin").write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
