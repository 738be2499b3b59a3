"""Open résumé parsers that somebody else wrote, on the demo résumés beside ours: how long each takes and what it finds.

A parser runs in the Python in which it is installed, so that its old dependencies stay away from ours:
``python3 -m venv peers && peers/bin/pip install pyresparser resume-parser``. One that is absent, or does not run, is said in a
sentence.

Usage: python -m benchmarks.peers [--python peers/bin/python]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import extractors
from benchmarks.results import circumstances, table, write_section

DEMO = Path(__file__).resolve().parents[1] / "demo"
AS_OF = date(2026, 11, 1)
TOO_LONG_S = 600
# Each reads the paths that it is given and prints a line of JSON for each: seconds, name, e-mail.
PEERS = {
    "pyresparser": """
from pyresparser import ResumeParser
def read(path):
    found = ResumeParser(path).get_extracted_data()
    return found.get("name"), found.get("email")
""",
    "resume-parser": """
from resume_parser import resumeparse
def read(path):
    found = resumeparse.read_file(path)
    return found.get("name"), found.get("email")
""",
}
_LOOP = """
import json, sys, time
for path in sys.argv[1:]:
    began = time.perf_counter()
    try:
        name, email = read(path)
    except Exception as problem:
        name, email = None, None
    print("\\n" + json.dumps({"s": time.perf_counter() - began, "name": name, "email": email}), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """Milliseconds of each file, and of how many the name and the e-mail are right."""

    ms: Sequence[float]
    names: int
    emails: int


def main() -> None:
    """Measures, prints and writes the section ``peers``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable, help="the Python in which the other parsers are installed")
    asked = parser.parse_args()
    truth = [one for one in _truth() if Path(one["file"]).suffix in {".pdf", ".docx"}]
    said = {"Shortlist": _ours(truth)} | {name: _theirs(name, asked.python, truth) for name in PEERS}
    body = report(said, len(truth))
    print(body)
    write_section("peers", body)


def report(said: Mapping[str, Ran | str], count: int) -> str:
    """The section's Markdown; a text is why a parser did not run."""
    rows = [
        (name, f"{statistics.median(ran.ms):.0f}", f"{ran.names} of {count}", f"{ran.emails} of {count}")
        for name, ran in said.items()
        if isinstance(ran, Ran)
    ]
    absent = [f"{name}: {why}" for name, why in said.items() if isinstance(why, str)]
    head = ("parser", "ms a file, p50", "names right", "e-mails right")
    intro = f"`python -m benchmarks.peers`: {circumstances()}. PDF and Word files of the demo, without the scan."
    return "\n\n".join(["## Other open parsers", intro, table(head, rows), *absent])


def _truth() -> Iterator[dict[str, Any]]:
    for said in json.loads((DEMO / "truth.json").read_text("utf-8"))["resumes"]:
        if "scan" not in said["file"]:
            yield {"file": str(DEMO / said["file"]), "name": said["name"], "email": said["email"]}


def _ours(truth: Sequence[dict[str, Any]]) -> Ran:
    answers = []
    for one in [truth[0], *truth]:  # the first once more: everything is loaded then
        path, began = Path(one["file"]), time.perf_counter()
        resume = extractors.extract_resume(extractors.read(path.read_bytes(), path.name), as_of=AS_OF)
        answers.append({"s": time.perf_counter() - began, "name": resume.name, "email": resume.email})
    return _judged(answers[1:], truth)


def _theirs(name: str, python: str, truth: Sequence[dict[str, Any]]) -> Ran | str:
    files = [one["file"] for one in truth]
    command = [python, "-c", PEERS[name] + _LOOP, files[0], *files]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TOO_LONG_S, check=False)
    except subprocess.TimeoutExpired:
        return f"not done after {TOO_LONG_S} s."
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"s": ')]
    if done.returncode or len(answers) != len(files) + 1:
        last = (done.stderr.strip().splitlines() or ["it printed nothing"])[-1]
        return f"does not run in {Path(python).name} here ({last[:120]})."
    return _judged(answers[1:], truth)


def _judged(answers: Sequence[dict[str, Any]], truth: Sequence[dict[str, Any]]) -> Ran:
    def right(field: str) -> int:
        return sum(_key(a[field]) == _key(t[field]) for a, t in zip(answers, truth, strict=True))

    return Ran([1000 * one["s"] for one in answers], right("name"), right("email"))


def _key(said: object) -> str:
    return " ".join(str(said or "").split()).casefold()


if __name__ == "__main__":
    main()
