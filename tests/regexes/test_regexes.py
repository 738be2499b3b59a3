"""Every regular expression of the product but those made of long word lists runs in linear time.

A probe is 100 kB of what keeps an expression busy: under 2 s of processor time, and at most 2.5 times that of half of it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from datetime import date

import pytest

import extractors
from documents.composing import WIDEST_GAP
from tests.regexes.collecting import ROOT, Regex
from tests.regexes.pumping import PATIENCE_S, WHOLE, slow_text

SHORT = 400
"""Characters: longer ones are word lists, which take too long to probe."""


@pytest.fixture(scope="module")
def regexes() -> list[Regex]:
    told = subprocess.run(
        [sys.executable, "-m", "tests.regexes.collecting"], cwd=ROOT, capture_output=True, check=True, timeout=500
    )
    return [Regex(**one) for one in json.loads(told.stdout)]


def slow(found: list[Regex]) -> list[str]:
    wrong = []
    for one in found:
        # What a document's text is made of has no wider gaps than this; what other packages meet may.
        gap = WIDEST_GAP if one.where.startswith("nlp/") else WHOLE
        if text := slow_text(one.compiled(), whole=one.is_whole(), gap=gap):
            wrong.append(f"{one.where}: {one.pattern[:80]!r} on {text}")
    return wrong


@pytest.mark.parametrize(
    "pattern", [r"(a+)+$", r"\s*x", r"\([^)]*\)", r"([^\W\d_]+)-\Z", r"(?:\w+\s?)*;", r"(?: x \d| y)+$"]
)
def test_the_probe_finds_what_is_slow(pattern: str) -> None:
    assert slow_text(re.compile(pattern))


@pytest.mark.parametrize(
    "pattern", [r"[a-z]{1,40}@", r"(?<![^\W\d_])([^\W\d_]+)-\Z", r"(?<!\s)\s+x", r"a|b|c", r"\([^)]{0,99}\)"]
)
def test_the_probe_lets_pass_what_is_linear(pattern: str) -> None:
    assert slow_text(re.compile(pattern)) == ""


def test_expressions_are_linear(regexes: list[Regex]) -> None:
    files = {one.where.split(":")[0] for one in regexes}
    assert {"nlp/dates.py", "nlp/contact.py", "documents/gate.py", "api/access.py", "settings.py"} <= files
    assert len(regexes) > 300
    assert slow([one for one in regexes if len(one.pattern) <= SHORT]) == []


@pytest.mark.parametrize("unit", ["B.S.c.", "Python, ", "a ", "("])
def test_reading_a_line_without_end_takes_less_than_the_patience(unit: str) -> None:
    def seconds(text: str) -> float:
        document, began = extractors.read_text(text), time.process_time()
        extractors.extract_resume(document, as_of=date(2026, 1, 1))
        return time.process_time() - began

    seconds("Jo Smith\nPython Developer, Acme Ltd, 2019 - 2021")  # what is loaded once does not count
    assert seconds("Jo Smith\n" + (unit * WHOLE)[:WHOLE] + "!\nSkills: Python\n") < PATIENCE_S
